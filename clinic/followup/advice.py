"""What follows from how the last plan went: progress, hold or step back for each of its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, selectinload

from clinic.assessment.assessment import Situation
from clinic.database import db
from clinic.followup import tick_sheet
from clinic.i18n import language
from clinic.interview.models import Intake, LineReport, case
from clinic.knowledge.library import load
from clinic.patients.models import Visit
from clinic.rules import deterioration, progression
from clinic.rules.deterioration import Sign
from clinic.rules.progression import Advice, Remark, Step
from clinic.signed.carried_lines import returning_lines
from clinic.signed.models import PlanVersion


@dataclass(frozen=True)
class LineAdvice:
    """What to do with one line, and why, in the reader's language."""

    step: Step
    why: str


def in_words(advice: Advice) -> LineAdvice:
    """The rule's reason as a clinician reads it."""
    return LineAdvice(advice.step, _reason(advice.why))


def _reason(why: Remark) -> str:
    days = _("done %(done)s of %(asked)s days", done=why.done, asked=why.asked)
    signs = "; ".join(why.signs)
    return {
        "red_light": _("red light: %(signs)s", signs=signs),
        "red_morning": _("red: worse the next morning"),
        "red_pain": _("red: pain %(pain)s while doing it", pain=why.pain),
        "too_few_days": days,
        "yellow": _("yellow, pain %(pain)s: stay at this level", pain=why.pain),
        "no_days": _("days not written, so not known"),
        "no_pain": _("done %(done)s of %(asked)s days, pain not written", done=why.done, asked=why.asked),
        "held": _("green, but %(what)s", what=signs),
        "once": _("green once, %(done)s; progress after the second time", done=days),
        "twice": _("green twice, %(done)s", done=days),
    }[why.code]


def advise(seen: Situation, version: PlanVersion | None) -> dict[str, LineAdvice]:
    """What the rule says of each line of the last plan, by code. Nothing on a first visit."""
    if version is None or version.visit_id == seen.visit.id:
        return {}
    reports = LineReport.of([version.visit, seen.visit])
    signs = deterioration.signs(seen.case, last_told(seen.visit))
    red = _once(said(sign, seen) for sign in signs if sign.is_red)
    limits = progression.limits_of(version.draft)
    sheet = tuple(_written(version, limits["yellow_most"]))
    held = _once((*_active(seen), *sheet, *(said(sign, seen) for sign in signs if not sign.is_red)))
    days = tick_sheet.days_done(version)
    found: dict[str, LineAdvice] = {}
    for line in returning_lines(version):
        given = progression.advice(
            tick_sheet.with_days(reports[seen.visit.id].get(line["code"]), days.get(line["code"])),
            reports[version.visit_id].get(line["code"]),
            days_week=line["days_week"] or 7,
            limits=limits,
            red=red,
            held=held,
        )
        if given is not None:
            found[line["code"]] = in_words(given)
    return found


def last_told(visit: Visit) -> dict[str, Any] | None:
    """The answers of the newest earlier visit whose interview was sent."""
    query = (
        sa.select(Intake)
        .join(Intake.visit)
        .where(Visit.patient_id == visit.patient_id, Visit.starts_at < visit.starts_at, Intake.sent_at.is_not(None))
        .options(selectinload(Intake.feet), selectinload(Intake.activities), selectinload(Intake.shoes))
        .options(contains_eager(Intake.visit).joinedload(Visit.patient))
        .order_by(Visit.starts_at.desc())
        .limit(1)
    )
    intake = db.session.scalar(query)
    return case(intake) if intake is not None else None


def said(sign: Sign, seen: Situation) -> str:
    """A sign in words, with the foot where more than one is looked at."""
    if len(seen.feet) > 1 and sign.foot is not None:
        return {
            "r": {
                "numb": _("more numbness, right"),
                "swollen": _("new swelling, right"),
                "night": _("more pain at night or at rest, right"),
                "pain": _("pain up by 2 or more, right"),
                "trend": _("getting worse, right"),
            },
            "l": {
                "numb": _("more numbness, left"),
                "swollen": _("new swelling, left"),
                "night": _("more pain at night or at rest, left"),
                "pain": _("pain up by 2 or more, left"),
                "trend": _("getting worse, left"),
            },
        }[sign.foot][sign.mark]
    return {
        "limp": _("limps"),
        "numb": _("more numbness"),
        "swollen": _("new swelling"),
        "night": _("more pain at night or at rest"),
        "pain": _("pain up by 2 or more"),
        "trend": _("getting worse"),
        "function": _("function down by a change that matters"),
        "health": _("health or medicines changed"),
    }[sign.mark]


def _active(seen: Situation) -> Iterator[str]:
    """What is active: flags that nobody has cleared, and safety answers of yes that were not asked again."""
    words = language()
    for foot in seen.picture.feet:
        for fired in foot.flags:
            yield _("a flag is active: %(flag)s", flag=seen.library.name(fired.code)[words])
    for field in seen.to_ask_again:
        yield _("ask again: %(question)s", question=seen.library.wording.fact(field, words))


def _written(version: PlanVersion, most: int) -> Iterator[str]:
    """Pain on the tick sheet that forbids more, whatever was told at the visit."""
    sore = tick_sheet.sore_days(tick_sheet.summary(version), most=most)
    if sore:
        yield ngettext(
            "tick sheet: pain up to %(worst)s on %(num)s day of its last week",
            "tick sheet: pain up to %(worst)s on %(num)s days of its last week",
            len(sore),
            worst=max(sore),
        )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def told(visit: Visit, last: PlanVersion | None, words: str) -> str:
    """How the plan went, in one line: days done by exercise, why not, and what the tick sheet says."""
    library = load()
    said = []
    for code, report in LineReport.of([visit])[visit.id].items():
        name = library.name(code)[words]
        days = _("not written") if report.fu_done is None else _("%(n)s of 7 days", n=report.fu_done)
        why = f" ({report.fu_why_not})" if report.fu_why_not else ""
        said.append(f"{name}: {days}{why}")
    sheet = " ".join(tick_sheet.said(last))
    reports = "; ".join(said)
    return f"{reports}. {sheet}" if reports and sheet else reports or sheet

"""The visit on one page: flags first, what the patient said, the exam, the trend, and the patterns the answers fit."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy.orm import joinedload, selectinload

from clinic.access import allow, clinician, current_person
from clinic.assessment import answer_summary, flag_cards, missing
from clinic.assessment.assessment import Situation, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.chart import answer_changes, last_change
from clinic.chart.blueprint import bp
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import findings, items, rulings, together
from clinic.exam.grid import Grid, grid
from clinic.followup import advice, pain_diary, trend
from clinic.i18n import decimal, language
from clinic.interview import review, stopping
from clinic.interview.models import Intake, case
from clinic.knowledge import library as knowledge
from clinic.paper import foot_map
from clinic.patients.finding import find_visit
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion

MEASURES = {
    "worst": lazy("Worst pain, 7 days"),
    "average": lazy("Average pain, 7 days"),
    "psfs": lazy("PSFS mean"),
}


SAID = ("#exam-note", "#exam-was", "#sign")
"""What the answer to a save says itself, also where it could not keep all of it."""


@bp.get("/visits/<uuid:visit_id>")
@allow(clinician, records=True)
def visit(visit_id: UUID) -> ResponseReturnValue:
    """Show one visit. The first look at a sent intake counts as its review.

    After a change made in place only what can follow from it is drawn again.
    """
    here = find_visit(visit_id)
    seen = look(here, knowledge.load())
    by, at = current_person(), utcnow()
    record(Action.CHART_VIEWED, here, actor=by, at=at, patient_id=here.patient_id)
    intake = seen.intake
    if intake is not None and stopping.see(intake, at=at):
        record(Action.INTAKE_REVIEWED, intake, actor=by, at=at, patient_id=here.patient_id)
    in_place = "HX-Request" in request.headers
    shown = _page(here, seen, in_place=in_place)
    strip = banner(here, seen.intake, PlanVersion.of(here))
    page = render_template("chart/visit.html", **strip, **shown, in_place=in_place)
    db.session.commit()
    return page


def _page(here: Visit, seen: Situation, *, in_place: bool) -> dict[str, Any]:
    words = language()
    earlier = [] if in_place else told_before(here)
    readings = [trend.reading(on, told) for on, told in earlier] + [trend.reading(here.day, seen.case)]
    before = readings[-2] if len(readings) > 1 else None
    days = pain_diary.pain(here.earlier()[-5:]) if not in_place else []
    shown = trend.chart(readings, [(day.on, day.pain) for day in days])
    last_plan = seen.previous
    required, missed = seen.required, missing.rows(seen)
    table = grid(seen.found, required=required, missing=seen.missing)
    groups = review.lines(seen.intake, seen.library, every=True) if seen.intake is not None else []
    return {
        "flags": flag_cards.flags(seen, words),
        "again": flag_cards.to_ask_again(seen, words),
        "patterns": flag_cards.patterns(seen, words),
        "yellow_flags": [
            {"name": one.flag.name[words], "action": one.flag.action[words]} for one in seen.picture.yellow
        ],
        "changed": last_change.last_change(seen, words),
        "open_flags": len(flag_cards.unanswered(seen)) + len(seen.to_ask_again),
        "missing": missed,
        "missing_shown": missing.shown(missed),
        "locked": seen.decision.status == "locked",
        "stop": seen.decision.status == "stop",
        "referrals": rulings.referrals(here),
        "told": answer_summary.short(seen.case, seen.library, words, marked=flag_cards.marked(seen)),
        "adherence": advice.told(here, last_plan, words),
        "last_plan": last_plan,
        "quotes": answer_summary.quotes(seen.case),
        "sections": groups,
        "answer_count": sum(len(group.lines) for group in groups),
        "feet": seen.feet,
        **_map(seen, words),
        "readings": readings,
        "before": before,
        "changes": trend.rows(before, readings[-1]) if before else [],
        "answers_changed": answer_changes.changes(earlier[-1][1], _told_now(seen), seen.library, words)
        if earlier
        else [],
        "responder": trend.is_responder(readings[0], readings[-1]) if before else None,
        "measures": MEASURES,
        "chart": shown,
        "chart_words": " ".join(filter(None, (_chart_words(readings), pain_diary.said(days)))),
        "diary": pain_diary.said(days),
        "diary_weeks": pain_diary.weeks(days),
        "label_y": _label_heights(shown),
        "short_day": lambda on: format_date(on, "MMM d" if words == "en" else "d MMM"),
        "found": seen.found,
        "recorded_by": together.recorded_by_others(seen.found, current_person()),
        "person_id": str(current_person().id),
        "grid": table,
        "swaps": _swaps(table),
        "swaps_beside": ",".join(part for part in _swaps(table).split(",") if part not in SAID),
        "core": findings.core_done(seen.found, seen.feet),
    }


def told_before(here: Visit) -> list[tuple[dt.date, dict[str, Any]]]:
    """What was told at the visits before this one, oldest first; at most the last five."""
    earlier = here.earlier()[-5:]
    query = (
        sa.select(Intake)
        .where(Intake.visit_id.in_([visit.id for visit in earlier]), Intake.sent_at.is_not(None))
        .options(
            selectinload(Intake.feet),
            selectinload(Intake.activities),
            selectinload(Intake.shoes),
            joinedload(Intake.visit).joinedload(Visit.patient),
        )
    )
    told = {intake.visit_id: intake for intake in db.session.scalars(query)} if earlier else {}
    return [(visit.day, case(told[visit.id])) for visit in earlier if visit.id in told]


def _told_now(seen: Situation) -> dict[str, Any]:
    """This visit's answers as the patient gave them, without what the clinician found."""
    return case(seen.intake) if seen.intake is not None else {}


def _map(seen: Situation, words: str) -> dict[str, Any]:
    """Where it hurts: the patient's marks as they were made, and beside them what the clinician found."""
    wording, found = seen.library.wording, findings.zones(seen.found)
    rows = {row.side: row for row in seen.intake.feet} if seen.intake is not None else {}
    told = {side: list(rows[side].sym_zone or ()) if side in rows else [] for side in ("l", "r")}
    both = {side: (told[side], found.get(side, ())) for side in ("l", "r")}
    every = {zone for pair in both.values() for marks in pair for zone in marks}
    return {
        "zones": {
            side: [(wording.value("sym_zone", zone, words), zone == rows[side].sym_zone_worst) for zone in told[side]]
            for side in both
        },
        "found_zones": {side: items.said("exam_zone", list(marks)) for side, marks in found.items()},
        "soles": {side: foot_map.drawn(*pair) for side, pair in both.items()},
        "tops": {side: foot_map.drawn(*pair, picture=foot_map.TOP) for side, pair in both.items()}
        if every & set(foot_map.ON_TOP)
        else {},
    }


def _chart_words(readings: list[trend.Reading]) -> str:
    first, last = readings[0], readings[-1]
    said = []
    if last.worst is not None and first.worst is not None and len(readings) > 1:
        said.append(_("Worst pain went from %(a)s to %(b)s.", a=first.worst, b=last.worst))
    elif last.worst is not None:
        said.append(_("Worst pain is %(a)s.", a=last.worst))
    if last.psfs is not None and first.psfs is not None and len(readings) > 1:
        said.append(_("PSFS went from %(a)s to %(b)s.", a=decimal(first.psfs, 1), b=decimal(last.psfs, 1)))
    elif last.psfs is not None:
        said.append(_("PSFS is %(a)s.", a=decimal(last.psfs, 1)))
    return " ".join(said) or _("No scores yet.")


def _label_heights(shown: trend.Chart) -> dict[str, float]:
    """Where the two names stand: at their line's end, never on top of each other."""
    pain = shown.pain[-1].y if shown.pain else 20.0
    able = shown.psfs[-1].y if shown.psfs else 140.0
    if abs(pain - able) < 18:
        pain, able = (pain - 9, able + 9) if pain <= able else (pain + 9, able - 9)
    return {"pain": pain + 4, "psfs": able + 4}


def _swaps(table: Grid) -> str:
    """The parts of the page that follow a finding; the grid itself is left alone, somebody is typing in it."""
    parts = ["exam-note", "exam-was", "exam-undo", "changed", "missing", "flags", "patterns", "told", "where", "sign"]
    for row in (*table.core, *(row for group in table.groups for row in group.rows)):
        for cell in row.cells:
            parts.append(f"said-{cell.key}" if row.test.kind == "many" else f"mark-{cell.key}")
            if row.test.can_be_left_out:
                parts.append(f"whybox-{cell.key}")
    return ",".join(f"#{part}" for part in parts)

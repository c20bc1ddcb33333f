"""Signing: what stands in the way, named with its place; then every word frozen, hashed, numbered and recorded.

Nobody outside hears of it and nothing is committed here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.content.plan_content import PlanContent
from clinic.content.plan_lines import Part, State
from clinic.curation.models import Approval
from clinic.database import db
from clinic.exam import findings, items
from clinic.i18n import language
from clinic.patients.models import Visit
from clinic.plan import draft_content, drafting, printable, rows, shoes_worn
from clinic.plan.models import Plan, PlanItem
from clinic.practice.models import Practice
from clinic.signed import versions
from clinic.signed.models import PlanVersion
from clinic.values import tongue

DOSE_WORDS = {
    "sets": lazy("Sets"),
    "reps": lazy("Reps"),
    "hold_s": lazy("Hold, seconds"),
    "seconds": lazy("Time, seconds"),
    "times_day": lazy("Times a day"),
    "days_week": lazy("Days a week"),
}


@dataclass(frozen=True)
class Point:
    """One thing that blocks the signature, and where to put it right."""

    words: str
    href: str


class Refusal(Exception):
    """The plan was not signed."""


class PlanNotReady(Refusal):
    """Something is still open. Holds each point with its place."""

    def __init__(self, points: list[Point]) -> None:
        super().__init__("The plan is not ready to be signed")
        self.points = points


class SignedAlready(Refusal):
    """These very words are signed: a second press, another tab, or nothing was changed. Holds that version."""

    def __init__(self, version: PlanVersion) -> None:
        super().__init__("The plan is signed already")
        self.version = version


class ChangedSinceShown(Refusal):
    """What would be signed is not what was on the screen."""


def open_points(plan: Plan, seen: Situation, practice: Practice) -> list[Point]:
    """Everything that blocks a signature, in the order a clinician would settle it."""
    paper = (Point(words, href) for words, href in printable.in_the_way(plan, seen, practice))
    return [*_safety(plan, seen), *_findings(seen), *_lines(plan, seen), *paper]


def is_untested(seen: Situation) -> bool:
    """Whether not one core test of the feet that hurt has been done or left out."""
    return findings.is_untested(seen.found, seen.feet)


def _visit(seen: Situation, anchor: str) -> str:
    return url_for("chart.visit", visit_id=seen.visit.id, _anchor=anchor)


def _safety(plan: Plan, seen: Situation) -> Iterable[Point]:
    decision, words = seen.decision, language()
    if seen.intake is None or seen.intake.sent_at is None:
        yield Point(_("the intake is not finished"), _visit(seen, "told"))
    if decision.status == "stop":
        for reason in decision.because:
            yield Point(_("stop: %(flag)s", flag=seen.library.name(reason.code)[words]), _visit(seen, "flags"))
    elif decision.status == "locked":
        yield from _locked(seen, words)
    for code in dict.fromkeys(fired.code for fired in seen.unanswered):
        yield Point(_("flag without an answer: %(flag)s", flag=seen.library.name(code)[words]), _visit(seen, "flags"))
    for field in seen.to_ask_again:
        label = seen.library.wording.fact(field, words)
        yield Point(_("ask again: %(question)s", question=label), _visit(seen, f"again-{field}"))
    age = seen.case.get("p", {}).get("age")
    if isinstance(age, int) and age < 18 and seen.case["p"].get("guardian_ok") != "yes":
        place = "guardian" if seen.case["p"].get("guardian_ok") == "no" else "told"
        yield Point(_("under 18 without a parent or guardian"), _visit(seen, place))


def _locked(seen: Situation, words: str) -> Iterable[Point]:
    """What is missing by number, with the place where it can be filled in; else the flag that locks."""
    if count := len(seen.waited_for):
        yield Point(
            ngettext("locked: %(num)s answer missing", "locked: %(num)s answers missing", count),
            _visit(seen, "missing"),
        )
    for code in dict.fromkeys(reason.code for reason in seen.decision.because):
        if not count or code != "RF90":
            yield Point(_("locked: %(flag)s", flag=seen.library.name(code)[words]), _visit(seen, "flags"))


def _findings(seen: Situation) -> Iterable[Point]:
    for foot, field in seen.missing:
        test = items.TESTS.get(field)
        label = str(test.label) if test is not None else field
        words = {
            "r": _("%(test)s, right: record it or say why not", test=label),
            "l": _("%(test)s, left: record it or say why not", test=label),
        }.get(foot, _("%(test)s: record it or say why not", test=label))
        place = f"{foot}-{field}-nt" if test is not None and test.kind == "many" else f"{foot}-{field}"
        yield Point(words, _visit(seen, place))


def _lines(plan: Plan, seen: Situation) -> Iterable[Point]:
    words = language()
    waiting = [item for item in plan.items if item.state is State.PROPOSED]
    if waiting:  # counted as the button beside them counts, with the shoes that wait for a verdict
        count = len(waiting) + shoes_worn.waiting(plan, seen)
        yield Point(_("%(n)s suggested lines not accepted yet", n=count), "#accept-all")
    accepted = [item for item in plan.items if item.state is State.ACCEPTED]
    if not accepted and not waiting:
        yield Point(_("the plan is empty"), "#exercises")
    if plan.next_visit_at is not None and Visit.on(plan.next_visit_at) < plan.plan_on:
        yield Point(_("the next visit is in the past"), "#next_on")
    if plan.ladder and plan.ladder not in {way.ladder.code for way in seen.decision.ways_back}:
        yield Point(_("the way back is not open at this gate: take it out"), "#ladder")
    if plan.ladder and plan.ladder_on is None:
        yield Point(_("the way back has no first day"), "#ladder_on")
    for item in accepted:
        yield from _line(item, plan, seen, words)
    in_place = [item.replaces for item in accepted if item.part is Part.ACTIVITY]
    for code in dict.fromkeys(code for code in in_place if in_place.count(code) > 1):
        yield Point(_("choose one swap in place of %(activity)s", activity=seen.library.name(code)[words]), "#swaps")
    for missing in _unsaid(plan.note_en, plan.note_es, plan):
        said = _("the note has no Spanish words") if missing == "es" else _("the note has no English words")
        yield Point(said, f"#note_{missing}")


def _line(item: PlanItem, plan: Plan, seen: Situation, words: str) -> Iterable[Point]:
    name = rows.name_of(item, seen, words)
    place = f"#line-{item.id.hex}"
    if item.part is Part.EXERCISE and (blank := blanks(item, seen)):
        said = ", ".join(str(DOSE_WORDS[one]) for one in blank)
        yield Point(_("%(line)s has no dose (blank: %(what)s)", line=name, what=said), place)
    if item.part is Part.ACTIVITY and any(not week.get("days") or not week.get("minutes") for week in item.weeks):
        yield Point(_("%(line)s has no minutes", line=name), place)
    if not item.reason.strip() and not item.because.get("reasons"):
        yield Point(_("%(line)s has no reason", line=name), place)
    gone = rows.no_longer(item, seen, words)
    if gone:
        yield Point(_("%(line)s no longer fits (%(why)s): remove it or give your reason", line=name, why=gone), place)
    careful = rows.too_hard(item, seen, words)
    if careful:
        said = _(
            "%(line)s does not suit as it is (%(why)s): start easier, remove it or give your reason",
            line=name,
            why=careful,
        )
        yield Point(said, place)
    patient = seen.visit.patient.language
    for missing in _unsaid(item.note_en, item.note_es, plan):
        if missing == "es":
            yield Point(_("the note on %(line)s has no Spanish words", line=name), place)
        else:
            yield Point(_("the note on %(line)s has no English words", line=name), place)
    entry = seen.library.entry(item.code)
    named = getattr(entry, "name", None)
    if entry is None or named is None or not (named.es if patient == "es" else named.en):
        yield Point(_("%(line)s has no words in the patient's language", line=name), place)


def paper_languages(plan: Plan) -> tuple[str, ...]:
    """The languages this plan is printed in, as they stand chosen."""
    patient = plan.visit.patient
    chosen = patient.handout_language or (patient.language if patient.language in ("en", "es") else "en")
    return ("en", "es") if chosen == "both" else (chosen,)


def _unsaid(en: str, es: str, plan: Plan) -> list[str]:
    """The languages of the paper that a note was not written in, though it was in the other one."""
    said = {"en": en.strip(), "es": es.strip()}
    return [one for one in paper_languages(plan) if any(said.values()) and not said[one]]


def other_tongue(plan: Plan) -> list[str]:
    """Notes that read as if they were in the other language than their box is for, in words: a warning, no bar."""
    notes = {"en": [plan.note_en], "es": [plan.note_es]}
    for item in plan.items:
        if item.state is State.ACCEPTED:
            notes["en"].append(item.note_en)
            notes["es"].append(item.note_es)
    wrong = {box for box, texts in notes.items() for text in texts if tongue.guess(text) not in ("", box)}
    said = {
        "en": _("A note for the English paper reads like Spanish."),
        "es": _("A note for the Spanish paper reads like English."),
    }
    return [said[box] for box in ("en", "es") if box in wrong]


def blanks(item: PlanItem, seen: Situation) -> list[str]:
    """What of a dose nobody gave: sets, how often, and each number that the exercise is counted, held or timed by.

    A blank is not a dose: nothing is printed in its place.
    """
    entry = seen.library.exercises.get(item.code)
    counted = [name for name in ("reps", "hold_s", "seconds") if entry is not None and getattr(entry.dose, name)]
    if not any(getattr(item, name) for name in ("reps", "hold_s", "seconds")):
        counted = counted or ["reps"]
    return [name for name in ("sets", *counted, "times_day", "days_week") if getattr(item, name) is None]


def approvals() -> frozenset[tuple[str, str, str]]:
    """What this practice has approved: code, language (empty: the content), hash."""
    return frozenset((row.code, row.language, row.content_sha256) for row in db.session.query(Approval))


def unapproved(plan: Plan, seen: Situation, known: frozenset[tuple[str, str, str]]) -> list[str]:
    """Codes of the accepted lines that no clinician here has reviewed, and with `:es` those no translator has."""
    found: list[str] = []
    for item in plan.items:
        entry = seen.library.entry(item.code)
        if item.state is not State.ACCEPTED or entry is None:
            continue
        if not rows.approved(entry, known):
            found.append(item.code)
        if not rows.approved(entry, known, "es"):
            found.append(f"{item.code}:es")
    return sorted(set(found))


OF_THE_VERSION = ("number", "log_code", "plan_on", "log_from", "changes", "changed_since", "extras")
"""What of signed content follows from which version it is, and says nothing of the plan."""


def _same(last: PlanVersion, plan: Plan, content: PlanContent) -> bool:
    """Nothing of the plan is other than in its last version."""
    was, now = (
        {name: value for name, value in words.items() if name not in OF_THE_VERSION}
        for words in (last.content, content.to_json())
    )
    return was == now and last.draft == drafting.snapshot(plan)


def signed_with(visit: Visit, sha256: str) -> PlanVersion | None:
    """The newest version of this visit, where it holds these very words."""
    last = versions.latest(visit)
    return last if last is not None and last.content_sha256 == sha256 else None


def sign(
    plan: Plan,
    *,
    seen: str,
    situation: Situation,
    practice: Practice,
    by: User,
    at: dt.datetime,
    change_reason: str = "",
    untested_reason: str = "",
) -> PlanVersion:
    """Freeze the draft as the next version. `seen` is the hash of the content that was on the screen.

    `untested_reason` says why no core test was done, and is asked for where none was.
    """
    content = draft_content.freeze(plan, situation, practice, by=by)
    last = versions.latest(plan.visit)
    if last is not None and (last.content_sha256 == seen or _same(last, plan, content)):
        raise SignedAlready(last)
    if content.sha256 != seen:
        raise ChangedSinceShown("The plan changed after it was shown")
    points, untested = open_points(plan, situation, practice), is_untested(situation)
    if untested and not untested_reason:
        points.append(Point(_("no core test has been done: write why"), "#untested_reason"))
    if points:
        raise PlanNotReady(points)
    version = PlanVersion(
        visit_id=plan.visit_id,
        visit=plan.visit,
        number=plan.number,
        log_code=plan.log_code,
        content=content.to_json(),
        content_sha256=content.sha256,
        draft=drafting.snapshot(plan),
        library_revision=situation.library.revision,
        unapproved=unapproved(plan, situation, approvals()),
        change_reason=change_reason,
        untested_reason=untested_reason if untested else None,
        signed_by_id=by.id,
        signed_at=at,
    )
    db.session.add(version)
    if content.next_visit is not None:
        plan.visit.next_visit_at = plan.next_visit_at
    # What comes after this signature is the next version, on a sheet of its own.
    plan.number, plan.log_code, plan.undo = plan.number + 1, drafting.new_log_code(), None
    db.session.flush()
    record(
        Action.PLAN_SIGNED,
        version,
        actor=by,
        at=at,
        patient_id=plan.visit.patient_id,
        number=version.number,
        sha256=version.content_sha256,
        **({"untested": True} if untested else {}),
    )
    return version

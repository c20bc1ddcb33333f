"""Recording what the clinician finds: one change at a time, with what it was before, and never over another's."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.exam import items, together
from clinic.exam.items import NOT_TESTED, spell
from clinic.exam.models import FOOT_FIELDS, PERSON_FIELDS, VITALS, ZONES, ExamFindings, FlagAnswer, FootFindings
from clinic.patients.models import Visit

LEFT_OUT = "not_tested"
"""How the engine reads a test that was left out with a reason."""


@dataclass(frozen=True)
class Change:
    """One finding somebody wants to record: `was` is what their page showed when they touched it."""

    foot: str
    field: str
    value: Any
    was: str
    is_not_tested: bool = False

    @property
    def key(self) -> str:
        """The name of the control on the page."""
        return f"{self.foot}-{self.field}"

    @property
    def now(self) -> str:
        """What the page sends."""
        return NOT_TESTED if self.is_not_tested else spell(self.value)


class Conflict(Exception):
    """Somebody else recorded the same test in the meantime. Holds each change with what stands there now."""

    def __init__(self, changes: list[tuple[Change, str]]) -> None:
        super().__init__("The same finding was recorded by somebody else")
        self.changes = changes


def of(visit: Visit) -> ExamFindings | None:
    """The findings of a visit with both feet, in two queries."""
    query = sa.select(ExamFindings).where(ExamFindings.visit_id == visit.id).options(selectinload(ExamFindings.feet))
    return db.session.scalar(query)


def open_for(visit: Visit) -> ExamFindings:
    """The findings of a visit, made when first needed."""
    found = of(visit)
    if found is None:
        found = ExamFindings(visit_id=visit.id, visit=visit, not_tested={}, impression="")
        db.session.add(found)
        db.session.flush()
    return found


def row_of(found: ExamFindings | None, foot: str) -> ExamFindings | FootFindings | None:
    """The row a foot's (or, for `p`, the person's) findings stand in, if there is one."""
    if found is None or foot == "p":
        return found
    return next((row for row in found.feet if row.side == foot), None)


def stands(found: ExamFindings | None, foot: str, field: str) -> str:
    """What is recorded for one test, as a form sends it: empty, a value, or not tested."""
    row = row_of(found, foot)
    if row is None:
        return ""
    value = getattr(row, field)
    if value in (None, []):
        return NOT_TESTED if field in row.not_tested else ""
    return spell(value)


def _wanted(found: ExamFindings, changes: list[Change]) -> list[Change]:
    touched = [change for change in changes if change.now != change.was]
    return [change for change in touched if stands(found, change.foot, change.field) != change.now]


def crossed(found: ExamFindings, changes: list[Change], *, is_late: bool = False) -> list[tuple[Change, str]]:
    """The changes that would overwrite what somebody recorded meanwhile, each with what stands there now."""
    there = [(change, stands(found, change.foot, change.field)) for change in _wanted(found, changes)]
    return [(change, standing) for change, standing in there if is_late or standing != change.was]


def shown_after(found: ExamFindings, changes: list[Change], was: dict[str, str]) -> dict[str, str]:
    """What a page holds once its changes were answered: what stands where that is what it sent, else what it knew.

    So nobody's own last value is ever taken for somebody else's, and what somebody else recorded stays a difference.
    """
    kept = [change for change in changes if stands(found, change.foot, change.field) == change.now]
    return was | {change.key: change.now for change in kept}


def apply(
    found: ExamFindings,
    changes: list[Change],
    reasons: dict[tuple[str, str], str],
    *,
    by: User,
    at: dt.datetime,
    is_late: bool = False,
) -> list[Change]:
    """Record every change that somebody made, and what changed last. Refuses all of them if one would overwrite.

    `reasons` are the words beside a test that was left out, by foot and test. What `is_late` was stuck on its way while
    the same person saved something newer: whatever of it does not stand already would overwrite.
    """
    if over := crossed(found, changes, is_late=is_late):
        raise Conflict(over)
    wanted = _wanted(found, changes)
    if is_late:
        return []
    told = _keep_reasons(found, wanted, reasons)
    if not wanted and not told:
        return []
    before = {f"{c.foot}-{c.field}": stands(found, c.foot, c.field) for c in wanted}
    for change in wanted:
        _write(found, change)
    if before:
        found.last_change = {"findings": before, "by": str(by.id), "at": at.isoformat()}
    found.updated_at = at
    for foot in sorted({change.foot for change in wanted} or {told[0][0]}):
        fields = sorted({change.field for change in wanted if change.foot == foot} | {f for o, f in told if o == foot})
        record(
            Action.EXAM_RECORDED,
            found,
            actor=by,
            at=at,
            patient_id=found.visit.patient_id,
            fields=fields,
            foot=foot,
        )
    return wanted


def sort_reasons(
    found: ExamFindings, reasons: dict[tuple[str, str], str], was: dict[str, str]
) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """The words beside tests left out that somebody typed here, and what stands where that would go over another's."""
    kept, theirs = {}, {}
    for (foot, field), words in reasons.items():
        key, row = f"why-{foot}-{field}", row_of(found, foot)
        standing = row.not_tested.get(field, "") if row is not None else ""
        seen = was.get(key, standing)
        if words == seen and key in was:
            continue
        if standing in (seen, words):
            kept[foot, field] = words
        else:
            theirs[key] = standing
    return kept, theirs


def is_own(found: ExamFindings, person: User) -> bool:
    """Whether this person recorded what changed last."""
    return (found.last_change or {}).get("by") == str(person.id)


def of_another(found: ExamFindings, key: str, person: User) -> bool:
    """Whether somebody else recorded what stands there."""
    return key in together.recorded_by_others(found, person)


def undo(found: ExamFindings, *, by: User, at: dt.datetime) -> list[Change]:
    """Take back the last finding. Doing it twice brings it again."""
    before = (found.last_change or {}).get("findings", {})
    changes = []
    for key, was in before.items():
        foot, _dash, field = key.partition("-")
        standing = stands(found, foot, field)
        changes.append(Change(foot, field, items.unspell(field, was), standing, was == NOT_TESTED))
    return apply(found, changes, {}, by=by, at=at)


def say_impression(found: ExamFindings, words: str, *, by: User, at: dt.datetime) -> None:
    """Record the working impression."""
    found.impression = words
    record(
        Action.EXAM_RECORDED, found, actor=by, at=at, patient_id=found.visit.patient_id, fields=["impression"], foot="p"
    )


def _write(found: ExamFindings, change: Change) -> None:
    row = found if change.foot == "p" else found.foot(change.foot)
    names = (*PERSON_FIELDS, *VITALS) if change.foot == "p" else (*FOOT_FIELDS, ZONES)
    if change.field not in names:
        raise ValueError(f"{change.field} is no finding")
    setattr(row, change.field, None if change.is_not_tested else change.value)
    left_out = dict(row.not_tested)
    if change.is_not_tested:
        left_out.setdefault(change.field, "")
    else:
        left_out.pop(change.field, None)
    row.not_tested = left_out
    if change.field.startswith("exam_fpi") and change.field != "exam_fpi":
        items = [getattr(row, f"exam_fpi{n}") for n in range(1, 7)]
        if all(item is not None for item in items):
            row.exam_fpi = sum(items)  # type: ignore[union-attr]


def _keep_reasons(
    found: ExamFindings, wanted: list[Change], reasons: dict[tuple[str, str], str]
) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    dropped = {(change.foot, change.field) for change in wanted if not change.is_not_tested}
    new = {(change.foot, change.field) for change in wanted if change.is_not_tested}
    for (foot, field), words in reasons.items():
        if (foot, field) in dropped:
            continue
        row = row_of(found, foot)
        if row is None:
            if (foot, field) not in new:
                continue
            row = found.foot(foot)
        if ((foot, field) in new or field in row.not_tested) and row.not_tested.get(field, "") != words:
            row.not_tested = {**row.not_tested, field: words}
            told.append((foot, field))
    return told


def values(found: ExamFindings | None) -> dict[str, dict[str, Any]]:
    """All findings as the engine reads them: `{"p": {...}, "r": {...}, "l": {...}}`, blanks left out.

    A test left out with a reason reads `not_tested`; one without a reason is still open.
    """
    case: dict[str, dict[str, Any]] = {"p": {}, "r": {}, "l": {}}
    if found is None:
        return case
    rows: list[tuple[str, Any, tuple[str, ...]]] = [("p", found, PERSON_FIELDS)]
    rows += [(foot.side, foot, FOOT_FIELDS) for foot in found.feet]
    for part, row, names in rows:
        for name in names:
            value = getattr(row, name)
            if value not in (None, "", []):
                case[part][name] = value.isoformat() if isinstance(value, dt.date) else value
            elif row.not_tested.get(name, "").strip():
                case[part][name] = LEFT_OUT
    return case


def merged(case: dict[str, Any], found: ExamFindings | None) -> dict[str, Any]:
    """The patient's answers and the clinician's findings in one case. Answers are never rewritten.

    Rules see the spots that either of the two marked: a spot the clinician does not find is no reason to drop a flag.
    """
    full = {key: dict(part) for key, part in case.items()}
    for key, part in values(found).items():
        if part:
            full[key] = {**full.get(key, {}), **part}
    for key, marks in zones(found).items():
        part = full.setdefault(key, {})
        part["sym_zone"] = united(part.get("sym_zone"), marks)
    return full


def zones(found: ExamFindings | None) -> dict[str, list[str]]:
    """The foot map as the clinician found it: the feet that have one, with their zones."""
    rows = found.feet if found is not None else []
    return {row.side: list(row.exam_zone) for row in rows if row.exam_zone}


def united(told: list[str] | None, marks: list[str] | None) -> list[str]:
    """The spots that the patient or the clinician marked, each once."""
    return list(dict.fromkeys([*(told or ()), *(marks or ())]))


def vitals(found: ExamFindings | None) -> list[tuple[str, str]]:
    """The vital signs that were taken, as a label and a value with its unit. Blood pressure is one line."""
    if found is None:
        return []
    taken = {name: getattr(found, name) for name in VITALS if getattr(found, name) is not None}
    rows = []
    if {"vital_bp_sys", "vital_bp_dia"} <= set(taken):
        rows.append((_("Blood pressure"), f"{taken.pop('vital_bp_sys')}/{taken.pop('vital_bp_dia')} mmHg"))
    return rows + [(str(items.TESTS[name].label), items.said(name, value)) for name, value in taken.items()]


def core_done(found: ExamFindings | None, feet: tuple[str, ...]) -> tuple[int, int]:
    """How many core tests of the evaluated feet are done or left out, of how many."""
    core = [test.field for test in items.FOOT_TESTS if test.is_core]
    done = sum(all(stands(found, foot, name) for foot in feet) for name in core) if feet else 0
    return done, len(core)


def is_untested(found: ExamFindings | None, feet: tuple[str, ...]) -> bool:
    """Whether not one core test of an evaluated foot has been done or left out."""
    core = [test.field for test in items.FOOT_TESTS if test.is_core]
    return not any(stands(found, foot, name) for foot in feet for name in core)


def rulings(visit: Visit) -> list[FlagAnswer]:
    """All answers to flags at one visit."""
    return FlagAnswer.of(visit)

"""The paper tick sheet back in the chart: found by its code, typed in box by box, and summed up.

A box is done (1), not done (0) or not written (no row). Not written is never counted as not done.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, undefer

from clinic import guessing
from clinic.accounts.models import User
from clinic.audit import refusals
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.content.plan_content import PlanContent
from clinic.content.tick_rows import LogRow, log_rows
from clinic.database import db
from clinic.followup.models import LogEntry
from clinic.forms import numbers
from clinic.patients.models import Visit
from clinic.rules.progression import Report
from clinic.signed.models import PlanVersion

MOST = {"tick": 1, "minutes": 600, "pain": 10}
WINDOW = dt.timedelta(minutes=15)
WRONG_CODES = 10

Box = tuple[str, int]
"""A row of the sheet and a day, counted from 1."""


@dataclass
class Told:
    """How one line went, its days taken from the tick sheet."""

    fu_done: int | None
    fu_pain: int | None
    fu_morning: str | None


@dataclass(frozen=True)
class Summary:
    """What a sheet says as a whole."""

    done: int
    written: int
    minutes: int
    pain: tuple[tuple[dt.date, int], ...]
    """The worst pain of each day that has one."""

    @property
    def adherence(self) -> float | None:
        """Boxes done of the boxes written; nothing where none was written."""
        return self.done / self.written if self.written else None


def plain(code: str) -> str:
    """A code as somebody typed or scanned it: any case, with or without spaces and dashes."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[:12]


def find(code: str, *, by: User, at: dt.datetime) -> PlanVersion | None:
    """The signed version that a code was printed on. Wrong ones are counted; the caller commits either way."""
    here = guessing.key("tick sheet", by.id)
    guessing.hold(here)
    wrong, last = guessing.tries(here, WINDOW, at=at)
    if wrong >= WRONG_CODES and last is not None:
        raise guessing.TooManyTries(max(1, int((last + WINDOW - at).total_seconds())))
    wanted = plain(code)
    found = db.session.scalar(sa.select(PlanVersion).where(PlanVersion.log_code == wanted)) if wanted else None
    if found is None:
        guessing.count(here, at=at)
        refusals.note(Action.LOG_CODE_REFUSED, actor=by, place=str(by.id), reason="wrong code", at=at)
    return found


def open_sheet(version_id: object) -> PlanVersion | None:
    """A signed version with its visit and patient."""
    query = sa.select(PlanVersion).where(PlanVersion.id == version_id).options(undefer(PlanVersion.content))
    return db.session.scalar(query.options(joinedload(PlanVersion.visit).joinedload(Visit.patient)))


def name(row: str, day: int) -> str:
    """How a box is called in the form."""
    return f"{row}-{day}"


def boxes(content: PlanContent) -> Iterable[tuple[LogRow, int]]:
    """Every box of the sheet, row by row."""
    return [(row, day) for row in log_rows(content) for day in range(1, content.log_days + 1)]


def written(version: PlanVersion) -> dict[Box, int]:
    """The boxes that are in the chart."""
    query = sa.select(LogEntry).where(LogEntry.version_id == version.id, LogEntry.value.is_not(None))
    return {(entry.row, entry.day): entry.value for entry in db.session.scalars(query) if entry.value is not None}


def read(
    content: PlanContent, typed: Mapping[str, str], shown: Mapping[str, str]
) -> tuple[dict[Box, int | None], dict[str, str]]:
    """The boxes that somebody changed from what the page showed, and what is wrong with others."""
    changed: dict[Box, int | None] = {}
    wrong: dict[str, str] = {}
    for row, day in boxes(content):
        box = name(row.key, day)
        text = typed.get(box, "").strip()
        if text == shown.get(box, ""):
            continue
        unit = "min" if row.counts == "minutes" else ""
        value, trouble = None, ""
        if text:
            value, trouble = numbers.whole(text, low=0, high=MOST[row.counts], unit=unit, otherwise=_needs(row))
        if trouble:
            wrong[box] = trouble
        else:
            changed[row.key, day] = value
    return changed, wrong


def crossed(
    version: PlanVersion, changed: Mapping[Box, int | None], shown: Mapping[str, str], *, by: User
) -> dict[str, str]:
    """What somebody else has written, since the page was made, into boxes that are to hold something else."""
    query = sa.select(LogEntry).where(LogEntry.version_id == version.id, LogEntry.entered_by_id != by.id)
    found = {}
    for entry in db.session.scalars(query):
        box, value = name(entry.row, entry.day), "" if entry.value is None else str(entry.value)
        wanted = changed.get((entry.row, entry.day), entry.value)
        if wanted != entry.value and shown.get(box, "") != value:
            found[box] = value
    return found


def _needs(row: LogRow) -> str:
    if row.counts == "tick":
        return _("Type 1 for done, 0 for not done, or leave the box blank.")
    if row.counts == "pain":
        return _("Type pain from 0 to 10, or leave the box blank.")
    return _("Type minutes from 0 to 600, or leave the box blank.")


def save(version: PlanVersion, changed: Mapping[Box, int | None], *, by: User, at: dt.datetime) -> None:
    """Write the changed boxes; a correction writes over what was there. Leaves one trace."""
    if not changed:
        return
    query = sa.select(LogEntry).where(LogEntry.version_id == version.id)
    standing = {(entry.row, entry.day): entry for entry in db.session.scalars(query)}
    for (row, day), value in changed.items():
        entry = standing.get((row, day))
        if entry is None:
            entry = LogEntry(version_id=version.id, row=row, day=day)
            db.session.add(entry)
        entry.value, entry.entered_by_id, entry.entered_at = value, by.id, at
    record(Action.LOG_ENTERED, version, actor=by, at=at, patient_id=version.visit.patient_id)


def summary(version: PlanVersion) -> Summary | None:
    """What the sheet of a version says; nothing where nobody has typed it in."""
    found = written(version)
    if not found:
        return None
    content = PlanContent.from_json(version.content)
    counts = {row.key: row.counts for row in log_rows(content)}
    ticks = [value for (row, _day), value in found.items() if counts.get(row) == "tick"]
    first = content.log_from or content.plan_on
    pain = sorted((day, value) for (row, day), value in found.items() if counts.get(row) == "pain")
    return Summary(
        done=sum(ticks),
        written=len(ticks),
        minutes=sum(value for (row, _day), value in found.items() if counts.get(row) == "minutes"),
        pain=tuple((first + dt.timedelta(days=day - 1), value) for day, value in pain),
    )


def sore_days(sheet: Summary | None, *, most: int) -> tuple[int, ...]:
    """The pains above `most` (of 10) of the last seven days that have one; the worst pain of a day, so no red light."""
    if sheet is None or not sheet.pain:
        return ()
    since = sheet.pain[-1][0] - dt.timedelta(days=6)
    return tuple(value for day, value in sheet.pain if day >= since and value > most)


def said(version: PlanVersion | None) -> list[str]:
    """The sheet in a few sentences, for whoever reads the visit."""
    sheet = summary(version) if version is not None else None
    if sheet is None:
        return []
    lines = []
    if sheet.written:
        lines.append(
            _("Tick sheet: %(done)s of %(written)s written boxes done.", done=sheet.done, written=sheet.written)
        )
    if sheet.pain:
        worst, last = max(value for _day, value in sheet.pain), sheet.pain[-1][1]
        lines.append(_("Worst pain %(worst)s of 10, on the last day %(last)s.", worst=worst, last=last))
    return lines


def days_done(version: PlanVersion) -> dict[str, int]:
    """Days a week each exercise was done, where at least half of the asked days are written."""
    found = written(version)
    if not found:
        return {}
    content = PlanContent.from_json(version.content)
    rows: Counter[str] = Counter(row for row, _day in found)
    done: Counter[str] = Counter(row for (row, _day), value in found.items() if value)
    weeks = content.log_days / 7
    return {
        e.code: min(e.dose.days_week, round(7 * done[e.code] / rows[e.code]))
        for e in content.exercises
        if rows[e.code] and 2 * rows[e.code] >= e.dose.days_week * weeks
    }


def with_days(report: Report | None, days: int | None) -> Report | None:
    """A report whose days were not told, completed from the sheet. What was told goes first."""
    if days is None or (report is not None and report.fu_done is not None):
        return report
    if report is None:
        return Told(days, None, None)
    return Told(days, report.fu_pain, report.fu_morning)

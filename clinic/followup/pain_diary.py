"""The pain that the patient wrote on the paper tick sheets between the visits."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from clinic.database import db
from clinic.followup.models import LogEntry
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion
from clinic.values.dates import from_iso

WEEK = dt.timedelta(days=7)
ROW = "pain"
"""The row of the sheet that holds the worst pain of each day."""


@dataclass(frozen=True)
class Day:
    """The worst pain of one day, as it was written."""

    on: dt.date
    pain: int


@dataclass(frozen=True)
class Weeks:
    """The worst day of the first and of the last week that was written down, and how many days were."""

    first: int
    last: int
    days: int

    @property
    def better(self) -> int:
        """How much less it hurts in the last week."""
        return self.first - self.last


def pain(visits: list[Visit]) -> list[Day]:
    """What the sheets of these visits' plans say, day by day; the newer sheet where two name the same day."""
    query = (
        sa.select(LogEntry.version_id, LogEntry.day, LogEntry.value)
        .join(PlanVersion, PlanVersion.id == LogEntry.version_id)
        .where(
            PlanVersion.visit_id.in_([visit.id for visit in visits]),
            LogEntry.row == ROW,
            LogEntry.value.is_not(None),
        )
        .order_by(PlanVersion.signed_at)
    )
    entries = list(db.session.execute(query)) if visits else []
    if not entries:
        return []
    named = sa.select(PlanVersion.id, PlanVersion.content).where(PlanVersion.id.in_({row[0] for row in entries}))
    first = {key: _first(content) for key, content in db.session.execute(named)}
    found = {first[version] + dt.timedelta(days=day - 1): value for version, day, value in entries if value is not None}
    return [Day(on, value) for on, value in sorted(found.items())]


def _first(content: dict[str, str | None]) -> dt.date:
    return from_iso(content.get("log_from") or content["plan_on"] or "")


def weeks(days: list[Day]) -> Weeks | None:
    """The first week against the last; nothing until days of two weeks are written."""
    if not days or days[-1].on - days[0].on < WEEK:
        return None
    start = [day.pain for day in days if day.on < days[0].on + WEEK]
    end = [day.pain for day in days if day.on > days[-1].on - WEEK]
    return Weeks(max(start), max(end), len(days))


def said(days: list[Day]) -> str:
    """The sheet's pain as a sentence."""
    two = weeks(days)
    if two is not None:
        return _(
            "Tick sheet: worst pain %(first)s in the first week, %(last)s in the last; %(days)s days written.",
            first=two.first,
            last=two.last,
            days=two.days,
        )
    if days:
        worst = max(day.pain for day in days)
        return ngettext(
            "Tick sheet: worst pain %(worst)s, %(num)s day written.",
            "Tick sheet: worst pain %(worst)s, %(num)s days written.",
            len(days),
            worst=worst,
        )
    return ""

"""Measures by visit: what they are, what was scored, what the change means."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.followup.models import Score
from clinic.forms import numbers
from clinic.i18n import decimal
from clinic.patients.models import Visit


@dataclass(frozen=True)
class Measure:
    """One measure: its name, its range, and which way is better."""

    code: str
    name: Any
    low: float
    high: float
    higher_is_better: bool
    text: str


MEASURES = (
    Measure("faam_adl", "FAAM ADL", 0, 100, True, "T-MEASURE-FAAM"),
    Measure("faam_sport", lazy("FAAM Sport"), 0, 100, True, "T-MEASURE-FAAM"),
    Measure("lefs", "LEFS", 0, 80, True, "T-MEASURE-LEFS"),
    Measure("ffi", "FFI", 0, 100, False, "T-MEASURE-FFI"),
    Measure("moxfq_walking", lazy("MOXFQ walking"), 0, 100, False, "T-MEASURE-MOXFQ"),
    Measure("moxfq_pain", lazy("MOXFQ pain"), 0, 100, False, "T-MEASURE-MOXFQ"),
    Measure("moxfq_social", lazy("MOXFQ social"), 0, 100, False, "T-MEASURE-MOXFQ"),
    Measure("moxfq_index", lazy("MOXFQ index"), 0, 100, False, "T-MEASURE-MOXFQ"),
)
"""NPRS and PSFS come from the interview itself; FPI-6 from the exam."""


def of(visits: list[Visit]) -> dict[UUID, dict[str, Score]]:
    """The scores of many visits, by visit and measure, in one query."""
    found: dict[UUID, dict[str, Score]] = {visit.id: {} for visit in visits}
    query = sa.select(Score).where(Score.visit_id.in_(list(found))).order_by(Score.measure)
    for row in db.session.scalars(query):
        found[row.visit_id][row.measure] = row
    return found


def change(measure: Measure, before: float | None, now: float | None) -> float | None:
    """How much better; below zero is worse. Nothing when either is missing."""
    if before is None or now is None:
        return None
    return round((now - before) * (1 if measure.higher_is_better else -1), 1)


def keep(visit: Visit, given: dict[str, float | None], *, by: User, at: dt.datetime) -> bool:
    """Store the scores of a visit; a blank takes one away. Says whether anything changed."""
    standing, changed = of([visit])[visit.id], False
    for code, value in given.items():
        row = standing.get(code)
        if value is None and row is not None:
            db.session.delete(row)
            changed = True
        elif value is not None and (row is None or row.value != value):
            if row is None:
                row = Score(visit_id=visit.id, measure=code, foot="")
                db.session.add(row)
            row.value, row.entered_by_id, row.entered_at, changed = value, by.id, at, True
    if changed:
        record(
            Action.EXAM_RECORDED, visit, actor=by, at=at, patient_id=visit.patient_id, fields=sorted(given), foot="p"
        )
    return changed


def read_score(text: str, measure: Measure) -> tuple[float | None, str]:
    """The score that was typed and no words, or no score and the words that say what is wrong. Blank is no score."""
    if not text.strip():
        return None, ""
    words = _(
        "Enter %(name)s from %(low)s to %(high)s.",
        name=measure.name,
        low=decimal(measure.low),
        high=decimal(measure.high),
    )
    return numbers.kept(text, low=measure.low, high=measure.high, unit="%", otherwise=words)

"""Outcome scores as numbers (clinical.md section 7). No item text of any measure is shown or stored."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic import numbered
from clinic.access import allow, clinician, current_person
from clinic.accounts.models import User
from clinic.audit.trail import Action, record
from clinic.clock import utcnow
from clinic.database import db
from clinic.forms import numbers
from clinic.i18n import decimal, language
from clinic.knowledge import library as knowledge
from clinic.patients.models import Visit
from clinic.plan.blueprint import bp
from clinic.plan.models import Plan, PlanVersion, Score
from clinic.plan.pages import banner, find_visit
from clinic.plan.situation import intake_of


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


@bp.route("/visits/<uuid:visit_id>/scores", methods=["GET", "POST"])
@allow(clinician, records=True)
def scores(visit_id: UUID) -> ResponseReturnValue:
    """Enter scores, and see each beside the last one."""
    visit = find_visit(visit_id)
    problems: dict[str, str] = {}
    given: dict[str, float | None] = {}
    if request.method == "POST":
        is_late = numbered.is_late(visit.id, f"{current_person().id}:scores", request.form.get("number"))
        for measure, text in _touched() if not is_late else ():
            value, wrong = _read(text, measure)
            if wrong or (wrong := _crossed(visit, measure, value)):
                problems[measure.code] = wrong
            else:
                given[measure.code] = value
        keep(visit, given, by=current_person(), at=utcnow())
        db.session.commit()
        if not problems:
            if not is_late:
                flash(_("Saved."))
            return redirect(url_for("plan.scores", visit_id=visit.id), code=303)
    record(Action.CHART_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    page = render_template(
        "plan/scores.html",
        **banner(visit, intake_of(visit), Plan.of(visit), PlanVersion.of(visit)),
        rows=_rows(visit),
        sent=request.form,
        problems=problems,
    )
    return page, 422 if problems else 200


def _touched() -> list[tuple[Measure, str]]:
    """The boxes that say something else than the page showed. One that was not on the page is no answer."""
    sent = [(measure, request.form.get(measure.code)) for measure in MEASURES]
    return [
        (one, text) for one, text in sent if text is not None and text.strip() != request.form.get(f"{one.code}-was")
    ]


def _crossed(visit: Visit, measure: Measure, value: float | None) -> str:
    """What to do where somebody else entered this score after the page was made; nothing where nobody did."""
    row, was = of([visit])[visit.id].get(measure.code), request.form.get(f"{measure.code}-was")
    now = _shown(row)
    if was is None or was == now or (row.value if row else None) == value:
        return ""
    return _("Somebody entered “%(value)s” here meanwhile. Look at both, then save.", value=now)


def _shown(row: Score | None) -> str:
    return f"{row.value:g}" if row else ""


def _rows(visit: Visit) -> list[dict[str, Any]]:
    earlier = visit.earlier()
    known = of([*earlier, visit])
    library, words = knowledge.load(), language()
    rows = []
    for measure in MEASURES:
        now = known[visit.id].get(measure.code)
        before = next((known[v.id][measure.code] for v in reversed(earlier) if measure.code in known[v.id]), None)
        rows.append(
            {
                "measure": measure,
                "now": _shown(now),
                "before": decimal(before.value) if before else "",
                "better": change(measure, before.value if before else None, now.value if now else None),
                "text": library.texts[measure.text].text[words],
            }
        )
    return rows


def _read(text: str, measure: Measure) -> tuple[float | None, str]:
    if not text.strip():
        return None, ""
    words = _(
        "Enter %(name)s from %(low)s to %(high)s.",
        name=measure.name,
        low=decimal(measure.low),
        high=decimal(measure.high),
    )
    return numbers.kept(text, low=measure.low, high=measure.high, unit="%", otherwise=words)

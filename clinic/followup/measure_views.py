"""Outcome scores as numbers (clinical.md section 7). No item text of any measure is shown or stored."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic import numbered
from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import intake_of
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.followup.blueprint import bp
from clinic.followup.measures import MEASURES, Measure, change, keep, of, read_score
from clinic.followup.models import Score
from clinic.i18n import decimal, language
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion


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
            value, wrong = read_score(text, measure)
            if wrong or (wrong := _crossed(visit, measure, value)):
                problems[measure.code] = wrong
            else:
                given[measure.code] = value
        keep(visit, given, by=current_person(), at=utcnow())
        db.session.commit()
        if not problems:
            if not is_late:
                flash(_("Saved."))
            return redirect(url_for("followup.scores", visit_id=visit.id), code=303)
    record(Action.CHART_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    page = render_template(
        "followup/scores.html",
        **banner(visit, intake_of(visit), PlanVersion.of(visit)),
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

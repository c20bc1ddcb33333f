"""The note's page and its file."""

from typing import Any
from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import Situation, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.chart.blueprint import bp
from clinic.chart.clinical_note import text
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion


@bp.get("/visits/<uuid:visit_id>/note")
@allow(clinician, records=True)
def note(visit_id: UUID) -> ResponseReturnValue:
    """The text, ready to copy."""
    here, plan, seen, words = _gathered(visit_id)
    page = render_template(
        "chart/note.html",
        **banner(here, seen.intake, PlanVersion.of(here), plan.id if plan else None),
        text=text(seen, plan, words),
    )
    db.session.commit()
    return page


@bp.get("/visits/<uuid:visit_id>/note.txt")
@allow(clinician, records=True)
def note_file(visit_id: UUID) -> ResponseReturnValue:
    """The same as a file. Its name says nothing about the patient."""
    _here, plan, seen, words = _gathered(visit_id)
    data = text(seen, plan, words)
    db.session.commit()
    response = Response(data, mimetype="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="visit-note.txt"'
    return response


def _gathered(visit_id: UUID) -> tuple[Any, Plan | None, Situation, str]:
    here = find_visit(visit_id)
    seen = look(here, knowledge.load())
    record(Action.CHART_VIEWED, here, actor=current_person(), at=utcnow(), patient_id=here.patient_id)
    return here, Plan.of(here), seen, language()

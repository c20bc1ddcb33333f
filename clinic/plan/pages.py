"""What every page of the plan begins with: the draft or the visit, the practice, the strip with the patient."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from clinic.access import current_person
from clinic.audit.trail import Action, record
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import language
from clinic.intake.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit
from clinic.plan import drafting
from clinic.plan.models import Plan, PlanVersion
from clinic.practice.models import Practice

SOURCES_DATED = "2026-11-23"
"""The day the sources were last looked up."""


def find(plan_id: UUID) -> Plan:
    """A draft with all its page needs, or a 404."""
    return drafting.find(plan_id) or abort(404)


def find_visit(visit_id: UUID) -> Visit:
    """A visit with its patient and all their visits, or a 404."""
    query = (
        sa.select(Visit)
        .where(Visit.id == visit_id)
        .options(joinedload(Visit.patient).selectinload(Patient.visits), joinedload(Visit.clinician))
    )
    return db.session.scalar(query) or abort(404)


def note_view(plan: Plan) -> None:
    """Leave the trace of a page that shows this plan. Ends the transaction: nothing else may be waiting in it."""
    record(Action.PLAN_VIEWED, plan, actor=current_person(), at=utcnow(), patient_id=plan.visit.patient_id)
    db.session.commit()


def labels() -> list[str]:
    """What every clinical page says of itself (clinical.md section 9)."""
    library, words = load(), language()
    said = [library.texts[f"T-LABEL-{n}"].text[words] for n in range(1, 6)]
    return [line.replace("{revision}", library.revision[:8]).replace("{dated}", SOURCES_DATED) for line in said]


def practice_here() -> Practice:
    """The practice."""
    return Practice.here() or abort(404)


def banner(visit: Visit, intake: Intake | None, plan: Plan | None, versions: list[PlanVersion]) -> dict[str, Any]:
    """What the strip above a visit's pages shows."""
    patient = visit.patient
    sex = {"female": _("F"), "male": _("M"), "intersex": _("X")}.get(
        (intake.sex_birth if intake else None) or patient.sex_birth or "", ""
    )
    return {
        "visit": visit,
        "patient": patient,
        "intake": intake,
        "age": visit.age,
        "sex": sex,
        "number": 1 + len(visit.earlier()),
        "plan": plan,
        "version": versions[-1] if versions else None,
        "labels": labels(),
    }

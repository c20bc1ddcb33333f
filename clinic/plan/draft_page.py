"""The draft of an address, and the note of who opened it."""

from uuid import UUID

from flask import abort

from clinic.access import current_person
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.plan import drafting
from clinic.plan.models import Plan


def find(plan_id: UUID) -> Plan:
    """A draft with all its page needs, or a 404."""
    return drafting.find(plan_id) or abort(404)


def note_view(plan: Plan) -> None:
    """Leave the trace of a page that shows this plan. Ends the transaction: nothing else may be waiting in it."""
    record(Action.PLAN_VIEWED, plan, actor=current_person(), at=utcnow(), patient_id=plan.visit.patient_id)
    db.session.commit()

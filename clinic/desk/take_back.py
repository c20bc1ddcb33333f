"""Taking back a visit that was a mistake, such as a walk-in of the wrong person: while nothing hangs on it."""

import datetime as dt
import uuid

import sqlalchemy as sa

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.audit.trail import record
from clinic.database import db
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.sessions import BrowserSession


def may_be(visit: Visit) -> bool:
    """Whether nothing is answered and nothing recorded: then nobody loses anything."""
    intake = Intake.of(visit)
    if intake is not None and not intake.is_untouched:
        return False
    # Whatever table holds rows of a visit, today's or one to come; the intake was looked at.
    tables = [table for table in db.metadata.sorted_tables if table.name != Intake.__tablename__]
    others = [key.parent for table in tables for key in table.foreign_keys if key.column.table.name == "visit"]
    return not db.session.scalar(sa.select(sa.or_(*(sa.exists().where(column == visit.id) for column in others))))


def take_back(visit: Visit, *, by: User, at: dt.datetime) -> bool:
    """Remove the visit and its empty intake; a tablet that was handed out for it is blank. False if it may not be."""
    db.session.get(Patient, visit.patient_id, with_for_update=True)
    intake = db.session.scalar(
        sa.select(Intake).where(Intake.visit_id == visit.id).with_for_update().execution_options(populate_existing=True)
    )
    if not may_be(visit):
        return False
    record(Action.VISIT_TAKEN_BACK, visit, actor=by, at=at, patient_id=visit.patient_id)
    if intake is not None:
        db.session.execute(sa.delete(BrowserSession).where(BrowserSession.intake_id == intake.id))
        db.session.delete(intake)
        db.session.flush()
    db.session.delete(visit)
    return True


def was_taken_back(visit_id: uuid.UUID) -> bool:
    told = sa.exists().where(AuditEvent.subject_id == visit_id, AuditEvent.action == Action.VISIT_TAKEN_BACK.value)
    return bool(db.session.scalar(sa.select(told)))

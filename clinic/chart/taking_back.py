"""Taking back a visit that was a mistake, such as a walk-in of the wrong person: while nothing hangs on it."""

import datetime as dt
import uuid

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import allow, current_person, desk
from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.audit.trail import Action, record
from clinic.chart.blueprint import bp
from clinic.clock import utcnow
from clinic.database import db
from clinic.intake.models import Intake
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


@bp.get("/visits/<uuid:visit_id>/take-back")
@allow(desk, records=True)
def ask_to_take_back(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Show which visit it is, before it is gone."""
    visit = db.get_or_404(Visit, visit_id)
    record(Action.PATIENT_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    return render_template("chart/take_back.html", visit=visit, may_be=may_be(visit))


@bp.post("/visits/<uuid:visit_id>/take-back")
@allow(desk)
def take_back_now(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Take it back. Pressed twice, the second finds that it is done."""
    visit = db.session.get(Visit, visit_id)
    if visit is None:
        if not _was_taken_back(visit_id):
            abort(404)
        flash(_("This visit was taken back already."))
        return redirect(url_for("chart.today"), code=303)
    if not take_back(visit, by=current_person(), at=utcnow()):
        db.session.rollback()
        return render_template("chart/take_back.html", visit=visit, may_be=False), 409
    db.session.commit()
    flash(_("The visit was taken back. The person stays registered."))
    return redirect(url_for("chart.today"), code=303)


def _was_taken_back(visit_id: uuid.UUID) -> bool:
    told = sa.exists().where(AuditEvent.subject_id == visit_id, AuditEvent.action == Action.VISIT_TAKEN_BACK.value)
    return bool(db.session.scalar(sa.select(told)))

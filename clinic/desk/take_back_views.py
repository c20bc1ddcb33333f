"""Taking back a visit: shown first, then done with one more press."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import allow, current_person, desk
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.desk.blueprint import bp
from clinic.desk.take_back import may_be, take_back, was_taken_back
from clinic.patients.models import Visit


@bp.get("/visits/<uuid:visit_id>/take-back")
@allow(desk, records=True)
def ask_to_take_back(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Show which visit it is, before it is gone."""
    visit = db.get_or_404(Visit, visit_id)
    record(Action.PATIENT_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    return render_template("desk/take_back.html", visit=visit, may_be=may_be(visit))


@bp.post("/visits/<uuid:visit_id>/take-back")
@allow(desk)
def take_back_now(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Take it back. Pressed twice, the second finds that it is done."""
    visit = db.session.get(Visit, visit_id)
    if visit is None:
        if not was_taken_back(visit_id):
            abort(404)
        flash(_("This visit was taken back already."))
        return redirect(url_for("desk.today"), code=303)
    if not take_back(visit, by=current_person(), at=utcnow()):
        db.session.rollback()
        return render_template("desk/take_back.html", visit=visit, may_be=False), 409
    db.session.commit()
    flash(_("The visit was taken back. The person stays registered."))
    return redirect(url_for("desk.today"), code=303)

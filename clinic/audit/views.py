"""The audit log, for administrators: who did or saw what, newest first, and whether anybody has touched it."""

import uuid

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import admin, allow, current_person
from clinic.audit import action_words, persons
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.audit.trail import faults, newest, record
from clinic.clock import utcnow
from clinic.database import db
from clinic.forms import text
from clinic.values import names

bp = Blueprint("audit", __name__, url_prefix="/log")
PAGE = 100
CHECKED = 500
"""How many of the newest events the log's own page checks; all of them may be millions."""


@bp.get("")
@allow(admin, records=True, fresh=True)
def log() -> ResponseReturnValue:
    """A page of events before a number, of everybody or of one person, and whether the newest are intact."""
    before = request.args.get("before", type=int)
    person, action = _person(), request.args.get("action", "")
    events = _events(before, person, action)
    wrong = list(faults(max(0, newest() - CHECKED))) if before is None else []
    page = render_template(
        "audit/log.html",
        events=events,
        people=persons.of(events),
        patient_of=persons.patient_of,
        person=person,
        faults=wrong,
        checked=min(newest(), CHECKED) if before is None else 0,
        actions=list(Action),
        action=action,
        words=action_words,
    )
    about = person.id if person is not None and person.kind == "patient" else None
    record(Action.LOG_VIEWED, actor=current_person(), at=utcnow(), patient_id=about)
    db.session.commit()
    return page


def _person() -> persons.Person | None:
    asked = request.args.get("person", type=uuid.UUID)
    return persons.known({asked}).get(asked) if asked is not None else None


def _events(before: int | None, person: persons.Person | None, action: str) -> list[AuditEvent]:
    query = sa.select(AuditEvent).order_by(AuditEvent.number.desc()).limit(PAGE)
    if before is not None and 0 < before < 1 << 62:
        query = query.where(AuditEvent.number < before)
    if action in set(Action):
        query = query.where(AuditEvent.action == action)
    if person is not None:
        query = query.where(persons.about(person.id))
    return list(db.session.scalars(query))


@bp.post("/people")
@allow(admin, fresh=True)
def find() -> ResponseReturnValue:
    """Find a patient or a member of staff, to read what the log says of them. The words are never in an address."""
    term = request.form.get("term", "")
    problem = "" if names.is_enough(term) else _("Enter at least 2 letters of the name, or the chart number")
    found = [] if problem else persons.find(term)
    if not problem:
        record(Action.PATIENTS_SEARCHED, actor=current_person(), at=utcnow(), hits=len(found))
        db.session.commit()
    if len(found) == 1:
        return redirect(url_for("audit.log", person=found[0].id), code=303)
    return render_template("audit/people.html", found=found, term=text.showable(term)[:100], problem=problem)


@bp.get("/check")
@allow(admin, fresh=True)
def check() -> ResponseReturnValue:
    """Walk the whole trail. Takes a while after some years; nobody's work waits for it, for it only reads."""
    return render_template("audit/check.html", faults=list(faults()), count=newest())

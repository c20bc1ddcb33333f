"""The audit log, for administrators: who did or saw what, newest first, and whether anybody has touched it."""

import uuid

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from clinic.access import admin, allow, current_person
from clinic.audit import words
from clinic.audit.models import AuditEvent
from clinic.audit.trail import Action, faults, newest, record
from clinic.clock import utcnow
from clinic.database import db

bp = Blueprint("audit", __name__, url_prefix="/log")
PAGE = 100
CHECKED = 500
"""How many of the newest events the log's own page checks; all of them may be millions."""


@bp.get("")
@allow(admin, records=True, fresh=True)
def log() -> ResponseReturnValue:
    """A page of events before a number, and whether the newest are intact."""
    before = request.args.get("before", type=int)
    action = request.args.get("action", "")
    query = sa.select(AuditEvent).order_by(AuditEvent.number.desc()).limit(PAGE)
    if before is not None and 0 < before < 1 << 62:
        query = query.where(AuditEvent.number < before)
    if action in set(Action):
        query = query.where(AuditEvent.action == action)
    events = list(db.session.scalars(query))
    wrong = list(faults(max(0, newest() - CHECKED))) if before is None else []
    page = render_template(
        "audit/log.html",
        events=events,
        people=_people(events),
        faults=wrong,
        checked=min(newest(), CHECKED) if before is None else 0,
        actions=list(Action),
        action=action,
        words=words,
    )
    record(Action.LOG_VIEWED, actor=current_person(), at=utcnow())
    db.session.commit()
    return page


@bp.get("/check")
@allow(admin, fresh=True)
def check() -> ResponseReturnValue:
    """Walk the whole trail. Takes a while after some years; nobody's work waits for it, for it only reads."""
    return render_template("audit/check.html", faults=list(faults()), count=newest())


def _people(events: list[AuditEvent]) -> dict[uuid.UUID, str]:
    user = sa.table("user", sa.column("id", sa.Uuid), sa.column("name", sa.Text))
    ids = {event.actor_id for event in events if event.actor_id is not None}
    rows = db.session.execute(sa.select(user.c.id, user.c.name).where(user.c.id.in_(ids)))
    return {row.id: row.name for row in rows}

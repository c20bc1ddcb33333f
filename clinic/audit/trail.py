"""Writing the trail, and proving that nobody has touched it.

`record` adds to the caller's transaction, so an act and its trace are stored together or not at all.
"""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import current_app

from clinic.audit.actions import DETAIL, Action
from clinic.audit.models import AuditEvent, AuditHead
from clinic.database import db


class UnknownDetail(ValueError):
    """A detail that this action does not declare."""


def _key() -> bytes:
    key: bytes = current_app.extensions["audit_key"]
    return key


def _seal(previous: str, event: AuditEvent | sa.Row[Any]) -> str:
    row = [
        event.number,
        event.at.astimezone(dt.UTC).isoformat(),
        str(event.actor_id),
        event.actor_kind,
        event.action,
        event.subject_kind,
        str(event.subject_id),
        str(event.patient_id),
        event.detail,
    ]
    text = previous + json.dumps(row, sort_keys=True, separators=(",", ":"))
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def newest() -> int:
    """The number of the newest event."""
    head = db.session.get(AuditHead, 1)
    return head.number if head is not None else 0


def _head_seal(number: int, seal: str) -> str:
    return hmac.new(_key(), f"head {number} {seal}".encode(), hashlib.sha256).hexdigest()


def record(
    action: Action,
    subject: Any = None,
    *,
    actor: Any,
    at: dt.datetime,
    patient_id: uuid.UUID | None = None,
    **detail: Any,
) -> AuditEvent:
    """Add one event to the current transaction.

    `subject` is any row with an `id`; `actor` a member of staff, or the word "tablet" or "system".
    Refuses a detail the action does not declare, so that nothing personal slips in.
    """
    unknown = set(detail) - DETAIL.get(action, frozenset())
    if unknown:
        raise UnknownDetail(f"{action} does not take {', '.join(sorted(unknown))}")
    db.session.flush()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("SELECT pg_advisory_xact_lock(4711)"))  # one writer of the chain at a time
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, number=0, seal="", head_seal="")
        db.session.add(head)
    event = AuditEvent(
        number=head.number + 1,
        at=at,
        actor_id=None if isinstance(actor, str) else actor.id,
        actor_kind=actor if isinstance(actor, str) else "staff",
        action=action.value,
        subject_kind=getattr(subject, "__tablename__", ""),
        subject_id=getattr(subject, "id", None),
        patient_id=patient_id,
        detail=detail,
    )
    event.seal = _seal(head.seal, event)
    head.number, head.seal, head.head_seal = event.number, event.seal, _head_seal(event.number, event.seal)
    db.session.add(event)
    db.session.flush()
    return event


def faults(after: int = 0) -> Iterator[str]:
    """Walk the trail and name each place where it was changed, cut or reordered. Nothing means intact.

    The whole of it, unless only what comes after one event is asked for; that event's seal is then taken as it stands.
    """
    expected, seal = after + 1, ""
    if after:
        seal = db.session.scalar(sa.select(AuditEvent.seal).where(AuditEvent.number == after)) or ""
    # Rows, not models: there may be millions, and each is looked at once.
    query = sa.select(*AuditEvent.__table__.c).where(AuditEvent.number > after).order_by(AuditEvent.number)
    for event in db.session.execute(query.execution_options(yield_per=1000)):
        if event.number != expected:
            yield f"Event {expected} is missing before event {event.number}."
        if event.seal != _seal(seal, event):
            yield f"Event {event.number} does not match its seal."
        expected, seal = event.number + 1, event.seal
    head = db.session.get(AuditHead, 1)
    if head is None:
        if expected > after + 1:
            yield "The head of the trail is missing."
    elif head.head_seal != _head_seal(head.number, head.seal) or (head.number, head.seal) != (expected - 1, seal):
        yield f"The trail ends at event {expected - 1}, but its head says {head.number}."

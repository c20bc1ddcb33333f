"""What is refused again and again leaves one event for each place and window, with a count: no flood in the trail."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from clinic import guessing
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import BORNE
from clinic.database import Base, Keyed, db

WINDOW = dt.timedelta(minutes=15)


class Refusal(Keyed, Base):
    """Refusals of one kind from one place: since when, and how many of them no event has told yet."""

    __tablename__ = "refusal"

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    action: Mapped[str] = mapped_column(sa.String(60))
    actor: Mapped[str] = mapped_column(sa.String(36))
    subject_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    subject_id: Mapped[uuid.UUID | None]
    reason: Mapped[str] = mapped_column(sa.String(40))
    since: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    untold: Mapped[int] = mapped_column(default=0)


class _Named:
    """A row of which the trail needs no more than its kind and its id."""

    def __init__(self, kind: str, id: uuid.UUID) -> None:
        self.__tablename__, self.id = kind, id


def note(
    action: Action, subject: Any = None, *, actor: Any, place: str, reason: str, at: dt.datetime, counts: bool = True
) -> None:
    """Write the first refusal of a window at once; count the others until it is over.

    `counts`: False for what was turned away unjudged, which is worth one line and no more.
    """
    one = guessing.key("refusal", action, place, getattr(subject, "id", ""), reason)
    guessing.hold(one)
    row = db.session.scalar(sa.select(Refusal).where(Refusal.key == one))
    if row is not None and -BORNE <= at - row.since < WINDOW:
        if counts:
            row.untold, row.last_at = row.untold + 1, at
        return
    if row is None:
        row = Refusal(key=one, action=action.value, reason=reason, untold=0, since=at, last_at=at)
        row.actor = actor if isinstance(actor, str) else str(actor.id)
        row.subject_kind, row.subject_id = getattr(subject, "__tablename__", ""), getattr(subject, "id", None)
        db.session.add(row)
    told, row.since, row.last_at, row.untold = row.untold + 1, at, at, 0
    record(action, subject, actor=actor, at=at, reason=reason, count=told)


def sweep(at: dt.datetime) -> None:
    """Tell what was counted in windows that are over."""
    over = sa.or_(Refusal.since <= at - WINDOW, Refusal.since > at + WINDOW)
    for row in db.session.scalars(sa.select(Refusal).where(over).order_by(Refusal.last_at).limit(1000)):
        if row.untold:
            actor = row.actor if row.actor in ("tablet", "system") else _Named("user", uuid.UUID(row.actor))
            subject = _Named(row.subject_kind, row.subject_id) if row.subject_id else None
            record(Action(row.action), subject, actor=actor, at=at, reason=row.reason, count=row.untold)
        db.session.delete(row)

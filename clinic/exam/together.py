"""Two people on one visit: who recorded what stands, and what one of them is told before the other's words go."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked


@dataclass(frozen=True)
class Crossed:
    """What somebody wanted to save, and what somebody else saved meanwhile in its place."""

    label: str
    theirs: str
    yours: str
    url: str
    sent: tuple[tuple[str, str], ...]
    """What the form sends once more, when it is to stand all the same."""


def recorded_by_others(found: ExamFindings | None, viewer: User) -> dict[str, str]:
    """The findings that somebody else recorded last, each by its control's name, with their name."""
    if found is None:
        return {}
    query = (
        sa.select(AuditEvent.detail, AuditEvent.actor_id, User.name)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_id == found.id, AuditEvent.action == Action.EXAM_RECORDED.value)
        .order_by(AuditEvent.number)
    )
    last: dict[str, tuple[Any, str]] = {}
    for detail, actor, name in db.session.execute(query):
        last |= {f"{detail['foot']}-{field}": (actor, name) for field in detail["fields"]}
    return {key: name for key, (actor, name) in last.items() if actor != viewer.id}


def stamp(row: FlagAnswer | ReAsked | None) -> str:
    """Which answer a card shows: another one has another stamp."""
    if row is None:
        return ""
    at = row.answered_at if isinstance(row, FlagAnswer) else row.asked_at
    return at.isoformat()


def by_somebody_else(row: FlagAnswer | ReAsked | None, stood: str | None, viewer: User) -> bool:
    """Whether somebody else answered after the page was made. A page that does not say what it showed is not asked."""
    if row is None or stood is None or stood == stamp(row):
        return False
    return viewer.id != (row.answered_by_id if isinstance(row, FlagAnswer) else row.asked_by_id)

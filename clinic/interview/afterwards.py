"""Answers that staff fill in for the patient after the interview: what nobody asked, or what stayed blank."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db
from clinic.interview import answer_reader, consequences, saving
from clinic.interview.flow import Ask
from clinic.interview.models import Intake
from clinic.knowledge.library import Library


def put(intake: Intake, ask: Ask, raw: Any, *, seen: Any, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep one answer that staff asked for; True if it changed anything. Its trace says who typed it.

    Raises `answers.Refused`, or `answers.Conflict` where it stands otherwise than it was `seen`.
    """
    value, stands = answer_reader.read(ask.question, raw), saving.shown(intake, ask)
    if saving.same(raw, stands):
        return False
    if not saving.same(seen, stands):
        raise answer_reader.Conflict(stands)
    consequences.put(intake, ask, value, by=by, at=at)
    consequences.after_change(intake, ask.code, ask.foot, by=by, at=at, library=library)
    return True


def given(intake: Intake) -> set[tuple[str, str]]:
    """The answers that staff filled in after the interview was sent: part (`p`, `r` or `l`) and field."""
    if intake.sent_at is None:
        return set()
    query = sa.select(AuditEvent.detail).where(
        AuditEvent.subject_id == intake.id,
        AuditEvent.action == Action.INTAKE_ANSWER_SAVED.value,
        AuditEvent.at >= intake.sent_at,
        AuditEvent.actor_id.is_not(None),
    )
    return {(detail.get("foot") or "p", str(detail.get("field"))) for detail in db.session.scalars(query)}

"""Whom the trail's rows are about, by name. The trail knows no other slice, so it reads two tables by their names.

What an administrator may see of a patient is what tells people apart, a name and a chart number, and nothing clinical.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clinic.audit.models import AuditEvent
from clinic.database import db
from clinic.values import names

MOST = 50
_USER = sa.table("user", sa.column("id", sa.Uuid), sa.column("name", sa.Text), sa.column("username", sa.Text))
_PATIENT = sa.table(
    "patient",
    sa.column("id", sa.Uuid),
    sa.column("name", sa.Text),
    sa.column("name_sort", sa.Text),
    sa.column("chart_number", sa.Text),
)


@dataclass(frozen=True)
class Person:
    """A patient or a member of staff; `mark` is the chart number or the user name."""

    id: uuid.UUID
    kind: str
    name: str
    mark: str


def patient_of(event: AuditEvent) -> uuid.UUID | None:
    """The patient whom an event is about."""
    return event.patient_id or (event.subject_id if event.subject_kind == "patient" else None)


def known(ids: set[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Those of `ids` who are patients or members of staff."""
    return {one.id: one for one in (*_users(_USER.c.id.in_(ids)), *_patients(_PATIENT.c.id.in_(ids)))}


def of(events: list[AuditEvent]) -> dict[uuid.UUID, Person]:
    """Everybody who acts in these events, or whom they are about."""
    ids = {one for event in events for one in (event.actor_id, patient_of(event)) if one is not None}
    return known(ids | {event.subject_id for event in events if event.subject_kind == "user" and event.subject_id})


def find(term: str) -> list[Person]:
    """Patients and staff whose name has every word of `term`, or whose chart number or user name has it."""
    words = names.search_words(term)
    if not words:
        return []
    plain = term.strip().lower().replace("\0", "")
    named = sa.and_(*(_PATIENT.c.name_sort.contains(word, autoescape=True) for word in words))
    numbered = sa.func.lower(_PATIENT.c.chart_number).contains(plain, autoescape=True)
    staff = [
        one
        for one in _users(sa.true())
        if all(word in names.sort_key(one.name) for word in words) or plain in one.mark.lower()
    ]
    return [*staff, *_patients(sa.or_(named, numbered))][:MOST]


def about(person_id: uuid.UUID) -> Any:
    """What an event must fulfil to be by this person or about them."""
    return sa.or_(
        AuditEvent.actor_id == person_id, AuditEvent.patient_id == person_id, AuditEvent.subject_id == person_id
    )


def _users(which: Any) -> list[Person]:
    rows = db.session.execute(sa.select(_USER).where(which).order_by(_USER.c.name, _USER.c.id))
    return [Person(row.id, "user", row.name, row.username) for row in rows]


def _patients(which: Any) -> list[Person]:
    query = sa.select(_PATIENT).where(which).order_by(_PATIENT.c.name_sort, _PATIENT.c.id).limit(MOST * 4)
    return [Person(row.id, "patient", row.name, row.chart_number) for row in db.session.execute(query)]

"""The audit trail that the visits of the big practice leave, sealed event by event, straight into SQLite."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from clinic.audit import trail
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent

ANSWERS = 40
ACTS: tuple[tuple[Action, str, int, dict[str, Any]], ...] = (
    (Action.VISIT_BOOKED, "visit", 1, {}),
    (Action.INTAKE_STARTED, "intake", 1, {}),
    (Action.INTAKE_PAIRED, "intake", 1, {"way": "code"}),
    (Action.INTAKE_IDENTITY_CONFIRMED, "intake", 1, {}),
    (Action.INTAKE_ANSWER_SAVED, "intake", ANSWERS, {"field": "sym_zone", "foot": "r"}),
    (Action.INTAKE_SENT, "intake", 1, {}),
    (Action.CHART_VIEWED, "visit", 6, {}),
    (Action.INTAKE_REVIEWED, "intake", 1, {}),
    (Action.EXAM_RECORDED, "exam_findings", 8, {"fields": ["exam_mulder"], "foot": "r"}),
    (Action.PLAN_STARTED, "plan", 1, {}),
    (Action.PLAN_VIEWED, "plan", 5, {}),
    (Action.PLAN_CHANGED, "plan", 4, {"what": "changed", "code": "EX01"}),
    (Action.PLAN_SIGNED, "plan_version", 1, {"number": 1, "sha256": "0" * 64}),
    (Action.HANDOUT_VIEWED, "plan_version", 1, {}),
    (Action.HANDOUT_PRINTED, "plan_version", 1, {"language": "en", "paper": "letter", "size": "standard"}),
)
"""What one visit leaves in the trail, and how often."""


def spelled(moment: dt.datetime) -> str:
    """A moment as SQLite stores it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


class _Event:
    """What a seal is made of; as light as two million of them ask for."""

    __slots__ = tuple(column.key for column in sa.inspect(AuditEvent).columns)


def write(raw: Any, visits: Iterable[tuple[str, dict[str, str], str, str]]) -> None:
    number, seal = raw.execute("SELECT number, seal FROM audit_head").fetchone()
    names = [name for name in _Event.__slots__ if name != "seal"]
    marks = ", ".join("?" * (len(names) + 1))
    sql = f"INSERT INTO audit_event ({', '.join(names)}, seal) VALUES ({marks})"  # noqa: S608
    rows: list[tuple[Any, ...]] = []
    for starts_at, ids, by, patient in visits:
        at = dt.datetime.fromisoformat(starts_at).replace(tzinfo=dt.UTC)
        for action, kind, often, detail in ACTS:
            if kind not in ids:
                continue
            for _ in range(often):
                number += 1
                at += dt.timedelta(seconds=1)
                seal = _sealed(seal, number, at, (action, kind, detail), ids[kind], by, patient)
                text = json.dumps(detail)
                rows.append((number, spelled(at), by, "staff", action.value, kind, ids[kind], patient, text, seal))
        if len(rows) > 20_000:
            raw.executemany(sql, rows)
            rows.clear()
    raw.executemany(sql, rows)
    head = trail._head_seal(number, seal)
    raw.execute("UPDATE audit_head SET number = ?, seal = ?, head_seal = ?", (number, seal, head))


def _sealed(
    before: str,
    number: int,
    at: dt.datetime,
    act: tuple[Action, str, dict[str, Any]],
    subject: str,
    by: str,
    patient: str,
) -> str:
    event: Any = _Event()
    event.number, event.at, (event.action, event.subject_kind, event.detail) = number, at, act
    event.actor_id, event.subject_id, event.patient_id = dashed(by), dashed(subject), dashed(patient)
    event.actor_kind = "staff"
    return trail._seal(before, event)


def dashed(key: str) -> str:
    """An id as Python spells it."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"

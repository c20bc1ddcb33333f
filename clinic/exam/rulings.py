"""Answering flags: what may be said of which flag, by whom and why; asking a safety answer again; who was told."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.exam.findings import open_for
from clinic.exam.models import FlagAnswer, ReAsked, Referral, Ruling
from clinic.knowledge.schema import RedFlag
from clinic.patients.models import Visit


class RulingNotAllowed(Exception):
    """This flag cannot be ended like that."""


def allowed(flag: RedFlag) -> tuple[Ruling, ...]:
    """What may be said of a flag (clinical.md section 2, 'Answering a flag'). Most urgent ones cannot be cleared."""
    ends = set(flag.ends_by) | ({Ruling.CLEARED.value} if flag.downgrade is not None else set())
    return tuple(ruling for ruling in Ruling if ruling in (Ruling.IMAGE_FIRST, Ruling.REFER) or ruling.value in ends)


def answer(
    visit: Visit,
    *,
    foot: str,
    flag: RedFlag,
    ruling: Ruling,
    reason: str,
    by: User,
    at: dt.datetime,
    seen_by: str = "",
    seen_on: dt.date | None = None,
    result: str = "",
) -> FlagAnswer:
    """Record what a clinician decided about one flag of one foot. A second answer replaces the first."""
    if ruling not in allowed(flag):
        raise RulingNotAllowed(flag.code)
    found = open_for(visit)
    row = db.session.scalar(
        sa.select(FlagAnswer).where(
            FlagAnswer.visit_id == visit.id, FlagAnswer.foot == foot, FlagAnswer.flag == flag.code
        )
    )
    before = row.ruling.value if row is not None else ""
    if row is None:
        row = FlagAnswer(visit_id=visit.id, foot=foot, flag=flag.code)
        db.session.add(row)
    row.ruling, row.reason = ruling, reason
    elsewhere = ruling is Ruling.SEEN_ELSEWHERE
    row.seen_by, row.seen_on, row.result = (seen_by, seen_on, result) if elsewhere else ("", None, "")
    row.answered_by_id, row.answered_at = by.id, at
    found.last_change = {
        "flag": flag.code,
        "was": _was(found.last_change, flag, at) | {foot: before},
        "by": str(by.id),
        "at": at.isoformat(),
    }
    record(
        Action.FLAG_ANSWERED,
        row,
        actor=by,
        at=at,
        patient_id=visit.patient_id,
        flag=flag.code,
        foot=foot,
        ruling=ruling.value,
    )
    return row


def _was(change: dict[str, Any] | None, flag: RedFlag, at: dt.datetime) -> dict[str, str]:
    """The rulings that the same answer has replaced on the other foot already."""
    same = change is not None and change.get("flag") == flag.code and change.get("at") == at.isoformat()
    return dict(change["was"]) if same and change is not None and isinstance(change["was"], dict) else {}


def ask_again(visit: Visit, *, field: str, finding: str, by: User, at: dt.datetime) -> ReAsked:
    """Record that a safety answer of yes which fired no rule was asked again, and what came of it."""
    row = db.session.scalar(sa.select(ReAsked).where(ReAsked.visit_id == visit.id, ReAsked.field == field))
    if row is None:
        row = ReAsked(visit_id=visit.id, field=field)
        db.session.add(row)
    row.finding, row.asked_by_id, row.asked_at = finding, by.id, at
    record(Action.EXAM_RECORDED, row, actor=by, at=at, patient_id=visit.patient_id, fields=[field], foot="p")
    return row


def asked_again(visit: Visit) -> dict[str, ReAsked]:
    """The safety answers that were asked again, by field."""
    query = sa.select(ReAsked).where(ReAsked.visit_id == visit.id).order_by(ReAsked.field)
    return {row.field: row for row in db.session.scalars(query)}


def refer(visit: Visit, *, flags: list[str], addressee: str, told_patient: str, by: User, at: dt.datetime) -> Referral:
    """Record who was told what, by whom and when."""
    row = Referral(
        visit_id=visit.id, flags=flags, addressee=addressee, told_patient=told_patient, told_by_id=by.id, told_at=at
    )
    db.session.add(row)
    record(Action.REFERRAL_MADE, row, actor=by, at=at, patient_id=visit.patient_id, flags=flags)
    return row


def referrals(visit: Visit) -> list[Referral]:
    """Who was told after this visit's urgent flags, newest first."""
    query = sa.select(Referral).where(Referral.visit_id == visit.id).order_by(Referral.told_at.desc(), Referral.id)
    return list(db.session.scalars(query))


def rulings(answers: list[FlagAnswer]) -> dict[tuple[str, str], Any]:
    """Answers by foot and flag."""
    return {(row.foot, row.flag): row for row in answers}

"""What the desk does with an intake: start one, hand a tablet over, take it back, answer a call for help."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from clinic import sessions
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.interview import typed
from clinic.interview.models import FOOT_FIELDS, PERSON_FIELDS, SHOE_FIELDS, Intake, IntakeActivity, IntakeShoe
from clinic.knowledge.library import Library
from clinic.patients.models import Visit
from clinic.practice.models import Practice
from clinic.sessions import BrowserSession, Kind
from clinic.signed import carried_lines


def start(visit: Visit, *, language: str, by: Any, at: dt.datetime, library: Library) -> Intake:
    """The intake of `visit`: the one there is, or a new one. A return visit is prefilled from the last one sent."""
    intake = Intake.of(visit)
    if intake is not None:
        if intake.sent_at is None:
            intake.language = language
        return intake
    last = last_sent(visit)
    intake = Intake(
        visit=visit,
        language=language,
        units=usual_units(Practice.here()),
        is_return=last is not None,
        started_at=at,
        steps_done=[],
        skipped=[],
        urgent_codes=[],
        plan_lines=_last_plan(visit) if last is not None else [],
    )
    db.session.add(intake)
    if last is not None:
        _prefill(intake, last, library)
    db.session.flush()
    record(Action.INTAKE_STARTED, intake, actor=by, at=at, patient_id=visit.patient_id)
    return intake


def usual_units(practice: Practice | None) -> str:
    """`metric` or `us`, as the practice has chosen."""
    return practice.units if practice is not None else "us"


def last_sent(visit: Visit) -> Intake | None:
    """The intake that was sent at the visit before this one, if there is any."""
    return db.session.scalar(
        sa.select(Intake)
        .join(Visit, Intake.visit_id == Visit.id)
        .where(Visit.patient_id == visit.patient_id, Visit.starts_at < visit.starts_at, Intake.sent_at.is_not(None))
        .order_by(Visit.starts_at.desc())
        .limit(1)
    )


def _last_plan(visit: Visit) -> list[dict[str, Any]]:
    """The exercises of the patient's last signed plan: which version, and on how many days of a week."""
    lines = carried_lines.last_plan(visit)
    return [
        {"code": line["code"], "days": line["days_week"] or 7, "starts_easier": bool(line.get("starts_easier"))}
        for line in lines
    ]


def _prefill(intake: Intake, last: Intake, library: Library) -> None:
    anew = {code for code, question in library.questions.items() if question.again == "anew"}
    for column in PERSON_FIELDS:
        if column not in anew and not column.startswith("rf_"):
            setattr(intake, column, getattr(last, column))
    intake.typed = typed.carried(last, tuple(name for name in PERSON_FIELDS if name not in anew))
    for row in last.feet:
        foot = intake.foot(row.side)
        for column in FOOT_FIELDS:
            if column not in anew:
                setattr(foot, column, getattr(row, column))
        foot.typed = typed.carried(row, tuple(name for name in FOOT_FIELDS if name not in anew))
    intake.has_no_activity = last.has_no_activity
    for old in last.activities:
        intake.activities.append(
            IntakeActivity(
                position=old.position,
                activity=old.activity,
                days=old.days,
                minutes=old.minutes,
                effort=old.effort,
                surface=old.surface,
                pain=old.pain,
                typed=old.typed,
            )
        )
    for pair in last.shoes:
        worn = {name: getattr(pair, name) for name in SHOE_FIELDS}
        intake.shoes.append(IntakeShoe(position=pair.position, typed=pair.typed, **worn))


def tablets_on(intake: Intake, *, at: dt.datetime) -> list[BrowserSession]:
    """The tablets that hold this intake now."""
    query = sa.select(BrowserSession).where(BrowserSession.intake_id == intake.id, BrowserSession.kind == Kind.TABLET)
    return [row for row in db.session.scalars(query) if not row.is_over(at)]


def hand_over(intake: Intake, *, at: dt.datetime, vouched: bool = False) -> None:
    """Turn this browser into the patient's tablet. Whatever session it had ends. A second tablet waits to be asked.

    Each asks who is there, also when another has been told: unless the desk, on this very device, has `vouched`.
    """
    practice = Practice.here()
    minutes = practice.tablet_idle_minutes if practice is not None else 3
    before = sessions.current().row_id
    others = [row for row in tablets_on(intake, at=at) if row.id != before and not row.data.get("waiting")]
    sessions.begin(Kind.TABLET, intake_id=intake.id, idle=dt.timedelta(minutes=minutes))
    if others:
        sessions.current()["waiting"] = True
    if not vouched:
        sessions.current()["unknown"] = True


def use_here(intake: Intake, *, vouched: bool, by: Any, at: dt.datetime) -> None:
    """Hand over the device the desk is at, whose person it may vouch for: somebody who has said it once, elsewhere."""
    patient_id = intake.visit.patient_id
    record(Action.INTAKE_PAIRED, intake, actor=by, at=at, patient_id=patient_id, way="this device")
    vouched = vouched and intake.confirmed_at is not None
    if vouched:
        intake.confirmed_at = at
        record(Action.INTAKE_IDENTITY_CONFIRMED, intake, actor=by, at=at, patient_id=patient_id)
    hand_over(intake, at=at, vouched=vouched)


def take_over(intake: Intake, *, at: dt.datetime) -> None:
    """Let this tablet go on, and end the others."""
    here = sessions.current()
    db.session.execute(
        sa.delete(BrowserSession).where(BrowserSession.intake_id == intake.id, BrowserSession.id != here.row_id)
    )
    here.pop("waiting", None)
    record(Action.INTAKE_PAIRED, intake, actor="tablet", at=at, patient_id=intake.visit.patient_id, way="taken over")


def help_given(intake: Intake, *, by: Any, at: dt.datetime) -> None:
    """Somebody has gone to help: the board goes dark again."""
    intake.help_at = None
    record(Action.INTAKE_HELP_GIVEN, intake, actor=by, at=at, patient_id=intake.visit.patient_id)


def right_person(intake: Intake, *, by: Any, at: dt.datetime) -> None:
    """The desk has looked: the person with the tablet is the one on the chart. One that still waits asks for itself."""
    intake.mismatch_at, intake.confirmed_at = None, at
    for tablet in tablets_on(intake, at=at):
        if not tablet.data.get("waiting"):
            tablet.data = {name: value for name, value in tablet.data.items() if name != "unknown"}
    record(Action.INTAKE_IDENTITY_CONFIRMED, intake, actor=by, at=at, patient_id=intake.visit.patient_id)


def wrong_person(intake: Intake, *, by: Any, at: dt.datetime) -> None:
    """The desk has looked: somebody else has the tablet. It lets go of this intake."""
    intake.mismatch_at = None
    sessions.end_all_on(intake.id)
    record(Action.INTAKE_IDENTITY_REFUSED, intake, actor=by, at=at, patient_id=intake.visit.patient_id)

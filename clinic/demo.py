"""A demo practice with plainly made-up people at every stage of the day. Never used in a real practice."""

import datetime as dt
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

from clinic.access import Role
from clinic.accounts import passwords
from clinic.accounts.models import User
from clinic.assessment import assessment
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.exam.models import FOOT_FIELDS as EXAM_FOOT_FIELDS
from clinic.exam.models import PERSON_FIELDS as EXAM_FIELDS
from clinic.exam.models import ExamFindings
from clinic.interview.models import FOOT_FIELDS, PERSON_FIELDS, Intake, IntakeActivity
from clinic.knowledge import case_file
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit
from clinic.plan import draft_content, drafting, signing, suggestions
from clinic.practice.models import Practice
from clinic.values import days, names
from clinic.values.dates import from_iso

PASSWORD = "made-up people only"  # known to everyone, which is why a demo practice is refused on the network

STAFF = (
    ("sam", "Sam Rivera", "", [Role.FRONT_DESK], False),
    ("jordan", "Jordan Lee", "PT, DPT", [Role.CLINICIAN], True),
    ("avery", "Avery Shah", "PT, DPT", [Role.CLINICIAN], False),
    ("alex", "Alex Morgan", "", [Role.ADMIN], False),
)


def sign_ins() -> Iterator[str]:
    """Who may sign in to the demo, one line each."""
    for username, name, _credentials, roles, _lead in STAFF:
        yield f"  {username:<8} {PASSWORD}   {name}, {', '.join(role.value.replace('_', ' ') for role in roles)}"


def fill(*, at: dt.datetime) -> None:
    """Make staff and people if there are none, and a list for today if today has none."""
    if Practice.here() is None:
        db.session.add(
            Practice(
                id=1,
                name="Riverside Physical Therapy",
                address="12 Example Street, Sampletown",
                phone="(555) 010-0143",
                time_zone="America/New_York",
                languages=["en", "es"],
                allows_unreviewed_translation=True,
                settled=["place", "copies", "tablets"],
            )
        )
        for username, name, credentials, roles, lead in STAFF:
            db.session.add(
                User(
                    username=username,
                    name=name,
                    credentials=credentials,
                    initials="".join(word[0] for word in name.split()),
                    roles=[role.value for role in roles],
                    is_lead=lead,
                    password_hash=passwords.make_hash(PASSWORD),
                )
            )
        db.session.flush()
    practice = db.get_or_404(Practice, 1)
    today = days.day_of(at, practice.zone)
    if not Visit.between(*days.bounds(today, practice.zone)):
        for person in _people():
            _visit(person, today, practice, at=at)


def _people() -> list[dict[str, Any]]:
    text = resources.files("clinic").joinpath("demo.json").read_text("utf-8")
    people: list[dict[str, Any]] = json.loads(text)
    return people


def _visit(person: dict[str, Any], today: dt.date, practice: Practice, *, at: dt.datetime) -> None:
    clinician = User.named(person["with"])
    assert clinician is not None
    patient = db.session.query(Patient).filter_by(chart_number=person["chart"]).one_or_none() or _register(person)
    hour, minute = map(int, person["at"].split(":"))
    starts_at = days.moment_of(today, dt.time(hour, minute), practice.zone)
    visit = Visit(patient=patient, clinician=clinician, starts_at=starts_at)
    db.session.add(visit)
    db.session.flush()
    record(Action.VISIT_BOOKED, visit, actor="system", at=at, patient_id=patient.id)
    if person["stage"] == "to_start":
        return
    intake = _intake(person, visit, at=at)
    if person["stage"] in ("ready", "signed"):
        _exam(person, visit)
    if person["stage"] == "signed":
        _sign(visit, intake, clinician, practice, at=at)


def _sign(visit: Visit, intake: Intake, clinician: User, practice: Practice, *, at: dt.datetime) -> None:
    """Accept the whole proposal and sign it, as a clinician in a hurry would."""
    seen = assessment.look(visit, load())
    plan = suggestions.start(seen, by=clinician, at=at, today=visit.day)
    drafting.accept_all(plan, seen=plan.revision, by=clinician, at=at)
    time = days.wall_clock(visit.starts_at, practice.zone).time()
    plan.next_visit_at = days.moment_of(visit.day + dt.timedelta(days=14), time, practice.zone)
    plan.goal_aim = 8
    db.session.flush()
    content = draft_content.freeze(plan, seen, practice, by=clinician)
    signing.sign(plan, seen=content.sha256, situation=seen, practice=practice, by=clinician, at=at)
    intake.reviewed_at = at


def _register(person: dict[str, Any]) -> Patient:
    patient = Patient(
        chart_number=person["chart"],
        name=person["name"],
        name_sort=names.sort_key(person["name"]),
        born_on=from_iso(person["born"]),
        language=person.get("language", "en"),
        sex_birth=person.get("sex"),
    )
    db.session.add(patient)
    db.session.flush()
    return patient


def _intake(person: dict[str, Any], visit: Visit, *, at: dt.datetime) -> Intake:
    sent = person["stage"] in ("ready", "signed")
    intake = Intake(
        visit=visit,
        language=person.get("language", "en"),
        started_at=at - dt.timedelta(minutes=20),
        confirmed_at=at - dt.timedelta(minutes=19),
        last_answer_at=at - dt.timedelta(minutes=person.get("idle", 1)),
        sent_at=at - dt.timedelta(minutes=12) if sent else None,
        step=person.get("step", ""),
        steps_done=person.get("steps_done", []),
        skipped=[],
    )
    db.session.add(intake)
    case = _answers(person)
    for name, value in case.get("p", {}).items():
        if name == "act_list":
            for position, row in enumerate(value):
                intake.activities.append(
                    IntakeActivity(
                        position=position,
                        activity=row["id"],
                        days=row["days"],
                        minutes=row["min"],
                        effort=row["effort"],
                        surface=row["surface"],
                        pain=row["pain"],
                    )
                )
        elif name in PERSON_FIELDS:
            setattr(intake, name, value)
    for side in ("r", "l"):
        for name, value in case.get(side, {}).items():
            if name in FOOT_FIELDS:
                setattr(intake.foot(side), name, value)
    db.session.flush()
    record(Action.INTAKE_STARTED, intake, actor="system", at=at, patient_id=visit.patient_id)
    return intake


def _answers(person: dict[str, Any]) -> dict[str, Any]:
    """The person's answers with the usual ones filled in; somebody still filling in has given only the first."""
    case = case_file.checked(person["case"], defaults=True)
    only = tuple(person.get("only", ()))
    if not only:
        return case
    return {
        part: {name: value for name, value in given.items() if name.startswith(only)} for part, given in case.items()
    }


def _exam(person: dict[str, Any], visit: Visit) -> None:
    case = _answers(person)
    findings = ExamFindings(visit=visit, not_tested={})
    for name, value in case.get("p", {}).items():
        if name in EXAM_FIELDS:
            setattr(findings, name, value)
    for side in ("r", "l"):
        for name, value in case.get(side, {}).items():
            if name in EXAM_FOOT_FIELDS:
                setattr(findings.foot(side), name, value)
    db.session.add(findings)
    db.session.flush()

"""Registering people and booking their visits. Verbs change rows and leave a trace; views commit."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.patients.models import Patient, Visit
from clinic.values import names

COLUMNS = (
    "chart_number",
    "name",
    "print_name",
    "born_on",
    "language",
    "sex_birth",
    "wants_interpreter",
    "wants_large_print",
)


def with_chart(number: str) -> Patient | None:
    """The person with this chart number, in any letter case."""
    return db.session.scalar(sa.select(Patient).where(sa.func.lower(Patient.chart_number) == number.lower()))


def born_on(day: dt.date) -> list[Patient]:
    """Everybody born on this day, by name."""
    query = sa.select(Patient).where(Patient.born_on == day)
    return list(db.session.scalars(query.order_by(Patient.name_sort, Patient.id)))


def called(name: str, day: dt.date) -> list[Patient]:
    """Everybody registered under this name, however written, and date of birth: nearly always nobody or one person."""
    return [patient for patient in born_on(day) if patient.is_called(name)]


def similar(name: str, day: dt.date) -> Patient | None:
    """Somebody with the same date of birth and a name that may be the same, with words left out or added."""
    return next((patient for patient in born_on(day) if patient.may_be_called(name)), None)


class ChartTaken(Exception):
    """Somebody else got this chart number a moment ago."""


def register(form: Any, *, by: User, at: dt.datetime) -> Patient:
    """Add a person from a `PatientForm`. Sent twice, even at once from two pages, it finds the one who was added.

    Where somebody of this name was born on the same day, the trail says what the desk went by to tell them apart.
    """
    patient = Patient(name="", name_sort="")
    _fill(patient, form)
    try:
        with db.session.begin_nested():
            db.session.add(patient)
    except IntegrityError:
        first = with_chart(form.chart_number.data)
        if first is None or not first.is_called(form.name.data) or first.born_on != form.born_on.data:
            raise ChartTaken from None
        return first
    told_apart = {"reason": form.namesake.data} if form.namesake.data else {}
    record(Action.PATIENT_REGISTERED, patient, actor=by, at=at, patient_id=patient.id, **told_apart)
    return patient


def correct(patient: Patient, form: Any, *, by: User, at: dt.datetime) -> None:
    """Correct a person's details from a `PatientForm`."""
    before = {column: getattr(patient, column) for column in COLUMNS}
    _fill(patient, form)
    fields = [column for column in COLUMNS if getattr(patient, column) != before[column]]
    if fields:
        record(Action.PATIENT_CORRECTED, patient, actor=by, at=at, patient_id=patient.id, fields=fields)


def standing(patient: Patient, start: dt.datetime, end: dt.datetime) -> Visit | None:
    """The person's first visit in [start, end). Until the commit nobody else can give this person one."""
    db.session.get(Patient, patient.id, with_for_update=True)
    query = sa.select(Visit).where(Visit.patient_id == patient.id, Visit.starts_at >= start, Visit.starts_at < end)
    return db.session.scalar(query.order_by(Visit.starts_at, Visit.id))


def at_that_time(patient: Patient, starts_at: dt.datetime) -> Visit | None:
    """The visit that the person has at this very minute already: nobody is in two rooms at once."""
    minute = starts_at.replace(second=0, microsecond=0)
    return standing(patient, minute, minute + dt.timedelta(minutes=1))


def book(patient: Patient, *, starts_at: dt.datetime, clinician: User, by: User, at: dt.datetime) -> Visit:
    """Give a person a visit."""
    visit = Visit(patient=patient, clinician=clinician, starts_at=starts_at, created_at=at)
    db.session.add(visit)
    db.session.flush()
    record(Action.VISIT_BOOKED, visit, actor=by, at=at, patient_id=patient.id)
    return visit


def move(visit: Visit, *, starts_at: dt.datetime, clinician: User, by: User, at: dt.datetime) -> None:
    """Change when, or with whom, a visit is."""
    fields = [
        name
        for name, value in (("starts_at", starts_at), ("clinician_id", clinician.id))
        if getattr(visit, name) != value
    ]
    if not fields:  # sent once more
        return
    visit.starts_at, visit.clinician = starts_at, clinician
    record(Action.VISIT_CHANGED, visit, actor=by, at=at, patient_id=visit.patient_id, fields=fields)


def _fill(patient: Patient, form: Any) -> None:
    patient.chart_number = form.chart_number.data.strip()
    patient.name = form.name.data
    patient.name_sort = names.sort_key(form.name.data)[:200]
    patient.print_name = form.print_name.data or ""
    patient.born_on = form.born_on.data
    patient.language = form.language.data
    patient.sex_birth = form.sex_birth.data or None
    patient.wants_interpreter = bool(form.wants_interpreter.data)
    patient.wants_large_print = bool(form.wants_large_print.data)

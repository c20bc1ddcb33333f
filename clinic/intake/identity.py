"""The right person: the patient says name and date of birth before the tablet shows anything of the chart."""

import datetime as dt
import re

from clinic.audit.trail import Action, record
from clinic.intake.models import Intake
from clinic.patients.models import Patient, sort_key


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", sort_key(name)))


def matches(patient: Patient, *, name: str, born_on: dt.date) -> bool:
    """Whether a person's own words fit the chart: the date exactly, the first or printed name, nothing foreign.

    Accents, case, order and punctuation do not matter. Twins share a date and a last name, so the first name counts.
    """
    said, known = _words(name), _words(patient.name) | _words(patient.print_name)
    first = _words(patient.name.split(" ")[0]) | _words(patient.print_name)
    return born_on == patient.born_on and bool(said & first) and said <= known


def confirm(intake: Intake, *, name: str, born_on: dt.date, at: dt.datetime) -> bool:
    """Note that the person is the one on the chart, or that the desk must look."""
    patient = intake.visit.patient
    if matches(patient, name=name, born_on=born_on):
        intake.confirmed_at, intake.mismatch_at = at, None
        record(Action.INTAKE_IDENTITY_CONFIRMED, intake, actor="tablet", at=at, patient_id=patient.id)
        return True
    intake.mismatch_at, intake.confirmed_at = at, None
    record(Action.INTAKE_IDENTITY_REFUSED, intake, actor="tablet", at=at, patient_id=patient.id)
    return False

"""The right person: the patient says name and date of birth before the tablet shows anything of the chart."""

import datetime as dt

from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.interview.models import Intake
from clinic.patients.models import Patient
from clinic.values import names


def matches(patient: Patient, *, name: str, born_on: dt.date) -> bool:
    """Whether a person's own words fit the chart: the date exactly, the first or printed name, nothing foreign."""
    return born_on == patient.born_on and names.fits(name, patient.name, called=patient.print_name)


def confirm(intake: Intake, *, name: str, born_on: dt.date, at: dt.datetime, called: str = "") -> bool:
    """Note that the person is the one on the chart, and what they like to be called; or that the desk must look."""
    patient = intake.visit.patient
    if matches(patient, name=name, born_on=born_on):
        intake.confirmed_at, intake.mismatch_at = at, None
        record(Action.INTAKE_IDENTITY_CONFIRMED, intake, actor="tablet", at=at, patient_id=patient.id)
        if called and called != patient.print_name:
            patient.print_name = called
            fields = ["print_name"]
            record(Action.PATIENT_CORRECTED, patient, actor="tablet", at=at, patient_id=patient.id, fields=fields)
        return True
    intake.mismatch_at, intake.confirmed_at = at, None
    record(Action.INTAKE_IDENTITY_REFUSED, intake, actor="tablet", at=at, patient_id=patient.id)
    return False

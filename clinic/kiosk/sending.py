"""The end of an interview: ask for help on the way, send when nothing is open."""

import datetime as dt

from clinic import numbered
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.interview import consequences, flow, guardian
from clinic.interview.models import Intake
from clinic.kiosk import pairing
from clinic.knowledge.library import Library


class NotComplete(Exception):
    """A required question is open, or a parent or guardian is not here."""


def ask_help(intake: Intake, *, at: dt.datetime) -> None:
    """The patient pressed "I need help"."""
    if intake.help_at is None:
        intake.help_at = at
        record(Action.INTAKE_HELP_ASKED, intake, actor="tablet", at=at, patient_id=intake.visit.patient_id)


def send(intake: Intake, *, key: str, at: dt.datetime, library: Library, by: object = "tablet") -> None:
    """Close the intake. Sending twice is sending once."""
    if intake.sent_at is not None:
        return
    consequences.drop_stale(intake, library)
    consequences.drop_painless_feet(intake)
    if guardian.is_missing(intake) or flow.missing(intake, library):
        raise NotComplete
    intake.sent_at, intake.send_key, intake.help_at = at, key[:40] or None, None
    pairing.revoke(intake)
    numbered.forget(intake.id)
    record(Action.INTAKE_SENT, intake, actor=by, at=at, patient_id=intake.visit.patient_id)

"""An urgent answer stops the talk: the tablet waits, a clinician is called, looks, and lets it go on."""

import datetime as dt
from typing import Any

from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.interview.models import Intake


def is_stopped(intake: Intake) -> bool:
    """The talk waits, on the tablet and where staff type for the patient, until a clinician lets it go on."""
    return intake.urgent_at is not None and intake.sent_at is None


def is_called(intake: Intake) -> bool:
    """No clinician has looked since the newest urgent answer. What they saw before it says nothing of it."""
    return intake.urgent_at is not None and _unseen_since(intake, intake.urgent_at)


def see(intake: Intake, *, at: dt.datetime) -> bool:
    """A clinician looks. The first look after the answers were sent, or after an urgent one, is the review: True."""
    came = [moment for moment in (intake.sent_at, intake.urgent_at) if moment is not None]
    is_review = bool(came) and _unseen_since(intake, max(came))
    if is_review:
        intake.reviewed_at = at
    return is_review


def go_on(intake: Intake, *, by: Any, at: dt.datetime) -> None:
    """The clinician has come to an urgent answer and lets the patient go on. The answers and their flags stay."""
    intake.urgent_at = None
    record(Action.INTAKE_RELEASED, intake, actor=by, at=at, patient_id=intake.visit.patient_id)


def _unseen_since(intake: Intake, moment: dt.datetime) -> bool:
    return intake.reviewed_at is None or intake.reviewed_at < moment

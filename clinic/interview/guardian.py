"""A patient under 18 whose parent or guardian is not here, or does not agree: the talk waits, and staff know."""

import datetime as dt

from clinic.accounts.models import User
from clinic.interview import consequences
from clinic.interview.models import Intake
from clinic.knowledge.library import Library

STEP = "guardian"
"""The screen that asks for them. Until it is passed, no may still be changed to yes on it."""


def is_missing(intake: Intake) -> bool:
    """Somebody said that no parent or guardian is here and agrees."""
    return intake.guardian_ok == "no"


def holds_up(intake: Intake) -> bool:
    """The interview does not go on."""
    return is_missing(intake) and STEP in intake.steps_done and intake.sent_at is None


def agreed(intake: Intake, *, by: User, at: dt.datetime, library: Library) -> None:
    """The parent or guardian has come and agrees: staff say so, and the interview goes on where it was."""
    if not is_missing(intake):
        return
    intake.guardian_ok = "yes"
    consequences.after_change(intake, "guardian_ok", "", by=by, at=at, library=library)

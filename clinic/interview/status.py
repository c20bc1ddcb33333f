"""How far one intake is, in one word for the desk's board. No answers, no complaint."""

import enum
from typing import Any

from clinic.interview import flow, guardian, stopping
from clinic.interview.models import Intake
from clinic.knowledge.library import Library


class Standing(enum.StrEnum):
    """What the desk needs to know, most pressing first."""

    URGENT = "urgent"
    STOPPED = "stopped"
    MISMATCH = "mismatch"
    GUARDIAN = "guardian"
    HELP = "help"
    TO_START = "to_start"
    FILLING_IN = "filling_in"
    SENT = "sent"


def standing(intake: Intake | None) -> Standing:
    """The one thing to say about `intake` now."""
    if intake is None:
        return Standing.TO_START
    if stopping.is_called(intake):
        return Standing.URGENT
    if stopping.is_stopped(intake):
        return Standing.STOPPED
    if intake.sent_at is not None:
        return Standing.SENT
    if intake.mismatch_at is not None:
        return Standing.MISMATCH
    if guardian.is_missing(intake):
        return Standing.GUARDIAN
    if intake.help_at is not None:
        return Standing.HELP
    return Standing.FILLING_IN if intake.confirmed_at is not None or intake.steps_done else Standing.TO_START


def heading(intake: Any, library: Library) -> int:
    """The heading, 1 to 7, that the patient has reached."""
    return flow.furthest(intake, library).heading

"""How far one intake is, in one word for the desk's board. No answers, no complaint."""

import enum
from typing import Any

from flask_babel import gettext as _

from clinic.intake import guardian, steps
from clinic.intake.models import Intake
from clinic.knowledge.library import Library


class Standing(enum.StrEnum):
    """What the desk needs to know, most pressing first."""

    URGENT = "urgent"
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
    if intake.urgent_at is not None and intake.reviewed_at is None:
        return Standing.URGENT
    if intake.sent_at is not None:
        return Standing.SENT
    if intake.mismatch_at is not None:
        return Standing.MISMATCH
    if guardian.is_missing(intake):
        return Standing.GUARDIAN
    if intake.help_at is not None:
        return Standing.HELP
    return Standing.FILLING_IN if intake.confirmed_at is not None or intake.steps_done else Standing.TO_START


def words(intake: Intake | None, library: Library) -> str:
    """The same in words."""
    match standing(intake):
        case Standing.URGENT:
            return _("Call the clinician now")
        case Standing.MISMATCH:
            return _("Check who has the tablet")
        case Standing.GUARDIAN:
            return _("Parent or guardian needed")
        case Standing.HELP:
            return _("Needs help")
        case Standing.SENT:
            return _("Ready for PT")
        case Standing.FILLING_IN:
            return _("Filling in, step %(number)s of 7", number=heading(intake, library))
        case _:
            return _("To start")


def heading(intake: Any, library: Library) -> int:
    """The heading, 1 to 7, that the patient has reached."""
    return steps.furthest(intake, library).heading

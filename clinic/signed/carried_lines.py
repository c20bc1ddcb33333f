"""The lines that a signed plan carries to the next visit."""

from typing import Any

from clinic.content.plan_lines import Part, State
from clinic.patients.models import Visit
from clinic.signed import versions
from clinic.signed.models import PlanVersion


def returning_lines(version: PlanVersion) -> list[dict[str, Any]]:
    """The exercise lines of a signed version, in order."""
    kept = (Part.EXERCISE.value, State.ACCEPTED.value)
    return [line for line in version.draft["lines"] if (line["part"], line["state"]) == kept]


def last_plan(visit: Visit) -> list[dict[str, Any]]:
    """The exercise lines that the patient went home with before this visit; none on a first one."""
    version = versions.previous(visit)
    return returning_lines(version) if version is not None else []

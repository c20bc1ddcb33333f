"""Signed versions of a visit's plan: the newest, the one before."""

from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion


def latest(visit: Visit) -> PlanVersion | None:
    """The newest signed version of this visit."""
    return PlanVersion.latest_of([visit]).get(visit.id)


def last_version(visit: Visit) -> PlanVersion | None:
    """The newest signed version of the visit, or of an earlier visit of the same patient."""
    own = latest(visit)
    return own if own is not None else previous(visit)


def previous(visit: Visit) -> PlanVersion | None:
    """The newest signed version of an earlier visit."""
    return PlanVersion.before(visit)

"""What every page of the handout begins with: the signed version with its visit, and the practice."""

from uuid import UUID

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from clinic.database import db
from clinic.patients.models import Visit
from clinic.practice.models import Practice
from clinic.signed.models import PlanVersion


def find_version(version_id: UUID) -> PlanVersion:
    """A signed version with who signed it, its visit and patient, or a 404."""
    query = (
        sa.select(PlanVersion)
        .where(PlanVersion.id == version_id)
        .options(
            joinedload(PlanVersion.signed_by),
            joinedload(PlanVersion.visit).joinedload(Visit.patient),
            joinedload(PlanVersion.visit).joinedload(Visit.clinician),
            undefer(PlanVersion.content),
        )
    )
    return db.session.scalar(query) or abort(404)


def practice_here() -> Practice:
    """The practice."""
    return Practice.here() or abort(404)

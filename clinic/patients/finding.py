"""The visit of an address, or none."""

from uuid import UUID

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from clinic.database import db
from clinic.patients.models import Patient, Visit


def find_visit(visit_id: UUID) -> Visit:
    """A visit with its patient and all their visits, or a 404."""
    query = (
        sa.select(Visit)
        .where(Visit.id == visit_id)
        .options(joinedload(Visit.patient).selectinload(Patient.visits), joinedload(Visit.clinician))
    )
    return db.session.scalar(query) or abort(404)

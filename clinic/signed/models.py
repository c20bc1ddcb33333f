"""What was signed, word for word. A row never changes."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship, undefer

from clinic.accounts.models import User
from clinic.database import AppendOnly, Base, Keyed, db
from clinic.patients.models import Visit


class PlanVersion(AppendOnly, Keyed, Base):
    """What a clinician signed: every word, dose, reason and citation as plain data, with its hash.

    Words and draft are large and read by few pages: they are fetched when asked for.
    """

    __tablename__ = "plan_version"
    __table_args__ = (sa.UniqueConstraint("visit_id", "number"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    number: Mapped[int]
    log_code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    draft: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    library_revision: Mapped[str] = mapped_column(sa.String(64))
    unapproved: Mapped[list[str]]
    change_reason: Mapped[str] = mapped_column(default="")
    untested_reason: Mapped[str | None]
    """Why it was signed though no core test had been done."""
    signed_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    signed_at: Mapped[dt.datetime]

    visit: Mapped[Visit] = relationship()
    signed_by: Mapped[User] = relationship()

    @staticmethod
    def of(visit: Visit) -> list["PlanVersion"]:
        """Every signed version of one visit's plan, oldest first."""
        query = sa.select(PlanVersion).where(PlanVersion.visit_id == visit.id).order_by(PlanVersion.number)
        return list(db.session.scalars(query))

    @staticmethod
    def latest_of(visits: list[Visit]) -> dict[uuid.UUID, "PlanVersion"]:
        """The newest version of each visit that has one, by visit id, in one query."""
        query = sa.select(PlanVersion).where(PlanVersion.visit_id.in_([visit.id for visit in visits]))
        return {version.visit_id: version for version in db.session.scalars(query.order_by(PlanVersion.number))}

    @staticmethod
    def before(visit: Visit) -> "PlanVersion | None":
        """The newest version of the newest earlier visit of the same patient that has one, with its draft."""
        query = (
            sa.select(PlanVersion)
            .join(PlanVersion.visit)
            .where(Visit.patient_id == visit.patient_id, Visit.starts_at < visit.starts_at)
            .options(contains_eager(PlanVersion.visit), undefer(PlanVersion.draft))
            .order_by(Visit.starts_at.desc(), PlanVersion.number.desc())
            .limit(1)
        )
        return db.session.scalar(query)

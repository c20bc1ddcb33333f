"""The paper: the bytes of each printed variant of a signed version, written once."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from clinic.database import AppendOnly, Base, Keyed, db
from clinic.signed.models import PlanVersion


class Handout(AppendOnly, Keyed, Base):
    """One variant of one signed version. A reprint sends these bytes again."""

    __tablename__ = "handout"
    __table_args__ = (sa.UniqueConstraint("version_id", "language", "paper", "size", "mono"),)

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan_version.id"))
    language: Mapped[str] = mapped_column(sa.String(10))
    paper: Mapped[str] = mapped_column(sa.String(10))
    size: Mapped[str] = mapped_column(sa.String(10))
    mono: Mapped[bool] = mapped_column(default=False)
    pdf: Mapped[bytes] = deferred(mapped_column(sa.LargeBinary))
    pdf_sha256: Mapped[str] = mapped_column(sa.String(64))
    software: Mapped[str] = mapped_column(sa.String(40))
    rendered_at: Mapped[dt.datetime]

    version: Mapped[PlanVersion] = relationship()

    @staticmethod
    def find(version: PlanVersion, *, language: str, paper: str, size: str, mono: bool) -> "Handout | None":
        """The stored paper of one variant, if it was ever rendered."""
        return db.session.scalar(
            sa.select(Handout).where(
                Handout.version_id == version.id,
                Handout.language == language,
                Handout.paper == paper,
                Handout.size == size,
                Handout.mono == mono,
            )
        )

"""Which entries of the library a clinician approved."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from clinic.database import Base, Keyed, db


class Approval(Keyed, Base):
    """A lead clinician approved one library entry as it stood (its hash). It lapses when the entry changes."""

    __tablename__ = "approval"
    __table_args__ = (sa.UniqueConstraint("code", "content_sha256", "language"),)

    code: Mapped[str] = mapped_column(sa.String(40), index=True)
    language: Mapped[str] = mapped_column(sa.String(10), default="")
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    approved_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    checked_by_name: Mapped[str] = mapped_column(sa.String(100), default="")
    approved_at: Mapped[dt.datetime]

    approved_by: Mapped[Any] = relationship("User")


class Approvals:
    """Every approval of this practice, asked by entry and language. One that was made of other content has lapsed."""

    def __init__(self) -> None:
        rows = db.session.scalars(sa.select(Approval).options(joinedload(Approval.approved_by)))
        self._rows = {(row.code, row.content_sha256, row.language): row for row in rows}

    def of(self, code: str, content_sha256: str, language: str = "") -> Approval | None:
        """The approval of an entry as it stands (language "": by a clinician; "es": the Spanish, by a translator)."""
        return self._rows.get((code, content_sha256, language))

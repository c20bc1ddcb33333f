"""The practice's own row, and the approvals of clinical content by its lead clinician."""

import datetime as dt
import uuid
import zoneinfo
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from clinic.database import Base, Dated, Keyed, db


class Practice(Dated, Base):
    """The one clinic this installation serves."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(sa.String(100))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    emergency_number: Mapped[str] = mapped_column(sa.String(20), default="911")
    paper: Mapped[str] = mapped_column(sa.String(10), default="letter")
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["en", "es"])
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="America/New_York")
    units: Mapped[str] = mapped_column(sa.String(10), default="us")
    """`us` or `metric`: what is offered first where somebody measures. Whoever types another unit keeps it."""
    date_order: Mapped[str] = mapped_column(sa.String(3), default="mdy")
    """`mdy`, `dmy` or `ymd`: how the region writes a date in digits, whatever language a page is in."""
    tablet_idle_minutes: Mapped[int] = mapped_column(default=3)
    allows_unreviewed_translation: Mapped[bool] = mapped_column(default=False)
    logo: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    settled: Mapped[list[str]] = mapped_column(default=list)
    """What an administrator has said is done of what no row can show, such as copies of the keys."""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clinic's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @staticmethod
    def here() -> "Practice | None":
        """The practice, once it has been set up."""
        # Held for as long as the request, so that the session, which remembers weakly, reads the row once.
        g.practice = db.session.get(Practice, 1)
        return g.practice  # type: ignore[no-any-return]

    @staticmethod
    def zone_here() -> zoneinfo.ZoneInfo:
        """The clinic's time zone; UTC until it has been set up."""
        practice = Practice.here()
        return practice.zone if practice is not None else zoneinfo.ZoneInfo("UTC")


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

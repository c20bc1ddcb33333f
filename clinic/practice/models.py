"""The practice's own row, and the approvals of clinical content by its lead clinician."""

import zoneinfo

import sqlalchemy as sa
from flask import abort, g
from sqlalchemy.orm import Mapped, mapped_column

from clinic.database import Base, Dated, db


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


def practice_here() -> Practice:
    """The practice."""
    return Practice.here() or abort(404)

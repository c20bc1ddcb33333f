"""What happened since the plan was signed: days ticked, scores taken."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from clinic.database import Base, Keyed


class LogEntry(Keyed, Base):
    """One box of the paper tick log, typed in at the next visit. Null done: not written, which is not 'not done'."""

    __tablename__ = "log_entry"
    __table_args__ = (sa.UniqueConstraint("version_id", "row", "day"),)

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan_version.id"))
    row: Mapped[str] = mapped_column(sa.String(24))
    day: Mapped[int]
    value: Mapped[int | None]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    entered_at: Mapped[dt.datetime]


class Score(Keyed, Base):
    """One outcome score entered as a number (clinical.md section 7). Item texts are never stored."""

    __tablename__ = "score"
    __table_args__ = (sa.UniqueConstraint("visit_id", "measure", "foot"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    measure: Mapped[str] = mapped_column(sa.String(24))
    foot: Mapped[str] = mapped_column(sa.String(1), default="")
    value: Mapped[float]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    entered_at: Mapped[dt.datetime]

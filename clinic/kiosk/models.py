"""Which tablet holds which interview."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic.database import Base, Keyed
from clinic.interview.models import Intake


class Pairing(Keyed, Base):
    """A way onto one intake from another device: a typed code and a link, one use, short life."""

    __tablename__ = "pairing"

    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    code_sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    link_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    made_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))

    intake: Mapped[Intake] = relationship()

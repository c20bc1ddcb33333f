"""Members of staff, the one-time links that give them a password, and failed sign-ins."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic.access import Role
from clinic.database import Base, Dated, Keyed, db


class User(Keyed, Dated, Base):
    """One member of staff. Roles are the values of `access.Role`."""

    __tablename__ = "user"

    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    credentials: Mapped[str] = mapped_column(sa.String(60), default="")
    initials: Mapped[str] = mapped_column(sa.String(6), default="")
    roles: Mapped[list[str]]
    is_lead: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(sa.String(255))
    disabled_at: Mapped[dt.datetime | None]

    @property
    def title(self) -> str:
        """Name with credentials, as printed on a plan."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def short_name(self) -> str:
        """Initial and last name, for narrow columns."""
        first, _, last = self.name.partition(" ")
        return f"{first[:1]}. {last}" if last else self.name

    def is_a(self, role: Role) -> bool:
        """Whether this person holds `role`."""
        return role in self.roles

    @staticmethod
    def named(username: str) -> "User | None":
        """The account of `username`, in any letter case."""
        return db.session.scalar(sa.select(User).where(User.username == username.strip().lower()))

    @staticmethod
    def everyone() -> list["User"]:
        """All staff by name."""
        return list(db.session.scalars(sa.select(User).order_by(User.name, User.id)))

    @staticmethod
    def clinicians() -> list["User"]:
        """Everyone who may be given a visit, by name."""
        return [user for user in User.everyone() if Role.CLINICIAN in user.roles and user.disabled_at is None]


class SetUpLink(Keyed, Base):
    """A one-time link that lets somebody choose a password. Without a user: the very first administrator."""

    __tablename__ = "set_up_link"

    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class KnownDevice(Keyed, Base):
    """A browser in which somebody has signed in before. It opens nothing; strangers' guesses do not slow it down."""

    __tablename__ = "known_device"
    __table_args__ = (sa.UniqueConstraint("user_id", "token_sha256"),)

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    token_sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    made_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class RoleRequest(Keyed, Base):
    """A clinical role that an administrator asked for themselves: another one confirms it, or time does."""

    __tablename__ = "role_request"

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    grants: Mapped[list[str]]
    """`clinician`, `lead`, or both."""
    asked_at: Mapped[dt.datetime]
    ready_at: Mapped[dt.datetime | None]
    """When it is granted without anybody else, where there is no other administrator."""

    user: Mapped[User] = relationship()


class Notice(Keyed, Base):
    """Something about an account that its person is told at the next sign-in."""

    __tablename__ = "notice"

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(default=1)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def load(user_id: uuid.UUID) -> User | None:
    """The member of staff behind a session, read afresh on every request so that changes bite at once."""
    return db.session.get(User, user_id, populate_existing=True)

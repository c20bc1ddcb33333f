"""Members of staff, the one-time links that give them a password, and failed sign-ins."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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


class FailedSignIn(Keyed, Base):
    """One refused sign-in, kept for the limits on guessing. `key` is a hash of the account name or the address."""

    __tablename__ = "failed_sign_in"

    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[dt.datetime]


def load(user_id: uuid.UUID) -> User | None:
    """The member of staff behind a session, read afresh on every request so that changes bite at once."""
    return db.session.get(User, user_id, populate_existing=True)

"""Limits on guessing, in one table and under one lock, for whatever can be guessed: passwords, tablet and sheet codes.

A try is counted before it is judged, and the count is taken under a lock on what is guessed at: a hundred at once are
a hundred. Rows from the future were written under a clock that was wrong; they count for nothing.
"""

import datetime as dt
import hashlib
import ipaddress
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from clinic.clock import BORNE
from clinic.database import Base, Keyed, db

LOCKS = 4712
"""The first half of the name of our locks on PostgreSQL; the second is made of the key."""
KEPT = dt.timedelta(hours=1)
"""Longer than any window; after that a row is swept up."""


class WrongTry(Keyed, Base):
    """One try that was not right, or is not judged yet. `key` is a hash of what was tried from where."""

    __tablename__ = "wrong_try"
    __table_args__ = (sa.Index("ix_wrong_try_key_at", "key", "at"),)

    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime] = mapped_column(index=True)


class TooManyTries(Exception):
    """Guessing is slowed down; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def key(kind: str, *parts: object) -> str:
    """The name of one thing that is guessed at, from one place; says nothing about either."""
    return hashlib.sha256(" ".join([kind, *map(str, parts)]).encode("utf-8", "surrogatepass")).hexdigest()


def place(address: str) -> str:
    """Where somebody is, as far as limits go: an address, or the whole network of one of the newer kind."""
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(told, ipaddress.IPv6Address):
        return str(told.ipv4_mapped or ipaddress.ip_network((told, 64), strict=False))
    return str(told)


def hold(*keys: str) -> None:
    """Until this transaction ends, nobody else counts tries of these keys. SQLite has one writer as it is."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for half in sorted(int.from_bytes(bytes.fromhex(one[:8]), signed=True) for one in keys):  # in one order for all
        db.session.execute(sa.text("SELECT pg_advisory_xact_lock(:ours, :key)"), {"ours": LOCKS, "key": half})


def tries(key: str, window: dt.timedelta, *, at: dt.datetime) -> tuple[int, dt.datetime | None]:
    """How many wrong tries there were in the window before `at`, and when the last one was."""
    query = sa.select(sa.func.count(), sa.func.max(WrongTry.at)).where(
        WrongTry.key == key, WrongTry.at > at - window, WrongTry.at <= at + BORNE
    )
    count, newest = db.session.execute(query).one()
    last: dt.datetime | None = newest
    return count, None if last is None else min(last, at)


def count(*keys: str, at: dt.datetime) -> tuple[uuid.UUID, ...]:
    """Count one try under each of these keys; what to give `forgive` when it was right after all."""
    rows = [WrongTry(id=uuid.uuid4(), key=one, at=at) for one in keys]
    db.session.add_all(rows)
    db.session.flush()
    return tuple(row.id for row in rows)


def forgive(counted: tuple[uuid.UUID, ...]) -> None:
    """Take back tries that were right."""
    db.session.execute(sa.delete(WrongTry).where(WrongTry.id.in_(counted)))


def forget(key: str) -> None:
    """Start counting anew."""
    db.session.execute(sa.delete(WrongTry).where(WrongTry.key == key))


def sweep(at: dt.datetime) -> None:
    """Remove what no window reaches any more, and what a wrong clock wrote."""
    db.session.execute(sa.delete(WrongTry).where(sa.or_(WrongTry.at < at - KEPT, WrongTry.at > at + KEPT)))

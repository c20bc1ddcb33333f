"""Signing in and out, one-time links, and the limits on guessing. Verbs change rows and leave a trace; views commit."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from clinic import sessions
from clinic.accounts import passwords
from clinic.accounts.models import FailedSignIn, SetUpLink, User
from clinic.audit.trail import Action, record
from clinic.database import db

LINK_LIFE = dt.timedelta(minutes=15)
WINDOW = dt.timedelta(minutes=15)
FREE_TRIES_PER_ACCOUNT = 5
TRIES_PER_ADDRESS = 30
LONGEST_WAIT = 60
MOST_TRIES_PER_ACCOUNT = 100
"""Wrong tries in a row after which only a new link opens an account (NIST SP 800-63B)."""
KEPT = dt.timedelta(days=90)


class Refused(Exception):
    """The name or the password does not fit. Never says which."""


class TooManyTries(Exception):
    """Guessing is slowed down; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Closed(Exception):
    """So many wrong tries that the account needs a new password."""


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind} {text.strip().lower()}".encode()).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _failures(key: str, at: dt.datetime) -> tuple[int, dt.datetime | None]:
    query = sa.select(sa.func.count(), sa.func.max(FailedSignIn.at)).where(
        FailedSignIn.key == key, FailedSignIn.at > at - WINDOW
    )
    count, last = db.session.execute(query).one()
    return count, last


def wait(username: str, address: str, *, at: dt.datetime) -> int:
    """Seconds until this account may be tried again from this address; 0 when now."""
    count, last = _failures(_key("account", username), at)
    seconds = 0
    if count >= FREE_TRIES_PER_ACCOUNT and last is not None:
        pause = dt.timedelta(seconds=min(LONGEST_WAIT, 2 ** (count - FREE_TRIES_PER_ACCOUNT)))
        seconds = max(0, int((last + pause - at).total_seconds() + 0.999))
    from_here, last_here = _failures(_key("address", address), at)
    if from_here >= TRIES_PER_ADDRESS and last_here is not None:
        seconds = max(seconds, int((last_here + dt.timedelta(seconds=LONGEST_WAIT) - at).total_seconds() + 0.999))
    return seconds


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was counted and is not judged yet. `password_hash` is empty for a name nobody has."""

    username: str
    password_hash: str | None
    counted: tuple[uuid.UUID, ...]


def attempt(username: str, *, address: str, at: dt.datetime) -> Attempt:
    """Count a try before it is judged, so that many at once are many; the caller commits it.

    Raises `TooManyTries`, or `Closed` where only a new link helps: the same for names that nobody has.
    """
    seconds = wait(username, address, at=at)
    if seconds > 0:
        raise TooManyTries(seconds)
    account = _key("account", username)
    total = db.session.scalar(sa.select(sa.func.count()).where(FailedSignIn.key == account)) or 0
    if total >= MOST_TRIES_PER_ACCOUNT:
        raise Closed
    rows = [FailedSignIn(id=uuid.uuid4(), key=key, at=at) for key in (account, _key("address", address))]
    db.session.add_all(rows)
    user = User.named(username)
    return Attempt(username, user.password_hash if user else None, tuple(row.id for row in rows))


def sign_in(tried: Attempt, password: str, *, at: dt.datetime) -> User:
    """Start a staff session for the right password; `Refused` otherwise, which the caller commits too."""
    fits = passwords.matches(tried.password_hash, password)  # takes its time: before the database is asked again
    user = User.named(tried.username)
    if user is None or not fits or user.password_hash != tried.password_hash or user.disabled_at is not None:
        record(Action.SIGN_IN_FAILED, user, actor="system", at=at, reason="disabled" if fits else "no match")
        raise Refused
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.id.in_(tried.counted)))
    forget(user)
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.at < at - KEPT))
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    sessions.begin(sessions.Kind.STAFF, user_id=user.id)
    record(Action.SIGNED_IN, user, actor=user, at=at)
    return user


def forget(user: User) -> None:
    """Start counting the wrong tries of an account anew."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.key == _key("account", user.username)))


def sign_out(user: User, *, at: dt.datetime) -> None:
    """End this browser's session."""
    record(Action.SIGNED_OUT, user, actor=user, at=at)
    sessions.end()


def make_link(user: User | None, *, at: dt.datetime) -> str:
    """A one-time token with which `user` (or the first administrator) chooses a password within 15 minutes."""
    if user is not None:
        db.session.execute(sa.delete(SetUpLink).where(SetUpLink.user_id == user.id, SetUpLink.used_at.is_(None)))
    token = secrets.token_urlsafe(24)
    db.session.add(
        SetUpLink(
            id=uuid.uuid4(), token_sha256=_hash(token), user_id=user.id if user else None, expires_at=at + LINK_LIFE
        )
    )
    return token


def find_link(token: str, *, at: dt.datetime) -> SetUpLink | None:
    """The link of `token`, if it has been neither used nor outlived. The first administrator's dies with any user."""
    link = db.session.scalar(sa.select(SetUpLink).where(SetUpLink.token_sha256 == _hash(token)))
    if link is None or link.used_at is not None or link.expires_at <= at:
        return None
    if link.user_id is None and db.session.scalar(sa.select(sa.func.count()).select_from(User)):
        return None
    return link


def set_password(user: User, password: str, *, at: dt.datetime, by: User | str) -> None:
    """Give `user` a new password; every session opened with the old one ends."""
    user.password_hash = passwords.make_hash(password)
    forget(user)
    sessions.end_all_of(user.id)
    record(Action.PASSWORD_SET, user, actor=by, at=at)

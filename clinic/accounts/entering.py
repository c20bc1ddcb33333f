"""Signing in and out, one-time links, and the limits on guessing. Verbs change rows and leave a trace; views commit."""

import datetime as dt
import hashlib
import secrets
import uuid

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


class Refused(Exception):
    """The name or the password does not fit. Never says which."""


class TooManyTries(Exception):
    """Guessing is slowed down; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


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


def sign_in(username: str, password: str, *, address: str, at: dt.datetime) -> User:
    """Start a staff session for the right password.

    Raises `TooManyTries` or `Refused`; a refusal has been written down and the caller commits it.
    """
    seconds = wait(username, address, at=at)
    if seconds > 0:
        raise TooManyTries(seconds)
    user = User.named(username)
    fits = passwords.matches(user.password_hash if user else None, password)
    if user is None or not fits or user.disabled_at is not None:
        db.session.add_all(
            FailedSignIn(key=key, at=at) for key in (_key("account", username), _key("address", address))
        )
        record(Action.SIGN_IN_FAILED, user, actor="system", at=at, reason="disabled" if fits else "no match")
        raise Refused
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.key == _key("account", username)))
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.at < at - dt.timedelta(days=1)))
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    sessions.begin(sessions.Kind.STAFF, user_id=user.id)
    record(Action.SIGNED_IN, user, actor=user, at=at)
    return user


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
    sessions.end_all_of(user.id)
    record(Action.PASSWORD_SET, user, actor=by, at=at)

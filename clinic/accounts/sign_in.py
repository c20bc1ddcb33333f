"""Signing in and out, one-time links, and the limits on guessing. Verbs change rows and leave a trace; views commit."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import ngettext

from clinic import guessing, sessions
from clinic.accounts import devices, notices, passwords
from clinic.accounts.models import SetUpLink, User
from clinic.audit import refusals
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import is_open
from clinic.database import db

LINK_LIFE = dt.timedelta(minutes=15)
WINDOW = dt.timedelta(minutes=15)
FREE_TRIES_PER_ACCOUNT = 5
TRIES_PER_PLACE = 30
LONGEST_WAIT = 60


class Refused(Exception):
    """The name or the password does not fit. Never says which."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was counted and is not judged yet. `password_hash` is empty for a name nobody has."""

    username: str
    password_hash: str | None
    place: str
    on_known_device: bool
    key: str
    counted: tuple[uuid.UUID, ...]


def pause(key: str, free: int, *, at: dt.datetime, is_growing: bool = True) -> int:
    """Seconds until what is counted under `key` may be tried again; 0 when now."""
    count, last = guessing.tries(key, WINDOW, at=at)
    if count < free or last is None:
        return 0
    wait = min(LONGEST_WAIT, 2 ** (count - free)) if is_growing else LONGEST_WAIT
    return max(0, int((last + dt.timedelta(seconds=wait) - at).total_seconds() + 0.999))


def said_wait(seconds: int) -> str:
    """How long to wait, as a sentence."""
    return ngettext(
        "Too many tries. Wait %(num)s second, then try again.",
        "Too many tries. Wait %(num)s seconds, then try again.",
        seconds,
    )


def attempt(username: str, *, address: str, device: str | None, at: dt.datetime) -> Attempt:
    """Count a try before it is judged, so that many at once are many; the caller commits it.

    A device on which this person has signed in before has limits of its own: whoever guesses elsewhere can keep the
    right person waiting nowhere but on a device that nobody knows. Raises `TooManyTries`.
    """
    name, user = username.strip().lower(), User.named(username)
    known = user is not None and devices.is_known(device, user)
    place = f"device {device}" if known else guessing.place(address)
    account = guessing.key("account", name, place if known else "")
    anybody = guessing.key("place", place)
    guessing.hold(account, anybody)
    seconds = max(
        pause(account, FREE_TRIES_PER_ACCOUNT, at=at),
        pause(anybody, TRIES_PER_PLACE, at=at, is_growing=False),
    )
    if seconds > 0:
        raise guessing.TooManyTries(seconds)
    counted = guessing.count(account, anybody, at=at)
    return Attempt(name, user.password_hash if user else None, place, known, account, counted)


def sign_in(tried: Attempt, password: str, *, at: dt.datetime) -> tuple[User, list[str]]:
    """Start a staff session for the right password, and say what to tell the person first.

    `Refused` otherwise, which the caller commits too.
    """
    fits = passwords.matches(tried.password_hash, password)  # takes its time: before the database is asked again
    user = User.named(tried.username)
    if user is None or not fits or user.password_hash != tried.password_hash or user.disabled_at is not None:
        _refuse(tried, user, "disabled" if fits else "no match", at=at)
        raise Refused
    guessing.forgive(tried.counted)
    guessing.forget(tried.key)
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    sessions.begin(sessions.Kind.STAFF, user_id=user.id)["confirmed_at"] = at.isoformat()
    devices.remember(user, at=at)
    record(Action.SIGNED_IN, user, actor=user, at=at)
    return user, notices.take(user)


def _refuse(tried: Attempt, user: User | None, reason: str, *, at: dt.datetime) -> None:
    if user is not None and not tried.on_known_device:
        notices.count_wrong_try(user, at=at)
    refusals.note(Action.SIGN_IN_FAILED, user, actor="system", place=tried.place, reason=reason, at=at)


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
    if link is None or link.used_at is not None or not is_open(link.expires_at, LINK_LIFE, at):
        return None
    if link.user_id is None and db.session.scalar(sa.select(sa.func.count()).select_from(User)):
        return None
    return link


def set_password(user: User, password: str, *, at: dt.datetime, by: User | str) -> None:
    """Give `user` a new password; every session opened with the old one ends."""
    user.password_hash = passwords.make_hash(password)
    guessing.forget(guessing.key("account", user.username, ""))
    devices.forget(user)
    sessions.end_all_of(user.id)
    record(Action.PASSWORD_SET, user, actor=by, at=at)

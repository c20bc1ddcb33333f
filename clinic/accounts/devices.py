"""Known devices: a signed cookie, and a row for each person who has signed in there. They open nothing."""

import datetime as dt
import hashlib
import secrets

import sqlalchemy as sa
from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, Signer

from clinic.accounts.models import KnownDevice, User
from clinic.database import db
from clinic.sessions import device_word

KEPT = dt.timedelta(days=400)
"""As long as browsers keep a cookie at most."""
MOST = 20
"""Devices of one person; the one not seen for longest is forgotten."""


def _name() -> str:
    return "__Host-device" if current_app.config["SECURE_COOKIES"] else "device"


def _seal() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="footing device", digest_method=hashlib.sha256)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def here() -> str | None:
    """The token of this browser, if we gave it one. Nothing is asked of the database for an invented one."""
    try:
        return _seal().unsign(request.cookies.get(_name(), "")).decode()
    except BadSignature:
        return None


def is_known(token: str | None, user: User | None = None) -> bool:
    """Whether `user`, or anybody, has signed in on the device of this token."""
    if token is None:
        return False
    query = sa.select(KnownDevice.id).where(KnownDevice.token_sha256 == _hash(token)).limit(1)
    return db.session.scalar(query if user is None else query.where(KnownDevice.user_id == user.id)) is not None


def remember(user: User, *, at: dt.datetime) -> None:
    """Know this browser as one of the person's from now on. The caller commits."""
    token = here() or secrets.token_urlsafe(32)
    query = sa.select(KnownDevice).where(KnownDevice.user_id == user.id)
    mine = list(db.session.scalars(query.order_by(KnownDevice.seen_at.desc(), KnownDevice.id)))
    row = next((one for one in mine if one.token_sha256 == _hash(token)), None)
    if row is None:
        row = KnownDevice(user_id=user.id, token_sha256=_hash(token), device=device_word(), made_at=at, seen_at=at)
        db.session.add(row)
        for old in mine[MOST - 1 :]:
            db.session.delete(old)
    row.seen_at = at
    name, value, is_secure = _name(), _seal().sign(token).decode(), current_app.config["SECURE_COOKIES"]

    @after_this_request
    def _send(response: Response) -> Response:
        response.set_cookie(name, value, max_age=KEPT, path="/", secure=is_secure, httponly=True, samesite="Strict")
        return response


def forget(user: User) -> None:
    """Know no device of this person any more: a new password, or a closed account."""
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.user_id == user.id))


def sweep(at: dt.datetime) -> None:
    """Remove devices that nobody has used for longer than their cookie lives."""
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.seen_at < at - KEPT))

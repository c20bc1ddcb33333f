"""What a person is told at the next sign-in about their own account: tries that failed, what others changed."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from clinic import guessing
from clinic.accounts.models import Notice, User
from clinic.database import db
from clinic.web.filters import clock, day

WRONG_TRIES = "wrong tries"
"""The kind that is counted: one notice, however many tries there were."""


def tell(user: User, kind: str, *, at: dt.datetime, **detail: Any) -> None:
    """Have something told to `user`. The caller commits."""
    db.session.add(Notice(user_id=user.id, kind=kind, at=at, detail=detail))


def count_wrong_try(user: User, *, at: dt.datetime) -> None:
    """Add a refused try to the one notice that tells of them."""
    guessing.hold(guessing.key("notice", user.id))
    query = sa.select(Notice).where(Notice.user_id == user.id, Notice.kind == WRONG_TRIES)
    row = db.session.scalars(query).first()
    if row is None:
        tell(user, WRONG_TRIES, at=at)
    else:
        row.count, row.at = row.count + 1, at


def take(user: User) -> list[str]:
    """What is to be told now, as sentences; told once."""
    rows = list(db.session.scalars(sa.select(Notice).where(Notice.user_id == user.id).order_by(Notice.at, Notice.id)))
    for row in rows:
        db.session.delete(row)
    return [_words(row) for row in rows]


def _words(row: Notice) -> str:
    when = {"day": day(row.at), "time": clock(row.at)}
    if row.kind == WRONG_TRIES:
        return ngettext(
            "Since you last signed in, a wrong password was typed for your account %(num)s time, on %(day)s at"
            " %(time)s. If that was not you, tell an administrator.",
            "Since you last signed in, a wrong password was typed for your account %(num)s times, last on %(day)s at"
            " %(time)s. If that was not you, tell an administrator.",
            row.count,
            **when,
        )
    who = {**when, "name": row.detail.get("name", "")}
    if row.kind == "link":
        return _("%(name)s made a link to a new password for your account on %(day)s at %(time)s.", **who)
    if row.kind == "opened again":
        return _("%(name)s opened your account again on %(day)s at %(time)s.", **who)
    if row.kind == "details":
        return _("%(name)s changed your name or your user name here on %(day)s at %(time)s.", **who)
    if row.kind == "role asked":
        return _asked(row, who)
    if row.kind == "role refused":
        return _("You did not get the clinical role that you asked for (%(day)s, %(time)s).", **when)
    return _("What you may do here was changed on %(day)s at %(time)s.", **when)


def _asked(row: Notice, who: dict[str, Any]) -> str:
    if not row.detail.get("until"):
        return _("%(name)s asked on %(day)s to be a clinician here. Say yes or no under Staff.", **who)
    until = dt.datetime.fromisoformat(row.detail["until"])
    return _(
        "%(name)s, an administrator, asked on %(day)s to be a clinician here, and will be one on %(then)s at %(time)s."
        " Speak up if that is wrong.",
        **{**who, "then": day(until), "time": clock(until)},
    )

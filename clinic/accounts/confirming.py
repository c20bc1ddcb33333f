"""Is it still you? The current password, within the last five minutes, before what could do most harm.

A page that needs it is kept: its form comes back with the question and goes on from there once it is answered.
"""

import datetime as dt
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from clinic import access, guessing, sessions
from clinic.accounts import passwords, sign_in
from clinic.accounts.forms import ConfirmYouForm
from clinic.accounts.models import User
from clinic.audit import refusals
from clinic.audit.actions import Action
from clinic.clock import BORNE, utcnow
from clinic.database import db
from clinic.extensions import csrf

LASTS = dt.timedelta(minutes=5)
FIELD = "confirm_password"
KEPT_BACK = {"csrf_token", FIELD}


def is_fresh(at: dt.datetime) -> bool:
    """Whether this session's person gave the password a moment ago."""
    told = sessions.current().get("confirmed_at")
    return told is not None and -BORNE <= at - dt.datetime.fromisoformat(told) <= LASTS


def note(at: dt.datetime) -> None:
    """This session's person has just given the password."""
    sessions.current()["confirmed_at"] = at.isoformat()


def gate() -> Response | None:
    """In front of a view that needs it: nothing when the person is sure to be there, else the question."""
    at = utcnow()
    if is_fresh(at):
        return None
    problem = ""
    if request.method == "POST" and FIELD in request.form:
        csrf.protect()
        problem = judge(request.form[FIELD], at=at)
        if not problem:
            return None
    return page(problem)


def judge(password: str, *, at: dt.datetime) -> str:
    """Take the password; what is wrong with it, in words. Commits."""
    user: User = access.current_person()
    key = guessing.key("confirm", user.id)
    guessing.hold(key)
    seconds = sign_in.pause(key, sign_in.FREE_TRIES_PER_ACCOUNT, at=at)
    if seconds:
        db.session.rollback()
        return sign_in.said_wait(seconds)
    counted = guessing.count(key, at=at)
    db.session.commit()  # the slow hash comes next
    if passwords.matches(user.password_hash, password):
        guessing.forgive(counted)
        guessing.forget(key)
        note(at)
        db.session.commit()
        return ""
    refusals.note(Action.SIGN_IN_FAILED, user, actor=user, place=str(user.id), reason="not confirmed", at=at)
    db.session.commit()
    return _("This is not your password. Type it again.")


def page(problem: str, to: str = "") -> Response:
    """The question, with whatever was sent kept below it."""
    is_form = request.method == "POST" and not to
    here = request.full_path.rstrip("?")
    form = ConfirmYouForm(formdata=None)
    if problem:
        form.confirm_password.errors = [problem]
    words = render_template(
        "accounts/confirm.html",
        form=form,
        action=here if is_form else url_for("accounts.confirm"),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in KEPT_BACK]
        if is_form
        else [("to", to or here)],
        has_file=any(file.filename for file in request.files.values()),
    )
    return make_response(words, 403)


def way_on(to: str) -> str:
    """Where to go after the question: a path of ours, never elsewhere."""
    parts = urlsplit(to)
    is_ours = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return to if is_ours and to.isprintable() else ""

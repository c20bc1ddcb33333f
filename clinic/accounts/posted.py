"""A form that was sent after its session had ended: the sign-in page carries it, so that nothing typed is lost.

Nothing of it is kept on the server or in the browser's storage: it stands in the page, sealed, and is shown once
somebody has signed in, with a button that sends it to where it was going. With scripts a page asks before it sends
(static/js/sending.js); this is for browsers without, and for the moment in between.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from clinic import sessions
from clinic.accounts.forms import SignInForm
from clinic.accounts.models import User
from clinic.database import db

LIFE = 12 * 60 * 60
"""Seconds that a sign-in page may stand open and still be worth its form."""
MOST = 100_000
"""Letters of a sealed form: below what one form may send."""
CARRIED = frozenset(
    {"csrf_token", "was", "seen", "number", "revision", "do", "go", "flag", "foot", "ticks", "language"}
)
"""What a page carries for itself, which nobody typed."""


@dataclass(frozen=True)
class Posted:
    """What was sent, where to, and by whom, as far as that is known."""

    path: str
    fields: tuple[tuple[str, str], ...]
    person_id: uuid.UUID | None = None

    @property
    def words(self) -> list[str]:
        """What somebody typed, as far as it reads like words."""
        typed = [value.strip() for name, value in self.fields if name not in CARRIED]
        return [value for value in typed if len(value) > 3 and any(letter.isalpha() for letter in value)]

    @property
    def person(self) -> User | None:
        """Who sent it."""
        return db.session.get(User, self.person_id) if self.person_id else None


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="footing form sent signed out")


def _is_from_a_page() -> bool:
    """Whether the browser says that one of our pages sent this; foreign ones were refused before (`origin_check`)."""
    return any(request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin")) or bool(request.cookies)


def found() -> Posted | None:
    """The form that this request sent and that nobody is signed in to send, if it is worth keeping."""
    if request.method != "POST" or not request.form or not _is_from_a_page():
        return None
    if request.endpoint in ("accounts.password", "accounts.sign_out"):
        return None  # a password belongs nowhere but into its own box
    secret = ("password", "csrf_token")
    fields = [(name, value) for name, value in request.form.items(multi=True) if not any(s in name for s in secret)]
    path = request.full_path.rstrip("?")
    return Posted(path, tuple(fields), sessions.current().expired_user_id) if fields else None


def sealed(posted: Posted) -> str:
    """The form as the sign-in page carries it; empty where it is too long for that."""
    who = str(posted.person_id) if posted.person_id else None
    text = str(_seal().dumps([posted.path, posted.fields, who]))
    return text if len(text) <= MOST else ""


def opened(text: str) -> Posted | None:
    """The form that a sign-in page carried, if this server sealed it and its address still takes forms."""
    try:
        path, fields, who = _seal().loads(text, max_age=LIFE)
        current_app.create_url_adapter(request).match(path.partition("?")[0], method="POST")  # type: ignore[union-attr]
    except (BadSignature, HTTPException, ValueError):
        return None
    return Posted(path, tuple((name, value) for name, value in fields), uuid.UUID(who) if who else None)


def ask() -> tuple[str, int] | None:
    """The sign-in page with the form that was sent; none where there is nothing to keep."""
    posted = found()
    text = sealed(posted) if posted is not None else ""
    if not text:
        return None
    expired = sessions.current().expired is sessions.Kind.STAFF
    form = SignInForm(formdata=None)
    return render_template("accounts/sign_in.html", form=form, expired=expired, posted=text), 401


def show(text: str, person: Any) -> str | None:
    """The form again for whoever has signed in now, to be sent or not; none where none came along."""
    posted = opened(text) if text else None
    if posted is None:
        return None
    other = posted.person if posted.person_id not in (None, person.id) else None
    return render_template("accounts/posted.html", posted=posted, other=other, signed_in_now=person)


def init_app(app: Flask) -> None:
    """Let the gate keep what strangers send."""
    app.extensions["keep_posted"] = ask

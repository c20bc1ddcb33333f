"""Browsers for tests: a client that inspects every page, and one that already holds a session of staff or patient."""

import contextvars
import datetime as dt
import functools
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, has_app_context, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from clinic import sessions
from clinic.database import db as database
from tests.page import Page, PageFault, inspect


class Client(FlaskClient):
    """A browser for tests: inspects every page, carries the CSRF token, and notices what was left uncommitted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.response_wrapper = type("InspectedPage", (Page, self.application.response_class), {})

    def open(self, *args: Any, check: bool = True, **kwargs: Any) -> Any:
        outside = has_app_context()  # inside a redirect that is being followed there is nothing to settle
        if outside and database.session.registry.has():
            database.session.commit()
        self.application.extensions["uncommitted"].clear()
        # In a context of its own, as in a server's thread: nothing of the test's own `g` leaks into the request.
        page = contextvars.Context().run(functools.partial(super().open, *args, **{"buffered": True, **kwargs}))
        if outside and database.session.registry.has():
            database.session.expire_all()
        if self.application.extensions["uncommitted"]:
            raise PageFault(f"{page.request.method} {page.request.path} left changes uncommitted")
        if check:
            inspect(page)
        return page

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Page:
        """POST with this session's CSRF token, as the page's own form would."""
        return self.post(path, data={"csrf_token": self.csrf(), **(data or {})}, **kwargs)

    def csrf(self) -> str:
        """A valid CSRF token for this session."""
        return contextvars.Context().run(self._csrf)

    def _csrf(self) -> str:
        with self.application.test_request_context(headers={"Cookie": self.cookies()}):
            token = generate_csrf()
            response = self.application.make_response("")
            self.application.session_interface.save_session(self.application, session, response)
            for header in response.headers.getlist("Set-Cookie"):
                name, _, rest = header.partition("=")
                self.set_cookie(name, rest.partition(";")[0])
        return str(token)

    def cookies(self) -> str:
        """The Cookie header this client would send."""
        cookie = self.get_cookie("sid")
        return f"sid={cookie.value}" if cookie else ""


def holding(app: Flask, at: dt.datetime, *, kind: sessions.Kind, **more: Any) -> Client:
    """A browser that holds a session made at this moment."""
    token = uuid.uuid4().hex
    data = {"confirmed_at": at.isoformat()} if kind is sessions.Kind.STAFF else {}  # the password was given just now
    row = {"device": "Test", "data": data, "created_at": at, "active_at": at, **more}
    database.session.add(sessions.BrowserSession(token_sha256=sessions._hash(token), kind=kind, **row))
    database.session.commit()
    browser = app.test_client()
    browser.set_cookie("sid", token)
    return browser


def tablet(app: Flask, intake: Any, clock: Callable[[], dt.datetime], **more: Any) -> Client:
    """A browser that was handed to the patient of `intake`."""
    row = {"device": "iPad", "idle_seconds": 180, "intake_id": intake.id, **more}
    return holding(app, clock(), kind=sessions.Kind.TABLET, **row)

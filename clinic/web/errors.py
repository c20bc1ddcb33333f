"""What people are told when a request fails: a refusal in the page's language, or a page that needs nothing."""

import logging

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests

from clinic import disk
from clinic.database import db
from clinic.outages import Trouble, trouble
from clinic.web import origin_check, plain_page

log = logging.getLogger("footing")
# Pages whose form holds a password, or a link that works once: what was typed there is not repeated.
SECRET = ("credentials", "token")
TRIES = 3
"""How often a save is made again that met another one of the same row."""


def wants_json() -> bool:
    """Whether a script asked: a tablet's save, or htmx, which shows its own words for a failure."""
    asked_by_script = request.endpoint == "kiosk.answer" or request.headers.get("HX-Request") == "true"
    return asked_by_script or request.accept_mimetypes.best == "application/json"


def plain(kind: Trouble | None) -> Response:
    """The answer for a failure: it asks no database, no session and no template."""
    number = str(g.setdefault("request_id", plain_page.new_number()))
    if wants_json():
        response = make_response(plain_page.said(kind, number), plain_page.status(kind))
    else:
        words = plain_page.html(kind, number, _plea())
        response = Response(words, plain_page.status(kind), content_type="text/html; charset=utf-8")
    if kind is not None:
        response.headers["Retry-After"] = str(plain_page.RETRY_AFTER)
        g.outage = kind  # nothing more is asked of the database on this request
    return response


def _plea() -> plain_page.Plea:
    is_sent = request.method not in ("GET", "HEAD")
    return plain_page.Plea(
        is_sent=is_sent,
        address=request.script_root + request.full_path.rstrip("?") if is_sent else "",
        fields=_typed() if is_sent else (),
        root=request.script_root,
        spanish_first=request.accept_languages.best_match(["en", "es"]) == "es",
    )


def _typed() -> tuple[tuple[str, str], ...]:
    """What was sent by a form of ours and may be sent again from the page that says it was not kept."""
    # A form of another site must not get a button of ours to be sent again with.
    if origin_check.is_foreign():
        return ()
    try:
        if request.files:
            return ()
        fields = tuple(request.form.items(multi=True))
    except HTTPException:  # too large, or broken off
        return ()
    is_secret = any("password" in name or name in SECRET for name, _value in fields)
    return () if is_secret or "csrf_token" not in request.form else fields


def page(status: int, heading: str, words: str) -> Response:
    """A refusal in the page's own frame and language. The frame asks the database: when it is away, the plain page."""
    if wants_json():
        return make_response({"error": words}, status)
    try:
        return make_response(render_template("errors/error.html", heading=heading, words=words, status=status), status)
    except Exception as error:
        return failed(error)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # a foreign host name: there is no address to build a page for
        return Response("This address is not Footing's.\n", 400, content_type="text/plain; charset=utf-8")
    if error.response is not None:  # an abort that brought its own page
        return error.response
    status = error.code or 500
    if status >= 500:
        return failed(getattr(error, "original_exception", None) or error)
    pages = {
        400: (_("This page could not be sent"), _("Go back, reload the page and try again.")),
        401: (_("Please sign in again"), _("You were signed out. Sign in and try again.")),
        403: (_("This page is not yours to open"), _("Ask an administrator if you need it.")),
        404: (_("There is nothing here"), _("Check the address, or start again from today's list.")),
        405: (_("This page cannot be opened like that"), _("Go back and use the buttons on the page.")),
        413: (_("That was too much at once"), _("Shorten the text or send fewer answers, then try again.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
    }
    heading, words = pages.get(status, (_("This did not work"), _("Go back and try again.")))
    response = page(status, heading, words)
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def stale_form(_error: CSRFError) -> ResponseReturnValue:
    """The page for a form whose token is of another session, or of none."""
    return page(400, _("This page was open too long"), _("Go back, reload the page and send it again."))


def from_elsewhere() -> Response:
    """The page for a form that another site sent, or one of ours that was opened under an address we do not know."""
    address = str(current_app.config["BASE_URL"]) + request.root_path
    words = _("Nothing was changed. Open Footing at %(address)s and send it from there.", address=address)
    return page(400, _("This was sent from another address"), words)


def _changed_elsewhere(_error: StaleDataError) -> ResponseReturnValue:
    """Two saves of one row met, and nothing of this one was kept: it is made once more, judged by what stands now."""
    for _again in range(TRIES):
        let_go()
        try:
            return current_app.dispatch_request()
        except StaleDataError:
            continue
        except Exception as error:
            return current_app.handle_user_exception(error)
    let_go()
    return page(
        409,
        _("Somebody else changed this at the same moment"),
        _("Nothing was overwritten. Go back, reload the page and make your change again."),
    )


def let_go() -> None:
    """Give up what was begun in the database, if that can still be done."""
    try:
        db.session.rollback()
    except Exception as error:
        log.warning("rollback failed", exc_info=error)


def failed(error: Exception) -> Response:
    """The page for anything that broke: 503 where the database is the matter, 500 where we are."""
    let_go()
    kind = trouble(error)
    folder = current_app.config.get("DATA_FOLDER")
    if kind is Trouble.FULL and folder is not None:
        disk.give_up_reserve(folder)  # what is sent again now finds room
    g.setdefault("request_id", plain_page.new_number())
    log.log(logging.ERROR if kind in (None, Trouble.DAMAGED) else logging.WARNING, kind or "unhandled", exc_info=error)
    return plain(kind)


def init_app(app: Flask) -> None:
    """Answer every failure of `app`."""
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(StaleDataError, _changed_elsewhere)
    app.register_error_handler(Exception, failed)

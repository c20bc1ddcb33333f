"""What every response carries: security headers, error pages in plain words, request ids, logs without patients."""

import datetime as dt
import functools
import hashlib
import json
import logging
import secrets
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from babel import dates
from flask import Flask, Response, abort, g, has_app_context, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_timezone
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from clinic import sessions
from clinic.database import db
from clinic.i18n import LANGUAGES, decimal, language

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
MOST_FROM_A_TABLET = 256 << 10
log = logging.getLogger("footing.requests")


def _nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.monotonic()
    if request.blueprint == "kiosk":
        request.max_content_length = MOST_FROM_A_TABLET
    if request.method not in ("GET", "HEAD", "OPTIONS") and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        if name == "Cache-Control" and request.endpoint == "static" and response.status_code in (200, 206, 304):
            response.headers[name] = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
        else:
            response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=_nonce()))
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        log.info("request", extra={"status": response.status_code})
    return response


class JSONLines(logging.Formatter):
    """One JSON object a line: no answers, no names, no path values; line breaks cannot start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if has_app_context() and "request_id" in g:
            # Nothing here may ask the database: this runs under the log's own lock, which a writer may be waiting for.
            person_id = g.visitor.person_id if "visitor" in g else None
            line |= {
                "request": g.request_id,
                "route": str(request.url_rule.rule) if request.url_rule else None,
                "method": request.method,
                "user": str(person_id) if person_id else None,
                "ms": round((time.monotonic() - g.started) * 1000, 1),
            }
        if hasattr(record, "status"):
            line["status"] = record.status
        elif not record.name.startswith("footing"):
            line["message"] = record.getMessage() if record.exc_info is None else "error"
        else:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            # Where it broke, never with what values: messages of database errors carry parameters.
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2])[-6:]]
        return json.dumps(line, ensure_ascii=True)


def start_logging(app: Flask) -> None:
    """Send our own log to standard error as JSON lines; a server started twice in one process logs once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONLines())
    for name in ("footing", app.logger.name):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def _page(status: int, heading: str, words: str) -> Response:
    if request.endpoint == "kiosk.answer" or request.accept_mimetypes.best == "application/json":
        response = make_response({"error": words}, status)
    else:
        response = make_response(
            render_template("errors/error.html", heading=heading, words=words, status=status), status
        )
    return response


def _failed(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # a foreign host name: there is no address to build a page for
        return Response("This address is not Footing's.\n", 400, content_type="text/plain; charset=utf-8")
    if error.response is not None:  # an abort that brought its own page
        return error.response
    status = error.code or 500
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
    response = _page(status, heading, words)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def stale_form(_error: CSRFError) -> ResponseReturnValue:
    """The page for a form whose token is of another session, or of none."""
    return _page(400, _("This page was open too long"), _("Go back, reload the page and send it again."))


def _database_failed(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    if "locked" in str(error.orig) or "busy" in str(error.orig):
        return _busy()
    return _broken(error)


def _busy() -> Response:
    g.only_reads = True  # the page itself must not queue for the lock
    response = _page(503, _("Busy for a moment"), _("Nothing was lost. Go back and try again in a few seconds."))
    response.headers["Retry-After"] = "5"
    return response


def _make_busy(response: Response) -> None:
    """Turn a page that was ready into the busy page: its session could not be stored."""
    page = _busy()
    response.status_code, response.data = page.status_code, page.data
    response.headers["Retry-After"] = page.headers["Retry-After"]


def _changed_elsewhere(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return _page(
        409,
        _("Somebody else changed this at the same moment"),
        _("Nothing was overwritten. Go back, reload the page and make your change again."),
    )


def _broken(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    logging.getLogger("footing").error("unhandled", exc_info=error)
    number = str(g.get("request_id", ""))
    return _page(
        500,
        _("Something went wrong on our side"),
        _(
            "Nothing was half saved. Go back and try again. If it happens again, report number %(number)s.",
            number=number,
        ),
    )


def day(moment: dt.datetime | dt.date | None) -> str:
    """A date as people in the page's language write it, with the month in letters."""
    if moment is None:
        return ""
    return _day(_here(moment).date() if isinstance(moment, dt.datetime) else moment, language())


@functools.lru_cache(maxsize=4096)
def _day(on: dt.date, code: str) -> str:
    return dates.format_date(on, "MMM d, y" if code == "en" else "d MMM y", locale=code)


def _here(moment: dt.datetime) -> dt.datetime:
    """A moment in the clinic's zone; one that names none is UTC's."""
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(get_timezone() or dt.UTC)


def weekday(moment: dt.date) -> str:
    """A day with its weekday, as the heading of its list."""
    words = format_date(moment, "EEEE, MMMM d" if language() == "en" else "EEEE, d 'de' MMMM")
    return words[:1].upper() + words[1:]


def clock(moment: dt.datetime | None) -> str:
    """A time of day in the clinic's zone."""
    return _time(_here(moment).time().replace(second=0, microsecond=0), language()) if moment is not None else ""


@functools.lru_cache(maxsize=4096)
def _time(at: dt.time, code: str) -> str:
    return dates.format_time(at, "short", locale=code)


def born(date: dt.date) -> str:
    """A date of birth in digits, the way the page's language orders them."""
    return f"{date:%m/%d/%Y}" if language() == "en" else f"{date:%d/%m/%Y}"


def init_app(app: Flask) -> None:
    """Headers, errors, filters and logs for `app`."""
    app.extensions["busy"] = _make_busy
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_finish)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(StaleDataError, _changed_elsewhere)
    app.register_error_handler(OperationalError, _database_failed)
    app.register_error_handler(Exception, _broken)
    app.jinja_env.filters.update(decimal=decimal, day=day, weekday=weekday, clock=clock, born=born)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    versions: dict[str, str] = {}

    @app.url_defaults
    def _version(endpoint: str, values: dict[str, Any]) -> None:
        """Name the content of our own files in their address, so that browsers may keep them for good."""
        if endpoint == "static" and "filename" in values and app.static_folder:
            name = values["filename"]
            if name not in versions:
                file = Path(app.static_folder, name)
                versions[name] = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""
            if versions[name]:
                values.setdefault("v", versions[name])

    @app.context_processor
    def _shared() -> dict[str, Any]:
        return {
            "csp_nonce": _nonce(),
            "visitor": g.get("visitor"),
            "demo": app.config["DEMO"],
            "languages": LANGUAGES,
            "lang": language(),
            "session_kind": sessions.current().kind,
        }


def alive() -> bool:
    """Whether the database answers."""
    return bool(db.session.scalar(sa.select(sa.literal(1))))

"""What every response carries: security headers, a number, how dates are written; and what failures are answered."""

import hashlib
import logging
import secrets
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, request

from clinic import sessions
from clinic.i18n import LANGUAGES, decimal, language
from clinic.web import errors, filters, notices, origin_check, plain_page
from clinic.web.request_log import JSONLines
from clinic.web.request_log import start as start_logging

__all__ = ["JSONLines", "init_app", "start_logging"]

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
    if origin_check.is_foreign():
        log.warning("a form of another site was refused")
        abort(errors.from_elsewhere())
    broken = sessions.current().broken
    if broken is not None:
        raise broken


def _finish(response: Response) -> Response:
    for name, value in plain_page.HEADERS.items():
        if name == "Cache-Control" and request.endpoint == "static" and response.status_code in (200, 206, 304):
            response.headers[name] = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
        else:
            response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", plain_page.POLICY.format(nonce=_nonce()))
    if response.status_code == 429:  # whoever says "not now" says when
        response.headers.setdefault("Retry-After", "60")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        log.info("request", extra={"status": response.status_code})
    return response


def init_app(app: Flask) -> None:
    """Headers, errors, filters and logs for `app`."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_finish)
    errors.init_app(app)
    origin_check.init_app(app)
    app.jinja_env.filters.update(decimal=decimal, **filters.ALL)
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
            "machine_notice": notices.of_machine,
            "visitor": g.get("visitor"),
            "demo": app.config["DEMO"],
            "languages": LANGUAGES,
            "lang": language(),
            "session_kind": sessions.current().kind,
        }

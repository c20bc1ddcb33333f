"""The last catch, outside the application: whatever gets past every other one is answered in words and not retold."""

import logging
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from clinic.outages import trouble
from clinic.web import plain_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("footing")


class LastResort:
    """Answers with the plain page when the application cannot even say that it failed."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            return self.inner(environ, start_response)
        except Exception as error:
            kind, number = trouble(error), plain_page.new_number()
            log.error("last resort %s", number, exc_info=error)
            plea = plain_page.Plea(
                is_sent=environ.get("REQUEST_METHOD") not in ("GET", "HEAD"),
                root=environ.get("SCRIPT_NAME", ""),
                spanish_first=environ.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("es"),
            )
            body = plain_page.html(kind, number, plea).encode()
            words = {500: "500 Internal Server Error", 503: "503 Service Unavailable"}[plain_page.status(kind)]
            headers = [*plain_page.headers(kind, "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            start_response(words, headers, sys.exc_info())
            return [body]

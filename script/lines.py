"""One client's line: requests come in whole, answers go out whole, and a refusal is one plain word."""

import io
import socket
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gunicorn.http import errors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER_SECONDS = 10
# The application refuses more than 1 MiB by itself; this only bounds what is gathered before it is asked.
MOST_BYTES = (1 << 20) + 1
STATUS: list[tuple[tuple[type[Exception], ...] | type[Exception], str]] = [
    (errors.LimitRequestLine, "414 URI Too Long"),
    (errors.LimitRequestHeaders, "431 Request Header Fields Too Large"),
    (errors.UnsupportedTransferCoding, "501 Not Implemented"),
    (errors.ExpectationFailed, "417 Expectation Failed"),
    (errors.ParseException, "400 Bad Request"),
    ((errors.NoMoreData, errors.InvalidChunkSize, errors.ChunkMissingTerminator), "400 Bad Request"),
]


class Tray:
    """What gunicorn takes for the client's socket while an answer is made: it is put here whole."""

    def __init__(self) -> None:
        self.data = bytearray()

    def sendall(self, data: bytes) -> None:
        """Add to the answer."""
        self.data += data

    def send(self, data: bytes) -> int:
        """Add to the answer."""
        self.data += data
        return len(data)


class Line:
    """One connection, and how far its present request has come."""

    def __init__(self, sock: socket.socket, client: Any, server: Any, place: str) -> None:
        self.sock: Any = sock
        self.client, self.server, self.place = client, server, place
        self.act: Any = None
        """What the loop does when the line is ready; nothing while a thread works for it."""
        self.waits_for = 0
        self.deadline = time.monotonic() + HEADER_SECONDS
        self.inbox = bytearray()
        self.looked_at = 0
        self.request: Any = None
        self.has_said_go_on = False
        self.outbox = memoryview(b"")
        self.is_kept = False

    @property
    def held(self) -> int:
        """Bytes that are kept for this line."""
        return len(self.inbox) + len(self.outbox)

    def next_request(self, seconds: float) -> None:
        """Wait for another request on the same connection."""
        self.request, self.has_said_go_on, self.looked_at = None, False, 0
        self.deadline = time.monotonic() + (HEADER_SECONDS if self.inbox else seconds)


class WholeRequests:
    """Hands the application a body that is there already, and never one that was cut."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = environ["wsgi.input"].read(MOST_BYTES)
        promised = int(environ.get("CONTENT_LENGTH") or 0)
        if promised < MOST_BYTES:  # else it was not gathered, and the application refuses it by its length
            environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = io.BytesIO(body)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return self.inner(environ, start_response)


def status(wrong: BaseException) -> str:
    """The status line for what went wrong."""
    return next((words for kind, words in STATUS if isinstance(wrong, kind)), "500 Internal Server Error")


def plain(words: str) -> bytes:
    """An answer without a page; the line is closed after it."""
    return f"HTTP/1.1 {words}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()

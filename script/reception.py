"""Receives whole requests before a thread is given, and hands out answers after it is free again.

gunicorn gives a thread to a connection before its first line is read and keeps it there until the last byte of the
answer is taken, so that two dozen slow clients stop a clinic. Here one loop waits for all of them: it shakes hands,
reads and sends as their lines allow; the threads see nothing but whole requests. gunicorn does the rest as before.
"""

import contextlib
import errno
import io
import logging
import selectors
import socket
import ssl
import time
from collections import Counter, deque
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.http import errors, wsgi
from gunicorn.http.body import ChunkedReader
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader
from gunicorn.sock import ssl_context
from gunicorn.workers.gthread import ThreadWorker

from lines import HEADER_SECONDS, MOST_BYTES, Line, Tray, plain, status

BODY_SECONDS = 30
ANSWER_SECONDS = 120
FAREWELL_SECONDS = 2
STOP_SECONDS = 5
"""What is left to a request that was on its way when the server is stopped."""
MOST_HEAD = 64 << 10
MOST_LINES = 2000
MOST_FROM_ONE_PLACE = 500
"""Generous for a clinic whose devices all come from one address; its own slowest line makes way for a new one."""
HANDSHAKES_A_SECOND = 200
MOST_HELD = 64 << 20
"""Bytes of half requests and of answers that nobody has taken yet."""
AT_A_TIME = 256 << 10

AGAIN = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
log = logging.getLogger("gunicorn.error")


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, but no client ever has one."""

    is_behind_proxy = False
    """Whether all clients come from one address, whose own limits then count."""

    def init_process(self) -> None:
        """Begin, in the worker's own process."""
        from clinic.guessing import place

        self.place_of = place
        self.lines: dict[str, dict[Line, None]] = {}
        self.before_handshake: deque[Line] = deque()
        self.handshakes: Counter[str] = Counter()
        self.second = self.tidied = 0.0
        super().init_process()

    # Coming and going

    def accept(self, listener: Any) -> None:
        """Open lines for those who wait at the door."""
        for _ in range(50):
            try:
                sock, client = listener.accept()
            except OSError as error:  # nobody more, or somebody who left again
                if error.errno in (errno.EMFILE, errno.ENFILE) and self.lines:
                    self._make_room(max(self.lines, key=lambda one: len(self.lines[one])), 1)
                return
            sock.setblocking(False)
            line = Line(sock, client, listener.getsockname(), self.place_of(client[0]) if client else "")
            self._make_room(line.place)
            self.lines.setdefault(line.place, {})[line] = None
            self.nr_conns += 1
            if self.cfg.is_ssl:
                line.act = self._wrap
                self.before_handshake.append(line)
            else:
                self._go_on(line, self._read)
        self._shake_hands()

    def _make_room(self, place: str, most: int = MOST_FROM_ONE_PLACE) -> None:
        """Let the line that has been slow for longest go, of this place or of the one that has most."""
        if self.is_behind_proxy and most == MOST_FROM_ONE_PLACE:
            most = MOST_LINES
        if len(self.lines.get(place, ())) >= most:
            crowded = place
        elif self.nr_conns >= MOST_LINES:
            crowded = max(self.lines, key=lambda one: len(self.lines[one]))
        else:
            return
        slowest = next((line for line in self.lines[crowded] if line.act is not None), None)
        if slowest is not None:
            self._drop(slowest)

    def _drop(self, line: Line) -> None:
        self._watch(line, 0)
        line.act = None
        util.close(line.sock)
        here = self.lines.get(line.place, {})
        if here.pop(line, line) is None:
            self.nr_conns -= 1
        if not here:
            self.lines.pop(line.place, None)

    def _watch(self, line: Line, events: int) -> None:
        if events == line.waits_for:
            return
        if line.waits_for:
            with contextlib.suppress(KeyError, ValueError, OSError):
                self.poller.unregister(line.sock)
        line.waits_for = events
        if events:
            self.poller.register(line.sock, events, partial(self._ready, line))

    def _ready(self, line: Line, _sock: Any) -> None:
        if line.act is not None:
            self._go_on(line, line.act)

    def _go_on(self, line: Line, act: Any) -> None:
        """Do the next thing for a line; a line that breaks is gone."""
        line.act = act
        try:
            act(line)
        except (OSError, ssl.SSLError, ValueError):
            self._drop(line)

    # Shaking hands

    def _shake_hands(self) -> None:
        """Begin as many handshakes as each place may have in a second."""
        if time.monotonic() - self.second >= 1:
            self.second = time.monotonic()
            self.handshakes.clear()
        for _ in range(len(self.before_handshake)):
            line = self.before_handshake.popleft()
            if line.act is None:  # gone
                continue
            if self.handshakes[line.place] >= HANDSHAKES_A_SECOND and not self.is_behind_proxy:
                self.before_handshake.append(line)
                continue
            self.handshakes[line.place] += 1
            self._go_on(line, self._wrap)

    def _wrap(self, line: Line) -> None:
        context: ssl.SSLContext = ssl_context(self.cfg)
        line.sock = context.wrap_socket(line.sock, server_side=True, do_handshake_on_connect=False)
        self._go_on(line, self._shake)

    def _shake(self, line: Line) -> None:
        try:
            line.sock.do_handshake()
        except ssl.SSLWantReadError:
            self._watch(line, selectors.EVENT_READ)
        except ssl.SSLWantWriteError:
            self._watch(line, selectors.EVENT_WRITE)
        else:
            self._go_on(line, self._read)

    # Reading

    def _read(self, line: Line) -> None:
        """Take what has come, and see whether it is a whole request."""
        is_new = not line.inbox and line.request is None
        has_ended, taken = False, 0
        while taken < AT_A_TIME or self.cfg.is_ssl:  # TLS keeps what it has read to itself: nobody would wake us
            try:
                data = line.sock.recv(64 << 10)
            except AGAIN:
                break
            if not data:
                has_ended = True
                break
            line.inbox += data
            taken += len(data)
            if len(line.inbox) > MOST_BYTES + MOST_HEAD:
                break
        if is_new and taken:
            line.deadline = time.monotonic() + HEADER_SECONDS
        if taken:
            self._bound()
        if line.act is not None:
            self._look(line, has_ended)

    def _look(self, line: Line, has_ended: bool = False) -> None:
        """Give the line a thread if its request is whole."""
        if line.request is None and not self._head(line):
            if line.act == self._read:
                self._drop(line) if has_ended else self._watch(line, selectors.EVENT_READ)
            return
        size = self._size(line)
        if size is not None:
            self._give(line, size)
        elif has_ended:  # half a form must never be taken for a whole one
            self._refuse(line, "400 Bad Request")
        else:
            if line.request._expected_100_continue and not line.has_said_go_on:
                line.has_said_go_on = True
                line.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._watch(line, selectors.EVENT_READ)

    def _head(self, line: Line) -> bool:
        """Whether line and fields of the request are there and in order."""
        end = line.inbox.find(b"\r\n\r\n", max(0, line.looked_at - 3))
        line.looked_at = len(line.inbox)
        if end < 0 and len(line.inbox) <= MOST_HEAD:
            return False
        head = bytes(line.inbox[: end + 4]) if end >= 0 else bytes(line.inbox)
        try:
            line.request = Request(self.cfg, IterUnreader([head]), line.client)
        except (errors.ParseException, errors.NoMoreData, StopIteration) as wrong:
            self._refuse(line, "431 Request Header Fields Too Large" if end < 0 else status(wrong))
            return False
        del line.inbox[: end + 4]
        line.looked_at, line.deadline = 0, time.monotonic() + BODY_SECONDS
        return True

    def _size(self, line: Line) -> int | None:
        """How long the body is that stands in the inbox whole; 0 too when it is more than anybody will read."""
        reader = line.request.body.reader
        if isinstance(reader, ChunkedReader):
            return self._chunks(line)
        length = int(reader.length)
        if length >= MOST_BYTES:
            line.request.force_close()
            return 0
        return length if len(line.inbox) >= length else None

    def _chunks(self, line: Line) -> int | None:
        """The same for a body that comes in chunks; whether they are in order is for gunicorn to say."""
        inbox = line.inbox
        while True:
            end = inbox.find(b"\r\n", line.looked_at)
            if end < 0:
                is_over = len(inbox) - line.looked_at > MOST_HEAD
                return len(inbox) if is_over else None
            try:
                size = int(inbox[line.looked_at : end].partition(b";")[0], 16)
            except ValueError:
                return len(inbox)
            if size <= 0:
                last = inbox.find(b"\r\n\r\n", end)
                return last + 4 if last >= 0 else (len(inbox) if len(inbox) - end > MOST_HEAD else None)
            if end + size > MOST_BYTES:
                line.request.force_close()
                line.request.headers.append(("CONTENT-LENGTH", str(MOST_BYTES)))
                line.request.body = io.BytesIO()
                return 0
            if len(inbox) < end + 2 + size + 2:
                return None
            line.looked_at = end + 2 + size + 2

    def _bound(self) -> None:
        """Keep memory within its bound: whoever holds most of it goes."""
        while sum(line.held for here in self.lines.values() for line in here) > MOST_HELD:
            waiting = [line for here in self.lines.values() for line in here if line.act is not None]
            if not waiting:
                return
            self._drop(max(waiting, key=lambda line: line.held))

    # Working, in a thread

    def _give(self, line: Line, size: int) -> None:
        self._watch(line, 0)
        line.act = None
        if not isinstance(line.request.body, io.BytesIO):
            line.request.unreader.unread(bytes(line.inbox[:size]))
        del line.inbox[:size]
        line.request._expected_100_continue = False
        given: Future[bool] = self.tpool.submit(self._work, line)
        given.add_done_callback(lambda done: self.method_queue.defer(self._worked, line, done))

    def _work(self, line: Line) -> bool:
        """Make the answer, and send what the line takes at once; whether the connection may go on."""
        tray = Tray()
        try:
            is_kept = self._answer(line, tray)
        except (Exception, SystemExit) as wrong:
            words = status(wrong)
            if words.startswith("500"):
                log.error("unhandled: %s", type(wrong).__name__)  # never with its words: they may be a patient's
            tray.data, is_kept = bytearray(plain(words)), False
        line.outbox = memoryview(bytes(tray.data))
        with contextlib.suppress(OSError, ssl.SSLError):
            self._send_some(line)
        return is_kept

    def _answer(self, line: Line, tray: Tray) -> bool:
        answer, environ = wsgi.create(line.request, tray, line.client, line.server, self.cfg)
        environ["wsgi.multithread"] = True
        if not self.alive:
            answer.force_close()
        pieces = self.wsgi(environ, answer.start_response)
        try:
            for piece in pieces:
                answer.write(piece)
            answer.close()
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        return not answer.should_close()

    def _worked(self, line: Line, done: "Future[bool]") -> None:
        line.is_kept = not done.cancelled() and done.exception() is None and done.result()
        line.deadline = time.monotonic() + ANSWER_SECONDS
        self._go_on(line, self._send)

    # Sending

    def _send_some(self, line: Line) -> None:
        while line.outbox:
            try:
                sent = line.sock.send(line.outbox[:AT_A_TIME])
            except AGAIN:
                return
            line.outbox = line.outbox[sent:]

    def _send(self, line: Line) -> None:
        self._send_some(line)
        if line.outbox:
            self._watch(line, selectors.EVENT_WRITE)
            self._bound()
        elif line.is_kept:
            line.next_request(self.cfg.keepalive if self.alive else FAREWELL_SECONDS)
            line.act = self._read
            if line.inbox:
                self._look(line)
            else:
                self._go_on(line, self._read)
        else:
            self._part(line)

    def _refuse(self, line: Line, words: str) -> None:
        """Answer what is no request of ours, and hang up."""
        line.outbox, line.is_kept = memoryview(plain(words)), False
        line.deadline = time.monotonic() + FAREWELL_SECONDS
        self._go_on(line, self._send)

    def _part(self, line: Line) -> None:
        """Say goodbye, and listen for a moment: who is cut off while sending never reads the answer."""
        line.sock.shutdown(socket.SHUT_WR)
        line.inbox.clear()
        line.deadline = time.monotonic() + FAREWELL_SECONDS
        line.act = self._hear_out
        self._watch(line, selectors.EVENT_READ)

    def _hear_out(self, line: Line) -> None:
        for _ in range(16):
            try:
                if not line.sock.recv(64 << 10):
                    self._drop(line)
                    return
            except AGAIN:
                return

    # What gunicorn's loop calls

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for the next thing to do."""
        super().wait_for_and_dispatch_events(0.05 if self.before_handshake else timeout)
        if self.before_handshake:
            self._shake_hands()

    def murder_pending(self) -> None:
        """Cut off whoever had time enough."""
        now = time.monotonic()
        if now - self.tidied < 0.5:
            return
        self.tidied = now
        late = [line for here in self.lines.values() for line in here if line.act is not None and line.deadline < now]
        for line in late:
            self._drop(line)

    def murder_keepalived(self, force: bool = False) -> None:
        """At the very end nobody is left waiting."""
        for line in [line for here in self.lines.values() for line in here] if force else ():
            self._drop(line)

    def _cap_keepalive(self, deadline: float) -> None:
        """The server stops: idle lines have a moment, requests on their way a little longer."""
        until = time.monotonic() + STOP_SECONDS
        for line in [line for here in self.lines.values() for line in here if line.act is not None]:
            is_idle = line.request is None and not line.inbox and not line.outbox
            line.deadline = min(line.deadline, deadline if is_idle else until)

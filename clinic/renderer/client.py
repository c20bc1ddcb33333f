"""HTML of ours to PDF, safely: `render` hands the job to a separate worker process and comes back with bytes or with
`RenderFailed` and a sentence fit for the person waiting. Starts the worker when first needed and again if it dies.
"""

import atexit
import base64
import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reason = Literal["timeout", "crash", "memory", "busy", "refused"]

SENTENCES: dict[Reason, str] = {
    "timeout": "The handout took too long to lay out. The plan is safe. Shorten the longest text, or try again.",
    "crash": "The handout could not be laid out. The plan is safe. Try again.",
    "memory": "The handout needs more memory than it may have. The plan is safe. Use a smaller logo or shorter texts.",
    "busy": "Too many handouts are being made at once. The plan is safe. Try again in a moment.",
    "refused": "The handout asked for a file that is not ours and was stopped. The plan is safe. Check the texts.",
}

AT_ONCE = 2
QUEUE = 10
PATIENCE_SECONDS = 30.0
"""Longest wait for a turn, and for the first answer of a worker that has only just been started."""


class RenderFailed(Exception):
    """No PDF this time. `reason` is for code, the message for people; nothing else was harmed."""

    def __init__(self, reason: Reason, fault: str = "") -> None:
        super().__init__(SENTENCES[reason])
        self.reason: Reason = reason
        self.fault = fault
        """For the log: which error where, never its words, which could be the patient's."""


@dataclass(frozen=True)
class Rendered:
    """A PDF as it came back: bytes, sides, the rung of the fit ladder, and what the renderer complained of."""

    data: bytes
    pages: int
    fit: str
    warnings: tuple[str, ...]


class _WorkerGone(Exception):
    """The worker process died before it answered."""


class Renderer:
    """One worker process and its queue. Safe to use from many threads; not shared across a fork."""

    def __init__(self, slack: float = 1.0) -> None:
        self.slack = slack
        """More time for each page, for a machine that is busy with something else."""
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._waiting = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def render(self, html: str, files: Mapping[str, bytes] | None = None) -> Rendered:
        """Wait for a turn, print, answer."""
        job = {"html": html, "files": {n: base64.b64encode(d).decode() for n, d in (files or {}).items()}}
        message = json.dumps(job).encode()
        with self._lock:
            if self._waiting >= AT_ONCE + QUEUE:
                raise RenderFailed("busy")
            self._waiting += 1
        try:
            if not self._turns.acquire(timeout=PATIENCE_SECONDS):
                raise RenderFailed("busy")
            try:
                return self._printed(message)
            finally:
                self._turns.release()
        finally:
            with self._lock:
                self._waiting -= 1

    def _printed(self, message: bytes) -> Rendered:
        # A worker found dead is nobody's fault: one more try with a new one.
        for last in (False, True):
            try:
                return self._asked(message)
            except _WorkerGone:
                if last:
                    raise RenderFailed("crash") from None
        raise RenderFailed("crash")

    def _asked(self, message: bytes) -> Rendered:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = self._send(theirs)
            ours.settimeout(PATIENCE_SECONDS * self.slack)
            try:
                ours.sendall(struct.pack(">Q", len(message)) + message)
                answer = b"".join(iter(lambda: ours.recv(1 << 20), b""))
            except TimeoutError:
                self._drop(process)
                raise RenderFailed("timeout") from None
            except OSError:
                answer = b""
        if not answer:
            self._drop(process)
            raise _WorkerGone
        return self._understood(answer)

    def _drop(self, process: "subprocess.Popen[bytes]") -> None:
        """Let go of a worker that did not answer, unless another thread has already replaced it."""
        with self._lock:
            if self._process is process:
                self._forget()

    def _understood(self, answer: bytes) -> Rendered:
        line, _, data = answer.partition(b"\n")
        head = json.loads(line)
        if "failed" in head:
            raise RenderFailed(head["failed"], head.get("fault", ""))
        data = data[: head["size"]]
        if hashlib.sha256(data).hexdigest() != head["sha256"]:
            raise RenderFailed("timeout" if answer.endswith(b'{"failed": "timeout"}\n') else "crash")
        return Rendered(data, head["pages"], head["fit"], tuple(head["warnings"]))

    def _send(self, line: socket.socket) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            process = self._process
            assert process is not None and self._control is not None
            try:
                socket.send_fds(self._control, [b"j"], [line.fileno()])
            except OSError:
                self._forget()
                raise _WorkerGone from None
            return process

    def _start(self) -> None:
        self._forget()
        self._folder = tempfile.TemporaryDirectory(prefix="footing-fonts-", ignore_cleanup_errors=True)
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module, no shell)
                [sys.executable, "-m", "clinic.renderer.worker", str(theirs.fileno()), str(self.slack)],
                env=_surroundings(Path(self._folder.name)),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._control = self._folder = None

    @property
    def pid(self) -> int | None:
        """The worker's process number while it runs."""
        return self._process.pid if self._process is not None else None

    def is_alive(self) -> bool:
        """Whether the worker runs, or none was needed yet. One that died is started again, and was not alive."""
        with self._lock:
            if self._process is None or self._process.poll() is None:
                return True
            self._start()
            return False

    def stop(self) -> None:
        """End the worker; the next job starts another."""
        with self._lock:
            self._forget()


def _surroundings(folder: Path) -> dict[str, str]:
    """All the worker is told of the world: where our code and our fonts are. No secret is in it."""
    settings = write_font_settings(folder)
    around = {
        "FONTCONFIG_FILE": str(settings),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if sys.platform == "darwin":
        around["DYLD_FALLBACK_LIBRARY_PATH"] = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
    return around


FONTS = Path(__file__).parents[1] / "static" / "handout-fonts"


def write_font_settings(folder: Path) -> Path:
    """A fontconfig file that knows our fonts and no others, and keeps its cache beside it."""
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{FONTS}</dir>\n<cachedir>{folder}</cachedir>\n</fontconfig>\n"
    )
    return path


_renderer: Renderer | None = None
_renderer_lock = threading.Lock()


def renderer() -> Renderer:
    """This process's renderer; a process forked from one that had a worker gets its own."""
    global _renderer
    with _renderer_lock:
        if _renderer is None or _renderer.owner != os.getpid():
            _renderer = Renderer()
            atexit.register(_renderer.stop)
        return _renderer


def render(html: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a page made by `document.html`; `files` are pictures it names, such as the logo."""
    return renderer().render(html, files).data

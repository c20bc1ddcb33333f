"""The process that prints: it never sees the database, takes jobs through one socket, and forks once for each, so
that a job that hangs, crashes or eats memory ends alone.

Run as `python -m clinic.renderer.worker SOCKET SLACK` by `pdf`; not for people.
"""

import base64
import contextlib
import gc
import hashlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import traceback
from pathlib import Path
from typing import Any

WALL_SECONDS = 10.0
CPU_SECONDS = 8
MEMORY_BYTES = 512 << 20
OPEN_FILES = 32
MANNERS = 5
"""How far a job steps back for the people who are filling in and looking up meanwhile."""

EXIT_MEMORY, EXIT_REFUSED = 3, 4


class Child:
    """One job under way: its process, when it must be done, the caller's line and the pipe that closes with it."""

    def __init__(self, pid: int, until: float, line: socket.socket, alive: int) -> None:
        self.pid, self.until, self.line, self.alive = pid, until, line, alive
        self.late = False

    def end(self) -> None:
        """Say why it ended, if it could not say so itself."""
        os.close(self.alive)
        _, status = os.waitpid(self.pid, 0)
        reason = _reason(status, self.late)
        if reason:
            with contextlib.suppress(OSError):
                self.line.sendall(json.dumps({"failed": reason}).encode() + b"\n")
        self.line.close()


def _reason(status: int, late: bool) -> str:
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return {0: "", EXIT_MEMORY: "memory", EXIT_REFUSED: "refused"}.get(code, "crash")
    if late or os.WTERMSIG(status) == signal.SIGXCPU:
        return "timeout"
    return "crash"


def limits(cpu_seconds: int) -> None:
    """What one job may use. Not every system knows every limit."""
    os.nice(MANNERS)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    for kind, value in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            # At the soft limit of CPU time the kernel says so; at the hard one it would only kill.
            resource.setrlimit(kind, (value, value + 1 if kind == resource.RLIMIT_CPU else value))
        except (ValueError, OSError):  # pragma: no cover
            if kind is not resource.RLIMIT_AS:
                raise


def receive(line: socket.socket) -> dict[str, Any]:
    """The job: a length, then JSON."""
    (size,) = struct.unpack(">Q", _exactly(line, 8))
    job: dict[str, Any] = json.loads(_exactly(line, size))
    return job


def _exactly(line: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def work(press: Any, line: socket.socket, cpu_seconds: int) -> int:
    """Do one job in a forked child; answers its exit status."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        limits(cpu_seconds)
        gc.disable()
        job = receive(line)
        files = {name: base64.b64decode(data) for name, data in job["files"].items()}
        done = press.print(job["html"], files)
        head = {
            "size": len(done.data),
            "sha256": hashlib.sha256(done.data).hexdigest(),
            "pages": done.pages,
            "fit": done.fit,
            "warnings": done.warnings,
        }
        line.sendall(json.dumps(head).encode() + b"\n" + done.data)
        return 0
    except MemoryError:
        return EXIT_MEMORY
    except FatalURLFetchingError:
        return EXIT_REFUSED
    except BaseException as broken:
        # The kind and place of the fault only: its words could hold the patient's.
        place = traceback.extract_tb(broken.__traceback__)[-1]
        fault = f"{type(broken).__name__} in {Path(place.filename).name}:{place.lineno}"
        line.sendall(json.dumps({"failed": "crash", "fault": fault}).encode() + b"\n")
        return 0


def fork(press: Any, line: socket.socket, others: list[Child], control: socket.socket, slack: float) -> Child:
    """Start a child for the job waiting on the line; `slack` multiplies its time."""
    alive, closes_with_it = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(alive)
        control.close()
        for other in others:
            other.line.close()
            os.close(other.alive)
        os._exit(work(press, line, round(CPU_SECONDS * slack)))
    os.close(closes_with_it)
    return Child(pid, time.monotonic() + WALL_SECONDS * slack, line, alive)


def serve(control: socket.socket, slack: float) -> None:
    """Take jobs until the owner goes away; draw pictures ahead while there is nothing to do."""
    from clinic.renderer.pdf_job import ready

    press = ready()
    children: list[Child] = []
    idle_work = True
    while True:
        nearest = min((child.until for child in children), default=time.monotonic() + 3600) - time.monotonic()
        wait = 0.0 if idle_work and not children else max(0.0, nearest)
        lines: list[socket.socket | int] = [control, *(child.alive for child in children)]
        readable, _, _ = select.select(lines, [], [], wait)
        for child in [c for c in children if c.alive in readable]:
            child.end()
            children.remove(child)
        for child in [c for c in children if c.until <= time.monotonic() and not c.late]:
            child.late = True
            child.until += 3600
            os.kill(child.pid, signal.SIGKILL)
        if control in readable:
            word, given, _, _ = socket.recv_fds(control, 1, 1)
            if not word:
                break
            children.extend(fork(press, socket.socket(fileno=fd), children, control, slack) for fd in given)
        elif not readable and idle_work:
            idle_work = press.prepare_picture()
            if not idle_work:
                press.rehearse()
    for child in children:
        os.kill(child.pid, signal.SIGKILL)


def main() -> None:
    """Become the worker."""
    control = socket.socket(fileno=int(sys.argv[1]))
    serve(control, float(sys.argv[2]))


if __name__ == "__main__":
    main()

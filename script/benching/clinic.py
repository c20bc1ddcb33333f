"""Every page and every edit of a big practice, as `script/bench clinic` measures them.

The practice (practice.py: 2,000 patients and 20,000 visits unless told otherwise) lies in an encrypted SQLite file.
Each page is asked over HTTP from the project's kind of server; then of the application itself, signed in, and each edit
is sent as the page's own form would be. An edit counts with the page that it leads to.
"""

import http.client
import logging
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from benching import practice as big
from benching.server import p95
from benching.turns import Day, Turn, turns
from clinic import create_app
from clinic.database import db
from serve import keep_for_good
from tests.conftest import NOON, Settings

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 100


def application(file: Path) -> Flask:
    """The application on that file, silent."""
    app = create_app(Settings(f"sqlite:///{file}", TESTING=False, CLOCK=lambda: NOON))
    logging.getLogger("footing.requests").setLevel(logging.CRITICAL)
    return app


@contextmanager
def practice(keep: Path | None, patients: int, visits: int) -> Iterator[tuple[Flask, Path]]:
    """A copy of the big practice to work on: filled now, or from the file that was kept."""
    import flask_migrate

    home = Path(tempfile.mkdtemp())
    file = keep or home / "filled.db"
    try:
        if not file.exists():
            started = time.perf_counter()
            app = application(file)
            with app.app_context():
                flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            big.fill(app, patients, visits)
            with app.app_context():
                db.engine.dispose()
            print(f"filled in {time.perf_counter() - started:.0f} s, {file.stat().st_size >> 20} MB")
        used = home / "used.db"
        shutil.copy(file, used)
        app = application(used)
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        keep_for_good()
        yield app, used
        with app.app_context():
            db.engine.dispose()
    finally:
        shutil.rmtree(home)


class Counter:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.count = 0
        event.listen(sa.engine.Engine, "before_cursor_execute", self.note)

    def note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """One statement; what only opens or closes a transaction is none."""
        self.count += statement.lstrip()[:6].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE")


def run(turns: list[Turn], repeat: int) -> None:
    """Each page and edit in turn, so many times, after one time that is not counted."""
    counter = Counter()
    for turn in turns:
        for n in range((turn.times or repeat) + 1):
            turn.before(n)
            turn.who.seconds = turn.who.worked = counter.count = 0
            turn.act(n)
            if n:
                turn.seconds.append(turn.who.seconds)
                turn.worked.append(turn.who.worked)
                turn.queries.append(counter.count)


def table(turns: list[Turn]) -> None:
    """What came out. The processor's part says what a machine that does nothing else would need at least."""
    print(f"\n{'milliseconds':44}{'p50':>8}{'p95':>8}{'max':>8}{'work p95':>10}{'queries':>9}")
    for turn in turns:
        middle, most = statistics.median(turn.seconds) * 1000, max(turn.seconds) * 1000
        high = p95(turn.seconds)
        over = f"   over {BUDGET}" if high > BUDGET else ""
        print(f"{turn.name:44}{middle:8.1f}{high:8.1f}{most:8.1f}{p95(turn.worked):10.1f}{max(turn.queries):9}{over}")


def serve(file: Path, port: int) -> None:
    """The kind of server that serves a practice, on that file."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            told = {"bind": f"127.0.0.1:{port}", "worker_class": "gthread", "threads": 8, "loglevel": "critical"}
            for name, value in told.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            app = application(file)
            keep_for_good()
            return app

    Server().run()


def over_http(turns: list[Turn], paths: dict[str, tuple[str, str]], file: Path, repeat: int) -> None:
    """The same pages from a server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "benching.clinic", str(file), str(port)],
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'script'}{os.pathsep}{ROOT}"},
    )
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        print(f"{'the pages over HTTP':44}{'p50':>8}{'p95':>8}{'max':>8}")
        for name, (sid, path) in paths.items():
            took = []
            for n in range(repeat + 1):
                start = time.perf_counter()
                wire.request("GET", path, headers={"Cookie": f"sid={sid}"})
                answer = wire.getresponse()
                answer.read()
                if n:
                    took.append(time.perf_counter() - start)
                assert answer.status in (200, 303), (path, answer.status)
            high = p95(took)
            over = f"   over {BUDGET}" if high > BUDGET else ""
            print(f"{name:44}{statistics.median(took) * 1000:8.1f}{high:8.1f}{max(took) * 1000:8.1f}{over}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def measure(patients: int, visits: int, repeat: int, keep: Path | None, only: str = "") -> None:
    """Fill or fetch the practice, and print both tables."""
    with practice(keep, patients, visits) as (app, file):
        with app.app_context():
            day = Day()
        every, paths = turns(app, day)
        wanted = [turn for turn in every if only in turn.name]
        with app.app_context():
            db.engine.dispose()
        # First, for the edits leave plans behind that are longer than anybody's.
        over_http(wanted, {turn.name: paths[turn.name] for turn in wanted if turn.name in paths}, file, repeat)
        run(wanted, repeat)
        table(wanted)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))

"""The application behind the real server's own worker, over TLS, in a thread of the test's process.

So a test reaches the rows behind the pages it looks at; the whole command in a process of its own is `practice.py`.
"""

import contextlib
import os
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from gunicorn.sock import create_sockets

import reception
import serve
import wsgi
from clinic import sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from config import Config
from tests import factories
from tests.browser.trust import ADDRESS, Trust

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


class Server:
    """The application behind its server, with a way to reach its rows."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address

    def rows(self) -> contextlib.AbstractContextManager[Any]:
        """An application context to make or read rows in."""
        return self.app.app_context()

    def session_for(self, *, kind: sessions.Kind, **who: Any) -> str:
        """A session's token, as the cookie would carry it."""
        token = uuid.uuid4().hex
        now = wall_clock()
        with self.rows():
            row = sessions.BrowserSession(
                token_sha256=sessions._hash(token),
                kind=kind,
                data={"confirmed_at": now.isoformat()} if kind is sessions.Kind.STAFF else {},
                device="Test",
                idle_seconds=180,
                created_at=now,
                active_at=now,
                **who,
            )
            database.session.add(row)
            database.session.commit()
        return token

    def cookie(self, token: str, *, strict: bool = False) -> Any:
        """The cookie of a session as the server would have set it; a tablet's is strict."""
        return {
            "name": "__Host-sid",
            "value": token,
            "url": self.address,
            "secure": True,
            "httpOnly": True,
            "sameSite": "Strict" if strict else "Lax",
        }


class Worker(reception.Worker):
    """The real server's worker, in a thread: the signals are the test run's."""

    def init_signals(self) -> None:
        """Leave them alone."""


@contextlib.contextmanager
def open_to_browsers(folder: Path, trust: Trust) -> Iterator[Server]:
    """The application on a migrated SQLite file in `folder`, served over TLS."""
    contexts = serve.Tls(lambda _now: trust.files)
    settings = {
        **serve.GUNICORN,
        "logger_class": serve.Log,
        "bind": "127.0.0.1:0",
        "certfile": str(trust.files.server),
        "keyfile": str(trust.files.key),
        "ssl_context": lambda _settings, _usual: contexts.context(),
    }
    gunicorn = serve.Server(settings, lambda: app)
    log = gunicorn.cfg.logger_class(gunicorn.cfg)
    (door,) = sockets = create_sockets(gunicorn.cfg, log)
    address = f"https://{ADDRESS}:{door.getsockname()[1]}"
    app = wsgi.create_app(Config.testing(f"sqlite:///{folder / 'footing.db'}", base_url=address))
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        database.session.remove()
    worker = Worker(1, os.getppid(), sockets, gunicorn, 60, gunicorn.cfg, log)
    thread = threading.Thread(target=worker.init_process, daemon=True)
    thread.start()
    yield Server(app, address)
    worker.handle_exit(None, None)
    thread.join()
    worker.tmp.close()
    with app.app_context():
        database.engine.dispose()

"""Addresses for monitors: /livez (the process answers) and /readyz (people can be served, or why not).

Outside the application: no session, no cookie, no row, no event. From this machine only, or from the addresses that
FOOTING_PROBES names; for everybody else there is nothing there.
"""

import datetime as dt
import ipaddress
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import Connection

from clinic import disk, keyring
from clinic.clock import utcnow
from clinic.database import db
from clinic.outages import trouble
from clinic.renderer import client
from clinic.web.plain_page import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT_SECONDS = 1.0
NOTICE_SECONDS = 5.0
MOST_SKEW = dt.timedelta(seconds=5)
ADDRESSES = ("/livez", "/readyz")


class Probes:
    """Answers the monitors in front of `inner`; everything else goes on to it."""

    def __init__(self, inner: "WSGIApplication", app: Flask) -> None:
        self.inner, self.app = inner, app
        self.allowed = [ipaddress.ip_network(told, strict=False) for told in app.config.get("PROBES", ())]
        self.guard = threading.Lock()
        self.reasons: list[str] = []
        self.known_until = 0.0
        self.asked_at = -1e9
        """When a monitor last asked: only then is anybody told of an end before it comes."""
        self.is_ending = False
        app.extensions["probes"] = self

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path not in ADDRESSES or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self._may(environ):
            return self.inner(environ, start_response)
        reasons = self._why_not() if path == "/readyz" else []
        body = json.dumps({"ok": not reasons, "reasons": reasons}).encode() + b"\n"
        headers = [*HEADERS.items(), ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        headers.append(("Content-Security-Policy", "default-src 'none'"))
        start_response("503 Service Unavailable" if reasons else "200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def end(self) -> float:
        """Be not ready from now on; the seconds that a monitor needs to notice, if one is there at all."""
        self.is_ending = True
        return NOTICE_SECONDS if time.monotonic() - self.asked_at < 30 else 0.0

    def _may(self, environ: "WSGIEnvironment") -> bool:
        try:
            peer = ipaddress.ip_address((environ.get("REMOTE_ADDR") or "127.0.0.1").partition("%")[0])
        except ValueError:
            return False
        peer = getattr(peer, "ipv4_mapped", None) or peer
        return peer.is_loopback or any(peer in network for network in self.allowed)

    def _why_not(self) -> list[str]:
        self.asked_at = time.monotonic()
        if self.is_ending:
            return ["ending"]
        with self.guard:  # one monitor looks, the others are told what it saw
            if time.monotonic() > self.known_until:
                with self.app.app_context():
                    self.reasons = list(reasons(self.app))
                    db.session.remove()
                self.known_until = time.monotonic() + KEPT_SECONDS
            return self.reasons


def reasons(app: Flask) -> Iterator[str]:
    """Why nobody should be sent here now, a word each; nothing when all is well."""
    try:
        with db.engine.connect().execution_options(only_reads=True) as connection:
            yield from _of_database(app, connection)
            connection.rollback()
    except Exception as error:
        yield f"database {trouble(error) or type(error).__name__}"
    folder = app.config.get("DATA_FOLDER")
    if folder is not None and disk.free(folder) < app.config.get("LEAST_FREE", disk.LEAST_FREE):
        yield "disk"
    if app.extensions.get("damage"):
        yield "damage"
    if not client.renderer().is_alive():
        yield "renderer"


def _of_database(app: Flask, connection: Connection) -> Iterator[str]:
    looks: tuple[tuple[str, Callable[[Flask, Connection], bool]], ...] = (
        ("writable", _is_writable),
        ("revision", _is_known),
        ("key", _has_its_keys),
        ("clock", _tells_the_time),
    )
    for word, look in looks:
        if not look(app, connection):
            yield word


def _is_writable(_app: Flask, connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        file = connection.engine.url.database or ""
        return os.access(file, os.W_OK)
    return connection.exec_driver_sql("SELECT NOT pg_is_in_recovery()").scalar() is True


def newest_revision(migrations: str) -> str | None:
    """The revision of the schema that this version makes."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", migrations)
    return ScriptDirectory.from_config(settings).get_current_head()


def _is_known(app: Flask, connection: Connection) -> bool:
    ours = app.extensions.get("revision") or newest_revision(os.path.join(app.root_path, "..", "migrations"))
    app.extensions["revision"] = ours
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == ours


def _has_its_keys(app: Flask, connection: Connection) -> bool:
    return keyring.wrong(connection, keyring.at_hand(app.config)) is None


def _tells_the_time(_app: Flask, connection: Connection) -> bool:
    """Against the database's own clock; on a file, against the newest event, which cannot be of tomorrow."""
    now = utcnow()
    if connection.dialect.name != "sqlite":
        theirs: Any = connection.exec_driver_sql("SELECT clock_timestamp()").scalar()
        return bool(abs(theirs - now) <= MOST_SKEW)
    query = "SELECT at FROM audit_event WHERE number = (SELECT number FROM audit_head WHERE id = 1)"
    newest = connection.execute(sa.text(query).columns(at=sa.DateTime())).scalar()
    return bool(newest is None or newest.replace(tzinfo=dt.UTC) - now <= MOST_SKEW)

"""How long a connection to PostgreSQL waits, and for what: nobody sits before a page because a server sleeps.

The server's own limits end what it works on too long. Where it does not answer at all, because its machine or its
process stands still, only we can notice: `Waiting` ends every single wait.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from clinic.outages import Away, Trouble, trouble

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 8
LOCK_SECONDS = 5
IDLE_SECONDS = 10
CHECKOUT_SECONDS = 5
RECYCLE_SECONDS = 1800
# A little more than the server's own limit: when it is alive, it says itself what took too long.
ANSWER_SECONDS = STATEMENT_SECONDS + 0.5
GREETING_SECONDS = 2
"""For the question whether a connection that was lying idle still leads anywhere."""
UNHURRIED_SECONDS = 24 * 3600
SCHEMA_LOCK = 4712
"""The trail's is 4711."""
LEFT_ALONE_SECONDS = 1
"""A server that did not answer is not asked again by everybody at once."""
KEEPALIVES = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


class Waiting(psycopg.Connection[Any]):
    """A connection that gives up a wait after a while, and is closed then: what it had begun never counts."""

    patience: float = ANSWER_SECONDS

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server, at most so long."""
        most = self.patience if timeout is None else min(timeout, self.patience)
        try:
            return super().wait(gen, interval, most)
        except TIMED_OUT as slow:
            self.close()
            raise psycopg.OperationalError("The server did not answer in time") from slow

    def rollback(self) -> None:
        """Give up what was begun. Where the connection is lost the server has done so already."""
        try:
            super().rollback()
        except psycopg.OperationalError:
            self.close()


TIMED_OUT: type[Exception] = psycopg.errors._WaitTimeout


def options(url: str, name: str, connections: int) -> dict[str, Any]:
    """The settings of an engine for `url`; `name` is how the server's own lists call us."""
    own = make_url(url).query.get("options", ())
    limits = (
        f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s "
        f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
    )
    return {
        "isolation_level": "READ COMMITTED",
        "hide_parameters": True,
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": CHECKOUT_SECONDS,
        "pool_recycle": RECYCLE_SECONDS,
        "connect_args": {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": 5000,
            "options": " ".join([limits, own] if isinstance(own, str) else [limits, *own]),
            "application_name": f"{name}-{socket.gethostname()}"[:63],
            **KEEPALIVES,
        },
    }


def prepare(engine: Engine) -> None:
    """Let `engine` open connections that give up, try once more where nothing can have happened, and ask in between."""
    door = _Door()
    event.listen(engine, "do_connect", lambda _dialect, _record, args, settings: door.open(args, settings))
    event.listen(engine, "checkout", _greet)
    event.listen(engine, "checkin", lambda _raw, record: record.info.__setitem__("rested", True))


@contextmanager
def unhurried(engine: Engine) -> Iterator[Connection]:
    """A connection without limits, for what takes as long as it takes (a new schema), and one such work at a time.

    On PostgreSQL whoever comes second waits here. SQLite lets one write anyway.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            raw: Any = connection.connection.dbapi_connection
            raw.patience = UNHURRIED_SECONDS
            connection.detach()  # never given to a request
            for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET {limit} = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({SCHEMA_LOCK})")
            connection.commit()
        yield connection


class _Door:
    """The way to the server: tried twice when it is shut, and left alone for a moment when nobody answers."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._shut_until = 0.0

    def open(self, args: Any, settings: dict[str, Any]) -> Waiting:
        """A new connection. Nothing can have happened on it yet, so a quick refusal is worth a second try."""
        with self._guard:
            if time.monotonic() < self._shut_until:
                raise Away("The database did not answer a moment ago")
        began = time.monotonic()
        try:
            return Waiting.connect(*args, **settings)
        except psycopg.OperationalError as error:
            is_slow = time.monotonic() - began > 1
            if is_slow or trouble(error) is not Trouble.AWAY:
                self._shut(is_slow)
                raise
        time.sleep(0.3)
        return Waiting.connect(*args, **settings)

    def _shut(self, is_slow: bool) -> None:
        if is_slow:
            with self._guard:
                self._shut_until = time.monotonic() + LEFT_ALONE_SECONDS


def _greet(raw: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection that lay idle whether it still leads anywhere; if not, none of its age does."""
    if not record.info.pop("rested", False):
        return
    raw.patience = GREETING_SECONDS
    try:
        with raw.cursor() as cursor:
            cursor.execute(";")
    except psycopg.Error as error:
        raise InvalidatePoolError("The connection leads nowhere any more") from error
    raw.rollback()
    raw.patience = ANSWER_SECONDS

"""The database: one metadata, the column types everything uses, and the rules no row may break.

Embedded default is an encrypted SQLite file (WAL, synchronous=FULL); PostgreSQL serves larger practices.
"""

import datetime as dt
import enum
import sqlite3
import threading
import uuid
from collections import deque
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from clinic import connections

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[dt.datetime]):
    """A point in time. Always aware, always UTC, in Python and in both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Choices(TypeDecorator[list[str]]):
    """A multiple choice: the ids of the options picked, in the order of the dictionary."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True


class Base(DeclarativeBase):
    """Every table: UUID key, moments in UTC, constraints named for the rule they keep."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            dt.datetime: Moment(),
            uuid.UUID: sa.Uuid(),
            list[str]: Choices(),
            dict[str, Any]: sa.JSON(none_as_null=True),
            str: sa.Text(),
        },
    )


def stored(kind: type[enum.StrEnum]) -> sa.Enum:
    """A StrEnum column stored by value, with a check constraint that names the allowed values."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


class Keyed:
    """Mixin: a random UUID key."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Dated:
    """Mixin: when the row was made and last changed."""

    created_at: Mapped[dt.datetime] = mapped_column(default=_utc)
    updated_at: Mapped[dt.datetime] = mapped_column(default=_utc, onupdate=_utc)


class AppendOnly:
    """Mixin: rows that are written once. The guard below says so in Python; triggers in the migration are the truth."""


class AppendOnlyRow(Exception):
    """Somebody tried to change or delete a row that must stay as it was written."""


class ReadOnlyRequest(Exception):
    """A page that only shows something tried to write. Mark its view with `records=True` if it should."""


# What was read stays readable after the commit: a session lasts as long as its request, and asking again for what the
# request has just written would open a second transaction for it.
db = SQLAlchemy(
    model_class=Base, session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False}
)


@event.listens_for(Session, "before_flush")
def _guard(session: Session, *_: object) -> None:
    for row in [*session.dirty, *session.deleted]:
        if isinstance(row, AppendOnly) and (row in session.deleted or session.is_modified(row)):
            raise AppendOnlyRow(f"{type(row).__name__} rows are never changed or deleted")
    changes = session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
    if changes and has_request_context() and g.get("only_reads", False):
        raise ReadOnlyRequest("This view changes data on a request that should only read")
    if changes:
        session.info["uncommitted"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
def _settled(session: Session, *_: object) -> None:
    session.info.pop("uncommitted", None)


CONNECTIONS = 24
"""One for each thread of the server, opened when first needed: nobody waits for a connection."""
PATIENCE = 5
"""Seconds that a writer waits for its turn before the page says that the clinic is busy."""


def engine_options(url: str, name: str = "footing") -> dict[str, Any]:
    """Engine settings for `url`. SQLite runs on SQLCipher's own bundled library, never the system's (WAL-reset bug).

    No engine ever puts the values of a statement into its errors: they are people's names and answers.
    """
    if not url.startswith("sqlite"):
        return connections.options(url, name, CONNECTIONS)
    import sqlcipher3.dbapi2 as sqlcipher

    options = {
        "module": sqlcipher,
        "hide_parameters": True,
        "connect_args": {"timeout": PATIENCE, "check_same_thread": False},
    }
    return options if url in ("sqlite://", "sqlite:///:memory:") else {**options, "pool_size": CONNECTIONS}


class Turns:
    """Whose turn it is to write: the threads of this process, in the order in which they came.

    SQLite lets writers wait by trying again after ever longer sleeps, and whoever sleeps longest goes hungry. Other
    processes still meet SQLite's own lock.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for a turn, at most so long. Whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():  # it came at the last moment
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Pass the turn on."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


def prepare(engine: Engine, key: str | None) -> None:
    """Attach the connection rules of its database to `engine`; SQLite's `key` is 64 hexadecimal digits."""
    if engine.dialect.name != "sqlite":
        connections.prepare(engine)
        return

    def connect(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves, below
        cursor = raw.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")  # a damaged file would fill the log; the answer says it once
        if key is not None:
            cursor.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            f"busy_timeout = {PATIENCE * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    turns = Turns()

    def begin(connection: Connection) -> None:
        # Read-then-write under a plain BEGIN fails at once when another writer is faster, so whatever
        # may write takes its lock at the start. Requests that only read do not queue behind writers.
        by_request = has_request_context() and g.get("only_reads", False)
        if by_request or connection.get_execution_options().get("only_reads"):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("turn"):
            if not turns.take(PATIENCE):
                raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
            connection.info["turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def done(_raw: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop("turn", False):
            turns.give()

    event.listen(engine, "connect", connect, insert=True)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", done)


def close(app: Flask) -> None:
    """Bring everything into the one file and let go of it, so that a copy of `footing.db` is whole after a stop."""
    with app.app_context():
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            raw = db.engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("PRAGMA busy_timeout = 5000")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
            finally:
                raw.close()
        db.engine.dispose()

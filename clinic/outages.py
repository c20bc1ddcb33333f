"""What is the matter when the database does not do as it is told: away, busy, full, damaged. The rest is our fault.

Asked of any error, whichever library raised it: SQLAlchemy's own, one that it wrapped, or one of the two drivers that
reached us bare.
"""

import enum
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidRequestError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection


class Trouble(enum.StrEnum):
    """Why nothing can be read or stored now."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"
    DAMAGED = "damaged"


# The low byte of SQLite's codes says what kind it is; the rest says where.
SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_READONLY: Trouble.AWAY,
    sqlite3.SQLITE_PERM: Trouble.AWAY,
    sqlite3.SQLITE_PROTOCOL: Trouble.AWAY,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}
# PostgreSQL's, longest beginning first: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = (
    ("53100", Trouble.FULL),  # disk full
    ("57014", Trouble.BUSY),  # statement_timeout
    ("55P03", Trouble.BUSY),  # lock_timeout
    ("40001", Trouble.BUSY),  # could not serialize
    ("40P01", Trouble.BUSY),  # deadlock
    ("25006", Trouble.AWAY),  # read-only: this server has become a standby
    ("25P03", Trouble.AWAY),  # idle_in_transaction_session_timeout
    ("25P04", Trouble.AWAY),  # transaction_timeout
    ("57P", Trouble.AWAY),  # shutting down, starting up, idle_session_timeout
    ("58", Trouble.AWAY),  # the server's own system
    ("53", Trouble.AWAY),  # too many connections, out of memory
    ("08", Trouble.AWAY),  # the connection
    ("28", Trouble.AWAY),  # the server does not know us
    ("3D", Trouble.AWAY),  # or not this database
    ("XX001", Trouble.DAMAGED),
    ("XX002", Trouble.DAMAGED),
)
ENDED = "8s2b"  # SQLAlchemy: can't reconnect until the invalid transaction is rolled back


class Away(ConnectionError):
    """The database was asked a moment ago and did not answer: it is not asked again yet."""


def trouble(error: BaseException | None) -> Trouble | None:
    """What is the matter with the database, or nothing: then the error is ours."""
    if error is None:
        return None
    if isinstance(error, (Away, NoConnection)):
        return Trouble.AWAY
    if isinstance(error, PendingRollbackError | InvalidRequestError):
        return Trouble.AWAY if error.code == ENDED else None
    if isinstance(error, DBAPIError):
        found = _by_code(error.orig)
        if found is None and (error.connection_invalidated or isinstance(error, InterfaceError)):
            return Trouble.AWAY
        return found
    return _by_code(error)


def _by_code(error: BaseException | None) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((kind for beginning, kind in POSTGRESQL if state.startswith(beginning)), None)
    kind = type(error)
    if kind.__module__.startswith("sqlcipher3") or kind.__module__.startswith("sqlite3"):
        said = str(error)
        return Trouble.BUSY if "locked" in said or "busy" in said else None
    # Without a code of the server's, psycopg speaks of the connection itself.
    is_lost = kind.__module__.startswith("psycopg") and kind.__name__ in ("OperationalError", "InterfaceError")
    is_slow = kind.__name__ == "ConnectionTimeout"
    return Trouble.AWAY if is_lost or is_slow else None

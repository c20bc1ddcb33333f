"""What happens before a practice is open: the keys must fit, the version must fit, nothing may be damaged.

A refusal is one sentence that says what to do, and nothing has been written by then.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import Connection, make_url

from clinic import disk, keyring
from clinic.audit.models import AuditEvent
from clinic.clock import wall_clock
from clinic.connections import unhurried
from clinic.database import db
from clinic.integrity import damage
from clinic.outages import Trouble, trouble

AHEAD = dt.timedelta(minutes=5)


class CannotStart(Exception):
    """Why the practice is not opened, in one sentence."""


def refuse(app: Flask, migrations: Path) -> None:
    """Raise `CannotStart` where the keys or the version do not fit the database. Writes nothing."""
    with _in_words(app), db.engine.connect().execution_options(only_reads=True) as connection:
        _refuse_a_newer_one(connection, migrations)
        _refuse_other_keys(app, connection)


def make_ready(app: Flask, migrations: Path) -> None:
    """Bring the database up to date and write down which keys it belongs to; one start at a time does so."""
    refuse(app, migrations)
    with _in_words(app):
        flask_migrate.upgrade(directory=str(migrations))
        with unhurried(db.engine) as connection, connection.begin():
            keyring.remember(connection, keyring.at_hand(app.config))
    folder = app.config.get("DATA_FOLDER")
    if folder is not None:
        disk.keep_reserve(folder)
    with _in_words(app), db.engine.connect().execution_options(only_reads=True) as connection:
        _refuse_other_keys(app, connection)  # another server's may have been written meanwhile
        broken = damage(connection)
    if broken:
        raise CannotStart(f"{_place(app)} is damaged ({broken}): keep it as it is and bring back the last copy.")


def _refuse_a_newer_one(connection: Connection, migrations: Path) -> None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(migrations))
    known = {revision.revision for revision in ScriptDirectory.from_config(settings).walk_revisions()}
    at = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if at is not None and at not in known:
        raise CannotStart(
            f"The database is of a newer Footing (revision {at}): start that version, "
            "or bring back the copy that was made before it."
        )


def _refuse_other_keys(app: Flask, connection: Connection) -> None:
    mine = keyring.at_hand(app.config)
    wrong = keyring.wrong(connection, mine)
    if wrong is None and not _sealed_with(app, connection):
        wrong = keyring.SECRET
    if wrong is not None:
        raise CannotStart(
            f"The key in {_key_file(app, wrong)} is not the one this practice was made with: "
            "put its own key folder back."
        )


def _sealed_with(app: Flask, connection: Connection) -> bool:
    """Whether the trail of a practice that knows no fingerprints yet was sealed with the key at hand."""
    tables = set(sa.inspect(connection).get_table_names())
    if "audit_head" not in tables:
        return True
    if "key_fingerprint" in tables and connection.scalar(
        sa.select(sa.func.count()).select_from(keyring.KeyFingerprint)
    ):
        return True  # said already
    head = connection.execute(sa.text("SELECT number, seal, head_seal FROM audit_head WHERE id = 1")).first()
    if head is None:
        return True
    text = f"head {head.number} {head.seal}".encode()
    return hmac.compare_digest(hmac.new(app.extensions["audit_key"], text, hashlib.sha256).hexdigest(), head.head_seal)


def _key_file(app: Flask, name: str) -> str:
    folder = app.config.get("KEY_FOLDER")
    return str(folder / keyring.FILES[name]) if folder else keyring.FILES[name]


def _place(app: Flask) -> str:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database}"
    return f"The PostgreSQL database {url.database} at {url.host or 'this machine'}, port {url.port or 5432},"


@contextmanager
def _in_words(app: Flask) -> Iterator[None]:
    """Turn what the database may answer into the one sentence for whoever started Footing."""
    try:
        yield
    except CannotStart:
        raise
    except Exception as error:
        kind = trouble(error)
        if kind is None:
            raise
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
        raise CannotStart(_sentence(app, kind, said)) from error


def _sentence(app: Flask, kind: Trouble, said: str) -> str:
    place = _place(app)
    if kind is Trouble.FULL:
        return f"{place} is on a disk that is full: make room, half a gigabyte at least."
    if kind is Trouble.BUSY:
        return f"{place} is held by another program ({said}): end that one, or wait."
    if kind is Trouble.DAMAGED and "not a database" in said:
        return (
            f"{place} cannot be opened with the key in {_key_file(app, keyring.DATABASE)}: put the key folder of this "
            "practice back; if it is the right one, the file is damaged: bring back the last copy."
        )
    if kind is Trouble.DAMAGED:
        return f"{place} is damaged ({said}): keep it as it is and bring back the last copy."
    return f"{place} cannot be used ({said}): see that it is there and knows this user."


def clock_warnings() -> Iterator[str]:
    """What to say where the newest record is of a time that this machine's clock has not reached."""
    newest = db.session.scalar(sa.select(sa.func.max(AuditEvent.at)))
    db.session.rollback()
    if newest is not None and newest > wall_clock() + AHEAD:
        yield (
            f"This machine's clock says {wall_clock():%Y-%m-%d %H:%M} UTC, but the newest record is of "
            f"{newest:%Y-%m-%d %H:%M} UTC: put the clock right before anybody works here."
        )

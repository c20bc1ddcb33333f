"""What the doctor looks at: the database, its keys, the audit trail, stored paper, room, the renderer."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from clinic import disk, keyring
from clinic.audit import trail
from clinic.database import db
from clinic.handout.models import Handout
from clinic.integrity import damage


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and whether it is well."""

    is_well: bool
    words: str


def examine() -> Iterator[Finding]:
    """Look at everything in turn. What the database cannot even be asked is a finding too, and the rest goes on."""
    looks = (("Database", _database), ("Keys", _keys), ("Audit trail", _trail), ("Stored handouts", _paper))
    for what, look in looks:
        try:
            yield look()
        except sa.exc.DBAPIError as broken:
            db.session.rollback()
            said = str(broken.orig).splitlines()[0]
            yield Finding(False, f"{what}: cannot be read ({said}). Stop the server and bring back the last copy.")
    try:
        yield from _server()
    except sa.exc.DBAPIError:
        db.session.rollback()  # said above
    yield from _room()
    yield _renderer()


def _trail() -> Finding:
    faults = list(trail.faults())
    return Finding(not faults, faults[0] if faults else "The audit trail is intact.")


def _database() -> Finding:
    broken = damage(db.session.connection())
    if db.engine.dialect.name == "sqlite":
        journal = db.session.execute(sa.text("PRAGMA journal_mode")).scalar()
        sync = db.session.execute(sa.text("PRAGMA synchronous")).scalar()
        cipher = db.session.execute(sa.text("PRAGMA cipher_version")).scalar()
        well = broken is None and (journal, sync) == ("wal", 2) and bool(cipher)
        said = broken or "every page and table is whole"
        return Finding(well, f"Database: {said}, journal {journal}, synchronous {sync}, SQLCipher {cipher}.")
    settings = {
        name: str(db.session.execute(sa.text(f"SHOW {name}")).scalar())
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    }
    said = ", ".join(f"{name} {value}" for name, value in settings.items())
    return Finding(broken is None and set(settings.values()) <= {"on"}, f"Database: {broken or said}.")


def _keys() -> Finding:
    wrong = keyring.wrong(db.session.connection(), keyring.at_hand(current_app.config))
    if wrong is not None:
        return Finding(False, f"Keys: {keyring.FILES[wrong]} is not this practice's. Put its own key folder back.")
    return Finding(True, "Keys: they are this practice's own.")


def _server() -> Iterator[Finding]:
    """What the guide asks of a PostgreSQL server: nobody reads along, and its log keeps no words of a patient."""
    if db.engine.dialect.name == "sqlite":
        return
    ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    away = "SELECT NOT inet_server_addr() <<= '127.0.0.0/8' AND host(inet_server_addr()) <> '::1'"
    over_network, tls = (bool(db.session.execute(sa.text(query)).scalar()) for query in (away, ask))
    words = "with TLS" if tls else "without TLS" if over_network else "on this machine"
    yield Finding(tls or not over_network, f"Connection to the database: {words}.")
    terse = db.session.execute(sa.text("SHOW log_error_verbosity")).scalar() == "terse"
    advice = "keeps no values" if terse else "may keep values of patients: ALTER SYSTEM SET log_error_verbosity = terse"
    yield Finding(terse, f"The database server's own log {advice}.")


def _paper() -> Finding:
    bad = count = 0
    query = sa.select(Handout.pdf, Handout.pdf_sha256).execution_options(yield_per=20)
    for pdf, sha256 in db.session.execute(query):
        count += 1
        bad += hashlib.sha256(pdf).hexdigest() != sha256
    return Finding(not bad, f"Stored handouts: {count}, of which {bad} differ from their hash.")


def _room() -> Iterator[Finding]:
    folder = current_app.config.get("DATA_FOLDER")
    if folder is not None and folder.exists():
        left = disk.free(folder)
        well = left >= current_app.config.get("LEAST_FREE", disk.LEAST_FREE)
        yield Finding(well, f"Room on the disk: {disk.in_words(left)} free{'' if well else ': make room'}.")


def _renderer() -> Finding:
    from clinic.renderer import client

    try:
        pages = client.render("<!doctype html><html lang='en'><title>Test page</title><h1>Test page</h1></html>")
    except client.RenderFailed as failed:
        return Finding(False, f"The renderer: {failed}")
    return Finding(pages.startswith(b"%PDF"), "The renderer draws a page.")

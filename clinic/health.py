"""What `flask doctor` looks at: the database file, the audit trail, the stored paper, the renderer."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from clinic.audit import trail
from clinic.database import db
from clinic.handout.models import Handout


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and whether it is well."""

    is_well: bool
    words: str


def examine() -> Iterator[Finding]:
    """Look at everything in turn. What the database cannot even be asked is a finding too, and the rest goes on."""
    for what, look in (("Database", _database), ("Audit trail", _trail), ("Stored handouts", _paper)):
        try:
            yield look()
        except sa.exc.DBAPIError as broken:
            db.session.rollback()
            said = str(broken.orig).splitlines()[0]
            yield Finding(False, f"{what}: cannot be read ({said}). Stop the server and bring back the last copy.")
    yield _renderer()


def _trail() -> Finding:
    faults = list(trail.faults())
    return Finding(not faults, faults[0] if faults else "The audit trail is intact.")


def _database() -> Finding:
    if db.engine.dialect.name == "sqlite":
        answer = db.session.execute(sa.text("PRAGMA integrity_check")).scalar()
        journal = db.session.execute(sa.text("PRAGMA journal_mode")).scalar()
        sync = db.session.execute(sa.text("PRAGMA synchronous")).scalar()
        cipher = db.session.execute(sa.text("PRAGMA cipher_version")).scalar()
        well = answer == "ok" and (journal, sync) == ("wal", 2) and bool(cipher)
        return Finding(well, f"Database: {answer}, journal {journal}, synchronous {sync}, SQLCipher {cipher}.")
    settings = {
        name: db.session.execute(sa.text(f"SHOW {name}")).scalar()
        for name in ("fsync", "full_page_writes", "synchronous_commit")
    }
    return Finding(
        set(settings.values()) <= {"on"}, "Database: " + ", ".join(f"{k} {v}" for k, v in settings.items()) + "."
    )


def _paper() -> Finding:
    bad = count = 0
    query = sa.select(Handout.pdf, Handout.pdf_sha256).execution_options(yield_per=20)
    for pdf, sha256 in db.session.execute(query):
        count += 1
        bad += hashlib.sha256(pdf).hexdigest() != sha256
    return Finding(not bad, f"Stored handouts: {count}, of which {bad} differ from their hash.")


def _renderer() -> Finding:
    from clinic.handout import pdf

    try:
        pages = pdf.render("<!doctype html><html lang='en'><title>Test page</title><h1>Test page</h1></html>")
    except pdf.RenderFailed as failed:
        return Finding(False, f"The renderer: {failed}")
    return Finding(pages.startswith(b"%PDF"), "The renderer draws a page.")

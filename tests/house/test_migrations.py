"""The history of the database: one line, both directions, in step with the models."""

from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from clinic import create_app
from clinic.database import db as database
from tests.conftest import KEY, Settings

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
REVISIONS = [r.revision for r in reversed(list(ScriptDirectory(MIGRATIONS).walk_revisions()))]


@pytest.fixture
def fresh(request, tmp_path, database_url):
    """An application on an empty database of its own."""
    server = request.config.getoption("--database")
    if not server:
        url = f"sqlite:///{tmp_path / 'fresh.db'}"
        yield create_app(Settings(url))
        return
    name = f"footing_fresh_{tmp_path.name[-20:].replace('-', '_').lower()}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    app = create_app(Settings(sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False)))
    yield app
    with app.app_context():
        database.engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


def _shape():
    inspector = sa.inspect(database.engine)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {name: sorted(str(c["name"]) for c in inspector.get_columns(name)) for name in sorted(tables)}


def test_revisions_are_numbered_and_stand_in_one_line():
    assert [r[:4] for r in REVISIONS] == [f"{n:04d}" for n in range(1, len(REVISIONS) + 1)]
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1


def test_the_newest_revision_is_what_the_models_say(fresh):
    with fresh.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, database.metadatas[None]) == []


def test_every_revision_goes_up_and_comes_back_to_the_same_shape(fresh):
    with fresh.app_context():
        for revision in REVISIONS:
            before = _shape()
            flask_migrate.upgrade(directory=MIGRATIONS, revision=revision)
            after = _shape()
            flask_migrate.downgrade(directory=MIGRATIONS, revision="-1")
            assert _shape() == before
            flask_migrate.upgrade(directory=MIGRATIONS, revision=revision)
            assert _shape() == after


def test_the_embedded_file_is_encrypted_and_set_for_power_loss(fresh, tmp_path, request):
    if request.config.getoption("--database"):
        with fresh.app_context():
            for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
                assert database.session.execute(sa.text(f"SHOW {name}")).scalar() == "on"
        return
    with fresh.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        pragma = lambda name: database.session.execute(sa.text(f"PRAGMA {name}")).scalar()  # noqa: E731
        assert pragma("cipher_version")
        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
        version = tuple(
            int(part) for part in str(database.session.execute(sa.text("SELECT sqlite_version()")).scalar()).split(".")
        )
        assert version >= (3, 51, 3)
        database.session.remove()
        database.engine.dispose()
    head = (tmp_path / "fresh.db").read_bytes()[:16]
    assert head != b"SQLite format 3\x00" and KEY.encode() not in head

"""A practice is opened with its own keys, by a version that knows it, undamaged; else one sentence, nothing written."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app, keyring
from clinic.audit import actions, trail
from clinic.clock import utcnow
from clinic.database import db as database
from clinic.operations import starting
from config import Config
from places import Place, Refusal
from tests import databases, factories
from tests.clusters import Cluster
from tests.conftest import KEY, Settings

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "migrations"
OTHER = "another-key-of-more-than-thirty-two-bytes"


@pytest.fixture
def url(request, tmp_path, database_url):
    """The address of an empty database."""
    server = request.config.getoption("--database")
    if not server:
        yield f"sqlite:///{tmp_path / 'practice.db'}"
        return
    with databases.fresh(server) as fresh:
        yield fresh


def opened(url, **more):
    """An application on the database at `url`, made ready as the server's start does."""
    app = create_app(Settings(url, **more))
    with app.app_context():
        try:
            starting.make_ready(app, MIGRATIONS)
        except starting.CannotStart:
            database.session.remove()
            database.engine.dispose()
            raise
    return app


def closed(app):
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def practice(url, **more):
    """A practice with something in its trail."""
    app = opened(url, **more)
    with app.app_context():
        factories.PracticeFactory()
        trail.record(actions.Action.PRACTICE_SET_UP, actor="system", at=utcnow())
        database.session.commit()
    closed(app)


def everything(url):
    """Every row of every table, and the schema's version."""
    app = create_app(Settings(url))
    with app.app_context(), database.engine.connect() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        held = {t.name: [tuple(map(str, row)) for row in connection.execute(t.select())] for t in tables.sorted_tables}
    closed(app)
    return held


def refused(url, **more):
    """The sentence with which a start is refused; nothing was written."""
    with pytest.raises(starting.CannotStart) as why:
        opened(url, **more)
    said = str(why.value)
    assert "\n" not in said and said.endswith(".") and "Traceback" not in said
    return said


def test_a_new_practice_knows_its_keys_and_never_the_keys_themselves(url):
    practice(url)
    held = everything(url)["key_fingerprint"]
    names = {"secret"} | ({"database"} if url.startswith("sqlite") else set())
    assert {name for name, _ in held} == names and {len(known) for _, known in held} == {32}
    assert KEY not in str(held) and keyring.fingerprint(KEY) != keyring.fingerprint(OTHER)


def test_another_secret_key_is_refused_and_the_trail_stays_whole(url):
    practice(url)
    before = everything(url)
    assert "secret.key" in refused(url, SECRET_KEY=OTHER)
    assert everything(url) == before
    app = opened(url)
    with app.app_context():
        assert list(trail.faults()) == []
    closed(app)


def _to_version_0_2_0(url):
    """Put the database back to before it knew fingerprints."""
    app = create_app(Settings(url))
    with app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0005_shoes_worn")
    closed(app)


def test_a_practice_of_0_2_0_is_given_its_fingerprints_at_the_first_start_and_no_other_key_is(url):
    practice(url)
    _to_version_0_2_0(url)
    before = everything(url)
    assert "key_fingerprint" not in before
    assert "secret.key" in refused(url, SECRET_KEY=OTHER)
    assert everything(url) == before
    closed(opened(url))
    assert "secret" in dict(everything(url)["key_fingerprint"])


def test_a_newer_database_is_never_opened(url):
    practice(url)
    app = create_app(Settings(url))
    with app.app_context(), database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999_of_tomorrow'")
    closed(app)
    before = everything(url)
    said = refused(url)
    assert "newer Footing" in said and "0999_of_tomorrow" in said and everything(url) == before


def test_a_file_that_its_key_does_not_open_is_said_in_one_sentence(request, tmp_path, url, capfd):
    if not url.startswith("sqlite"):
        pytest.skip("This is about the embedded file")
    practice(url)
    before = (tmp_path / "practice.db").read_bytes()
    said = refused(url, DATABASE_KEY="ab" * 32)
    assert "practice.db" in said and "database.key" in said
    assert (tmp_path / "practice.db").read_bytes() == before
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("nth", [3, 20, -1])
def test_a_damaged_page_is_said_in_one_sentence_and_not_under_a_hundred_lines_of_the_ciphers(tmp_path, url, capfd, nth):
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL holds its pages against checksums of its own")
    practice(url)
    file = tmp_path / "practice.db"
    data = bytearray(file.read_bytes())
    at = (len(data) // 4096 + nth if nth < 0 else nth) * 4096 + 100
    data[at : at + 8] = bytes(one ^ 0xFF for one in data[at : at + 8])
    file.write_bytes(data)
    assert "practice.db is damaged" in refused(url) and "bring back the last copy" in refused(url)
    assert file.read_bytes() == bytes(data)
    assert capfd.readouterr().err == ""


def test_a_postgresql_that_is_not_there_is_said_in_one_sentence():
    said = refused("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert "127.0.0.1, port 1" in said and "refused" in said


# --- keys that are made, and keys that never are ----------------------------------------------------------------------


@pytest.fixture
def home(tmp_path):
    return {"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}


@pytest.fixture
def server(request, url):
    """An empty PostgreSQL database."""
    if url.startswith("sqlite"):
        own = Cluster()
        own.start()
        yield own.database()
        own.remove()
    else:
        yield url


def _told(home, tmp_path, url, name):
    return {**home, "FOOTING_DATABASE_URL": url, "FOOTING_PRACTICE": str(tmp_path / name)}


def _run(program, environment, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


READY = """
import os, sys
sys.path[:0] = [".", "script"]
import serve
from config import Config
serve.settle(serve.arguments(["--practice", os.environ["FOOTING_PRACTICE"]]))
serve.make_ready(Config.from_env())
"""


def test_keys_are_made_for_an_empty_database_and_never_for_one_that_holds_a_practice(home, tmp_path, server):
    first = Config.from_env(_told(home, tmp_path, server, "first"))
    assert first.place is not None and first.secret_key
    done = _run(READY, _told(home, tmp_path, server, "first"))
    assert done.returncode == 0, done.stderr
    with pytest.raises(Refusal) as why:
        Config.from_env(_told(home, tmp_path, server, "second"))
    assert "was made with a key that is not in" in why.value.message
    second = Place.from_env(_told(home, tmp_path, server, "second"))
    assert not second.keys.exists() and not second.data.exists(), "a refused start leaves nothing"

    # A server with a key of its own: refused with 78 and one sentence, and the first one goes on.
    second.keys.mkdir(mode=0o700, parents=True)
    (second.keys / "secret.key").write_text("0123456789abcdef" * 4 + "\n")
    (second.keys / "secret.key").chmod(0o600)
    began = time.monotonic()
    other = subprocess.run(
        [sys.executable, "script/serve.py", "--practice", str(tmp_path / "second"), "--port", "8"],
        cwd=ROOT, env=_told(home, tmp_path, server, "second"), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert other.returncode == 78 and other.stderr.count("\n") == 1, other.stderr
    assert "secret.key is not the one this practice was made with" in other.stderr
    assert time.monotonic() - began < 30

    # The dump is back and the keys are at hand: a data folder that never was starts, without a file made by hand.
    keys = {"FOOTING_KEYS": str(first.place.keys)}
    restored = _run(READY, {**_told(home, tmp_path, server, "restored"), **keys})
    assert restored.returncode == 0, restored.stderr
    assert Config.from_env({**_told(home, tmp_path, server, "again"), **keys}).secret_key == first.secret_key


def test_no_key_is_made_while_the_server_cannot_be_asked(home, tmp_path):
    told = _told(home, tmp_path, "postgresql+psycopg://a:secret-word@127.0.0.1:1/b", "p")
    with pytest.raises(Refusal, match="No key is made") as why:
        Config.from_env(told)
    assert "secret-word" not in why.value.message
    assert not Place.from_env(told).keys.exists() and not Place.from_env(told).data.exists()


def test_a_folder_whose_practice_is_on_a_server_is_not_opened_as_an_empty_one(home, tmp_path, server):
    told = _told(home, tmp_path, server, "p")
    Config.from_env(told)
    with pytest.raises(Refusal, match="set FOOTING_DATABASE_URL"):
        Config.from_env({**told, "FOOTING_DATABASE_URL": ""})


def test_four_first_starts_at_once_on_an_empty_database_all_end_well(home, tmp_path, server):
    keys = {"FOOTING_KEYS": str(tmp_path / "keys")}
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", READY], cwd=ROOT, env={**_told(home, tmp_path, server, f"p{n}"), **keys},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(4)
    ]  # fmt: skip
    ends = [(start.communicate(timeout=240), start.returncode) for start in starts]
    assert [status for _, status in ends] == [0, 0, 0, 0], ends
    again = [
        subprocess.Popen([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT,
                         env={**_told(home, tmp_path, server, f"p{n}"), **keys}, stderr=subprocess.PIPE)
        for n in range(2)
    ]  # fmt: skip
    assert [(one.communicate(timeout=120), one.returncode)[1] for one in again] == [0, 0]


# --- the address ------------------------------------------------------------------------------------------------------


def test_the_address_may_stand_in_a_file_that_only_its_owner_reads(home, tmp_path):
    file = tmp_path / "url"
    told = {**home, "FOOTING_PRACTICE": str(tmp_path / "p"), "FOOTING_DATABASE_URL_FILE": str(file)}
    for text, mode, words in (
        (None, 0, "cannot be read"),
        ("", 0o600, "is empty"),
        ("postgresql+psycopg://a@127.0.0.1:1/b", 0o644, "chmod 600"),
        ("mysql://x", 0o600, "must start with"),
    ):
        if text is not None:
            file.write_text(text)
            file.chmod(mode)
        with pytest.raises(Refusal, match=words):
            Config.from_env(told)
    with pytest.raises(Refusal, match="both set"):
        Config.from_env({**told, "FOOTING_DATABASE_URL": "postgresql+psycopg://a@127.0.0.1/b"})
    keys = Place.from_env(told).keys
    keys.mkdir(mode=0o700, parents=True)
    (keys / "secret.key").write_text("0123456789abcdef" * 4)
    (keys / "secret.key").chmod(0o600)
    file.write_text("postgresql+psycopg://a@127.0.0.1:1/b\n")
    file.chmod(0o600)
    assert Config.from_env(told).database_url == "postgresql+psycopg://a@127.0.0.1:1/b"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://a@db.example/b", "sslrootcert"),
        ("postgresql+psycopg://a@db.example/b?sslmode=require&sslrootcert=x", "verify-full"),
        ("postgresql+psycopg://a@/b?host=127.0.0.1,db.example&sslmode=prefer", "db.example"),
        ("postgresql+psycopg://a@127.0.0.1:port/b", "not an address"),
    ],
)
def test_over_a_network_the_servers_identity_is_always_checked(home, tmp_path, url, words):
    with pytest.raises(Refusal, match=words):
        Config.from_env({**home, "FOOTING_PRACTICE": str(tmp_path / "p"), "FOOTING_DATABASE_URL": url})
    made = Config.testing("postgresql+psycopg://a@127.0.0.1/b")
    assert made.database_url == "postgresql+psycopg://a@127.0.0.1/b"


def test_a_clock_behind_the_newest_record_is_said_at_the_start(url, monkeypatch):
    app = opened(url)
    with app.app_context():
        trail.record(actions.Action.SIGNED_OUT, actor="system", at=utcnow())
        database.session.commit()
        assert list(starting.clock_warnings()) == []
        monkeypatch.setattr(starting, "wall_clock", lambda: utcnow() - dt.timedelta(days=1100))
        (said,) = starting.clock_warnings()
        assert "put the clock right" in said
        database.session.remove()
        database.engine.dispose()

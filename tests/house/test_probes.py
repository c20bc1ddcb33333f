"""What monitors are told, and who is told nothing; a disk that fills up, and what goes on meanwhile."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import time

import pytest
import sqlalchemy as sa

from clinic import create_app, disk, keyring, sessions
from clinic.audit import actions, trail
from clinic.audit.models import AuditEvent
from clinic.clock import utcnow, wall_clock
from clinic.database import db as database
from clinic.operations import daily, starting
from clinic.operations.probes import Probes
from clinic.patients.models import Patient
from clinic.renderer import client
from config import Config
from places import Refusal
from tests import databases, factories
from tests.browsers import Client, holding
from tests.conftest import Settings
from tests.house.test_scripts import Running
from tests.house.test_starting import MIGRATIONS


@pytest.fixture
def own(request, tmp_path, database_url):
    """An application on a database of its own, made ready, and its monitors' door."""
    server = request.config.getoption("--database")
    folder = tmp_path / "data"
    folder.mkdir()
    if server:
        with databases.fresh(server) as url:
            yield from _served(url, folder)
    else:
        yield from _served(f"sqlite:///{folder / 'footing.db'}", folder)


def _served(url, folder, **more):
    app = create_app(Settings(url, DATA_FOLDER=folder, LEAST_FREE=1 << 20, PROBES=["10.1.0.0/16", "192.0.2.7"], **more))
    app.test_client_class = Client
    with app.app_context():
        starting.make_ready(app, MIGRATIONS)
        factories.PracticeFactory()
        database.session.remove()
    app.wsgi_app = Probes(app.wsgi_app, app)
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def ask(app, path="/readyz", peer="127.0.0.1", *, anew=True):
    if anew:
        app.extensions["probes"].known_until = 0.0
    return app.test_client().get(path, environ_overrides={"REMOTE_ADDR": peer}, check=False)


def why(app):
    page = ask(app)
    told = json.loads(page.data)
    assert page.data.count(b"\n") == 1 and (page.status_code == 200) == told["ok"] == (not told["reasons"])
    return told["reasons"]


def rows(app):
    with app.app_context():
        counts = [database.session.query(kind).count() for kind in (sessions.BrowserSession, AuditEvent)]
        database.session.remove()
    return counts


def test_a_thousand_probes_leave_no_row_no_cookie_and_no_event(own):
    before = rows(own)
    for nth in range(1000):
        page = ask(own, ("/livez", "/readyz")[nth % 2], anew=nth % 100 == 1)
        assert page.status_code == 200 and "Set-Cookie" not in page.headers, page.data
    assert rows(own) == before


@pytest.mark.parametrize("peer", ["10.2.0.1", "192.0.2.8", "2001:db8::1", "not an address"])
def test_for_anybody_else_there_is_nothing(own, peer):
    for path in ("/livez", "/readyz"):
        assert ask(own, path, peer).status_code == 404
    for friend in ("10.1.9.9", "192.0.2.7", "::1", "::ffff:127.0.0.1", "127.0.0.9"):
        assert ask(own, "/readyz", friend).status_code == 200


def test_each_reason_broken_in_turn_is_named(own, monkeypatch):
    assert why(own) == []
    for word, statement in (
        ("revision", "UPDATE alembic_version SET version_num = '0001_first_tables'"),
        ("key", "UPDATE key_fingerprint SET fingerprint = 'other'"),
    ):
        table = statement.split()[1]
        with own.app_context(), database.engine.begin() as connection:
            kept = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            connection.exec_driver_sql(statement)
        assert why(own) == [word]
        with own.app_context(), database.engine.begin() as connection:
            if word == "key":
                for name, known in kept:
                    connection.execute(
                        sa.update(keyring.KeyFingerprint)
                        .where(keyring.KeyFingerprint.name == name)
                        .values(fingerprint=known)
                    )
            else:
                connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{kept[0][0]}'")
        assert why(own) == []
    own.config["LEAST_FREE"] = 1 << 60
    assert why(own) == ["disk"]
    own.config["LEAST_FREE"] = 0
    own.extensions["damage"] = "3 of its pages"
    assert why(own) == ["damage"]
    own.extensions["damage"] = None
    with own.app_context():
        trail.record(actions.Action.PRACTICE_CHANGED, actor="system", at=utcnow(), fields=["name"])
        database.session.commit()
        database.session.remove()
    own.extensions["clock"] = lambda: wall_clock() - dt.timedelta(seconds=60)
    assert why(own) == ["clock"]
    own.extensions["clock"] = wall_clock
    client.render("<!doctype html><html lang='en'><title>Test page</title><h1>Test page</h1></html>")
    os.kill(client.renderer().pid, signal.SIGKILL)
    client.renderer()._process.wait()
    assert why(own) == ["renderer"] and why(own) == []
    with own.app_context():
        url = database.engine.url
        database.engine.dispose()
    if url.get_backend_name() == "sqlite":
        shutil.move(url.database, url.database + ".away")
        os.mkdir(url.database)
        assert why(own)[0].startswith("database")
        os.rmdir(url.database)
        shutil.move(url.database + ".away", url.database)
        assert why(own) == []


def test_what_was_seen_is_told_for_a_second_and_many_monitors_ask_once(own):
    assert why(own) == []
    own.config["LEAST_FREE"] = 1 << 60
    assert ask(own, anew=False).status_code == 200
    time.sleep(1.1)
    assert ask(own, anew=False).status_code == 503


def test_a_probe_waits_for_no_writer(own):
    with own.app_context(), database.engine.connect() as holder:
        holder.execute(sa.text("UPDATE practice SET name = 'Held'"))
        began = time.monotonic()
        assert why(own) == [] and time.monotonic() - began < 2
        holder.rollback()


def test_addresses_of_monitors_are_checked():
    made = Config.testing("sqlite://", probes=("10.0.0.0/8", "::1"))
    assert made.as_flask()["PROBES"] == ("10.0.0.0/8", "::1")
    with pytest.raises(Refusal, match="FOOTING_PROBES"):
        Config.testing("sqlite://", probes=("everybody",))


def test_told_to_end_a_server_says_so_five_seconds_before_it_closes(tmp_path):
    with Running(tmp_path / "home", []) as server:
        assert server.get("/livez").status == 200 and server.get("/readyz").status == 200
        server.process.terminate()
        began, seen = time.monotonic(), []
        while time.monotonic() - began < 12:
            try:
                seen.append((time.monotonic() - began, server.get("/readyz").status))
            except OSError:
                break
            time.sleep(0.2)
        assert seen[-1][0] > 4 and {status for at, status in seen if at > 1} == {503}, seen


# --- a disk that fills up ---------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path, request):
    """An application whose data folder is a disk of 8 MB."""
    if os.geteuid() != 0 or request.config.getoption("--database"):
        pytest.skip("Only root may make a small disk, and this is about the embedded file")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("No small disk can be made here")
    try:
        yield from _served(f"sqlite:///{folder / 'footing.db'}", folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _fill(folder):
    with (folder / "footing.filler").open("ab", buffering=0) as filler:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    filler.write(bytes(size))
                except OSError:
                    break


def test_a_full_disk_is_said_nothing_is_lost_and_the_reserve_lets_the_clinic_go_on(small):
    folder = small.config["DATA_FOLDER"]
    assert (folder / disk.RESERVE).stat().st_blocks > 0
    with small.app_context():
        factories.UserFactory(roles=["clinician"])
        me = factories.UserFactory(roles=["front_desk", "admin"])
        browser = holding(small, wall_clock(), kind=sessions.Kind.STAFF, user_id=me.id)
        token = browser.csrf()
        database.session.remove()
    assert browser.get("/").status_code == 200
    small.config["LEAST_FREE"] = 4 << 20
    _fill(folder)
    said = None
    for _ in range(400):
        page = browser.get("/")
        if page.status_code != 200:
            said = page
            break
    assert said is not None and said.status_code == 503 and "The disk is full" in said.says and "El disco" in said.says
    assert not (folder / disk.RESERVE).exists()
    # The reserve: looking, signing in and saving go on, and the administrator is told.
    page = browser.get("/")
    assert page.status_code == 200 and "left. Make room" in page.says
    person = {"name": "Testa Nobody", "born_on": "03/14/1992", "chart_number": "ZZ-1"}
    assert browser.post("/walk-in", data={"csrf_token": token, **person}).status_code == 303
    # Nothing left at all: what was typed stays on the page, and is kept once there is room.
    _fill(folder)
    for nth in range(400):
        other = {"name": f"Testa Other{'x' * 40}", "born_on": "03/14/1992", "chart_number": f"ZZ-{nth + 2}"}
        page = browser.post("/walk-in", data={"csrf_token": token, **other})
        if page.status_code != 303:
            break
    assert page.status_code == 503 and "The disk is full" in page.says
    again = page.form("/walk-in")
    assert again["chart_number"] == other["chart_number"]
    assert ask(small).status_code == 503
    (folder / "footing.filler").unlink()
    assert browser.post("/walk-in", data=again).status_code == 303
    with small.app_context():
        assert database.session.query(Patient).filter_by(chart_number=other["chart_number"]).count() == 1
        assert list(trail.faults()) == []
        database.session.remove()
    assert daily.look(small) is None


def test_the_daily_look_finds_a_damaged_page_tells_the_administrator_and_monitors(own):
    with own.app_context():
        url = database.engine.url
        me = factories.UserFactory(roles=["admin"])
        browser = holding(own, wall_clock(), kind=sessions.Kind.STAFF, user_id=me.id)
        database.session.remove()
        if url.get_backend_name() != "sqlite":
            pytest.skip("PostgreSQL holds its pages against checksums of its own")
        database.engine.dispose()  # the last one out writes everything into the file
    assert daily.look(own) is None and "damaged" not in browser.get("/users").says
    with open(url.database, "r+b") as file:
        file.seek(-4000, os.SEEK_END)
        file.write(b"spoiled")
    assert "match their seal" in daily.look(own)
    assert "damage" in why(own)
    assert "found the file of the records damaged" in browser.get("/users").says

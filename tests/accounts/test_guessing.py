"""Guesses that come at once, from the future, from elsewhere: five are judged, and the right person comes in."""

import subprocess
import sys
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app, guessing
from clinic.accounts import passwords
from clinic.accounts.models import KnownDevice
from clinic.audit.models import AuditEvent
from clinic.database import db as database
from clinic.guessing import WrongTry
from tests import databases, factories
from tests.conftest import Settings
from tests.factories import UserFactory
from tests.house.test_migrations import MIGRATIONS

GOOD = "four plain words here"
AT_ONCE = 32


@pytest.fixture(scope="module")
def good_hash():
    return passwords.make_hash(GOOD)


@pytest.fixture(scope="module")
def practice(tmp_path_factory, request, database_url, good_hash):
    """The address of a database of its own, with one account."""
    server = request.config.getoption("--database")
    lent = databases.fresh(server) if server else None
    url = lent.__enter__() if lent else f"sqlite:///{tmp_path_factory.mktemp('guess') / 'own.db'}"
    app = create_app(Settings(url))
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        UserFactory(username="jordan", password_hash=good_hash, roles=["front_desk"])
        database.session.commit()
        yield url
        database.session.remove()
        database.engine.dispose()
    if lent:
        lent.__exit__(None, None, None)


# Guesses all at once, as threads of one server do; run twice at the same moment it is two servers.
GUESS = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from clinic import create_app, guessing
from clinic.accounts import sign_in
from clinic.accounts.models import User
from clinic.clock import wall_clock
from clinic.database import db
from clinic.kiosk import pairing
from clinic.followup import tick_sheet
from tests.conftest import Settings

app, judged = create_app(Settings(sys.argv[2])), []
with app.app_context():
    user = User.named("jordan")
start = threading.Barrier(int(sys.argv[4]))

def enter():
    sign_in.attempt("jordan", address=f"192.0.2.{len(judged)}", device=None, at=wall_clock())
    judged.append(1)

def pair():
    try:
        pairing.redeem(code="2222 2222", place="192.0.2.1", at=wall_clock())
    except pairing.WrongCode:
        judged.append(1)

def tick():
    assert tick_sheet.find("NOSHEET1", by=user, at=wall_clock()) is None
    judged.append(1)

def work():
    with app.app_context():
        start.wait()
        try:
            {"sign_in": enter, "pair": pair, "tick": tick}[sys.argv[3]]()
        except guessing.TooManyTries:
            pass
        db.session.commit()
        db.session.remove()

threads = [threading.Thread(target=work) for _ in range(int(sys.argv[4]))]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(judged))
"""


def _guess(url, what, servers):
    words = [sys.executable, "-c", GUESS, str(Path(__file__).parents[2]), url, what, str(AT_ONCE // servers)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(words, **pipes) for _ in range(servers)]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    return sum(int(one.communicate(timeout=60)[0]) for one in running)


@pytest.mark.parametrize("servers", [1, 2])
@pytest.mark.parametrize(("what", "most"), [("sign_in", 5), ("pair", 5), ("tick", 10)])
def test_of_guesses_that_come_at_once_no_more_are_judged_than_one_after_the_other(practice, what, most, servers):
    if servers > 1 and practice.startswith("sqlite"):
        servers = 1  # two servers never share a file
    database.session.execute(sa.delete(WrongTry))
    database.session.commit()
    database.session.remove()
    assert _guess(practice, what, servers) == most


def _try(browser, username, password=GOOD, **more):
    form = {"csrf_token": browser.csrf(), "username": username, "password": password}
    return browser.post("/sign-in", data=form, **more)


def test_tries_from_a_clock_that_was_two_days_ahead_count_for_nothing(client, clock, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    clock.tick(days=2)
    for _ in range(5):
        _try(client, "jordan", "wrong" * 4)
    clock.tick(days=-2)
    assert _try(client, "jordan").status_code == 303


def test_tries_of_another_server_a_little_ahead_do_count(client, clock, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    clock.tick(seconds=20)
    for _ in range(5):
        _try(client, "jordan", "wrong" * 4)
    clock.tick(seconds=-20)
    page = _try(client, "jordan")
    assert page.status_code == 429 and "Wait 1 second" in page.errors()[0]


def test_a_known_device_has_limits_of_its_own_and_never_waits_more_than_a_minute(client, app, clock, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    UserFactory(username="avery", password_hash=good_hash)
    _try(client, "jordan")
    client.send("/sign-out")
    stranger = app.test_client()
    for n in range(40):
        _try(stranger, f"nobody{n}", "wrong" * 4)
    assert _try(stranger, "jordan").status_code == 429, "this address has guessed too often"
    assert _try(client, "jordan").status_code == 303, "but not this device"
    client.send("/sign-out")
    for _ in range(60):
        _try(client, "jordan", "wrong" * 4)
        clock.tick(seconds=20)
    assert _try(client, "jordan").status_code == 429
    clock.tick(seconds=60)
    assert _try(client, "jordan").status_code == 303
    client.send("/sign-out")
    for _ in range(6):
        _try(client, "avery", "wrong" * 4)
    assert _try(client, "avery").status_code == 429, "known is a device for those who have signed in on it"


def test_a_device_is_known_by_a_signed_cookie_that_no_script_reads(client, app, db, clock, good_hash):
    user = UserFactory(username="jordan", password_hash=good_hash)
    page = _try(client, "jordan")
    (cookie,) = [told for told in page.headers.getlist("Set-Cookie") if told.startswith("device=")]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    token = client.get_cookie("device").value
    stored = db.session.scalars(sa.select(KnownDevice)).one()
    assert stored.user_id == user.id and stored.token_sha256 not in token and token not in stored.token_sha256
    client.send("/sign-out")
    _try(client, "jordan")
    assert client.get_cookie("device").value == token and db.session.query(KnownDevice).count() == 1
    forger = app.test_client()
    forger.set_cookie("device", token[:-1] + ("A" if token[-1] != "A" else "B"))
    for _ in range(5):
        _try(forger, "jordan", "wrong" * 4)
    assert _try(forger, "jordan").status_code == 429


def test_a_closed_account_and_a_new_password_forget_every_device(client, app, db, clock, sign_in_as, good_hash):
    user = UserFactory(username="jordan", password_hash=good_hash)
    _try(client, "jordan")
    sign_in_as("admin").send(f"/users/{user.id}/disable")
    assert db.session.query(KnownDevice).filter_by(user_id=user.id).count() == 0


def test_the_person_is_told_of_the_tries_at_the_next_sign_in_and_only_then(client, app, clock, good_hash):
    UserFactory(username="jordan", password_hash=good_hash, roles=["front_desk"])
    _try(client, "jordan")
    client.send("/sign-out")
    stranger = app.test_client()
    for _ in range(3):
        _try(stranger, "jordan", "wrong" * 4)
    _try(client, "jordan", "mistyped by the person herself")
    clock.tick(hours=3)
    _try(client, "jordan")
    page = client.get("/")
    assert "a wrong password was typed for your account 3 times, last on Nov 24, 2026" in page.says
    assert "tell an administrator" not in client.get("/").says
    client.send("/sign-out")
    _try(client, "jordan")
    assert "tell an administrator" not in client.get("/").says


def test_wrong_codes_and_passwords_leave_one_event_for_each_place_and_window(client, clock, db, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    for _ in range(60):
        client.send("/kiosk/join", {"code": "2222 2222"})
    for _ in range(5):
        _try(client, "jordan", "wrong" * 4)
    count = lambda action: db.session.query(AuditEvent).filter_by(action=action).count()  # noqa: E731
    assert count("session:refused") == 1
    assert count("intake:pairing-refused") == 2, "one for wrong codes, one for being turned away"


def test_a_tablet_the_practice_knows_is_not_held_up_by_guesses_on_its_network(client, app, clock, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    for _ in range(6):
        page = app.test_client().send("/kiosk/join", {"code": "2222 2222"})
    assert page.status_code == 429
    _try(client, "jordan")
    client.send("/sign-out")
    assert client.send("/kiosk/join", {"code": "2222 2222"}).status_code == 422


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_place_is_an_address_or_a_whole_network_of_the_newer_kind(address, place):
    assert guessing.place(address) == place

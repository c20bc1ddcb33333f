"""Signing in: slow hashes, slowed guessing, and no telling who exists."""

import re
import statistics
import time

import pytest

from clinic.accounts import passwords
from clinic.accounts.models import User
from clinic.guessing import WrongTry
from tests.factories import UserFactory

GOOD = "four plain words here"


@pytest.fixture(scope="module")
def good_hash():
    return passwords.make_hash(GOOD)


def _try(browser, username, password=GOOD):
    return browser.send("/sign-in", {"username": username, "password": password})


def test_the_right_password_opens_todays_list_under_a_new_session(client, good_hash):
    user = UserFactory(username="jordan", password_hash=good_hash, roles=["front_desk"])
    client.get("/sign-in")
    before = client.csrf() and client.get_cookie("sid").value
    page = _try(client, "Jordan ")
    assert page.status_code == 303 and page.headers["Location"] == "/"
    assert client.get_cookie("sid").value != before
    assert user.name in client.get("/").says


def test_the_stored_hash_is_argon2id_with_todays_settings(good_hash):
    kind, memory, rounds = re.match(r"\$(\w+)\$v=\d+\$m=(\d+),t=(\d+)", good_hash).groups()
    assert kind == "argon2id" and int(memory) >= 65536 and int(rounds) >= 3


def test_an_old_hash_is_made_anew_at_the_next_sign_in(client, db):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(GOOD)
    UserFactory(username="old.hand", password_hash=weak)
    assert _try(client, "old.hand").status_code == 303
    assert "m=65536,t=3" in User.named("old.hand").password_hash


def test_a_wrong_password_and_an_unknown_name_read_the_same(client, app, good_hash):
    UserFactory(username="jordan", password_hash=good_hash)
    strip = lambda page: re.sub(r'(nonce|value)="[^"]*"', "", page.text)  # noqa: E731
    known, unknown = _try(app.test_client(), "jordan", "wrong" * 4), _try(app.test_client(), "nobody", "wrong" * 4)
    assert known.status_code == unknown.status_code
    assert strip(known) == strip(unknown)
    assert "do not fit together" in known.errors()[0]


@pytest.mark.parametrize("name", ["jordan", "gone", "unset", "nobody"])
def test_every_refusal_works_out_one_hash(client, clock, good_hash, monkeypatch, name):
    """Known, closed, without a password yet, or invented: the same work, so that the time tells nothing."""
    UserFactory(username="jordan", password_hash=good_hash)
    UserFactory(username="gone", password_hash=good_hash, disabled_at=clock())
    UserFactory(username="unset", password_hash=None)
    settings = []
    real = passwords._hasher.verify

    class Watched:
        def verify(self, stored, password):
            settings.append(stored.split("$")[3])
            return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    assert "do not fit together" in _try(client, name, "wrong" * 4).errors()[0]
    assert settings == [good_hash.split("$")[3]]


def test_an_unknown_name_costs_as_much_time_as_a_wrong_password(good_hash):
    def cost(stored):
        started = time.perf_counter()
        assert not passwords.matches(stored, "wrong" * 4)
        return time.perf_counter() - started

    pairs = [(cost(good_hash), cost(None)) for _ in range(5)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_after_five_wrong_tries_even_the_right_password_waits(client, clock, good_hash, db):
    UserFactory(username="jordan", password_hash=good_hash)
    UserFactory(username="avery", password_hash=good_hash)
    for _ in range(5):
        _try(client, "jordan", "wrong" * 4)
    page = _try(client, "jordan")
    assert page.status_code == 429 and "Wait 1 second" in page.errors()[0]
    assert page.headers["Retry-After"] == "1"
    assert _try(client, "avery").status_code == 303
    clock.tick(seconds=2)
    assert _try(client, "jordan").status_code == 303


def test_the_wait_grows_and_is_kept_in_the_database(client, clock, good_hash, db):
    UserFactory(username="jordan", password_hash=good_hash)
    for seconds in (1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 60):
        _try(client, "jordan", "wrong" * 4)
        clock.tick(seconds=seconds)
    assert db.session.query(WrongTry).count() == 22
    _try(client, "jordan", "wrong" * 4)
    assert "Wait 60 seconds" in _try(client, "jordan").errors()[0]


def test_no_number_of_wrong_tries_from_the_network_closes_an_account(client, app, clock, good_hash, db):
    """The only administrator's least of all: nobody could give them a new link."""
    UserFactory(username="jordan", password_hash=good_hash, roles=["admin"])
    assert _try(client, "jordan").status_code == 303, "a device that is known from here on"
    stranger = app.test_client()
    for _ in range(150):
        _try(stranger, "jordan", "wrong" * 4)
        clock.tick(seconds=61)
    _try(stranger, "jordan", "wrong" * 4)
    assert _try(stranger, "jordan").status_code == 429
    client.send("/sign-out")
    assert _try(client, "jordan").status_code == 303, "at once, in the middle of it"
    clock.tick(seconds=61)
    assert _try(stranger, "jordan").status_code == 303, "after a minute on a device that nobody knows"


def test_thirty_wrong_tries_from_one_address_slow_that_address_and_no_other(client, app, clock, good_hash, db):
    UserFactory(username="jordan", password_hash=good_hash)
    forged = [{"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(30)]
    for number, headers in enumerate(forged):
        names = {"username": f"nobody{number}", "password": "wrong" * 4}
        assert client.send("/sign-in", names, headers=headers).status_code == 200
    assert _try(client, "jordan").status_code == 429
    elsewhere = app.test_client()
    form = {"csrf_token": elsewhere.csrf(), "username": "jordan", "password": GOOD}
    from_there = {"REMOTE_ADDR": "192.0.2.77"}
    assert elsewhere.post("/sign-in", data=form, environ_overrides=from_there).status_code == 303
    clock.tick(seconds=61)
    assert _try(client, "jordan").status_code == 303


def test_the_slow_hash_is_worked_out_while_nobody_waits_for_the_database(client, good_hash, db, monkeypatch):
    """A stranger who guesses must not hold up those who save."""
    UserFactory(username="jordan", password_hash=good_hash)
    held = []
    real = passwords.matches

    def watched(*args):
        held.append(db.session.registry().in_transaction())
        return real(*args)

    monkeypatch.setattr(passwords, "matches", watched)
    for name, password in (("jordan", "wrong" * 4), ("nobody", "wrong" * 4), ("jordan", GOOD)):
        _try(client, name, password)
    assert held == [False, False, False]


def test_a_try_is_counted_before_it_is_judged(client, good_hash, db, monkeypatch):
    """Else many tries at once would all pass the limit before the first one is counted."""
    UserFactory(username="jordan", password_hash=good_hash)
    counted = []
    real = passwords.matches

    def watched(*args):
        counted.append(db.session.query(WrongTry).count())
        return real(*args)

    monkeypatch.setattr(passwords, "matches", watched)
    for password in ("wrong" * 4, "wrong" * 4, GOOD):
        _try(client, "jordan", password)
    assert counted == [2, 4, 6]
    assert db.session.query(WrongTry).count() == 2, "the right password is no wrong try"


def test_a_closed_account_stays_out_and_is_told_nothing_more(client, clock, good_hash):
    UserFactory(username="gone", password_hash=good_hash, disabled_at=clock())
    assert "do not fit together" in _try(client, "gone").errors()[0]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("a" * 14, "longer"),
        ("horse tree lamp", None),
        ("\U0001f9b6" * 3 + "abcdefxyzuvw", None),
        ("x9" * 64 + "!", "shorter"),
        ("aaaaaaaaaaaaaaaaa", "first guesses"),
        ("qwertyuiopasdfgh", "first guesses"),
        ("passwordpasswordpassword", "first guesses"),
        ("jordanjordan2026", "first guesses"),
        ("Welcome2Footing!", "first guesses"),
        ("P@ssw0rd-2026-Clinic", "first guesses"),
        ("Contraseña de la clínica", "first guesses"),
        ("correct horse battery staple", "first guesses"),
        ("september-october 2026", "first guesses"),
        ("123456789012345678", "first guesses"),
        ("physicaltherapyoffice1", "first guesses"),
        ("four plain words here", None),
        ("orbit lantern mosaic thirteen", None),
        ("made-up people only", None),
        ("\U0001f9b6\U0001f45f\U0001f97e\U0001f460\U0001f461\U0001f462 password12", None),
        ("cuatro palabras sueltas", None),
        ("密碼密碼足部診所的很長的密語十五", None),
    ],
)
def test_a_new_password_is_long_and_not_the_first_guess(sign_in_as, password, reason):
    browser = sign_in_as(UserFactory(name="Jordan Lee", username="jordan"))
    page = browser.send("/password", {"password": password})
    if reason is None:
        assert page.status_code == 303
    else:
        assert reason in page.errors()[0]


def test_the_last_character_of_a_long_password_counts():
    stored = passwords.make_hash("y" * 60 + "z" * 67 + "1")
    assert not passwords.matches(stored, "y" * 60 + "z" * 67 + "2")


def test_a_new_password_ends_every_other_session(sign_in_as, app):
    user = UserFactory()
    first, second = sign_in_as(user), sign_in_as(user)
    first.send("/password", {"password": "horse tree lamp river"})
    assert first.get("/").status_code == 200
    assert second.get("/").status_code == 303


def test_twenty_sign_ins_at_once_take_no_more_than_two_hashes_of_memory(good_hash):
    import threading

    peak, now, lock = [0], [0], threading.Lock()
    real = passwords._hasher.verify

    class Counting:
        def verify(self, *args):
            with lock:
                now[0] += 1
                peak[0] = max(peak[0], now[0])
            try:
                return real(*args)
            finally:
                with lock:
                    now[0] -= 1

    original, passwords._hasher = passwords._hasher, Counting()
    try:
        threads = [threading.Thread(target=passwords.matches, args=(good_hash, GOOD)) for _ in range(20)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    finally:
        passwords._hasher = original
    assert peak[0] == 2

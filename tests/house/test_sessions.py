"""Sessions: a new token at each change of hands, limits kept by the server, an end that really ends."""

import datetime as dt
import functools

import pytest
import sqlalchemy as sa

from clinic.accounts import passwords, sign_in
from clinic.patients.models import Patient
from clinic.sessions import BrowserSession, Kind
from tests.factories import UserFactory


def test_a_copied_cookie_is_worth_nothing_after_sign_out(sign_in_as, app):
    browser = sign_in_as("front_desk")
    thief = app.test_client()
    thief.set_cookie("sid", browser.get_cookie("sid").value)
    assert thief.get("/").status_code == 200
    browser.send("/sign-out")
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize(("idle", "still_in"), [(14 * 60 + 59, True), (15 * 60 + 1, False)])
def test_fifteen_minutes_without_a_touch_end_a_staff_session(sign_in_as, clock, idle, still_in):
    browser = sign_in_as("front_desk")
    clock.tick(seconds=idle)
    assert (browser.get("/").status_code == 200) is still_in


def test_twelve_hours_end_a_staff_session_however_busy_it_was(sign_in_as, clock):
    browser = sign_in_as("front_desk")
    for _ in range(12 * 6 - 1):
        clock.tick(minutes=10)
        assert browser.get("/").status_code == 200
    clock.tick(minutes=11)
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("query", ["", "?skip_timeout_reset=0", "?active=1", "?day=2026-11-24", "?stage=ready"])
def test_the_board_that_refreshes_itself_keeps_nobody_signed_in(sign_in_as, clock, query):
    browser = sign_in_as("front_desk")
    for _ in range(3):
        clock.tick(minutes=5)
        browser.get("/board" + query, headers={"HX-Request": "true"})
    clock.tick(seconds=1)
    assert browser.get("/").status_code == 303


def test_a_clock_set_back_gives_no_extra_life(sign_in_as, clock):
    browser = sign_in_as("front_desk")
    clock.tick(days=-1)
    assert browser.get("/").status_code == 303


def test_a_disabled_account_is_out_at_its_next_request(sign_in_as, db, clock):
    browser = sign_in_as("front_desk")
    browser.user.disabled_at = clock()
    db.session.commit()
    assert browser.get("/").status_code == 303
    person = {"name": "Testa Late", "born_on": "03/14/1974", "chart_number": "T-9"}
    assert browser.send("/walk-in", person).status_code in (303, 400, 401)
    assert db.session.query(Patient).count() == 0
    browser.user.disabled_at = None
    UserFactory(roles=["clinician"])
    db.session.commit()
    again = sign_in_as(browser.user)
    assert again.send("/walk-in", person).headers["Location"].startswith("/visits/"), "the form itself was in order"


@pytest.mark.parametrize("path", ["/patients", "/"])
def test_a_session_deleted_during_a_request_is_not_brought_back(app, sign_in_as, db, monkeypatch, path):
    """Somebody signs out elsewhere, or an administrator closes the account, while a page is being made."""
    browser = sign_in_as("front_desk")
    endpoint = app.url_map.bind("localhost").match(path)[0]
    view, met = app.view_functions[endpoint], []

    @functools.wraps(view)
    def meanwhile(**values):
        page = view(**values)
        db.session.execute(sa.delete(BrowserSession))
        db.session.commit()
        met.append(True)
        return page

    monkeypatch.setitem(app.view_functions, endpoint, meanwhile)
    browser.get(path, headers={"HX-Request": "true"})
    assert met and Kind.STAFF not in db.session.scalars(sa.select(BrowserSession.kind)).all()
    monkeypatch.undo()
    assert browser.get("/patients").status_code == 303


def test_the_cookie_is_small_hidden_from_scripts_and_holds_no_words(sign_in_as, client):
    page = client.get("/sign-in")
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert len(cookie) < 200 and "Expires" not in cookie and "Max-Age" not in cookie


def test_only_the_hash_of_a_token_is_stored(client, db):
    UserFactory(username="jordan", password_hash=passwords.make_hash("four plain words here"))
    page = client.send("/sign-in", {"username": "jordan", "password": "four plain words here"})
    token = page.headers.getlist("Set-Cookie")[-1].split("=", 1)[1].split(";")[0]
    stored = db.session.scalars(sa.select(BrowserSession.token_sha256)).all()
    assert token == client.get_cookie("sid").value
    assert len(stored) == 1 and token not in stored and len(stored[0]) == 64


@pytest.mark.parametrize("path", ["/sign-in", "/", "/kiosk/join", "/patients", "/setup/nobody-made-this", "/nowhere"])
def test_a_thousand_strangers_make_no_row(app, db, path):
    tables = [table for name, table in db.metadata.tables.items() if name != "practice"]
    before = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]
    for _ in range(170):
        assert app.test_client().get(path, check=False).status_code in (200, 303, 404)
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables] == before


def test_a_stranger_keeps_a_language_and_may_send_a_form_without_a_row(client, db):
    client.send("/kiosk/join", {"language": "es"})
    assert client.get("/kiosk/join").one("html")["lang"] == "es"
    assert client.send("/sign-in", {"username": "x", "password": "y"}).status_code == 200
    assert client.post("/sign-in", data={"username": "x", "password": "y"}).status_code == 400
    assert db.session.query(BrowserSession).count() == 0


def test_what_a_stranger_carries_is_signed_and_grows_old(client, app, clock):
    client.send("/kiosk/join", {"language": "es"})
    carried = client.get_cookie("sid").value
    assert len(carried) < 400

    def speaks(cookie):
        other = app.test_client()
        other.set_cookie("sid", cookie)
        return other.get("/kiosk/join").one("html")["lang"]

    assert speaks(carried) == "es"
    head, dot, seal = carried.rpartition(".")
    assert speaks(head + dot + seal[::-1]) == speaks(head + "A" + dot + seal) == speaks("..") == "en"
    clock.tick(hours=11)
    assert client.get("/kiosk/join").one("html")["lang"] == "es", "a page in use renews it"
    assert client.get_cookie("sid").value != carried
    clock.tick(hours=2)
    assert speaks(carried) == "en" and speaks(client.get_cookie("sid").value) == "es"


@pytest.mark.parametrize(("ahead", "still_in"), [(2, True), (29, True), (31, False), (172_800, False)])
@pytest.mark.parametrize("column", ["created_at", "active_at"])
def test_a_row_from_a_server_whose_clock_is_a_little_ahead_stays_signed_in(
    sign_in_as, db, clock, column, ahead, still_in
):
    browser = sign_in_as("front_desk")
    db.session.execute(sa.update(BrowserSession).values({column: clock() + dt.timedelta(seconds=ahead)}))
    db.session.commit()
    assert (browser.get("/").status_code == 200) is still_in


def test_a_link_and_a_code_made_under_a_clock_that_was_wrong_open_nothing(client, clock, db):
    user = UserFactory()
    clock.tick(days=2)
    token = sign_in.make_link(user, at=clock())
    db.session.commit()
    assert client.get(f"/setup/{token}").status_code == 200
    clock.tick(days=-2)
    assert client.get(f"/setup/{token}").status_code == 404
    assert sign_in.find_link(token, at=clock() + dt.timedelta(days=2, seconds=-20)) is not None, "another server's"


def test_two_people_have_two_sessions(sign_in_as):
    first, second = sign_in_as(UserFactory(roles=["front_desk"])), sign_in_as(UserFactory(roles=["admin"]))
    first.send("/sign-out")
    assert second.get("/users").status_code == 200

"""What was sent after a session had ended waits in the sign-in page, and only there."""

from typing import Any

import sqlalchemy as sa

from clinic.accounts import passwords
from clinic.database import db as database
from clinic.patients.models import Patient
from clinic.sessions import BrowserSession
from tests import factories

PASSWORD = "correct horse battery staple"
EDITH = {"name": "Edith O’Brien", "born_on": "03/02/1950", "chart_number": "ZZ-1", "language": "en"}


def idle(browser: Any, clock: Any) -> None:
    """Sixteen minutes without a touch."""
    clock.tick(minutes=16)


def typed(browser: Any) -> dict[str, Any]:
    """A registration as the page sends it."""
    return {**browser.get("/patients/new").form("/patients/new"), **EDITH}


def worker(**more: Any) -> Any:
    return factories.UserFactory(roles=["front_desk"], password_hash=passwords.make_hash(PASSWORD), **more)


def enter(browser: Any, page: Any, username: str, password: str = PASSWORD) -> Any:
    """Send the sign-in page as it stands."""
    return browser.post("/sign-in", data={**page.form("/sign-in"), "username": username, "password": password})


def test_what_was_sent_signed_out_is_shown_after_signing_in_and_saved_by_one_press(sign_in_as: Any, clock: Any) -> None:
    person = worker()
    browser = sign_in_as(person)
    form = typed(browser)
    idle(browser, clock)
    page = browser.post("/patients/new", data=form)
    assert page.status_code == 401 and page.h1 == "Sign in"
    assert "You were signed out after 15 minutes" in page.says and "kept on this page" in page.says
    assert "Edith" not in page.says  # nobody is signed in yet
    page = enter(browser, page, person.username, "not this one at all")
    assert "do not fit together" in page.says
    page = enter(browser, page, person.username)
    assert page.h1 == "One thing is not saved yet" and "Edith O’Brien" in page.says
    assert database.session.scalar(sa.select(sa.func.count(Patient.id))) == 0
    page = browser.post("/patients/new", data=page.form("/patients/new"))
    assert page.status_code == 303
    assert database.session.scalar(sa.select(Patient.name)) == "Edith O’Brien"


def test_somebody_else_is_told_whose_words_these_are_before_saving_them(sign_in_as: Any, clock: Any) -> None:
    first, second = worker(name="Sam First"), worker(name="Jordan Second")
    browser = sign_in_as(first)
    form = typed(browser)
    idle(browser, clock)
    page = enter(browser, browser.post("/patients/new", data=form), second.username)
    assert "This was typed by Sam First. If you save it, it is saved in your name." in page.says


def test_no_password_is_carried(sign_in_as: Any, clock: Any) -> None:
    browser = sign_in_as("front_desk")
    form = browser.get("/password").form("/password")
    idle(browser, clock)
    page = browser.post("/password", data={**form, "password": "brand new horse battery staple"})
    assert page.status_code == 303 and page.headers["Location"].startswith("/sign-in")


def test_a_form_of_another_place_is_not_carried(app: Any, db: Any, sign_in_as: Any, clock: Any) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        page = app.test_client().post("/patients/new", data=EDITH, headers=headers, check=False)
        assert page.status_code == 403 or page.status_code == 400
    page = app.test_client().post("/patients/new", data=EDITH)  # nothing says that a page of ours sent it
    assert page.status_code == 303


def test_what_a_sign_in_page_carries_cannot_be_made_up(client: Any, clock: Any) -> None:
    person = worker()
    for made_up in ("x", "WyIvcGF0aWVudHMvbmV3Il0.aaaa.bbbb", "é" * 300):
        page = client.get("/sign-in")
        page = client.post(
            "/sign-in",
            data={**page.form("/sign-in"), "username": person.username, "password": PASSWORD, "posted": made_up},
        )
        assert page.status_code == 303
        client.delete_cookie("sid")


def test_it_lies_nowhere_but_in_the_page(sign_in_as: Any, clock: Any) -> None:
    browser = sign_in_as("front_desk")
    form = typed(browser)
    idle(browser, clock)
    page = browser.post("/patients/new", data=form)
    assert "Edith" not in str(page.headers)
    rows = database.session.scalars(sa.select(BrowserSession)).all()
    assert "Edith" not in " ".join(str(row.data) for row in rows)


def test_a_page_that_is_about_to_send_is_told_who_is_signed_in(sign_in_as: Any, client: Any, clock: Any) -> None:
    browser = sign_in_as("clinician")
    told = browser.get("/here", headers={"Accept": "application/json"}).json
    assert told["id"] == str(browser.user.id) and told["name"] == browser.user.name
    clock.tick(minutes=16)
    assert browser.get("/here", headers={"Accept": "application/json"}, check=False).status_code == 401
    assert client.get("/here", headers={"Accept": "application/json"}, check=False).status_code == 401


def test_asking_counts_as_a_touch_because_a_person_made_the_page_ask(sign_in_as: Any, clock: Any) -> None:
    browser = sign_in_as("clinician")
    for _ in range(3):
        clock.tick(minutes=14)
        assert browser.get("/here", headers={"Accept": "application/json"}).status_code == 200

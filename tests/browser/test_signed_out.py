"""The session of a member of staff ends while something is typed: it stays, and is saved once they are back."""

import datetime as dt
import re
import time

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from clinic import sessions
from clinic.accounts import passwords
from clinic.database import db
from clinic.exam.models import ExamFindings
from clinic.patients.models import Patient
from tests import factories
from tests.browser.test_stuck import database_away

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"
WORDS = "Likely a neuroma; José’s «third» web space, worse in the evening"


@pytest.fixture
def staff(server, window):
    """`staff("clinician")` is the page of a member of staff whose password is known, and their user name."""

    def enter(role="clinician", **options):
        with server.rows():
            user = factories.UserFactory(roles=[role], password_hash=passwords.make_hash(PASSWORD))
            user_id, username, name = user.id, user.username, user.name
            db.session.remove()
        token = server.session_for(kind=sessions.Kind.STAFF, user_id=user_id)
        context = window(**{"viewport": {"width": 1366, "height": 768}, **options})
        context.add_cookies([server.cookie(token)])
        page = context.new_page()
        page.username, page.name, page.user_id = username, name, user_id
        return page

    return enter


@pytest.fixture
def visit(server):
    """A visit whose interview is there."""
    with server.rows():
        now = dt.datetime.now(dt.UTC)
        made = factories.VisitFactory(patient=factories.PatientFactory(), starts_at=now)
        factories.IntakeFactory(visit=made, started_at=now, confirmed_at=now, sent_at=now)
        found = made.id
        db.session.remove()
    return found


def end_session(server, user_id):
    """Fifteen minutes pass without a touch."""
    with server.rows():
        past = dt.timedelta(minutes=16)
        for row in db.session.scalars(sa.select(sessions.BrowserSession).filter_by(user_id=user_id)):
            row.active_at, row.created_at = row.active_at - past, row.created_at - past
        db.session.commit()
        db.session.remove()


def impression(server, visit_id):
    """What stands as the working impression."""
    with server.rows():
        found = db.session.scalar(sa.select(ExamFindings.impression).where(ExamFindings.visit_id == visit_id))
        db.session.remove()
    return found


def sign_in(page, username, password=PASSWORD):
    """Fill the dialog in and send it."""
    box = page.get_by_role("dialog")
    box.get_by_label("User name").fill(username)
    box.get_by_label("Password").fill(password)
    box.get_by_role("button", name="Sign in", exact=True).click()


def test_a_note_left_after_the_session_ended_is_saved_on_the_same_page_once_signed_in_again(server, staff, visit):
    page = staff()
    page.goto(f"{server.address}/visits/{visit}")
    end_session(server, page.user_id)
    page.locator("#impression-words").fill(WORDS)
    page.locator("#impression-words").press("Tab")
    box = page.get_by_role("dialog", name="Sign in again")
    expect(box).to_be_visible()
    expect(box).to_contain_text("You were signed out")
    expect(box.get_by_label("Password")).to_be_focused()
    cover = page.evaluate("getComputedStyle(document.getElementById('again'), '::backdrop').backgroundColor")
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", cover), cover  # nothing of the patient shows through
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(box).to_be_visible()
    assert Axe().run(page, context="#again").response["violations"] == []

    sign_in(page, page.username, "not this one at all")
    expect(box.get_by_role("alert")).to_contain_text("do not fit together")
    expect(box.get_by_label("Password")).to_be_focused()
    sign_in(page, page.username)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#impression-words")).to_have_value(WORDS)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert page.url.endswith(f"/visits/{visit}") and impression(server, visit) == WORDS
    page.locator("#impression-words").fill("Changed afterwards")  # the page goes on with its fresh token
    with page.expect_response("**/impression"):
        page.locator("#impression-words").press("Tab")
    assert impression(server, visit) == "Changed afterwards"
    stored = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "neuroma" not in stored and "Changed" not in stored, stored


def test_nothing_is_sent_in_the_name_of_somebody_else_unasked(server, staff, visit):
    page, other = staff(), staff()
    page.goto(f"{server.address}/visits/{visit}")
    end_session(server, page.user_id)
    page.locator("#impression-words").fill(WORDS)
    page.locator("#impression-words").press("Tab")
    sign_in(page, other.username)
    box = page.get_by_role("dialog")
    expect(box.get_by_role("heading", name="Somebody else is signed in")).to_be_focused()
    expect(box).to_contain_text(f"This page was opened by {page.name}")
    expect(box).to_contain_text(f"{other.name} is signed in now")
    assert not impression(server, visit)
    box.get_by_role("button", name="Sign in as somebody else").click()
    sign_in(page, page.username)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert impression(server, visit) == WORDS

    end_session(server, page.user_id)
    page.locator("#impression-words").fill("In the other's name")
    page.locator("#impression-words").press("Tab")
    sign_in(page, other.username)
    with page.expect_response("**/impression"):
        box.get_by_role("button", name=f"Save it in the name of {other.name}").click()
    assert impression(server, visit) == "In the other's name"
    expect(page.locator(".app-me summary")).to_have_text(other.name)


def registration(page, server, name="Edith O’Brien-Zz", chart="ZZ-77-1"):
    """Type a whole registration."""
    page.goto(f"{server.address}/patients/new")
    for box, value in (("name", name), ("born_on", "03/02/1950"), ("chart_number", chart)):
        page.locator(f'[name="{box}"]').fill(value)


def registered(server, chart):
    """The names under one chart number."""
    with server.rows():
        found = list(db.session.scalars(sa.select(Patient.name).where(Patient.chart_number == chart)))
        db.session.remove()
    return found


def test_a_registration_sent_signed_out_waits_in_its_page_for_the_sign_in(server, staff):
    page = staff("front_desk")
    registration(page, server)
    end_session(server, page.user_id)
    page.locator('main form button:not([type="button"])').first.click()
    expect(page.get_by_role("dialog", name="Sign in again")).to_be_visible()
    assert page.url.endswith("/patients/new") and registered(server, "ZZ-77-1") == []
    with page.expect_navigation():
        sign_in(page, page.username)
    assert registered(server, "ZZ-77-1") == ["Edith O’Brien-Zz"]


@pytest.mark.parametrize(
    "size", [{"width": 820, "height": 1180}, {"width": 360, "height": 740}], ids=["tablet", "phone"]
)
def test_without_scripts_the_sign_in_page_carries_what_was_sent(server, staff, size):
    page = staff("front_desk", java_script_enabled=False, viewport=size)
    name, chart = f"Edith O’Brien-{size['width']}", f"ZZ-78-{size['width']}"
    registration(page, server, name, chart)
    end_session(server, page.user_id)
    page.locator('main form button:not([type="button"])').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("What you typed was not saved yet.")).to_be_visible()
    page.locator('main [name="username"]').fill(page.username)
    page.locator('main [name="password"]').fill("not this one at all")
    page.locator("main button").click()
    page.locator('main [name="username"]').fill(page.username)
    page.locator('main [name="password"]').fill(PASSWORD)
    page.locator("main button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing is not saved yet")
    expect(page.get_by_text(name)).to_be_visible()
    assert registered(server, chart) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Save it now").click()
    assert registered(server, chart) == [name]


def test_whoever_comes_back_to_a_page_signed_out_is_asked_before_they_type_on(server, staff, visit):
    page = staff()
    page.clock.install()
    page.goto(f"{server.address}/visits/{visit}")
    end_session(server, page.user_id)
    page.clock.fast_forward("16:00")
    page.mouse.click(5, 400)
    box = page.get_by_role("dialog", name="Sign in again")
    expect(box).to_contain_text("You were signed out after 15 minutes without a touch.")
    assert box.get_by_text("You were signed out.", exact=True).is_hidden()


def test_signed_in_again_in_another_window_the_page_goes_on_by_itself(server, staff, visit):
    page = staff()
    page.goto(f"{server.address}/visits/{visit}")
    end_session(server, page.user_id)
    beside = page.context.new_page()
    beside.goto(f"{server.address}/sign-in")
    beside.locator('main [name="username"]').fill(page.username)
    beside.locator('main [name="password"]').fill(PASSWORD)
    with beside.expect_navigation():
        beside.locator("main button").click()
    page.locator("#impression-words").fill(WORDS)
    with page.expect_response(lambda answer: answer.url.endswith("/impression") and answer.status == 303):
        page.locator("#impression-words").press("Tab")
    assert impression(server, visit) == WORDS


def test_while_the_database_is_away_a_note_stays_is_said_to_wait_and_is_saved_by_itself(server, staff, visit):
    page = staff()
    page.goto(f"{server.address}/visits/{visit}")
    trouble = page.locator("#trouble")
    with database_away(server) as asked:
        page.locator("#impression-words").fill(WORDS)
        page.locator("#impression-words").press("Tab")
        expect(trouble).to_contain_text("Not saved yet: the server cannot be reached just now.")
        page.wait_for_timeout(8000)
        expect(page.locator("#impression-words")).to_have_value(WORDS)
        assert asked.count("/here") >= 3
    back = time.monotonic()
    with page.expect_response(lambda answer: answer.url.endswith("/impression") and answer.status == 303):
        pass
    assert time.monotonic() - back < 7
    expect(trouble).to_be_hidden()
    assert impression(server, visit) == WORDS


@pytest.mark.parametrize("types_on", [False, True], ids=["waits", "types on"])
def test_a_form_pressed_while_the_database_is_away_stays_on_its_page_with_everything_typed(server, staff, types_on):
    page = staff("front_desk")
    chart = f"ZZ-79-{types_on:d}"
    registration(page, server, f"Harry Away-{types_on:d}", chart)
    button = page.locator('main form button:not([type="button"])').first
    with database_away(server):
        button.click()
        expect(page.locator("#trouble")).to_contain_text("Not saved yet")
        assert page.url.endswith("/patients/new")
        if types_on:
            page.locator('[name="name"]').press("End")
            page.locator('[name="name"]').press_sequentially(" Esq")
    if types_on:  # what they are about to change is theirs to send
        expect(page.locator("#trouble")).to_have_text("The server is back. Press the button once more.", timeout=10_000)
        assert registered(server, chart) == []
        with page.expect_navigation():
            button.click()
    else:
        page.wait_for_url(lambda url: not url.endswith("/patients/new"), timeout=10_000)
    assert registered(server, chart) == [f"Harry Away-{types_on:d}" + (" Esq" if types_on else "")]


def test_the_board_left_alone_while_the_database_is_away_says_so_and_goes_on(server, staff):
    page = staff("front_desk")
    page.goto(f"{server.address}/")
    with database_away(server):
        expect(page.locator("#trouble")).to_have_text(
            "The server cannot be reached just now. This page asks again by itself.", timeout=10_000
        )
    expect(page.locator("#trouble")).to_be_hidden(timeout=10_000)

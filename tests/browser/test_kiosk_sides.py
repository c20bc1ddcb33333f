"""Odd but ordinary things on the tablet: Enter in a field, two tabs, lost replies, staff answering meanwhile."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from clinic.database import db as database
from clinic.interview.models import Intake
from tests.browser.interview import Count, answer, complete, press, saved, slug
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


def kept(server: Server, intake_id: uuid.UUID, column: str) -> object:
    """What the server keeps of the right foot."""
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        found = getattr(intake.foot("r"), column)
        database.session.remove()
    return found


def by_staff(server: Server, intake_id: uuid.UUID, **answers: object) -> None:
    """What a member of staff types on another screen, as it lands in the rows."""
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        for column, value in answers.items():
            setattr(intake.foot("r"), column, value)
        database.session.commit()
        database.session.remove()


@pytest.fixture
def page(tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server) -> Page:
    """A tablet on the screen of pain of an interview that is filled in."""
    complete(server, intake_id)
    here = tablet()
    here.goto(f"{server.address}/kiosk/pain")
    return here


def test_enter_in_a_field_goes_on_and_never_changes_the_language(
    page: Page, intake_id: uuid.UUID, server: Server
) -> None:
    press(page, "Español", Count())
    page.goto(f"{server.address}/kiosk/goals")
    page.locator('[name="psfs_1"]').fill("Bailar")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert slug(page) == "health"
    assert page.locator("html").get_attribute("lang") == "es"


def test_enter_after_the_date_of_birth_says_who_is_here(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        intake.confirmed_at = None
        name = intake.visit.patient.name
        database.session.commit()
        database.session.remove()
    page = tablet()
    page.locator('[name="name"]').fill(name)
    press(page, "Español", Count())
    expect(page.locator('[name="name"]')).to_have_value(name)
    press(page, "English", Count())
    page.locator('[name="born_on"]').fill("03/14/1992")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert slug(page) == "safety"


def test_a_reply_that_was_lost_is_not_taken_for_somebody_elses_change(
    page: Page, intake_id: uuid.UUID, server: Server
) -> None:
    lost = []

    def lose(route: Route) -> None:
        if not lost:
            route.fetch()
            lost.append(route)
            route.abort()
        else:
            route.continue_()

    page.route("**/kiosk/answer", lose)
    answer(page, {"r-nprs_now": "1"}, Count())
    expect(page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    assert kept(server, intake_id, "nprs_now") == 1
    answer(page, {"r-nprs_now": "2"}, Count())
    saved(page)
    assert kept(server, intake_id, "nprs_now") == 2
    expect(page.locator('[name="r-nprs_now"][value="2"]')).to_be_checked()


def test_a_form_waits_for_the_last_answers_on_their_way(page: Page, intake_id: uuid.UUID, server: Server) -> None:
    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/kiosk/answer", slowly)
    for number in ("0", "1", "2", "1"):
        answer(page, {"r-nprs_now": number}, Count())
    press(page, "Save and continue", Count())
    assert slug(page) == "feel"
    assert kept(server, intake_id, "nprs_now") == 1


def test_what_the_other_side_changed_is_shown_and_answering_again_settles_it(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    complete(server, intake_id)
    page = tablet(java_script_enabled=False)
    page.goto(f"{server.address}/kiosk/pain")
    by_staff(server, intake_id, nprs_now=0)
    answer(page, {"r-nprs_now": "2"}, Count())
    press(page, "Save and continue", Count())
    assert "changed this meanwhile" in page.locator(".nhsuk-error-summary").inner_text()
    expect(page.locator('[name="r-nprs_now"][value="0"]')).to_be_checked()
    assert kept(server, intake_id, "nprs_now") == 0
    answer(page, {"r-nprs_now": "2"}, Count())
    press(page, "Save and continue", Count())
    assert slug(page) == "feel" and kept(server, intake_id, "nprs_now") == 2


def test_two_tabs_on_one_tablet_follow_each_other(page: Page, intake_id: uuid.UUID, server: Server) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    page.bring_to_front()
    answer(page, {"r-nprs_now": "1"}, Count())
    saved(page)
    other.bring_to_front()
    expect(other.locator('[name="r-nprs_now"][value="1"]')).to_be_checked(timeout=6000)
    answer(other, {"r-nprs_now": "0"}, Count())
    saved(other)
    assert kept(server, intake_id, "nprs_now") == 0

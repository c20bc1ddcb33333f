"""Two at one intake: staff answer beside the tablet, a second tablet comes, and the desk's board turns by itself."""

import re
import time

import pytest
from playwright.sync_api import expect

from clinic.database import db
from clinic.interview.models import Intake
from tests.browser.interview import Count, answer, complete, press, saved, say_who, slug

pytestmark = pytest.mark.browser

SOON = 5000  # milliseconds: what the practice is promised


def reopened(server, intake_id, **changes):
    """Set fields of the intake as if it had come to this."""
    with server.rows():
        intake = db.session.get(Intake, intake_id)
        for field, value in changes.items():
            setattr(intake, field, value)
        found = str(intake.visit_id), intake.visit.patient.name, intake.visit.patient.born_on
        db.session.commit()
        db.session.remove()
    return found


MEANWHILE = re.compile("changed (this )?meanwhile")


def row(page, name):
    """This person's line on the board."""
    return page.locator("#board tr", has_text=name)


def test_what_staff_answer_beside_the_tablet_is_on_it_within_five_seconds(tablet, desk, server, intake_id):
    page, beside = tablet(), desk()
    beside.goto(f"{server.address}/intakes/{intake_id}/steps/safety")
    answer(beside, {"ticks-now": "none", "ticks-lately": "rf_touch"}, Count(), touch=False)
    page.wait_for_timeout(1000)  # so that no round of the tablet's own clock falls together with this by chance
    press(beside, "Save and continue", Count(), touch=False)
    expect(page.locator('[name="ticks-lately"][value="rf_touch"]')).to_be_checked(timeout=SOON)
    expect(page.locator('[name="ticks-now"][value="none"]')).to_be_checked()


def test_an_answer_that_staff_changed_meanwhile_is_shown_and_not_overwritten(tablet, desk, server, intake_id, kept):
    complete(server, intake_id)
    page, beside = tablet(), desk()
    page.goto(f"{server.address}/kiosk/goals")
    page.route("**/kiosk/state*", lambda route: route.abort())  # the tablet has not heard of it yet
    beside.goto(f"{server.address}/intakes/{intake_id}/steps/goals")
    beside.locator('[name="psfs_1"]').fill("From the desk")
    press(beside, "Save and continue", Count(), touch=False)
    page.locator('[name="psfs_1"]').fill("From the tablet")
    page.locator('[name="psfs_1_score"][value="4"]').check(force=True)
    expect(page.locator('[name="psfs_1"]')).to_have_value("From the desk")
    expect(page.locator("#saved")).to_have_text(MEANWHILE)
    saved(page)
    assert kept("psfs_1") == "From the desk" and kept("psfs_1_score") == 4
    page.locator('[name="psfs_1"]').fill("Both of us")
    saved(page)
    assert kept("psfs_1") == "Both of us"


def test_a_second_tablet_is_told_and_takes_over_only_when_asked(tablet, server, new_code, window):
    first, second = tablet(), window().new_page()
    answer(first, {"ticks-now": "none"}, Count())
    saved(first)
    second.goto(f"{server.address}/kiosk/join")
    second.locator('[name="code"]').fill(new_code())
    press(second, "Continue", Count(), touch=False)
    assert slug(second) == "taken"
    expect(second.get_by_role("heading", level=1)).to_have_text("This form is open on another tablet")
    second.goto(f"{server.address}/kiosk/safety")
    assert slug(second) == "taken"
    answer(first, {"ticks-lately": "none"}, Count())
    saved(first)
    press(second, "Go on here", Count(), touch=False)
    say_who(second, server)
    assert slug(second) == "safety"
    for name in ("ticks-now", "ticks-lately"):
        expect(second.locator(f'[name="{name}"][value="none"]')).to_be_checked()
    expect(first.get_by_text("This form is not open on this tablet any more.")).to_be_visible(timeout=SOON)
    assert "ticks-now" not in first.content()


def test_a_second_tablet_left_waiting_is_released_when_the_first_one_sends(tablet, server, intake_id, new_code, window):
    complete(server, intake_id)
    first, second = tablet(), window().new_page()
    second.goto(f"{server.address}/kiosk/join")
    second.locator('[name="code"]').fill(new_code())
    press(second, "Continue", Count(), touch=False)
    first.goto(f"{server.address}/kiosk/review")
    press(first, "Send my answers", Count())
    expect(second.get_by_text("This form is not open on this tablet any more.")).to_be_visible(timeout=SOON)


def test_the_board_turns_within_five_seconds_for_whatever_the_desk_must_know(tablet, desk, server, intake_id):
    _, name, _ = reopened(server, intake_id, confirmed_at=None)
    board = desk()
    board.goto(f"{server.address}/")
    loads = []
    board.on("load", lambda: loads.append(1))
    line, seen, page = row(board, name), {}, tablet()

    def turns_to(words):
        started = time.monotonic()
        expect(line).to_contain_text(words, timeout=SOON)
        seen[words] = time.monotonic() - started

    def who_are_you(date):
        page.locator('[name="name"]').fill(name)
        page.locator('[name="born_on"]').fill(date)
        press(page, "Continue", Count())

    assert slug(page) == "confirm"
    who_are_you("01/01/1999")
    assert slug(page) == "mismatch"
    turns_to("Not the person on the chart")
    reopened(server, intake_id, mismatch_at=None)
    page.wait_for_url("**/kiosk/confirm", timeout=SOON)
    who_are_you("03/14/1992")
    press(page, "I need help", Count())
    turns_to("Needs help")
    reopened(server, intake_id, help_at=None)
    answer(page, {"ticks-now": "rf_breath"}, Count())
    page.wait_for_url("**/kiosk/stopped")
    turns_to("Call the clinician now")
    assert "breath" not in board.content() and loads == []
    reopened(server, intake_id, urgent_at=None, rf_breath=None)
    page.wait_for_url("**/kiosk/safety", timeout=SOON)
    complete(server, intake_id)
    page.goto(f"{server.address}/kiosk/review")
    press(page, "Send my answers", Count())
    turns_to("Ready for PT")
    assert loads == [] and max(seen.values()) < 5, seen

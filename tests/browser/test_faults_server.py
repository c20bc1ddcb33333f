"""The server is killed in the middle of a screen and started again: the tablet goes on, and so would another one."""

import pytest
from playwright.sync_api import expect

from tests.browser.interview import Count, answer, press, saved, slug
from tests.browser.practice import Practice
from tests.interview.tablets import FIRST_VISIT

pytestmark = pytest.mark.browser

MADE_UP = "Testa Walkin"


@pytest.fixture(scope="module")
def practice(tmp_path_factory, trust):
    """A whole practice of its own."""
    house = Practice(tmp_path_factory.mktemp("practice"), trust)
    house.start()
    yield house
    house.stop()


def test_a_server_killed_in_mid_screen_and_started_again_costs_nothing(practice, window):
    desk = practice.desk(window())
    start = practice.walk_in(desk, MADE_UP, "ZZ-1")
    page, count = practice.join(window(), practice.code(desk, start)), Count()
    practice.confirm(page, MADE_UP)
    answer(page, FIRST_VISIT["safety"], count, touch=False)
    press(page, "Save and continue", count, touch=False)
    answer(page, {"r-sym_zone": ["mth2"]}, count, touch=False)
    saved(page)

    practice.kill()
    answer(page, {"r-sym_zone": ["mth3"]}, count, touch=False)
    expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Please keep this page open and try again.")).to_be_visible()
    assert slug(page) == "map"
    practice.start()
    expect(page.locator("#saved")).to_have_text("Saved", timeout=35_000)
    expect(page.get_by_text("Please keep this page open and try again.")).to_be_hidden()
    press(page, "Save and continue", count, touch=False)
    assert slug(page) == "pain"
    answer(page, {"r-nprs_now": "3"}, count, touch=False)
    saved(page)

    practice.kill()  # this time nobody waits: the patient is given another tablet
    answer(page, {"r-nprs_worst": "7"}, count, touch=False)
    expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
    page.context.close()
    practice.start()
    other = practice.join(window(), practice.code(desk, start))  # the desk is still signed in
    assert slug(other) == "taken"
    press(other, "Go on here", count, touch=False)
    practice.confirm(other, MADE_UP)  # a new device asks who is there
    assert slug(other) == "pain"
    expect(other.locator('[name="r-nprs_now"][value="3"]')).to_be_checked()
    expect(other.locator('[name="r-nprs_worst"]:checked')).to_have_count(0)
    press(other, "Back", count, touch=False)
    for zone in ("mth2", "mth3"):
        expect(other.locator(f'[name="r-sym_zone"][value="{zone}"]')).to_be_checked()

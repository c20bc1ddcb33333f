"""Saves that are stuck on their way, and a server that is away for a while: the newest answer stands, and soon."""

import contextlib
import time

import pytest
from flask import Response, request
from playwright.sync_api import expect

from tests.browser.interview import complete, saved, say_who

pytestmark = pytest.mark.browser

WORDS = '[name="psfs_1"]'


@contextlib.contextmanager
def database_away(server):
    """Every page is answered as it is while the database cannot be reached."""
    asked = []

    def away():
        if request.endpoint == "static":
            return None
        asked.append(request.path)
        return Response("away", 503, {"Retry-After": "5"})

    first = server.app.before_request_funcs.setdefault(None, [])
    first.insert(0, away)
    try:
        yield asked
    finally:
        first.remove(away)


@contextlib.contextmanager
def holding_back(page, words):
    """Saves that contain `words` never arrive; they are handed over, to be delivered whenever the test likes."""
    held = []

    def hold(route):
        if words in (route.request.post_data or ""):
            held.append(route.request)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/kiosk/answer", hold)
    yield held
    page.unroute("**/kiosk/answer")


def deliver(page, late):
    """Let a request arrive after all, as it was sent."""
    wanted = ("content-type", "x-csrftoken", "accept", "origin", "sec-fetch-site")
    headers = {name: value for name, value in late.all_headers().items() if name in wanted}
    return page.context.request.post(late.url, data=late.post_data_buffer, headers=headers, max_redirects=0)


def test_a_save_held_back_while_a_newer_answer_is_kept_changes_nothing(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    with holding_back(page, "Skate") as held:
        page.locator(WORDS).fill("Walk to the mill")
        saved(page)
        page.locator(WORDS).fill("Skate")
        expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
        page.locator(WORDS).fill("Walk to the mill")
        saved(page)
    answer = deliver(page, held[0])
    assert answer.status == 200 and answer.json()["late"] and answer.json()["current"] == "Walk to the mill"
    assert kept("psfs_1") == "Walk to the mill"

    page.reload()  # a page that is loaded again counts on
    page.locator(WORDS).fill("Dance")
    saved(page)
    page.locator(WORDS).fill("Walk to the mill")
    saved(page)
    assert deliver(page, held[-1]).json()["late"]
    assert kept("psfs_1") == "Walk to the mill"


def test_a_save_held_back_is_worth_nothing_once_another_tablet_goes_on(
    tablet, server, intake_id, new_code, window, kept
):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    with holding_back(page, "Skate") as held:
        page.locator(WORDS).fill("Skate")
        expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
        other = window().new_page()
        other.goto(f"{server.address}/kiosk/join")
        other.locator('[name="code"]').fill(new_code())
        other.get_by_role("button", name="Continue").click()
        with other.expect_navigation():
            other.get_by_role("button", name="Go on here").click()
        say_who(other, server)
        other.wait_for_url("**/kiosk/review")
        other.goto(f"{server.address}/kiosk/goals")
        other.locator(WORDS).fill("Dance")
        saved(other)
    assert deliver(page, held[0]).status != 200
    assert kept("psfs_1") == "Dance"


def test_words_typed_with_a_pause_after_a_space_are_all_kept(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    page.locator(WORDS).fill("")
    for piece in ("Walk to ", "the mill ", "and back"):
        page.locator(WORDS).press_sequentially(piece)
        saved(page)
    assert kept("psfs_1") == "Walk to the mill and back"


def test_words_whose_reply_was_lost_are_not_taken_for_somebody_elses(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    with holding_back(page, "Skate with ") as held:
        page.locator(WORDS).fill("Skate with ")
        expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
        assert deliver(page, held[0]).status == 200  # it arrived, and the page does not know
        page.locator(WORDS).fill("Skate today")
        saved(page)
    page.reload()
    expect(page.locator(WORDS)).to_have_value("Skate today")
    assert kept("psfs_1") == "Skate today"


def test_a_save_that_met_another_one_is_tried_again_and_the_page_stays(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    page.evaluate("window.isTheSamePage = true")
    page.route(
        "**/kiosk/answer", lambda route: route.fulfill(status=409, content_type="text/html", body="met"), times=1
    )
    page.locator(WORDS).fill("Feed the hens")
    expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
    saved(page)
    assert kept("psfs_1") == "Feed the hens" and page.evaluate("window.isTheSamePage")


@pytest.mark.parametrize("seconds", [4, 14])
def test_when_the_database_is_back_the_last_answer_is_kept_within_seven_seconds(
    tablet, server, intake_id, kept, seconds
):
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    with database_away(server) as asked:
        page.locator(WORDS).fill("Tend the roses")
        expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
        page.wait_for_timeout(seconds * 1000)
        assert asked.count("/kiosk/answer") >= 2
    back = time.monotonic()
    saved(page)
    assert time.monotonic() - back < 7 and kept("psfs_1") == "Tend the roses"


def test_the_pause_between_tries_ends_as_soon_as_the_state_is_heard(tablet, server, intake_id):
    complete(server, intake_id)
    page = tablet()
    page.clock.install()
    page.goto(f"{server.address}/kiosk/goals")
    tries = []
    page.route("**/kiosk/answer", lambda route: (tries.append(1), route.abort("connectionrefused")))
    page.route("**/kiosk/state*", lambda route: route.abort("connectionrefused"))
    page.locator(WORDS).fill("Tend the roses")
    for _ in range(15):
        page.clock.run_for(1000)
        page.wait_for_timeout(30)
    before = len(tries)
    assert 4 <= before <= 8  # after 1, 2, 4, 5 seconds and so on, a fifth more or less; never half a minute
    page.unroute("**/kiosk/answer")
    page.unroute("**/kiosk/state*")
    with page.expect_response("**/kiosk/state*"):
        page.clock.run_for(4000)
    saved(page)


def test_reading_and_scrolling_keeps_the_session_as_it_keeps_the_page(tablet, server):
    page = tablet()
    page.clock.install()
    page.reload()
    page.clock.run_for(61_000)
    with page.expect_request(lambda sent: sent.url == page.url):
        page.mouse.wheel(0, 50)
        page.keyboard.press("Shift")

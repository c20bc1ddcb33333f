"""What goes wrong on a tablet: what showed Saved is there afterwards, and what was not saved is said."""

import datetime as dt
import os
import re
import signal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Error, expect

from clinic import sessions
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db
from tests.browser.conftest import CHROMIUM
from tests.browser.interview import Count, answer, complete, press, saved, say_who, slug
from tests.browser.trust import environment
from tests.interview.tablets import FIRST_VISIT

pytestmark = pytest.mark.browser

AWAY = "Please keep this page open and try again."
NOT_SAVED = re.compile("Not saved")
NONE_NOW = '[name="ticks-now"][value="none"]'


def opened(page, server, place):
    """Open one screen of the interview."""
    page.goto(f"{server.address}/kiosk/{place}")
    assert slug(page) == place


def let_pass(server, minutes):
    """Let so many minutes pass for every open session."""
    with server.rows():
        past = dt.timedelta(minutes=minutes)
        for row in db.session.scalars(sa.select(sessions.BrowserSession)):
            row.active_at, row.created_at = row.active_at - past, row.created_at - past
        db.session.commit()
        db.session.remove()


def traces(server, intake_id, action):
    """How often this was done to the intake."""
    with server.rows():
        same = (AuditEvent.action == action.value, AuditEvent.subject_id == intake_id)
        found = db.session.scalar(sa.select(sa.func.count()).where(*same))
        db.session.remove()
    return found


# The network.


def test_wifi_gone_in_the_middle_of_an_answer_is_said_and_mended_by_itself(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    opened(page, server, "goals")
    page.locator('[name="psfs_1"]').fill("Walk to the mill")
    saved(page)
    page.context.set_offline(True)
    page.locator('[name="psfs_1"]').press_sequentially(" and back")
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    expect(page.get_by_text("Your last answer is not saved yet.")).to_be_visible()
    assert kept("psfs_1") == "Walk to the mill"
    page.context.set_offline(False)
    saved(page)
    expect(page.get_by_text("Your last answer is not saved yet.")).to_be_hidden()
    assert kept("psfs_1") == "Walk to the mill and back"


def test_going_on_without_a_network_stays_on_the_page_with_everything_typed(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page = tablet()
    opened(page, server, "goals")
    page.context.set_offline(True)
    page.locator('[name="psfs_1"]').fill("Tend the roses")
    page.get_by_role("button", name="Save and continue").tap()
    expect(page.get_by_text(AWAY)).to_be_visible()
    assert slug(page) == "goals"
    expect(page.locator('[name="psfs_1"]')).to_have_value("Tend the roses")
    page.context.set_offline(False)
    saved(page)
    press(page, "Save and continue", Count())
    assert slug(page) != "goals" and kept("psfs_1") == "Tend the roses"


def test_going_on_while_only_the_server_is_away_stays_on_the_page_too(tablet, server, intake_id):
    complete(server, intake_id)
    page = tablet()
    opened(page, server, "goals")
    page.route(f"{server.address}/**", lambda route: route.abort("connectionrefused"))
    page.get_by_role("button", name="Save and continue").tap()
    expect(page.get_by_text(AWAY)).to_be_visible()
    assert slug(page) == "goals" and page.get_by_role("heading", level=1).is_visible()
    page.unroute(f"{server.address}/**")
    press(page, "Save and continue", Count())
    assert slug(page) != "goals"


def test_a_save_whose_reply_was_lost_is_repeated_and_counts_once(tablet, server, intake_id):
    page, lost = tablet(), []

    def drop_the_reply(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/kiosk/answer", drop_the_reply)
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    saved(page)
    assert lost == [200] and traces(server, intake_id, Action.INTAKE_ANSWER_SAVED) == 1


def test_a_save_that_is_never_answered_is_given_up_said_and_repeated(tablet, kept):
    page, hung = tablet(), []
    page.clock.install()
    page.reload()
    page.route("**/kiosk/answer", lambda route: route.continue_() if hung else hung.append(route))
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text("Saving...")
    page.clock.run_for(5000)
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    page.clock.run_for(6000)
    page.clock.run_for(2000)
    saved(page)
    assert kept("rf_fever") == "no"


def test_a_server_that_stumbles_is_asked_again(tablet, kept):
    page, stumbled = tablet(), []

    def stumble(route):
        if len(stumbled) == 2:
            route.continue_()
            return
        stumbled.append(route)
        route.fulfill(status=(503, 429)[len(stumbled) - 1], body="busy")

    page.route("**/kiosk/answer", stumble)
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    saved(page)
    assert kept("rf_fever") == "no"


def test_help_called_while_an_answer_is_on_its_way_waits_for_it(tablet, server, intake_id, kept):
    complete(server, intake_id)
    page, asked, held = tablet(), [], []
    opened(page, server, "goals")
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))

    page.route("**/kiosk/answer", lambda route: held.append(route))
    page.locator('[name="psfs_1"]').fill("Tend the roses")
    with page.expect_response(lambda one: one.request.method == "HEAD"):
        page.get_by_role("button", name="I need help").tap()
    page.wait_for_timeout(3000)
    assert asked == [] and kept("help_at") is None
    with page.expect_navigation():
        held[0].continue_()
    assert slug(page) == "goals" and asked == []
    assert kept("psfs_1") == "Tend the roses" and kept("help_at") is not None


# The tablet.


def test_a_crashed_tab_comes_back_on_the_same_screen_with_what_was_saved(tablet):
    page = tablet()
    answer(page, {"ticks-now": "none"}, Count())
    saved(page)
    context, address = page.context, page.url
    with pytest.raises(Error, match=r"(?i)crash"):
        page.goto("chrome://crash")
    again = context.new_page()
    again.goto(address)
    expect(again.locator(NONE_NOW)).to_be_checked()


def test_a_closed_tab_loses_only_what_was_said_to_be_unsaved(tablet, server, intake_id, new_code, window):
    complete(server, intake_id)
    page = tablet()
    opened(page, server, "goals")
    page.locator('[name="psfs_1"]').fill("Walk to the mill")
    saved(page)
    page.context.set_offline(True)
    page.get_by_text("More questions, if you like").tap()
    page.locator('[name="psfs_2"]').fill("Dance")
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    page.context.close()
    other = window().new_page()
    joined(other, server, new_code())
    opened(other, server, "goals")
    expect(other.locator('[name="psfs_1"]')).to_have_value("Walk to the mill")
    expect(other.locator('[name="psfs_2"]')).to_have_value("")


def joined(page, server, code):
    """Type a code on another tablet, and take over if the first one still holds the intake."""
    page.goto(f"{server.address}/kiosk/join")
    page.locator('[name="code"]').fill(code)
    press(page, "Continue", Count(), touch=False)
    if slug(page) == "taken":
        press(page, "Go on here", Count(), touch=False)
    say_who(page, server)


def test_a_killed_browser_loses_nothing_that_showed_saved(chromium, trust, server, intake_id, new_code, window):
    home = environment(trust.home)
    own = chromium.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=home)
    page = own.new_page()
    joined(page, server, new_code())
    answer(page, {"ticks-now": "none"}, Count(), touch=False)
    saved(page)
    processes = own.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    [browser] = [one["id"] for one in processes if one["type"] == "browser"]
    os.kill(browser, signal.SIGKILL)
    again = window().new_page()
    again.goto(f"{server.address}/kiosk/")
    assert slug(again) == "join"
    joined(again, server, new_code())
    expect(again.locator(NONE_NOW)).to_be_checked()


def test_a_tablet_that_slept_too_long_wakes_up_blank_and_resumes_with_a_new_code(tablet, server, new_code):
    page = tablet()
    page.clock.install()
    page.reload()
    answer(page, {"ticks-now": "none"}, Count())
    page.clock.run_for(1000)
    saved(page)
    let_pass(server, 20)
    page.clock.fast_forward("20:00")
    page.wait_for_url("**/kiosk/lock")
    expect(page.get_by_text("Your answers are safe.")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    assert "ticks-now" not in page.content()
    joined(page, server, new_code())
    expect(page.locator(NONE_NOW)).to_be_checked()


def test_a_frozen_page_saves_when_it_is_thawed(tablet, kept):
    page = tablet()
    cdp = page.context.new_cdp_session(page)
    page.context.set_offline(True)
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.context.set_offline(False)
    cdp.send("Page.setWebLifecycleState", {"state": "active"})
    saved(page)
    assert kept("rf_fever") == "no"


def test_idle_without_a_network_goes_blank_keeps_trying_and_then_locks(tablet, server, kept):
    page = tablet()
    page.clock.install()
    page.reload()
    page.context.set_offline(True)
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text(NOT_SAVED)
    page.clock.fast_forward("05:00")
    expect(page.get_by_role("heading", level=1)).to_have_count(0)
    expect(page.get_by_text(NOT_SAVED)).to_be_visible()
    assert "ticks-now" not in page.content()
    page.context.set_offline(False)
    saved(page)
    page.clock.run_for(1000)
    page.wait_for_url("**/kiosk/lock")
    assert kept("rf_fever") == "no"


# The session.


def test_an_answer_given_after_the_session_ran_out_is_said_to_be_lost(tablet, server, kept, new_code):
    page = tablet()
    answer(page, {"ticks-now": "none"}, Count())
    saved(page)
    let_pass(server, 20)
    answer(page, {"ticks-lately": "none"}, Count())
    page.wait_for_url("**/kiosk/join*")
    expect(page.get_by_text("The last answer was not saved.")).to_be_visible()
    assert kept("rf_fever") == "no" and kept("rf_wtloss") is None
    joined(page, server, new_code())
    expect(page.locator(NONE_NOW)).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_going_on_after_the_session_ran_out_leads_to_the_code_and_says_so(tablet, server, scripts):
    page = tablet(java_script_enabled=scripts)
    answer(page, {"ticks-now": "none", "ticks-lately": "none"}, Count())
    if scripts:
        saved(page)
    let_pass(server, 20)
    page.get_by_role("button", name="Save and continue").tap()
    page.wait_for_url("**/kiosk/join*")
    expect(page.get_by_text("was locked")).to_be_visible()
    expect(page.get_by_text("The last answer was not saved.")).to_have_count(0 if scripts else 1)


# One finger, twice.


def test_a_double_tap_on_continue_moves_one_screen(tablet, server, intake_id):
    page, count = tablet(), Count()
    answer(page, FIRST_VISIT["safety"], count)
    saved(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").evaluate("b => { b.click(); b.click(); }")
    page.wait_for_url("**/kiosk/map")
    assert traces(server, intake_id, Action.INTAKE_STEP_SAVED) == 1


def test_a_double_tap_on_an_answer_leaves_it_as_it_was_after_the_second(tablet, kept):
    page = tablet()
    box = page.locator('[name="ticks-lately"][value="none"]')
    for _tap in range(4):
        box.evaluate("box => box.click()")
    saved(page)
    assert kept("rf_wtloss") is None
    box.evaluate("box => { box.click(); box.click(); box.click(); }")
    saved(page)
    expect(box).to_be_checked()
    page.reload()
    expect(box).to_be_checked()


def test_sending_twice_is_sending_once(tablet, server, intake_id):
    complete(server, intake_id)
    page = tablet()
    opened(page, server, "review")
    page.get_by_role("button", name="Send my answers").evaluate("b => { b.click(); b.click(); }")
    page.wait_for_url("**/kiosk/done")
    expect(page.get_by_role("heading", level=1)).to_have_text("All done. Thank you!")
    assert traces(server, intake_id, Action.INTAKE_SENT) == 1


def test_back_forward_and_reload_change_no_answer(tablet, server, intake_id, kept):
    page, count = tablet(), Count()
    for here in ("safety", "map", "pain"):
        assert slug(page) == here
        answer(page, FIRST_VISIT[here], count)
        press(page, "Save and continue", count)
    before = traces(server, intake_id, Action.INTAKE_ANSWER_SAVED)
    for place in ("pain", "map", "safety"):
        page.go_back()
        assert slug(page) == place
    expect(page.locator(NONE_NOW)).to_be_checked()
    page.go_forward()
    page.go_forward()
    assert slug(page) == "pain"
    expect(page.locator('[name="r-nprs_worst"][value="5"]')).to_be_checked()
    page.reload()
    expect(page.locator('[name="r-nprs_worst"][value="5"]')).to_be_checked()
    press(page, "Back", count)
    assert slug(page) == "map"
    press(page, "Save and continue", count)
    assert slug(page) == "pain"
    assert traces(server, intake_id, Action.INTAKE_ANSWER_SAVED) == before
    assert kept("nprs_worst", "r") == 5

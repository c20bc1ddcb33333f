"""The clinician's two minutes in a real browser: by keyboard alone, edits kept as they are made, nothing lost."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from clinic import sessions
from clinic.clock import wall_clock
from clinic.content.plan_lines import Part
from clinic.database import db
from clinic.exam.models import ExamFindings
from clinic.patients.models import Visit
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests import factories
from tests.browser import axe
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser

DESK = {"width": 1366, "height": 768}
TABLET = {"width": 1180, "height": 820}


@pytest.fixture
def desk(server, window):
    """`desk("V01")` is a clinician's page on a visit like the reference case, or with the answers given."""

    def open_visit(name, viewport=DESK):
        with server.rows():
            user = factories.UserFactory(roles=["clinician"])
            visit = visit_of(case(name) if isinstance(name, str) else name, clinician=user)
            ids = user.id, visit.id
            db.session.remove()
        token = server.session_for(kind=sessions.Kind.STAFF, user_id=ids[0])
        context = window(viewport=viewport)
        context.add_cookies([server.cookie(token)])
        page = context.new_page()
        faults = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{server.address}/visits/{ids[1]}")
        return page, ids[1], faults

    return open_visit


def _visit(visit_id):
    return db.session.get(Visit, visit_id)


def test_an_unchanged_proposal_is_signed_with_three_key_presses(server, desk):
    page, visit_id, faults = desk("V01")
    presses = ["Alt+n", "Alt+y", "Alt+s"]
    page.keyboard.press(presses[0])
    page.wait_for_url(re.compile("/plans/"))
    page.keyboard.press(presses[1])
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    page.keyboard.press(presses[2])
    page.wait_for_url(re.compile("/handouts/"))
    with server.rows():
        assert len(PlanVersion.of(_visit(visit_id))) == 1
        db.session.remove()
    assert len(presses) <= 6
    assert faults == []


def test_a_finding_is_saved_by_its_key_and_the_page_says_what_changed(server, desk):
    page, visit_id, faults = desk("V10")
    page.locator("#l-exam_web_squeeze-neg").focus()
    page.keyboard.press("+")
    page.wait_for_selector("#changed :text('Web squeeze, left: positive.')")
    assert page.evaluate("document.activeElement.id") == "l-exam_web_squeeze-pos"
    with server.rows():
        assert ExamFindings.of(_visit(visit_id)).foot("l").exam_web_squeeze == "pos"
        db.session.remove()
    assert faults == []


def test_an_edited_dose_is_kept_while_the_next_box_is_typed_in(server, desk):
    page, visit_id, faults = desk("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    first, second = page.get_by_label("Reps").nth(0), page.get_by_label("Reps").nth(2)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        first.fill("8")
        second.click()
    second.fill("12")
    second.press("Tab")
    page.wait_for_selector('#plan-state input[name=was][value*=\'-reps":"12"\']', state="attached")
    assert second.input_value() == "12"
    with server.rows():
        reps = [item.reps for item in Plan.of(_visit(visit_id)).lines(Part.EXERCISE)]
        db.session.remove()
    assert (reps[0], reps[2]) == (8, 12)
    assert page.locator("#plan-note").inner_text() == ""
    assert faults == []


@pytest.mark.parametrize(
    ("box", "typed", "kept"), [("#next_time", "9:35", "9:35 AM"), ("#next_time", "2pm", "2:00 PM"), ("reps", "08", "8")]
)
def test_what_is_typed_in_its_own_way_is_shown_as_it_was_read_and_can_be_signed(server, desk, box, typed, kept):
    page, visit_id, faults = desk("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    page.keyboard.press("Alt+y")
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    visit_on = f"{wall_clock() + dt.timedelta(days=14):%Y-%m-%d}"
    entries = [("#next_on", visit_on)] if box == "#next_time" else []
    for where, words in [*entries, (box, typed)]:
        field = page.locator(where) if where.startswith("#") else page.get_by_label("Reps").first
        with page.expect_response(lambda answer: answer.request.method == "POST" and "/ahead" not in answer.url):
            field.fill(words)
            field.press("Tab")
    expect(field).to_have_value(kept)
    page.locator("#sign-button").click()
    page.wait_for_url(re.compile("/handouts/"))
    with server.rows():
        assert len(PlanVersion.of(_visit(visit_id))) == 1
        db.session.remove()
    assert faults == []


def test_focus_stays_with_the_line_that_was_moved(server, desk):
    page, _visit_id, faults = desk("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    name = page.locator("article.app-ex").first.get_attribute("aria-label")
    button = page.locator("article.app-ex").first.locator("button[value^=down]")
    where = button.get_attribute("id")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"article.app-ex:nth-of-type(2)[aria-label='{name}']")
    assert page.evaluate("document.activeElement.id") == where
    assert faults == []


@pytest.mark.parametrize("viewport", [DESK, TABLET], ids=["desk", "tablet"])
@pytest.mark.parametrize("name", ["V01", "V07"])
def test_the_visit_and_the_plan_pass_axe_and_do_not_scroll_sideways(server, desk, name, viewport):
    page, _visit_id, _faults = desk(name, viewport)
    found = []
    for step in ("visit", "plan", "library"):
        if step == "plan":
            page.keyboard.press("Alt+n")
            page.wait_for_url(re.compile("/plans/"))
        if step == "library":
            page.goto(f"{page.url}/library")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{step} is {wide} px too wide"
        found += [f"{step}: {one}" for one in axe.broken(page)]
    assert found == []


def test_without_scripts_the_plan_is_edited_and_signed_all_the_same(server, window):
    with server.rows():
        user = factories.UserFactory(roles=["clinician"])
        visit = visit_of(case("V01"), clinician=user)
        ids = user.id, visit.id
        db.session.remove()
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=ids[0])
    context = window(viewport=DESK, java_script_enabled=False)
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    page.goto(f"{server.address}/visits/{ids[1]}")
    page.get_by_role("button", name=re.compile("Next: plan")).click()
    page.get_by_label("Reps").first.fill("8")
    page.get_by_label("Reps").first.press("Enter")
    page.get_by_role("button", name=re.compile("Accept all")).click()
    page.get_by_role("button", name=re.compile("Sign and print")).click()
    page.wait_for_url(re.compile("/handouts/"))
    with server.rows():
        version = PlanVersion.of(_visit(ids[1]))[0]
        assert version.content["exercises"][0]["dose"]["reps"] == 8
        db.session.remove()


def test_a_second_tab_that_is_behind_sees_both_values_and_chooses(server, desk):
    page, visit_id, _faults = desk("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Reps").first.fill("12")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Reps").first.press("Tab")
    other.get_by_label("Reps").first.fill("6")
    other.get_by_label("Reps").first.press("Tab")
    other.wait_for_selector("text=Make my change on top")
    row = other.locator("tr", has_text="Reps").inner_text()
    assert "12" in row and "6" in row
    other.get_by_role("button", name="Make my change on top").click()
    other.wait_for_selector("article.app-ex")
    with server.rows():
        assert Plan.of(_visit(visit_id)).lines(Part.EXERCISE)[0].reps == 6
        db.session.remove()


@pytest.mark.parametrize(
    "held", [{"width": 820, "height": 1180}, {"width": 360, "height": 740}], ids=["tablet", "phone"]
)
def test_every_control_of_the_exam_and_of_an_exercise_can_be_reached_on_a_screen_held_upright(desk, held):
    page, _visit_id, faults = desk("V01", held)
    core = page.locator("#exam-form > table").locator(".seg label:visible, select:visible, input[inputmode]:visible")
    boxes = [place.bounding_box() for place in core.all()]
    assert len(boxes) > 20
    assert [box for box in boxes if box["x"] < 0 or box["x"] + box["width"] > held["width"] - 8] == []
    page.get_by_role("button", name="Next: plan").click()
    page.wait_for_url(re.compile("/plans/"))
    places = page.locator("article.app-ex").locator("input:visible, select:visible, button:visible")
    boxes = [place.bounding_box() for place in places.all()]
    assert len(boxes) > 40
    assert [box for box in boxes if box["x"] < 0 or box["x"] + box["width"] > held["width"] - 8] == []
    assert faults == []

"""The builder in a real browser: the library beside the plan, the note scored while typing, nothing typed is lost."""

import re

import pytest

from clinic.content.plan_lines import Part
from clinic.database import db
from clinic.patients.models import Visit
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests.browser import axe
from tests.browser.test_plan import TABLET, desk  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(desk):  # noqa: F811
    """`builder("V01")` is the builder of a visit like the reference case."""

    def open_builder(name, *viewport):
        page, visit_id, faults = desk(name, *viewport)
        page.keyboard.press("Alt+n")
        page.wait_for_url(re.compile("/plans/"))
        return page, visit_id, faults

    return open_builder


def _lines(server, visit_id):
    with server.rows():
        found = {item.code: item for item in Plan.of(db.session.get(Visit, visit_id)).lines(Part.EXERCISE)}
        db.session.expunge_all()
        db.session.remove()
    return found


def test_an_exercise_is_found_and_added_without_leaving_the_plan(server, builder):
    page, visit_id, faults = builder("V01")
    where = page.url
    page.keyboard.press("Alt+a")
    page.wait_for_selector("#books article")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("bunion")
    page.wait_for_selector("#books article:nth-child(2)", state="detached")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "why-EX22"
    page.keyboard.type("Helps her bunion")
    page.keyboard.press("Enter")
    page.wait_for_selector("#add-EX22 :text('In the plan')")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Alt+d")
    page.wait_for_selector("article.app-ex[aria-label='Big toe side stretch'] :text('Helps her bunion')")
    assert page.url == where and not page.locator("#shelf-drawer").is_visible()
    assert _lines(server, visit_id)["EX22"].reason == "Helps her bunion"
    assert faults == []


def test_two_are_added_one_after_the_other_and_the_plan_behind_stays_in_step(server, builder):
    page, visit_id, faults = builder("V01")
    page.keyboard.press("Alt+a")
    page.wait_for_selector("#add-EX01 button")
    page.locator("#add-EX01 button").click()
    page.wait_for_selector("#add-EX01 :text('In the plan')")
    page.locator("#add-EX05 button").click()
    page.wait_for_selector("#add-EX05 :text('In the plan')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#load mark")
    assert {"EX01", "EX05"} <= _lines(server, visit_id).keys()
    assert page.locator("#plan-stale").count() == 0
    assert faults == []


def test_what_is_left_out_says_why_and_asks_for_a_reason_before_it_is_added(server, builder):
    page, visit_id, _faults = builder("V01")
    page.locator("#left-out li", has_text="Heel lift on one foot").get_by_role("link", name="Add anyway").click()
    page.wait_for_selector("#add-EX14 :text('Worst pain: 5')")
    assert page.evaluate("document.activeElement.id") == "why-EX14"
    page.keyboard.press("Enter")
    assert "EX14" not in _lines(server, visit_id)
    page.keyboard.type("Was pain free on the step")
    page.keyboard.press("Enter")
    page.wait_for_selector("#add-EX14 :text('In the plan')")
    assert "EX14" in _lines(server, visit_id)


@pytest.mark.parametrize("viewport", [(), (TABLET,)], ids=["desk", "tablet"])
def test_the_open_drawer_passes_axe_and_fits(builder, viewport):
    page, _visit_id, _faults = builder("V01", *viewport)
    page.keyboard.press("Alt+a")
    page.wait_for_selector("#books article")
    page.wait_for_function("!document.querySelector('.htmx-settling, .htmx-swapping')")
    box = page.locator("#shelf-drawer").bounding_box()
    assert box["x"] >= 0 and page.evaluate("document.querySelector('#shelf-drawer').scrollWidth") <= box["width"]
    assert axe.broken(page) == []


def test_the_note_is_scored_while_somebody_types(builder):
    page, _visit_id, faults = builder("V01")
    page.keyboard.press("Alt+t")
    page.keyboard.type("Rest your foot. Ride your bike.")
    page.wait_for_selector("#note-grade .down")
    page.keyboard.type(" Subsequently utilise rehabilitation modalities appropriately.")
    page.wait_for_selector("#note-grade .up")
    assert page.evaluate("document.activeElement.id") == "note_en"
    assert faults == []


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept_and_saved(server, builder):
    page, visit_id, _faults = builder("V01")
    page.route("**/plans/*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.locator("article.app-ex button[value^=down]").first.click()
    page.get_by_label("Reps").nth(3).fill("9")
    page.wait_for_selector('#plan-state input[name=was][value*=\'-reps":"9"\']', state="attached")
    reps = [item.reps for item in _lines(server, visit_id).values()]
    assert 9 in reps
    assert page.locator("#plan-stale").count() == 0


def test_signing_with_the_mouse_right_after_an_edit_signs_what_was_typed(server, builder):
    page, visit_id, faults = builder("V01")
    page.locator("#accept-all").click()
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    page.get_by_label("Reps").first.fill("8")
    page.locator("#sign-button").click()
    page.wait_for_url(re.compile("/handouts/"))
    with server.rows():
        (version,) = PlanVersion.of(db.session.get(Visit, visit_id))
        assert version.content["exercises"][0]["dose"]["reps"] == 8
        db.session.remove()
    assert faults == []


def test_a_box_that_cannot_be_saved_keeps_the_plan_from_being_signed(server, builder):
    page, visit_id, _faults = builder("V01")
    page.locator("#accept-all").click()
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    page.get_by_label("Reps").first.fill("900")
    page.keyboard.press("Alt+s")
    page.wait_for_selector("#plan-note :text('Reps')")
    assert "/plans/" in page.url
    with server.rows():
        assert PlanVersion.of(db.session.get(Visit, visit_id)) == []
        db.session.remove()


def test_a_line_removed_right_after_an_edit_is_no_quarrel_with_oneself(server, builder):
    page, visit_id, _faults = builder("V01")
    page.get_by_label("Reps").first.fill("8")
    page.locator("article.app-ex").nth(1).get_by_role("button", name=re.compile("^Remove")).click()
    page.wait_for_selector("article.app-ex:nth-of-type(5)", state="detached")
    found = _lines(server, visit_id)
    assert len(found) == 4 and next(iter(found.values())).reps == 8
    assert page.locator("#plan-stale").count() == 0

"""A refused value in a real browser: the rest of the page goes on, and the words stay until it is put right."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic.content.plan_lines import Part, State
from clinic.database import db
from clinic.exam.models import ExamFindings
from clinic.patients.models import Visit
from clinic.plan.models import Plan
from tests.browser.serving import Server
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser

BOX = "#r-exam_hr_reps"


@pytest.fixture
def at(server: Server, desk: Callable[..., Page]) -> Callable[[str], tuple[Page, Any]]:
    """`at("V01")` is a clinician's page on a visit like the reference case, and the visit's id."""

    def open_visit(name: str) -> tuple[Page, Any]:
        page = desk("clinician")
        with server.rows():
            visit_id = visit_of(case(name)).id
            db.session.remove()
        page.goto(f"{server.address}/visits/{visit_id}")
        page.locator("#exam details").evaluate_all("all => all.forEach(one => one.open = true)")
        return page, visit_id

    return open_visit


def _types(page: Page, box: str, value: str) -> None:
    page.locator(box).click()
    page.locator(box).press("Control+a")
    page.keyboard.type(value)


def _saves(page: Page, act: Callable[[], Any]) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        act()
    expect(page.locator(".htmx-request")).to_have_count(0, timeout=20_000)


def _refuse(page: Page, box: str) -> None:
    _types(page, box, "200")
    _saves(page, lambda: page.keyboard.press("Tab"))
    expect(page.locator(f"{box}-error")).to_be_visible()


def _is_held(page: Page, box: str) -> None:
    expect(page.locator(box)).to_have_value("200")
    expect(page.locator(f"{box}-error")).to_be_visible()
    expect(page.locator(box)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#sign")).to_contain_text("1 value not saved")
    assert not page.locator("#sign button, #sign a[href*='/plans/']").count()


def test_on_the_exam(server: Server, at: Callable[[str], tuple[Page, Any]]) -> None:
    page, visit_id = at("V02")
    _refuse(page, BOX)
    for value in ("41", "42", "43"):
        _types(page, "#r-exam_kw_deg", value)
        _saves(page, lambda: page.keyboard.press("Tab"))
    for place in ("mth2", "mth3", "shaft2"):
        _saves(page, page.locator(f"#r-exam_palp-{place}").check)
    assert "Nothing was overwritten" not in page.locator("body").inner_text()
    expect(page.locator("#flags")).to_contain_text(
        "Right foot. Seen within"
    )  # what follows from the tick is shown all the same
    _is_held(page, BOX)
    page.locator("#impression-words").fill("Neuroma")
    _saves(page, lambda: page.locator("#impression-words").press("Tab"))
    _is_held(page, BOX)
    card = page.locator("#l-RF20")
    card.locator("label:has([name=ruling])").first.click()
    card.locator("#l-RF20-reason").fill("Hop test without pain")
    _saves(page, card.get_by_role("button", name=re.compile("finding")).click)
    _is_held(page, BOX)
    _types(page, BOX, "20")
    _saves(page, lambda: page.keyboard.press("Tab"))
    expect(page.locator(f"{BOX}-error")).to_have_count(0)
    expect(page.locator("#sign")).not_to_contain_text("not saved")
    with server.rows():
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        assert found is not None and found.impression == "Neuroma"
        right = found.foot("r")
        assert (right.exam_hr_reps, right.exam_kw_deg) == (20, 43)
        assert {"mth2", "mth3", "shaft2"} <= set(right.exam_palp or ())
        db.session.remove()


def test_a_link_clicked_straight_from_the_box_waits_for_its_answer(
    server: Server, at: Callable[[str], tuple[Page, Any]]
) -> None:
    page, visit_id = at("V01")
    here = page.url
    _types(page, BOX, "200")
    page.get_by_role("link", name="Today").first.click()
    expect(page.locator(f"{BOX}-error")).to_be_visible()
    assert page.url == here
    _is_held(page, BOX)
    _types(page, BOX, "19")
    _saves(page, lambda: page.keyboard.press("Tab"))
    _types(page, BOX, "20")
    page.keyboard.press("Alt+n")  # drawn anew by the answer to the box, and pressed all the same
    page.wait_for_url(re.compile("/plans/"))
    with server.rows():
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        assert found is not None and found.foot("r").exam_hr_reps == 20
        db.session.remove()


def test_on_the_plan(server: Server, at: Callable[[str], tuple[Page, Any]]) -> None:
    page, visit_id = at("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    box = "#pair-1-hours_wk"
    page.locator(box).evaluate("box => { const fold = box.closest('details'); if (fold) fold.open = true }")
    _refuse(page, box)
    for button in ("article.app-ex [id^=accept-]", "article.app-ex [id^=easier-]", "[id^=down-]", "#accept-all"):
        _saves(page, page.locator(button).first.click)
        expect(page.locator("article.app-ex").first).to_be_visible()
        _is_held(page, box)
    assert "Error" not in page.title()
    with server.rows():
        plan = Plan.of(db.session.get_one(Visit, visit_id))
        assert plan is not None
        assert all(item.state is State.ACCEPTED for item in plan.lines(Part.EXERCISE))
        db.session.remove()
    _types(page, box, "20")
    _saves(page, lambda: page.keyboard.press("Tab"))
    expect(page.locator("#sign")).to_contain_text("Ready to sign")

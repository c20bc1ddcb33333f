"""Two clinicians have the same visit open: what one records, the other sees; what one types, no answer takes away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.database import db
from clinic.exam import findings
from clinic.exam.models import ExamFindings, FlagAnswer
from clinic.patients.models import Visit
from tests.browser.serving import Server
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser

SQUEEZE = "l-exam_web_squeeze"


@pytest.fixture
def two(server: Server, desk: Callable[..., Page]) -> Callable[[str], tuple[Page, Page, Any]]:
    """`two("V02")` are the pages of two clinicians on one visit like the reference case, and the visit's id."""

    def open_both(name: str) -> tuple[Page, Page, Any]:
        pages = (desk("clinician"), desk("clinician"))
        with server.rows():
            visit_id = visit_of(case(name)).id
            db.session.remove()
        for page in pages:
            page.goto(f"{server.address}/visits/{visit_id}")
            page.locator("#exam details").evaluate_all("all => all.forEach(one => one.open = true)")
        return *pages, visit_id

    return open_both


def _saves(page: Page, act: Callable[[], Any]) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        act()
    expect(page.locator(".htmx-request")).to_have_count(0, timeout=20_000)


def _types(page: Page, box: str, value: str) -> None:
    page.locator(box).click()
    page.locator(box).press("Control+a")
    page.keyboard.type(value)


def _enters(page: Page, box: str, value: str) -> None:
    _types(page, box, value)
    _saves(page, lambda: page.keyboard.press("Tab"))


def _standing(server: Server, visit_id: Any, *places: tuple[str, str]) -> list[str]:
    with server.rows():
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        told = [findings.stands(found, foot, field) for foot, field in places]
        db.session.remove()
    return told


def _name(server: Server, visit_id: Any) -> str:
    """Who recorded first."""
    with server.rows():
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        assert found is not None
        event = db.session.query(AuditEvent).filter_by(subject_id=found.id).order_by(AuditEvent.number).first()
        assert event is not None
        name = db.session.get_one(User, event.actor_id).name
        db.session.remove()
    return name


def test_what_another_recorded_is_shown_and_stays(server: Server, two: Callable[[str], tuple[Page, Page, Any]]) -> None:
    one, other, visit_id = two("V02")
    _enters(other, "#l-exam_kw_cm", "9.5")
    _saves(other, other.locator(f"label:has(#{SQUEEZE}-pos)").click)
    _saves(other, other.locator("#l-exam_palp-mth2").check)
    _saves(other, lambda: other.locator("#l-exam_drawer_toe").select_option(index=1))
    _enters(one, "#l-exam_hr_reps", "12")
    expect(one.locator("#l-exam_kw_cm")).to_have_value("9.5")
    expect(one.locator(f"#{SQUEEZE}-pos")).to_be_checked()
    expect(one.locator("#l-exam_palp-mth2")).to_be_checked()
    expect(one.locator("#by-l-exam_kw_cm")).to_have_text(f"changed by {_name(server, visit_id)}")
    expect(one.locator(".app-by")).to_have_count(4)
    _enters(one, "#r-exam_hr_reps", "14")
    places = [("l", "exam_kw_cm"), ("l", "exam_web_squeeze"), ("l", "exam_palp"), ("r", "exam_hr_reps")]
    assert _standing(server, visit_id, *places) == ["9.5", "pos", "mth2,shaft2", "14"]
    _enters(one, "#l-exam_kw_cm", "8")  # seen, and changed on purpose
    expect(one.locator("#by-l-exam_kw_cm")).to_have_count(0)
    assert _standing(server, visit_id, ("l", "exam_kw_cm")) == ["8"]
    assert "Nothing was overwritten" not in one.locator("body").inner_text()


def test_who_types_in_the_very_box_is_told(server: Server, two: Callable[[str], tuple[Page, Page, Any]]) -> None:
    one, other, visit_id = two("V02")
    _enters(other, "#l-exam_kw_cm", "9.5")
    answers: list[Any] = []
    one.route("**/findings", lambda route: answers.append(route), times=1)  # the first save is on its way for a while
    _types(one, "#l-exam_hr_reps", "12")
    one.keyboard.press("Tab")
    one.wait_for_timeout(100)
    _types(one, "#l-exam_kw_cm", "7")
    with one.expect_response(lambda answer: answer.request.method == "POST"):
        answers[0].continue_()
    expect(one.locator(".htmx-request")).to_have_count(0, timeout=20_000)
    expect(one.locator("#l-exam_kw_cm")).to_have_value("7")
    _saves(one, lambda: one.keyboard.press("Tab"))
    expect(one.locator("#exam-note")).to_contain_text("Nothing was overwritten")
    expect(one.locator("#exam-note")).to_contain_text("9.5")
    assert _standing(server, visit_id, ("l", "exam_kw_cm"), ("l", "exam_hr_reps")) == ["9.5", "12"]
    one.locator("#exam-note").get_by_role("button", name="Use mine").click()
    one.wait_for_url(re.compile("#exam$"))
    assert _standing(server, visit_id, ("l", "exam_kw_cm")) == ["7"]


def test_a_box_that_is_left_untouched_follows_when_the_focus_leaves(
    server: Server, two: Callable[[str], tuple[Page, Page, Any]]
) -> None:
    one, other, visit_id = two("V02")
    _enters(other, "#r-exam_hr_reps", "9")
    one.locator("#l-exam_hr_reps").fill("12")
    _saves(one, lambda: one.locator("#l-exam_hr_reps").press("Tab"))  # the focus is in the other's box by now
    assert one.evaluate("document.activeElement.id") == "r-exam_hr_reps"
    expect(one.locator("#r-exam_hr_reps")).to_have_value("")
    one.keyboard.press("Tab")
    expect(one.locator("#r-exam_hr_reps")).to_have_value("9")
    expect(one.locator("#by-r-exam_hr_reps")).to_be_visible()
    _enters(one, "#l-exam_kw_cm", "8")
    assert _standing(server, visit_id, ("r", "exam_hr_reps"), ("l", "exam_hr_reps")) == ["9", "12"]


def test_a_reason_that_is_being_typed_outlives_an_answer_and_a_ruling_is_not_overwritten(
    server: Server, two: Callable[[str], tuple[Page, Page, Any]]
) -> None:
    one, other, visit_id = two("V02")
    card = one.locator("#l-RF20")
    card.locator("label:has([value=cleared])").click()
    card.locator("#l-RF20-reason").fill("No bony tenderness")
    theirs = other.locator("#l-RF20")
    theirs.locator("label:has([value=refer])").click()
    theirs.locator("#l-RF20-reason").fill("Hop test hurts")
    _saves(other, theirs.get_by_role("button", name="Save the finding").click)
    _enters(one, "#l-exam_hr_reps", "12")
    expect(card).to_contain_text("Refer:")
    expect(card.locator("#l-RF20-reason")).to_have_value("No bony tenderness")
    expect(card.locator("[value=cleared]")).to_be_checked()
    _saves(one, card.get_by_role("button", name="Change the finding").click)
    expect(one.locator("#exam-note")).to_contain_text("Refer: Hop test hurts")
    with server.rows():
        assert FlagAnswer.of(db.session.get_one(Visit, visit_id))[0].reason == "Hop test hurts"
        db.session.remove()
    expect(card.locator("#l-RF20-reason")).to_have_value("No bony tenderness")


def test_an_impression_is_not_overwritten(server: Server, two: Callable[[str], tuple[Page, Page, Any]]) -> None:
    one, other, visit_id = two("V01")
    _enters(other, "#impression-words", "Stress fracture?")
    _enters(one, "#impression-words", "Neuroma")
    expect(one.locator("#exam-note")).to_contain_text("Stress fracture?")
    _enters(other, "#impression-words", "Stress fracture")  # one's own goes on
    with server.rows():
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        assert found is not None and found.impression == "Stress fracture"
        db.session.remove()

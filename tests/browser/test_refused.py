"""A value that cannot be kept: the others are, the words stand beside it, and nobody goes on before it is mended."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic.content.plan_lines import Part
from clinic.database import db
from clinic.exam.models import ExamFindings, FlagAnswer
from clinic.followup import measures
from clinic.patients.models import Visit
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests.browser.serving import Server
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser


@pytest.fixture
def at(server: Server, desk: Callable[..., Page]) -> Callable[..., tuple[Page, Any]]:
    """`at("V01")` is a clinician's page on a visit like the reference case, and the visit's id."""

    def open_visit(name: str, place: str = "") -> tuple[Page, Any]:
        page = desk("clinician")
        with server.rows():
            visit_id = visit_of(case(name)).id
            db.session.remove()
        page.goto(f"{server.address}/visits/{visit_id}{place}")
        return page, visit_id

    return open_visit


def _kept(server: Server, look: Callable[[], Any]) -> Any:
    with server.rows():
        found = look()
        db.session.remove()
    return found


def _typed(page: Page, box: str, value: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(box).fill(value)
        page.locator(box).press("Tab")


def test_on_the_exam(server: Server, at: Callable[..., tuple[Page, Any]]) -> None:
    page, visit_id = at("V01")
    page.locator("#exam-all details").evaluate_all("all => all.forEach(one => one.open = true)")
    _typed(page, "#r-exam_hr_reps", "200")
    expect(page.locator("#r-exam_hr_reps-error")).to_contain_text("from 0 to 80")
    bar = page.locator("#sign")
    expect(bar).to_contain_text("1 value not saved")
    _typed(page, "#r-exam_kw_deg", "41")
    _typed(page, "#l-exam_kw_cm", "12")
    expect(bar).to_contain_text("1 value not saved")
    expect(bar).not_to_contain_text("Saved")
    assert page.locator("#r-exam_hr_reps").input_value() == "200"

    def rows() -> tuple[Any, ...]:
        found = ExamFindings.of(db.session.get_one(Visit, visit_id))
        assert found is not None
        right, left = found.foot("r"), found.foot("l")
        return right.exam_hr_reps, right.exam_kw_deg, left.exam_kw_cm

    before = _kept(server, rows)
    assert before[0] != 200 and before[1:] == (41, 12)
    assert not bar.locator("a[href*='/plans/'], button").count()  # neither Next nor Leave
    here = page.url
    for key in ("Alt+n", "Alt+l"):
        page.keyboard.press(key)
    page.get_by_role("link", name="Today").first.click()
    page.wait_for_timeout(300)
    assert page.url.split("#")[0] == here.split("#")[0]
    expect(page.locator("#r-exam_hr_reps")).to_be_focused()
    _typed(page, "#r-exam_hr_reps", "20")
    expect(page.locator("#r-exam_hr_reps-error")).to_have_count(0)
    expect(bar).to_contain_text("Saved")
    assert _kept(server, rows) == (20, 41, 12)
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))


def test_on_the_plan(server: Server, at: Callable[..., tuple[Page, Any]]) -> None:
    page, visit_id = at("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    page.keyboard.press("Alt+y")
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    page.locator("#pair-1-hours_wk").evaluate(
        "box => { const fold = box.closest('details'); if (fold) fold.open = true }"
    )
    _typed(page, "#pair-1-hours_wk", "200")
    expect(page.locator("#pair-1-hours_wk-error")).to_be_visible()
    bar = page.locator("#sign")
    expect(bar).to_contain_text("1 value not saved")
    reps = page.get_by_label("Reps").first
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        reps.fill("7")
        reps.press("Tab")
    expect(bar).to_contain_text("1 value not saved")
    expect(bar).not_to_contain_text("Ready to sign")
    assert page.locator("#pair-1-hours_wk").input_value() == "200"
    here = page.url
    page.keyboard.press("Alt+s")
    page.get_by_role("link", name="Review and exam").first.click()
    page.wait_for_timeout(300)
    assert page.url.split("#")[0] == here.split("#")[0]

    def rows() -> tuple[Any, ...]:
        visit = db.session.get_one(Visit, visit_id)
        plan = Plan.of(visit)
        assert plan is not None
        hours = (plan.pairs or [{}])[0].get("hours_wk")
        return plan.lines(Part.EXERCISE)[0].reps, hours, len(PlanVersion.of(visit))

    assert _kept(server, rows)[0] == 7 and _kept(server, rows)[1] != 200 and _kept(server, rows)[2] == 0
    _typed(page, "#pair-1-hours_wk", "20")
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    assert _kept(server, rows)[:2] == (7, 20)
    page.keyboard.press("Alt+s")
    page.wait_for_url(re.compile("/handouts/"))
    assert _kept(server, rows)[2] == 1


def test_on_the_scores(server: Server, at: Callable[..., tuple[Page, Any]]) -> None:
    page, visit_id = at("V01", "/scores")
    for name, value in (("faam_adl", "84"), ("lefs", "200"), ("ffi", "40")):
        page.locator(f"#{name}").fill(value)
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    assert [page.locator(f"#{name}").input_value() for name in ("faam_adl", "lefs", "ffi")] == ["84", "200", "40"]
    expect(page.locator("td:has(#lefs) #lefs-error")).to_contain_text("from 0 to 80")
    expect(page.locator("main")).to_contain_text("1 value not saved. The others are.")

    def rows() -> dict[str, float]:
        visit = db.session.get_one(Visit, visit_id)
        return {code: row.value for code, row in measures.of([visit])[visit_id].items()}

    assert _kept(server, rows) == {"faam_adl": 84, "ffi": 40}
    page.locator("#lefs").fill("60")
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    assert _kept(server, rows) == {"faam_adl": 84, "ffi": 40, "lefs": 60}


REASON, RESULT = "Sat out the week; hop test without pain", "MRI of the second metatarsal normal"


def _rule(page: Page) -> Any:
    card = page.locator("#l-RF20")
    card.locator("summary").click()
    page.locator("label:has(#l-RF20-seen_elsewhere)").click()
    page.locator("#l-RF20-reason").fill(REASON)
    page.locator("#l-RF20-result").fill(RESULT)
    page.locator("#l-RF20-on").fill("2099-01-01")
    return card


def test_on_a_ruling(server: Server, at: Callable[..., tuple[Page, Any]]) -> None:
    page, visit_id = at("V02")
    card = _rule(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        card.get_by_role("button", name="Save the finding").click()
    expect(page.locator("#l-RF20-by-error")).to_have_text("Write who saw the patient.")
    expect(page.locator("#l-RF20-on-error")).to_contain_text("not in the future")
    expect(page.locator("#sign")).to_contain_text("2 values not saved")
    assert [page.locator(f"#l-RF20-{box}").input_value() for box in ("reason", "result", "on")] == [
        REASON,
        RESULT,
        "2099-01-01",
    ]
    assert page.locator("#l-RF20-seen_elsewhere").is_checked()

    def rows() -> list[tuple[str, str, str]]:
        return [(row.flag, row.reason, row.seen_by) for row in FlagAnswer.of(db.session.get_one(Visit, visit_id))]

    assert _kept(server, rows) == []
    page.locator("#l-RF20-by").fill("Dr. Sample")
    page.locator("#l-RF20-on").fill("2026-11-20")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        card.get_by_role("button", name="Save the finding").click()
    expect(page.locator("#l-RF20")).to_contain_text("Change the finding")
    expect(page.locator(".app-refused")).to_have_count(0)
    assert _kept(server, rows) == [("RF20", REASON, "Dr. Sample")]


def test_a_missing_answer_is_filled_in_where_the_lock_is_seen(
    server: Server, at: Callable[..., tuple[Page, Any]]
) -> None:
    page, _visit_id = at("V01")
    page.keyboard.press("Alt+m")  # the folded foot map opens by its link
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#l-exam_zone-web34").check()
    bar = page.locator("#sign")
    expect(bar).to_contain_text("Locked: 2 answers missing.")
    bar.get_by_role("link", name="Locked").click()
    expect(page.locator("#missing-l-hx_foot_sx")).to_be_in_viewport()
    page.locator("#missing-l-hx_foot_sx").select_option("no")
    expect(bar).to_contain_text("Locked: 1 answer missing.")
    page.locator("label:has(#missing-l-hx_inject-no)").click()
    expect(bar).to_contain_text("No flag is waiting.")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    expect(page.locator("article.app-ex").first).to_be_visible()

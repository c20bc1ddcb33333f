"""A value that cannot be kept is said beside its box, and takes nothing with it that was typed beside it."""

import json
from typing import Any

import pytest

from clinic.content.plan_lines import Part, State
from clinic.exam.findings import of
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


@pytest.fixture
def visit(db: Any) -> Any:
    return visit_of(case("V01"))


def _record(browser: Any, visit: Any, shown: dict[str, str], **values: str) -> Any:
    sent = {name.replace("__", "-"): value for name, value in values.items()}
    return browser.send(f"/visits/{visit.id}/findings", {"was": json.dumps(shown), **sent})


def test_heel_raises_of_200_take_no_other_finding_with_them(sign_in_as: Any, visit: Any, db: Any) -> None:
    browser = sign_in_as("clinician")
    shown = {"r-exam_hr_reps": "", "r-exam_kw_deg": "", "l-exam_kw_cm": ""}
    answer = _record(browser, visit, shown, r__exam_hr_reps="200", r__exam_kw_deg="40", l__exam_kw_cm="11")
    assert answer.status_code == 422
    found = of(visit)
    assert found is not None
    assert (found.foot("r").exam_kw_deg, found.foot("l").exam_kw_cm) == (40, 11)
    assert found.foot("r").exam_hr_reps is None
    assert "1 value not saved" in answer.one("#sign").get_text(" ") and "Saved" not in answer.one("#sign").get_text(" ")
    assert not answer.all("#sign a[href*='/plans/'], #sign button")
    box = answer.one("#r-exam_hr_reps")
    assert box.get_text().strip() == "200" and "from 0 to 80" in answer.one("#r-exam_hr_reps-error").get_text()
    again = {**answer.form(f"/visits/{visit.id}/findings"), "r-exam_hr_reps": "20"}
    assert browser.send(f"/visits/{visit.id}/findings", again).status_code == 303
    db.session.expire_all()
    assert of(visit).foot("r").exam_hr_reps == 20 and of(visit).foot("r").exam_kw_deg == 40


def test_shoe_hours_of_200_take_no_dose_with_them_and_nothing_is_signed(sign_in_as: Any, visit: Any, db: Any) -> None:
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    plan = Plan.of(visit)
    item = next(one for one in plan.lines(Part.EXERCISE) if one.reps)
    reps = f"{item.id.hex}-reps"
    sent = page.form(f"/plans/{plan.id}") | {"pair-1-hours_wk": "200", "pair-1-heel_cm": "3", reps: "7", "do": "save"}
    answer = browser.send(f"/plans/{plan.id}", sent)
    assert answer.status_code == 422
    db.session.expire_all()
    plan = Plan.of(visit)
    assert next(one for one in plan.lines(Part.EXERCISE) if one.id == item.id).reps == 7
    assert plan.pairs is not None and plan.pairs[0]["heel_cm"] == 3 and plan.pairs[0]["hours_wk"] != 200
    bar = answer.one("#sign").get_text(" ")
    assert "1 value not saved" in bar and "Ready to sign" not in bar and not answer.all("#sign button")
    assert answer.one("#pair-1-hours_wk").get_text().strip() == "200"
    still = page.form(f"/plans/{plan.id}") | {"pair-1-hours_wk": "200", "revision": plan.revision}
    assert browser.send(f"/plans/{plan.id}/sign", still).status_code == 422
    swapped = browser.send(f"/plans/{plan.id}/sign", still, headers={"HX-Request": "true"}, check=False)
    assert swapped.status_code == 200 and swapped.one("#plan-note [data-refused]")["data-typed"] == "200"
    assert PlanVersion.of(visit) == []
    again = {**answer.form(f"/plans/{plan.id}"), "pair-1-hours_wk": "20"}
    assert browser.send(f"/plans/{plan.id}", again).status_code == 303
    db.session.expire_all()
    assert Plan.of(visit).pairs[0]["hours_wk"] == 20


@pytest.mark.parametrize("press", ["accept-all", "accept", "easier", "down", "remove"])
def test_a_refused_value_holds_up_no_button_of_the_page(sign_in_as: Any, visit: Any, db: Any, press: str) -> None:
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    plan = Plan.of(visit)
    item = next(one for one in plan.lines(Part.EXERCISE) if one.state is State.PROPOSED)
    before = (item.state, item.starts_easier, item.position)
    do = press if press == "accept-all" else f"{press}:{item.id.hex}"
    data = page.form(f"/plans/{plan.id}") | {"pair-1-hours_wk": "200", "do": do}
    answer = browser.post(f"/plans/{plan.id}", data=data, headers={"HX-Request": "true"}, check=False)
    assert answer.status_code == 200 and "Error" not in answer.one("title").get_text()
    assert answer.all("form#plan article.app-ex") and "1 value not saved" in answer.one("#sign").get_text(" ")
    said = answer.one("#plan-note [data-refused]")
    assert (said["data-refused"], said["data-typed"]) == ("pair-1-hours_wk", "200") and said["data-words"]
    assert answer.one("#pair-1-hours_wk") and not answer.all("#sign button")
    db.session.expire_all()
    there = next((one for one in Plan.of(visit).items if one.id == item.id), None)
    assert there is None or (there.state, there.starts_easier, there.position) != before


@pytest.mark.parametrize("blank", ["reps", "sets", "times_day"])
def test_a_blank_is_not_a_dose(sign_in_as: Any, visit: Any, db: Any, blank: str) -> None:
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    plan = Plan.of(visit)
    item = next(one for one in plan.lines(Part.EXERCISE) if one.reps and one.hold_s)
    sent = page.form(f"/plans/{plan.id}") | {f"{item.id.hex}-{blank}": "", "do": "save"}
    browser.send(f"/plans/{plan.id}", sent)
    page = browser.get(f"/plans/{plan.id}")
    bar = page.one("#sign").get_text(" ")
    assert "has no dose (blank:" in bar and "Ready to sign" not in bar
    assert sign(browser, page).status_code == 409 and PlanVersion.of(visit) == []


def test_no_minutes_are_no_swap(sign_in_as: Any, visit: Any, db: Any) -> None:
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    plan = Plan.of(visit)
    (swap,) = plan.lines(Part.ACTIVITY)
    for typed in ("", "0"):
        sent = page.form(f"/plans/{plan.id}") | {f"{swap.id.hex}-w1-minutes": typed, "do": "save"}
        assert browser.send(f"/plans/{plan.id}", sent).status_code == 422

"""A save of the plan whose answer was lost comes again: it is no other person's change, and counts once."""

from typing import Any

import pytest

from clinic.content.plan_lines import Part
from clinic.plan.models import Plan
from tests.plan.pressing import open_plan, press, sent
from tests.plan.visits import case, visit_of


def _post(browser: Any, page: Any, what: str, **changes: Any) -> Any:
    action = page.one("form#plan")["action"]
    data = {**sent(page, **changes), "do": what, "csrf_token": browser.csrf()}
    return browser.post(action, data=data, check=False)


def _plan(db: Any, visit: Any) -> Plan:
    db.session.expire_all()
    plan = Plan.of(visit)
    assert plan is not None
    return plan


def _first(page: Any) -> str:
    return str(page.all("article.app-ex")[0]["id"]).removeprefix("line-")


def test_the_same_edit_twice_is_one_and_no_conflict(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    box = f"{_first(page)}-reps"
    for _turn in range(2):
        assert _post(browser, page, "save", **{box: "7"}).status_code == 303
    assert _post(browser, page, "save", **{box: "9"}).status_code == 409  # 7 stands: this page never showed it
    plan = _plan(db, visit)
    assert plan.lines(Part.EXERCISE)[0].reps == 7 and plan.revision == int(sent(page)["revision"]) + 1


def test_what_was_typed_on_goes_with_it(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    key = _first(page)
    assert _post(browser, page, "save", **{f"{key}-reps": "7"}).status_code == 303
    assert _post(browser, page, "save", **{f"{key}-reps": "7", f"{key}-sets": "2"}).status_code == 303
    item = _plan(db, visit).lines(Part.EXERCISE)[0]
    assert (item.reps, item.sets) == (7, 2)


@pytest.mark.parametrize("act", ["down", "remove", "accept", "easier", "undo"])
def test_a_press_twice_is_done_once(sign_in_as: Any, db: Any, act: str) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    page = open_plan(browser, visit)
    page = press(browser, page, "accept-all") if act != "accept" else page
    key = _first(page)
    what = act if act == "undo" else f"{act}:{key}"
    assert _post(browser, page, what).status_code == 303
    once = [(item.code, item.state, item.position, item.starts_easier) for item in _plan(db, visit).items]
    assert _post(browser, page, what).status_code == 303
    assert [(item.code, item.state, item.position, item.starts_easier) for item in _plan(db, visit).items] == once


def test_typed_and_pressed_in_one_comes_again_too(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    key = _first(page)
    for _turn in range(2):
        assert _post(browser, page, f"remove:{key}", goal="Walk to church").status_code == 303
    assert _plan(db, visit).goal == "Walk to church"


def test_what_somebody_else_changed_is_still_told(sign_in_as: Any, db: Any) -> None:
    visit, one, other = visit_of(case("V01")), sign_in_as("clinician"), sign_in_as("clinician")
    page = press(one, open_plan(one, visit), "accept-all")
    theirs = other.get(page.request.path)
    box = f"{_first(page)}-reps"
    assert _post(other, theirs, "save", **{box: "7"}).status_code == 303
    answer = _post(one, page, "save", **{box: "9"})
    assert answer.status_code == 409 and "changed this plan" in answer.says
    assert _post(one, page, "save", goal="Walk to church").status_code == 409
    assert _plan(db, visit).lines(Part.EXERCISE)[0].reps == 7

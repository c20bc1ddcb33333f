"""Two clinicians on one visit: nobody's finding, ruling, impression or answer goes without a word."""

import json
from typing import Any

import pytest

from clinic.database import db as database
from clinic.exam import findings
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked, Ruling
from tests.plan.visits import case, visit_of

KEY = "l-exam_web_squeeze"


@pytest.fixture
def visit(db: Any) -> Any:
    return visit_of(case("V02"))


def _form(browser: Any, visit: Any, path: str) -> dict[str, str]:
    return dict(browser.get(f"/visits/{visit.id}").form(path))


def _put(browser: Any, path: str, **sent: Any) -> Any:
    return browser.post(path, data={"csrf_token": browser.csrf(), **sent}, check=False)


def _standing(visit: Any) -> ExamFindings:
    database.session.expire_all()
    found = ExamFindings.of(visit)
    assert found is not None
    return found


def test_the_answer_to_a_save_says_who_recorded_what_came_meanwhile(sign_in_as: Any, visit: Any) -> None:
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path = f"/visits/{visit.id}/findings"
    _put(other, path, was=json.dumps({KEY: ""}), **{KEY: "pos"})
    _put(one, path, was=json.dumps({"l-exam_kw_cm": ""}), **{"l-exam_kw_cm": "9"})
    state = one.get(f"/visits/{visit.id}", headers={"HX-Request": "true"}).one("#exam-was input")
    assert json.loads(state["data-by"]) == {KEY: other.user.name}
    assert json.loads(state["value"])[KEY] == "pos"
    assert "{name}" in state["data-says"]


def test_undo_takes_back_ones_own_last_finding_only(sign_in_as: Any, visit: Any) -> None:
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path = f"/visits/{visit.id}/findings"
    _put(one, path, was=json.dumps({"l-exam_kw_cm": ""}), **{"l-exam_kw_cm": "9"})
    _put(other, path, was=json.dumps({KEY: ""}), **{KEY: "pos"})
    assert not one.get(f"/visits/{visit.id}").soup.select("form#exam-undo")
    assert other.get(f"/visits/{visit.id}").soup.select("form#exam-undo")
    _put(one, f"{path}/undo")
    assert findings.stands(_standing(visit), "l", "exam_web_squeeze") == "pos"
    assert "nothing was taken back" in one.get(f"/visits/{visit.id}").says
    _put(other, f"{path}/undo")
    assert findings.stands(_standing(visit), "l", "exam_web_squeeze") == ""


def test_a_ruling_does_not_go_over_another_persons(sign_in_as: Any, visit: Any) -> None:
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path = f"/visits/{visit.id}/flags"
    stood = next(form for form in one.get(f"/visits/{visit.id}").soup.select(f"form[action='{path}']"))
    assert stood.select_one("[name=stood]")["value"] == ""
    sent = {"flag": "RF20", "foot": "l", "stood": ""}
    _put(other, path, **sent, ruling="refer", reason="Hop test hurts")
    page = _put(one, path, **sent, ruling="cleared", reason="No bony tenderness")
    assert page.status_code == 409
    for words in ("Refer: Hop test hurts", "Cleared on exam: No bony tenderness", "Nothing was overwritten"):
        assert words in page.says
    row = FlagAnswer.of(visit)[0]
    assert (row.ruling, row.answered_by_id) == (Ruling.REFER, other.user.id)
    again = {box["name"]: box["value"] for box in page.soup.select(f"main form[action='{path}'] input")}
    assert _put(one, path, **{name: value for name, value in again.items() if name != "csrf_token"}).status_code == 303
    database.session.expire_all()
    assert FlagAnswer.of(visit)[0].ruling is Ruling.CLEARED


def test_ones_own_ruling_is_no_other_side(sign_in_as: Any, visit: Any) -> None:
    one, path = sign_in_as("clinician"), f"/visits/{visit.id}/flags"
    sent = {"flag": "RF20", "foot": "l", "stood": "", "reason": "Looked at again"}
    assert _put(one, path, **sent, ruling="refer").status_code == 303
    assert _put(one, path, **sent, ruling="cleared").status_code == 303
    assert FlagAnswer.of(visit)[0].ruling is Ruling.CLEARED


def test_an_impression_does_not_go_over_another_persons(sign_in_as: Any, visit: Any) -> None:
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path = f"/visits/{visit.id}/impression"
    was = _form(one, visit, path)["was"]
    _put(other, path, was=was, impression="Stress fracture?")
    page = _put(one, path, was=was, impression="Neuroma")
    assert page.status_code == 409 and "Stress fracture?" in page.says and "Neuroma" in page.says
    assert _standing(visit).impression == "Stress fracture?"
    assert _put(one, path, was="Stress fracture?", impression="Neuroma").status_code == 303
    assert _put(one, path, was="Stress fracture?", impression="Neuroma 2").status_code == 303  # its own reply was lost
    assert _standing(visit).impression == "Neuroma 2"


def test_an_answer_asked_again_does_not_go_over_another_persons(sign_in_as: Any, db: Any) -> None:
    visit = visit_of(case("V10") | {"p": case("V10")["p"] | {"rf_wtloss": "yes"}})
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path = f"/visits/{visit.id}/asked-again"
    form = _form(one, visit, path)
    assert form["stood"] == "" and int(form["number"])
    _put(other, path, field="rf_wtloss", stood="", finding="On a diet")
    page = _put(one, path, field="rf_wtloss", stood="", finding="No diet")
    assert page.status_code == 409 and "On a diet" in page.says and "No diet" in page.says
    assert db.session.query(ReAsked).one().finding == "On a diet"
    stood = _form(one, visit, path)["stood"]
    assert _put(one, path, field="rf_wtloss", stood=stood, finding="No diet").status_code == 303


def test_an_answer_asked_again_that_was_stuck_does_not_replace_a_newer_one(sign_in_as: Any, db: Any) -> None:
    visit = visit_of(case("V10") | {"p": case("V10")["p"] | {"rf_wtloss": "yes"}})
    one, path = sign_in_as("clinician"), f"/visits/{visit.id}/asked-again"
    n = int(_form(one, visit, path)["number"])
    for number, finding in ((n + 1, "a"), (n + 3, "c"), (n + 2, "b")):
        _put(one, path, field="rf_wtloss", finding=finding, number=str(number))
    assert db.session.query(ReAsked).one().finding == "c"


def test_the_words_beside_a_test_left_out_do_not_go_over_another_persons(sign_in_as: Any, visit: Any) -> None:
    one, other = sign_in_as("clinician"), sign_in_as("clinician")
    path, why = f"/visits/{visit.id}/findings", f"why-{KEY}"
    _put(one, path, was=json.dumps({KEY: ""}), **{KEY: "nt"})
    was = json.loads(_form(one, visit, path)["was"])
    assert was[why] == ""
    seen = json.dumps({KEY: "nt", why: ""})
    _put(other, path, was=seen, **{KEY: "nt", why: "Too sore"})
    untouched = json.dumps({KEY: "nt", why: "", "l-exam_kw_cm": ""})
    _put(one, path, was=untouched, **{KEY: "nt", why: "", "l-exam_kw_cm": "9"})
    assert _standing(visit).foot("l").not_tested["exam_web_squeeze"] == "Too sore"
    page = _put(one, path, was=seen, **{KEY: "nt", why: "No time"})
    assert page.status_code == 422 and "Too sore" in page.says and "Bring both together" in page.says
    assert _standing(visit).foot("l").not_tested["exam_web_squeeze"] == "Too sore"
    _put(one, path, was=json.dumps({KEY: "nt", why: "Too sore"}), **{KEY: "nt", why: "Too sore, no time"})
    assert _standing(visit).foot("l").not_tested["exam_web_squeeze"] == "Too sore, no time"

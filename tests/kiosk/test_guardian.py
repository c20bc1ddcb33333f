"""A patient under 18 whose parent or guardian is not here, or does not agree: the talk stops kindly and staff know."""

import datetime as dt
from typing import Any

import pytest

from clinic.audit.models import AuditEvent
from clinic.interview import guardian, screens
from clinic.interview.models import Intake
from clinic.kiosk import sending
from clinic.knowledge import library
from tests.interview.tablets import FIRST_VISIT
from tests.plan.visits import case, visit_of


@pytest.fixture
def young(intake: Intake, db: Any) -> Intake:
    intake.visit.patient.born_on = dt.date(2011, 6, 1)
    db.session.commit()
    return intake


def _save(tablet: Any, sent: dict[str, Any]) -> Any:
    return tablet.post("/kiosk/answer", json=sent, headers={"X-CSRFToken": tablet.csrf()}).json


def _said_no(tablet: Any) -> Any:
    tablet.send("/kiosk/safety", FIRST_VISIT["safety"])
    return tablet.send("/kiosk/guardian", {"guardian_ok": "no"})


@pytest.mark.parametrize(
    ("language", "words", "go_on"),
    [
        ("en", "We will wait for your parent or guardian", "They know already"),
        ("es", "Esperaremos a su padre, madre o tutor", "Ya están avisados"),
    ],
)
def test_no_stops_the_interview_calmly(
    tablet: Any, young: Intake, db: Any, language: str, words: str, go_on: str
) -> None:
    young.language = language
    db.session.commit()
    answer = _said_no(tablet)
    assert answer.headers["Location"] == "/kiosk/waiting" and answer.status_code == 303
    page = tablet.get("/kiosk/waiting")
    assert page.h1 == words and go_on in page.says
    for address in ("/kiosk/map", "/kiosk/review", "/kiosk/safety", "/kiosk/"):
        assert tablet.get(address).headers["Location"] == "/kiosk/waiting"
    assert tablet.send("/kiosk/map", FIRST_VISIT["map"]).headers["Location"] == "/kiosk/waiting"
    assert young.feet == []


def test_a_finger_that_slipped_is_put_right_on_the_same_screen(tablet: Any, young: Intake, db: Any) -> None:
    tablet.send("/kiosk/safety", FIRST_VISIT["safety"])
    sent = {"field": "guardian_ok", "value": "no", "seen": ""}
    assert _save(tablet, sent)["saved"]
    assert guardian.is_missing(young) and not guardian.holds_up(young)
    assert _save(tablet, {**sent, "value": "yes", "seen": "no"})["saved"]
    assert tablet.send("/kiosk/guardian", {"guardian_ok": "yes"}).headers["Location"] == "/kiosk/map"


def test_the_board_is_lit_from_the_first_touch_and_the_desk_lets_the_talk_go_on(
    tablet: Any, young: Intake, sign_in_as: Any, db: Any
) -> None:
    tablet.send("/kiosk/safety", FIRST_VISIT["safety"])
    _save(tablet, {"field": "guardian_ok", "value": "no", "seen": ""})
    desk = sign_in_as("front_desk")
    day = f"/?day={young.visit.starts_at.date()}"
    row = desk.get(day).one("tr.is-call").get_text(" ")
    assert "Parent or guardian needed" in row and young.visit.patient.name in row
    tablet.send("/kiosk/guardian", {"guardian_ok": "no"})
    page = desk.get(f"/visits/{young.visit_id}/intake")
    assert "no parent or guardian is here who agrees" in page.says
    desk.send(f"/intakes/{young.id}/guardian-agreed", {})
    db.session.expire_all()
    assert young.guardian_ok == "yes"
    assert not desk.get(day).all("tr.is-call")
    assert tablet.get("/kiosk/waiting").headers["Location"] == "/kiosk/"
    assert tablet.get("/kiosk/").headers["Location"] == "/kiosk/map"
    saved = db.session.query(AuditEvent).filter_by(action="intake:answer-saved").order_by(AuditEvent.number).all()[-1]
    assert saved.detail["field"] == "guardian_ok" and saved.actor_id is not None


def test_no_typed_at_the_desk_stops_the_talk_too(young: Intake, sign_in_as: Any, db: Any) -> None:
    desk = sign_in_as("front_desk")
    desk.send(f"/intakes/{young.id}/steps/safety", FIRST_VISIT["safety"])
    desk.send(f"/intakes/{young.id}/steps/guardian", {"guardian_ok": "no"})
    for slug in ("map", "review"):
        answer = desk.get(f"/intakes/{young.id}/steps/{slug}")
        assert answer.status_code == 303
        assert desk.get(answer.headers["Location"]).headers["Location"].endswith(f"/visits/{young.visit_id}/intake")
    desk.send(f"/intakes/{young.id}/steps/map", FIRST_VISIT["map"])
    db.session.expire_all()
    assert young.feet == []


def test_it_is_never_sent_without_the_guardian(young: Intake, db: Any) -> None:
    young.guardian_ok = "no"
    with pytest.raises(sending.NotComplete):
        sending.send(young, key="k", at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), library=library.load())


def test_the_visit_says_so_even_of_answers_sent_before_and_the_clinician_may_go_on(sign_in_as: Any, db: Any) -> None:
    told = case("V01")
    told["p"] |= {"age": 15, "guardian_ok": "no"}
    visit = visit_of(told)
    browser = sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    assert "Under 18: no parent or guardian who agrees" in page.one("#guardian").get_text(" ")
    answer = browser.send(f"/intakes/{Intake.of(visit).id}/guardian-agreed", {})
    assert answer.headers["Location"].endswith(f"/visits/{visit.id}#flags")
    assert not browser.get(f"/visits/{visit.id}").all("#guardian")


def test_an_adult_is_not_held_up(tablet: Any, intake: Intake) -> None:
    assert tablet.send("/kiosk/safety", FIRST_VISIT["safety"]).headers["Location"] == "/kiosk/map"


def test_the_question_itself_is_asked_of_a_minor(tablet: Any, young: Intake) -> None:
    answer = tablet.send("/kiosk/safety", FIRST_VISIT["safety"])
    assert answer.headers["Location"] == "/kiosk/guardian"
    page = tablet.get("/kiosk/guardian")
    assert page.status_code == 200 and page.all("input[name=guardian_ok]")


def test_no_page_of_the_tablet_hides_a_screen_of_the_interview(app: Any) -> None:
    routes = {rule.rule.removeprefix("/kiosk/") for rule in app.url_map.iter_rules() if rule.rule.startswith("/kiosk/")}
    assert not routes & {step.slug for step in (*screens.STEPS, *screens.RETURN_STEPS)}

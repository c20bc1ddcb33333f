"""An urgent answer has stopped the talk: who is called, until when, and how it goes on."""

from typing import Any

import pytest

from clinic.interview.models import Intake

BREATH = {"ticks-now": ["rf_breath"], "ticks-lately": "none"}


def _board(desk: Any, intake: Intake) -> Any:
    return desk.get(f"/?day={intake.visit.starts_at.date()}")


def _save(tablet: Any, ticked: list[str], seen: list[str]) -> Any:
    sent = {"field": "ticks-now", "value": ticked, "seen": seen}
    return tablet.post("/kiosk/answer", json=sent, headers={"X-CSRFToken": tablet.csrf()}).json


@pytest.mark.parametrize("page", ["/visits/{visit}", "/intakes/{intake}/answers"])
def test_a_later_urgent_answer_lights_the_board_although_a_clinician_has_looked_before(
    tablet: Any, intake: Intake, sign_in_as: Any, clock: Any, db: Any, page: str
) -> None:
    clinician, desk = sign_in_as("clinician"), sign_in_as("front_desk")
    look = page.format(visit=intake.visit_id, intake=intake.id)
    assert _save(tablet, ["rf_breath"], [])["stop"]
    clock.tick(seconds=20)
    assert clinician.get(look).status_code == 200
    clock.tick(seconds=20)
    clinician.send(f"/intakes/{intake.id}/go-on")
    assert not _board(desk, intake).all("tr.is-call")
    assert clinician.get(look).status_code == 200
    clock.tick(seconds=20)
    assert _save(tablet, ["rf_calf"], ["rf_breath"])["stop"]
    assert "Call the clinician now" in _board(desk, intake).one("tr.is-call").get_text(" ")
    assert "Call the clinician now" in desk.get(f"/visits/{intake.visit_id}/intake").says


def test_a_look_at_the_first_answers_keeps_no_later_call_dark(
    tablet: Any, intake: Intake, sign_in_as: Any, clock: Any
) -> None:
    sign_in_as("clinician").get(f"/intakes/{intake.id}/answers")
    clock.tick(seconds=20)
    _save(tablet, ["rf_breath"], [])
    assert "Call the clinician now" in _board(sign_in_as("front_desk"), intake).one("tr.is-call").get_text(" ")


def test_a_clinician_who_has_looked_can_still_let_the_talk_go_on(
    tablet: Any, intake: Intake, sign_in_as: Any, clock: Any
) -> None:
    clinician, desk = sign_in_as("clinician"), sign_in_as("front_desk")
    _save(tablet, ["rf_breath"], [])
    clock.tick(seconds=20)
    page = clinician.get(f"/visits/{intake.visit_id}")
    assert "Chest pain" in page.says
    action = f"/intakes/{intake.id}/go-on"
    assert page.one(f'#stopped form[action="{action}"]')
    row = _board(desk, intake)
    assert "The tablet is stopped" in row.says and not row.all("tr.is-call")
    assert clinician.get(f"/visits/{intake.visit_id}/intake").one(f'form[action="{action}"]')
    assert not desk.get(f"/visits/{intake.visit_id}/intake").all(f'form[action="{action}"]')
    answer = clinician.send(action)
    assert answer.headers["Location"].startswith(f"/visits/{intake.visit_id}")
    assert not clinician.get(f"/visits/{intake.visit_id}").all("#stopped")
    assert tablet.get("/kiosk/safety").status_code == 200


def test_answers_that_are_sent_later_are_reviewed_anew(
    intake: Intake, tablet: Any, sign_in_as: Any, clock: Any, db: Any
) -> None:
    _save(tablet, ["rf_breath"], [])
    clinician = sign_in_as("clinician")
    clinician.get(f"/visits/{intake.visit_id}")
    clinician.send(f"/intakes/{intake.id}/go-on")
    first = intake.reviewed_at
    clock.tick(minutes=5)
    intake.sent_at = clock()
    db.session.commit()
    clock.tick(minutes=1)
    clinician.get(f"/visits/{intake.visit_id}")
    db.session.expire_all()
    assert first is not None and intake.reviewed_at == clock() > first


def test_who_types_for_the_patient_is_told_to_call_and_does_not_go_on(intake: Intake, sign_in_as: Any, db: Any) -> None:
    desk = sign_in_as("front_desk")
    answer = desk.send(f"/intakes/{intake.id}/steps/safety", BREATH)
    while answer.status_code == 303:
        answer = desk.get(answer.headers["Location"])
    assert "Call the clinician now" in answer.says and answer.request.path.endswith("/intake")
    assert desk.get(f"/intakes/{intake.id}/steps/map").status_code == 303
    desk.send(f"/intakes/{intake.id}/steps/map", {"r-sym_zone": ["mth2"]})
    db.session.expire_all()
    assert not intake.feet
    sign_in_as("clinician").send(f"/intakes/{intake.id}/go-on")
    assert desk.get(f"/intakes/{intake.id}/steps/map").status_code == 200

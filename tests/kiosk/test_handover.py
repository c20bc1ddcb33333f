"""The desk's side: a code for another tablet, this device, help, and the right person."""

import re
from typing import Any

import pytest

from clinic.interview.models import Intake
from tests import factories
from tests.interview.tablets import fill_in, follow


def _code(page: Any) -> str:
    return page.one(".code").get_text().strip()


def test_the_desk_shows_a_code_and_a_tablet_joins_with_it_once(sign_in_as: Any, app: Any) -> None:
    visit = factories.VisitFactory(patient=factories.PatientFactory(name="Ana Prueba", language="es"))
    desk = sign_in_as("front_desk")
    page = desk.get(f"/visits/{visit.id}/intake")
    assert page.h1 == "Start intake: Ana Prueba" and not page.all(".code")
    shown = desk.post(page.request.path, data={**page.form("/intake"), "go": "code"})
    code = _code(shown)
    assert re.fullmatch(r"[2-9A-Z]{4} [2-9A-Z]{4}", code)
    tablet = app.test_client()
    page = tablet.get("/kiosk/join")
    joined = follow(tablet, tablet.post("/kiosk/join", data={**page.form("/join"), "code": code.lower()}))
    assert joined.h1 == "Hola. ¿Quién es usted?" or joined.soup.html["lang"] == "es"
    assert "Ana" not in joined.text
    again = app.test_client()
    page = again.get("/kiosk/join")
    assert again.post("/kiosk/join", data={**page.form("/join"), "code": code}).errors()


def test_a_code_is_refused_after_ten_minutes_and_guessing_stops_at_five(sign_in_as: Any, app: Any, clock: Any) -> None:
    visit = factories.VisitFactory()
    desk = sign_in_as("front_desk")
    code = _code(desk.send(f"/visits/{visit.id}/intake", {"go": "code", "language": "en"}))
    clock.tick(minutes=10, seconds=1)
    tablet = app.test_client()
    for _try in range(5):
        assert tablet.send("/kiosk/join", {"code": code}).status_code == 422
    slowed = tablet.send("/kiosk/join", {"code": code})
    assert slowed.status_code == 429 and 0 < int(slowed.headers["Retry-After"]) <= 900
    fresh = _code(desk.send(f"/visits/{visit.id}/intake", {"go": "code", "language": "en"}))
    assert tablet.send("/kiosk/join", {"code": fresh}).status_code == 429
    clock.tick(minutes=11)
    fresh = _code(desk.send(f"/visits/{visit.id}/intake", {"go": "code", "language": "en"}))
    assert tablet.send("/kiosk/join", {"code": fresh}).status_code == 303


def test_using_this_device_ends_the_staff_session_in_that_browser(sign_in_as: Any) -> None:
    visit = factories.VisitFactory()
    desk = sign_in_as("front_desk")
    before = desk.get_cookie("sid").value
    page = desk.send(f"/visits/{visit.id}/intake", {"go": "here", "language": "en"})
    assert page.status_code == 303 and desk.get_cookie("sid").value != before
    assert follow(desk, desk.get("/kiosk/")).request.path == "/kiosk/confirm"
    assert desk.get(f"/visits/{visit.id}/intake").status_code == 403


def test_a_person_who_is_not_on_the_chart_is_stopped_and_the_desk_is_told(sign_in_as: Any, tablet_for: Any) -> None:
    intake = factories.IntakeFactory(visit__patient__name="Maria Torres")
    tablet = tablet_for(intake)
    page = follow(tablet, tablet.send("/kiosk/confirm", {"name": "Marta Torres", "born_on": "03/14/1974"}))
    assert page.request.path == "/kiosk/mismatch" and "Maria" not in page.text
    assert tablet.get("/kiosk/safety").headers["Location"] == "/kiosk/mismatch"
    desk = sign_in_as("front_desk")
    page = desk.get(f"/visits/{intake.visit_id}/intake")
    assert "gave another name or date of birth" in page.says
    desk.send(f"/intakes/{intake.id}/right-person")
    assert follow(tablet, tablet.get("/kiosk/")).request.path == "/kiosk/safety"


def test_accents_case_and_a_printed_name_still_fit_the_chart(tablet_for: Any) -> None:
    intake = factories.IntakeFactory(visit__patient__name="José Peña-Ruiz", visit__patient__print_name="Pepe")
    for name in ("jose pena", "Pepe Ruiz", "PEÑA RUIZ, JOSÉ"):
        intake.confirmed_at = None
        page = tablet_for(intake).send("/kiosk/confirm", {"name": name, "born_on": "3/14/1974"})
        assert page.headers["Location"] == "/kiosk/", name
        assert intake.confirmed_at is not None, name


def test_a_call_for_help_lights_the_desk_until_somebody_came(sign_in_as: Any, tablet: Any, intake: Intake) -> None:
    page = tablet.get("/kiosk/safety")
    back = tablet.post("/kiosk/help", data=page.form("/kiosk/help"))
    assert back.headers["Location"] == "/kiosk/safety" and intake.help_at is not None
    desk = sign_in_as("front_desk")
    assert "I need help" in desk.get(f"/visits/{intake.visit_id}/intake").says
    desk.send(f"/intakes/{intake.id}/help-given")
    assert intake.help_at is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The front desk has been told."), ("es", "Ya avisamos a recepción.")],
)
def test_who_calls_for_help_sees_that_the_desk_knows_until_somebody_came(
    sign_in_as: Any, tablet: Any, intake: Intake, db: Any, language: str, words: str
) -> None:
    intake.language = language
    db.session.commit()
    page = tablet.get("/kiosk/safety")
    assert words not in page.says
    tablet.post("/kiosk/help", data=page.form("/kiosk/help"))
    assert words in tablet.get("/kiosk/safety").one("#told[role=status]").get_text()
    sign_in_as("front_desk").send(f"/intakes/{intake.id}/help-given")
    assert words not in tablet.get("/kiosk/safety").says


def test_a_second_tablet_is_told_and_takes_over_only_when_asked(
    sign_in_as: Any, app: Any, tablet: Any, intake: Intake
) -> None:
    tablet.get("/kiosk/safety")
    desk = sign_in_as("front_desk")
    code = _code(desk.send(f"/visits/{intake.visit_id}/intake", {"go": "code", "language": "en"}))
    second = app.test_client()
    page = follow(second, second.send("/kiosk/join", {"code": code}))
    assert page.h1 == "This form is open on another tablet"
    assert second.get("/kiosk/safety").headers["Location"] == "/kiosk/taken"
    assert tablet.get("/kiosk/safety").status_code == 200
    second.post("/kiosk/taken", data=page.form("/kiosk/taken"))
    assert second.get("/kiosk/safety").headers["Location"] == "/kiosk/confirm"
    second.send("/kiosk/confirm", {"name": intake.visit.patient.name, "born_on": "3/14/1974"})
    assert second.get("/kiosk/safety").status_code == 200
    assert tablet.get("/kiosk/safety").headers["Location"] == "/kiosk/join"


def test_staff_type_for_the_patient_one_open_step_at_a_time(sign_in_as: Any, tablet: Any, intake: Intake) -> None:
    desk = sign_in_as("front_desk")
    page = follow(desk, desk.get(f"/intakes/{intake.id}/steps"))
    assert page.request.path.endswith("/steps/safety")
    sent = {**page.form("/steps/safety"), "ticks-now": "none", "ticks-lately": "none"}
    page = follow(desk, desk.post(page.request.path, data=sent))
    assert page.request.path.endswith("/steps/map") and intake.rf_breath == "no"
    fill_in(tablet)
    page = desk.get(f"/intakes/{intake.id}/steps/review")
    assert "Everything is answered" in page.says and "Run with my club" not in page.says
    assert desk.get(f"/intakes/{intake.id}/answers").status_code == 403
    assert "Run with my club" in sign_in_as("clinician").get(f"/intakes/{intake.id}/answers").says


def test_nobody_types_into_an_intake_that_was_sent(sign_in_as: Any, tablet: Any, intake: Intake, clock: Any) -> None:
    intake.sent_at = clock()
    desk = sign_in_as("front_desk")
    assert desk.get(f"/intakes/{intake.id}/steps").status_code == 404
    assert desk.get(f"/visits/{intake.visit_id}/intake").h1 == "This intake has been sent"

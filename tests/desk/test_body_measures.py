"""Height and weight: written down at the desk, read by the therapist, asked of nobody on the tablet."""

import datetime as dt
from typing import Any

import pytest

from clinic.clock import utcnow
from clinic.database import db
from clinic.interview import answer_reader, screens
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from tests import factories

WRITTEN = {"height_cm": "67", "height_cm-unit": "in", "weight_kg": "176", "weight_kg-unit": "lb"}


def _start(desk: Any, visit: Any, **typed: str) -> Any:
    address = f"/visits/{visit.id}/intake"
    return desk.post(address, data={**desk.get(address).form("/intake"), "go": "code", **typed})


def _of(visit: Any) -> Intake:
    found = Intake.of(visit)
    assert found is not None
    db.session.refresh(found)
    return found


@pytest.mark.parametrize(
    ("typed", "unit", "cm"),
    [
        ("170", "cm", 170),
        ("67", "in", 170.18),
        ("5 ft 7", "in", 170.18),
        ("5 ft 7 in", "cm", 170.18),
        ("5'7\"", "cm", 170.18),
        ("5’ 7.5”", "in", 171.45),
        ("5′7″", "in", 170.18),
        ("5 pies 7 pulgadas", "cm", 170.18),
        ("6 ft", "in", 182.88),
        ("170 cm", "in", 170),
        ("170,5", "cm", 170.5),
        ("67 inches", "cm", 170.18),
    ],
)
def test_a_height_is_understood_however_it_is_written(app: Any, typed: str, unit: str, cm: float) -> None:
    with app.test_request_context():
        assert answer_reader.read(load().questions["height_cm"], typed, unit=unit) == pytest.approx(cm)


@pytest.mark.parametrize(("typed", "unit", "kg"), [("80", "kg", 80), ("176 lbs.", "kg", 79.8323), ("80 kg", "lb", 80)])
def test_so_is_a_weight(app: Any, typed: str, unit: str, kg: float) -> None:
    with app.test_request_context():
        assert answer_reader.read(load().questions["weight_kg"], typed, unit=unit) == pytest.approx(kg)


def test_the_desk_may_write_both_down_as_it_starts_an_intake(sign_in_as: Any) -> None:
    visit = factories.VisitFactory()
    page = _start(sign_in_as("front_desk"), visit, **WRITTEN)
    assert page.status_code == 200 and page.all(".code")
    assert _of(visit).height_cm == pytest.approx(170.18) and _of(visit).weight_kg == pytest.approx(79.8323)


def test_both_may_be_left_out(sign_in_as: Any) -> None:
    visit = factories.VisitFactory()
    assert _start(sign_in_as("front_desk"), visit).all(".code")
    assert _of(visit).height_cm is None and _of(visit).weight_kg is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"height_cm": "17", "height_cm-unit": "in"}, "Enter a height from 3 ft to 7 ft 6 in"),
        ({"height_cm": "5 ft 20", "height_cm-unit": "in"}, "Enter a height from 3 ft to 7 ft 6 in"),
        ({"height_cm": "tall", "height_cm-unit": "cm"}, "For example, 5 ft 7 or 170 cm"),
        ({"weight_kg": "900", "weight_kg-unit": "kg"}, "Enter a weight from 45 to 661 lb"),
    ],
)
def test_a_slip_is_said_and_nothing_is_started_or_lost(sign_in_as: Any, typed: dict[str, str], sentence: str) -> None:
    visit = factories.VisitFactory()
    page = _start(sign_in_as("front_desk"), visit, **{**WRITTEN, **typed}, language="es")
    assert page.status_code == 422 and sentence in " ".join(page.errors())
    assert Intake.of(visit) is None and not page.all(".code")
    kept = page.form("/intake")
    assert {name: kept[name] for name in (*typed, "language")} == {**typed, "language": "es"}


def test_two_at_the_desk_do_not_overwrite_each_other(sign_in_as: Any) -> None:
    visit = factories.VisitFactory()
    desk = sign_in_as("front_desk")
    stale = desk.get(f"/visits/{visit.id}/intake").form("/intake")
    _start(desk, visit, **WRITTEN)
    page = desk.post(f"/visits/{visit.id}/intake", data={**stale, "go": "code", "weight_kg": "150"})
    assert page.status_code == 422 and "changed this meanwhile" in " ".join(page.errors())
    assert _of(visit).weight_kg == pytest.approx(79.8323)
    page = desk.post(f"/visits/{visit.id}/intake", data={**page.form("/intake"), "go": "code"})
    assert page.status_code == 200 and _of(visit).weight_kg == pytest.approx(68.0389)
    assert _of(visit).height_cm == pytest.approx(170.18), "the stale page had no height, and nobody took it out"


def test_a_new_code_leaves_what_was_written_as_it_stands(sign_in_as: Any) -> None:
    visit = factories.VisitFactory()
    desk = sign_in_as("front_desk")
    page = _start(desk, visit, **WRITTEN)
    before = _of(visit).height_cm
    assert page.form("/intake")["height_cm"] == "67" and page.form("/intake")["weight_kg"] == "176"
    desk.post(f"/visits/{visit.id}/intake", data={**page.form("/intake"), "go": "code"})
    assert _of(visit).height_cm == before


def test_both_are_saved_without_a_new_code_while_the_patient_has_the_tablet(sign_in_as: Any, tablet_for: Any) -> None:
    intake = factories.IntakeFactory()
    tablet, desk = tablet_for(intake), sign_in_as("front_desk")
    address = f"/visits/{intake.visit_id}/intake"
    saved = desk.post(address, data={**desk.get(address).form("/intake"), **WRITTEN, "go": "save"})
    assert saved.status_code == 303
    page = desk.get(address)
    assert "Saved." in page.says and page.form("/intake")["weight_kg"] == "176" and not page.all(".code")
    assert tablet.get("/kiosk/").status_code == 303, "the tablet goes on"


def test_at_the_next_visit_the_height_stands_and_the_weight_is_asked_anew(sign_in_as: Any) -> None:
    now = utcnow()
    first = factories.VisitFactory(starts_at=now - dt.timedelta(days=14))
    factories.IntakeFactory(visit=first, sent_at=now - dt.timedelta(days=14), height_cm=170.18, weight_kg=80)
    second = factories.VisitFactory(patient=first.patient, starts_at=now)
    desk = sign_in_as("front_desk")
    shown = desk.get(f"/visits/{second.id}/intake").form("/intake")
    assert (shown["height_cm"], shown["weight_kg"]) == ("67", "")
    _start(desk, second, weight_kg="170")
    assert _of(second).height_cm == pytest.approx(170.18) and _of(second).weight_kg == pytest.approx(77.1107)


def test_the_therapist_reads_them_with_the_body_mass_index_as_context(sign_in_as: Any) -> None:
    intake = factories.IntakeFactory(sent_at=utcnow(), height_cm=170.18, weight_kg=79.8323)
    clinician = sign_in_as("clinician")
    told = clinician.get(f"/visits/{intake.visit_id}").one("#told").get_text(" ", strip=True)
    assert "5 ft 7 in (170 cm); 176 lb (80 kg); BMI 27.6, context for load only" in told


def test_the_body_mass_index_has_the_comma_of_a_spanish_page(sign_in_as: Any) -> None:
    intake = factories.IntakeFactory(sent_at=utcnow(), height_cm=170.18, weight_kg=79.8323)
    clinician = sign_in_as("clinician")
    told = clinician.get(f"/visits/{intake.visit_id}", headers={"Accept-Language": "es"}).one("#told").get_text()
    assert "IMC 27,6, solo como contexto de carga" in told


def test_the_tablet_asks_for_neither() -> None:
    every = (*screens.STEPS, *screens.RETURN_STEPS)
    assert not {"height_cm", "weight_kg"} & {code for step in every for code in (*step.asks, *step.more)}

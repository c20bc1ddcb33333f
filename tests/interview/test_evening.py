"""An evening at the clinic: half past seven in New York is already tomorrow in UTC; nobody is a day older for it."""

import datetime as dt
from typing import Any

import pytest

from clinic.accounts.models import User
from clinic.assessment.assessment import look
from clinic.interview import flow
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit
from tests import factories
from tests.interview.tablets import fill_in
from tests.plan.visits import case, visit_of

EVENING = dt.datetime(2026, 12, 2, 0, 30, tzinfo=dt.UTC)  # Dec 1, 7:30 PM in New York


@pytest.fixture
def desk(sign_in_as: Any, clock: Any) -> Any:
    """The front desk that evening."""
    clock.now = EVENING
    factories.UserFactory(name="Avery Sample", roles=["clinician"])
    return sign_in_as("front_desk")


def test_the_evening_before_eighteen_the_tablet_asks_for_a_guardian(desk: Any, db: Any) -> None:
    desk.send("/walk-in", {"name": "Testa Evening", "born_on": "12/02/2008", "chart_number": "E-1"})
    visit = db.session.query(Visit).one()
    assert visit.starts_at == EVENING and visit.day == dt.date(2026, 12, 1) and visit.age == 17
    assert "age 17" in desk.get(f"/patients/{visit.patient_id}").says
    desk.send(f"/visits/{visit.id}/intake", {"language": "en", "go": "here"})
    assert desk.send("/kiosk/confirm", {"name": "Testa Evening", "born_on": "12/02/2008"}).status_code == 303
    intake = db.session.query(Intake).one()
    assert "guardian" in [screen.slug for screen in flow.screens(intake, load())]
    fill_in(desk, until="guardian")


def test_the_next_evening_the_birthday_has_come(clock: Any, db: Any) -> None:
    clock.now = EVENING + dt.timedelta(days=1)
    for born, age in ((dt.date(2008, 12, 2), 18), (dt.date(2016, 12, 2), 10)):
        patient = factories.PatientFactory(born_on=born)
        assert factories.VisitFactory(patient=patient, starts_at=clock.now).age == age


@pytest.mark.parametrize(("born", "age"), [(dt.date(2008, 12, 2), 17), (dt.date(2016, 12, 2), 9)])
def test_chart_interview_note_and_plan_say_the_same_age(
    sign_in_as: Any, clock: Any, db: Any, born: Any, age: int
) -> None:
    clock.now = EVENING
    doctor = sign_in_as("clinician")
    patient = factories.PatientFactory(born_on=born)
    told = case("V01")
    told["p"].pop("age", None)
    visit = visit_of(told, patient=patient, starts_at=EVENING, clinician=db.session.get(User, doctor.user.id))
    visit = db.session.get(Visit, visit.id)
    assert db.session.get(Patient, patient.id).born_on == born
    seen = look(visit, load())
    assert seen.case["p"]["age"] == age
    if age < 10:
        assert seen.decision.status != "plan"
    strip = doctor.get(f"/visits/{visit.id}")
    assert strip.all(".app-pt__facts span")[0].get_text().split()[0] == str(age)
    assert f"age {age}" in doctor.get(f"/patients/{patient.id}").says
    written = doctor.get(f"/visits/{visit.id}/intake.json").get_json()
    assert written["visit_at"] == "2026-12-01T19:30:00-05:00"
    told_age = [part["answer"] for part in written["answers"] if part["field"] == "age"]
    assert told_age == [str(age)]

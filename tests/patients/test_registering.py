"""Finding, registering and booking: two identifiers, and nobody twice."""

import datetime as dt

import pytest
import sqlalchemy as sa

from clinic.audit.models import AuditEvent
from clinic.patients.models import Patient, Visit
from tests.factories import PatientFactory, UserFactory, VisitFactory

MARIA = {"name": "Maria Sample", "born_on": "03/14/1974", "chart_number": "004512", "language": "es"}


@pytest.fixture
def desk(sign_in_as):
    UserFactory(name="Jordan Sample")
    return sign_in_as("front_desk")


def test_the_desk_registers_a_person_with_a_visit(desk, db):
    clinician = UserFactory(name="Avery Sample")
    page = desk.send(
        "/patients/new",
        {**MARIA, "visit_on": "11/24/2026", "visit_time": "2:30 PM", "clinician_id": str(clinician.id)},
    )
    assert page.status_code == 303
    patient = db.session.query(Patient).one()
    assert (patient.name, patient.born_on, patient.language) == ("Maria Sample", dt.date(1974, 3, 14), "es")
    visit = db.session.query(Visit).one()
    assert (
        visit.starts_at == dt.datetime(2026, 11, 24, 19, 30, tzinfo=dt.UTC) and visit.clinician.name == "Avery Sample"
    )
    assert "Maria Sample" in desk.get("/").says


def test_a_walk_in_takes_three_fields_and_goes_straight_to_the_intake(desk, db):
    page = desk.send("/walk-in", {key: MARIA[key] for key in ("name", "born_on", "chart_number")})
    visit = db.session.query(Visit).one()
    assert page.status_code == 303 and str(visit.id) in page.headers["Location"]


def test_a_practice_where_nobody_treats_patients_is_told_so_at_the_first_walk_in(sign_in_as, db):
    page = sign_in_as("front_desk").send("/walk-in", {key: MARIA[key] for key in ("name", "born_on", "chart_number")})
    assert page.errors() == ["Nobody here treats patients yet. An administrator adds a clinician under Staff."]
    assert "Maria Sample" in page.text and db.session.query(Visit).count() == 0


def test_a_walk_in_who_is_known_is_not_registered_twice(desk, db):
    PatientFactory(name="Maria Sample", born_on=dt.date(1974, 3, 14), chart_number="004512")
    desk.send("/walk-in", {key: MARIA[key] for key in ("name", "born_on", "chart_number")})
    assert db.session.query(Patient).count() == 1 and db.session.query(Visit).count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "Mario Sample"}, "other details"),
        ({"born_on": "03/15/1974"}, "other details"),
        ({"chart_number": "9"}, "another chart number"),
    ],
)
def test_details_that_do_not_fit_the_chart_stop_a_walk_in(desk, db, change, sentence):
    PatientFactory(name="Maria Sample", born_on=dt.date(1974, 3, 14), chart_number="004512")
    page = desk.send("/walk-in", {**{key: MARIA[key] for key in ("name", "born_on", "chart_number")}, **change})
    assert sentence in " ".join(page.errors()) and db.session.query(Visit).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the person's full name"),
        ("born_on", "31/31/1974", "a date that exists"),
        ("born_on", "03/14/2074", "past 120 years"),
        ("chart_number", "12 / 34", "letters, digits and dashes"),
        ("language", "fr", "one of the answers shown"),
        ("name", "Maria\x00Sample", "cannot be stored"),
    ],
)
def test_a_mistake_gets_a_sentence_and_nothing_typed_is_lost(desk, db, field, value, sentence):
    page = desk.send("/patients/new", {**MARIA, field: value})
    assert sentence in " ".join(page.errors()) and page.title.startswith("Error: ")
    for other in {"name", "chart_number"} - {field}:
        assert page.one(f"#{other}")["value"] == MARIA[other]
    assert db.session.query(Patient).count() == 0


@pytest.mark.parametrize("term", ["maria", "MARÍA", "sample", "0045", "ia sam"])
def test_people_are_found_by_name_or_chart_whatever_the_accents(desk, term):
    PatientFactory(name="María Sample", chart_number="004512")
    PatientFactory(name="Bo Other", chart_number="771122")
    page = desk.send("/patients", {"term": term})
    assert "María Sample" in page.says and "Bo Other" not in page.says


@pytest.mark.parametrize("term", ["%%", "__", "\\\\", "'; DROP TABLE patient; --", "\U0001f9b6\U0001f9b6", "a\\%b"])
def test_strange_searches_find_nobody_and_break_nothing(desk, term):
    PatientFactory(name="Maria Sample")
    page = desk.send("/patients", {"term": term})
    assert page.status_code == 200 and "Maria Sample" not in page.says


def test_a_search_is_recorded_without_its_words(desk, db):
    PatientFactory(name="Maria Sample")
    desk.send("/patients", {"term": "Maria"})
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "patients:searched")).one()
    assert event.detail == {"hits": 1}


def test_opening_a_person_is_recorded_with_who_and_whom(desk, db):
    patient = PatientFactory()
    desk.get(f"/patients/{patient.id}")
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "patient:viewed")).one()
    assert (event.actor_id, event.patient_id) == (desk.user.id, patient.id)


def test_a_correction_names_the_fields_and_not_the_values(desk, db):
    patient = PatientFactory(name="Maria Sampel")
    form = {**MARIA, "chart_number": patient.chart_number}
    desk.send(f"/patients/{patient.id}/correct", form)
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "patient:corrected")).one()
    assert set(event.detail["fields"]) == {"name", "language"} and "Maria" not in str(event.detail)


@pytest.mark.parametrize("extra", ["id", "created_at", "name_sort", "paper"])
def test_only_declared_fields_of_a_person_can_be_sent(desk, db, extra):
    patient = PatientFactory(name="Maria Sample")
    before = getattr(patient, extra)
    desk.send(f"/patients/{patient.id}/correct", {**MARIA, "chart_number": patient.chart_number, extra: "x"})
    db.session.refresh(patient)
    assert getattr(patient, extra) == before


def test_a_repeated_field_is_refused(desk, db):
    page = desk.send("/patients/new", {**MARIA, "chart_number": ["1", "2"]})
    assert "twice" in " ".join(page.errors()) and db.session.query(Patient).count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "O'Neil",
        "Null",
        "Ж",
        "李小龍",
        "محمد",
        "Nguyễn Thị",
        "X" * 100,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 Sample",
        "<b>Bo</b>",
    ],
)
def test_any_name_is_kept_and_shown_exactly(desk, db, name):
    desk.send("/patients/new", {**MARIA, "name": name})
    patient = db.session.query(Patient).one()
    assert patient.name == name
    assert name in desk.get(f"/patients/{patient.id}").h1


def test_a_visit_can_be_moved_to_another_time_and_clinician(desk, db):
    visit, other = VisitFactory(), UserFactory(name="Avery Other")
    desk.send(
        f"/visits/{visit.id}/move", {"visit_on": "11/25/2026", "visit_time": "8:00 AM", "clinician_id": str(other.id)}
    )
    db.session.refresh(visit)
    assert visit.clinician_id == other.id and visit.starts_at == dt.datetime(2026, 11, 25, 13, 0, tzinfo=dt.UTC)

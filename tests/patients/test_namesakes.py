"""Who is registered already is found and linked; a true namesake is registered with how the desk knows."""

import datetime as dt

import pytest

from clinic.audit.models import AuditEvent
from clinic.patients.models import Patient, Visit
from clinic.values import dates
from tests.factories import PatientFactory, UserFactory

MARIA = {"name": "Maria Sample", "born_on": "03/14/1974", "chart_number": "NEW-1"}
BORN = dt.date(1974, 3, 14)


@pytest.fixture
def desk(sign_in_as):
    UserFactory(name="Jordan Sample")
    return sign_in_as("front_desk")


@pytest.fixture
def maria(db):
    return PatientFactory(name="María Sample", born_on=BORN, chart_number="OLD-1")


@pytest.mark.parametrize(("path", "more"), [("/patients/new", {"language": "en"}), ("/walk-in", {})])
def test_a_second_registration_links_to_the_first_and_a_namesake_is_registered_with_the_reason(
    desk, maria, db, path, more
):
    page = desk.send(path, {**MARIA, **more})
    assert page.errors() and db.session.query(Patient).count() == 1
    assert page.all(f"main a[href='/patients/{maria.id}']"), "one press away"
    assert page.one("#chart_number")["value"] == "NEW-1"
    sent = {**page.form(path), "namesake": "papers"}
    assert desk.post(path, data=sent).status_code == 303
    assert db.session.query(Patient).filter_by(born_on=BORN).count() == 2
    event = db.session.query(AuditEvent).filter_by(action="patient:registered").one()
    assert event.detail == {"reason": "papers"}
    # Sent once more, it is the same person again.
    desk.post(path, data=sent)
    assert db.session.query(Patient).count() == 2


def test_any_other_reason_is_none(desk, maria, db):
    page = desk.send("/patients/new", {**MARIA, "language": "en", "namesake": "because"})
    assert page.errors() and db.session.query(Patient).count() == 1


def test_somebody_known_walks_in_without_a_chart_number(desk, maria, db):
    page = desk.send("/walk-in", {"name": "Sample, Maria", "born_on": "3/14/74", "chart_number": ""})
    assert page.status_code == 303
    assert db.session.query(Visit).one().patient_id == maria.id and db.session.query(Patient).count() == 1


def test_somebody_new_needs_a_chart_number_and_is_told_so(desk, maria, db):
    page = desk.send("/walk-in", {"name": "Edith New", "born_on": "03/15/1974", "chart_number": ""})
    assert "Enter a chart number" in page.errors()[0] and db.session.query(Visit).count() == 0


def test_of_two_namesakes_the_chart_number_says_which(desk, maria, db):
    other = PatientFactory(name="Maria Sample", born_on=BORN, chart_number="OLD-2")
    page = desk.send("/walk-in", {**MARIA, "chart_number": ""})
    assert "Enter the chart number" in page.errors()[0]
    assert {a["href"] for a in page.all("main form a[href^='/patients/']")} == {
        f"/patients/{maria.id}", f"/patients/{other.id}",
    }  # fmt: skip
    assert desk.send("/walk-in", {**MARIA, "chart_number": "old-2"}).status_code == 303
    assert db.session.query(Visit).one().patient_id == other.id


@pytest.mark.parametrize(
    "term",
    ["03/14/1974", "3/14/74", "3-14-1974", "1974-03-14", "03141974", "March 14, 1974", "14 mar 1974",
     "Maria 3/14/1974", "3/14/1974 sample"],
)  # fmt: skip
def test_people_are_found_by_date_of_birth_however_it_is_typed(desk, maria, term):
    PatientFactory(name="Bo Other", born_on=dt.date(1974, 3, 15))
    PatientFactory(name="Maria Younger", born_on=dt.date(1984, 3, 14))
    page = desk.send("/patients", {"term": term})
    assert "María Sample" in page.says and "Bo Other" not in page.says and "Younger" not in page.says


def test_the_practice_writes_the_day_first_and_finds_so(desk, maria, db):
    from clinic.practice.models import Practice

    Practice.here().date_order = "dmy"
    db.session.commit()
    assert "María Sample" in desk.send("/patients", {"term": "14/03/1974"}).says
    assert "María Sample" in desk.send("/patients", {"term": "1974-03-14"}).says


def test_a_name_beside_another_birthday_finds_nobody_and_digits_may_be_a_chart_number(desk, maria):
    assert "0 people found" in desk.send("/patients", {"term": "Edith 3/14/1974"}).says
    PatientFactory(name="Bo Chart", chart_number="03141974", born_on=dt.date(1990, 1, 1))
    both = desk.send("/patients", {"term": "03141974"})
    assert "María Sample" in both.says and "Bo Chart" in both.says


@pytest.mark.parametrize(
    ("typed", "rest", "days"),
    [
        ("Maria 3/14/1974", "Maria", [(1974, 3, 14)]),
        ("31/31/1974", "31/31/1974", []),
        ("12.10.74 Bo", "Bo", [(1974, 12, 10), (1974, 10, 12)]),
        ("C-1/2/3-4", "C-1/2/3-4", []),
        ("004512", "004512", []),
        ("", "", []),
    ],
)
def test_a_date_is_taken_out_of_a_search(typed, rest, days):
    found = dates.within(typed, "mdy", least=dt.date(1906, 1, 1), most=dt.date(2026, 1, 1))
    assert found == (rest, [dt.date(*day) for day in days])

"""A date of birth as people type it: at the desk and on the tablet, in both languages, in the order of the region."""

import datetime as dt
from typing import Any

import pytest

from clinic.patients.models import Patient
from tests import factories
from tests.browsers import tablet

BORN = dt.date(1970, 11, 20)


@pytest.fixture
def desk(sign_in_as: Any) -> Any:
    """A front desk, and one clinician to come to."""
    factories.UserFactory(name="Avery Sample")
    return sign_in_as("front_desk")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "typed", ["11/20/70", "11201970", "November 20, 1970", "20 nov 1970", "1970-11-20", "11-20-1970"]
)
def test_every_plain_way_fits_the_chart_on_the_tablet_in_both_languages(
    app: Any, db: Any, clock: Any, language: str, typed: str
) -> None:
    intake = factories.IntakeFactory(visit__patient__name="Testa Born", visit__patient__born_on=BORN, language=language)
    tablet(app, intake, clock).send("/kiosk/confirm", {"name": "Testa Born", "born_on": typed})
    assert intake.confirmed_at is not None and intake.mismatch_at is None


def test_in_spanish_the_digits_are_still_read_as_on_every_paper_of_the_region(app: Any, db: Any, clock: Any) -> None:
    intake = factories.IntakeFactory(visit__patient__born_on=dt.date(1974, 3, 4), language="es")
    name = intake.visit.patient.name
    tablet(app, intake, clock).send("/kiosk/confirm", {"name": name, "born_on": "03/04/1974"})
    assert intake.confirmed_at is not None


@pytest.mark.parametrize(
    ("typed", "sentence"), [("03/14/2077", "in the past 120 years"), ("02/30/1974", "that exists")]
)
def test_a_slip_of_the_finger_is_said_and_makes_nobody_somebody_else(
    app: Any, db: Any, clock: Any, typed: str, sentence: str
) -> None:
    intake = factories.IntakeFactory()
    page = tablet(app, intake, clock).send("/kiosk/confirm", {"name": intake.visit.patient.name, "born_on": typed})
    assert sentence in " ".join(page.errors()) and page.one("#born_on")["value"] == typed
    assert intake.mismatch_at is None and intake.confirmed_at is None


def test_what_can_mean_two_days_is_asked_at_the_desk_and_taken_as_answered(desk: Any, db: Any) -> None:
    form = {"name": "Testa Born", "born_on": "03/04/20", "chart_number": "B-1", "language": "en"}
    page = desk.send("/patients/new", form)
    assert "Is that March 4, 2020 or March 4, 1920?" in " ".join(page.errors())
    assert page.one("#born_on")["value"] == "03/04/20" and db.session.query(Patient).count() == 0
    assert desk.send("/patients/new", {**form, "born_on-meant": "1920-03-04"}).status_code == 303
    assert db.session.query(Patient).one().born_on == dt.date(1920, 3, 4)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_screen_shows_a_birthday_in_the_order_of_the_region(desk: Any, db: Any, language: str) -> None:
    patient = factories.PatientFactory(born_on=dt.date(1974, 3, 4))
    for order, shown in (("mdy", "03/04/1974"), ("dmy", "04/03/1974"), ("ymd", "1974-03-04")):
        factories.Practice.here().date_order = order
        db.session.commit()
        for path in (f"/patients/{patient.id}", f"/patients/{patient.id}/visits/new"):
            assert shown in desk.get(path, headers={"Accept-Language": language}).text
        page = desk.get(f"/patients/{patient.id}/correct", headers={"Accept-Language": language})
        assert page.one("#born_on")["value"] == shown

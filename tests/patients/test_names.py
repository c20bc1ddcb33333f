"""One person, one chart, however the name is typed: at the desk, in the search, as a walk-in and on the tablet."""

import datetime as dt
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app
from clinic.database import db as database
from clinic.patients.models import Patient, Visit
from tests import factories
from tests.conftest import Settings
from tests.house.test_migrations import MIGRATIONS

BORN = "03/14/1974"
WRITTEN = [
    ("Mary O'Brien", "Mary O’Brien"),
    ("Mary O’Brien", "Mary OBrien"),
    ("Maria Torres", "Torres, Maria"),
    ("Torres, Maria", "María Torres"),
    ("Søren Holm", "Soren Holm"),
    ("Kaʻiulani Kealoha", "Ka'iulani Kealoha"),
    ("José Peña-Ruiz", "Jose Pena Ruiz"),
    ("김민준", "김민준"),
]


@pytest.fixture
def desk(sign_in_as: Any) -> Any:
    """A front desk, and one clinician to come to."""
    factories.UserFactory(name="Avery Sample")
    return sign_in_as("front_desk")


@pytest.mark.parametrize(("kept", "typed"), WRITTEN)
def test_nobody_is_registered_twice_found_never_or_shut_out(
    desk: Any, tablet_of: Any, db: Any, kept: str, typed: str
) -> None:
    patient = factories.PatientFactory(name=kept, chart_number="N-1")
    page = desk.send("/patients/new", {"name": typed, "born_on": BORN, "chart_number": "N-2", "language": "en"})
    assert "with this name and date of birth is registered" in " ".join(page.errors())
    assert kept in desk.send("/patients", {"term": typed}).says
    page = desk.send("/walk-in", {"name": typed, "born_on": BORN, "chart_number": "N-2"})
    assert "another chart number" in " ".join(page.errors())
    assert desk.send("/walk-in", {"name": typed, "born_on": BORN, "chart_number": "N-1"}).status_code == 303
    assert db.session.query(Patient).count() == 1 and db.session.query(Visit).count() == 1
    intake = factories.IntakeFactory(visit=factories.VisitFactory(patient=patient))
    tablet_of(intake).send("/kiosk/confirm", {"name": typed, "born_on": BORN})
    assert intake.confirmed_at is not None and intake.mismatch_at is None


@pytest.fixture
def tablet_of(app: Any, db: Any, clock: Any) -> Any:
    """The tablet in the hand of an intake's patient."""
    from tests.browsers import tablet

    return lambda intake: tablet(app, intake, clock)


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("金", "金城武"),
        ("준", "김민준"),
        ("soren", "Søren Holm"),
        ("holm soren", "Søren Holm"),
        ("obrien", "Mary O Brien"),
    ],
)
def test_a_search_takes_one_ideograph_and_words_in_any_order(desk: Any, term: str, name: str) -> None:
    factories.PatientFactory(name=name)
    factories.PatientFactory(name="Bo Other")
    page = desk.send("/patients", {"term": term})
    assert name in page.says and "Bo Other" not in page.says


def test_one_letter_is_still_too_little(desk: Any) -> None:
    assert "at least 2 letters" in " ".join(desk.send("/patients", {"term": "a"}).errors())


@pytest.mark.parametrize("path", ["/patients/new", "/walk-in"])
def test_a_middle_name_left_out_asks_before_a_second_chart_is_made(desk: Any, db: Any, path: str) -> None:
    known = factories.PatientFactory(name="Maria Elena Torres", chart_number="N-1")
    form = {"name": "Maria Torres", "born_on": BORN, "chart_number": "N-2", "language": "en"}
    page = desk.send(path, form)
    assert "similar name" in " ".join(page.errors()) and page.one(f'main a[href="/patients/{known.id}"]')
    assert page.one("#name")["value"] == "Maria Torres" and db.session.query(Patient).count() == 1
    assert desk.send(path, {**form, "is_new": "y"}).status_code == 303
    assert db.session.query(Patient).count() == 2


def test_what_a_person_likes_to_be_called_is_kept_from_the_tablet_and_greets(
    desk: Any, tablet_of: Any, db: Any, sign_in_as: Any
) -> None:
    intake = factories.IntakeFactory(visit__patient__name="Torres, Dr. María Guadalupe")
    patient = intake.visit.patient
    assert patient.called == "María"
    tablet_of(intake).send("/kiosk/confirm", {"name": "Maria Torres", "born_on": BORN, "called": "Lupita"})
    db.session.refresh(patient)
    assert patient.called == "Lupita"
    assert "What Lupita told us" in sign_in_as("clinician").get(f"/visits/{intake.visit_id}").says


def test_somebody_else_changes_no_name(tablet_of: Any, db: Any) -> None:
    intake = factories.IntakeFactory(visit__patient__name="Maria Torres")
    tablet_of(intake).send("/kiosk/confirm", {"name": "Marta Lopez", "born_on": BORN, "called": "Mallory"})
    assert intake.mismatch_at is not None and intake.visit.patient.print_name == ""


def test_an_older_practice_is_folded_when_carried_over_and_back(tmp_path: Any, request: Any, database_url: str) -> None:
    from tests import databases

    server = request.config.getoption("--database")
    if not server:
        return _carried(f"sqlite:///{tmp_path / 'old.db'}")
    with databases.fresh(server) as url:
        return _carried(url)


def _carried(url: str) -> None:
    app = create_app(Settings(url))
    key = "0" * 32
    row = (
        "INSERT INTO patient (id, chart_number, name, name_sort, print_name, born_on, language, wants_interpreter,"
        " wants_large_print, prints_mono, created_at, updated_at) VALUES"
        " (:id, '1', :name, :sort, '', '1974-03-14', 'en', :no, :no, :no, :at, :at)"
    )
    stored = sa.text("SELECT name_sort FROM patient")
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        revision = next(r.down_revision for r in _history() if r.revision.endswith("_folded_names"))
        flask_migrate.downgrade(directory=MIGRATIONS, revision=revision)
        old = {
            "id": key,
            "name": "Søren O’Brien-Łuk",
            "sort": "søren o’brien-łuk",
            "no": False,
            "at": dt.datetime.now(dt.UTC),
        }
        database.session.execute(sa.text(row), old)
        database.session.commit()
        database.session.remove()
        flask_migrate.upgrade(directory=MIGRATIONS)
        assert database.session.execute(stored).scalar() == "soren obrien luk"
        database.session.remove()
        flask_migrate.downgrade(directory=MIGRATIONS, revision=revision)
        assert database.session.execute(stored).scalar() == "søren o’brien-łuk"
        database.session.remove()
        database.engine.dispose()


def _history() -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(MIGRATIONS).walk_revisions()

"""Visits that can be, once each: no past, no far future, no hour that no clock shows, and nothing twice."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import flask_migrate
import pytest

from clinic import create_app, sessions
from clinic.database import db as database
from clinic.patients.models import Patient, Visit
from tests import databases, factories
from tests.browsers import Client, holding
from tests.conftest import Clock, Settings
from tests.house.test_migrations import MIGRATIONS

WALK_IN = {"name": "Testa Twice", "born_on": "03/14/1974", "chart_number": "T-77"}


@pytest.fixture
def desk(sign_in_as: Any) -> Any:
    """A front desk, and one clinician to come to."""
    factories.UserFactory(name="Avery Sample")
    return sign_in_as("front_desk")


def _when(day: str, time: str, **more: str) -> dict[str, str]:
    clinician = database.session.query(factories.User).filter_by(name="Avery Sample").one()
    return {"visit_on": day, "visit_time": time, "clinician_id": str(clinician.id), **more}


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("01/02/2020", "9:30 AM", "January 2, 2020 is in the past. Enter a day from November 24, 2026 on."),
        ("11/24/2199", "9:30 AM", "November 24, 2199 is too far ahead. Enter a day up to November 24, 2028."),
        ("03/14/2027", "2:30 AM", "There is no 2:30 AM on March 14, 2027: clocks go forward. Enter another time."),
        ("11/07/2027", "1:30 AM", "1:30 AM comes twice on November 7, 2027: clocks go back. Enter another time."),
        ("11/20/2026", "9:30 AM", "This day is in the past. Tick below that the visit was on this day"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    desk: Client, db: Any, day: str, time: str, sentence: str
) -> None:
    patient = factories.PatientFactory()
    page = desk.send(f"/patients/{patient.id}/visits/new", _when(day, time))
    said = " ".join(page.says.split()).replace("\u202f", " ")
    assert sentence in said, page.errors()
    assert page.one("#visit_on")["value"] == day
    assert db.session.query(Visit).count() == 0
    page = desk.send("/patients/new", {**WALK_IN, "language": "en", **_when(day, time)})
    assert sentence in " ".join(page.says.split()).replace("\u202f", " ")
    assert db.session.query(Visit).count() == 0


def test_a_visit_of_last_week_is_written_down_when_somebody_says_so(desk: Client, db: Any) -> None:
    patient = factories.PatientFactory()
    page = desk.send(f"/patients/{patient.id}/visits/new", _when("11/20/2026", "9:30 AM"))
    assert page.one("#was_before")
    page = desk.send(f"/patients/{patient.id}/visits/new", _when("11/20/2026", "9:30 AM", was_before="y"))
    assert page.status_code == 303 and db.session.query(Visit).one().day == dt.date(2026, 11, 20)


def test_a_booking_sent_twice_is_one_visit(desk: Client, db: Any) -> None:
    patient = factories.PatientFactory()
    for said in ("The visit is booked.", "This visit is booked already."):
        page = desk.send(f"/patients/{patient.id}/visits/new", _when("11/25/2026", "9:30 AM"))
        assert page.status_code == 303 and said in desk.get(page.headers["Location"]).says
    assert db.session.query(Visit).count() == 1


def test_one_person_is_not_with_two_clinicians_at_once(desk: Client, db: Any) -> None:
    patient, other = factories.PatientFactory(), factories.UserFactory(name="Jordan Other")
    path = f"/patients/{patient.id}/visits/new"
    desk.send(path, _when("11/25/2026", "9:30 AM"))
    page = desk.send(path, {**_when("11/25/2026", "9:30 AM"), "clinician_id": str(other.id)})
    assert "a visit at this time with Avery Sample" in page.says and db.session.query(Visit).count() == 1
    desk.send(path, _when("11/25/2026", "10:30 AM"))
    second = db.session.query(Visit).order_by(Visit.starts_at.desc()).first()
    page = desk.send(f"/visits/{second.id}/move", _when("11/25/2026", "9:30 AM"))
    assert "another visit at this time" in page.says


def test_a_visit_that_is_not_moved_stays_as_it_is_whenever_it_was(desk: Client, db: Any) -> None:
    long_ago = factories.VisitFactory(starts_at=dt.datetime(2026, 3, 2, 15, 17, 42, tzinfo=dt.UTC))
    form = desk.get(f"/visits/{long_ago.id}/move").form(f"/visits/{long_ago.id}/move")
    form["clinician_id"] = str(database.session.query(factories.User).filter_by(name="Avery Sample").one().id)
    assert desk.send(f"/visits/{long_ago.id}/move", form).status_code == 303
    db.session.refresh(long_ago)
    assert long_ago.starts_at == dt.datetime(2026, 3, 2, 15, 17, 42, tzinfo=dt.UTC)


def test_a_walk_in_sent_twice_is_one_person_and_one_visit(desk: Client, db: Any, clock: Any) -> None:
    first = desk.send("/walk-in", WALK_IN)
    clock.tick(seconds=40)
    again = desk.send("/walk-in", WALK_IN)
    assert first.headers["Location"] == again.headers["Location"]
    assert "has a visit today already" in desk.get(again.headers["Location"]).says
    assert (db.session.query(Patient).count(), db.session.query(Visit).count()) == (1, 1)


def test_a_registration_sent_twice_shows_who_stands(desk: Client, db: Any) -> None:
    whole = {**WALK_IN, "language": "en", **_when("11/25/2026", "9:30 AM")}
    first = desk.send("/patients/new", whole)
    again = desk.send("/patients/new", whole)
    assert again.status_code == 303 and first.headers["Location"] == again.headers["Location"]
    assert "Registered already" in desk.get(again.headers["Location"]).says
    assert (db.session.query(Patient).count(), db.session.query(Visit).count()) == (1, 1)


@pytest.fixture
def own_app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """An application on a database of its own, so that each thread has a connection and a transaction."""
    server = request.config.getoption("--database")
    with databases.fresh(server) if server else nullcontext(f"sqlite:///{tmp_path / 'own.db'}") as url:
        app = create_app(Settings(url))
        app.test_client_class = Client
        app.extensions["clock"] = Clock()
        with app.app_context():
            flask_migrate.upgrade(directory=MIGRATIONS)
            factories.PracticeFactory()
            factories.UserFactory(name="Avery Sample")
            yield app
            database.session.remove()
            database.engine.dispose()


@pytest.mark.parametrize("path", ["/walk-in", "/patients/new"])
def test_two_tabs_at_once_make_one_person_and_one_visit(own_app: Any, database_url: str, path: str) -> None:
    """Threads of a real server on a real database; whoever comes second finds what the first one made."""
    user = factories.UserFactory(roles=["front_desk"])
    browser = holding(own_app, own_app.extensions["clock"](), kind=sessions.Kind.STAFF, user_id=user.id)
    form = {**browser.get(path).form(path), **WALK_IN, "language": "en", **_when("11/25/2026", "9:30 AM")}
    token = browser.get_cookie("sid").value
    database.session.remove()
    answers, start = [], threading.Barrier(6)

    def post() -> None:
        tab = own_app.test_client()
        tab.set_cookie("sid", token)
        start.wait()
        # The plain client of the framework: the inspecting one belongs to a single thread.
        page = super(Client, tab).open(path, method="POST", data=form, buffered=True)
        answers.append((page.status_code, page.headers.get("Location", "")))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1 and answers[0][0] == 303, answers
    assert (database.session.query(Patient).count(), database.session.query(Visit).count()) == (1, 1)

"""What nobody needs any more is swept up by the server itself, by one server at a time; and whose clock counts."""

import datetime as dt
import threading
import time

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app, timekeeper
from clinic.accounts.models import KnownDevice
from clinic.audit import refusals, trail
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.guessing import WrongTry
from clinic.kiosk.models import Pairing
from clinic.operations import janitor
from clinic.sessions import BrowserSession, Kind
from tests import databases, factories
from tests.conftest import NOON, Settings
from tests.house.test_migrations import MIGRATIONS


@pytest.fixture
def practice(tmp_path, request, database_url):
    """An application on a database of its own."""
    server = request.config.getoption("--database")
    url = databases.fresh(server) if server else None
    app = create_app(Settings(url.__enter__() if url else f"sqlite:///{tmp_path / 'own.db'}"))
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        database.session.commit()
        yield app
        database.session.remove()
        database.engine.dispose()
    if url:
        url.__exit__(None, None, None)


def _session(kind, **back):
    at = NOON - dt.timedelta(**back)
    database.session.add(BrowserSession(token_sha256=f"{kind}{back}", kind=kind, data={}, created_at=at, active_at=at))


def test_the_janitor_removes_what_is_over_and_leaves_what_is_not(db, clock):
    user = factories.UserFactory()
    for kind in Kind:
        _session(kind, minutes=1)
        _session(kind, hours=25)
        _session(kind, hours=-25)
    db.session.add_all(
        WrongTry(key="k", at=NOON - dt.timedelta(**back)) for back in ({"minutes": 14}, {"hours": 2}, {"hours": -2})
    )
    for days in (1, 401):
        at = NOON - dt.timedelta(days=days)
        db.session.add(KnownDevice(user_id=user.id, token_sha256=str(days), made_at=at, seen_at=at))
    intake = factories.IntakeFactory()
    for hours in (1, 25):
        told = {"code_sha256": str(hours), "link_sha256": str(hours), "made_by_id": user.id}
        db.session.add(Pairing(intake_id=intake.id, expires_at=NOON - dt.timedelta(hours=hours), **told))
    db.session.commit()
    assert janitor.sweep()
    assert db.session.query(BrowserSession).count() == len(Kind)
    assert db.session.scalars(sa.select(WrongTry.at)).all() == [NOON - dt.timedelta(minutes=14)]
    assert db.session.scalars(sa.select(KnownDevice.token_sha256)).all() == ["1"]
    assert db.session.scalars(sa.select(Pairing.code_sha256)).all() == ["1"]


def test_two_servers_have_one_janitor_at_a_time(practice):
    if database.engine.dialect.name != "postgresql":
        assert janitor.sweep()
        return
    with database.engine.connect() as other:
        assert other.scalar(sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": janitor.LOCK})
        assert not janitor.sweep()
        other.rollback()
    assert janitor.sweep()


def test_refusals_of_a_window_are_told_in_two_events_at_most(practice):
    at = wall_clock()
    user = factories.UserFactory()
    database.session.commit()
    for n in range(500):
        for place in ("192.0.2.1", "192.0.2.2"):
            refusals.note(
                Action.SIGN_IN_FAILED,
                user,
                actor="system",
                place=place,
                reason="no match",
                at=at + dt.timedelta(seconds=n),
            )
        database.session.commit()
    assert database.session.query(AuditEvent).count() == 2
    refusals.sweep(at + dt.timedelta(minutes=14))
    assert database.session.query(AuditEvent).count() == 2
    refusals.sweep(at + dt.timedelta(minutes=16))
    database.session.commit()
    events = database.session.query(AuditEvent).order_by(AuditEvent.number).all()
    assert [event.detail["count"] for event in events] == [1, 1, 499, 499]
    assert {(event.subject_kind, event.subject_id) for event in events} == {("user", user.id)}
    assert list(trail.faults()) == [] and database.session.query(refusals.Refusal).count() == 0


def test_the_thread_of_the_server_sweeps_by_itself_and_ends(practice):
    database.session.add(WrongTry(key="k", at=wall_clock() - dt.timedelta(days=1)))
    database.session.commit()
    database.session.remove()
    stop = janitor.start(practice)
    until = time.monotonic() + 30
    while database.session.query(WrongTry).count():
        database.session.remove()
        assert time.monotonic() < until
        time.sleep(0.1)
    stop.set()
    for thread in threading.enumerate():
        if thread.name == "janitor":
            thread.join(30)


def test_the_clock_of_the_database_counts_and_a_jump_of_it_is_written_down(practice, monkeypatch):
    on_server = database.engine.dialect.name == "postgresql"
    keeper = timekeeper.install(practice)
    assert (practice.extensions["clock"] is keeper) is on_server
    assert abs((keeper() - wall_clock()).total_seconds()) < 2 and abs(timekeeper.clock_skew()) < 2

    real = timekeeper.asked
    for ahead, events in ((240, 0), (172_800, 1), (172_800, 1), (0, 2)):
        monkeypatch.setattr(timekeeper, "asked", lambda ahead=ahead: real() + dt.timedelta(seconds=ahead))
        timekeeper.keep(keeper)
        assert database.session.query(AuditEvent).filter_by(action="clock:jumped").count() == events
        assert abs(timekeeper.clock_skew() + ahead) < 2
        assert abs((keeper() - real()).total_seconds() - ahead) < 2
    jumps = [e.detail["seconds"] for e in database.session.query(AuditEvent).order_by(AuditEvent.number)]
    assert [round(seconds, -3) for seconds in jumps] == [173_000, -173_000]


def test_a_server_whose_own_clock_is_set_ages_nobodys_session(practice, monkeypatch):
    """On a database server; an embedded database has no other clock than its machine's."""
    keeper = timekeeper.install(practice)
    monkeypatch.setattr(timekeeper, "wall_clock", lambda: wall_clock() + dt.timedelta(days=2))
    ahead = (keeper() - wall_clock()).total_seconds()
    assert abs(ahead) < 2

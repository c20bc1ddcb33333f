"""Many hands on one plan: every save is either kept or refused, and the count comes out even (fault R5)."""

import datetime as dt
import threading
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from clinic import create_app
from clinic.accounts.models import User
from clinic.assessment.assessment import look
from clinic.audit import trail
from clinic.audit.models import AuditEvent
from clinic.content.plan_lines import Part
from clinic.database import db
from clinic.knowledge.library import load
from clinic.plan import drafting, suggestions
from clinic.plan.drafting import StaleDraft
from clinic.plan.models import Plan
from tests import factories
from tests.conftest import Clock, Settings
from tests.plan.visits import case, visit_of

THREADS, SAVES = 8, 50
NOW = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def busy(tmp_path, request):
    """A practice of its own, on a file, or on the server's database where one is given, with one draft in it."""
    if request.config.getoption("--database"):
        pytest.skip("the server's own locks are tried by its own tests")
    app = create_app(Settings(f"sqlite:///{tmp_path / 'busy.db'}"))
    app.extensions["clock"] = Clock()
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
        factories.PracticeFactory()
        user = factories.UserFactory()
        seen = look(visit_of(case("V01")), load())
        plan = suggestions.start(seen, by=user, at=NOW, today=NOW.date())
        db.session.commit()
        ids = plan.id, user.id
        db.session.remove()
        yield app, *ids
        db.session.remove()
        db.engine.dispose()


def test_eight_hands_save_fifty_times_and_nobody_overwrites_anybody(busy):
    app, plan_id, user_id = busy
    saved, refused, broken = [], [], []
    start = threading.Barrier(THREADS)

    def save(number: int, turn: int) -> None:
        seen = db.session.scalar(sa.select(Plan.revision).where(Plan.id == plan_id))
        db.session.rollback()
        plan, user = drafting.find(plan_id), db.session.get(User, user_id)
        item = plan.lines(Part.EXERCISE)[number % 5]
        wanted = {item: {"reps": 1 + (turn * THREADS + number) % 59}}
        changed = drafting.edit(plan, seen=seen, by=user, at=NOW, head={"note_en": f"{number}.{turn}"}, lines=wanted)
        db.session.commit()
        saved.append(changed)

    def settled(number: int, turn: int) -> bool:
        try:
            save(number, turn)
        except (StaleDraft, StaleDataError):
            db.session.rollback()
            refused.append(number)
        except OperationalError as error:
            db.session.rollback()
            return "locked" not in str(error)
        except Exception as error:
            db.session.rollback()
            broken.append(repr(error))
        return True

    def work(number: int) -> None:
        with app.app_context():
            start.wait()
            for turn in range(SAVES):
                while not settled(number, turn):
                    pass  # told to come back in a moment: the hand tries again, as a person would
            db.session.remove()

    with app.app_context():
        first = db.session.scalar(sa.select(Plan.revision).where(Plan.id == plan_id))
        db.session.remove()
    hands = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert broken == []
    assert len(saved) + len(refused) == THREADS * SAVES
    assert all(saved)
    with app.app_context():
        last = db.session.scalar(sa.select(Plan.revision).where(Plan.id == plan_id))
        assert last - first == len(saved)
        changes = db.session.query(AuditEvent).filter_by(action="plan:changed").count()
        assert changes == len(saved)
        assert list(trail.faults()) == []

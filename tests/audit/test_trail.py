"""The audit trail: sealed, complete, and stored together with the act."""

import pytest
import sqlalchemy as sa

from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.audit.trail import UnknownDetail, faults, record
from clinic.database import AppendOnlyRow
from tests.factories import PatientFactory, UserFactory


def _acts(clock, count: int = 6):
    user, patient = UserFactory(), PatientFactory()
    for _ in range(count):
        record(Action.PATIENT_VIEWED, patient, actor=user, at=clock(), patient_id=patient.id)
        clock.tick(seconds=7)


def _open(db, table: str = "audit_event") -> None:
    """Take the triggers away, as somebody with the database file in hand could."""
    for act in ("update", "delete"):
        where = "" if db.engine.dialect.name == "sqlite" else f" ON {table}"
        db.session.execute(sa.text(f"DROP TRIGGER {table}_refuses_{act}{where}"))


def test_an_untouched_trail_is_intact(db, clock):
    _acts(clock)
    db.session.commit()
    assert list(faults()) == []


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_event SET action = 'patient:registered' WHERE number = :n",
        "UPDATE audit_event SET actor_id = NULL WHERE number = :n",
        "DELETE FROM audit_event WHERE number = :n",
        "UPDATE audit_event SET seal = 'ab' WHERE number = :n",
    ],
)
def test_any_event_that_was_changed_or_taken_out_is_reported(db, clock, number, damage):
    _acts(clock)
    db.session.commit()
    _open(db)
    db.session.execute(sa.text(damage), {"n": number})
    db.session.expire_all()
    assert list(faults())


def test_cutting_off_the_end_of_the_trail_is_reported(db, clock):
    _acts(clock)
    db.session.commit()
    _open(db)
    db.session.execute(sa.text("DELETE FROM audit_event WHERE number > 3"))
    db.session.expire_all()
    assert any("ends at event 3" in fault for fault in faults())


def test_a_head_set_back_to_match_a_shortened_trail_is_reported(db, clock):
    _acts(clock)
    db.session.commit()
    seal = db.session.get(AuditEvent, 3).seal
    _open(db)
    db.session.execute(sa.text("DELETE FROM audit_event WHERE number > 3"))
    db.session.execute(sa.text("UPDATE audit_head SET number = 3, seal = :seal"), {"seal": seal})
    db.session.expire_all()
    assert list(faults())


def test_swapping_two_events_is_reported(db, clock):
    _acts(clock)
    db.session.commit()
    _open(db)
    for old, new in ((2, 900), (5, 2), (900, 5)):
        db.session.execute(
            sa.text("UPDATE audit_event SET number = :new WHERE number = :old"), {"old": old, "new": new}
        )
    db.session.expire_all()
    assert list(faults())


@pytest.mark.parametrize("act", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_itself_refuses_to_change_the_trail(db, clock, act):
    _acts(clock, 1)
    db.session.commit()
    with pytest.raises(sa.exc.DBAPIError, match="never changed or deleted"):
        db.session.execute(sa.text(act))
    db.session.rollback()


def test_the_models_refuse_to_change_the_trail_in_plain_words(db, clock):
    _acts(clock, 1)
    db.session.commit()
    db.session.get(AuditEvent, 1).action = "x"
    with pytest.raises(AppendOnlyRow, match="never changed"):
        db.session.commit()
    db.session.rollback()


def test_an_act_that_is_rolled_back_leaves_no_trace(db, clock):
    _acts(clock, 2)
    db.session.commit()
    user, patient = UserFactory(), PatientFactory()
    record(Action.PATIENT_VIEWED, patient, actor=user, at=clock(), patient_id=patient.id)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 2
    assert list(faults()) == []


def test_detail_that_an_action_does_not_declare_is_refused(db, clock):
    with pytest.raises(UnknownDetail, match="name"):
        record(Action.PATIENT_VIEWED, PatientFactory(), actor=UserFactory(), at=clock(), name="Testa")


def test_times_may_go_backwards_without_breaking_the_order(db, clock):
    _acts(clock, 2)
    clock.tick(days=-1)
    _acts(clock, 2)
    db.session.commit()
    assert list(faults()) == []


def _damage(db, number):
    _open(db)
    db.session.execute(sa.text("UPDATE audit_event SET action = 'patient:registered' WHERE number = :n"), {"n": number})
    db.session.commit()


def test_the_log_says_that_the_newest_events_are_intact_and_offers_to_check_them_all(sign_in_as, db, clock):
    _acts(clock)
    browser = sign_in_as("admin")
    page = browser.get("/log")
    assert "The newest 6 events are intact." in page.says
    assert "The trail is intact." in browser.get(page.one("main a[href='/log/check']")["href"]).says


def test_a_changed_event_among_the_newest_stands_at_the_top_of_the_log(sign_in_as, db, clock):
    _acts(clock)
    _damage(db, 3)
    says = sign_in_as("admin").get("/log").says
    assert "Event 3 does not match its seal." in says and "intact" not in says


def test_the_whole_log_is_checked_when_somebody_asks(sign_in_as, db, clock, monkeypatch):
    monkeypatch.setattr("clinic.audit.views.CHECKED", 3)
    _acts(clock)
    _damage(db, 2)
    browser = sign_in_as("admin")
    assert "The newest 3 events are intact." in browser.get("/log").says
    says = browser.get("/log/check").says
    assert "Event 2 does not match its seal." in says and "intact" not in says


@pytest.mark.parametrize("after", [1, 5, 6])
def test_the_end_of_the_trail_is_checked_from_any_event_on(db, clock, after):
    _acts(clock)
    db.session.commit()
    assert list(faults(after)) == []
    _damage(db, 6)
    assert bool(list(faults(after))) == (after < 6)

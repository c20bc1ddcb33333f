"""A walk-in of the wrong person is taken back while nothing is answered, on record, and never afterwards."""

import datetime as dt

import pytest
import sqlalchemy as sa

from clinic.audit.models import AuditEvent
from clinic.database import db as database
from clinic.exam.models import ReAsked
from clinic.followup.models import Score
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.sessions import BrowserSession
from tests.browsers import tablet
from tests.factories import PatientFactory, UserFactory, VisitFactory

BORN = dt.date(1974, 3, 14)


@pytest.fixture
def desk(sign_in_as):
    UserFactory(name="Jordan Sample")
    PatientFactory(name="Maria Sample", born_on=BORN, chart_number="C-1")
    return sign_in_as("front_desk")


@pytest.fixture
def walked_in(desk, db):
    """The wrong Maria, a moment ago."""
    desk.send("/walk-in", {"name": "Maria Sample", "born_on": "03/14/1974", "chart_number": "C-1"})
    return db.session.query(Visit).one()


def _link(visit):
    return f"/visits/{visit.id}/take-back"


def test_the_board_offers_it_and_one_more_press_takes_it_back(desk, walked_in, db):
    assert desk.get("/").all(f"a[href='{_link(walked_in)}']")
    assert desk.get(f"/visits/{walked_in.id}/intake").all(f"a[href='{_link(walked_in)}']"), "where one lands first"
    page = desk.get(_link(walked_in))
    assert "Maria Sample" in page.says and "C-1" in page.says
    visit_id = walked_in.id
    done = desk.post(_link(walked_in), data=page.form("/take-back"))
    assert done.status_code == 303 and db.session.query(Visit).count() == 0
    assert "The visit was taken back" in desk.get("/").says and db.session.query(Patient).count() == 1
    event = db.session.query(AuditEvent).filter_by(action="visit:taken-back").one()
    assert (event.subject_id, event.actor_id) == (visit_id, desk.user.id) and event.patient_id is not None
    # Pressed twice: the second says so, and nothing breaks.
    assert desk.send(f"/visits/{visit_id}/take-back", {}).status_code == 303
    assert "taken back already" in desk.get("/").says


def test_a_tablet_that_was_handed_out_is_blank_afterwards(desk, walked_in, app, clock, db):
    desk.send(f"/visits/{walked_in.id}/intake", {"go": "code", "language": "en"})
    device = tablet(app, Intake.of(walked_in), clock)
    assert desk.send(_link(walked_in), {}).status_code == 303
    assert db.session.query(Intake).count() == 0
    assert not db.session.scalar(sa.select(sa.exists().where(BrowserSession.intake_id.is_not(None))))
    assert device.get("/kiosk/resume").location.endswith("/kiosk/join")


@pytest.mark.parametrize("what", ["an answer", "a finished screen", "a sent intake", "a score", "a question again"])
def test_what_holds_an_answer_stays(desk, walked_in, clock, db, what):
    desk.send(f"/visits/{walked_in.id}/intake", {"go": "code", "language": "en"})
    intake = Intake.of(walked_in)
    if what == "an answer":
        intake.last_answer_at = clock()
    elif what == "a finished screen":
        intake.steps_done = ["safety"]
    elif what == "a sent intake":
        intake.sent_at = clock()
    elif what == "a score":
        database.session.add(
            Score(
                visit_id=walked_in.id, measure="lefs", foot="", value=40, entered_by_id=desk.user.id, entered_at=clock()
            )
        )
    else:
        database.session.add(
            ReAsked(visit_id=walked_in.id, field="rf_calf", finding="", asked_by_id=desk.user.id, asked_at=clock())
        )
    db.session.commit()
    page = desk.get(_link(walked_in))
    assert "cannot be taken back" in page.says and not page.all("main form[action$='take-back']")
    assert desk.send(_link(walked_in), {}).status_code == 409 and db.session.query(Visit).count() == 1
    assert not db.session.query(AuditEvent).filter_by(action="visit:taken-back").count()


def test_a_booked_visit_is_no_walk_in(desk, db):
    visit = VisitFactory(patient=db.session.query(Patient).one())
    assert not desk.get("/").all(f"a[href='{_link(visit)}']")


def test_a_visit_that_never_was_cannot_be_taken_back(desk):
    assert desk.send("/visits/6f6ff6a0-0000-4000-8000-000000000000/take-back", {}).status_code == 404

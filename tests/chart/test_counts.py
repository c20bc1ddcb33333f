"""Pages ask the database a fixed number of questions, however long the history is."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from clinic.plan.models import Plan
from tests import factories
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


@pytest.fixture
def queries():
    said = []

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            said.append(statement)

    event.listen(sa.engine.Engine, "before_cursor_execute", note)
    yield said
    event.remove(sa.engine.Engine, "before_cursor_execute", note)


def test_the_visit_and_the_plan_stay_within_their_counts(sign_in_as, db, queries):
    patient = factories.PatientFactory()
    browser = sign_in_as("clinician")
    for day in (1, 8, 15):
        old = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, day, 15, 0, tzinfo=dt.UTC))
        sign(browser, press(browser, open_plan(browser, old), "accept-all"))
    visit = visit_of(case("V07"), patient=patient)
    open_plan(browser, visit)
    browser.get(f"/visits/{visit.id}")
    plan_id = Plan.of(visit).id
    db.session.rollback()
    for path, most in ((f"/visits/{visit.id}", 30), (f"/plans/{plan_id}", 32), (f"/plans/{plan_id}/library", 24)):
        queries.clear()
        browser.get(path)
        assert len(queries) <= most, f"{path}: {len(queries)}"

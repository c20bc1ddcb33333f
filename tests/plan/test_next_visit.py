"""The next visit in the plan: a day and an hour on which somebody can come, or a sentence that says why not."""

import datetime as dt

import pytest

from clinic.plan.models import Plan
from tests.plan.pressing import open_plan, press
from tests.plan.visits import case, visit_of


def _plan(db):
    return db.session.query(Plan).populate_existing().one()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"next_on": "2020-01-02"}, "Next visit: January 2, 2020 is in the past."),
        ({"next_on": "2199-01-02"}, "Next visit: January 2, 2199 is too far ahead."),
        ({"next_on": "2027-03-14", "next_time": "02:30"}, "There is no 2:30 AM on March 14, 2027"),
        ({"next_on": "2027-11-07", "next_time": "01:30"}, "1:30 AM comes twice on November 7, 2027"),
        ({"goal_on": "2020-01-02"}, "Goal date: January 2, 2020 is in the past."),
    ],
)
def test_a_day_or_hour_that_cannot_be_is_refused_in_words(sign_in_as, db, changes, sentence):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit_of(case("V01"))), **changes)
    assert page.status_code == 422 and sentence in " ".join(page.says.split())
    plan = _plan(db)
    assert plan.next_visit_at is None and (plan.goal_on is None or plan.goal_on.year >= 2026)


def test_the_next_visit_is_at_the_hour_the_wall_clock_shows_in_summer_too(sign_in_as, db):
    browser = sign_in_as("clinician")
    press(browser, open_plan(browser, visit_of(case("V01"))), next_on="2027-03-15", next_time="09:30")
    assert _plan(db).next_visit_at == dt.datetime(2027, 3, 15, 13, 30, tzinfo=dt.UTC)


def test_a_plan_whose_next_visit_has_passed_is_not_signed(sign_in_as, db):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit_of(case("V01"))), "accept-all")
    _plan(db).next_visit_at = dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC)
    db.session.commit()
    page = browser.get(page.request.path)
    assert "the next visit is in the past" in page.says

"""Pain written on the paper tick sheet stands in the trend, between the visits it was written between."""

import datetime as dt

import pytest

from clinic.followup import pain_diary, trend
from clinic.followup.models import LogEntry
from clinic.followup.pain_diary import Day
from clinic.signed.models import PlanVersion
from tests import factories
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


@pytest.fixture
def seen_again(sign_in_as, db):
    """A runner who was given a plan two weeks ago, kept the sheet, and is here again."""
    patient = factories.PatientFactory()
    browser = sign_in_as("clinician")
    before = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, 10, 15, 0, tzinfo=dt.UTC))
    sign(browser, press(browser, open_plan(browser, before), "accept-all"))
    version = PlanVersion.of(before)[-1]
    first = dt.date.fromisoformat(version.content["log_from"] or version.content["plan_on"])
    for day, value in enumerate((6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2), start=1):
        entry = {"value": value, "entered_by_id": browser.user.id, "entered_at": before.starts_at}
        db.session.add(LogEntry(version_id=version.id, row="pain", day=day, **entry))
    db.session.commit()
    here = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC))
    return browser, here, first


def test_the_trend_shows_the_days_of_the_sheet_and_says_them(seen_again):
    browser, here, _first = seen_again
    page = browser.get(f"/visits/{here.id}")
    said = "Tick sheet: worst pain 6 in the first week, 4 in the last; 14 days written."
    assert said in page.says
    assert said in page.one("#chart-words").get_text()
    assert said in browser.get(f"/visits/{here.id}/note.txt").text


def test_days_stand_between_the_visits_they_were_written_between():
    visits = [trend.Reading(dt.date(2026, 11, day), 5, 4, 3, None) for day in (3, 13, 23)]
    shown = trend.chart(visits, [(dt.date(2026, 11, 8), 5), (dt.date(2026, 11, 18), 0), (dt.date(2026, 11, 30), 9)])
    assert [(point.x, point.y) for point in shown.diary] == [(94, 80), (202, 140)]


def test_two_weeks_are_compared_and_less_is_not():
    days = [Day(dt.date(2026, 11, n), pain) for n, pain in ((1, 6), (2, 7), (9, 3), (10, 4))]
    weeks = pain_diary.weeks(days)
    assert (weeks.first, weeks.last, weeks.days, weeks.better) == (7, 4, 4, 3)
    assert pain_diary.weeks(days[:2]) is None
    assert pain_diary.weeks([]) is None


def test_a_sheet_nobody_typed_in_says_nothing(sign_in_as, db):
    visit = visit_of(case("V01"))
    assert "Tick sheet:" not in sign_in_as("clinician").get(f"/visits/{visit.id}").says

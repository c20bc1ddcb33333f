"""The calendar file: exercise times of two weeks and the next visit, and not a word about whose or why."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from clinic.paper import calendar_file
from tests.handout.test_views import _signed
from tests.paper.sample import runner

ZONE = ZoneInfo("America/New_York")
STAMP = datetime(2026, 11, 23, 17, 0, 5, 99, tzinfo=UTC)


def _events(content, language="en"):
    data = calendar_file.ics(content, language, zone=ZONE, stamp=STAMP)
    return {str(event["uid"]): event for event in Calendar.from_ical(data).events}


def test_each_exercise_comes_as_often_as_the_plan_says():
    content = runner()
    told = [str(event["description"]) for event in _events(content).values()]
    for exercise in content.exercises:
        dose = exercise.dose
        named = sum(f"{exercise.name.en}:" in text for text in told)
        assert named == 2 * dose.days_week * dose.times_day, exercise.name.en


@pytest.mark.parametrize(("days", "on"), [(1, (0,)), (2, (0, 3)), (3, (0, 2, 4)), (5, (0, 1, 2, 4, 5)), (9, range(7))])
def test_days_are_spread_over_the_week(days, on):
    assert calendar_file.on_days(days) == tuple(on)


def test_a_day_of_many_rounds_is_spread_from_morning_to_evening():
    assert calendar_file.at_times(4) == (time(8), time(12), time(16), time(20))
    assert len(set(calendar_file.at_times(6))) == 6


def test_the_next_visit_is_in_the_clinics_time_zone():
    visit = _events(runner())["k7qf-2m-visit@footing"]
    assert visit.start == datetime(2026, 12, 7, 8, 45, tzinfo=ZONE)
    assert visit["dtstart"].params["TZID"] == "America/New_York"
    assert "Visit: Riverside Physical Therapy" in str(visit["summary"])


def test_without_a_next_visit_only_the_exercises_are_there():
    assert not any("visit" in uid for uid in _events(replace(runner(), next_visit=None)))


def test_the_same_plan_gives_the_same_bytes_and_no_two_events_share_a_key():
    once, again = (calendar_file.ics(runner(), "en", zone=ZONE, stamp=STAMP) for _ in range(2))
    assert once == again
    keys = [str(event["uid"]) for event in Calendar.from_ical(once).events]
    assert len(keys) == len(set(keys)) and all(key.startswith("k7qf-2m-") for key in keys)


@pytest.mark.parametrize("language", ["en", "es", "both"])
def test_it_names_no_patient_and_no_complaint(language):
    content = runner()
    text = calendar_file.ics(content, language, zone=ZONE, stamp=STAMP).decode().replace("\r\n ", "")
    private = [content.person.name, content.person.called, content.summary.en, content.summary.es, content.clinician]
    private += [content.goal.words.en, "pain", "dolor", "metatars"]
    assert [word for word in private if word in text] == []


def test_the_front_desk_saves_it(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    desk = sign_in_as("front_desk")
    file = desk.get(desk.get(f"/handouts/{version.id}").one("#calendar")["href"])
    assert file.mimetype == "text/calendar"
    assert file.headers["Content-Disposition"] == 'attachment; filename="exercise-times-2026-11-24.ics"'
    assert version.visit.patient.name not in file.text
    assert sign_in_as("admin").get(f"/handouts/{version.id}/calendar.ics").status_code == 403

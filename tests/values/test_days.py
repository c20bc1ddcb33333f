"""The day that counts is the clinic's: ages, lists and deadlines, at every hour, in every zone."""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clinic.interview.models import Intake, case
from clinic.patients.models import Patient, Visit
from clinic.practice.models import Practice
from clinic.values import days

DATA = Path(__file__).parents[2] / "clinic" / "knowledge" / "data"
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/St_Johns",
    "Pacific/Guam",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
)
BIRTHDAYS = (dt.date(2026, 12, 2), dt.date(2026, 3, 8), dt.date(2026, 11, 1))
"""An ordinary day, and the two on which clocks in the United States are put forward and back."""
HOUR = dt.timedelta(hours=1)


def boundaries() -> list[int]:
    """Every age at which a rule changes its mind: those of the data, and those that stand in code."""
    found = {10, 18, 60, 65}
    for file in DATA.rglob("*.yaml"):
        for words, number in re.findall(r"fact: age, (ge|gt|le|lt): (\d+)", file.read_text(encoding="utf-8")):
            found.add(int(number) + (words in ("le", "gt")))
    return sorted(found)


def test_the_boundaries_are_read_from_the_rules():
    assert {10, 18, 19, 25, 60, 65} <= set(boundaries())


@pytest.mark.parametrize("zone", ZONES)
def test_an_age_changes_at_the_clinics_midnight_and_at_no_other(zone: str, db: Any) -> None:
    practice = db.session.get(Practice, 1)
    practice.time_zone = zone
    there = ZoneInfo(zone)
    for birthday in BIRTHDAYS:
        local_midnight = dt.datetime.combine(birthday, dt.time(), there).astimezone(dt.UTC)
        utc_midnight = dt.datetime.combine(birthday, dt.time(), dt.UTC)
        moments = [at + step for at in (local_midnight, utc_midnight) for step in (-HOUR, HOUR)]
        for age in boundaries():
            patient = Patient(born_on=birthday.replace(year=birthday.year - age))
            for at in moments:
                visit = Visit(patient=patient, starts_at=at)
                expected = age if at >= local_midnight else age - 1
                assert visit.age == expected, (zone, age, at)
                assert case(Intake(visit=visit))["p"]["age"] == expected
                assert visit.day == birthday if at >= local_midnight and at < local_midnight + 20 * HOUR else True


def test_a_birthday_on_the_twenty_ninth_of_february_counts_from_the_first_of_march():
    born = dt.date(2008, 2, 29)
    assert days.age_on(born, dt.date(2026, 2, 28)) == 17
    assert days.age_on(born, dt.date(2026, 3, 1)) == 18
    assert days.age_on(born, dt.date(2028, 2, 28)) == 19
    assert days.age_on(born, dt.date(2028, 2, 29)) == 20


@pytest.mark.parametrize("zone", [*ZONES, "Africa/Cairo", "America/Havana", "America/Asuncion", "Australia/Lord_Howe"])
def test_every_moment_of_a_year_stands_on_exactly_one_days_list(zone: str) -> None:
    there, at = ZoneInfo(zone), dt.datetime(2026, 1, 1, 12, 0, tzinfo=dt.UTC)
    while at.year == 2026:
        day = days.day_of(at, there)
        start, end = days.bounds(day, there)
        assert start <= at < end, (zone, at)
        assert days.bounds(day + dt.timedelta(days=1), there)[0] == end
        at += dt.timedelta(minutes=30)


def test_a_time_that_the_clocks_pass_over_does_not_exist_and_one_comes_twice():
    there = ZoneInfo("America/New_York")
    with pytest.raises(days.NoSuchTime):
        days.moment_of(dt.date(2027, 3, 14), dt.time(2, 30), there)
    assert days.comes_twice(dt.date(2026, 11, 1), dt.time(1, 30), there)
    assert not days.comes_twice(dt.date(2026, 11, 1), dt.time(2, 30), there)
    assert not days.comes_twice(dt.date(2027, 3, 14), dt.time(2, 30), there)
    morning = days.moment_of(dt.date(2026, 12, 1), dt.time(19, 30), there)
    assert morning == dt.datetime(2026, 12, 2, 0, 30, tzinfo=dt.UTC)
    assert days.day_of(morning, there) == dt.date(2026, 12, 1)


def test_a_moment_without_a_zone_has_no_day():
    with pytest.raises(ValueError):
        days.day_of(dt.datetime(2026, 12, 1, 19, 30), ZoneInfo("UTC"))  # noqa: DTZ001
    with pytest.raises(ValueError):
        days.written_day(dt.datetime(2026, 12, 1, 19, 30, tzinfo=dt.UTC))

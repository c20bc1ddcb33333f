"""Dates and times as people write them: what is plain is read, what is not is asked about, nothing is guessed."""

import datetime as dt

import pytest

from clinic.values import dates

TODAY = dt.date(2026, 12, 1)
OLDEST = dt.date(1906, 12, 1)
BIRTH = dt.date(1975, 3, 14)


@pytest.mark.parametrize("order", dates.ORDERS)
@pytest.mark.parametrize(
    "typed",
    [
        "March 14, 1975",
        "march 14 1975",
        "Mar. 14th, 1975",
        "14 mar 1975",
        "14-Mar-1975",
        "14 de marzo de 1975",
        "14 MARZO 1975",
        "1975-03-14",
        "1975/3/14",
        "1975.03.14",
        "03/14/1975",
        "3-14-1975",
        "14/03/1975",
        "14.3.1975",
        "1975 mar 14",
    ],
)
def test_what_can_only_mean_one_day_is_read_in_every_region(typed, order):
    assert dates.read(typed, order, least=OLDEST, most=TODAY) == BIRTH


@pytest.mark.parametrize(
    ("typed", "order", "day"),
    [
        ("03/04/1974", "mdy", dt.date(1974, 3, 4)),
        ("03/04/1974", "dmy", dt.date(1974, 4, 3)),
        ("3 4 1974", "mdy", dt.date(1974, 3, 4)),
        ("3.4.1974", "dmy", dt.date(1974, 4, 3)),
        ("11/20/70", "mdy", dt.date(1970, 11, 20)),
        ("20/11/70", "dmy", dt.date(1970, 11, 20)),
        ("11201970", "mdy", dt.date(1970, 11, 20)),
        ("20111970", "dmy", dt.date(1970, 11, 20)),
        ("19701120", "mdy", dt.date(1970, 11, 20)),
        ("19701120", "ymd", dt.date(1970, 11, 20)),
        ("112070", "mdy", dt.date(1970, 11, 20)),
        ("12/02/2008", "mdy", dt.date(2008, 12, 2)),
        ("03/14/2077", "mdy", dt.date(2077, 3, 14)),
    ],
)
def test_digits_are_read_in_the_order_of_the_region(typed, order, day):
    assert dates.read(typed, order, least=OLDEST, most=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "order", "readings"),
    [
        ("03.04.1974", "mdy", (dt.date(1974, 3, 4), dt.date(1974, 4, 3))),
        ("03/04/1974", "ymd", (dt.date(1974, 3, 4), dt.date(1974, 4, 3))),
        ("03/04/20", "mdy", (dt.date(2020, 3, 4), dt.date(1920, 3, 4))),
        ("mar 4, 10", "mdy", (dt.date(2010, 3, 4), dt.date(1910, 3, 4))),
    ],
)
def test_what_can_mean_two_days_is_asked_about(typed, order, readings):
    with pytest.raises(dates.Ambiguous) as asked:
        dates.read(typed, order, least=OLDEST, most=TODAY)
    assert asked.value.readings == readings


@pytest.mark.parametrize("typed", ["02/30/1974", "31/31/1974", "00/00/0000", "February 30, 1974", "13/13/1974"])
def test_a_day_that_is_in_no_calendar_is_told_so(typed):
    with pytest.raises(dates.NoSuchDay):
        dates.read(typed, "mdy", least=OLDEST, most=TODAY)


@pytest.mark.parametrize(
    "typed", ["", "yesterday", "14", "3/14", "1e9", "03/14/197", "12345", "March 1975", "a/b/c", "٣"]
)
def test_what_is_no_date_is_not_read(typed):
    with pytest.raises(dates.NotRead):
        dates.read(typed, "mdy", least=OLDEST, most=TODAY)


def test_two_digits_of_a_year_need_a_reason_to_be_a_century():
    with pytest.raises(dates.YearNeeded):
        dates.read("03/14/74", "mdy")


@pytest.mark.parametrize("order", dates.ORDERS)
def test_what_is_written_is_read_back(order):
    day = dt.date(1906, 12, 2)
    while day <= TODAY:
        assert dates.read(dates.write(day, order), order) == day
        day += dt.timedelta(days=13)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:30", "09:30"),
        ("9:30 AM", "09:30"),
        ("9.30", "09:30"),
        ("9,30", "09:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("9h30", "09:30"),
        ("9 am", "09:00"),
        ("9", "09:00"),
        ("9:30 p. m.", "21:30"),
        ("9:30 p.m.", "21:30"),
        ("2:05 pm", "14:05"),
        ("230p", "14:30"),
        ("14:05", "14:05"),
        ("1405", "14:05"),
        ("02:30", "02:30"),
        ("0230", "02:30"),
        ("2:30 AM", "02:30"),
        ("12 am", "00:00"),
        ("12:15 p.m.", "12:15"),
        ("Noon", "12:00"),
        ("mediodía", "12:00"),
        ("00:00", "00:00"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, time):
    assert f"{dates.read_time(typed):%H:%M}" == time


@pytest.mark.parametrize("typed", ["25:00", "13 pm", "9:75", "0 am", "soon", "", "9:3", "99999", "9:30 xm"])
def test_what_is_no_time_is_not_read(typed):
    with pytest.raises(dates.NotRead):
        dates.read_time(typed)


def test_an_hour_of_the_afternoon_without_pm_is_asked_about():
    with pytest.raises(dates.Ambiguous) as asked:
        dates.read_time("2:30")
    assert asked.value.readings == (dt.time(2, 30), dt.time(14, 30))
    assert dates.read_time("2:30", twelve_hours=False) == dt.time(2, 30)

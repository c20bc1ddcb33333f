"""Days, ages and moments. The only place where a moment becomes a date, and a date and a time become a moment. Pure.

A moment is stored in UTC; a day is the clinic's. At half past seven in the evening in New York the two already differ.
"""

import datetime as dt
from zoneinfo import ZoneInfo


class NoSuchTime(Exception):
    """The clocks go forward over this time of this day: no watch ever shows it."""


def day_of(moment: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """The day on which `moment` falls where the clinic is."""
    return wall_clock(moment, zone).date()


def wall_clock(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """What calendar and clock on the clinic's wall show at `moment`; `fold` is 1 the second time they show it."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone")
    return moment.astimezone(zone).replace(tzinfo=None)


def iso(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """`moment` for another program, with the clinic's own day and hour: 2026-12-01T19:30:00-05:00."""
    return moment.astimezone(zone).isoformat()


def written_day(written: dt.datetime) -> dt.date:
    """The day of a date and time that are already the clinic's own, as a signed plan holds its next visit."""
    if written.tzinfo is not None:
        raise ValueError("A moment needs the clinic's zone: day_of")
    return written.date()


def moment_of(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC, at which the clinic's clock shows `time` on `day`. `time.fold` is 1 for the second time.

    Raises `NoSuchTime` for a time that the clocks pass over.
    """
    written = dt.datetime.combine(day, time.replace(tzinfo=None))
    moment = written.replace(tzinfo=zone).astimezone(dt.UTC)
    if wall_clock(moment, zone) != written:
        raise NoSuchTime
    return moment


def comes_twice(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether the clinic's clock shows `time` twice on `day`, because it is put back over it."""
    written = dt.datetime.combine(day, time.replace(tzinfo=None))
    first, second = (written.replace(tzinfo=zone, fold=fold).utcoffset() or dt.timedelta() for fold in (0, 1))
    return first > second


def bounds(day: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The moments, in UTC, at which `day` starts and ends where the clinic is, even where midnight is passed over."""
    start, end = (dt.datetime.combine(on, dt.time(), zone) for on in (day, day + dt.timedelta(days=1)))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years of age on `day`. A birthday on 29 February counts from 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 28 February for a 29 February that was not there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)

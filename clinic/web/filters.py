"""How templates write days and times: in the page's language, at the clinic's clock."""

import datetime as dt
import functools

from babel import dates
from flask_babel import format_date, get_timezone

from clinic.i18n import date_order, language
from clinic.values import days
from clinic.values.dates import write


def day(moment: dt.datetime | dt.date | None) -> str:
    """A date as people in the page's language write it, with the month in letters."""
    if moment is None:
        return ""
    return _day(_here_day(moment), language())


@functools.lru_cache(maxsize=4096)
def _day(on: dt.date, code: str) -> str:
    return dates.format_date(on, "MMM d, y" if code == "en" else "d MMM y", locale=code)


def _here_day(moment: dt.datetime | dt.date) -> dt.date:
    return days.written_day(_here(moment)) if isinstance(moment, dt.datetime) else moment


def _here(moment: dt.datetime) -> dt.datetime:
    """What the clinic's clock shows at a moment; one that names no zone is UTC's."""
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
    return days.wall_clock(moment, get_timezone() or dt.UTC)


def weekday(moment: dt.date) -> str:
    """A day with its weekday, as the heading of its list."""
    words = format_date(moment, "EEEE, MMMM d" if language() == "en" else "EEEE, d 'de' MMMM")
    return words[:1].upper() + words[1:]


def clock(moment: dt.datetime | None) -> str:
    """A time of day in the clinic's zone."""
    return _time(_here(moment).time().replace(second=0, microsecond=0), language()) if moment is not None else ""


@functools.lru_cache(maxsize=4096)
def _time(at: dt.time, code: str) -> str:
    return dates.format_time(at, "short", locale=code)


def born(date: dt.date) -> str:
    """A date of birth in digits, in the order of the practice's region, in every language."""
    return write(date, date_order())


ALL = {"day": day, "weekday": weekday, "clock": clock, "born": born}

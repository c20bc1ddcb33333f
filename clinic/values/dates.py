"""Dates and times as people type them, read and written in the order of a region. Pure.

The order is the region's and never the language's: in Spanish, too, 03/04/1974 is March 4 on every paper of a clinic in
the United States. What can only mean one day is read however it is written; what can mean two is `Ambiguous`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

EARLIEST, LATEST = 1850, 2199  # years; beyond them a moment may not exist in every time zone
ORDERS = ("mdy", "dmy", "ymd")
MONTHS = (
    ("january", "jan", "enero", "ene"),
    ("february", "feb", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "abril", "abr"),
    ("may", "mayo"),
    ("june", "jun", "junio"),
    ("july", "jul", "julio"),
    ("august", "aug", "agosto", "ago"),
    ("september", "sept", "sep", "septiembre", "setiembre", "set"),
    ("october", "oct", "octubre"),
    ("november", "nov", "noviembre"),
    ("december", "dec", "diciembre", "dic"),
)
_MONTH = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_APART = re.compile(r"(\d{1,4})\s*([/.\- ])\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,4})")
_APART_IN = re.compile(r"(?<![\w/.-])\d{1,4}([/.-])\d{1,2}\1\d{1,4}(?![\w/.-])")
_SAID = {"noon": "12:00 pm", "midday": "12:00 pm", "mediodia": "12:00 pm", "midnight": "12:00 am"}
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h,]\s*(\d{2}))?\s*(?:hrs?|horas?|h)?\s*(?:([ap])\.?\s*(?:m\.?)?)?")
_SOLID = re.compile(r"(\d{1,2})(\d{2})\s*(?:hrs?|horas?|h)?\s*(?:([ap])\.?\s*(?:m\.?)?)?")
AT_NIGHT = range(1, 7)
"""Hours that nobody books at night: without AM or PM they are asked about where clocks show twelve hours."""


class NotRead(ValueError):
    """Not a date or a time as anybody writes one."""


class NoSuchDay(NotRead):
    """Written like a date, but the calendar has no such day."""


class YearNeeded(NotRead):
    """Two digits of a year, and nothing says of which century."""


class Ambiguous(ValueError):
    """It can mean either of two; the person who typed it says which."""

    def __init__(self, first: Any, second: Any) -> None:
        super().__init__("ambiguous")
        self.readings = (first, second)


def from_iso(written: str) -> dt.date:
    """The day that a page of our own or a stored document wrote as 2026-11-24; `ValueError` for anything else."""
    if len(written) != 10:
        raise ValueError("not a date like 2026-11-24")
    return dt.date.fromisoformat(written)


def write(day: dt.date, order: str) -> str:
    """A day in digits, in the order of a region."""
    return day.strftime({"mdy": "%m/%d/%Y", "dmy": "%d/%m/%Y"}.get(order, "%Y-%m-%d"))


def read(typed: str, order: str, *, least: dt.date | None = None, most: dt.date | None = None) -> dt.date:
    """The day that was typed. `least` and `most` only tell apart what two digits of a year can mean."""
    plain = _plain(typed)
    written = list(_written(plain, order))
    if not written:
        raise NotRead
    days: list[dt.date] = []
    for parts in written:
        days += [day for day in _days(*parts, least, most) if day not in days]
    within = [day for day in days if (least is None or day >= least) and (most is None or day <= most)]
    found = within or days
    if not found:
        raise NoSuchDay
    if len(found) > 1:
        raise Ambiguous(found[0], found[1])
    return found[0]


def within(typed: str, order: str, *, least: dt.date, most: dt.date) -> tuple[str, list[dt.date]]:
    """A date that stands in what was typed, and the rest of it: every day it may mean; none where there is no date.

    For finding, where two readings do no harm: both are looked for.
    """
    for match in [*_APART_IN.finditer(typed), re.fullmatch(r"(?s).*", typed)]:
        assert match is not None
        try:
            days = [read(match[0], order, least=least, most=most)]
        except Ambiguous as both:
            days = list(both.readings)
        except NotRead:
            continue
        return (typed[: match.start()] + " " + typed[match.end() :]).strip(), days
    return typed, []


def read_time(typed: str, *, twelve_hours: bool = True) -> dt.time:
    """The time of day that was typed: 9:30 AM, 9.30, 0930, 9:30 p. m., 14:05, noon."""
    plain = _plain(typed)
    plain = _SAID.get(plain, plain)
    match = _TIME.fullmatch(plain) or _SOLID.fullmatch(plain)
    if match is None:
        raise NotRead
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or ""
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise NotRead
    if half:
        return dt.time(hour % 12 + (12 if half == "p" else 0), minute)
    if twelve_hours and hour in AT_NIGHT and len(match[1]) == 1:
        raise Ambiguous(dt.time(hour, minute), dt.time(hour + 12, minute))
    return dt.time(hour, minute)


def _plain(typed: str) -> str:
    marks = unicodedata.normalize("NFKD", typed.casefold())
    return " ".join("".join(mark for mark in marks if not unicodedata.combining(mark)).split())


Written = tuple[str, str, str]
"""Year, month and day as digits."""


def _written(plain: str, order: str) -> Iterator[Written]:
    """What was typed, taken apart: the region's reading first, others only where it is none or is not the only one."""
    if any(mark.isalpha() for mark in plain):
        yield from _in_words(plain)
        return
    if plain.isdigit():
        found = [parts for parts in _solid(plain, order) if _exists(*parts)]
        yield from found[:1] or list(_solid(plain, order))[:1]
        return
    match = _APART.fullmatch(plain)
    if match is None:
        return
    first, sign, second, third = match[1], match[2], match[3], match[4]
    if len(first) == 4:
        yield first, second, third
        return
    if len(first) > 2 or len(third) not in (2, 4):
        return
    month_first, day_first = (third, first, second), (third, second, first)
    usual, other = (day_first, month_first) if order == "dmy" else (month_first, day_first)
    yield usual
    # Dots are how the rest of the world writes the day first, and where the year goes first the rest is open.
    if not _exists(*usual) or order == "ymd" or (order == "mdy" and sign == "."):
        yield other


def _solid(digits: str, order: str) -> Iterator[Written]:
    """Eight or six digits without a sign between."""
    if len(digits) not in (6, 8):
        return
    year = len(digits) - 4
    month_first = digits[4:], digits[:2], digits[2:4]
    day_first = digits[4:], digits[2:4], digits[:2]
    year_first = digits[:year], digits[year : year + 2], digits[year + 2 :]
    if order == "ymd":
        yield year_first
    yield from (day_first, month_first) if order == "dmy" else (month_first, day_first)
    if order != "ymd" and len(digits) == 8:
        yield year_first


def _in_words(plain: str) -> Iterator[Written]:
    """A month in letters, in English or Spanish, with a day before or after it and a year."""
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", plain))
    letters = [word for word in words if word.isalpha() and word not in ("de", "del", "of", "the", "el")]
    numbers = [word for word in words if word.isdigit()]
    if len(letters) != 1 or letters[0] not in _MONTH or len(numbers) != 2:
        return
    month = str(_MONTH[letters[0]])
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    if len(day) <= 2 and len(year) in (2, 4):
        yield year, month, day


def _exists(year: str, month: str, day: str) -> bool:
    return bool(list(_days(year, month, day, dt.date.min, dt.date.max)))


def _days(year: str, month: str, day: str, least: dt.date | None, most: dt.date | None) -> Iterator[dt.date]:
    for whole in _years(year, least, most):
        if EARLIEST <= whole <= LATEST:
            try:
                yield dt.date(whole, int(month), int(day))
            except ValueError:
                continue


def _years(year: str, least: dt.date | None, most: dt.date | None) -> Iterable[int]:
    if len(year) == 4:
        return [int(year)]
    if least is None or most is None:
        raise YearNeeded
    return [century + int(year) for century in (2000, 1900, 2100, 1800)]

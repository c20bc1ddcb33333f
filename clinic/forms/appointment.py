"""When somebody is to come: a day and a time as they were typed, held against calendar and clock of the clinic."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import gettext as _

from clinic.i18n import language
from clinic.values import days

YEARS_AHEAD = 2
"""Nobody books further: what lies beyond is a slip of the finger."""


class NotThen(Exception):
    """Nobody can come then; the message says why, and what to enter."""

    def __init__(self, sentence: str, *, of_day: bool = True) -> None:
        super().__init__(sentence)
        self.of_day = of_day
        """Whether the day is at fault, or else the time."""


def moment(day: dt.date, time: dt.time, *, zone: ZoneInfo, earliest: dt.date, today: dt.date) -> dt.datetime:
    """The moment of an appointment on `earliest` or later; `NotThen` when there is no such appointment."""
    if words := wrong_day(day, today, earliest=earliest):
        raise NotThen(words)
    shown = dates.format_time(time, "short", locale=language())
    try:
        found = days.moment_of(day, time, zone)
    except days.NoSuchTime:
        words = _("There is no %(time)s on %(day)s: clocks go forward. Enter another time.", time=shown, **_said(day))
        raise NotThen(words, of_day=False) from None
    if days.comes_twice(day, time, zone):
        words = _("%(time)s comes twice on %(day)s: clocks go back. Enter another time.", time=shown, **_said(day))
        raise NotThen(words, of_day=False)
    return found


def wrong_day(day: dt.date | None, today: dt.date, *, earliest: dt.date | None = None) -> str:
    """Why nothing can be planned for `day`, with the days that can be entered; empty when it can."""
    earliest, latest = earliest or today, days.years_before(today, -YEARS_AHEAD)
    if day is not None and day < earliest:
        return str(_("%(day)s is in the past. Enter a day from %(earliest)s on.", **_said(day, earliest)))
    if day is not None and day > latest:
        return str(_("%(day)s is too far ahead. Enter a day up to %(latest)s.", **_said(day, latest=latest)))
    return ""


def _said(day: dt.date, earliest: dt.date | None = None, latest: dt.date | None = None) -> dict[str, str]:
    said = {"day": day, "earliest": earliest, "latest": latest}
    return {name: dates.format_date(on, "long", locale=language()) for name, on in said.items() if on is not None}

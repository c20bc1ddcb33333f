"""One answer: from what a browser sent to what the database keeps, and back to what a control shows.

Every refusal is an instruction in the page's language. Nothing here touches the database.
"""

import datetime as dt
import unicodedata
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from clinic.forms import numbers
from clinic.forms import text as rules
from clinic.i18n import date_order
from clinic.knowledge.schema import Question
from clinic.values import dates, quantities, units

LONGEST = 2000
NOT_SAID = object()
"""In place of what somebody last saw, when they did not say."""

Value = str | int | float | list[str] | dt.date | None


class Refused(Exception):
    """The answer cannot be kept; the message says what to do instead."""


class Conflict(Exception):
    """Somebody else changed this answer since it was shown; `current` is what stands now."""

    def __init__(self, current: str | list[str]) -> None:
        super().__init__()
        self.current = current


class NoSuchQuestion(Exception):
    """This person is not asked that, or it does not exist."""


CHOOSES = {
    "shoe_heel_cm": "cm",
    "heel_cm": "cm",
    "shoe_miles": "mi",
    "act_long_now": "km",
    "act_long_30d": "km",
    "sym_weeks": "weeks",
    "height_cm": "cm",
    "weight_kg": "kg",
}
"""The questions with a choice of units beside their box, and the unit each is kept in."""
UNITS = {code: units.offered(unit) for code, unit in CHOOSES.items()}
"""What may be chosen; the first is the one kept."""
US = frozenset({"in", "mi", "lb", "weeks"})
METRIC = frozenset({"cm", "km", "kg", "weeks"})


def usual_unit(code: str, system: str) -> str:
    """The unit of `code` that people of a measuring system expect."""
    wanted = US if system == "us" else METRIC
    return next((unit for unit in UNITS[code] if unit in wanted), UNITS[code][0])


def choices(question: Question) -> tuple[str | int, ...]:
    """What may be picked; a plain yes/no question needs no options of its own."""
    return question.values or (("yes", "no") if question.kind == "yesno" else ())


def read(question: Question, raw: Any, *, unit: str = "") -> Value:
    """The value of `raw`, as sent for `question`. Empty is None: not answered."""
    if raw is None or raw == "" or raw == []:
        return None
    match question.kind:
        case "many":
            return _many(question, raw)
        case "one" | "yesno" | "grade":
            return _one(question, raw)
        case "int" | "number":
            return _number(question, raw, unit)
        case "date":
            return _date(raw)
        case _:
            return text(raw, most=question.max_length or LONGEST)


def _one(question: Question, raw: Any) -> str | int:
    for value in choices(question):
        if str(value) == str(raw) and not isinstance(raw, bool):
            return value
    raise Refused(_("Choose one of the answers on this page."))


def _many(question: Question, raw: Any) -> list[str]:
    sent = [raw] if isinstance(raw, str) else raw
    known = [str(value) for value in choices(question)]
    if not isinstance(sent, list) or any(not isinstance(item, str) or item not in known for item in sent):
        raise Refused(_("Choose from the answers on this page."))
    alone = {str(option.value) for option in question.options if option.alone}
    if len(set(sent)) > 1 and alone & set(sent):
        raise Refused(_("You chose “none” and something else. Keep only one of the two."))
    return [value for value in known if value in sent]


def _number(question: Question, raw: Any, unit: str) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Refused(_("Enter a number, like 8."))
    chosen = unit if question.code in UNITS else ""
    bounds: dict[str, Any] = {"low": question.low, "high": question.high, "whole": question.kind == "int"}
    try:
        if isinstance(raw, str):
            found = numbers.typed(raw, unit=question.unit, chosen=chosen, **bounds)
        else:
            found = quantities.checked(raw, unit=question.unit, chosen=chosen, **bounds)
    except quantities.Trouble as trouble:
        raise Refused(numbers.sentence(trouble)) from None
    if len(question.units) > 1 or found.unit != question.unit:
        return found  # what was typed is kept beside it
    return int(found) if question.kind == "int" else found.value


def alike(one: Value, other: Value) -> bool:
    """The same answer, said in the same unit."""
    return one == other and quantities.noted(one) == quantities.noted(other)


def _date(raw: Any) -> dt.date:
    try:
        return dates.read(str(raw), date_order())
    except dates.Ambiguous as found:
        first, second = (format_date(day, "long") for day in found.readings)
        words = _("Is that %(first)s or %(second)s? Write the month as a word.", first=first, second=second)
        raise Refused(words) from None
    except dates.YearNeeded:
        raise Refused(_("Write the year with four digits.")) from None
    except dates.NoSuchDay:
        raise Refused(_("Enter a date that exists.")) from None
    except dates.NotRead:
        raise Refused(_("Enter a date with the month as a word, like March 14, 2027.")) from None


def text(raw: Any, *, most: int = LONGEST) -> str | None:
    """Words as somebody wrote them, in any script; only what no screen can show is refused."""
    if not isinstance(raw, str):
        raise Refused(_("Enter words."))
    words = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(mark) in ("Cs", "Cc") and mark not in "\n\t" for mark in words):
        raise Refused(_("Take out the signs that cannot be shown, then try again."))
    if len(words) > most:
        raise Refused(_("Shorten this to %(most)s letters or fewer.", most=most))
    if reason := rules.trouble(words, most):
        raise Refused(reason)
    return rules.tidy(words) or None


def sent(question: Question, value: Value, *, unit: str = "") -> str | list[str]:
    """What a control for `question` sends when it shows `value`: the inverse of `read`."""
    if question.kind == "many":
        return [str(item) for item in value] if isinstance(value, list) else []
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{in_unit(question, value, unit):g}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def in_unit(question: Question, value: float, unit: str) -> float:
    """A stored number as it reads in `unit`."""
    if isinstance(value, quantities.Quantity) and value.unit == unit:
        return value.typed
    kept = CHOOSES.get(question.code, "")
    return value if unit in ("", kept) else round(units.convert(value, kept, unit), 2)


def natural_unit(code: str, value: Value, system: str) -> str:
    """The unit to show a stored value in: the one it was typed in; where there is none yet, the usual one."""
    if isinstance(value, quantities.Quantity) and value.unit in UNITS[code]:
        return value.unit
    return UNITS[code][0] if value else usual_unit(code, system)

"""One answer: from what a browser sent to what the database keeps, and back to what a control shows.

Every refusal is an instruction in the page's language. Nothing here touches the database.
"""

import dataclasses
import datetime as dt
import math
import re
import unicodedata
from typing import Any

from flask_babel import gettext as _

from clinic.forms import text as rules
from clinic.knowledge.schema import Question

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


@dataclasses.dataclass(frozen=True)
class Unit:
    """A unit that people may answer in: how many of the stored unit one of it is."""

    id: str
    factor: float


# The first is the one stored; `us` and `metric` below name the one offered first.
UNITS: dict[str, tuple[Unit, ...]] = {
    "shoe_heel_cm": (Unit("cm", 1), Unit("in", 2.54)),
    "heel_cm": (Unit("cm", 1), Unit("in", 2.54)),
    "shoe_miles": (Unit("mi", 1), Unit("km", 1 / 1.609344)),
    "act_long_now": (Unit("km", 1), Unit("mi", 1.609344)),
    "act_long_30d": (Unit("km", 1), Unit("mi", 1.609344)),
    "sym_weeks": (Unit("weeks", 1), Unit("months", 52 / 12), Unit("years", 52), Unit("days", 1 / 7)),
    "height_cm": (Unit("cm", 1), Unit("in", 2.54)),
    "weight_kg": (Unit("kg", 1), Unit("lb", 0.45359237)),
}
# What people write behind the number, in either language, instead of pressing a unit.
SPOKEN = {
    "cm": ("cm", "centimeter", "centimeters", "centimetros", "centímetros"),
    "in": ("in", "inch", "inches", "pulgada", "pulgadas", '"', "”", "′′"),
    "km": ("km", "kilometers", "kilometros", "kilómetros"),
    "mi": ("mi", "mile", "miles", "milla", "millas"),
    "kg": ("kg", "kilo", "kilos", "kilogramos"),
    "lb": ("lb", "lbs", "pounds", "libras"),
}
AFTER = re.compile(r"([\d.,]+)\s*([^\d\s.,]+)\.?")
FEET = re.compile(
    r"(\d)\s*(?:ft|feet|foot|pies?|['’′])\.?\s*"
    r"(?:((?:\d|1[01])(?:[.,]\d+)?)\s*(?:in|inches|pulgadas?|[\"”]|''|′′)?\.?)?"
)
US = frozenset({"in", "mi", "lb", "weeks"})
METRIC = frozenset({"cm", "km", "kg", "weeks"})


def usual_unit(code: str, system: str) -> str:
    """The unit of `code` that people of a measuring system expect."""
    wanted = US if system == "us" else METRIC
    return next((unit.id for unit in UNITS[code] if unit.id in wanted), UNITS[code][0].id)


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
    offered = {item.id: item.factor for item in UNITS.get(question.code, ())}
    plain, unit = _spoken(question.code, unicodedata.normalize("NFKC", str(raw)).strip(), unit)
    digits = plain.replace(" ", "")
    if digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    try:
        number = float(digits) if len(digits) <= 12 and "_" not in digits else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(_("Enter a number, like 8."))
    if unit and offered and unit not in offered:
        raise Refused(_("Choose one of the units on this page."))
    factor = offered.get(unit, 1.0)
    number = round(number * factor, 4)
    low, high = question.low, question.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise Refused(
            _(
                "Enter a number from %(low)s to %(high)s.",
                low=_digits((low or 0) / factor, up=True),
                high=_digits((high or 0) / factor, up=False),
            )
        )
    if question.kind == "int":
        if number != int(number):
            raise Refused(_("Enter a whole number, without a decimal."))
        return int(number)
    return number


def _spoken(code: str, plain: str, unit: str) -> tuple[str, str]:
    """The number and its unit, where the unit (or feet and inches) was written behind the number."""
    if code == "height_cm" and (said := FEET.fullmatch(plain.lower())):
        return f"{12 * int(said[1]) + float((said[2] or '0').replace(',', '.')):g}", "in"
    if said := AFTER.fullmatch(plain.lower()):
        for offered in UNITS.get(code, ()):
            if said[2] in SPOKEN.get(offered.id, ()):
                return said[1], offered.id
    return plain, unit


def _digits(number: float, *, up: bool) -> str:
    whole = math.ceil(number - 1e-9) if up else math.floor(number + 1e-9)
    return str(whole)


def _date(raw: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(raw).strip())
    except ValueError:
        raise Refused(_("Enter a date, like 2026-11-24.")) from None


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
        factor = next((item.factor for item in UNITS.get(question.code, ()) if item.id == unit), 1.0)
        return f"{round(value / factor, 2):g}" if factor != 1 else f"{value:g}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def natural_unit(code: str, value: Value, system: str) -> str:
    """The unit to show a stored value in. Time stays in the unit that makes it a whole number."""
    if code == "sym_weeks" and isinstance(value, int | float) and value:
        for unit in ("weeks", "years", "months", "days"):
            factor = next(item.factor for item in UNITS[code] if item.id == unit)
            count = value / factor
            if abs(count - round(count)) < 0.01 and (unit != "weeks" or value < 52 or value % 52):
                return unit
        return "weeks"
    return usual_unit(code, system)

"""A number with its unit, as it was typed and as it is kept; and thresholds that are round in every unit. Pure.

`read` is the one reader of typed numbers. What is plain is read; of what could mean two things it asks (`Doubtful`);
everything else is refused by a `Trouble` that says what is the matter, for the page to put into words.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clinic.values.amounts import PLACES, OtherMeasure, amounts
from clinic.values.numerals import Numeral
from clinic.values.units import UNITS, convert, offered


class Trouble(ValueError):
    """What was typed cannot be kept."""


class NotANumber(Trouble):
    """It is no number."""


class UnknownUnit(Trouble):
    """The unit does not belong to this question."""


class NotWhole(Trouble):
    """A whole number is needed."""


@dataclass
class TooFine(Trouble):
    """More digits behind the mark than are kept."""

    places: int


@dataclass
class Doubtful(Trouble):
    """The mark may stand for thousands or for decimals: the two numbers it may mean."""

    large: float
    small: float


@dataclass
class OutOfRange(Trouble):
    """Not between `low` and `high`, both in the unit that was typed."""

    low: float | None
    high: float | None
    unit: str


class Quantity(float):
    """A measure in the unit it is kept in, which knows the number and the unit that were typed.

    It is a number, so that all that only counts goes on counting; what compares or shows it asks what was typed.
    """

    __slots__ = ("typed", "unit")
    typed: float
    unit: str

    def __new__(cls, value: float, unit: str, typed: float) -> "Quantity":
        """`value` in the kept unit, and what was typed."""
        made = super().__new__(cls, value)
        made.unit, made.typed = unit, typed
        return made

    def __getnewargs__(self) -> tuple[float, str, float]:  # type: ignore[override]
        return float(self), self.unit, self.typed

    @property
    def value(self) -> float:
        """The plain number in the kept unit."""
        return float(self)


def made(number: float, unit: str, kept: str) -> Quantity:
    """What somebody gave in `unit`, kept in `kept`."""
    return Quantity(round(convert(number, unit, kept), PLACES), unit, round(number, PLACES))


def of(value: float, kept: str, typed: Any = None) -> Quantity:
    """A kept value with what was typed: as noted beside it (`[1.5, "in"]`), else worked out.

    Older rows and files hold the bare number. 3.81 cm is nothing anybody types, 1.5 in is: it was given in the unit in
    which it is the shortest.
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(typed, list | tuple) and len(typed) == 2 and typed[1] in UNITS and isinstance(typed[0], int | float):
        noted = made(typed[0], typed[1], kept)
        if abs(noted - value) < 2 * 10**-PLACES:
            return Quantity(value, noted.unit, noted.typed)
    best = Quantity(value, kept, value)
    if kept == "weeks":
        return _span(value)
    if not value:
        return best
    fewest = _length(value, 1)
    for unit in offered(kept)[1:]:
        count = convert(value, kept, unit)
        length = _length(count, convert(1, kept, unit))
        if length < fewest:
            best, fewest = Quantity(value, unit, round(count, length)), length
    return best


def _span(weeks: float) -> Quantity:
    """How long in the unit that makes it a whole number; from a year on in years first."""
    for unit in ("weeks", "years", "months", "days"):
        count = convert(weeks, "weeks", unit)
        if weeks and abs(count - round(count)) < 0.01 and (unit != "weeks" or weeks < 52 or weeks % 52):
            return Quantity(weeks, unit, round(count))
    return Quantity(weeks, "weeks", weeks)


def _length(number: float, stretch: float) -> int:
    """How many digits stand behind the mark, as finely as the value is kept."""
    return next((n for n in range(3) if abs(number - round(number, n)) <= 0.6 * 10**-PLACES * max(stretch, 1)), 3)


def ratio(one: float, other: float) -> float:
    """How many times `other` goes into `one`: in the unit that both were typed in, and without what converting adds."""
    if isinstance(one, Quantity) and isinstance(other, Quantity) and one.unit == other.unit:
        one, other = one.typed, other.typed
    return round(one / other, 3)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit as a round number in each unit: at 4 cm, and at 1.5 in. Compared in the unit that was typed."""

    numbers: tuple[tuple[str, float], ...]

    @classmethod
    def per(cls, **numbers: float) -> "Threshold":
        """The same by name: `Threshold.per(cm=4, inch=1.5)`; `in` is a word of the language, so `inch`."""
        return cls(tuple(("in" if unit == "inch" else unit, number) for unit, number in numbers.items()))

    @property
    def kept(self) -> str:
        """The unit that the value is kept in: the first."""
        return self.numbers[0][0]

    def against(self, value: float) -> tuple[float, float]:
        """The value as it was typed, and the limit in that unit."""
        given = of(value, self.kept)
        limit = dict(self.numbers).get(given.unit)
        if limit is None:
            return round(convert(given, self.kept, self.kept), PLACES), self.numbers[0][1]
        return round(given.typed, PLACES), limit

    def unlike(self) -> str:
        """The number that is too far from the first to be the same limit, a tenth off or more; or nothing."""
        at = self.numbers[0][1]
        for unit, number in self.numbers[1:]:
            if abs(convert(number, unit, self.kept) - at) > 0.1 * abs(at):
                return f"{number:g} {unit}"
        return ""

    def reached(self, value: float) -> bool:
        """At the limit or above."""
        typed, limit = self.against(value)
        return typed >= limit


def read(
    typed: str,
    *,
    language: str,
    unit: str = "",
    chosen: str = "",
    low: float | None = None,
    high: float | None = None,
    whole: bool = False,
    places: int | None = None,
) -> Quantity:
    """The quantity that was typed, in `unit`, the one it is kept in. `chosen` is the unit picked beside the box.

    A unit written behind the number counts before the chosen one. `low` and `high` are in the kept unit.
    """
    chosen = chosen or unit
    if chosen != unit and chosen not in offered(unit):
        raise UnknownUnit
    try:
        choices = list(amounts(typed, language, unit, chosen))
    except OtherMeasure:
        raise UnknownUnit from None
    if not choices:
        raise NotANumber
    return _settled(choices, unit, low, high, whole, places)


def checked(
    number: float,
    *,
    unit: str = "",
    chosen: str = "",
    low: float | None = None,
    high: float | None = None,
    whole: bool = False,
) -> Quantity:
    """The same for what comes as a number already, from a file or a program: nothing to read, all the rest to check."""
    chosen = chosen or unit
    if chosen != unit and chosen not in offered(unit):
        raise UnknownUnit
    if not math.isfinite(number):
        raise NotANumber
    return _settled([(Numeral(number), chosen)], unit, low, high, whole, None)


def _settled(
    choices: list[tuple[Numeral, str]],
    unit: str,
    low: float | None,
    high: float | None,
    whole: bool,
    places: int | None,
) -> Quantity:
    found = [_within(numeral, given, unit, low, high, whole) for numeral, given in choices]
    quantity = next((each for each in found if isinstance(each, Quantity)), None)
    if quantity is None:
        raise next(each for each in found if isinstance(each, Trouble))
    if places is not None and quantity.unit == unit and round(quantity, places) != quantity:
        raise TooFine(places)
    return quantity


def _within(
    numeral: Numeral, given: str, kept: str, low: float | None, high: float | None, whole: bool
) -> Quantity | Trouble:
    """One reading held against the range; of two readings the one that is meant, or the question."""

    def trouble(number: float) -> Trouble | None:
        value = round(convert(number, given, kept), PLACES)
        if (low is not None and value < low) or (high is not None and value > high):
            return OutOfRange(*_bounds(low, high, given, kept), given)
        return NotWhole() if whole and value != round(value) else None

    wrong = trouble(numeral.value)
    if numeral.other is not None:
        other_fits = trouble(numeral.other) is None
        ask = Doubtful(max(numeral.value, numeral.other), min(numeral.value, numeral.other))
        if numeral.is_thousands:
            return ask if wrong and other_fits else wrong or made(numeral.value, given, kept)
        if other_fits and wrong:
            return made(numeral.other, given, kept)
        if other_fits or (not wrong and numeral.decimals.endswith("0")):
            return ask
    return wrong or made(numeral.value, given, kept)


def _bounds(low: float | None, high: float | None, given: str, kept: str) -> tuple[float | None, float | None]:
    """The range in the unit that was typed, as whole numbers inside it where the unit is another one."""
    if given == kept:
        return low, high
    bottom = None if low is None else math.ceil(convert(low, kept, given) - 1e-9)
    top = None if high is None else math.floor(convert(high, kept, given) + 1e-9)
    return bottom, top


def noted(value: Any) -> list[Any] | None:
    """What is kept beside a value so that it comes back as it was typed; nothing where there is no more to say."""
    return [value.typed, value.unit] if isinstance(value, Quantity) and value.unit else None


def largest(values: Iterable[float], *steps: Threshold) -> float:
    """The one that reaches the most steps, then the largest: 1.5 in is a higher heel than 3.9 cm where 4 cm counts."""
    return max(values, key=lambda value: (sum(step.reached(value) for step in steps), value))

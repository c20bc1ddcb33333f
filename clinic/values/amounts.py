"""A text as amounts with their units: 6 wks, 5 ft 7, año y medio. Pure.

What is plain is read; a text that is made of anything else is no amount.
"""

import re
from collections.abc import Iterator

from clinic.values import numerals
from clinic.values.numerals import ANDS, HALVES, Numeral
from clinic.values.units import UNITS, convert, offered

PLACES = 4
"""How finely a value is kept in its own unit: far under anything people measure, far over what converting loses."""

_SMALLER = {"ft": "in", "m": "cm"}
"""A length in feet or meters is kept in the smaller unit, in which it is shown."""
_TAIL = {**_SMALLER, "h": "min"}
"""What follows without a unit of its own: 5 ft 7, 1 m 70, 1 h 30."""
_TALL = 36
"""From here on a bare number of centimeters or inches can only be somebody's height."""
_COMPOUND = frozenset({("ft", "in"), ("m", "cm"), ("years", "months"), ("months", "weeks"), ("weeks", "days"),
                       ("years", "weeks"), ("months", "days"), ("h", "min"), ("min", "s")})  # fmt: skip
_BESIDE = frozenset({"about", "around", "approx", "approximately", "aprox", "aproximadamente", "unos", "unas", "hace",
                     "for", "ago", "old", "~", "≈"})  # fmt: skip
_TOKEN = re.compile(r"\d+/\d+|[.,_]?\d[\d.,_]*|[a-z]+(?=\.?)|['\"#%~≈]|\.(?=\s|$)|°\s?[cf]?\b|°")


class OtherMeasure(ValueError):
    """The unit that is written measures something else."""


def amounts(typed: str, language: str, kept: str, chosen: str) -> Iterator[tuple[Numeral, str]]:
    """What the text can mean, each with its unit, the plainest first. Raises `OtherMeasure`."""
    text = numerals.plain(typed)
    if not text:
        return
    sign = 1
    if text.startswith(("-", "+")):
        sign, text = (-1 if text[0] == "-" else 1), text[1:]
    tokens = _tokens(text)
    if not tokens:
        return
    segments = _segments(tokens, language)
    if segments is None or (sign < 0 and len(segments) > 1):
        return
    if len(segments) > 1:
        whole = _together(segments, kept)
        if whole is not None:
            yield whole
        return
    (numeral, said), spelled = segments[0], sign < 0
    numeral = Numeral(-numeral.value) if spelled else numeral
    if said:
        yield _of_same_measure(numeral, said, kept)
        return
    yield numeral, chosen
    if kept == "cm" and numeral.value >= _TALL:  # a height: what is one in inches is none in centimeters
        yield from ((numeral, other) for other in offered(kept) if other != chosen)


def _of_same_measure(numeral: Numeral, said: str, kept: str) -> tuple[Numeral, str]:
    """The number in the unit that was written; feet and meters in the smaller unit they are shown in."""
    if kept not in UNITS or UNITS[said].measure != UNITS[kept].measure:
        raise OtherMeasure
    if said in _SMALLER:
        smaller = _SMALLER[said]
        return Numeral(round(convert(numeral.value, said, smaller), PLACES)), smaller
    return numeral, said


def _tokens(text: str) -> list[str]:
    """The words, numbers and signs of a text without what only stands beside; none where something else is in it."""
    found, end = [], 0
    for token in _TOKEN.finditer(text):
        if text[end : token.start()].strip(" .") or (text[end : token.start()].strip() and not end):
            return []
        found.append(token[0].replace(" ", ""))
        end = token.end()
    if text[end:].strip(" ."):
        return []
    return [token for token in found if token not in _BESIDE and token != "."]


_BY_WORD = {word: unit.id for unit in UNITS.values() for word in unit.spoken} | {"°": "deg", "°c": "C", "°f": "F"}


def _segments(tokens: list[str], language: str) -> list[tuple[Numeral, str]] | None:
    """The text as numbers with their units, in order; None if it is not made of them."""
    found: list[tuple[Numeral, str]] = []
    place = 0
    while place < len(tokens):
        if found and tokens[place] in ANDS:
            place += 1
        amount = _amount(tokens, place, language)
        if amount is None:
            return None
        numeral, place = amount
        said = ""
        if place < len(tokens) and tokens[place] in _BY_WORD:
            said, place = _BY_WORD[tokens[place]], place + 1
        if half := _and_a_half(tokens, place):
            numeral, place = Numeral(numeral.value + 0.5), half
        found.append((numeral, said))
    return found


def _amount(tokens: list[str], place: int, language: str) -> tuple[Numeral, int] | None:
    if place >= len(tokens):
        return None
    token = tokens[place]
    if "/" in token:
        part = numerals.fraction(token)
        return (Numeral(part), place + 1) if part is not None else None
    if token[0].isdigit() or token[0] in ".,_":
        numeral = numerals.digits(token, language)
        if numeral is None:
            return None
        place += 1
        if place < len(tokens) and "/" in tokens[place] and numeral.value == int(numeral.value) and not numeral.other:
            part = numerals.fraction(tokens[place])
            return (Numeral(numeral.value + part), place + 1) if part is not None else None
    elif token in HALVES:
        place += 1 if place + 1 >= len(tokens) or tokens[place + 1] not in ("a", "an") else 2
        return Numeral(0.5), place
    elif spelled := numerals.words(tokens, place):
        numeral, place = Numeral(spelled[0]), spelled[1]
    elif token in _BY_WORD and len(tokens) > place + 1 and _and_a_half(tokens, place + 1):
        return Numeral(1), place  # año y medio
    else:
        return None
    if half := _and_a_half(tokens, place):
        return Numeral(numeral.value + 0.5), half
    return numeral, place


def _and_a_half(tokens: list[str], place: int) -> int | None:
    """Where the words `and a half` end, if they stand here."""
    rest = tokens[place : place + 3]
    if len(rest) >= 3 and rest[0] in ANDS and rest[1] in ("a", "an") and rest[2] in HALVES:
        return place + 3
    return place + 2 if len(rest) >= 2 and rest[0] in ANDS and rest[1] in HALVES else None


def _together(segments: list[tuple[Numeral, str]], kept: str) -> tuple[Numeral, str] | None:
    """Two numbers that are one: 5 ft 7, 1 year 6 months, and 5 7 for a height in inches."""
    if len(segments) != 2 or any(numeral.other is not None for numeral, _said in segments):
        return None
    (first, large), (second, small) = segments
    if not large and not small and kept == "cm" and 3 <= first.value <= 8:
        large, small = "ft", "in"
    small = small or _TAIL.get(large, "")
    if (large, small) not in _COMPOUND or first.value != int(first.value):
        return None
    if not 0 <= second.value < round(convert(1, large, small), PLACES):
        return None
    return _of_same_measure(Numeral(round(convert(first.value, large, small), PLACES) + second.value), small, kept)

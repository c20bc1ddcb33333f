"""A number as people write it: digits of any script, marks of either language, fractions, a few words. Pure.

What is plain is read; what could be two numbers comes back as two, for the reader of `quantities` to settle or to ask.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 40
DECIMAL = {"en": ".", "es": ","}
"""The decimal mark of each language; the other of the two is its thousands mark."""

_SURE = "_"
"""Stands for a decimal mark that can be nothing else (Arabic script has one of its own)."""
_FINE = frozenset({2, 3, 4, 8, 16})
"""The parts that rulers and people speak in; anything else with a stroke is a date or a score."""

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_ES = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
ONES = {word: n for words in (_EN, _ES) for n, word in enumerate(words.split())} | {
    "a": 1, "an": 1, "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21,
}  # fmt: skip
TENS = {word: 20 + 10 * n for n, word in enumerate(_TENS_EN.split())} | {
    word: 30 + 10 * n for n, word in enumerate(_TENS_ES.split())
}
HUNDREDS = frozenset({"hundred", "cien", "ciento"})
HALVES = frozenset({"half", "medio", "media"})
ANDS = frozenset({"and", "y"})

_DIGITS = re.compile(r"(?P<head>\d+)?(?:(?P<mark>[.,_])(?P<tail>\d*))?")
_SPACED = re.compile(r"(?<![\d.,/])(\d{1,3})((?: \d{3})+)(?![\d/])")


@dataclass(frozen=True, slots=True)
class Numeral:
    """What some digits can mean: `value` as the language writes it, `other` where the mark may also mean the opposite.

    `decimals` is how many digits stand behind the decimal mark of `value` or `other`, whichever has one.
    """

    value: float
    other: float | None = None
    is_thousands: bool = False
    """Whether `value` is the one that takes the mark for a thousands mark."""
    decimals: str = ""


def plain(typed: str) -> str | None:
    """The text in small letters and European digits, without accents; None where it holds what no number does."""
    if len(typed) > LONGEST or _SURE in typed:
        return None
    found = []
    for letter in typed:
        if letter in "٬٫":
            found.append({"٬": "", "٫": _SURE}[letter])
        elif letter.isdecimal():
            found.append(str(unicodedata.decimal(letter)))
        elif unicodedata.category(letter) == "No":
            parts = unicodedata.normalize("NFKC", letter)
            if "\u2044" not in parts:
                return None  # a raised 2 is no 2
            found.append(" " + parts.replace("\u2044", "/") + " ")
        else:
            found.append(letter)
    text = unicodedata.normalize("NFKD", "".join(found)).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    for mark, same in _SAME.items():
        text = text.replace(mark, same)
    text = re.sub(r"(?<=\d)-(?=\d+/\d)|(?<=[a-z\d])-(?=[a-z])", " ", text)
    text = " ".join(text.split())
    return _SPACED.sub(lambda found: found[1] + found[2].replace(" ", ""), text)


_SAME = {
    "\u2212": "-", "\u2013": "-", "\u2044": "/", "''": '"', "\u2033": '"', "\u201c": '"', "\u201d": '"',
    "\u2032\u2032": '"', "\u2032": "'", "\u2018": "'", "\u2019": "'", "\u00b4": "'",
}  # fmt: skip


def digits(text: str, language: str) -> Numeral | None:
    """The number that digits with at most one kind of decimal mark make; None if they make none."""
    if set(text) >= {".", ","}:
        thousands, decimal = (".", ",") if text.rfind(",") > text.rfind(".") else (",", ".")
        whole, _mark, rest = text.partition(decimal)
        if decimal in rest or thousands in rest or not _grouped(whole, thousands):
            return None
        return Numeral(float(whole.replace(thousands, "") + "." + (rest or "0")), decimals=rest)
    for mark in ".,":
        if text.count(mark) > 1:
            return Numeral(float(text.replace(mark, ""))) if _grouped(text, mark) else None
    said = _DIGITS.fullmatch(text)
    if said is None or not (said["head"] or said["tail"]):
        return None
    head, mark, tail = said["head"] or "0", said["mark"], said["tail"] or ""
    decimal_reading = float(f"{head}.{tail or '0'}")
    if mark in (None, _SURE) or len(tail) != 3 or len(head) > 3 or not said["head"] or head[0] == "0":
        return Numeral(decimal_reading, decimals=tail)
    thousands_reading = float(head + tail)
    if mark == DECIMAL.get(language, "."):
        return Numeral(decimal_reading, thousands_reading, decimals=tail)
    return Numeral(thousands_reading, decimal_reading, is_thousands=True, decimals=tail)


def _grouped(text: str, mark: str) -> bool:
    first, *groups = text.split(mark)
    return 1 <= len(first) <= 3 and first.isdecimal() and all(len(g) == 3 and g.isdecimal() for g in groups)


def fraction(text: str) -> float | None:
    """A part such as 1/2, as rulers have them."""
    above, _stroke, below = text.partition("/")
    if not (above.isdecimal() and below.isdecimal() and len(text) <= 5):
        return None
    top, bottom = int(above), int(below)
    return top / bottom if bottom in _FINE and 0 < top < bottom else None


def words(tokens: list[str], start: int) -> tuple[float, int] | None:
    """The number that words spell from `start` on, and where they end: six, twenty one, treinta y dos, a hundred."""
    place, total, found = start, 0, False
    if place < len(tokens) and tokens[place] in HUNDREDS:
        total, place, found = 100, place + 1, True
    elif place + 1 < len(tokens) and tokens[place] in ONES and tokens[place + 1] in HUNDREDS:
        total, place, found = 100 * ONES[tokens[place]], place + 2, True
    if place < len(tokens) and tokens[place] in TENS:
        total, place, found = total + TENS[tokens[place]], place + 1, True
        after = place + 1 if place < len(tokens) and tokens[place] in ANDS else place
        if after < len(tokens) and 0 < ONES.get(tokens[after], 0) < 10 and tokens[after] not in ("a", "an"):
            total, place = total + ONES[tokens[after]], after + 1
    elif place < len(tokens) and tokens[place] in ONES:
        total, place, found = total + ONES[tokens[place]], place + 1, True
    return (float(total), place) if found else None

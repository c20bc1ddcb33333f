"""Puts a clinician's numbers into the words a patient reads, in both units where the words ask for both.

Words hold `{room_mm}` for the number as it is and `{room_mm:in}` for the same length in inches. Pure.
"""

import re
from collections.abc import Callable, Mapping

from clinic.knowledge.schema import Text
from clinic.values import units as units_of

_PLACE = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<unit>[a-z]+))?\}")

_CONVERT: dict[str, Callable[[str, float], float]] = {
    "in": lambda name, value: round(units_of.convert(value, "mm" if name.endswith("_mm") else "cm", "in") * 4) / 4,
    "km": lambda name, value: round(units_of.convert(value, "mi", "km"), -1),
}


UNITS = frozenset(_CONVERT)
"""The units that a number is worked out in."""


def places(words: str) -> frozenset[str]:
    """The names of the numbers that the words ask for."""
    return frozenset(place["name"] for place in _PLACE.finditer(words))


def units(words: str) -> frozenset[str]:
    """The other units that the words ask for."""
    return frozenset(place["unit"] for place in _PLACE.finditer(words) if place["unit"])


def fill(words: str, numbers: Mapping[str, float], language: str = "en") -> str:
    """The words with their numbers. A number that is not given is a mistake in the data: `KeyError`."""

    def number(place: re.Match[str]) -> str:
        value = numbers[place["name"]]
        if place["unit"]:
            value = _CONVERT[place["unit"]](place["name"], value)
        spoken = f"{value:g}"
        return spoken.replace(".", ",") if language == "es" else spoken

    return _PLACE.sub(number, words)


def fill_text(words: Text, numbers: Mapping[str, float]) -> Text:
    """Both languages of the words with their numbers."""
    return Text(en=fill(words.en, numbers, "en"), es=fill(words.es, numbers, "es"))

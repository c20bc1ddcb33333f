"""Sentences that name a number of the dose: the number is the line's own, so what is printed twice agrees.

`{hold_s}` is the hold as it is given ("30 seconds"), `{reps}` the number alone, `{times}` the number with its word
("10 times"). A sentence whose number is not given is left out. `{hold_s 45-60}` is where a harder way leads: the
sentence stands only while the dose has not come that far; `{reps to 12}` is a limit that may be reached.
"""

import re
from typing import Protocol

from clinic.knowledge.schema import Text

PLACE = re.compile(r"\{(?P<name>hold_s|seconds|reps|times|sets)(?: (?P<to>to )?(?P<low>\d+)(?:-(?P<high>\d+))?)?\}")
LITERAL = re.compile(
    r"\b(?:Hold|Sostenga)(?: for| de| por)? \d|\b\d+ (?:times|veces|sets|series|rounds)\b|\b(?:Do|Haga|all|las) \d",
    re.IGNORECASE,
)
"""A number of the dose that is written out, and so would stay when the dose is another."""
DOSED = ("steps", "starting", "progress", "regress")
"""The words of an exercise that may ask for a number of its dose."""
_SENTENCE = re.compile(r"(?<=[.!?]) +")
_UNITS = {
    "en": {"hold_s": ("second", "seconds"), "seconds": ("second", "seconds"), "times": ("time", "times")},
    "es": {"hold_s": ("segundo", "segundos"), "seconds": ("segundo", "segundos"), "times": ("vez", "veces")},
}
_RANGE = {"en": "{low} to {high}", "es": "de {low} a {high}"}


class Given(Protocol):
    """Anything with the numbers of a dose."""

    @property
    def sets(self) -> int | None:
        """How many rounds."""

    @property
    def reps(self) -> int | None:
        """How many times."""

    @property
    def hold_s(self) -> int | None:
        """How long each is held."""

    @property
    def seconds(self) -> int | None:
        """How long it goes on."""


def with_dose(text: Text, dose: Given) -> Text:
    """Both languages with the numbers of this dose; empty where nothing is left to say."""
    return Text(*(_filled(text[language], dose, language) for language in ("en", "es")))


def _filled(words: str, dose: Given, language: str) -> str:
    if "{" not in words:
        return words
    said = (_sentence(one, dose, language) for one in _SENTENCE.split(words))
    return " ".join(one for one in said if one)


def _sentence(words: str, dose: Given, language: str) -> str:
    places = list(PLACE.finditer(words))
    if not places:
        return words
    standing = [(place, getattr(dose, {"times": "reps"}.get(place["name"], place["name"]))) for place in places]
    if any(not number for _place, number in standing):
        return ""
    ahead = [(int(place["low"]), number) for place, number in standing if place["low"]]
    if any(number > low for low, number in ahead):
        return ""
    if ahead and not places[0]["to"] and all(number >= low for low, number in ahead):
        return ""
    numbers = {place["name"]: number for place, number in standing}
    return PLACE.sub(lambda place: _number(place, numbers[place["name"]], language), words)


def _number(place: re.Match[str], number: int, language: str) -> str:
    name, last = place["name"], int(place["high"] or place["low"] or number)
    said = str(last)
    if place["high"]:
        said = _RANGE[language].format(low=place["low"], high=place["high"])
    units = _UNITS[language].get(name)
    return f"{said} {units[last != 1]}" if units else said

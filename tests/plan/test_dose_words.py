"""No number of a step speaks against the dose that is printed beside it, whatever dose the clinician gives."""

import dataclasses
import itertools
import re
from collections.abc import Iterator

import pytest

from clinic.content.compose import ExerciseLine, _exercise, dose_of
from clinic.knowledge.dose_words import with_dose
from clinic.knowledge.library import load
from clinic.knowledge.schema import Exercise, Text

SAID = {
    "hold_s": re.compile(r"\b(?:Hold|Sostenga) (\d+) (?:seconds?|segundos?)"),
    "reps": re.compile(r"\b(\d+) (?:times?|ve(?:z|ces))\b|\b(?:Do|Haga) (\d+) (?:each|cada)"),
    "sets": re.compile(r"\b(\d+) (?:sets|rounds|series)\b"),
}
TEMPO = re.compile(r"(?:Rise for|Lower for|Suba en|Baje en) \d+ (?:seconds|segundos)|2 (?:fingertips|dedos)|30 min\w+")
"""How fast to move, how to hold on, and how long a spacer is worn: no numbers of the dose."""
EDITS = {
    "hold_s": (None, 0, 1, 2, 7, 20, 45, 90, 180),
    "reps": (1, 2, 9, 12, 40),
    "sets": (1, 2, 4),
    "seconds": (45, 90),
}


def _lines() -> Iterator[tuple[str, ExerciseLine]]:
    library = load()
    for code, easier in itertools.product(library.exercises, (False, True)):
        entry: Exercise = library.version(code, easier)
        usual = {name: getattr(entry.dose, name) for name in EDITS}
        doses = [usual] + [
            usual | {name: value} for name, values in EDITS.items() if usual[name] is not None for value in values
        ]
        doses += [usual | {"hold_s": 33, "reps": 6}]
        for dose in doses:
            given = dataclasses.replace(entry.dose, **dose)
            yield (
                f"{code} {easier} {dose}",
                ExerciseLine(
                    entry=entry,
                    dose=dose_of(given, each_side=False),
                    rounds=1,
                    side="r",
                    starts_easier=easier,
                ),
            )


def test_no_number_of_a_step_contradicts_the_dose() -> None:
    checked = 0
    for name, line in _lines():
        made = _exercise(line, frozenset())
        assert made.steps, name
        for step, language in itertools.product(made.steps, ("en", "es")):
            words = step.get(language)
            assert words and "{" not in words, (name, words)
            for which, said in SAID.items():
                for found in said.findall(words):
                    number = next(part for part in (found if isinstance(found, tuple) else (found,)) if part)
                    assert int(number) == getattr(made.dose, which), (name, words)
                    checked += 1
            rest = TEMPO.sub("", words)
            for said in SAID.values():
                rest = said.sub("", rest)
            assert not re.search(r"\d", rest), (name, words)
    assert checked > 500


def test_a_harder_way_is_harder_than_the_dose() -> None:
    seen = 0
    for name, line in _lines():
        if line.starts_easier:
            continue
        harder = _exercise(line, frozenset()).harder
        assert "{" not in harder.en + harder.es, name
        assert bool(harder.en) is bool(harder.es), name
        for number in re.findall(r"(?:Hold|Sostenga)(?: de)? (\d+)", harder.en + harder.es):
            assert int(number) > (line.dose.hold_s or 0), (name, harder.en)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(
    ("words", "dose", "said"),
    [
        ("Hold {hold_s}. Switch.", {"hold_s": 1}, "Hold 1 second. Switch."),
        ("Hold {hold_s}. Switch.", {"hold_s": None}, "Switch."),
        ("Hold {hold_s}.", {"hold_s": 0}, ""),
        ("Do it {times}.", {"reps": 1}, "Do it 1 time."),
        ("Hold {hold_s 45-60}.", {"hold_s": 30}, "Hold 45 to 60 seconds."),
        ("Hold {hold_s 45-60}.", {"hold_s": 45}, ""),
        ("Use a firmer band when {reps to 12} is easy.", {"reps": 12}, "Use a firmer band when 12 is easy."),
        ("Use a firmer band when {reps to 12} is easy.", {"reps": 15}, ""),
        ("Use no hands. Do {sets 3} sets of {reps 10}.", {"sets": 3, "reps": 8}, "Use no hands. Do 3 sets of 10."),
        ("Use no hands. Do {sets 3} sets of {reps 10}.", {"sets": 3, "reps": 10}, "Use no hands."),
        ("Use no hands. Do {sets 3} sets of {reps 10}.", {"sets": 4, "reps": 8}, "Use no hands."),
    ],
)
def test_the_words_of_a_dose(words: str, dose: dict[str, int | None], said: str) -> None:
    usual = next(iter(load().exercises.values())).dose
    assert with_dose(Text(words, words), dataclasses.replace(usual, **dose)).en == said

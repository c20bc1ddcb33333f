"""Whether what is written is used, and what is used is written: texts by their keys, and the blanks in words. Pure.

A text is used when the program or a page names it, when the handout prints it under a name of its own, or when the
library shows it beside the entries it is about. `T-SHOP-{n}` in the program stands for the whole row of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clinic.knowledge.blanks import UNITS, places, units
from clinic.knowledge.dose_words import DOSED, PLACE
from clinic.knowledge.library import FOLDERS, Library
from clinic.knowledge.schema import Entry, Exercise, Footwear, Ladder, Passage, Text
from clinic.knowledge.yaml_lines import Problem

ROOTS = (Path(__file__).parents[1], Path(__file__).parents[2] / "templates")
KINDS = frozenset({*FOLDERS, "questions", "sources"})

_KEY = re.compile(r"""["'`>](T-[A-Z0-9]+(?:-[A-Z0-9]+)*)(?P<row>-\{[a-z]+\})?["'`<]""")


def entry_words(entry: Entry) -> Iterator[tuple[str, Text]]:
    """Every text of an entry, whatever it is nested in, under the name of the entry's own field."""
    if isinstance(entry, Passage):
        yield "text", entry.text
    for name in type(entry).__dataclass_fields__:
        for text in _within(getattr(entry, name)):
            yield name, text


def texts(library: Library, roots: tuple[Path, ...] = ROOTS) -> Iterator[Problem]:
    """Texts that are named and not there, and texts that are there and never shown."""
    named = dict(_named(roots))
    for key, (file, line) in named.items():
        there = any(text.startswith(key) for text in library.texts) if key.endswith("-") else key in library.texts
        if not there:
            yield Problem(file, line, f"{key.removesuffix('-')} is not a text")
    rows = tuple(key for key in named if key.endswith("-"))
    for key, text in library.texts.items():
        if not (text.about or text.printed_as or key in named or _in_a_row(key, rows)):
            yield _at(library, text, "", f"{key} is shown nowhere")
        for code in text.about:
            if code not in KINDS and library.entry(code) is None:
                yield _at(library, text, "about", f"{code} is neither an entry nor a kind of entry")


def blanks(library: Library) -> Iterator[Problem]:
    """Blanks in words that nothing fills, that only one language has, or whose unit is not known."""
    for entry in library.entries():
        for key, text in entry_words(entry):
            filled = _filled(entry, key)
            for language in ("en", "es"):
                words = (
                    PLACE.sub("", text[language]) if key in DOSED and isinstance(entry, Exercise) else text[language]
                )
                for name in sorted(places(words) - filled):
                    yield _at(
                        library, entry, language if key == "text" else key, f"{{{name}}} has no value ({language})"
                    )
                for unit in sorted(units(words) - UNITS):
                    yield _at(
                        library, entry, language if key == "text" else key, f"{unit} is no unit that is worked out"
                    )
            if places(text.en) != places(text.es):
                yield _at(library, entry, key, f"{key} has other blanks in Spanish than in English")
        if isinstance(entry, Passage) and set(entry.blanks) - places(entry.en):
            yield _at(library, entry, "blanks", f"{entry.code} has no place for all its blanks")


def reasons(library: Library) -> Iterator[Problem]:
    """Questions that do not say why they are asked."""
    for question in library.questions.values():
        if question.why is None:
            yield _at(library, question, "code", f"{question.code} does not say why it is asked")


def _named(roots: tuple[Path, ...]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Every key the program and the pages name, with the place of one of them. A row of keys ends in a hyphen."""
    for root in roots:
        for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                for found in _KEY.finditer(line):
                    key = found[1] + ("-" if found["row"] else "")
                    yield key, (f"{root.name}/{path.relative_to(root).as_posix()}", number)


def _within(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _within(one)
    elif hasattr(type(value), "__dataclass_fields__"):
        for name in type(value).__dataclass_fields__:
            yield from _within(getattr(value, name))


def _in_a_row(key: str, rows: tuple[str, ...]) -> bool:
    return any(key.startswith(row) and key.removeprefix(row).isdigit() for row in rows)


def _filled(entry: Entry, key: str) -> frozenset[str]:
    """The names of the blanks that are filled when these words are shown."""
    if isinstance(entry, Passage):
        return frozenset(entry.blanks)
    if isinstance(entry, Footwear) and key in ("words", "words_instead"):
        return frozenset(number.name for number in entry.numbers)
    if isinstance(entry, Ladder) and key == "stages":
        return frozenset(["calm"])
    return frozenset()


def _at(library: Library, entry: Entry, key: str, message: str) -> Problem:
    line = library.lines.get((entry.code, key), library.lines.get((entry.code, ""), 1))
    return Problem(entry.file, line, message)

"""The library as staff read it: cards of every kind, found by words, with rules, sources and uses in words. Pure."""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clinic.curation import text_usage
from clinic.knowledge.library import load
from clinic.knowledge.schema import Always, Condition, Dose, Entry, Fired, Group, Number, Passage, Text

SHELVES = (
    "exercises",
    "footwear",
    "activities",
    "red_flags",
    "yellow_flags",
    "hypotheses",
    "gates",
    "swaps",
    "ladders",
    "texts",
    "questions",
    "sources",
)
# What is a rule in an entry, and what it decides.
RULES = ("when", "exclude", "caution", "boost", "against_when", "ask_if", "required_when")
# What the evidence grades mean, in words.
GRADES = {"E1": "T-E1", "E2": "T-E2", "E3": "T-E3", "E4": "T-E4", "policy": "T-TAG-POLICY"}
# Fields that are shown elsewhere on the page, or that only the program needs.
_NOT_FIGURES = frozenset(
    (
        "id", "code", "sources", "evidence", "tag", "review", "translation", "sha256", "file", "picture",
        "section", "pattern", "en", "es", "about", "limits", "seed", "citation", "supports", "key", "label",
        "url", "year", "doi", "pmid", "options", "fields",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One entry, ready to be shown."""

    shelf: str
    entry: Any
    code: str
    name: Text

    @property
    def picture(self) -> str | None:
        """The entry's picture, if it has one."""
        return getattr(self.entry, "picture", None)

    def rules(self, language: str) -> list[tuple[str, str]]:
        """Every rule of the entry in words."""
        library = load()
        found = [(name, getattr(self.entry, name, None)) for name in RULES]
        return [(name, library.words(rule, language)) for name, rule in found if _says_something(rule)]

    def texts(self, language: str) -> list[tuple[str, list[str]]]:
        """Every text of the entry, by field: also the options of a question and the stages of a ladder."""
        found: dict[str, list[str]] = {}
        for name, text in text_usage.entry_words(self.entry):
            found.setdefault(name, []).append(text[language])
        return list(found.items())

    def figures(self, language: str) -> list[tuple[str, str]]:
        """What the entry says in numbers and codes: a dose with its limits, an urgency, a range, a list of entries."""
        found = []
        for name, value in _plain(self.entry):
            if name == "numbers":
                found += [(number.label[language], _range(number)) for number in value]
            elif isinstance(value, Dose):
                within = value.limits
                for part, amount in _plain(value):
                    limits = f" ({within[part][0]:g}–{within[part][1]:g})" if part in within else ""
                    found.append((part, _said(amount) + limits))
            else:
                found.append((name, _said(value)))
        return found

    def notes(self) -> list[Passage]:
        """The texts about this entry or its whole kind."""
        return [text for text in load().texts.values() if {self.code, self.shelf} & set(text.about)]

    def grade(self) -> Passage | None:
        """What the entry's evidence grade means."""
        return load().texts.get(GRADES.get(getattr(self.entry, "evidence", ""), ""))

    @property
    def address(self) -> str:
        """What the entry is found by: its code, or its own name where another kind already has the code."""
        return self.code if _homes()[self.code] == self.shelf else str(self.entry.id)

    def uses(self) -> list["Card"]:
        """The entries whose rules or lists name this one."""
        return [card for card in _cards() if card.code != self.code and self.code in _named_by(card.entry)]

    def sources(self) -> list[Any]:
        """The entry's lines of the bibliography."""
        library = load()
        return [library.sources[key] for key in getattr(self.entry, "sources", ()) if key in library.sources]


def find(shelf: str, term: str = "") -> list[Card]:
    """The cards of one shelf (or of all) that hold every word of `term`, whatever its accents and case."""
    wanted = fold(term).split()
    cards = [card for card in _cards() if wanted or card.shelf == shelf]
    return [card for card in cards if all(word in _words(card) for word in wanted)]


def entry(address: str) -> Card | None:
    """The card with the code, or the one that is called so where its code is another's too."""
    return next((card for card in _cards() if address == card.code), None) or next(
        (card for card in _cards() if address == getattr(card.entry, "id", None)), None
    )


def fold(text: str) -> str:
    """`text` for searching: one case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _plain(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields that are neither words nor rules, and say something."""
    for name in type(value).__dataclass_fields__:
        found = getattr(value, name)
        words = isinstance(found, Text) or (isinstance(found, tuple) and found and not isinstance(found[0], str))
        if name in _NOT_FIGURES or name in RULES or (words and name != "numbers"):
            continue
        if found is not None and found is not False and found not in ("", (), {}):
            yield name, found


def _said(value: Any) -> str:
    """A number, a code or a list of codes as it stands in the file."""
    if isinstance(value, bool):
        return "✓"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    if hasattr(type(value), "__dataclass_fields__"):
        return ", ".join(f"{name} {_said(part)}" for name, part in _plain(value))
    return str(value)


def _range(number: Number) -> str:
    return f"{number.value:g} {number.unit} ({number.limits[0]:g}–{number.limits[1]:g})"


def _cards() -> Iterator[Card]:
    library = load()
    for shelf in SHELVES:
        for code, found in getattr(library, shelf).items():
            name = Text(found.label, found.label) if shelf == "sources" else library.name(code)
            yield Card(shelf, found, code, name)


@functools.cache
def _homes() -> dict[str, str]:
    """The shelf a code leads to: the first one that has it."""
    homes: dict[str, str] = {}
    for card in _cards():
        homes.setdefault(card.code, card.shelf)
    return homes


def _words(card: Card) -> str:
    parts = [card.code, card.name.en, card.name.es, getattr(card.entry, "citation", "")]
    parts += [" ".join(texts) for language in ("en", "es") for _, texts in card.texts(language)]
    return fold(" ".join(parts))


def _says_something(rule: Condition | None) -> bool:
    return rule is not None and not (isinstance(rule, Always) and not rule.value)


def _named_by(found: Any) -> set[str]:
    """The codes an entry names: in its rules, its lists, its replacement."""
    named = (
        set(getattr(found, "exercises", ()))
        | set(getattr(found, "footwear", ()))
        | set(getattr(found, "activities", ()))
    )
    named |= {code for code in (getattr(found, "replace", None), getattr(found, "opened_by", None)) if code}
    for name in RULES:
        named |= named_in(getattr(found, name, None))
    return named | (set(found.sources) if isinstance(found, Entry) else set())


def named_in(rule: Condition | None) -> set[str]:
    """The questions, facts, flags and patterns that a rule asks about."""
    if isinstance(rule, Group):
        return {code for part in rule.parts for code in named_in(part)}
    if isinstance(rule, Fired):
        return {rule.code}
    fact = getattr(rule, "fact", None)
    return {fact} if isinstance(fact, str) else set()

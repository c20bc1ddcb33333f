"""The library as staff read it: cards of every kind, found by words, with rules, sources and uses in words. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clinic.knowledge.library import load
from clinic.knowledge.schema import Always, Condition, Entry, Fired, Group, Text

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
        """Every text of the entry, by field."""
        found = []
        for name in getattr(type(self.entry), "__dataclass_fields__", {}):
            value = getattr(self.entry, name)
            if isinstance(value, Text):
                found.append((name, [value[language]]))
            elif isinstance(value, tuple) and value and isinstance(value[0], Text):
                found.append((name, [text[language] for text in value]))
        return found

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


def entry(code: str) -> Card | None:
    """The card with the code."""
    return next((card for card in _cards() if card.code == code), None)


def fold(text: str) -> str:
    """`text` for searching: one case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _cards() -> Iterator[Card]:
    library = load()
    for shelf in SHELVES:
        for code, found in getattr(library, shelf).items():
            name = Text(found.label, found.label) if shelf == "sources" else library.name(code)
            yield Card(shelf, found, code, name)


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
        named |= _named_in(getattr(found, name, None))
    return named | (set(found.sources) if isinstance(found, Entry) else set())


def _named_in(rule: Condition | None) -> set[str]:
    if isinstance(rule, Group):
        return {code for part in rule.parts for code in _named_in(part)}
    if isinstance(rule, Fired):
        return {rule.code}
    fact = getattr(rule, "fact", None)
    return {fact} if isinstance(fact, str) else set()

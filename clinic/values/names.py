"""Names of people: folded for finding and comparing, read for the word that somebody is called by. Pure.

A name is kept letter for letter. Only here is it ever taken apart: registering, searching, the walk-in and the tablet
must agree on who is the same person, and every greeting on the same word.
"""

import re
import unicodedata
from itertools import pairwise

APOSTROPHES = "'’‘‛ʼʻʽˈ`´′＇\u02b9\u05f3"
"""Typed for one another: straight, curly, the ʻokina, accents that stand alone."""
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
"""Letters of their own, which no accent can be taken from."""
TITLES = frozenset(
    re.findall(
        r"\w+",
        "dr dra doctor doctora mr mrs ms miss mx prof profesor profesora rev reverend fr father sister brother sr sra "
        "srta senor senora senorita don dona dna lic ing hon sir dame capt sgt lt col gen rabbi imam pastor",
    )
)
SUFFIXES = frozenset(re.findall(r"\w+", "jr jnr sr snr ii iii iv v md phd do dds dpt pt rn esq junior senior hijo"))


def fold(name: str) -> str:
    """A name as it is compared: one case, no accents or apostrophes, words apart by single spaces, in their order."""
    bare = name.casefold().translate(str.maketrans("", "", APOSTROPHES)).translate(LETTERS)
    marks = unicodedata.normalize("NFKD", bare).translate(str.maketrans("", "", APOSTROPHES))
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if not unicodedata.combining(mark)))
    # No NUL either: PostgreSQL refuses it even in a question.
    kept = "".join(" " if unicodedata.category(mark)[0] in "PZC" else mark for mark in letters)
    return " ".join(kept.split())


def sort_key(name: str) -> str:
    """A name for sorting and searching, as it is stored beside the name; a name of signs alone is kept as it is."""
    return fold(name) or " ".join(name.casefold().replace("\0", "").split())


def search_words(term: str) -> list[str]:
    """The words that a search asks for; titles count only when there is nothing else."""
    words = sort_key(term).split()
    return [word for word in words if word not in TITLES | SUFFIXES] or words


def same_name(one: str, other: str) -> bool:
    """Whether two ways of writing are one name: accents, apostrophes, titles, order and spaces do not matter."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return sort_key(one) == sort_key(other)
    return sorted(first) == sorted(second) or "".join(first) == "".join(second)


def similar_name(one: str, other: str) -> bool:
    """Whether two names may well be one person's: all words of the shorter are in the longer, two at the least."""
    first, second = set(_words(one)), set(_words(other))
    within = (len(first) > 1 and first <= _pieces(other)) or (len(second) > 1 and second <= _pieces(one))
    return within or same_name(one, other)


def fits(said: str, name: str, *, called: str = "") -> bool:
    """Whether what somebody says of themselves fits the chart: their first or printed name, and nothing foreign.

    Twins share a date of birth and a last name, so the first name counts.
    """
    words, known = set(_words(said)), _pieces(name) | _pieces(called)
    ordered = _in_order(name)
    given = _pieces(ordered[0] if ordered else name) | _pieces(called)
    return same_name(said, name) or (bool(words & given) and words <= known)


def called(name: str) -> str:
    """The word that greets somebody: the given name, without title; the whole name where it cannot be told."""
    family, comma, after = name.partition(",")
    has_given = bool(comma) and not set(fold(after).split()) <= SUFFIXES
    words = _without_titles((after if has_given else family).split())
    if not words or (not has_given and len(words) == 1) or any(map(_is_wide, name)):
        return name.strip(" ,")
    first = words[0].strip(",;")
    if len(fold(first)) > 1:
        return first
    return f"{first} {words[1].strip(',;')}" if len(words) > 2 or (has_given and len(words) > 1) else name.strip(" ,")


def is_enough(term: str) -> bool:
    """Whether a search names enough: two letters, or one sign of a script that writes a word with one."""
    plain = sort_key(term)
    return len(plain.replace(" ", "")) > 1 or any(map(_is_wide, plain))


def _is_wide(mark: str) -> bool:
    return unicodedata.east_asian_width(mark) in "WF" and mark.isalpha()


def _without_titles(words: list[str]) -> list[str]:
    while words and fold(words[0]) in TITLES:
        words = words[1:]
    return words


def _in_order(name: str) -> list[str]:
    """The words that tell people apart, the given names first."""
    family, comma, after = name.partition(",")
    if comma and not set(fold(after).split()) <= SUFFIXES:
        name = f"{after} {family}"
    words = [word for part in _without_titles(name.replace(",", " ").split()) if (word := fold(part))]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return words


def _words(name: str) -> list[str]:
    return [word for part in _in_order(name) for word in part.split()]


def _pieces(name: str) -> set[str]:
    """Every word of a name, also as people run them together or take them apart: OBrien, O Brien, Pena, PenaRuiz."""
    words = _words(name)
    apart = [piece for part in re.split(f"[{re.escape(APOSTROPHES)}]", name) for piece in fold(part).split()]
    joined = {first + second for first, second in pairwise(words)}
    return {*words, *apart, *joined}

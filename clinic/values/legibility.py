"""Which characters our fonts can draw, and what stands in for the others. Pure but for one file read once."""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

BREAK = "\u200b"
"""Where an endless word may break. It takes no room and is not drawn."""
_PILED = re.compile(r"([\u0300-\u036f]{6})[\u0300-\u036f]+")
"""More accents on one letter than any language writes would cover the lines above."""
_ENDLESS = re.compile(r"\S{40}(?=\S)")

COVERAGE = Path(__file__).parents[1] / "static" / "handout-fonts" / "coverage.txt"


@cache
def _ranges() -> tuple[list[int], list[int]]:
    pairs = [line.split("-") for line in COVERAGE.read_text().split()]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


def drawable(character: str) -> bool:
    """Whether one of our fonts draws it (or it only steers how its neighbours are drawn)."""
    if character in "\n\t":
        return True
    firsts, lasts = _ranges()
    code = ord(character)
    at = bisect_right(firsts, code) - 1
    return at >= 0 and code <= lasts[at]


def legible(text: str) -> str:
    """The text with every character that cannot be drawn as its code in brackets: U+1F9FF becomes [U+1F9FF]; an
    endless word may break.
    """
    return _ENDLESS.sub(rf"\g<0>{BREAK}", spelled(text))


def spelled(text: str) -> str:
    """The text, or a page of HTML, with codes for what cannot be drawn and with no places to break put in."""
    text = unicodedata.normalize("NFC", text).replace("\u202f", "\u00a0")  # the narrow space before PM
    if not (text.isascii() and text.isprintable()):
        text = "".join(c if drawable(c) else f"[U+{ord(c):04X}]" for c in text)
        text = _PILED.sub("\\g<1>[\u2026]", text)
    return text


def cut(text: str, most: int) -> str:
    """The text, shortened to the room of so many Latin letters; those of other scripts count double."""
    text, room = legible(text), most
    for at, letter in enumerate(text):
        room -= 1 if ord(letter) < 0x250 else 2
        if room < 0:
            return text[: max(at - 1, 1)].rstrip() + "\u2026"
    return text


def undrawable(*texts: str) -> list[str]:
    """The characters that would be printed as codes in brackets, for telling staff before they sign."""
    return sorted({c for text in texts for c in unicodedata.normalize("NFC", text) if not drawable(c)})

"""What text may come through the door: tidied without loss, or refused with a sentence. Nothing is silently removed."""

import json
import unicodedata
from typing import Any

from flask_babel import gettext as _

NAME = 100
SHORT = 200
ANSWER = 2_000
NOTES = 10_000
MARKS = 8

_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_CLOSES = frozenset(_OPENS.values())


def tidy(value: str) -> str:
    """The same text with composed letters, line feeds for line ends and no space around it."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def blank_to_none(value: object) -> object:
    """A filter for text fields: tidied text; nothing at all is null."""
    if isinstance(value, str):
        return tidy(value) or None
    return value


def trouble(value: str, limit: int = NOTES) -> str | None:
    """Why this text is refused, as a sentence for the person who typed it; None if it may pass."""
    text = tidy(value)
    if len(text) > limit:
        sizes = {"limit": f"{limit:,}", "length": f"{len(text):,}"}
        return str(_("Shorten this to %(limit)s characters. It has %(length)s.", **sizes))
    if any(_unwritable(letter) for letter in text):
        return str(_("Type this again: it holds a character that cannot be stored."))
    if not _balanced(text):
        return str(_("Type this again: it holds marks that would turn the words around it."))
    if _heaped(text):
        return str(_("Type this again: it has too many accents on one letter."))
    return None


def notes(value: Any) -> dict[str, Any]:
    """What a page keeps in a hidden field as JSON: an object, or nothing where it is not ours any more."""
    try:
        found = json.loads(value) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def showable(value: str) -> str:
    """A refused text as it can be shown again in the form: without what no page can hold."""
    return "".join(letter for letter in value if not _unwritable(letter))


def _unwritable(letter: str) -> bool:
    """Control characters other than tab and line feed, half a surrogate pair, and code points that are no character."""
    code = ord(letter)
    return (
        (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n")
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def _balanced(text: str) -> bool:
    """Whether every direction mark is closed on its own line, in order."""
    for line in text.split("\n"):
        waiting: list[str] = []
        for letter in line:
            if letter in _OPENS:
                waiting.append(_OPENS[letter])
            elif letter in _CLOSES and (not waiting or waiting.pop() != letter):
                return False
        if waiting:
            return False
    return True


def _heaped(text: str) -> bool:
    """Whether some letter carries more marks than any language writes."""
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if run > MARKS:
            return True
    return False

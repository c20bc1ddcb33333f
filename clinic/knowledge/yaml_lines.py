"""Reads one file of the library: plain values, and for each the line it stands on, so that a fault can be named.

The parser's events are read directly: three times quicker than the usual loader, `yes` and `no` stay words (they are
answers here), a number with a leading zero stays text (it is a code), and a key written twice is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

_INT = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the library, where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class LibraryFault(ValueError):
    """The library cannot be used as it is; `problems` says why, with file and line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Record(dict[str, Any]):
    """A mapping of the file that knows the line of each of its keys."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line the key stands on, or where the mapping begins."""
        return self.lines.get(key, self.line)


class Rows(list[Any]):
    """A list of the file that knows the line of each of its items."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read(path: Path, *, name: str) -> Any:
    """The values of a file. `name` is how faults call it."""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as wrong:
        raise LibraryFault(Problem(name, 1, f"cannot be read: {wrong}")) from wrong
    return parse(text, name=name)


def parse(text: str, *, name: str) -> Any:
    """The values of a text."""
    try:
        return _Builder(text, name).document()
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(wrong, "problem", None) or str(wrong)
        raise LibraryFault(Problem(name, line, f"is not YAML: {said}")) from wrong


class _Builder:
    def __init__(self, text: str, name: str) -> None:
        self.next: Callable[[], Any] = CParser(text).get_event
        self.name = name

    def document(self) -> Any:
        self.next()  # start of stream
        event = self.next()  # start of document, or the end of an empty stream
        if type(event).__name__ == "StreamEndEvent":
            raise LibraryFault(Problem(self.name, 1, "is empty"))
        value = self.value(self.next())
        self.next()  # end of document
        rest = self.next()
        if type(rest).__name__ != "StreamEndEvent":
            raise LibraryFault(Problem(self.name, rest.start_mark.line + 1, "holds a second document"))
        return value

    def value(self, event: Any) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return _scalar(event) if event.implicit[0] else event.value
        if kind is MappingStartEvent:
            return self.record(event)
        if kind is SequenceStartEvent:
            return self.rows(event)
        raise LibraryFault(Problem(self.name, event.start_mark.line + 1, "uses an anchor or an alias; write it out"))

    def record(self, event: Any) -> Record:
        found = Record(event.start_mark.line + 1)
        lines, following, value = found.lines, self.next, self.value
        while type(event := following()) is not MappingEndEvent:
            line = event.start_mark.line + 1
            if type(event) is not ScalarEvent:
                raise LibraryFault(Problem(self.name, line, "a key must be a word"))
            key = event.value
            if key in lines:
                raise LibraryFault(Problem(self.name, line, f"{key} is written twice"))
            lines[key] = line
            found[key] = value(following())
        return found

    def rows(self, event: Any) -> Rows:
        found = Rows(event.start_mark.line + 1)
        while type(event := self.next()) is not SequenceEndEvent:
            found.lines.append(event.start_mark.line + 1)
            found.append(self.value(event))
        return found


def _scalar(event: Any) -> Any:
    value = event.value
    first = value[:1]
    if first.isdigit() or first == "-":
        if _INT.match(value):
            return int(value)
        if _FLOAT.match(value):
            return float(value)
    return _WORDS.get(value, value)

"""Many cases from one stream, each decided or refused in its line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from clinic.knowledge.case_file import BadCase, decoded, read
from clinic.knowledge.library import Library, load
from clinic.rules import engine


def decide_bytes(line: bytes, *, defaults: bool = False, library: Library | None = None) -> str:
    """The decision on the case in one line as it was read."""
    try:
        text = decoded(line)
    except BadCase as bad:
        return json.dumps({"error": str(bad)})
    return decide_line(text, defaults=defaults, library=library)


def decide_line(line: str, *, defaults: bool = False, library: Library | None = None) -> str:
    """The decision on the case in one line, as one line of JSON; an `error` object where the line is bad."""
    known = library or load()
    try:
        case = read(line, defaults=defaults, library=known)
        answer: dict[str, Any] = engine.recommend(case, known).as_json()
    except BadCase as bad:
        answer = {"error": str(bad)}
    return json.dumps(answer, ensure_ascii=False)


def decide_lines(lines: Iterable[str], *, defaults: bool = False, library: Library | None = None) -> Iterator[str]:
    """One decision per line that is not empty."""
    known = library or load()
    for line in lines:
        if line.strip():
            yield decide_line(line, defaults=defaults, library=known)

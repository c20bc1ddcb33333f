"""Reads one case from JSON, checks every answer against the data dictionary, and fills in defaults where asked. Pure.

A fault is one sentence that names the field. A case without fault is `{"p": {...}, "r": {...}, "l": {...}}`.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from clinic.knowledge.case import NOT_TESTED, SKIPPED
from clinic.knowledge.library import Library, load
from clinic.knowledge.schema import Question
from clinic.values import quantities
from clinic.values.dates import from_iso

PARTS = {"p": "the person", "r": "the right foot", "l": "the left foot"}

DEFAULTS_PERSON: dict[str, Any] = {
    "hx_falls": 0,
    "hx_diabetes": "no",
    "hx_cancer": "no",
    "hx_preg": "na",
    "sym_morning_min": 0,
    "sym_limp": "no",
    "shoe_main": "athletic",
    "shoe_width_feel": "ok",
    "shoe_len_feel": "ok",
    "shoe_gap_mm": 12,
    "shoe_toebox": "round",
    "shoe_heel_cm": 1.5,
    "shoe_miles": 100,
    "shoe_fasten": "lace",
    "shoe_insole": ["none"],
    "shoe_measured": "lt1y",
    "act_ramp": ["none"],
    "conf_0_10": 8,
    "time_min": 20,
    "yf_fear": 0,
    "yf_mood": "none",
    "yf_passive": 0,
    "work_stand_h": 2,
}
DEFAULTS_FOOT: dict[str, Any] = {
    "sym_swell_top": "no",
    "sym_swell_bottom": "no",
    "sym_numb": "no",
    "sym_pebble": "no",
    "sym_night": "no",
    "sym_rest_pain": "no",
    "sym_toe_change": ["none"],
    "sym_onset": "gradual",
    "sym_weeks": 8,
    "shp_arch": "mid",
    "shp_toe_len": "first",
    "shp_hammer": ["none"],
    "shp_bunion": 0,
    "exam_skin": "intact",
    "hx_foot_sx": "no",
}
"""The defaults named at the top of the cases; besides, every safety item and every yes-or-no of the history is no."""


class BadCase(ValueError):
    """The case cannot be read; the message is one line that names the field."""


MOST_BYTES = 1 << 20
MOST_WORDS = "1 MB"
MOST_SKIPPED = 64 << 20
ENDLESS = b"\0endless"
LONGEST_NUMBER = 15
"""Digits: more than any answer has, and as many as survive every calculation exactly."""


def read_file(path: Path, *, defaults: bool = False, library: Library | None = None) -> dict[str, Any]:
    """The case in a file."""
    try:
        with path.open("rb") as file:
            return read_stream(file, f"{path}: ", defaults=defaults, library=library)
    except OSError as wrong:
        raise BadCase(f"{path}: cannot be read ({wrong.strerror}).") from wrong


def read_stream(
    stream: IO[bytes], name: str = "The case ", *, defaults: bool = False, library: Library | None = None
) -> dict[str, Any]:
    """The case in an open file, or on standard input."""
    return read(decoded(stream.read(MOST_BYTES + 1), name), defaults=defaults, library=library)


def decoded(data: bytes, name: str = "The case ") -> str:
    """A case as text; `BadCase` in a sentence that begins with `name` where it is too long or no UTF-8."""
    if len(data) > MOST_BYTES:
        raise BadCase(f"{name}is too long: one case has at most {MOST_WORDS}.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadCase(f"{name}is not text in UTF-8.") from wrong


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Each line that is not empty; of one that is too long no more than shows it, and `ENDLESS` if it never ends."""
    while line := stream.readline(MOST_BYTES + 1):
        skipped = 0
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MOST_BYTES + 1)
            skipped += len(rest)
            if skipped > MOST_SKIPPED:
                yield line
                yield ENDLESS
                return
        if line.strip():
            yield line


def read(text: str, *, defaults: bool = False, library: Library | None = None) -> dict[str, Any]:
    """The case in a text, checked; `defaults` fills what is absent and leaves a null blank."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_int)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError as wrong:
        raise BadCase("The case is nested too deeply.") from wrong
    except UnicodeEncodeError as wrong:
        raise BadCase("The case holds half of a letter (a lone surrogate).") from wrong
    except json.JSONDecodeError as wrong:
        raise BadCase(f"The case is not JSON: line {wrong.lineno}, column {wrong.colno}.") from wrong
    except BadCase:
        raise
    except ValueError as wrong:
        raise BadCase("The case is not JSON: a number is too long.") from wrong
    return checked(data, defaults=defaults, library=library)


def checked(data: object, *, defaults: bool = False, library: Library | None = None) -> dict[str, Any]:
    """The case as plain data, checked and filled in."""
    known = library or load()
    if not isinstance(data, dict):
        raise BadCase('The case must be an object with "p", "r" and "l".')
    case: dict[str, Any] = {}
    for part, answers in data.items():
        if part not in PARTS:
            raise BadCase(f'{_short(part)}: is not known; a case has "p", "r" and "l".')
        if not isinstance(answers, dict):
            raise BadCase(f"{part}: must be an object with the answers of {PARTS[part]}.")
        case[part] = {name: _answer(part, name, value, known) for name, value in answers.items()}
    case.setdefault("p", {})
    for side in ("r", "l"):
        _worst_not_below_average(side, case.get(side, {}))
    if defaults:
        for part in case:
            case[part] = {**_defaults(part, known), **case[part]}
    return case


def _defaults(part: str, library: Library) -> dict[str, Any]:
    scope = "person" if part == "p" else "foot"
    named = DEFAULTS_PERSON if part == "p" else DEFAULTS_FOOT
    noes = {
        code: "no"
        for code, question in library.questions.items()
        if question.scope == scope and question.kind == "yesno" and question.section in ("safety", "history")
    }
    return {**noes, **named}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadCase(f"{_short(key)}: is there twice.")
        found[key] = value
    return found


def _int(digits: str) -> int | float:
    """A whole number; one of more digits than any answer has is refused with its field, as too large."""
    return int(digits) if len(digits.lstrip("-")) <= LONGEST_NUMBER else math.inf


def _constant(name: str) -> Any:
    raise BadCase(f"{name} is not a number.")


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 60 else text[:57] + "..."


def _answer(part: str, name: str, value: Any, library: Library) -> Any:
    question = library.questions.get(name)
    if question is None:
        raise BadCase(f"{_short(name)}: is not a question of the data dictionary.")
    if (question.scope == "foot") != (part != "p"):
        where = '"r" or "l"' if question.scope == "foot" else '"p"'
        raise BadCase(f"{name}: belongs under {where}, not under {part!r}.")
    if value is None:
        return None
    if value == SKIPPED and _may_skip(question):
        return value
    if value == NOT_TESTED and question.required == "clinician":
        return value
    at = name if part == "p" else f"{name} ({part})"
    return _READ[question.kind](at, value, question, library)


def _may_skip(question: Question) -> bool:
    """Patients may skip what is asked of them outside the safety and history questions."""
    return question.who == "patient" and question.section not in ("safety", "history")


def _number(at: str, value: Any, question: Question, library: Library) -> int | float:
    """A JSON number, or a text as somebody would type it: `"1.5 in"`, `"6 wks"`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadCase(f"{at}: {_short(value)} is not a number.")
    whole = question.kind in ("int", "grade")
    box: dict[str, Any] = {"unit": question.unit, "low": question.low, "high": question.high, "whole": whole}
    try:
        found = quantities.read(value, language="en", **box) if isinstance(value, str) else _plain(at, value, box)
    except quantities.Doubtful as doubt:
        raise BadCase(f"{at}: {_short(value)} may be {doubt.large:g} or {doubt.small:g}; write one of them.") from None
    except quantities.NotWhole:
        raise BadCase(f"{at}: {_short(value)} is not a whole number.") from None
    except quantities.OutOfRange as out:
        raise BadCase(f"{at}: {_short(value)} is out of range, from {out.low:g} to {out.high:g}.") from None
    except quantities.Trouble:
        raise BadCase(f"{at}: {_short(value)} is not a number.") from None
    if isinstance(value, str) and (len(question.units) > 1 or found.unit != question.unit):
        return found  # a bare number says nothing of its unit: it is known by being round there
    return int(found) if whole else found.value


def _plain(at: str, value: int | float, box: dict[str, Any]) -> quantities.Quantity:
    try:
        return quantities.checked(value, **box)
    except (quantities.NotANumber, OverflowError):
        raise BadCase(f"{at}: the number is too large.") from None


def _grade(at: str, value: Any, question: Question, library: Library) -> int | float | str:
    return value if value == "unsure" and "unsure" in question.values else _number(at, value, question, library)


def _one(at: str, value: Any, question: Question, library: Library) -> str:
    if not isinstance(value, str):
        raise BadCase(f"{at}: {_short(value)} is not one of its options.")
    if value not in question.values:
        raise BadCase(f"{at}: {_short(value)} is not one of {', '.join(map(str, question.values))}.")
    return value


def _many(at: str, value: Any, question: Question, library: Library) -> list[str]:
    if not isinstance(value, list):
        raise BadCase(f"{at}: must be a list of options.")
    found = [_one(at, option, question, library) for option in value]
    if len(set(found)) < len(found):
        raise BadCase(f"{at}: an option is there twice.")
    alone = [option.value for option in question.options if option.alone and option.value in found]
    if alone and len(found) > 1:
        raise BadCase(f"{at}: {alone[0]} excludes all the others.")
    return found


def _text(at: str, value: Any, question: Question, library: Library) -> str:
    if not isinstance(value, str):
        raise BadCase(f"{at}: {_short(value)} is not a text.")
    if question.max_length is not None and len(value) > question.max_length:
        raise BadCase(f"{at}: is longer than {question.max_length} characters.")
    if question.pattern and not re.fullmatch(question.pattern, value):
        raise BadCase(f"{at}: {_short(value)} is not written as it must be.")
    return value


def _date(at: str, value: Any, question: Question, library: Library) -> str:
    try:
        if not isinstance(value, str):
            raise ValueError
        from_iso(value)
    except ValueError as wrong:
        raise BadCase(f"{at}: {_short(value)} is not a date like 2026-11-24.") from wrong
    return value


def _repeat(at: str, value: Any, question: Question, library: Library) -> list[dict[str, Any]]:
    most = question.rows[1] if question.rows else 0
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise BadCase(f"{at}: must be a list of objects.")
    if len(value) > most:
        raise BadCase(f"{at}: has more than {most} rows.")
    fields = {field.code: field for field in question.fields}
    return [_row(f"{at}[{number}]", row, fields, library) for number, row in enumerate(value)]


def _row(at: str, row: Mapping[str, Any], fields: Mapping[str, Question], library: Library) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name not in fields:
            raise BadCase(f"{at}.{_short(name)}: is not known.")
        inner = fields[name]
        found[name] = None if value is None else _READ[inner.kind](f"{at}.{name}", value, inner, library)
    if "id" in fields:
        if found.get("id") is None:
            raise BadCase(f"{at}.id: is missing.")
        if found["id"] not in library.activities:
            raise BadCase(f"{at}.id: {_short(found['id'])} is not an activity.")
    return found


def _worst_not_below_average(side: str, foot: Mapping[str, Any]) -> None:
    worst, average = foot.get("nprs_worst"), foot.get("nprs_avg")
    if isinstance(worst, int) and isinstance(average, int) and worst < average:
        raise BadCase(f"nprs_worst ({side}): {worst} is below nprs_avg, which is {average}.")


_READ: dict[str, Any] = {
    "text": _text,
    "int": _number,
    "number": _number,
    "date": _date,
    "one": _one,
    "many": _many,
    "grade": _grade,
    "yesno": _one,
    "repeat": _repeat,
}

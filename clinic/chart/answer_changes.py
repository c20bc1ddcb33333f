"""What the patient answered differently from last time, beside the scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clinic.assessment import answer_summary
from clinic.knowledge.library import Library

SCORED = ("nprs_", "psfs_")
SIDES = ("", "l", "r")


@dataclass(frozen=True)
class Change:
    """One answer then and now. An answer that was not there before has no `before`."""

    label: str
    foot: str
    before: str
    now: str


def changes(before: Mapping[str, Any], now: Mapping[str, Any], library: Library, language: str) -> list[Change]:
    """The answers that differ, in the dictionary's order. What was not asked this time is no change."""
    found = []
    for question in library.questions.values():
        if question.who != "patient" or question.kind == "text" or question.code.startswith(SCORED):
            continue
        for side in SIDES if question.scope == "foot" else ("",):
            part = side or "p"
            was, is_now = _value(before, part, question.code), _value(now, part, question.code)
            if is_now is None or was == is_now or (question.scope == "foot" and not side):
                continue
            found.append(
                Change(
                    library.wording.fact(question.code, language),
                    side,
                    _words(question.code, was, library, language) if was is not None else "",
                    _words(question.code, is_now, library, language),
                )
            )
    return found


def _value(case: Mapping[str, Any], part: str, name: str) -> Any:
    value = case.get(part, {}).get(name)
    if value in (None, []):
        return None
    return sorted(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else value


def _words(name: str, value: Any, library: Library, language: str) -> str:
    if name == "act_list":
        return "; ".join(answer_summary.activity(row, library, language) for row in value)
    if name == "shoes":
        return "; ".join(library.wording.value("shoe_main", row.get("use"), language) for row in value)
    return library.wording.value(name, value, language)

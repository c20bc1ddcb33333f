"""The library beside a plan: what could be added, what is in it already, and what is left out and why."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.assessment.assessment import Situation
from clinic.content.plan_lines import Part
from clinic.i18n import language
from clinic.knowledge.schema import Exercise
from clinic.plan import rows
from clinic.plan.drafting import Line
from clinic.plan.models import Plan

KINDS: tuple[tuple[str, Any], ...] = (
    ("fits", lazy("Fits this exam")),
    ("stretch", lazy("Stretch")),
    ("strength", lazy("Strength")),
    ("toes", lazy("Toe control")),
    ("balance", lazy("Balance")),
    ("seated", lazy("Seated")),
    ("bare", lazy("No equipment")),
)
_STRETCH = {"EX01", "EX02", "EX06", "EX15", "EX16", "EX17", "EX20", "EX22"}
_STRENGTH = {"EX04", "EX05", "EX11", "EX12", "EX13", "EX14", "EX18", "EX21"}
_TOES = {"EX03", "EX04", "EX07", "EX08", "EX09", "EX10", "EX11"}
_BALANCE = {"EX19", "EX21", "EX23"}


@dataclass(frozen=True)
class Book:
    """One entry on the shelf."""

    part: str
    code: str
    name: str
    about: str
    picture: str
    is_there: bool
    left_out: str
    needs_reason: bool
    answers: str = ""
    """The answers that leave it out."""
    replaces: str = ""
    fits: bool = False


def kinds_of(entry: Exercise, seen: Situation) -> set[str]:
    """The filters an exercise answers to."""
    score = {choice.code: choice.score for choice in seen.decision.ranked}
    found = {"fits"} if score.get(entry.code, 0) > 0 else set()
    for kind, codes in (("stretch", _STRETCH), ("strength", _STRENGTH), ("toes", _TOES), ("balance", _BALANCE)):
        if entry.code in codes:
            found.add(kind)
    if entry.position.en.lower().startswith("seated"):
        found.add("seated")
    if entry.equipment.en.lower() in ("none", "chair"):
        found.add("bare")
    return found


def find(plan: Plan, seen: Situation, term: str, kinds: list[str]) -> list[Book]:
    """Everything that holds all the words of `term` and answers to every filter: exercises, then shoes, then swaps."""
    wanted, words = fold(term).split(), language()
    books = [*_exercises(plan, seen, kinds, words)]
    if not kinds or term:
        books += [*_shoes(plan, seen, words), *_swaps(plan, seen, words)]
    return [book for book in books if all(part in fold(f"{book.code} {book.name} {book.about}") for part in wanted)]


def needs_reason(line: Line, seen: Situation) -> bool:
    """Whether the clinician must say why: the rules leave it out, or no rule speaks for it."""
    if line.part is Part.EXERCISE:
        return any(one.code == line.code for one in seen.decision.excluded) or not _speaks_for(line)
    return not _speaks_for(line)


def _speaks_for(line: Line) -> bool:
    because = (line.values or {}).get("because", {})
    return bool(because.get("reasons"))


def _exercises(plan: Plan, seen: Situation, kinds: list[str], words: str) -> list[Book]:
    out = {one.code: one for one in seen.decision.excluded}
    order = {choice.code: place for place, choice in enumerate(seen.decision.ranked)}
    score = {choice.code: choice.score for choice in seen.decision.ranked}
    there = {item.code for item in plan.lines(Part.EXERCISE)}
    books = []
    for code, entry in sorted(seen.library.exercises.items(), key=lambda pair: (order.get(pair[0], 99), pair[0])):
        if not set(kinds) <= kinds_of(entry, seen):
            continue
        why = rows.cause(out[code].reasons, seen, words) if code in out else ""
        answers = rows.words_of(out[code].reasons, seen, words) if code in out else ""
        about = f"{entry.professional_name[words]}. {entry.aim[words]}"
        books.append(
            Book(
                Part.EXERCISE.value,
                code,
                entry.name[words],
                about,
                entry.picture,
                code in there,
                why,
                code in out or not _has_reasons(code, seen),
                answers=answers,
                fits=score.get(code, 0) > 0,
            )
        )
    return books


def _has_reasons(code: str, seen: Situation) -> bool:
    return any(choice.code == code and choice.reasons for choice in seen.decision.ranked)


def _shoes(plan: Plan, seen: Situation, words: str) -> list[Book]:
    called_for = {one.code for one in seen.decision.footwear}
    there = {item.code for item in plan.lines(Part.FOOTWEAR)}
    return [
        Book(
            Part.FOOTWEAR.value,
            code,
            entry.name[words],
            entry.why[words],
            entry.picture or "",
            code in there,
            "" if code in called_for else _("the answers do not call for it"),
            code not in called_for,
            fits=code in called_for,
        )
        for code, entry in seen.library.footwear.items()
    ]


def _swaps(plan: Plan, seen: Situation, words: str) -> list[Book]:
    there = {(item.code, item.replaces) for item in plan.lines(Part.ACTIVITY)}
    offered = {(one.code, one.replaces.code) for one in seen.decision.activities}
    books = []
    for replacing in seen.decision.replacing:
        for code, entry in seen.library.activities.items():
            if entry.needs is None or code == replacing.activity.code:
                continue
            key = (code, replacing.activity.code)
            about = _("in place of %(activity)s", activity=replacing.activity.name[words])
            books.append(
                Book(
                    Part.ACTIVITY.value,
                    code,
                    entry.name[words],
                    about,
                    "",
                    key in there,
                    "" if key in offered else _("not offered by the gate, the access or the list"),
                    key not in offered,
                    replaces=replacing.activity.code,
                    fits=key in offered,
                )
            )
    return books


def fold(text: str) -> str:
    """`text` for searching: one case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))

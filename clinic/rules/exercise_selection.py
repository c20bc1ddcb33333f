"""Chooses exercises and footwear: the selection of clinical.md sections 4 and 5, each choice with its reasons. Pure."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from clinic.knowledge.conditions import Evidence, evidence, holds
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Always, Condition, Exercise
from clinic.rules.proposal import Exclusion, ExerciseChoice, Feet, FootwearChoice, Reason
from clinic.rules.triage import Foot, Picture

MOST = 5
FEWER = 3
SHOE_CHANGES = ("FW03", "FW04", "FW07", "FW11", "FW17", "FW18")
"""Items beside which the words of FW00 say: change only what is listed."""


def exclusions(picture: Picture, library: Library) -> tuple[Exclusion, ...]:
    """Every exercise that any foot excludes, by code."""
    found = []
    for exercise in library.exercises.values():
        reasons = _reasons(exercise.exclude, f"{exercise.code} exclude", picture.strict)
        if reasons:
            found.append(Exclusion(exercise, reasons, times_over(exercise, picture.answers.feet)))
    return tuple(found)


def ranking(picture: Picture, library: Library, excluded: Iterable[Exclusion]) -> tuple[ExerciseChoice, ...]:
    """Every exercise that may be given, by score and then by code."""
    out = {exclusion.code for exclusion in excluded}
    choices = [_choice(exercise, picture) for code, exercise in library.exercises.items() if code not in out]
    return tuple(sorted(choices, key=lambda choice: (-choice.score, choice.code)))


def how_many(picture: Picture) -> int:
    """Five; three for the old, the unsure and those with little time (Henry99, Eckard15, policy)."""
    view = picture.feet[0].view
    return FEWER if view.ge("age", 65) or view.lt("conf_0_10", 7) or view.lt("time_min", 10) else MOST


def chosen(picture: Picture, ranked: tuple[ExerciseChoice, ...]) -> tuple[ExerciseChoice, ...]:
    """The first few with a score, each in its starting version where a caution holds."""
    kept = [choice for choice in ranked if choice.score > 0][: how_many(picture)]
    by_code = {choice.code: choice for choice in ranked}
    there = {choice.code for choice in kept}
    found: list[ExerciseChoice] = []
    for choice in kept:
        instead = choice.exercise.replace
        if not choice.cautions or instead is None:
            found.append(choice)
        elif instead not in there and instead in by_code:
            there.add(instead)
            found.append(_in_place_of(choice, by_code[instead]))
    return tuple(found)


def footwear(picture: Picture, library: Library) -> tuple[FootwearChoice, ...]:
    """Every item that any foot calls for, by code."""
    found = []
    for item in library.footwear.values():
        reasons = _reasons(item.when, item.code, picture.strict)
        if reasons:
            found.append((item, reasons))
    others = any(item.code in SHOE_CHANGES for item, _ in found)
    return tuple(
        FootwearChoice(
            item,
            item.words_instead if item.words_instead and others else item.words,
            reasons,
            _united(reason.missing for reason in reasons),
        )
        for item, reasons in found
    )


def reason(code: str, foot: Foot, why: Evidence) -> Reason:
    """The evidence of a rule on one foot, as a reason."""
    return Reason(code, foot.side, why.fired, why.otherwise, why.missing)


def _reasons(condition: Condition, code: str, feet: tuple[Foot, ...]) -> tuple[Reason, ...]:
    if isinstance(condition, Always) and not condition.value:
        return ()
    return tuple(reason(code, foot, evidence(condition, foot.view)) for foot in feet if holds(condition, foot.view))


def _choice(exercise: Exercise, picture: Picture) -> ExerciseChoice:
    fitting = [
        (foot, fired)
        for foot in picture.feet
        for fired in foot.hypotheses
        if exercise.code in fired.hypothesis.exercises
    ]
    boosts = _reasons(exercise.boost, f"{exercise.code} boost", picture.feet)
    seed = (Reason("seed", None, _painful_zones(picture)),) if exercise.seed else ()
    reasons = (*(reason(fired.code, foot, fired.evidence) for foot, fired in fitting), *boosts, *seed)
    score = 2 * len({fired.code for _, fired in fitting}) + int(exercise.seed) + (2 if boosts else 0)
    cautions = _reasons(exercise.caution, f"{exercise.code} caution", picture.strict)
    against = tuple(Reason(fired.code, foot.side, fired.against) for foot, fired in fitting if fired.against)
    sources = _united([exercise.sources, *(fired.hypothesis.sources for _, fired in fitting)])
    return ExerciseChoice(
        exercise=exercise,
        score=score,
        feet=_feet(exercise, picture),
        reasons=reasons,
        cautions=cautions,
        against=against,
        sources=sources,
        start=exercise.start if cautions else None,
        times_over=times_over(exercise, picture.answers.feet),
        look_for_missing=partial(_missing, exercise, picture, (*reasons, *cautions)),
    )


def _missing(exercise: Exercise, picture: Picture, reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """What the reasons lack, and what could still exclude the exercise or call for caution if it were known."""
    unknown = [
        evidence(condition, foot.view).missing
        for foot in picture.strict
        for condition in (exercise.exclude, exercise.caution)
        if not holds(condition, foot.view)
    ]
    return _united([*(found.missing for found in reasons), *unknown])


def _in_place_of(choice: ExerciseChoice, other: ExerciseChoice) -> ExerciseChoice:
    """The easier exercise, with the reasons of the one it stands in for."""
    return ExerciseChoice(
        exercise=other.exercise,
        score=choice.score,
        feet=other.feet,
        reasons=(*choice.reasons, *choice.cautions),
        cautions=other.cautions,
        against=choice.against,
        sources=_united([other.sources, choice.sources]),
        start=other.start,
        instead_of=choice.code,
        times_over=other.times_over,
        look_for_missing=lambda: _united([choice.missing, other.missing]),
    )


def _feet(exercise: Exercise, picture: Picture) -> Feet:
    """One foot where only that one hurts and it can be done on that one alone; else both."""
    painful = [foot.side for foot in picture.feet if foot.side and picture.answers.hurts(foot.side)]
    if exercise.dose.per == "side" and painful in (["r"], ["l"]):
        return "r" if painful == ["r"] else "l"
    return "both"


def times_over(exercise: Exercise, feet: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How many times over the dose is done on each foot: for each way, or for each bent toe. Once at least."""
    again = exercise.dose.again
    if again is None:
        return {}
    found = {}
    for side in ("r", "l"):
        marked = feet.get(side, {}).get(again.each) if again.each else None
        count = sum(option not in ("none", "unsure") for option in marked) if isinstance(marked, list) else 0
        found[side] = max(1, again.ways or count)
    return found


def _painful_zones(picture: Picture) -> dict[str, Any]:
    """Where it hurts, over both feet: what a seed exercise rests on."""
    zones: dict[str, None] = {}
    for foot in picture.feet:
        zones.update(dict.fromkeys(foot.view.value("sym_zone") or ()))
    return {"sym_zone": sorted(zones)} if zones else {}


def _united(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All names once, in the order first met."""
    return tuple(dict.fromkeys(name for part in parts for name in part))

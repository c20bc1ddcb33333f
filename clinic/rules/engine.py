"""Proposes a plan from the answers: same in, same out, and every choice says why. Pure.

Nothing here reaches a patient: a named clinician accepts, edits or rejects each line.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from clinic.knowledge.case import Answers
from clinic.knowledge.conditions import evidence, holds
from clinic.knowledge.facts import blanks
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Gate, Urgency
from clinic.rules import activity_swaps, duration, exercise_selection
from clinic.rules.proposal import Check, Decision, ExerciseChoice, LightMode, Reason, Status, WayBack
from clinic.rules.triage import BONE_STRESS, FiredFlag, Picture, Rulings, judge

IWGDF_MONTHS = {0: (12, 12), 1: (6, 12), 2: (3, 6), 3: (1, 3)}
"""Months to the next check of a foot with diabetes, by risk (IWGDF23; the intervals are expert opinion)."""
REPS_ALONE, SHARE_OF_OTHER = 15, 0.8
"""Single-leg heel raises before the way back: so many, or this share of the other side (policy)."""


def recommend(given: Answers | Mapping[str, Any], library: Library, rulings: Rulings | None = None) -> Decision:
    """The proposal for one case. `rulings` are what clinicians decided about flags, by foot and flag."""
    picture = judge(given, library, rulings)
    flags = [fired for foot in picture.feet for fired in foot.flags]
    stops = [fired for fired in flags if fired.stops]
    locks = [fired for fired in flags if fired.locks]
    if stops or locks:
        return _without_plan(picture, library, "stop" if stops else "locked", stops or locks)
    gate, reasons = _gate(picture, library)
    excluded = exercise_selection.exclusions(picture, library)
    ranked = exercise_selection.ranking(picture, library, excluded)
    limit = activity_swaps.limits(picture, gate, reasons)
    exercises = exercise_selection.chosen(picture, ranked)
    return Decision(
        status="plan",
        because=reasons,
        gate=gate,
        gate_reasons=reasons,
        exercises=exercises,
        ranked=ranked,
        excluded=excluded,
        footwear=exercise_selection.footwear(picture, library),
        replacing=activity_swaps.replacing(picture, limit, library, exercise_minutes=week_of(exercises)),
        trio=activity_swaps.trio(limit, library),
        ways_back=_ways_back(picture, gate, library),
        light=_light(picture),
        numbness_is_red=any(fired.code == "H10" for foot in picture.feet for fired in foot.hypotheses),
        recheck_months=_recheck(picture),
        **_shared(picture, library),
    )


def week_of(exercises: tuple[ExerciseChoice, ...]) -> int:
    """Minutes a week that the exercises take at their usual doses."""
    doses = [choice.exercise.dose for choice in exercises]
    rounds = [duration.rounds(one.exercise.dose.per, one.feet, one.times_over) for one in exercises]
    return duration.a_week(zip(doses, rounds, strict=True))


def _without_plan(picture: Picture, library: Library, status: Status, causes: list[FiredFlag]) -> Decision:
    """A stop or a lock: flags and patterns are shown, and nothing is proposed."""
    order = list(Urgency)
    causes = sorted(causes, key=lambda fired: (order.index(fired.urgency), fired.code))
    because = tuple(Reason(fired.code, fired.foot, fired.evidence.fired) for fired in causes)
    return Decision(status=status, because=because, **_shared(picture, library))


def _shared(picture: Picture, library: Library) -> dict[str, Any]:
    known = [foot for foot in picture.feet if foot.side]
    return {
        "flags": {foot.side: foot.flags for foot in known},
        "ended": {foot.side: foot.ended for foot in known},
        "hypotheses": {foot.side: foot.hypotheses for foot in known},
        "yellow": picture.yellow,
        "unexplained": picture.unexplained,
        "context": picture.context,
        "missing": _once(name for foot in picture.feet for name in blanks(foot.view)),
        "revision": library.revision,
    }


def _gate(picture: Picture, library: Library) -> tuple[Gate, tuple[Reason, ...]]:
    """The first gate whose rule holds on any foot, with the feet that say so."""
    for gate in library.gates.values():
        reasons = tuple(
            exercise_selection.reason(gate.code, foot, evidence(gate.when, foot.view))
            for foot in picture.strict
            if holds(gate.when, foot.view)
        )
        if reasons:
            return gate, reasons
    raise LookupError("The last gate holds for everyone")


def _light(picture: Picture) -> LightMode:
    """How pain may guide: not at all without feeling, not above zero with a bone at risk, else by the traffic light."""
    views = [foot.view for foot in picture.strict]
    if any(view.value("dv_neurop") for view in views):
        return "skin"
    return "zero" if any(view.value("dv_bsi") for view in views) else "pain"


def _recheck(picture: Picture) -> tuple[int, int] | None:
    risks = [foot.view.value("dv_iwgdf") for foot in picture.feet]
    known = [risk for risk in risks if risk is not None]
    return IWGDF_MONTHS[max(known)] if known else None


def _ways_back(picture: Picture, gate: Gate, library: Library) -> tuple[WayBack, ...]:
    """The graded returns, where the gate sets no limit; what is known of their conditions is filled in."""
    if gate.impact < 3:
        return ()
    flags = [fired for foot in picture.feet for fired in (*foot.flags, *foot.ended)]
    referred = any(fired.urgency.refers for foot in picture.feet for fired in foot.flags)
    limps = picture.feet[0].view.value("sym_limp")
    known = (True, None, None if limps is None else limps == "no", None, _strong_enough(picture), not referred)
    zero = any(fired.code in BONE_STRESS for fired in flags)
    return tuple(
        WayBack(ladder, tuple(Check(words, state) for words, state in zip(ladder.before, known, strict=True)), zero)
        for ladder in library.ladders.values()
    )


def _strong_enough(picture: Picture) -> bool | None:
    """Enough single-leg heel raises on each painful foot, or close enough to the other; None where not tested."""
    reps = {side: foot.get("exam_hr_reps") for side, foot in picture.answers.feet.items()}
    painful = [side for side in reps if picture.answers.hurts(side)]
    states: list[bool | None] = []
    for side in painful:
        own, other = reps[side], reps.get("l" if side == "r" else "r")
        if own is None:
            states.append(None)
        else:
            states.append(own >= REPS_ALONE or (other is not None and own >= SHARE_OF_OTHER * other))
    if None in states or not states:
        return None
    return all(states)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))

"""How long a plan takes in a day (clinical.md section 4, 'Dose defaults'). Pure."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

REP_SECONDS = 4
"""A repetition without a hold."""
AFTER_HOLD_SECONDS = 2
BETWEEN_SETS_SECONDS = 30
IN_TURN = ("side", "turns")
"""Doses that are done on one foot after the other."""


def sides(per: str | None, feet: str | None) -> int:
    """Two when both feet do it one after the other."""
    return 2 if feet == "both" and per in IN_TURN else 1


def rounds(per: str | None, feet: str | None, times_over: Mapping[str, int]) -> int:
    """How often the whole dose is gone through: for each foot in turn, and there for each way or each toe."""
    done_on = ("r", "l") if sides(per, feet) == 2 else (feet or "both",)
    return sum(times_over.get(foot, 1) for foot in done_on)


def seconds(dose: Any, rounds: int) -> float:
    """One exercise on a day it is done. `dose` is anything with sets, reps, hold_s, seconds, times_day and rest_s."""
    sets = dose.sets or 0
    each = (dose.hold_s + AFTER_HOLD_SECONDS) if dose.hold_s else REP_SECONDS
    work = (dose.reps or 1) * dose.seconds if dose.seconds else dose.reps * each if dose.reps else dose.hold_s or 0
    rest = BETWEEN_SETS_SECONDS if dose.rest_s is None else dose.rest_s
    return float((dose.times_day or 0) * rounds * (sets * work + max(0, sets - 1) * rest))


def a_day(doses: Iterable[tuple[Any, int]]) -> int:
    """Whole minutes a day for all exercises, each with how often its dose is gone through."""
    total = sum(seconds(dose, rounds) for dose, rounds in doses)
    return math.ceil(total / 60)


def a_week(doses: Iterable[tuple[Any, int]]) -> int:
    """Whole minutes a week, each exercise on its own days."""
    return math.ceil(sum(seconds(dose, rounds) * (dose.days_week or 7) for dose, rounds in doses) / 60)

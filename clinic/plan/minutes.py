"""How long a plan takes in a day (clinical.md section 4, 'Dose defaults'). Pure."""

import math
from collections.abc import Iterable
from typing import Any

REP_SECONDS = 4
"""A repetition without a hold."""
AFTER_HOLD_SECONDS = 2
BETWEEN_SETS_SECONDS = 30


def seconds(dose: Any, sides: int) -> float:
    """One exercise on a day it is done. `dose` is anything with sets, reps, hold_s, seconds, times_day and rest_s."""
    sets = dose.sets or 0
    each = (dose.hold_s + AFTER_HOLD_SECONDS) if dose.hold_s else REP_SECONDS
    work = dose.reps * each if dose.reps else (dose.seconds or dose.hold_s or 0)
    rest = BETWEEN_SETS_SECONDS if dose.rest_s is None else dose.rest_s
    return float((dose.times_day or 0) * sides * (sets * work + max(0, sets - 1) * rest))


def a_day(doses: Iterable[tuple[Any, int]]) -> int:
    """Whole minutes a day for all exercises, each with the number of feet it is done on one after the other."""
    total = sum(seconds(dose, sides) for dose, sides in doses)
    return math.ceil(total / 60)

"""The rows of the tick sheet, as the paper prints them and the desk types them in. Pure."""

from dataclasses import dataclass
from typing import Literal

from clinic.content.plan_content import PlanContent, Words


@dataclass(frozen=True)
class LogRow:
    """One row of the tick sheet; `key` is how the filled sheet finds its exercise again."""

    key: str
    name: Words
    days_week: int
    counts: Literal["tick", "minutes", "pain"]


def log_rows(content: PlanContent) -> tuple[LogRow, ...]:
    """The rows of the tick sheet: exercises, one row of minutes for the swaps, then the worst pain of the day."""
    rows = [LogRow(e.code, e.name, e.dose.days_week, "tick") for e in content.exercises]
    swaps = [swap for swap in content.swaps if swap.weeks]
    if swaps:
        name = swaps[0].do if len(swaps) == 1 and not swaps[0].others else Words("Soft activity", "Actividad suave")
        rows.append(LogRow("swap", name, max(swap.weeks[0].days for swap in swaps), "minutes"))
    if content.light.mode == "pain" or content.light.mode == "zero":
        rows.append(LogRow("pain", Words("Worst pain, 0 to 10", "Peor dolor, de 0 a 10"), 7, "pain"))
    else:
        rows.append(LogRow("skin", Words("Feet checked", "Pies revisados"), 7, "tick"))
    return tuple(rows)

"""Progress, hold or step back: the rule of clinical.md 1.I for each line of the last plan, with its reason.

Its reasons are codes and numbers; `followup.advice` puts them into words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

GREEN_MOST, YELLOW_MOST = 2, 5
"""The traffic light of clinical.md 6.8 where the plan sets no other limits."""

Step = Literal["progress", "hold", "back"]
Light = Literal["green", "yellow", "red"]


class Report(Protocol):
    """How one line went between two visits."""

    fu_done: int | None
    fu_pain: int | None
    fu_morning: str | None


@dataclass(frozen=True)
class Remark:
    """One reason: its code, and the numbers and signs that its words need."""

    code: Literal[
        "red_light", "red_morning", "red_pain", "too_few_days", "yellow", "no_days", "no_pain", "held", "once", "twice"
    ]
    done: int | None = None
    asked: int | None = None
    pain: int | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """What the rule says of one line, and why."""

    step: Step
    why: Remark


def light(report: Report, *, green_most: int = GREEN_MOST, yellow_most: int = YELLOW_MOST) -> Light | None:
    """The colour of one report; nothing when neither pain nor the morning was written."""
    if report.fu_morning == "worse":
        return "red"
    if report.fu_pain is None:
        return None
    if report.fu_pain > yellow_most:
        return "red"
    return "green" if report.fu_pain <= green_most else "yellow"


def advice(
    now: Report | None,
    before: Report | None,
    *,
    days_week: int,
    limits: dict[str, int],
    red: Sequence[str] = (),
    held: Sequence[str] = (),
) -> Advice | None:
    """What to do with a line. `red`: what is a red light for the whole plan; `held`: what forbids more of anything.

    Both are words, each of them a reason. Nothing when nobody said how the line went and no light is red.
    """
    if red:
        return Advice("back", Remark("red_light", signs=tuple(red)))
    if now is None:
        return None
    colour = light(now, **limits)
    if colour == "red":
        return Advice("back", _why_red(now))
    if now.fu_done is not None and 2 * now.fu_done < days_week:
        return Advice("hold", Remark("too_few_days", now.fu_done, days_week))
    if colour == "yellow":
        return Advice("hold", Remark("yellow", pain=now.fu_pain))
    if colour is None or now.fu_done is None:
        return Advice("hold", _unknown(now, days_week))
    if held:
        return Advice("hold", Remark("held", signs=tuple(held)))
    if before is None or light(before, **limits) != "green":
        return Advice("hold", Remark("once", now.fu_done, days_week))
    return Advice("progress", Remark("twice", now.fu_done, days_week))


def _why_red(now: Report) -> Remark:
    if now.fu_morning == "worse":
        return Remark("red_morning")
    return Remark("red_pain", pain=now.fu_pain)


def _unknown(now: Report, days_week: int) -> Remark:
    if now.fu_done is None:
        return Remark("no_days")
    return Remark("no_pain", now.fu_done, days_week)


def limits_of(draft: dict[str, Any]) -> dict[str, int]:
    """The pain limits that the last plan gave."""
    head = draft.get("head", {})
    return {
        "green_most": int(head.get("green_most", GREEN_MOST)),
        "yellow_most": int(head.get("yellow_most", YELLOW_MOST)),
    }

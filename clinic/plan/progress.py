"""Progress, hold or step back: the rule of clinical.md 1.I for each line of the last plan, with its reason. Pure."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from flask_babel import gettext as _

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
class Advice:
    """What the rule says of one line, and why."""

    step: Step
    why: str


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
    now: Report | None, before: Report | None, *, days_week: int, has_flag: bool, is_worse: bool, limits: dict[str, int]
) -> Advice | None:
    """What to do with a line. `is_worse`: a limp, new numbness or swelling. Nothing when nobody said how it went."""
    if is_worse:
        return Advice("back", _("a limp, numbness or swelling is a red light"))
    if now is None:
        return None
    colour = light(now, **limits)
    if colour == "red":
        return Advice("back", _("red: pain too high, or worse the next morning"))
    if colour is None or now.fu_done is None:
        return Advice("hold", _("not written, so not known"))
    if 2 * now.fu_done < days_week:
        return Advice("hold", _("done %(done)s of %(asked)s days", done=now.fu_done, asked=days_week))
    if colour == "yellow":
        return Advice("hold", _("yellow: stay at this level"))
    if has_flag:
        return Advice("hold", _("green, but a flag is active"))
    if before is None or light(before, **limits) != "green":
        return Advice("hold", _("green once; progress after the second time"))
    return Advice("progress", _("green twice and done at least half"))


def limits_of(draft: dict[str, Any]) -> dict[str, int]:
    """The pain limits that the last plan gave."""
    head = draft.get("head", {})
    return {
        "green_most": int(head.get("green_most", GREEN_MOST)),
        "yellow_most": int(head.get("yellow_most", YELLOW_MOST)),
    }

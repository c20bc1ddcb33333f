"""Where a patient's pads go, one for each foot, and why their life-size page cannot be printed. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from clinic.content.plan_content import Pad
from clinic.knowledge.case import Answers

CODE = "FW10"
"""The footwear item that is a pad."""
BEHIND_MM = 5
SHORTEST_MM, LONGEST_MM = 150, 310
"""Feet whose drawing is true at life size and fits a sheet."""

Obstacle = Literal["advice", "nowhere", "length", "size"]
_SIDES: tuple[Literal["r", "l"], ...] = ("r", "l")


def pads(numbers: Mapping[str, float], answers: Answers) -> tuple[Pad, ...]:
    """A pad for each foot with a place to put it behind: what the clinician chose, or where the ball was marked."""
    found = []
    for side in _SIDES:
        foot = answers.feet.get(side, {})
        heads, webs = _places(foot)
        length = foot.get("foot_len_mm")
        if heads or webs:
            found.append(
                Pad(
                    side=side,
                    heads=heads,
                    webs=webs,
                    foot_mm=round(length) if isinstance(length, int | float) else None,
                    shoe_size=_shoe_size(answers.person),
                    behind_mm=int(numbers.get("behind_mm", BEHIND_MM)),
                    first_day_h=float(numbers.get("first_day_h", 1)),
                    add_h=float(numbers.get("add_h", 1)),
                )
            )
    return tuple(found)


def obstacle(given: Iterable[Pad], *, advised: bool) -> tuple[Obstacle, str] | None:
    """Why the life-size page cannot be printed, and for which foot; nothing when it can."""
    wanted = tuple(given)
    if not advised:
        return "advice", ""
    if not wanted:
        return "nowhere", ""
    for pad in wanted:
        if pad.foot_mm is None:
            return "length", pad.side
        if not SHORTEST_MM <= pad.foot_mm <= LONGEST_MM:
            return "size", pad.side
    return None


def _places(foot: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The heads, and where no head is named the spaces between two of them."""
    marked = foot.get("pad_heads") or foot.get("sym_zone") or ()
    if "ball_all" in marked:
        return (1, 2, 3, 4, 5), ()
    heads = {int(zone[-1]) for zone in marked if zone.startswith("mth")}
    webs = sorted(zone[-2:] for zone in marked if zone.startswith("web"))
    if heads or len(webs) > 1:
        return tuple(sorted(heads.union(int(head) for web in webs for head in web))), ()
    return (), tuple(webs)


def _shoe_size(person: Mapping[str, Any]) -> str:
    size, system = person.get("shoe_size"), person.get("shoe_size_system")
    names = {"us_m": "US", "us_w": "US", "eu": "EU", "uk": "UK", "mx": "MX"}
    return f"{names[system]} {size:g}" if size and system in names else ""

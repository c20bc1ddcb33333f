"""Pain and function over the visits: the points of the chart, and what counts as a change that matters.

Pain: 2 points on the 0-10 scale; PSFS mean: 1.3, and 2 and 2 for a responder (clinical.md section 7: AbbottSchmitt14,
Farrar 2001, Childs 2005).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

PAIN_MATTERS = 2.0
PSFS_MATTERS = 1.3
RESPONDER = 2.0

LEFT, RIGHT, TOP, BOTTOM = 40, 256, 20, 140


@dataclass(frozen=True)
class Reading:
    """What one visit said: the worst pain of the worse foot, average and now, and the mean of the PSFS."""

    on: dt.date
    worst: int | None
    average: int | None
    now: int | None
    psfs: float | None


@dataclass(frozen=True)
class Point:
    """One mark of the chart."""

    x: float
    y: float
    value: float


@dataclass(frozen=True)
class Row:
    """One measure then and now, with the change in words' terms: better, worse or neither."""

    measure: str
    before: float | None
    now: float | None
    better: float | None
    matters: float

    @property
    def is_change(self) -> bool:
        """Whether the change is one that matters, either way."""
        return self.better is not None and abs(self.better) >= self.matters


def reading(on: dt.date, case: Mapping[str, Any]) -> Reading:
    """The numbers of one visit's answers."""
    feet = [case[side] for side in ("r", "l") if side in case]

    def worst(name: str) -> int | None:
        given = [foot[name] for foot in feet if foot.get(name) is not None]
        return max(given) if given else None

    return Reading(on, worst("nprs_worst"), worst("nprs_avg"), worst("nprs_now"), psfs(case.get("p", {})))


def psfs(person: Mapping[str, Any]) -> float | None:
    """The mean of the activities the patient named, to one decimal."""
    scores = [person[f"psfs_{n}_score"] for n in (1, 2, 3) if person.get(f"psfs_{n}_score") is not None]
    return round(sum(scores) / len(scores), 1) if scores else None


def rows(before: Reading | None, now: Reading) -> list[Row]:
    """What changed since the visit before, measure by measure. Less pain and more function are better."""

    def row(measure: str, was: float | None, is_now: float | None, matters: float, sign: int) -> Row:
        better = round(sign * (is_now - was), 1) if was is not None and is_now is not None else None
        return Row(measure, was, is_now, better, matters)

    return [
        row("worst", before.worst if before else None, now.worst, PAIN_MATTERS, -1),
        row("average", before.average if before else None, now.average, PAIN_MATTERS, -1),
        row("psfs", before.psfs if before else None, now.psfs, PSFS_MATTERS, 1),
    ]


def is_responder(first: Reading, now: Reading) -> bool | None:
    """PSFS mean up by 2 and average pain down by 2; nothing when either was not given."""
    if None in (first.average, now.average, first.psfs, now.psfs):
        return None
    return first.average - now.average >= RESPONDER and now.psfs - first.psfs >= RESPONDER  # type: ignore[operator]


@dataclass(frozen=True)
class Chart:
    """The two lines of the chart with the visits under them, and the days between that were written down."""

    pain: tuple[Point, ...]
    psfs: tuple[Point, ...]
    diary: tuple[Point, ...]
    days: tuple[tuple[float, dt.date], ...]


def chart(readings: Sequence[Reading], diary: Sequence[tuple[dt.date, int]] = ()) -> Chart:
    """Where the marks go: visits evenly spaced, the scale fixed from 0 to 10."""
    gap = (RIGHT - LEFT) / max(1, len(readings) - 1)
    places = [RIGHT if len(readings) == 1 else LEFT + gap * index for index in range(len(readings))]

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / 10, 1)

    def points(name: str) -> tuple[Point, ...]:
        given = ((x, getattr(one, name)) for x, one in zip(places, readings, strict=True))
        return tuple(Point(round(x, 1), y(value), value) for x, value in given if value is not None)

    stretches = list(pairwise(zip(places, (r.on for r in readings), strict=True)))
    between = tuple(
        Point(round(x + (after - x) * ((on - day) / (until - day)), 1), y(value), value)
        for on, value in diary
        for (x, day), (after, until) in stretches
        if day <= on < until
    )
    return Chart(
        points("worst"),
        points("psfs"),
        between,
        tuple((round(x, 1), r.on) for x, r in zip(places, readings, strict=True)),
    )

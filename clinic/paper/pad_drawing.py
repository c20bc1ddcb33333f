"""Lays a pad on the picture of the insole seen from above, and fills in the heads it goes behind. Pure text to text.

The outlines come from the illustration kit (`assets/illustration/scenes/insoles.py`), for each half hundredth
behind the heads; the rest of the way a pad is moved back, by less than it keeps from the edge of the insole.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).with_name("pad_shapes.json")
UNITS = {"pad-life": 10.0, "pad-insole": 3.0}
"""Picture units to a hundredth of the foot's length."""
LIFE_MM = 250
"""The foot for which the large picture is drawn at life size."""

SORE = "#9b1c1f"
INK, CLOTH = "#1f2328", "#d3d7db"


@dataclass(frozen=True)
class Placement:
    """Where a pad lies: its place in the table of outlines, and how far behind the heads in hundredths of the foot."""

    place: str
    behind: float
    heads: tuple[int, ...] = ()

    @classmethod
    def of(cls, heads: Iterable[int], webs: Iterable[str], *, behind_mm: float, foot_mm: float) -> "Placement | None":
        """Behind the heads from the first to the last, or behind a space; nothing where neither is named."""
        chosen = tuple(sorted({head for head in heads if 1 <= head <= 5}))
        behind = behind_mm / foot_mm * 100
        if chosen:
            return cls(f"{chosen[0]}{chosen[-1]}", behind, chosen)
        web = next((web for web in webs if f"w{web}" in shapes()["pads"]), None)
        return cls(f"w{web}", behind) if web else None

    @property
    def name(self) -> str:
        """How a picture's name says it: `p24b200s23` is behind heads 2 to 4, 2 hundredths back, heads 2 and 3 sore."""
        return f"p{self.place}b{round(self.behind * 100)}s{''.join(map(str, self.heads))}"

    @classmethod
    def named(cls, name: str) -> "Placement":
        """The placement of such a name."""
        place, _, rest = name[1:].partition("b")
        behind, _, heads = rest.partition("s")
        return cls(place, int(behind) / 100, tuple(map(int, heads)))


@cache
def shapes() -> dict[str, Any]:
    """The table of outlines."""
    table: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return table


def placed(svg: str, picture: str, at: Placement) -> str:
    """The picture with the sore places filled in and the pad laid on it."""
    table, units = shapes(), UNITS[picture]
    outlines = table["pads"].get(at.place)
    if outlines is None:
        return svg
    steps = sorted(map(float, outlines))
    step = max((n for n in steps if n <= at.behind), default=steps[0])
    back = min(max(at.behind - step, 0.0), 0.5) * 10
    line = 2.6 if picture == "pad-life" else 1.6
    marks = "".join(
        f'<circle cx="{x * 10:g}" cy="{y * 10:g}" r="{r * 10:g}" fill="{SORE}" stroke="none"/>'
        for x, y, r in _sore(at, table["heads"])
    )
    pad = (
        f'<g transform="translate(0 {back:.2f})"><path d="{outlines[f"{step:g}"]}" fill="{CLOTH}" stroke="{INK}" '
        f'stroke-width="{line * 10 / units:.2f}"/></g>'
    )
    whole = (
        f'<g transform="translate({table["middle"] * units:g} {table["top"] * units:g}) scale({units / 10:g})">'
        f"{marks}{pad}</g>"
    )
    return svg.replace("</svg>", f"{whole}</svg>")


def _sore(at: Placement, heads: list[list[float]]) -> list[tuple[float, float, float]]:
    if not at.place.startswith("w"):
        return [(heads[head - 1][0], heads[head - 1][1], heads[head - 1][2]) for head in at.heads]
    (x0, y0, _), (x1, y1, _) = heads[int(at.place[1]) - 1], heads[int(at.place[2]) - 1]
    return [((x0 + x1) / 2, (y0 + y1) / 2, math.hypot(x1 - x0, y1 - y0) / 4)]

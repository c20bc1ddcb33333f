"""The insole seen from above, as it lies in the shoe, and where a metatarsal pad goes on it.

Local units: the foot is 100 long. Drawn is the right insole, whose big-toe side is on the left when it is seen from
above; the left one is its mirror image.
"""

import json

from drawing.curves import path_data
from drawing.shapes import blob, disc, polygons_of, soften
from drawing.tokens import DETAIL, FINE, OUTLINE
from drawing.topfoot import EGYPTIAN, SOLE, toe_shape
from shapely import affinity
from shapely.geometry import LineString, box
from shapely.ops import unary_union

from .scene import scene

HEADS = ((-12.6, 34.4, 5.4), (-4.2, 34.8, 3.6), (3.3, 36.2, 3.5), (10.1, 39.2, 3.4), (16.1, 43.4, 3.4))
"""The bone heads: middle and radius."""
MARGIN = 1.6
"""How far a pad keeps from the edge: 4 mm on a foot of 250 mm. A pad may be moved back by less than this."""
BEHIND = tuple(half / 2 for half in range(3, 14))
"""How far the front edge lies behind the heads, in half units: the program moves a pad on from there."""
END = 70
"""Where the life-size drawing ends: no pad reaches so far."""
MIDDLE, TOP = 23, 2
"""From the drawing's edges to the middle of the foot and to the tip of the toes."""

_FOOT = unary_union([blob(*SOLE), *map(toe_shape, EGYPTIAN)])
_FRONT = _FOOT.intersection(box(-60, -20, 60, 38)).convex_hull  # toes share one smooth edge
INSOLE = soften(unary_union([_FOOT, _FRONT]).buffer(9).buffer(-7.6), round_=13)
_RANGES = [(first, last) for first in range(1, 6) for last in range(first, 6)]
PLACES = {
    **{f"{first}{last}": tuple(range(first, last + 1)) for first, last in _RANGES},
    **{f"w{first}{first + 1}": (first, first + 1) for first in range(1, 5)},
}
"""Behind heads 2 to 4 is `24`, behind one head `22`, behind the space between heads 3 and 4 `w34`."""


def drop(left, right, top, long):
    """A teardrop: broad at the toe end, its tail towards the heel."""
    mid, half = (left + right) / 2, (right - left) / 2
    return blob(
        (left, top + half * 0.75),
        (mid - half * 0.6, top + 0.4),
        (mid, top),
        (mid + half * 0.6, top + 0.4),
        (right, top + half * 0.75),
        (mid + half * 0.72, top + long * 0.62),
        (mid + half * 0.2, top + long),
        (mid - half * 0.2, top + long),
        (mid - half * 0.72, top + long * 0.62),
    )


def pad(place, behind):
    """The pad of a placement: behind its heads, moved sideways and at last trimmed until it lies inside."""
    chosen = [HEADS[head - 1] for head in PLACES[place]]
    if len(chosen) > 3:  # a bar across, behind all of them
        line = [(x, y + r + behind + 4) for x, y, r in chosen]
        line = [(line[0][0] - 3, line[0][1] - 0.6), *line, (line[-1][0] + 3, line[-1][1] + 1)]
        shape = soften(LineString(line).buffer(4, cap_style="round"), fillet=3)
    elif place.startswith("w"):  # between two heads: narrow, its front just behind the gap
        mid, top = (chosen[0][0] + chosen[1][0]) / 2, max(y + r for x, y, r in chosen) + behind
        shape = drop(mid - 4.6, mid + 4.6, top - 1.2, 16)
    else:
        left, right = min(x - r for x, y, r in chosen) - 0.8, max(x + r for x, y, r in chosen) + 0.8
        shape = drop(left, right, max(y + r for x, y, r in chosen) + behind, 13 + 2.6 * len(chosen))
    inside = INSOLE.buffer(-MARGIN).intersection(box(-60, -20, 60, END - MARGIN - 1))
    sideways = [0] if inside.contains(shape) else range(-16, 17)
    moved = (affinity.translate(shape, dx / 2, 0) for dx in sideways)
    best = min(moved, key=lambda g: (round(g.difference(inside).area, 2), abs(g.centroid.x - shape.centroid.x)))
    heads = unary_union([disc(*head) for head in HEADS]).buffer(behind)
    kept = soften(best.intersection(inside).difference(heads), round_=1.2)
    return max(polygons_of(kept), key=lambda g: g.area)


def shapes():
    """Every pad as an outline in tenths of a unit, for the program: by placement and by how far behind the heads."""
    found = {
        "middle": MIDDLE,
        "top": TOP,
        "end": END,
        "heads": [[*head] for head in HEADS],
        "pads": {
            place: {
                f"{behind:g}": path_data(
                    affinity.scale(pad(place, behind), 10, 10, origin=(0, 0)).exterior.coords, True, 0.6
                )
                for behind in BEHIND
            }
            for place in PLACES
        },
    }
    return json.dumps(found, indent=0) + "\n"


def draw(pic, scale, *, whole, width, dash, fine):
    """The insole and the dashed heads; the pad is laid on it by the program."""

    def place(shape):
        return affinity.affine_transform(shape, [scale, 0, 0, scale, MIDDLE * scale, TOP * scale])

    if whole:
        pic.area(place(INSOLE), width=width)
    else:
        pic.line(place(INSOLE.exterior.intersection(box(-60, -20, 60, END))), width=width)
    for head in HEADS:
        pic.area(place(disc(*head)), fill="none", width=fine, dash=dash)


@scene(
    "Insole from above",
    "The right insole seen from above, as it lies in the shoe. Dashed circles show the five bone heads of the ball.",
    width=2 * MIDDLE * 3,
    height=(TOP + 104) * 3,
)
def pad_insole(pic):
    draw(pic, 3, whole=True, width=OUTLINE, dash="3 3", fine=FINE)


@scene(
    "Front of the insole from above, life size",
    "The front of the right insole seen from above, at life size for a foot 250 mm long. Dashed circles show the five "
    "bone heads of the ball.",
    width=2 * MIDDLE * 10,
    height=(TOP + END) * 10,
)
def pad_life(pic):
    # 4 units are 1 mm and the foot is 250 mm long
    draw(pic, 10, whole=False, width=OUTLINE, dash="6 6", fine=DETAIL)

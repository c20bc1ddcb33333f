"""The foot from above (dorsal) or from below (plantar).

Local units: foot length = 100.  Right foot, toes up, big toe on the LEFT,
origin on the mid-line at the toe end.  `place()` turns it into picture units.
"""

import math
from dataclasses import dataclass, replace

from shapely import affinity
from shapely.geometry import LineString, box
from shapely.ops import unary_union

from .shapes import blob, lines_of, merge, relax, soften, spline, tube
from .tokens import CLOTH_DARK, DETAIL, FINE, OUTLINE, PAPER


@dataclass(frozen=True)
class Toe:
    base: tuple  # metatarsophalangeal joint
    length: float  # joint to tip
    angle: float  # degrees from straight ahead, + = towards the little toe
    width: float  # full width at the pulp
    bend: float = 0  # extra angle of the outer half (bunion, crooked toe)


EGYPTIAN = (
    Toe((-12.6, 29.5), 29.5, 3, 11.8, 4),
    Toe((-4.1, 27.0), 25.0, 3, 7.9, -2),
    Toe((3.5, 28.0), 21.6, 1, 7.4, -3),
    Toe((10.2, 31.0), 19.0, -1, 7.1, -6),
    Toe((16.6, 35.8), 17.0, -2, 7.2, -10),
)
GREEK = (
    replace(EGYPTIAN[0], length=25.0),
    replace(EGYPTIAN[1], length=27.5),
    replace(EGYPTIAN[2], length=22.4),
    EGYPTIAN[3],
    EGYPTIAN[4],
)
SQUARE = (
    replace(EGYPTIAN[0], length=26.6),
    replace(EGYPTIAN[1], length=24.6),
    replace(EGYPTIAN[2], length=25.0),
    replace(EGYPTIAN[3], length=25.0),
    replace(EGYPTIAN[4], length=22.5),
)

# outline of the foot without toes, from the inner ankle round to the outer ankle
DORSUM = [
    (-12.0, 108),
    (-12.1, 98),
    (-13.2, 90),
    (-14.0, 83),
    (-13.5, 75),
    (-13.4, 66),
    (-14.8, 55),
    (-17.4, 44),
    (-19.8, 35),
    (-19.9, 28),
    (-16, 22),
    (-8.4, 19.4),
    (-0.4, 19.4),
    (6.6, 22.4),
    (13.0, 27.8),
    (18.6, 31),
    (20.9, 37),
    (20.9, 45),
    (19.8, 54),
    (18.2, 62),
    (15.8, 71),
    (14.4, 79),
    (14.6, 86),
    (13.6, 93),
    (12.3, 100),
    (12.2, 108),
]
SOLE = [
    (0, 100.2),
    (-7.4, 98.2),
    (-11.6, 92),
    (-12.4, 84),
    (-10.8, 74),
    (-8.6, 64),
    (-9.6, 54),
    (-14.0, 44),
    (-19.2, 36),
    (-20.0, 29),
    (-16, 22),
    (-8.4, 19.4),
    (-0.4, 19.4),
    (6.6, 22.4),
    (13.0, 27.8),
    (18.6, 31),
    (20.9, 37),
    (20.9, 45),
    (18.8, 54),
    (16.0, 66),
    (13.6, 78),
    (12.6, 88),
    (8.6, 96.6),
]


def toe_axis(toe, t, off=0.0):
    """Point at fraction t of the toe; `off` to the little-toe side."""

    def heading(deg):
        a = math.radians(deg)
        return math.sin(a), -math.cos(a)

    (x, y), mid = toe.base, 0.52
    dx, dy = heading(toe.angle)
    run = min(t, mid) * toe.length
    x, y = x + dx * run, y + dy * run
    if t > mid:
        dx, dy = heading(toe.angle + toe.bend)
        x, y = x + dx * (t - mid) * toe.length, y + dy * (t - mid) * toe.length
    return x - dy * off, y + dx * off


def toe_shape(toe):
    w = toe.width / 2
    tip_r = w * 0.8
    profile = (
        (0, w * 1.08),
        (0.36, w * 0.88),
        (0.52, w * 0.9),
        (0.74, w * 1.0),
        (1 - tip_r / toe.length, tip_r),
    )
    return relax(soften(tube(*((*toe_axis(toe, t), r) for t, r in profile)), fillet=w * 3), 0.8)


def nail(toe, big, shift=0.0):
    """Outline of a nail; `shift` moves it towards the little-toe side, in half toe widths."""
    w, top, low = (0.56, 0.95, 0.75) if big else (0.52, 0.945, 0.79)
    h = toe.width / 2 * w

    def pt(t, o):
        return toe_axis(toe, t, o + shift * toe.width / 2)

    mid = (top + low) / 2
    return blob(
        pt(top, 0),
        pt(top - 0.02, h * 0.8),
        pt(mid, h),
        pt(low + 0.03, h * 0.82),
        pt(low, 0),
        pt(low + 0.03, -h * 0.82),
        pt(mid, -h),
        pt(top - 0.02, -h * 0.8),
    )


def spread(toes, amount):
    """Fan the toes: amount 0 = rest, 1 = widest (about 30 degrees in all)."""
    turn = (-15, -6, 2.5, 11, 22)
    return tuple(
        replace(t, angle=t.angle + a * amount, bend=t.bend * (1 - 0.6 * amount))
        for t, a in zip(toes, turn, strict=False)
    )


class TopFoot:
    """Shapes of one foot in picture units, and a method to draw them."""

    def __init__(self, x, y, scale, toes=EGYPTIAN, body=None, left=False, rotate=0, sole=False):
        self.toes, self.scale, self.sole = toes, scale, sole
        self.x, self.y, self.left, self.rotate = x, y, left, rotate
        self.stretch = 1.0
        pts = body or (SOLE if sole else DORSUM)
        self.body0 = blob(*pts) if sole else soften(blob(*pts, (0, 118)), 0)
        self.toes0 = [toe_shape(t) for t in toes]
        outline = merge(self.body0, *self.toes0, fillet=0.55)
        for k, sign in ((0, -1), (4, 1)):  # soft line from the ball into toes 1 and 5
            x = self.toes0[k].centroid.x
            flank = box(min(x, x + 60 * sign), -20, max(x, x + 60 * sign), 60)
            outline = outline.union(merge(self.body0, self.toes0[k], fillet=9).intersection(flank))
        self.outline0 = soften(outline, fillet=0.3, round_=0.4)

    def place(self, g):
        s = self.scale
        m = -1 if self.left != self.sole else 1  # the sole view mirrors the foot
        g = affinity.affine_transform(g, [s * m * self.stretch, 0, 0, s, self.x, self.y])
        return affinity.rotate(g, self.rotate, origin=(self.x, self.y)) if self.rotate else g

    def point(self, x, y):
        return self.place(LineString([(x, y), (x, y + 0.01)])).coords[0]

    def curve(self, *pts):
        return self.place(LineString(spline(pts)))

    def separations(self):
        """Edges of toes that touch: each toe's edge that runs inside the outline."""
        inside = self.outline0.buffer(-0.45)
        out = []
        for k, shape in enumerate(self.toes0):
            edge = shape.exterior.intersection(inside).difference(self.body0.buffer(0.15))
            for above in self.toes0[:k]:
                edge = edge.difference(above.buffer(0.25))
            for kept in out:
                edge = edge.difference(kept.buffer(0.7))
            out += [ln for ln in lines_of(edge) if ln.length > 1.2]
        return unary_union(out) if out else LineString()

    def nails0(self):
        """Nails, without what a neighbouring toe covers."""
        for k, toe in enumerate(self.toes):
            visible = nail(toe, k == 0, 0.22 if k == 4 else 0.0)
            for above in self.toes0[:k]:
                visible = visible.difference(above.buffer(0.5))
            yield visible

    def draw(self, pic, fill=PAPER, crop=None, nails=True, creases=True, detail=DETAIL, outline=OUTLINE):
        """`crop`: local y below which nothing is drawn (leaves an open edge)."""
        shape = self.outline0
        if crop:
            window = box(-60, -20, 60, crop)
            edge = self.place(shape.exterior.intersection(window))
            pic.area(self.place(shape.intersection(window)), fill=fill, stroke="none")
            pic.line(edge, width=outline)
        else:
            pic.area(self.place(shape), fill=fill, width=outline)
        pic.line(self.place(self.separations()), width=detail)
        if nails and not self.sole:
            for visible in self.nails0():
                pic.area(self.place(visible), width=FINE)
        if creases and not self.sole:
            low = min(crop or 99, 62)
            for k in (1, 2, 3, 4):  # tendons on the back of the foot
                (x, y) = self.toes[k].base
                lean, drop = 0.30 * x - 1 + k * 0.5 - x, 74 - y
                far = min(0.42, (low - y - 8) / drop)
                cord = [(x + lean * t, y + 6 + drop * t) for t in (0.03, far / 2, far)]
                pic.line(self.curve(*cord), width=FINE, stroke=CLOTH_DARK)
            for k, toe in enumerate(self.toes):
                w = toe.width / 2
                for t, s in ((0.5, 0.42), (0.56, 0.34)) if k else ((0.46, 0.45), (0.53, 0.4)):
                    fold = LineString(
                        spline([toe_axis(toe, t, -w * s), toe_axis(toe, t + 0.02, 0), toe_axis(toe, t, w * s)])
                    )
                    for above in self.toes0[:k]:
                        fold = fold.difference(above.buffer(0.6))
                    pic.line(self.place(fold), width=FINE)

"""The foot from its inner (big-toe) side, with joints that move.

Local units: foot length = 100, back of heel at x = 0, floor at y = 0, toes to
the right, y runs down (so everything is negative).
"""

import math
from dataclasses import dataclass

from shapely import affinity
from shapely.geometry import LineString, box

from .shapes import blob, disc, merge, relax, soften, spline, tube
from .tokens import CLOTH_DARK, DETAIL, FAR, FINE, INK, OUTLINE, PAPER

ANKLE = (22, -33)
ARCH = {"low": (0.9, -2.2), "normal": (6.8, 0), "high": (12.8, 4.5)}  # (height, instep lift)


@dataclass(frozen=True)
class Ray:
    """One toe: joint position, bone lengths and flesh radii."""

    joint: tuple
    bones: tuple
    radii: tuple


BIG = Ray((73, -8.4), (13.2, 9.6), (8.6, 6.6, 5.4))
LESSER = Ray((74, -9.5), (15.5, 12, 7.5), (7.8, 4.7, 4.4, 4.1))  # a small toe on its own
SECOND = Ray((75.5, -8), (11, 7, 5.5), (6.6, 4.6, 4.4, 3.8))
OTHERS = (
    SECOND,
    Ray((73.5, -8.6), (10.4, 6.6, 5.2), (6.4, 4.3, 4.1, 3.6)),
    Ray((71, -9.2), (9.6, 6, 4.8), (6.2, 4.1, 3.9, 3.5)),
    Ray((68, -9.8), (8.6, 5.4, 4.4), (6, 4, 3.8, 3.4)),
)
# the same foot from its outer side: toes 2 to 5, each nearer to us and a little shorter
NEAR_TOES = (
    Ray((75, -8.2), (9.6, 6.4, 5.2), (5.4, 4.5, 4.3, 3.8)),
    Ray((70.5, -7.6), (9.2, 6.0, 5.0), (5.2, 4.4, 4.2, 3.7)),
    Ray((65.5, -7.0), (8.8, 5.6, 4.6), (5.0, 4.3, 4.1, 3.6)),
    Ray((60, -6.4), (8.2, 5.2, 4.2), (4.8, 4.2, 4.0, 3.5)),
)


def toe_points(ray, bends):
    """Joint centres.  bends: degrees at each joint, + = up, - = curl down."""
    (x, y), heading, pts = ray.joint, 0.0, [ray.joint]
    for length, bend in zip(ray.bones, bends, strict=False):
        heading += bend
        x += length * math.cos(math.radians(heading))
        y -= length * math.sin(math.radians(heading))
        pts.append((x, y))
    return pts


def toe_shape(ray, bends):
    pts, balls = toe_points(ray, bends), []
    for i, (p, r) in enumerate(zip(pts, ray.radii, strict=False)):
        balls.append((*p, r))
        if i + 1 < len(pts):  # slim the middle of each bone
            q, rq = pts[i + 1], ray.radii[i + 1]
            waist = 0.86 if i == 0 else 0.97
            balls.append(((p[0] + q[0]) / 2, (p[1] + q[1]) / 2, min(r, rq) * waist + 0.3))
    return soften(tube(*balls), fillet=5)


def foot_body(arch):
    a, lift = ARCH[arch] if isinstance(arch, str) else arch
    return blob(
        (36, -43.5 - lift * 0.5),
        (44, -38.6 - lift),
        (52, -33.2 - lift),
        (60, -27.2 - lift * 0.8),
        (67, -21.6 - lift * 0.4),
        (73, -17.4),
        (78.4, -13.8),
        (80.6, -8.6),
        (78.6, -2.4),
        (73.5, 0.1),
        (68, 0),
        (62.5, -1),
        (54.5, -a * 0.74),
        (46, -a),
        (37, -a * 0.85),
        (29, -a * 0.36),
        (23, -0.35),
        (16, 0),
        (9, -0.1),
        (3.6, -2.6),
        (0.5, -8.4),
        (1.0, -16),
        (4.2, -24.5),
        (12, -34),
        (20, -42),
        (29, -45),
    )


def leg(length=85):
    top = -33 - length
    return blob(
        (36.5, top),
        (35.6, -74),
        (35.2, -60),
        (36.2, -49),
        (37.2, -42),
        (32, -35),
        (22, -30),
        (14, -28),
        (8.4, -31),
        (7.6, -39),
        (8.0, -50),
        (7.2, -62),
        (4.8, -76),
        (2.5, top),
    )


class SideFoot:
    """One foot with the lower leg, in picture units."""

    def __init__(
        self,
        x,
        y,
        scale,
        arch="normal",
        pitch=0,
        shin=0,
        toes=(0, 0),
        lesser=None,
        flip=False,
        leg_length=60,
        second=True,
        ray=BIG,
        behind=SECOND,
        floor=None,
        fan=(),
        outer=False,
    ):
        """x, y: where the back of the heel on the floor lands.
        pitch: the foot turns about the ankle, + = toes up.   shin: the leg leans, + = forward.
        toes: angles of the front toe's joints, + = up, - = curl.   lesser: same for the toe behind.
        ray, behind: which toe is in front and which one peeks out behind it (second=False: none).
        fan: angles of toes 2 to 5 when all four show behind the big toe.
        outer: the little-toe side of the foot (all its toes show; `toes` bends them all).
        floor: picture y of a floor that the lowest point should touch (then y is ignored)."""
        self.x, self.y, self.scale, self.flip = x, y, scale, flip
        self.pitch, self.bends = pitch, toes
        self.lesser = lesser or (toes[0], toes[1], toes[1] * 0.6)
        self.outer = outer
        arch = (1.2, -1.0) if outer else arch
        self.ray = ray
        self.big, self.second = toe_shape(ray, toes), toe_shape(behind, self.lesser)
        body = merge(foot_body(arch), self.big, fillet=2.6)
        self.foot = self.turn(body)
        if floor is not None:
            self.y = floor - self.foot.bounds[3] * scale
        self.shin = affinity.rotate(leg(leg_length), shin, origin=ANKLE)
        self.top = -33 - leg_length + 8
        clip = affinity.rotate(box(-80, self.top, 120, 60), shin, origin=ANKLE)
        self.whole = relax(merge(self.foot, self.shin, fillet=13), 1.0).intersection(clip)
        self.whole = self.whole.union(self.foot.buffer(-0.3))
        self.clip = clip.buffer(-0.05)
        self.show_second = second and not fan and not outer
        self.fan = [toe_shape(r, (a, a * 0.1, 0)) for r, a in zip(OTHERS, fan, strict=False)]

    def turn(self, g):
        return affinity.rotate(g, -self.pitch, origin=ANKLE)

    def turn_back(self, g):
        return affinity.rotate(g, self.pitch, origin=ANKLE)

    def place(self, g):
        s = self.scale
        return affinity.affine_transform(g, [-s if self.flip else s, 0, 0, s, self.x, self.y])

    def curve(self, *pts, foot=True):
        ln = LineString(spline(pts))
        return self.place(self.turn(ln) if foot else ln)

    def at(self, x, y, foot=True):
        p = LineString([(x, y), (x + 0.01, y)])
        return self.place(self.turn(p) if foot else p).coords[0]

    def toe_at(self, t, off=0):
        """Point along the big toe, t in bones (0..2 or 0..3), off = above the axis."""
        pts = toe_points(self.ray, self.bends)
        i = min(int(t), len(pts) - 2)
        (x0, y0), (x1, y1) = pts[i], pts[i + 1]
        n = math.hypot(x1 - x0, y1 - y0)
        f = t - i
        return (x0 + (x1 - x0) * f + (y1 - y0) / n * off, y0 + (y1 - y0) * f - (x1 - x0) / n * off)

    def draw(self, pic, fill=PAPER, outline=OUTLINE, details=True, nail=True):
        peek = self.second.difference(self.turn_back(self.whole).buffer(0.8))
        if self.show_second and peek.area > 22:
            pic.area(self.place(self.turn(self.second)), fill=FAR, width=outline)
        for toe in self.fan[::-1]:
            pic.area(self.place(self.turn(toe)), fill=FAR, width=outline)
        pic.area(self.place(self.whole), fill=fill, stroke="none")
        edge = self.whole.exterior.intersection(self.clip.union(self.foot.buffer(0.5)))
        pic.line(self.place(edge), width=outline)
        if self.outer:
            self.draw_near_toes(pic, fill)
        elif nail:
            marks = ((1.12, 4.5), (1.2, 2.7), (1.5, 2.1), (1.85, 2.3), (2.05, 3.6))
            pic.line(self.curve(*[self.toe_at(t, o) for t, o in marks]), width=FINE)
        if details:
            fine = {"width": FINE, "stroke": INK}
            # the outer ankle bone lies lower and further back than the inner one
            dx, dy = (-2.4, 3.4) if self.outer else (0, 0)
            bone = ((16.6, -36.5), (17.6, -32.8), (21, -30.8), (24.8, -31.6), (27, -34.8))
            pic.line(self.curve(*[(x + dx, y + dy) for x, y in bone], foot=False), **fine)
            pic.line(
                self.curve((14.2, -66), (14.0, -56), (13.0, -46), (11.2, -38), foot=False),
                width=FINE,
                stroke=CLOTH_DARK,
            )
            if self.bends[0] > -10 and not self.outer:
                pic.line(
                    self.curve(*[self.toe_at(t, o) for t, o in ((0.93, 4.6), (1.0, 3.4), (1.03, 2.0))]),
                    **fine,
                )

    def draw_near_toes(self, pic, fill):
        """Toes 2 to 5 of the outer view, over the outline of the big toe."""
        bends = (*self.bends, 0.0)[:3]
        for ray in NEAR_TOES:
            toe = toe_shape(ray, bends)
            (x, y), (_nx, _ny) = toe_points(ray, bends)[:2]
            root = disc(x, y, 9.5)
            pic.area(self.place(self.turn(toe.difference(root))), fill=fill, stroke="none")
            pic.line(self.place(self.turn(toe.exterior.difference(root))), width=DETAIL)

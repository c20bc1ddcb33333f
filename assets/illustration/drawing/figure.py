"""A posable person, built from tapered limbs in 3-D and drawn as flat line art.

Body space (picture units): x = the way the person faces, y = up, z = the
person's RIGHT.  Floor at y = 0; standing height about 200.
`view` turns the camera: 0 = we see the right side and the person faces right
on the page; 90 = we see the front; 30-50 = three-quarter view.
A pose is data: where the pelvis is, how the trunk leans, where each hand and
ankle is.  Knees and elbows are solved.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from .shapes import disc, hull, lines_of, merge, relax, soften, tube
from .tokens import CLOTH, CLOTH_DARK, DETAIL, FAR, HAIR, OUTLINE, PAPER, PROP

THIGH, SHANK, ANKLE_UP = 49.0, 47.0, 8.5
UPPER_ARM, FOREARM = 34.0, 30.0
HIP_HALF, SHOULDER_HALF = 9.0, 16.0
SPINE, NECK = 56.0, 12.0  # hip line -> shoulder line -> base of skull


def vec(*v):
    return np.array(v, float)


def unit(v):
    n = np.linalg.norm(v)
    return v / n if n else v


def rot(axis, deg):
    a, (x, y, z) = math.radians(deg), unit(np.asarray(axis, float))
    c, s, t = math.cos(a), math.sin(a), 1 - math.cos(a)
    return np.array(
        [
            [t * x * x + c, t * x * y - s * z, t * x * z + s * y],
            [t * x * y + s * z, t * y * y + c, t * y * z - s * x],
            [t * x * z - s * y, t * y * z + s * x, t * z * z + c],
        ]
    )


def two_bone(root, end, a, b, pole):
    """Middle joint of a two-bone limb; `pole` is the way the joint points."""
    root, end = np.asarray(root, float), np.asarray(end, float)
    d = np.linalg.norm(end - root)
    d_ok = min(max(d, abs(a - b) + 0.5), a + b - 0.05)
    u = unit(end - root)
    end = root + u * d_ok
    along = (a * a - b * b + d_ok * d_ok) / (2 * d_ok)
    side = np.asarray(pole, float) - np.dot(pole, u) * u
    return root + u * along + unit(side) * math.sqrt(max(a * a - along * along, 0)), end


@dataclass
class Leg:
    ankle: tuple  # ankle joint
    knee: tuple = (1, 0.25, 0)  # the way the knee points
    toe: tuple = (1, 0, 0)  # the way the foot points
    up: tuple = (0, 1, 0)  # the way the back of the foot faces
    toes: float = 0  # toes bent up, degrees


@dataclass
class Arm:
    hand: tuple  # wrist
    elbow: tuple = (-0.4, -1, 0)
    fingers: tuple = (1, 0, 0)  # the way the fingers point
    palm: tuple = (0, -1, 0)  # the way the palm faces
    curl: float = 20


@dataclass
class Pose:
    pelvis: tuple  # middle of the hip line
    right_leg: Leg
    left_leg: Leg
    right_arm: Arm
    left_arm: Arm
    lean: float = 0  # trunk forward, degrees
    bend: float = 8  # extra forward curve of the upper back
    nod: float = 0  # head down, degrees
    turn: float = 0  # pelvis/trunk turn about the vertical
    order: tuple = field(default=())  # force painting order, back to front


class Figure:
    def __init__(self, pose, x, y, scale=1.0, view=25, tilt=8, hair="short"):
        """hair: "short" or "bun"; use both equally often across the library."""
        self.hair = hair
        self.pose, self.x, self.y, self.scale = pose, x, y, scale
        self.camera = rot((1, 0, 0), tilt) @ rot((0, 1, 0), -view)
        self.solve()

    # -- projection -----------------------------------------------------------
    def see(self, p):
        q = self.camera @ np.asarray(p, float)
        return self.x + q[0] * self.scale, self.y - q[1] * self.scale

    def depth(self, p):
        return (self.camera @ np.asarray(p, float))[2]

    def balls(self, *items):
        return [(*self.see(p), r * self.scale) for p, r in items]

    def limb(self, *items):
        return tube(*self.balls(*items))

    def box(self, pic, x, y, z, fill=PROP):
        """A block between (x0, x1), (y0, y1), (z0, z1): step, seat, chair leg, wall."""
        ranges = (x, y, z)
        for axis in range(3):
            a, b = [i for i in range(3) if i != axis]
            for side in (0, 1):
                normal = np.eye(3)[axis] * (1 if side else -1)
                if self.depth(normal) <= 0.02:  # face looks away
                    continue
                corners = []
                for i, j in ((0, 0), (0, 1), (1, 1), (1, 0)):
                    p = np.zeros(3)
                    p[[axis, a, b]] = ranges[axis][side], ranges[a][i], ranges[b][j]
                    corners.append(self.see(p))
                pic.area(Polygon(corners), fill=fill, width=DETAIL)

    def chair(self, pic, back, front, seat, half=19, top=None, far_legs=True):
        """Seat top at height `seat`, from x = back to x = front."""
        for lx in (back + 1, front - 4) if far_legs else ():
            self.box(pic, (lx, lx + 3), (0, seat - 4), (-half, -half + 3))
        self.box(pic, (back, front), (seat - 4, seat), (-half, half))
        if top:
            self.box(pic, (back - 3, back), (seat - 4, top), (-half, half))
        for lx in (back + 1, front - 4):
            self.box(pic, (lx, lx + 3), (0, seat - 4), (half - 3, half))

    # -- joints ---------------------------------------------------------------
    def solve(self):
        p = self.pose
        yaw = rot((0, 1, 0), p.turn)
        lean, curve = rot((0, 0, 1), -p.lean), rot((0, 0, 1), -(p.lean + p.bend))
        self.fwd, self.up, self.right = (
            yaw @ lean @ vec(1, 0, 0),
            yaw @ lean @ vec(0, 1, 0),
            yaw @ vec(0, 0, 1),
        )
        self.fwd2, self.up2 = yaw @ curve @ vec(1, 0, 0), yaw @ curve @ vec(0, 1, 0)
        self.hips = vec(*p.pelvis)
        self.waist = self.hips + self.up * SPINE * 0.42
        self.chest = self.waist + self.up2 * SPINE * 0.40 + self.fwd2 * 1.0
        self.shoulders = self.waist + self.up2 * SPINE * 0.58
        self.neck = self.shoulders + self.up2 * 2
        head = rot((0, 0, 1), -p.nod)
        self.h_up, self.h_fwd = yaw @ head @ vec(0, 1, 0), yaw @ head @ vec(1, 0, 0)
        self.skull = self.neck + self.up2 * NECK * 0.95 + self.h_up * 11.5 + self.h_fwd * 3.5
        self.leg, self.arm = {}, {}
        for side, sign in (("right", 1), ("left", -1)):
            leg, a = getattr(p, side + "_leg"), getattr(p, side + "_arm")
            hip = self.hips + self.right * sign * HIP_HALF
            knee, ankle = two_bone(hip, leg.ankle, THIGH, SHANK, leg.knee)
            self.leg[side] = (hip, knee, ankle, leg)
            sh = self.shoulders + self.right * sign * SHOULDER_HALF - self.up2 * 2
            reach = max(0, np.dot(unit(np.asarray(a.hand, float) - sh), self.fwd2))
            sh = sh + self.fwd2 * 5 * reach**2  # the shoulder blade follows the arm
            elbow, wrist = two_bone(sh, a.hand, UPPER_ARM, FOREARM, a.elbow)
            self.arm[side] = (sh, elbow, wrist, a)

    # -- body parts -> flat shapes -------------------------------------------------
    def leg_skin(self, side):
        hip, knee, ankle, leg = self.leg[side]
        th, sh = unit(knee - hip), unit(ankle - knee)
        front = unit(vec(*leg.knee) - np.dot(leg.knee, th) * th)
        back = -unit(vec(*leg.knee) - np.dot(leg.knee, sh) * sh)

        def L(a, b, t):
            return a + (b - a) * t

        thigh = self.limb(
            (hip, 12.5),
            (L(hip, knee, 0.35) + front * 1.2, 11.4),
            (L(hip, knee, 0.72), 9.2),
            (knee - th * 1, 7.9),
        )
        shank = self.limb(
            (knee - th * 1, 7.9),
            (L(knee, ankle, 0.14) + back * 0.8, 7.2),
            (L(knee, ankle, 0.33) + back * 2.2, 7.7),
            (L(knee, ankle, 0.60) + back * 1.2, 6.0),
            (L(knee, ankle, 0.86), 4.5),
            (ankle, 4.7),
        )
        return thigh, shank, self.foot(ankle, leg)

    def foot(self, ankle, leg):
        f = unit(vec(*leg.toe))
        up = unit(vec(*leg.up) - np.dot(leg.up, f) * f)
        side = np.cross(f, up)

        def at(a, b, c):
            return ankle + f * a + up * b + side * c

        parts = [
            hull(
                *self.balls(
                    (at(0, -0.5, 0), 4.7),
                    (at(-5.6, -4.2, 0), 4.4),
                    (at(7, -2.2, 0), 4.4),
                    (at(-3, -5, 0), 3.6),
                )
            ),
            hull(*self.balls((at(7, -2.2, 0), 4.4), (at(14, -4.2, 0), 3.6), (at(-3, -5, 0), 3.5))),
            hull(
                *self.balls((at(14, -4.2, 0), 3.6), (at(19.5, -5.6, 2.6), 2.9), (at(19.5, -5.6, -2.6), 2.9))
            ),
        ]
        t = math.radians(leg.toes)

        def tip(d, c):
            return at(19.5 + d * math.cos(t), -6.2 + d * math.sin(t), c)

        parts.append(
            hull(
                *self.balls(
                    (at(19.5, -5.8, 2.6), 2.7),
                    (at(19.5, -5.8, -2.6), 2.7),
                    (tip(7.5, 2.4), 2.1),
                    (tip(7.5, -2.4), 2.1),
                )
            )
        )
        return merge(*parts, fillet=3 * self.scale)

    def hand(self, wrist, a):
        f = unit(vec(*a.fingers))
        palm = unit(vec(*a.palm) - np.dot(a.palm, f) * f)
        side = np.cross(f, palm)

        def at(x, y, z):
            return wrist + f * x + palm * y + side * z

        c = math.radians(a.curl)
        palm_part = hull(*self.balls((at(0, 0, 0), 3.4), (at(7.5, 0, 3), 2.5), (at(7.5, 0, -3), 2.5)))
        knuck = 8.5
        tipx, tipy = knuck + 8.5 * math.cos(c), 8.5 * math.sin(c)
        fingers = hull(
            *self.balls(
                (at(knuck, 0, 3.1), 2.2),
                (at(knuck, 0, -3.1), 2.2),
                (at(tipx, tipy, 2.2), 1.7),
                (at(tipx, tipy, -2.2), 1.7),
            )
        )
        thumb = self.limb((at(2.5, 1, 0), 2.2), (at(7.5, 3.6, 0), 1.8), (at(11, 3.8, 0), 1.6))
        return merge(palm_part, fingers, thumb, fillet=1.2 * self.scale)

    def arm_skin(self, side):
        sh, el, wr, a = self.arm[side]

        def L(p, q, t):
            return p + (q - p) * t

        upper = self.limb((L(sh, el, 0.3), 6.4), (L(sh, el, 0.5), 6.1), (el, 4.8))
        fore = self.limb((el, 4.8), (L(el, wr, 0.28), 5.3), (L(el, wr, 0.65), 4.1), (wr, 3.2))
        return upper, fore, self.hand(wr, a)

    # -- painting ---------------------------------------------------------------------
    def paint_limb(self, pic, pieces, joints, fill):
        """One outline round pieces listed from root to tip.  Inner contour where a piece folds over another."""
        whole = relax(merge(*pieces, fillet=5 * self.scale), 1.3 * self.scale)
        pic.area(whole, fill=fill)
        inside = whole.buffer(-1.2)
        for (a, b), (joint, r) in zip(zip(pieces, pieces[1:], strict=False), joints, strict=False):
            fold = (
                b.exterior.intersection(inside)
                .intersection(a.buffer(0.5))
                .difference(disc(*self.see(joint), r * 1.25 * self.scale))
            )
            good = [ln for ln in lines_of(fold) if ln.length > 7]
            if good:
                pic.line(unary_union(good), width=DETAIL)

    def draw_leg(self, pic, side, fill):
        _, knee, ankle, _ = self.leg[side]
        self.paint_limb(pic, self.leg_skin(side), ((knee, 8), (ankle, 5)), fill)

    def draw_thigh(self, pic, side, fill):
        """Upper half of a crossed leg; draw_shank follows once the other leg is painted."""
        pic.area(self.leg_skin(side)[0], fill=fill)
        self.draw_shorts(pic, side, False)

    def draw_shank(self, pic, side, fill):
        _, knee, ankle, _ = self.leg[side]
        thigh, shank, foot = self.leg_skin(side)
        lower = relax(merge(shank, foot, fillet=4 * self.scale), 1.3 * self.scale)
        root = disc(*self.see(knee), 10 * self.scale).intersection(thigh.buffer(-0.3))
        pic.area(lower, fill=fill, stroke="none")
        pic.line(lower.exterior.difference(root), width=OUTLINE)

    def cut_square(self, shape, p, q):
        """Drop everything beyond q along p -> q: a straight hem across a limb."""
        a, b = vec(*self.see(p)), vec(*self.see(q))
        n = unit(b - a)
        if np.linalg.norm(b - a) < 1.5:
            return shape  # seen end-on: no hem visible
        w = np.array([-n[1], n[0]]) * 60
        return shape.difference(Polygon([b - w, b + w, b + w + n * 60, b - w + n * 60]))

    def shorts_leg(self, side):
        hip, knee, *_ = self.leg[side]

        def at(t):
            return hip + (knee - hip) * t

        return self.cut_square(self.limb((hip, 13.4), (at(0.3), 13.2), (at(0.6), 11.8)), hip, at(0.6))

    def draw_shorts(self, pic, side, with_pelvis):
        s = self.shorts_leg(side)
        if not with_pelvis:
            pic.area(s, fill=CLOTH_DARK)
            return
        other = self.shorts_leg("left" if side == "right" else "right")
        frontal = abs(self.depth(self.fwd)) > 0.7  # both legs of the shorts are one garment
        pic.area(
            merge(s, self.pelvis(), *([other] if frontal else []), fillet=2 * self.scale), fill=CLOTH_DARK
        )
        if frontal:
            hip, knee, *_ = self.leg[side]
            inner = hip + (knee - hip) * 0.58 + unit(self.hips - hip) * 10.5
            pic.line([self.see(self.hips - self.up * 12), self.see(inner)], width=DETAIL)

    def pelvis(self):
        h, r, u, f = self.hips, self.right, self.up, self.fwd
        return hull(
            *self.balls(
                (h + r * 7 - f * 1.5, 12.4),
                (h - r * 7 - f * 1.5, 12.4),
                (self.waist + r * 6.5 - u * 4, 11),
                (self.waist - r * 6.5 - u * 4, 11),
            )
        )

    def torso(self):
        r, u, u2, s = self.right, self.up, self.up2, self.shoulders
        low, mid, top = self.waist - u * 12, self.waist, self.chest

        def pair(c, half, rad):
            return ((c + r * half, rad), (c - r * half, rad))

        shape = merge(
            hull(*self.balls(*pair(low, 6.5, 12.6), *pair(mid, 6, 11.4))),
            hull(*self.balls(*pair(mid, 6, 11.4), *pair(top, 7.5, 12.6))),
            hull(*self.balls(*pair(top, 7.5, 12.6), *pair(s - u2 * 3, 14, 6.8), *pair(s + u2 * 2, 3.5, 6))),
            fillet=8 * self.scale,
        )
        return self.cut_square(shape, mid, low - u * 4)

    def sleeve(self, side):
        sh, el, *_ = self.arm[side]

        def at(t):
            return sh + (el - sh) * t

        return self.cut_square(self.limb((sh, 8.2), (at(0.56), 7.4)), sh, at(0.56))

    def draw_torso(self, pic):
        pic.area(
            self.limb(
                (self.neck - self.up2 * 3, 6.2),
                (self.neck + self.up2 * 5, 5.5),
                (self.skull - self.h_up * 6 - self.h_fwd * 2.5, 5.8),
            )
        )
        pic.area(self.torso(), fill=CLOTH)

    def draw_head(self, pic):
        k, u, f, r = self.skull, self.h_up, self.h_fwd, self.right
        bridge, tip, base = k + f * 10.3 + u * 0.6, k + f * 12.1 - u * 3.2, k + f * 10.2 - u * 4.2
        jaw = hull(
            *self.balls(
                (k + f * 1.2 + u, 9.6),
                (k + f * 3.2 - u, 7.9),
                (k + f * 5.8 - u * 9.6, 3.4),
                (k + f * 1.5 - u * 6.5 + r * 2.2, 5),
                (k + f * 1.5 - u * 6.5 - r * 2.2, 5),
            )
        )
        nose = hull(*self.balls((bridge, 0.7), (tip, 0.8), (base, 0.7)))
        lips = hull(*self.balls((k + f * 8.8 - u * 6.6, 1.2), (k + f * 7 - u * 6.6, 1.2)))
        skull = hull(
            *self.balls((k - f * 1.2 + u, 11.2), (k - f * 2.2 - u * 2.2, 9.6), (k + u * 2.4 + f * 1.4, 10.2))
        )
        window = hull(
            *self.balls((k + f * 8.2 + u, 6.6), (k + f * 7.4 - u * 9, 9.0), (k + f * 1.6 - u * 11.5, 7.0))
        )
        bun = self.limb((k - f * 12.6 + u * 5.5, 4.6))
        if self.hair == "bun" and self.depth(f) > -0.3:
            pic.area(bun, fill=HAIR)
        face = pic.area(merge(jaw, nose, lips, fillet=1.6 * self.scale))
        if face.buffer(-2).contains(Point(self.see(tip))):  # nose falls inside the face
            pic.line([self.see(p) for p in (bridge, tip, base)], width=DETAIL)
        cap = skull if self.depth(f) < -0.6 else skull.difference(window)  # seen from behind: no face
        pic.area(soften(cap, round_=self.scale, fillet=0.6), fill=HAIR)
        if self.hair == "bun" and self.depth(f) <= -0.3:
            pic.area(bun, fill=HAIR)
        for sign in (1, -1):
            ear = k + r * sign * 9.2 - f - u * 3
            if self.depth(ear) > self.depth(k) + 2:
                pic.area(
                    hull(*self.balls((ear + u * 1.2, 2.1), (ear - u * 1.4 + f * 0.3, 1.5))), width=DETAIL
                )

    def paint_arm(self, pic, side, fill, behind=False):
        sh, el, wr, _ = self.arm[side]
        self.paint_limb(pic, self.arm_skin(side), ((el, 5), (wr, 4)), fill)
        sleeve = self.sleeve(side)
        if behind:  # the shirt will cover its root
            pic.area(sleeve, fill=CLOTH)
            return
        pic.area(sleeve, fill=CLOTH, stroke="none")
        root = disc(*self.see(sh), 9 * self.scale).intersection(self.torso().buffer(-0.4))
        pic.line(sleeve.exterior.difference(root), width=OUTLINE)

    def draw(self, pic):
        near = "right" if self.depth(self.right) > 0 else "left"
        far = "left" if near == "right" else "right"
        steps = {
            "far arm": lambda: self.paint_arm(pic, far, FAR, behind=True),
            "far arm front": lambda: self.paint_arm(pic, far, PAPER),
            "far leg": lambda: (self.draw_leg(pic, far, FAR), self.draw_shorts(pic, far, False)),
            "far thigh": lambda: self.draw_thigh(pic, far, FAR),
            "far shank": lambda: self.draw_shank(pic, far, FAR),
            "near thigh": lambda: self.draw_thigh(pic, near, PAPER),
            "near shank": lambda: self.draw_shank(pic, near, PAPER),
            "near leg": lambda: (self.draw_leg(pic, near, PAPER), self.draw_shorts(pic, near, True)),
            "torso": lambda: self.draw_torso(pic),
            "head": lambda: self.draw_head(pic),
            "near arm": lambda: self.paint_arm(pic, near, PAPER),
        }
        for name in self.pose.order or ("far arm", "far leg", "near leg", "torso", "head", "near arm"):
            steps[name]()

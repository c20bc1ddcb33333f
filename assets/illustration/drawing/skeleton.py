"""The skeleton of a posable person: joints solved in 3-D, limbs projected to flat shapes.

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
from shapely.geometry import Polygon

from .shapes import hull, merge, tube
from .tokens import DETAIL, PROP

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


class Skeleton:
    """Solved joints, the camera, and body parts as flat shapes."""

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

        def between(a, b, t):
            return a + (b - a) * t

        thigh = self.limb(
            (hip, 12.5),
            (between(hip, knee, 0.35) + front * 1.2, 11.4),
            (between(hip, knee, 0.72), 9.2),
            (knee - th * 1, 7.9),
        )
        shank = self.limb(
            (knee - th * 1, 7.9),
            (between(knee, ankle, 0.14) + back * 0.8, 7.2),
            (between(knee, ankle, 0.33) + back * 2.2, 7.7),
            (between(knee, ankle, 0.60) + back * 1.2, 6.0),
            (between(knee, ankle, 0.86), 4.5),
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
            hull(*self.balls((at(14, -4.2, 0), 3.6), (at(19.5, -5.6, 2.6), 2.9), (at(19.5, -5.6, -2.6), 2.9))),
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

        def between(p, q, t):
            return p + (q - p) * t

        upper = self.limb((between(sh, el, 0.3), 6.4), (between(sh, el, 0.5), 6.1), (el, 4.8))
        fore = self.limb((el, 4.8), (between(el, wr, 0.28), 5.3), (between(el, wr, 0.65), 4.1), (wr, 3.2))
        return upper, fore, self.hand(wr, a)

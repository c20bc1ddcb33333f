"""A posable person drawn as flat line art: clothes, head and painting order over the skeleton."""

import itertools

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

from .shapes import disc, hull, lines_of, merge, relax, soften, spline
from .skeleton import Arm, Leg, Pose, Skeleton, unit, vec
from .tokens import CLOTH, CLOTH_DARK, DETAIL, FAR, FINE, HAIR, OUTLINE, PAPER

__all__ = ["Arm", "Figure", "Leg", "Pose"]


class Figure(Skeleton):
    """Draw with `draw(pic)`; `pose.order` forces the painting order."""

    def paint_limb(self, pic, pieces, joints, fill):
        """One outline round pieces listed from root to tip, and a line where one folds over another."""
        whole = relax(merge(*pieces, fillet=5 * self.scale), 1.3 * self.scale)
        pic.area(whole, fill=fill)
        inside = whole.buffer(-1.2)
        for (a, b), (joint, r) in zip(itertools.pairwise(pieces), joints, strict=False):
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
        _, knee, _ankle, _ = self.leg[side]
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
        pic.area(merge(s, self.pelvis(), *([other] if frontal else []), fillet=2 * self.scale), fill=CLOTH_DARK)
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
        shirt = pic.area(self.torso(), fill=CLOTH)
        hip, knee, *_ = self.leg["right"]
        if np.dot(unit(knee - hip), self.up) > -0.35:  # sitting: the shirt folds at the lap
            fold = [self.waist + self.fwd * a - self.up * b for a, b in ((13, 1.5), (8, 4), (2.5, 4.6))]
            fold = LineString(spline([self.see(p) for p in fold])).intersection(shirt.buffer(-1))
            pic.line(fold, width=FINE)

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
        skull = hull(*self.balls((k - f * 1.2 + u, 11.2), (k - f * 2.2 - u * 2.2, 9.6), (k + u * 2.4 + f * 1.4, 10.2)))
        window = hull(*self.balls((k + f * 8.2 + u, 6.6), (k + f * 7.4 - u * 9, 9.0), (k + f * 1.6 - u * 11.5, 7.0)))
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
                pic.area(hull(*self.balls((ear + u * 1.2, 2.1), (ear - u * 1.4 + f * 0.3, 1.5))), width=DETAIL)

    def paint_arm(self, pic, side, fill, behind=False):
        sh, el, wr, _ = self.arm[side]
        self.paint_limb(pic, self.arm_skin(side), ((el, 5), (wr, 4)), fill)
        sleeve = self.sleeve(side)
        if behind:  # the shirt will cover its root; starting low, it makes no bump at the chest
            low = [(sh + (el - sh) * t, r) for t, r in ((0.24, 6.6), (0.56, 7.2))]
            pic.area(self.cut_square(self.limb(*low), sh, low[1][0]), fill=CLOTH)
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

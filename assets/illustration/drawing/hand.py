"""A hand seen from the thumb side, holding the toes between thumb and fingers.

Local axes: u runs from the held toe tip towards the wrist, v towards the thumb.
Units as in sidefoot (foot length = 100).
"""

from shapely import affinity
from shapely.geometry import LineString

from .shapes import hull, merge, relax, spline, tube
from .tokens import FAR, FINE, OUTLINE

THUMB = ((-17, 8.2, 2.9), (-13, 9.0, 3.4), (-5, 11.2, 3.6), (4, 12.2, 4.0), (15, 9, 5.6))
INDEX = ((-17, -9.6, 3.2), (-9, -11.4, 3.5), (3, -12.0, 3.9), (18, -4, 5.4))
MIDDLE = ((-23, -11.6, 3.2), (-13, -15.2, 3.5), (3, -16.4, 3.9), (17, -7, 5.4))
PALM = ((18, -4, 5.4), (14, 7, 6), (32, 0, 8.4), (26, 9, 5.8))
FOREARM = ((32, 1.5, 7.6), (48, 3.5, 7.8), (100, 10, 11))


class Grip:
    """x, y: the held toe tip in picture units; direction: where the wrist is, degrees, up = +."""

    def __init__(self, x, y, scale, direction, wrist_bend=0, flip=False, middle=True):
        def place(g):
            g = affinity.scale(g, scale, scale if flip else -scale, origin=(0, 0))
            return affinity.translate(affinity.rotate(g, -direction, origin=(0, 0)), x, y)

        arm = affinity.rotate(tube(*FOREARM), wrist_bend, origin=(32, 1.5))
        palm = hull(*PALM)
        self.middle = place(relax(tube(*MIDDLE), 1))
        self.back = place(
            relax(merge(tube(*INDEX), palm, arm, tube(*THUMB[2:]), hull((0, 2, 8), (16, 2, 8)), fillet=4), 1)
        )
        self.thumb = place(relax(tube(*THUMB), 0.8))
        self.nail = place(LineString(spline([(-18.6, 10.2), (-16, 11.2), (-12.6, 11.0), (-11.6, 12.4)])))

    def draw_behind(self, pic):
        """Fingers and palm: before the foot."""
        pic.area(self.middle, fill=FAR)
        pic.area(self.back)

    def draw_thumb(self, pic):
        """After the foot: the thumb lies on top of the toes."""
        pic.area(self.thumb, stroke="none")
        pic.line(self.thumb.exterior.difference(self.back.buffer(-1)), width=OUTLINE)
        pic.line(self.nail, width=FINE)


POINTING = ((3.6, 0, 3.7), (10, 0.2, 4.0), (14, 0.4, 4.3), (24, 0.8, 4.5), (37, 0, 5.6))
FIST = ((37, 0, 5.6), (36, -7, 5.4), (40, -13, 5.4), (54, -11, 7), (54, 2, 8))
WRIST = ((54, -4, 9.5), (66, -3, 8), (80, -2, 8), (130, 0, 11))
FOLDED = (((30.5, -7.2, 4.0), (40, -8.5, 4.2)), ((33, -14, 3.8), (42, -14.5, 4)))
PRESSING_THUMB = ((24, 8, 3.2), (30, 9.4, 3.8), (40, 8.4, 4.6), (52, 3, 6))


class Finger:
    """A pointing hand from the thumb side.  x, y: the fingertip; direction: where the wrist is, up = +."""

    def __init__(self, x, y, scale, direction, flip=False):
        def place(g):
            g = affinity.scale(g, scale, scale if flip else -scale, origin=(0, 0))
            return affinity.translate(affinity.rotate(g, -direction, origin=(0, 0)), x, y)

        self.folded = [place(relax(tube(*f), 0.6)) for f in FOLDED]
        self.hand = place(relax(merge(tube(*POINTING), hull(*FIST), tube(*WRIST), fillet=4), 1))
        self.thumb = place(relax(tube(*PRESSING_THUMB), 0.8))
        self.nail = place(LineString(spline([(0.8, -2.2), (3, -3.0), (6.6, -2.6), (7.4, -3.6)])))

    def draw(self, pic):
        for shape in self.folded:
            pic.area(shape, fill=FAR)
        pic.area(self.hand)
        pic.area(self.thumb, stroke="none")
        pic.line(self.thumb.exterior.difference(self.hand.buffer(-5)), width=OUTLINE)
        pic.line(self.nail, width=FINE)

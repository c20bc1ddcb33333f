"""Three shoe fronts from above."""

from drawing.shapes import spline
from drawing.tokens import CLOTH_DARK, DETAIL, OUTLINE, PROP
from drawing.topfoot import TopFoot
from shapely import affinity
from shapely.geometry import Polygon, box

from .scene import CARD, scene


def shoe_front(pic, outline):
    """Front half of a right shoe from above, the toes drawn dashed inside."""
    pts = spline(outline)
    shape = Polygon([*pts, (outline[-1][0], 190), (outline[0][0], 190)]).buffer(0)
    pic.area(shape.intersection(box(0, 0, 160, 150)), fill=PROP, stroke="none")
    pic.line(shape.exterior.intersection(box(0, 0, 160, 150)), width=OUTLINE)
    inner = affinity.scale(shape, 0.9, 1, origin=(80, 0))
    inner = affinity.translate(inner, 0, 6).exterior.intersection(box(0, 0, 160, 150))
    pic.line(inner, width=DETAIL)
    foot = TopFoot(81, 36, 1.78)
    toes = foot.place(foot.outline0)
    pic.line(toes.exterior.intersection(box(0, 0, 160, 150)), width=DETAIL, dash="4 4", stroke=CLOTH_DARK)


@scene(
    "Pointed toe",
    "A shoe front from above that comes to a point. The dashed toes do not fit inside.",
    **CARD,
)
def toebox_pointed(pic):
    shoe_front(
        pic,
        [
            (44, 158),
            (42, 130),
            (42, 108),
            (46, 84),
            (58, 52),
            (70, 22),
            (78, 10),
            (86, 22),
            (101, 54),
            (115, 84),
            (119, 110),
            (118, 132),
            (112, 158),
        ],
    )


@scene("Round toe", "A shoe front from above with a wide round end. The dashed toes fit inside.", **CARD)
def toebox_round(pic):
    shoe_front(
        pic,
        [
            (44, 158),
            (39, 130),
            (37, 104),
            (37, 74),
            (42, 44),
            (54, 24),
            (74, 16),
            (96, 24),
            (114, 42),
            (122, 72),
            (125, 104),
            (122, 132),
            (114, 158),
        ],
    )


@scene("Square toe", "A shoe front from above with a broad square end. The dashed toes fit inside.", **CARD)
def toebox_square(pic):
    shoe_front(
        pic,
        [
            (44, 158),
            (39, 130),
            (37, 104),
            (36, 70),
            (38, 38),
            (42, 22),
            (54, 17),
            (80, 16),
            (106, 17),
            (118, 22),
            (123, 40),
            (125, 72),
            (126, 104),
            (122, 132),
            (114, 158),
        ],
    )

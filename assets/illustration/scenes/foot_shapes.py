"""Foot-shape cards: arches, toe lengths, bunion, hammertoe."""

from dataclasses import replace

from drawing.shapes import disc
from drawing.sidefoot import LESSER, SideFoot
from drawing.tokens import ACCENT, DETAIL, FINE
from drawing.topfoot import DORSUM, EGYPTIAN, GREEK, SQUARE, Toe, TopFoot, toe_axis
from shapely.geometry import LineString, box

from .scene import CARD, scene


def arch(pic, kind):
    pic.line([(10, 141), (150, 141)], width=DETAIL)
    foot = SideFoot(15, 139.5, 1.3, arch=kind, leg_length=62)
    gap = box(24, -16, 68, 1).difference(foot.foot)
    gap = max(gap.geoms, key=lambda g: g.area) if hasattr(gap, "geoms") else gap
    pic.hatch(foot.place(gap).buffer(-0.8), angle=-60, gap=4)
    foot.draw(pic)


@scene("Low arch", "The foot from the inner side. The sole touches the floor almost from heel to ball.", **CARD)
def arch_low(pic):
    arch(pic, "low")


@scene(
    "Normal arch",
    "The foot from the inner side. There is a moderate gap between the arch and the floor.",
    names=("arch-mid",),
    **CARD,
)
def arch_normal(pic):
    arch(pic, "normal")


@scene("High arch", "The foot from the inner side. There is a tall gap between the arch and the floor.", **CARD)
def arch_high(pic):
    arch(pic, "high")


def toe_lengths(pic, toes):
    foot = TopFoot(78, 26, 2.1, toes=toes)
    foot.draw(pic, crop=62)
    tips = [toe_axis(t, 1, 0) for t in toes]
    guide = LineString(tips).offset_curve(-3.6, join_style="mitre")
    pic.line(foot.place(guide).coords, stroke=ACCENT, width=2.2, dash="5 4", curve=False)


@scene(
    "Big toe longest",
    "The foot from above. The big toe is the longest, the others get shorter in turn (Egyptian type).",
    names=("toe-big",),
    **CARD,
)
def toes_egyptian(pic):
    toe_lengths(pic, EGYPTIAN)


@scene(
    "Second toe longest",
    "The foot from above. The second toe is longer than the big toe (Greek type).",
    names=("toe-second",),
    **CARD,
)
def toes_greek(pic):
    toe_lengths(pic, GREEK)


@scene(
    "Toes about equal",
    "The foot from above. The first toes are about the same length (square type).",
    names=("toe-same",),
    **CARD,
)
def toes_square(pic):
    toe_lengths(pic, SQUARE)


@scene(
    "Bunion",
    "The foot from above. The big toe leans towards the others and its joint sticks out at the inner edge.",
    **CARD,
)
def bunion(pic):
    toes = (Toe((-16.4, 30), 29.5, 19, 11.8, 12), replace(EGYPTIAN[1], angle=5, bend=2), *EGYPTIAN[2:])
    body = [(-23.4, y) if y == 28 else (-23.4, y) if y == 35 else (-19.4, y) if y == 44 else (x, y) for x, y in DORSUM]
    foot = TopFoot(82, 26, 2.1, toes=toes, body=body)
    foot.draw(pic, crop=62)
    pic.hatch(foot.place(disc(-21, 31, 5.6).intersection(foot.outline0.buffer(-0.8))), gap=4)


# big toe lean and its outer bend, how far the joint sticks out, lean of toes 2 and 3
BUNIONS = ((3, 4, 0.0, (3, 1)), (10, 9, 1.7, (4, 2)), (19, 13, 3.8, (6, 3)), (29, 18, 6.4, (9, 6)))


def bunion_grade(pic, grade):
    lean, bend, out, (second, third) = BUNIONS[grade]
    big = Toe((-12.6 - out, 29.5 + out * 0.1), 29.5, lean, 11.8, bend)
    toes = (
        big,
        replace(EGYPTIAN[1], angle=second, bend=EGYPTIAN[1].bend + out * 0.7),
        replace(EGYPTIAN[2], angle=third),
        *EGYPTIAN[3:],
    )
    share = {44: 0.5, 35: 0.95, 28: 1.0, 22: 0.4}
    body = [(x - out * share[y], y) if x < -15.5 and y in share else (x, y) for x, y in DORSUM]
    TopFoot(80 + out, 26, 2.1, toes=toes, body=body).draw(pic, crop=62)


@scene("No bunion", "The foot from above. The big toe points straight ahead.", **CARD)
def bunion_0(pic):
    bunion_grade(pic, 0)


@scene(
    "Small bunion",
    "The foot from above. The big toe leans a little and its joint sticks out a little.",
    **CARD,
)
def bunion_1(pic):
    bunion_grade(pic, 1)


@scene(
    "Medium bunion",
    "The foot from above. The big toe leans on the second toe and its joint sticks out.",
    **CARD,
)
def bunion_2(pic):
    bunion_grade(pic, 2)


@scene(
    "Large bunion",
    "The foot from above. The big toe leans far over towards the second toe and its joint sticks out a lot.",
    **CARD,
)
def bunion_3(pic):
    bunion_grade(pic, 3)


def toe_side(pic, x, left, bends, marked):
    """One lesser toe from the side with the start of its foot; cut off at the picture x `left`."""
    foot = SideFoot(x, 122, 2.4, toes=bends, ray=LESSER, second=False, leg_length=30)
    pic.clip = box(left, 0, left + 148, 160)
    pic.line([(left, 123.6), (left + 140, 123.6)], width=DETAIL)
    foot.draw(pic, nail=False, details=False)
    nail = [foot.toe_at(t, o) for t, o in ((2.3, 4.2), (2.4, 2.6), (2.75, 1.9), (3.1, 2.6))]
    pic.line(foot.curve(*nail), width=FINE)
    if marked:
        joint = disc(*foot.at(*foot.toe_at(1)), 13)
        pic.hatch(joint.intersection(foot.place(foot.foot).buffer(-1.6)), gap=4)
    pic.clip = None


HAMMER, STRAIGHT = (52, -104, 40), (10, -12, -4)


@scene("Hammertoe", "A toe from the side. Its middle joint is bent up and the tip points down.", **CARD)
def hammertoe(pic):
    toe_side(pic, -112, 12, HAMMER, True)


@scene("Straight toe", "A toe from the side. It lies straight and flat.", **CARD)
def toe_straight(pic):
    toe_side(pic, -120, 8, STRAIGHT, False)


@scene(
    "Straight toe and hammertoe",
    "Two toes from the side. Left: a straight toe. Right: a hammertoe, its middle joint bent up and its tip "
    "pointing down.",
    width=320,
    height=160,
)
def hammertoe_compare(pic):
    toe_side(pic, -120, 8, STRAIGHT, False)
    toe_side(pic, 50, 172, HAMMER, True)

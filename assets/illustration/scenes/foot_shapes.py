"""Foot-shape cards: arches, toe lengths, bunion, hammertoe."""

from dataclasses import replace

from shapely.geometry import LineString, box

from drawing.shapes import disc
from drawing.sidefoot import LESSER, SideFoot
from drawing.tokens import ACCENT, DETAIL, FINE
from drawing.topfoot import DORSUM, EGYPTIAN, GREEK, SQUARE, Toe, TopFoot, toe_axis

from .scene import CARD, scene


def arch(pic, kind):
    pic.line([(10, 141), (150, 141)], width=DETAIL)
    foot = SideFoot(15, 139.5, 1.3, arch=kind, leg_length=62)
    gap = box(24, -16, 68, 1).difference(foot.foot)
    gap = max(gap.geoms, key=lambda g: g.area) if hasattr(gap, "geoms") else gap
    pic.hatch(foot.place(gap).buffer(-0.8), angle=-60, gap=4)
    foot.draw(pic)


@scene(
    "Low arch", "The foot from the inner side. The sole touches the floor almost from heel to ball.", **CARD
)
def arch_low(pic):
    arch(pic, "low")


@scene(
    "Normal arch",
    "The foot from the inner side. There is a moderate gap between the arch and the floor.",
    **CARD,
)
def arch_normal(pic):
    arch(pic, "normal")


@scene(
    "High arch", "The foot from the inner side. There is a tall gap between the arch and the floor.", **CARD
)
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
    **CARD,
)
def toes_egyptian(pic):
    toe_lengths(pic, EGYPTIAN)


@scene(
    "Second toe longest",
    "The foot from above. The second toe is longer than the big toe (Greek type).",
    **CARD,
)
def toes_greek(pic):
    toe_lengths(pic, GREEK)


@scene(
    "Toes about equal", "The foot from above. The first toes are about the same length (square type).", **CARD
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
    body = [
        (-23.4, y) if y == 28 else (-23.4, y) if y == 35 else (-19.4, y) if y == 44 else (x, y)
        for x, y in DORSUM
    ]
    foot = TopFoot(82, 26, 2.1, toes=toes, body=body)
    foot.draw(pic, crop=62)
    pic.hatch(foot.place(disc(-21, 31, 5.6).intersection(foot.outline0.buffer(-0.8))), gap=4)


@scene("Hammertoe", "A toe from the side. Its middle joint is bent up and the tip points down.", **CARD)
def hammertoe(pic):
    foot = SideFoot(-112, 122, 2.4, toes=(52, -104, 40), ray=LESSER, second=False, leg_length=30)
    pic.clip = box(12, 0, 160, 160)
    pic.line([(12, 123.6), (150, 123.6)], width=DETAIL)
    foot.draw(pic, nail=False, details=False)
    nail = [foot.toe_at(t, o) for t, o in ((2.3, 4.2), (2.4, 2.6), (2.75, 1.9), (3.1, 2.6))]
    pic.line(foot.curve(*nail), width=FINE)
    x, y = foot.at(*foot.toe_at(1, 9))
    pic.hatch(disc(*foot.at(*foot.toe_at(1)), 13).intersection(foot.place(foot.foot).buffer(-1.6)), gap=4)

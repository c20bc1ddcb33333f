"""Exercises where the hands move the foot."""

import math
from dataclasses import replace

from drawing.figure import Arm, Figure, Leg, Pose
from drawing.hand import Finger, Grip
from drawing.shapes import blob, relax, tube
from drawing.sidefoot import LESSER, SideFoot
from drawing.topfoot import EGYPTIAN, TopFoot, toe_axis
from shapely import affinity
from shapely.geometry import Point, box

from .scene import floor, scene


@scene(
    "Plantar fascia stretch, sitting",
    "A person sits on a chair with one ankle on the other knee and pulls the toes back with a hand. "
    "Close-up: the toes are bent towards the shin; the other thumb is on "
    "the arch; the sole is hatched where the stretch is felt.",
)
def plantar_fascia_stretch(pic):
    pose = Pose(
        (0, 58, 0),
        Leg((46, 8.5, 11)),
        Leg((46, 73, 16), knee=(0.2, 0.3, -1), toe=(1, -0.05, 0), up=(0, 0.3, -1), toes=45),
        Arm((75, 86, 16), fingers=(-0.3, -1, -0.1), palm=(-1, 0, 0), elbow=(-0.3, 0.0, 1), curl=40),
        Arm((30, 79, -8), fingers=(0.6, -0.6, 0.6), palm=(0, -1, 0), elbow=(-0.2, -0.3, -1)),
        lean=20,
        bend=14,
        nod=22,
        order=("far arm", "far thigh", "near leg", "torso", "far shank", "head", "near arm"),
    )
    f = Figure(pose, 46, 226, 1.42, view=16, tilt=10, hair="bun")
    floor(pic, 6, 168, 217)
    f.chair(pic, -16, 22, 46, top=104)
    f.draw(pic)
    sx, sy = f.see((62, 76, 16))
    with pic.inset(242, 118, 72, spot=(sx, sy, 27)):
        foot = SideFoot(183, 168, 1.1, toes=(46, 4), second=False, pitch=4, leg_length=100)
        tip = foot.at(*foot.toe_at(1.85))
        hand = Grip(*tip, 1.2, direction=52, wrist_bend=3)
        hand.draw_behind(pic)
        foot.draw(pic)
        hand.draw_thumb(pic)
        pic.area(relax(tube((210, 212, 11), (219, 186, 9), (226, 164.6, 7.4)), 1))
        sole = foot.foot.difference(affinity.translate(foot.foot, 0, -6.5))
        pic.hatch(foot.place(sole.intersection(box(10, -40, 74, 10))).buffer(-1), angle=-50, gap=3.8)
    pic.arrow([(tip[0] - 14, tip[1] - 30), (tip[0] - 30, tip[1] - 37), (tip[0] - 48, tip[1] - 36)])


@scene(
    "Big toe bend with the hand",
    "The foot from the inner side. One hand holds the ball of the foot still; the other holds the big toe"
    " and bends it up and down, as the double arrow shows.",
)
def big_toe_bend(pic):
    foot = SideFoot(16, 176, 1.9, toes=(26, 4), second=False, leg_length=60)
    tip = foot.at(*foot.toe_at(1.85))
    hand = Grip(*tip, 1.75, direction=44)
    hold = Grip(*foot.at(50, -14), 1.75, direction=-112, flip=True)
    hold.draw_behind(pic)
    hand.draw_behind(pic)
    foot.draw(pic)
    hand.draw_thumb(pic)
    hold.draw_thumb(pic)
    x, y = foot.at(73, -8.4)
    arc = [(x + 92 * math.cos(math.radians(a)), y + 92 * math.sin(math.radians(a))) for a in (-6, 12, 30)]
    pic.arrow(arc, both=True)


@scene(
    "Straighten a bent toe",
    "A bent toe from the side. One finger presses down on its base; the other hand holds the tip and "
    "eases the toe straight, as the arrows show.",
)
def hammertoe_stretch(pic):
    foot = SideFoot(-124, 196, 3.1, toes=(44, -84, 34), ray=LESSER, second=False, leg_length=30)
    pull = Grip(*foot.at(*foot.toe_at(2.9)), 2.1, direction=8)
    pull.draw_behind(pic)
    foot.draw(pic, nail=False, details=False)
    pull.draw_thumb(pic)
    press = Finger(*foot.at(*foot.toe_at(0.55, 5.4)), 2.1, direction=105)
    press.draw(pic)
    pic.arrow([(150, 62), (150, 98)])
    pic.arrow([(236, 100), (280, 90)])


@scene(
    "Big toe side stretch",
    "The foot from above. A hand holds the big toe and moves it away from the other toes, as the arrow "
    "shows. Hatching between the first two toes: the stretch is felt there.",
)
def big_toe_side_stretch(pic):
    toes = (replace(EGYPTIAN[0], angle=-16, bend=0), *EGYPTIAN[1:])
    foot = TopFoot(206, 46, 2.7, toes=toes)
    tip = foot.place(Point(*toe_axis(toes[0], 0.62))).coords[0]
    hand = Grip(tip[0] - 4, tip[1], 1.75, direction=196)
    hand.draw_behind(pic)
    foot.draw(pic, crop=68)
    hand.draw_thumb(pic)
    web = blob((-10, 17), (-7.4, 19), (-5.6, 24), (-8, 29), (-11.6, 25))
    pic.hatch(foot.place(web.intersection(foot.outline0.buffer(-0.8))), gap=3.8)
    pic.arrow([(188, 31), (164, 22), (134, 29)])

"""Exercise pictures."""

import math

from shapely import affinity
from shapely.geometry import box

from drawing.figure import Arm, Figure, Leg, Pose
from drawing.hand import Grip
from drawing.shapes import disc, tube
from drawing.sidefoot import SideFoot
from drawing.tokens import CLOTH_DARK, DETAIL
from drawing.topfoot import EGYPTIAN, TopFoot, spread

from .scene import floor, scene


@scene(
    "Calf stretch at the wall",
    "A person leans on a wall with both hands. One leg is behind, knee straight, heel on the floor. "
    "The calf of that leg is hatched: the stretch is felt there.",
)
def calf_stretch_wall(pic):
    pose = Pose(
        (0, 96, 0),
        Leg((-50, 8.5, 9)),
        Leg((33, 8.5, -9)),
        Arm((69, 138, 17), fingers=(0.1, 1, 0), palm=(1, 0, 0), elbow=(-0.3, -1, 0.2), curl=0),
        Arm((69, 138, -17), fingers=(0.1, 1, 0), palm=(1, 0, 0), elbow=(-0.3, -1, -0.2), curl=0),
        lean=14,
        bend=2,
        nod=4,
    )
    f = Figure(pose, 152, 226, 1.06, view=-18)
    floor(pic, 30, 290, 222)
    f.box(pic, (74.5, 79), (0, 196), (-44, 34))
    f.draw(pic)
    _, shank, _ = f.leg_skin("right")
    _, knee, ankle, _ = f.leg["right"]
    a, b = f.see(knee), f.see(ankle)
    back = tube((a[0] - 12, a[1] + 4, 7), (a[0] - 20, a[1] + 18, 7), (b[0] - 4, b[1] - 14, 2))
    pic.hatch(back.intersection(shank.buffer(-1.6)), angle=15, gap=3.6)
    x, y = f.see(ankle)
    pic.arrow([(x - 18, y - 22), (x - 18, y + 4)])
    hx, hy = f.see((0, 96, 0))
    pic.arrow([(hx - 52, hy - 2), (hx - 22, hy - 2)])


@scene(
    "Plantar fascia stretch, sitting",
    "A person sits on a chair with one ankle on the other knee and pulls the toes back with a hand. "
    "Close-up: the toes are bent towards the shin; the sole is hatched where the stretch is felt.",
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
        sole = foot.foot.difference(affinity.translate(foot.foot, 0, -6.5))
        pic.hatch(foot.place(sole.intersection(box(10, -40, 74, 10))).buffer(-1), angle=-50, gap=3.8)
    pic.arrow([(tip[0] - 14, tip[1] - 30), (tip[0] - 30, tip[1] - 37), (tip[0] - 48, tip[1] - 36)])


@scene(
    "Spread the toes",
    "The foot from above, twice. Left: toes relaxed. Right: toes spread apart like a fan, arrows show "
    "the big toe and the little toe moving outwards.",
)
def toe_abduction(pic):
    TopFoot(70, 30, 2.8).draw(pic, crop=66)
    end = TopFoot(230, 30, 2.8, toes=spread(EGYPTIAN, 1))
    end.draw(pic, crop=66)
    pic.arrow([(140, 186), (166, 186)])
    p = end.point
    pic.arrow([p(-14, -5.0), p(-21, -3.6), p(-26.2, 1.4)], width=4.4, head=11)
    pic.arrow([p(21.5, 12.5), p(27.2, 15.4), p(30.4, 21.5)], width=4.4, head=11)


@scene(
    "Curl the toes",
    "The foot from the inner side, heel on the floor and forefoot free. A dashed outline shows the "
    "straight toes at the start; the toes curl down, as the arrow shows.",
)
def toe_flexion(pic):
    place = dict(x=36, y=206, scale=2.4, pitch=14, leg_length=48)
    floor(pic, 14, 306, 211)
    start = SideFoot(toes=(4, 0), second=False, **place)
    foot = SideFoot(toes=(-38, -50), lesser=(-22, -46, -40), **place)
    foot.draw(pic)
    ghost = start.whole.difference(foot.whole.buffer(1.0)).intersection(box(70, -80, 130, 20))
    edge = start.whole.exterior.intersection(ghost.buffer(0.3)).difference(foot.whole.buffer(1.2))
    pic.line(start.place(edge), width=DETAIL, dash="5 5", stroke=CLOTH_DARK)
    x, y = start.at(*start.toe_at(2))
    pic.arrow([(x + 22, y + 6), (x + 20, y + 38), (x + 2, y + 64)])


@scene(
    "Lift the forefoot, sitting",
    "A person sits on a chair with both heels on the floor and lifts the front of one foot. "
    "Close-up: the heel stays down, the forefoot goes up as the arrow shows.",
)
def tibial_raise(pic):
    c, s = math.cos(math.radians(24)), math.sin(math.radians(24))
    pose = Pose(
        (0, 58, 0),
        Leg((47, 9.5, 10), toe=(c, s, 0), up=(-s, c, 0)),
        Leg((36, 8.5, -10)),
        Arm((26, 70, 17), fingers=(1, -0.1, 0), palm=(0, -1, 0), curl=12),
        Arm((26, 70, -17), fingers=(1, -0.1, 0), palm=(0, -1, 0), curl=12),
        lean=0,
        bend=4,
    )
    f = Figure(pose, 45, 211, 1.36, view=13, tilt=8)
    floor(pic, 6, 186, 204)
    f.chair(pic, -16, 22, 46, top=104)
    f.draw(pic)
    sx, sy = f.see((57, 8, 10))
    with pic.inset(242, 92, 72, spot=(sx, sy, 27)):
        place = dict(x=180, y=138, scale=1.0, leg_length=110)
        pic.line([(150, 140), (330, 140)], width=DETAIL)
        flat = SideFoot(**place, second=False)
        foot = SideFoot(pitch=22, floor=139, **place)
        foot.draw(pic)
        edge = flat.foot.exterior.difference(foot.whole.buffer(1.5)).intersection(box(28, -60, 120, 6))
        pic.line(flat.place(edge), width=DETAIL, dash="4 4", stroke=CLOTH_DARK)
    x, y = foot.at(104, -4)
    pic.arrow([(x + 8, y + 34), (x + 11, y + 17), (x + 6, y - 4)], width=4.4, head=11)


@scene(
    "Heel raise with support",
    "A person stands behind a chair, holds its back with one hand and rises onto the balls of the feet. "
    "The arrow shows the heels going up.",
)
def heel_raise(pic):
    c, sn = math.cos(math.radians(-32)), math.sin(math.radians(-32))
    foot = dict(toe=(c, sn, 0), up=(-sn, c, 0), toes=32)
    pose = Pose(
        (9, 114.5, 0),
        Leg((0, 19.8, 9), **foot),
        Leg((10, 19.8, -9), **foot),
        Arm((45, 104, 14), fingers=(1, -0.3, 0), palm=(0, -1, 0), elbow=(-0.6, -1, 0.2), curl=45),
        Arm((45, 104, -14), fingers=(1, -0.3, 0), palm=(0, -1, 0), elbow=(-0.6, -1, -0.2), curl=45),
        lean=3,
        bend=4,
    )
    f = Figure(pose, 200, 221, 1.03, view=-14, hair="bun")
    floor(pic, 150, 312, 217)
    f.chair(pic, 58, 96, 48, top=100)
    f.draw(pic)
    sx, sy = f.see((8, 10, 9))
    with pic.inset(82, 92, 74, spot=(sx, sy, 23)):
        pic.line([(0, 141), (170, 141)], width=DETAIL)
        foot = SideFoot(52, 0, 0.98, pitch=-30, toes=(31, 0), lesser=(31, 0, 0), leg_length=110, floor=140)
        flat = SideFoot(foot.at(73, 0)[0] - 73 * 0.98, 0, 0.98, floor=140)
        foot.draw(pic)
        edge = flat.place(flat.foot.exterior).difference(foot.place(foot.whole).buffer(2))
        pic.line(
            edge.intersection(box(0, 108, foot.at(60, 0)[0], 200)),
            width=DETAIL,
            dash="4 4",
            stroke=CLOTH_DARK,
        )
    x, y = foot.at(-6, -8)
    pic.arrow([(x - 2, y + 20), (x - 8, y + 4), (x - 6, y - 18)], width=4.4, head=11)


@scene(
    "Roll the sole on a ball",
    "A person sits on a chair and rolls one bare foot forwards and backwards over a small ball.",
)
def ball_roll(pic):
    pose = Pose(
        (0, 58, 0),
        Leg((50, 15.5, 10), toe=(1, 0.05, 0)),
        Leg((40, 8.5, -10)),
        Arm((26, 70, 17), fingers=(1, -0.1, 0), palm=(0, -1, 0), curl=12),
        Arm((26, 70, -17), fingers=(1, -0.1, 0), palm=(0, -1, 0), curl=12),
        lean=4,
        bend=6,
        nod=14,
    )
    f = Figure(pose, 45, 211, 1.36, view=13, tilt=8)
    floor(pic, 6, 186, 204)
    f.chair(pic, -16, 22, 46, top=104)
    f.draw(pic)
    bx, by = f.see((60, 4, 10))
    pic.area(disc(bx, by, 5.6), fill=CLOTH_DARK)
    with pic.inset(242, 92, 72, spot=(bx, by - 4, 27)):
        pic.line([(150, 138), (330, 138)], width=DETAIL)
        foot = SideFoot(188, 116, 1.06, leg_length=100)
        pic.area(disc(*foot.at(47, 7.5), 14), fill=CLOTH_DARK)
        foot.draw(pic)
    pic.arrow([(213, 149), (263, 149)], both=True, width=4.4, head=11)

"""Exercises in standing."""

import math

import numpy as np
from drawing.figure import Arm, Figure, Leg, Pose
from drawing.shapes import tube
from drawing.sidefoot import SideFoot
from drawing.tokens import CLOTH_DARK, DETAIL, FINE, PROP
from shapely.geometry import box

from .scene import floor, scene


def counter(f, pic, x0=38, x1=60, top=92, half=30):
    """A kitchen counter: worktop on a cupboard."""
    f.box(pic, (x0 + 3, x1), (0, top - 4), (-half, half))
    f.box(pic, (x0, x1 + 1), (top - 4, top), (-half - 1, half + 1))


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
    "Heel raise with support",
    "A person holds a counter with both hands and rises onto the balls of both feet. Close-up: the heel is up. "
    "The arrow shows the heels going up.",
)
def heel_raise(pic):
    c, sn = math.cos(math.radians(-32)), math.sin(math.radians(-32))
    foot = {"toe": (c, sn, 0), "up": (-sn, c, 0), "toes": 32}
    pose = Pose(
        (9, 114.5, 0),
        Leg((0, 19.8, 9), **foot),
        Leg((10, 19.8, -9), **foot),
        Arm((44, 105.5, 15), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, 0.2), curl=24),
        Arm((44, 105.5, -15), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, -0.2), curl=24),
        lean=3,
        bend=4,
    )
    f = Figure(pose, 200, 221, 1.03, view=-14, hair="bun")
    floor(pic, 150, 312, 217)
    counter(f, pic, 47, 80, top=101)
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
    "Heel raise on one leg",
    "A person stands on a step on the ball of one foot, holds a rail and lifts the other foot. "
    "Close-up: the heel goes up above the edge of the step, as the arrow shows.",
)
def heel_raise_one_leg(pic):
    c, sn = math.cos(math.radians(-30)), math.sin(math.radians(-30))
    step = 20
    pose = Pose(
        (6, 112.5 + step, 0),
        Leg((0, 19 + step, 4), toe=(c, sn, 0), up=(-sn, c, 0), toes=30),
        Leg((-20, 44 + step, -9), toe=(0.5, -0.85, 0), up=(0.85, 0.5, 0)),
        Arm((40, 106 + step, 16), fingers=(1, -0.2, 0), palm=(0, -1, 0), elbow=(-0.6, -1, 0.2), curl=60),
        Arm((10, 95 + step, -19), fingers=(0.2, -1, 0), palm=(0, 0, 1), elbow=(-0.6, -0.4, -0.2)),
        lean=2,
        bend=4,
    )
    f = Figure(pose, 214, 222, 0.93, view=-14)
    floor(pic, 166, 308, 219)
    f.box(pic, (9, 70), (0, step), (-30, 30))
    f.box(pic, (52, 55), (step, 96 + step), (-1, 2))
    f.box(pic, (30, 74), (96 + step, 100 + step), (12, 15))
    f.draw(pic)
    sx, sy = f.see((6, 10 + step, 4))
    with pic.inset(84, 96, 74, spot=(sx, sy, 20)):
        pic.area(box(100, 128, 220, 220), fill=PROP, width=DETAIL)
        foot = SideFoot(46, 0, 0.96, pitch=-30, toes=(31, 0), lesser=(31, 0, 0), leg_length=110, floor=127)
        foot.draw(pic)
        flat = SideFoot(foot.at(73, 0)[0] - 73 * 0.96, 0, 0.96, floor=127)
        edge = flat.place(flat.foot.exterior).difference(foot.place(foot.whole).buffer(2))
        pic.line(edge.intersection(box(0, 80, 97, 200)), width=DETAIL, dash="4 4", stroke=CLOTH_DARK)
    x, y = foot.at(-6, -8)
    pic.arrow([(x - 2, y + 22), (x - 8, y + 6), (x - 6, y - 16)], width=4.4, head=11)


@scene(
    "Stand on one leg",
    "A person stands tall next to a counter with one foot lifted, fingertips close to the worktop.",
)
def one_leg_stand(pic):
    pose = Pose(
        (0, 104, 0),
        Leg((0, 8.5, 5)),
        Leg((-14, 46, -9), toe=(0.6, -0.8, 0), up=(0.8, 0.6, 0)),
        Arm((35, 103, 16), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, 0.2), curl=10),
        Arm((35, 103, -16), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, -0.2), curl=10),
        lean=0,
        bend=4,
    )
    f = Figure(pose, 140, 226, 1.04, view=-14, hair="bun")
    floor(pic, 70, 260, 222)
    counter(f, pic, 40, 76)
    f.draw(pic)
    x, y = f.see((-14, 40, -9))
    pic.arrow([(x - 22, y + 32), (x - 26, y + 14), (x - 22, y - 6)])


def wall_arms(x, y):
    """Both palms flat on a wall at the height of the shoulders."""
    return [Arm((x, y, z), fingers=(0.1, 1, 0), palm=(1, 0, 0), elbow=(-0.3, -1, z / 85), curl=0) for z in (17, -17)]


@scene(
    "Calf stretch with the knee bent",
    "A person faces a wall with both hands on it, one foot behind the other. Both knees are bent and the "
    "back heel stays on the floor. The low calf of the back leg is hatched: the stretch is felt there.",
)
def calf_stretch_bent(pic):
    pose = Pose((0, 85, 0), Leg((-38, 8.5, 9)), Leg((30, 8.5, -9)), *wall_arms(65, 126), lean=14, bend=2, nod=4)
    f = Figure(pose, 148, 226, 1.12, view=-18, hair="bun")
    floor(pic, 30, 290, 222)
    f.box(pic, (70.5, 75), (0, 184), (-44, 34))
    f.draw(pic)
    _, shank, _ = f.leg_skin("right")
    _, knee, ankle, _ = f.leg["right"]
    a, b = np.array(f.see(knee)), np.array(f.see(ankle))
    low = a + (b - a) * 0.42
    back = tube((low[0] - 8, low[1] - 8, 9), (b[0] - 9, b[1] - 7, 5))
    pic.hatch(back.intersection(shank.buffer(-1.6)), angle=15, gap=3.6)
    x, y = b
    pic.arrow([(x - 20, y - 24), (x - 20, y + 3)])
    x, y = f.see((0, 85, 0))
    pic.arrow([(x - 42, y - 18), (x - 42, y + 14)])


@scene(
    "Knee to wall",
    "A person faces a wall with one foot in front, a few inches from it. The front knee bends until it "
    "touches the wall and the heel stays down. A tape on the floor measures the gap.",
)
def knee_to_wall(pic):
    wall = 50.5
    pose = Pose(
        (7, 77, 0),
        Leg((12, 8.5, 9)),
        Leg((-58, 16.5, -9), toe=(0.87, -0.5, 0), up=(0.5, 0.87, 0), toes=28),
        *wall_arms(wall - 5, 118),
        lean=4,
        bend=3,
        nod=6,
    )
    f = Figure(pose, 104, 211, 1.19, view=-18)
    floor(pic, 12, 190, 207)
    f.box(pic, (wall, wall + 4.5), (0, 168), (-40, 30))
    f.draw(pic)
    x, y = f.see((7, 77, 0))
    pic.arrow([(x - 66, y - 6), (x - 32, y - 6)])
    sx, sy = f.see((34, 5, 9))
    with pic.inset(250, 112, 66, spot=(sx, sy, 21), via=(198, 234)):
        pic.line([(180, 152), (330, 152)], width=DETAIL)
        pic.area(box(291, 0, 330, 152), fill=PROP, width=DETAIL)
        foot = SideFoot(196, 151, 0.72, shin=32, leg_length=120, second=False)
        foot.draw(pic)
        pic.area(box(262, 156, 291, 163), width=FINE)
        for i in range(1, 6):
            x = 262 + 29 * i / 6
            pic.line([(x, 156), (x, 160 if i % 2 else 158.6)], width=FINE)


@scene(
    "Heel-to-toe stand",
    "A person holds a counter with both hands and stands with one foot straight in front of the other. "
    "Close-up from above: the heel of the front foot touches the toes of the back foot, on one line.",
)
def heel_to_toe_stand(pic):
    pose = Pose(
        (-4, 103, 0),
        Leg((-20, 8.5, 0)),
        Leg((9.5, 8.5, 0)),
        Arm((34, 100, 16), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, 0.2), curl=30),
        Arm((34, 100, -16), fingers=(1, -0.1, 0), palm=(0, -1, 0), elbow=(-0.6, -1, -0.2), curl=30),
        lean=1,
        bend=4,
    )
    f = Figure(pose, 210, 220, 1.02, view=-14)
    floor(pic, 156, 310, 216)
    counter(f, pic, 38, 70)
    f.draw(pic)
    sx, sy = f.see((1, 5, 0))
    with pic.inset(82, 98, 74, spot=(sx, sy, 20)):
        pic.line([(0, 137), (170, 137)], width=DETAIL)
        front = SideFoot(92, 136, 0.8, leg_length=130, second=False)
        back = SideFoot(14.6, 136, 0.8, leg_length=130, outer=True)
        front.draw(pic)
        back.draw(pic)

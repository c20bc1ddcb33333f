"""Exercises on a chair, with a close-up of the foot."""

import math

from drawing.figure import Arm, Figure, Leg, Pose
from drawing.shapes import disc, tube
from drawing.sidefoot import SideFoot
from drawing.tokens import CLOTH, CLOTH_DARK, DETAIL, FINE, OUTLINE
from shapely.geometry import LineString, box

from .scene import floor, scene


@scene(
    "Lift the forefoot, sitting",
    "A person sits on a chair with both heels on the floor and lifts the front of both feet. "
    "Close-up: the heel stays down, the forefoot goes up as the arrow shows.",
)
def tibial_raise(pic):
    c, s = math.cos(math.radians(24)), math.sin(math.radians(24))
    pose = Pose(
        (0, 58, 0),
        Leg((47, 9.5, 10), toe=(c, s, 0), up=(-s, c, 0)),
        Leg((38, 9.5, -10), toe=(c, s, 0), up=(-s, c, 0)),
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
        place = {"x": 180, "y": 138, "scale": 1.0, "leg_length": 110}
        pic.line([(150, 140), (330, 140)], width=DETAIL)
        flat = SideFoot(**place, second=False)
        foot = SideFoot(pitch=22, floor=139, **place)
        foot.draw(pic)
        edge = flat.foot.exterior.difference(foot.whole.buffer(1.5)).intersection(box(28, -60, 120, 6))
        pic.line(flat.place(edge), width=DETAIL, dash="4 4", stroke=CLOTH_DARK)
    x, y = foot.at(104, -4)
    pic.arrow([(x + 8, y + 34), (x + 11, y + 17), (x + 6, y - 4)], width=4.4, head=11)


@scene(
    "Roll the sole on a ball",
    "A person sits on a chair and rolls one bare foot forwards and backwards over a small ball. "
    "Close-up: the ball is under the arch; the ball of the foot is shaded and crossed out, it must not roll there.",
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
        spared = foot.place(foot.turn(disc(72, -3, 11))).intersection(foot.place(foot.whole).buffer(-1.2))
        pic.area(spared, fill=CLOTH_DARK, stroke="none")
        x, y = foot.at(74, 10)  # not under the ball of the foot
        for slope in (1, -1):
            pic.line([(x - 5, y - 5 * slope), (x + 5, y + 5 * slope)], width=OUTLINE)
    pic.arrow([(213, 149), (263, 149)], both=True, width=4.4, head=11)


def sit(right, left, arms=None, **pose):
    """The usual sitting pose on a chair; `right` and `left` are legs."""
    hands = arms or [Arm((26, 70, z), fingers=(1, -0.1, 0), palm=(0, -1, 0), curl=12) for z in (17, -17)]
    return Pose((0, 58, 0), right, left, *hands, **{"lean": 0, "bend": 4, **pose})


def tipped(degrees):
    """Toe and instep directions of a foot tipped up (+) or standing on its ball (-)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return {"toe": (c, s, 0), "up": (-s, c, 0)}


@scene(
    "Heel raise, sitting",
    "A person sits on a chair and lifts both heels while the balls of the feet stay on the floor. "
    "Close-up: the heel goes up, as the arrow shows; the dashed outline is the start.",
)
def heel_raise_seated(pic):
    up = dict(**tipped(-30), toes=30)
    f = Figure(sit(Leg((41, 19, 10), **up), Leg((34, 19, -10), **up)), 45, 211, 1.36, view=13, tilt=8, hair="bun")
    floor(pic, 6, 186, 204)
    f.chair(pic, -16, 22, 46, top=104)
    f.draw(pic)
    sx, sy = f.see((48, 9, 10))
    with pic.inset(242, 92, 72, spot=(sx, sy, 27)):
        pic.line([(150, 139), (330, 139)], width=DETAIL)
        foot = SideFoot(203, 0, 0.96, pitch=-26, toes=(27, 0), lesser=(27, 0, 0), leg_length=110, floor=138)
        flat = SideFoot(foot.at(73, 0)[0] - 73 * 0.96, 0, 0.96, floor=138)
        foot.draw(pic)
        edge = flat.place(flat.foot.exterior).difference(foot.place(foot.whole).buffer(2))
        pic.line(
            edge.intersection(box(0, 106, foot.at(60, 0)[0], 200)),
            width=DETAIL,
            dash="4 4",
            stroke=CLOTH_DARK,
        )
    x, y = foot.at(-6, -8)
    pic.arrow([(x - 1, y + 20), (x - 7, y + 4), (x - 5, y - 16)], width=4.4, head=11)


def strip(points, width):
    """A band or towel: a flat strip along points."""
    return LineString(points).buffer(width / 2, cap_style="flat", join_style="round")


@scene(
    "Toe curl against a band",
    "A person sits with the heel on the floor and holds both ends of a band that is looped under the toes. "
    "Close-up: the toes push down against the band, as the arrow shows; the dashed outline is the start.",
)
def band_toe_curl(pic):
    arms = [Arm((47, 88, z), fingers=(0.9, 0.5, 0), palm=(0, -0.5, -1), elbow=(-0.4, -1, 0), curl=80) for z in (9, -9)]
    pose = sit(Leg((58, 9.5, 10), **tipped(14)), Leg((36, 8.5, -10)), arms, lean=6, bend=6, nod=14)
    f = Figure(pose, 45, 211, 1.36, view=13, tilt=8)
    floor(pic, 6, 186, 204)
    f.chair(pic, -16, 22, 46, top=104)
    toe = f.see((82, 10, 10))
    pic.area(strip([f.see((55, 91, -9)), (toe[0] - 1, toe[1])], 4), fill=CLOTH, width=FINE)
    f.draw(pic)
    pic.area(strip([f.see((55, 91, 9)), toe], 4.6), fill=CLOTH, width=FINE)
    sx, sy = f.see((70, 8, 10))
    with pic.inset(242, 82, 72, spot=(sx, sy, 27)):
        place = {"x": 183, "y": 128, "scale": 1.02, "pitch": 12, "leg_length": 110}
        pic.line([(150, 130), (330, 130)], width=DETAIL)
        start = SideFoot(toes=(8, 0), second=False, **place)
        foot = SideFoot(toes=(-30, -34), lesser=(-20, -34, -30), **place)
        foot.draw(pic)
        edge = start.whole.exterior.intersection(box(76, -80, 130, 20)).difference(foot.whole.buffer(1.4))
        pic.line(start.place(edge), width=DETAIL, dash="4 4", stroke=CLOTH_DARK)
        low = foot.at(*foot.toe_at(1.3, -6.4))
        near = foot.at(*foot.toe_at(1.1, 4))
        pic.area(strip([(196, 6), near, low], 9), fill=CLOTH, width=DETAIL)
    x, y = start.at(*start.toe_at(2))
    pic.arrow([(x + 9, y + 2), (x + 9, y + 16), (x + 1, y + 32)], width=4.4, head=11)


@scene(
    "Calf stretch with a towel, sitting",
    "A person sits on the floor with one leg straight. A towel goes round the ball of that foot; both "
    "hands pull its ends gently. The calf is hatched: the stretch is felt there.",
)
def calf_towel_seated(pic):
    arms = [Arm((44, 52, z), fingers=(1, 0.3, 0), palm=(0, -0.4, -1), elbow=(-0.4, -1, 0), curl=85) for z in (12, -12)]
    pose = Pose(
        (0, 13, 0),
        Leg((95, 9, 10), toe=(0.1, 1, 0), up=(-1, 0.1, 0), knee=(0, 1, 0)),
        Leg((95, 9, -12), toe=(0.1, 1, 0), up=(-1, 0.1, 0), knee=(0, 1, 0)),
        *arms,
        lean=2,
        bend=8,
        nod=12,
    )
    f = Figure(pose, 66, 208, 1.72, view=14, tilt=8, hair="bun")
    floor(pic, 20, 300, 208)
    ball = f.see((103, 27, 10))
    pic.area(strip([f.see((52, 55, -12)), ball], 5), fill=CLOTH, width=DETAIL)
    f.draw(pic)
    pic.area(strip([f.see((52, 55, 12)), ball], 6), fill=CLOTH, width=DETAIL)
    _, shank, _ = f.leg_skin("right")
    _, knee, ankle, _ = f.leg["right"]
    a, b = f.see(knee), f.see(ankle)
    low = tube((a[0] + 12, a[1] + 10, 9), (b[0] - 24, b[1] + 6, 8))
    pic.hatch(low.intersection(shank.buffer(-1.6)), angle=60, gap=4)
    x, y = f.see((50, 64, 12))
    pic.arrow([(x + 32, y - 8), (x + 2, y - 20)])


@scene(
    "Sit to stand",
    "Three pictures of one person: sitting near the front of a chair and leaning forward; half way up "
    "with the arms in front; standing tall.",
)
def sit_to_stand(pic):
    pic.tol = 0.7
    floor(pic, 8, 312, 217)

    def reach(x, y, elbow=(-0.4, -1, 0)):
        return [Arm((x, y, z), fingers=(1, 0, 0), palm=(0, -1, 0), elbow=elbow, curl=10) for z in (15, -15)]

    feet = Leg((30, 8.5, 9)), Leg((18, 8.5, -9))
    poses = (
        Pose((0, 58, 0), *feet, *reach(36, 76), lean=24, bend=6, nod=8),
        Pose((4, 76, 0), *feet, *reach(54, 102), lean=36, bend=4, nod=10),
        Pose((26, 104, 0), *feet, *reach(34, 80, (-1, -0.4, 0)), lean=0, bend=4),
    )
    seen = ("far leg", "near leg", "torso", "head", "near arm")  # the far arm hides behind the near one
    for x, pose in zip((36, 134, 250), poses, strict=True):
        pose.order = seen
        f = Figure(pose, x, 222, 1.03, view=13, tilt=8)
        f.chair(pic, -22, 14, 46, top=98, far_legs=False)
        f.draw(pic)
    pic.arrow([(92, 56), (122, 42)])
    pic.arrow([(206, 34), (236, 20)])

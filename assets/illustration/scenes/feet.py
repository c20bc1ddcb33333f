"""Exercises where the foot fills the picture."""

from drawing.shapes import disc, runs
from drawing.sidefoot import SideFoot
from drawing.tokens import CLOTH, CLOTH_DARK, DETAIL, FINE, PAPER, PROP
from drawing.topfoot import EGYPTIAN, TopFoot, spread
from shapely import affinity
from shapely.geometry import LineString, box

from .scene import floor, scene


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
    "Curl the toes in the air",
    "The foot from the inner side, heel on the floor and forefoot free. A dashed outline shows the "
    "straight toes at the start; the toes curl down, as the arrow shows.",
)
def toe_flexion_air(pic):
    place = {"x": 36, "y": 206, "scale": 2.4, "pitch": 14, "leg_length": 48}
    floor(pic, 14, 306, 211)
    start = SideFoot(toes=(4, 0), second=False, **place)
    foot = SideFoot(toes=(-38, -50), lesser=(-22, -46, -40), **place)
    foot.draw(pic)
    ghost = start.whole.difference(foot.whole.buffer(1.0)).intersection(box(70, -80, 130, 20))
    edge = start.whole.exterior.intersection(ghost.buffer(0.3)).difference(foot.whole.buffer(1.2))
    pic.line(start.place(edge), width=DETAIL, dash="5 5", stroke=CLOTH_DARK)
    x, y = start.at(*start.toe_at(2))
    pic.arrow([(x + 22, y + 6), (x + 20, y + 38), (x + 2, y + 64)])


def ghost(pic, start, end, window, gap=1.2):
    """Dashed outline of the start pose where the end pose does not cover it."""
    edge = start.whole.exterior.intersection(window).difference(end.whole.buffer(gap))
    pic.line(start.place(edge), width=DETAIL, dash="5 5", stroke=CLOTH_DARK)


@scene(
    "Short foot",
    "The foot from the inner side, flat on the floor, toes long. The ball slides towards the heel and the"
    " arch lifts, as the arrows show; the dashed outline is the start.",
)
def short_foot(pic):
    floor(pic, 14, 306, 206)
    start = SideFoot(36, 204, 2.4, arch=(4.6, -1.4), leg_length=46, second=False)
    end = SideFoot(36, 204, 2.4, arch=(12.6, 4.2), leg_length=46, second=False)
    end.draw(pic)
    pic.line(
        start.place(start.foot.exterior.intersection(box(24, -3.8, 66, 1)).difference(end.foot.buffer(0.5))),
        width=DETAIL,
        dash="5 5",
        stroke=CLOTH_DARK,
    )
    x, y = end.at(46, -9)
    pic.arrow([(x, y + 20), (x, y - 4)], width=4.4, head=11)
    x, y = end.at(84, 0)
    pic.arrow([(x + 8, y + 22), (x - 40, y + 22)])


@scene(
    "Toe press",
    "The foot from the inner side, heel on the floor. The straight toes press their pads down and the big "
    "knuckle rises a little, as the arrows show; the dashed outline is the start.",
)
def toe_press(pic):
    floor(pic, 14, 306, 206)
    start = SideFoot(36, 204, 2.4, leg_length=46, second=False)
    end = SideFoot(36, 204, 2.4, pitch=7.5, toes=(-33, 0), leg_length=46, second=False)
    end.draw(pic)
    ghost(pic, start, end, box(50, -60, 130, 2), gap=0.8)
    x, y = end.at(*end.toe_at(1.9, 6))
    pic.arrow([(x + 10, y - 50), (x + 10, y - 14)])
    x, y = end.at(68, -21)
    pic.arrow([(x + 6, y - 10), (x + 6, y - 44)])


@scene(
    "Big toe and little toes swap",
    "The front of the foot from the inner side, flat on the floor, twice. Left: only the big toe lifts. Right: "
    "the big toe stays down and the other four toes lift. Arrows show the lifting toes.",
)
def toe_yoga(pic):
    for x0, bends in ((8, {"toes": (40, 4), "lesser": (0, 0, 0)}), (168, {"fan": (38, 46, 54, 62)})):
        pic.clip = box(x0, 20, x0 + 144, 220)
        floor(pic, x0, x0 + 144, 192)
        foot = SideFoot(x0 - 122, 190.4, 2.44, leg_length=92, **bends)
        foot.draw(pic, details=False)
        pic.clip = None
        x, y = foot.at(*foot.toe_at(2)) if "toes" in bends else foot.at(93, -34)
        turn = [(30, 14), (31, -8), (18, -32)] if "toes" in bends else [(24, 4), (18, -20), (-4, -38)]
        pic.arrow([(x + dx, y + dy) for dx, dy in turn])


@scene(
    "Pick up marbles with the toes",
    "The foot from the inner side holds a marble under its curled toes, above a cup. More marbles lie on "
    "the floor. The arrow shows the marble going into the cup.",
)
def marble_pick_up(pic):
    floor(pic, 10, 310, 226)
    foot = SideFoot(18, 148, 1.9, pitch=-6, toes=(-26, -58), lesser=(-14, -54, -44), leg_length=46)
    ball = foot.at(77.2, 7)
    pic.area(disc(*ball, 8.4), fill=CLOTH_DARK, width=DETAIL)
    foot.draw(pic)
    for x in (62, 84, 112, 136):
        pic.area(disc(x, 217.4, 8.4), fill=CLOTH_DARK, width=DETAIL)
    cup = runs([(232, 174), (290, 174)], [(290, 174), (284, 226)], [(284, 226), (238, 226)], [(238, 226), (232, 174)])
    pic.area(cup, fill=PROP)
    pic.area(affinity.scale(disc(261, 174, 29), 1, 0.2), fill=PAPER, width=DETAIL)
    pic.arrow([(212, 136), (240, 132), (260, 158)])


def towel(pic, x0, x1, y, folds):
    """A towel from the side: a thin strip with folds at the given x."""
    ridge = [(x0, y - 5)]
    for x in folds:
        ridge += [(x - 9, y - 6), (x, y - 17), (x + 9, y - 6)]
    flat = [(ridge[-1][0], y - 5), (x1, y - 5)]
    pic.area(runs(ridge, flat, [(x1, y - 5), (x1, y)], [(x1, y), (x0, y)]), fill=CLOTH, width=DETAIL)
    for x in (x1 - 4, x1 - 8):
        pic.line([(x, y - 4), (x, y - 1)], width=FINE)


@scene(
    "Curl the toes on a towel",
    "The foot from the inner side on a towel, heel down. The toes bend at the big knuckles and pull the "
    "towel towards the heel, as the arrow shows. A dashed outline shows the straight toes at the start.",
)
def toe_flexion(pic):
    floor(pic, 10, 310, 214)
    towel(pic, 20, 306, 213, (134, 154, 174))
    start = SideFoot(30, 207.5, 2.2, leg_length=50, second=False)
    end = SideFoot(30, 207.5, 2.2, pitch=9, toes=(-34, -24), lesser=(-24, -30, -20), leg_length=50)
    end.draw(pic)
    ghost(pic, start, end, box(84, -60, 130, -4))
    pic.arrow([(304, 186), (262, 186)])


def panels(pic, w=320, h=240):
    """Thin lines that part four panels."""
    pic.line([(w / 2, 8), (w / 2, h - 8)], stroke=CLOTH_DARK, width=FINE)
    pic.line([(8, h / 2), (w - 8, h / 2)], stroke=CLOTH_DARK, width=FINE)


def band(points, width=9):
    """A flat elastic band along points."""
    return LineString(points).buffer(width / 2, cap_style="flat", join_style="round")


def post(pic, x, y0, y1):
    """The leg of a table that a band is tied to."""
    pic.area(box(x, y0, x + 8, y1), fill=PROP, width=DETAIL)


def leg_out(x, y, pitch):
    """The end of a leg stretched out to the right, toes up."""
    return SideFoot(x, y, 0.92, pitch=pitch, shin=-84, leg_length=46, second=False)


@scene(
    "Ankle against a band, four ways",
    "Four small pictures of a foot in a band: the foot pushes down, pulls up, turns in and turns out. "
    "Arrows show the movement; the band, tied to a table leg or held, pulls the other way.",
)
def ankle_band(pic):
    panels(pic)
    down = leg_out(22, 106, 58)
    down.draw(pic, details=False)
    pic.area(band([(8, 14), down.at(66, -20), down.at(63, 0)], 11), fill=CLOTH, width=DETAIL)
    x, y = down.at(98, -4)
    pic.arrow([(x + 2, y - 16), (x + 22, y - 2), (x + 28, y + 22)])
    post(pic, 308, 14, 112)
    up = leg_out(182, 126, 92)
    pic.area(band([(308, 68), up.at(66, 0)], 11), fill=CLOTH, width=DETAIL)
    up.draw(pic, details=False)
    pic.area(band([up.at(66, 0.6), up.at(64, -21)], 11), fill=CLOTH, width=DETAIL)
    x, y = up.at(98, -4)
    pic.arrow([(x + 26, y + 8), (x + 10, y - 11), (x - 20, y - 11)])
    for x0, turn, pull in ((64, -16, 1), (256, 16, -1)):
        s = 1.12
        foot = TopFoot(x0 + 17 * s * (-1 if turn < 0 else 1), 148, s, rotate=turn)
        out = foot.point(*((21, 39) if pull > 0 else (-19.6, 33)))
        tied = 144 if pull > 0 else 168
        post(pic, tied, 132, 232)
        pic.area(band([out, (tied + (0 if pull > 0 else 8), out[1])], 11), fill=CLOTH, width=DETAIL)
        foot.draw(pic, crop=72, creases=False)
        across = band([foot.point(-25, 32), foot.point(25, 40)], 11).intersection(foot.place(foot.outline0))
        pic.area(across, fill=CLOTH, width=DETAIL)
        x, y = foot.point(-6, 0)
        pic.arrow([(x + 24 * pull, y - 1), (x, y - 9), (x - 30 * pull, y - 2)])

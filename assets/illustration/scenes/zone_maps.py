"""Maps of the foot with named zones; the keys are the options of the question `sym_zone`."""

import itertools

from drawing.shapes import blob, disc, polygons_of, relax, runs, soften, tube
from drawing.tokens import DETAIL, FINE, INK, PAPER, WARM
from drawing.topfoot import DORSUM, TopFoot
from shapely import affinity
from shapely.ops import unary_union

from .scene import scene

# middle and half axes of the ball zones under toes 1 to 5, local foot units
HEADS = (
    (-12.9, 34.6, 5.9, 8.2),
    (-4.0, 34.6, 3.4, 7.6),
    (3.3, 35.8, 3.3, 7.2),
    (10.1, 38.6, 3.2, 6.8),
    (16.5, 43.0, 3.1, 6.6),
)
MAP = {"width": 200, "height": 320}
SOLE_NAMES = {
    **{f"toe{i}": f"Toe {i}" for i in range(1, 6)},
    **{f"mth{i}": f"Ball of the foot, under toe {i}" for i in range(1, 6)},
    **{f"web{i}{i + 1}": f"Between toes {i} and {i + 1}" for i in range(1, 5)},
    "arch": "Arch",
    "midfoot": "Middle of the foot",
    "outer_edge": "Outer edge",
    "heel": "Heel",
}
TOP_NAMES = {
    **{f"toe{i}": f"Toe {i}" for i in range(1, 6)},
    "top": "Top of the front foot",
    "shaft": "Long bones between midfoot and toes",
    "midfoot": "Middle of the foot",
    "ankle": "Ankle",
}


def toe_zones(foot, crease, gap=1.3):
    """One zone per toe, cut off at the crease; neighbours never overlap."""
    zones, taken = {}, None
    for i, toe in enumerate(foot.toes0):
        core = toe.buffer(-1.0)
        part = core.intersection(crease)
        if taken is not None:
            part = part.difference(taken.buffer(gap))
        taken = core if taken is None else taken.union(core)
        zones[f"toe{i + 1}"] = soften(max(polygons_of(part), key=lambda g: g.area), round_=1.2)
    return zones


def sole_zones(foot):
    """Zone shapes of the sole in local foot units, by key."""
    sole = foot.outline0.buffer(-1.7)
    crease = blob((-26, 21), (-14, 19.4), (-6, 17.6), (1, 18), (8, 21.4), (14, 26.8), (24, 33), (30, -20), (-30, -20))
    zones, drops = toe_zones(foot, crease), {}
    for i, ((x0, y0, *_), (x1, y1, *_)) in enumerate(itertools.pairwise(HEADS)):
        x, y = ((x0 + x1) / 2, (y0 + y1) / 2) if i else (-7.3, 34.4)
        drops[f"web{i + 1}{i + 2}"] = relax(tube((x, y - 9.6, 2.5), (x, y - 3, 1.6), (x, y + 1, 0.8)), 0.5)
    all_drops = unary_union(list(drops.values()))
    for i, (x, y, rx, ry) in enumerate(HEADS):
        oval = affinity.scale(disc(x, y, 1), rx, ry).intersection(sole)
        zones[f"mth{i + 1}"] = soften(oval.difference(all_drops.buffer(0.9)), round_=1.1)
    zones |= drops
    middle = blob((-26, 46), (-13, 45), (-4, 44), (4, 45.6), (11, 50), (24, 54), (26, 76), (0, 74.5), (-26, 76))
    inner = runs([(-30, 40), (0.6, 40)], [(0.6, 40), (0.9, 56), (0.2, 80)], [(0.2, 80), (-30, 80)])
    outer = runs([(40, 40), (9.4, 40)], [(9.4, 40), (9.8, 54), (8.4, 66), (7.8, 80)], [(7.8, 80), (40, 80)])
    middle = sole.intersection(middle)
    zones["arch"] = soften(middle.intersection(inner), round_=2)
    zones["outer_edge"] = soften(middle.intersection(outer), round_=1.6)
    zones["midfoot"] = soften(middle.difference(inner.buffer(1.1)).difference(outer.buffer(1.1)), round_=1.8)
    zones["heel"] = soften(sole.intersection(blob((-26, 79), (0, 77.4), (26, 79), (26, 110), (-26, 110))), round_=2)
    return zones


def top_zones(foot):
    """Zone shapes of the back of the foot in local foot units, by key."""
    skin = foot.outline0.buffer(-1.7)
    crease = blob((-30, 24), (-14, 22.4), (-6, 20.2), (1, 20.4), (8, 23.4), (14, 28), (24, 33), (30, -20), (-30, -20))
    zones = toe_zones(foot, crease)
    edges = (
        [(-30, 25.6), (-14, 24.8), (-6, 22.8), (1, 23), (8, 26), (14, 31), (30, 38)],
        [(-30, 42), (-14, 40.4), (0, 39), (12, 43), (30, 51)],
        [(-30, 65), (-14, 63), (0, 62), (12, 64.6), (30, 69)],
        [(-30, 84), (-14, 81.4), (0, 79.6), (14, 81.4), (30, 84)],
        [(-30, 105.4), (0, 106), (30, 105.4)],
    )
    for key, above, below in zip(("top", "shaft", "midfoot", "ankle"), edges, edges[1:], strict=False):
        band = runs([(x, y + 0.7) for x, y in above], [(x, y - 0.7) for x, y in below[::-1]])
        zones[key] = soften(skin.intersection(band), round_=1.8)
    return zones


def draw_zones(pic, foot, zones, names, selected=()):
    """Zones as separate paths that a page can style, with a name for each."""
    for key, shape in zones.items():
        shape = foot.place(shape)
        label = f"<title>{names[key]}</title>"
        pic.area(shape, width=FINE, id=f"zone-{key}", inner=label, **{"class": f"zone zone-{key}"})
        if key in selected:
            pic.hatch(shape, gap=3.4)


def sole_foot():
    """The sole of the right foot, wider than life so that fingers find the zones."""
    foot = TopFoot(100, 14, 2.92, sole=True)
    foot.stretch = 1.16
    return foot


def sole_map(pic, selected=()):
    foot = sole_foot()
    foot.draw(pic, creases=False)
    draw_zones(pic, foot, sole_zones(foot), SOLE_NAMES, selected)


@scene(
    "Where does it hurt?",
    "The sole of the right foot with eighteen zones: five toes, the ball under each toe, "
    "the four spaces between them, arch, middle, outer edge and heel.",
    **MAP,
)
def plantar_zone_map(pic):
    sole_map(pic)


@scene(
    "Where it hurts",
    "The sole of the right foot. Marked: the ball under toes 2 and 3 and the space between toes 3 and 4.",
    **MAP,
)
def plantar_zone_example(pic):
    sole_map(pic, ("mth2", "mth3", "web34"))


@scene(
    "Where does it hurt on top?",
    "The right foot from above with nine zones: five toes, top of the front foot, long bones, "
    "middle of the foot and ankle.",
    **MAP,
)
def dorsal_zone_map(pic):
    foot = TopFoot(100, 8, 2.82)
    foot.stretch = 1.2
    foot.draw(pic, crop=107, nails=False, creases=False)
    draw_zones(pic, foot, top_zones(foot), TOP_NAMES)


# ---- the picture behind the tap map ------------------------------------------------------
# Left foot as a footprint.  The front is drawn wide, so that each ball zone is a 48 px target.
TAP_OUTLINE = [
    (70, 119), (76, 97), (86, 82), (98, 77), (117, 78), (125, 57), (138, 45), (151, 44),
    (169, 49), (178, 28), (187, 20), (200, 18), (218, 24), (223, 22), (237, 10), (249, 6),
    (262, 6), (274, 10), (285, 17), (296, 31), (302, 41), (308, 121), (313, 144), (328, 176),
    (328, 199), (325, 210), (316, 225), (284, 262), (267, 286), (253, 312), (245, 334), (240, 362),
    (240, 385), (266, 474), (270, 503), (269, 526), (262, 548), (250, 568), (236, 580), (213, 591),
    (194, 595), (168, 595), (142, 591), (124, 585), (108, 575), (95, 562), (86, 547), (77, 526),
    (66, 452), (16, 284), (10, 244), (21, 188), (25, 148), (28, 137), (35, 127), (45, 120),
    (51, 118),
]  # fmt: skip
TAP_GAPS = (
    [(68, 170), (71, 149), (72, 121)],
    [(119, 138), (120, 118), (118, 81)],
    [(174, 119), (170, 52)],
    [(226, 117), (223, 91), (214, 52), (221, 27)],
)


def fade(pic, y0, y1):
    """Two vertical gradients, skin and line, that let the foot run out into the paper."""
    for key, colour in (("skin", WARM), ("edge", INK)):
        pic.raw(
            f'<linearGradient id="{pic.name}-{key}" gradientUnits="userSpaceOnUse" '
            f'x1="0" x2="0" y1="{y0}" y2="{y1}">'
            f'<stop stop-color="{colour}"/><stop offset="1" stop-color="{PAPER}"/></linearGradient>'
        )
    return f"url(#{pic.name}-skin)", f"url(#{pic.name}-edge)"


@scene(
    "Bottom of the left foot",
    "The front of the left foot seen as a footprint: five toes, the ball and the start of the arch.",
    screen=True,
    width=340,
    height=460,
)
def foot_map_sole(pic):
    skin, edge = fade(pic, 392, 458)
    pic.area(blob(*TAP_OUTLINE), fill=skin, stroke=edge, width=3.4)
    for gap in TAP_GAPS:
        pic.line(gap, width=2.6)


def tap_top_foot():
    """The left foot from above, wide, for the second tap map."""
    body = [p for p in DORSUM if p[1] < 96]
    body = [(-12.1, 120), (-12.1, 108), *body, (12.4, 100), (12.2, 120)]
    foot = TopFoot(166, 8, 4.25, left=True, body=body)
    foot.stretch = 1.5
    return foot


@scene(
    "Top of the left foot",
    "The left foot from above, from the toes to the ankle.",
    screen=True,
    width=340,
    height=460,
)
def foot_map_top(pic):
    skin, edge = fade(pic, 404, 458)
    foot = tap_top_foot()
    pic.area(foot.place(foot.outline0), fill=skin, stroke=edge, width=3.4)
    pic.line(foot.place(foot.separations()), width=2.6)
    for nail in foot.nails0():
        pic.area(foot.place(nail), fill=PAPER, width=DETAIL)


def mini(pic, mirror):
    shape = affinity.scale(blob(*TAP_OUTLINE), -1 if mirror else 1, 1, origin=(170, 0))
    pic.area(shape, width=5)
    for gap in TAP_GAPS:
        pic.line([(340 - x if mirror else x, y) for x, y in gap], width=3.4)


@scene("Left foot", "The sole of the left foot as a footprint.", width=340, height=602)
def mini_left(pic):
    mini(pic, False)


@scene("Right foot", "The sole of the right foot as a footprint.", width=340, height=602)
def mini_right(pic):
    mini(pic, True)

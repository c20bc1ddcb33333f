"""Maps of the foot with named zones."""

from shapely import affinity
from shapely.ops import unary_union

from drawing.shapes import blob, disc, polygons_of, relax, soften, tube
from drawing.tokens import FINE
from drawing.topfoot import TopFoot

from .scene import scene

HEADS = (
    (-12.9, 34.6, 5.9, 8.2),
    (-4.0, 34.6, 3.4, 7.6),
    (3.3, 35.8, 3.3, 7.2),
    (10.1, 38.6, 3.2, 6.8),
    (16.5, 43.0, 3.1, 6.6),
)
ZONE_NAMES = dict(
    heel="Heel",
    arch="Arch",
    **{f"toe{i}": f"Toe {i}" for i in range(1, 6)},
    **{f"mt{i}": f"Ball of the foot, under toe {i}" for i in range(1, 6)},
    **{f"gap{i}": f"Between toes {i} and {i + 1}" for i in range(1, 5)},
)


def plantar_zones(foot):
    """Zone shapes in local foot units, by id."""
    sole, zones = foot.outline0.buffer(-1.7), {}
    crease = blob(
        (-26, 21), (-14, 19.4), (-6, 17.6), (1, 18), (8, 21.4), (14, 26.8), (24, 33), (30, -20), (-30, -20)
    )
    taken = None
    for i, toe in enumerate(foot.toes0):
        part = toe.buffer(-1.0).intersection(crease)
        if taken is not None:
            part = part.difference(taken.buffer(1.3))
        taken = toe.buffer(-1.0) if taken is None else taken.union(toe.buffer(-1.0))
        zones[f"toe{i + 1}"] = soften(max(polygons_of(part), key=lambda g: g.area), round_=1.2)
    drops = {}
    for i, ((x0, y0, *_), (x1, y1, *_)) in enumerate(zip(HEADS, HEADS[1:], strict=False)):
        x, y = ((x0 + x1) / 2, (y0 + y1) / 2) if i else (-7.3, 34.4)
        drops[f"gap{i + 1}"] = relax(tube((x, y - 9.6, 2.5), (x, y - 3, 1.6), (x, y + 1, 0.8)), 0.5)
    all_drops = unary_union(list(drops.values()))
    for i, (x, y, rx, ry) in enumerate(HEADS):
        oval = affinity.scale(disc(x, y, 1), rx, ry).intersection(sole)
        zones[f"mt{i + 1}"] = soften(oval.difference(all_drops.buffer(0.9)), round_=1.1)
    zones |= drops
    zones["arch"] = soften(
        sole.intersection(
            blob(
                (-26, 46), (-13, 45), (-4, 44), (4, 45.6), (11, 50), (24, 57), (26, 76), (0, 74.5), (-26, 76)
            )
        ),
        round_=2,
    )
    zones["heel"] = soften(
        sole.intersection(blob((-26, 79), (0, 77.4), (26, 79), (26, 110), (-26, 110))), round_=2
    )
    return zones


def zone_map(pic, selected=()):
    foot = TopFoot(100, 14, 2.92, sole=True)
    foot.stretch = 1.16  # wider than life: bigger targets for fingers
    foot.draw(pic, creases=False)
    for key, shape in plantar_zones(foot).items():
        shape = foot.place(shape)
        pic.area(
            shape,
            width=FINE,
            id=f"zone-{key}",
            inner=f"<title>{ZONE_NAMES[key]}</title>",
            **{"class": "zone"},
        )
        if key in selected:
            pic.hatch(shape, gap=3.4)


@scene(
    "Where does it hurt?",
    "The sole of the right foot with sixteen zones: heel, arch, five heads of the "
    "metatarsal bones, four spaces between them, five toes.",
    width=200,
    height=320,
)
def plantar_zone_map(pic):
    zone_map(pic)


@scene(
    "Where it hurts",
    "The sole of the right foot. Marked: the ball under toes 2 and 3 and the space between toes 3 and 4.",
    width=200,
    height=320,
)
def plantar_zone_example(pic):
    zone_map(pic, ("mt2", "mt3", "gap3"))

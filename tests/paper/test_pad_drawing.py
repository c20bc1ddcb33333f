"""The pad page is laid under an insole: seen from above, the right way round, life size, the pad inside the outline."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from shapely.affinity import scale, translate
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from clinic.content.pad_placement import LONGEST_MM, SHORTEST_MM, obstacle, pads
from clinic.content.plan_content import Pad, Sore, Words
from clinic.knowledge.case import Answers
from clinic.paper import foot_map
from clinic.paper.document import Variant, html
from clinic.paper.pad_drawing import LIFE_MM, UNITS, Placement, placed, shapes
from clinic.renderer import svg_images
from clinic.renderer.client import Rendered
from clinic.renderer.svg_images import PICTURES
from tests.paper.printed import Paper
from tests.paper.sample import runner

NUMBER = re.compile(r"[MmCcLlZz]|-?(?:\d+\.?\d*|\.\d+)")
HEADS = [heads for many in range(1, 6) for heads in combinations(range(1, 6), many)]
WEBS = ["12", "23", "34", "45"]
WIDTH = 42
"""Of the insole at its heads, in hundredths of the foot."""
LENGTHS = [SHORTEST_MM, 180, 220, 250, 265, 290, LONGEST_MM]


def points(path: str) -> list[tuple[float, float]]:
    """An outline's curves, walked along."""
    x = y = 0.0
    found: list[tuple[float, float]] = []
    command, numbers = "", []
    for token in [*NUMBER.findall(path), "z"]:
        if not token.isalpha():
            numbers.append(float(token))
            continue
        step = 6 if command in "cC" else 2
        for at in range(0, len(numbers) - step + 1, step):
            pairs = [(numbers[at + n], numbers[at + n + 1]) for n in range(0, step, 2)]
            base = (x, y) if command.islower() else (0.0, 0.0)
            ends = [(x, y), *((px + base[0], py + base[1]) for px, py in pairs)]
            ts = np.linspace(0, 1, 12)[1:] if step == 6 else [1.0]
            for t in ts:
                weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3] if step == 6 else [0.0, 1.0]
                found.append(tuple(sum(w * p[i] for w, p in zip(weights, ends, strict=True)) for i in (0, 1)))  # type: ignore[arg-type]
            x, y = ends[-1]
        command, numbers = token, []
    return found


def drawn(picture: str, at: Placement) -> tuple[Polygon, Polygon, list[tuple[float, float, float]]]:
    """Insole, pad and sore spots as the picture has them, in hundredths of the foot."""
    svg = placed((PICTURES / f"{picture}.svg").read_text(), picture, at)
    first, *_ = re.findall(r'<path d="([^"]+)"', svg)
    insole = Polygon(points(first))
    table, units = shapes(), UNITS[picture]
    insole = translate(scale(insole, 1 / units, 1 / units, origin=(0, 0)), -table["middle"], -table["top"])
    group = re.search(r'translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)">(.*)</g></svg>', svg.replace("\n", ""))
    assert group is not None
    assert [float(group[n]) for n in (1, 2, 3)] == [table["middle"] * units, table["top"] * units, units / 10]
    moved = re.search(r'translate\(0 ([\d.]+)\)"><path d="([^"]+)"', group[4])
    assert moved is not None
    pad = translate(scale(Polygon(points(moved[2])), 0.1, 0.1, origin=(0, 0)), 0, float(moved[1]) / 10)
    sore = [
        (float(x) / 10, float(y) / 10, float(r) / 10)
        for x, y, r in re.findall(r'cx="(-?[\d.]+)" cy="([\d.]+)" r="([\d.]+)"', group[4])
    ]
    return insole, pad, sore


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("behind", range(5, 11))
def test_every_pad_lies_inside_the_insole_and_just_behind_the_heads(length: int, behind: int) -> None:
    table, local = shapes(), behind / length * 100
    heads = [Point(x, y).buffer(r, 32) for x, y, r in table["heads"]]
    places: list[Placement | None] = [Placement.of(h, (), behind_mm=behind, foot_mm=length) for h in HEADS]
    places += [Placement.of((), (web,), behind_mm=behind, foot_mm=length) for web in WEBS]
    for at in places:
        assert at is not None
        assert Placement.named(at.name).place == at.place
        insole, pad, sore = drawn("pad-life", at)
        assert insole.buffer(-0.3).contains(pad), at
        mm = length / 100
        assert pad.area * mm * mm > 100, f"smaller than a fingernail: {at}"
        # In millimetres on paper: nowhere nearer to a head than asked, and at its own heads as near as asked.
        gap = pad.distance(unary_union(heads)) * mm
        assert gap > behind - 1.2, (at, gap)
        covers = [heads[int(n) - 1] for n in at.place.removeprefix("w")]
        assert pad.distance(unary_union(covers)) * mm < behind + 8, at
        assert pad.bounds[3] < table["end"], f"cut off by the foot of the drawing: {at}"
        assert sore, at
    assert local > 1


@pytest.mark.parametrize("picture", sorted(UNITS))
def test_the_drawing_is_of_a_right_insole_seen_from_above(picture: str) -> None:
    at = Placement.of((1,), (), behind_mm=5, foot_mm=250)
    assert at is not None
    insole, _, [(x, _, _)] = drawn(picture, at)
    middle = (insole.bounds[0] + insole.bounds[2]) / 2
    assert x < middle - 5, "the first head is on the left of a right insole seen from above"
    tip = min(insole.exterior.coords, key=lambda point: point[1])
    assert tip[0] < middle - 2, "and so is the tip of the big toe"


def test_the_left_one_is_its_mirror_image_wherever_it_is_drawn() -> None:
    for side, flipped in (("r", False), ("l", True)):
        page = html(replace(runner(), pad=None, pads=(Pad(side, (1,), foot_mm=250),), extras=("pad_page",)))  # type: ignore[arg-type]
        names = re.findall(r"footing:(pad-(?:life|insole)[\w.]*)", page)
        assert len(names) == 2
        assert [("flip" in name.split(".")) == flipped for name in names] == [True, True]


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("variant", [Variant(), Variant(size="large", language="both", paper="a4")], ids=str)
def test_the_big_toe_is_on_the_right_of_the_page_for_a_left_insole_only(
    side: str, variant: Variant, printed: Callable[..., Paper]
) -> None:
    pad = Pad(side, (1,), foot_mm=250)  # type: ignore[arg-type]
    sore = (Sore(side, ("mth1",), Words("ball", "bola")),)  # type: ignore[arg-type]
    content = replace(runner(), pad=None, pads=(pad,), sore=sore, extras=("pad_page",))
    paper = printed(content, variant)
    word, other = ("RIGHT", "LEFT") if side == "r" else ("LEFT", "RIGHT")
    page = next(n for n in range(paper.pages - 1, -1, -1) if word in paper.page_text(n))
    assert other not in paper.page_text(page)
    red, ink = spots(paper, page, 250)
    assert ink[2] - ink[0] > 80, "the drawing is on this page"
    assert (red > (ink[0] + ink[2]) / 2) == (side == "l")


def spots(paper: Paper, page: int, length: int) -> tuple[float, tuple[float, float, float, float]]:
    """Where the red spot of a pad page is, and the box of the insole's lines, in millimetres from the left."""
    shot = np.asarray(paper.picture(page, scale=50.8 / 72)).astype(int)
    mm = 1 / 2
    red = (shot[..., 0] > 130) & (shot[..., 1] < 60) & (shot[..., 2] < 60)
    assert red.sum() > 50
    ys, xs = np.nonzero(red)
    # The insole's outline crosses every height: look at the rows of the red spot, for two lines as far apart as it is.
    columns = np.nonzero((shot.sum(axis=2) < 300)[ys.min() : ys.max() + 1].any(axis=0))[0]
    if paper.page_text(page).count("Wear it"):
        columns = columns[columns > 70 / mm]  # the words stand on the left
    at, wide = float(xs.mean()), WIDTH * length / 100 / mm
    pairs = [(a, b) for a in columns[columns < at] for b in columns[columns > at]]
    left, right = min(pairs, key=lambda pair: abs(pair[1] - pair[0] - wide))
    assert abs(right - left - wide) < 0.12 * wide
    return at * mm, (left * mm, ys.min() * mm, right * mm, ys.max() * mm)


def test_the_foot_map_and_the_pad_page_show_the_foot_the_same_way_round() -> None:
    picture = (PICTURES / f"{foot_map.SOLE}.svg").read_text()
    first = re.search(r'id="zone-mth1"[^>]*d="([^"]+)"', picture) or re.search(
        r'd="([^"]+)"[^>]*id="zone-mth1"', picture
    )
    last = re.search(r'id="zone-mth5"[^>]*d="([^"]+)"', picture) or re.search(
        r'd="([^"]+)"[^>]*id="zone-mth5"', picture
    )
    assert first is not None and last is not None
    big, little = (np.mean([x for x, _ in points(match[1])]) for match in (first, last))
    for side in ("r", "l"):
        on_the_right = bool(big > little) != foot_map.is_turned(side)
        assert on_the_right == (side == "l"), "a footprint: big toe on the right for a left foot only"


def test_each_foot_has_its_own_drawing_and_what_is_seen_is_named() -> None:
    both = (Pad("r", (2, 3), foot_mm=250), Pad("l", (), foot_mm=255, webs=("34",)))
    page = html(replace(runner(), pad=None, pads=both, extras=("pad_page",)))
    assert page.count("footing:pad-life") == page.count("footing:pad-insole") == 2
    assert page.index("Left insole, from above") < page.index("Right insole, from above")
    assert "footprint" in html(runner())


@pytest.mark.parametrize(
    ("foot", "heads", "webs"),
    [
        ({"sym_zone": ["mth2", "mth3"]}, (2, 3), ()),
        ({"sym_zone": ["web23"]}, (), ("23",)),
        ({"sym_zone": ["web23", "web34"]}, (2, 3, 4), ()),
        ({"sym_zone": ["web34", "mth2"]}, (2, 3, 4), ()),
        ({"sym_zone": ["ball_all"]}, (1, 2, 3, 4, 5), ()),
        ({"sym_zone": ["ball_all"], "pad_heads": ["mth4"]}, (4,), ()),
    ],
)
def test_every_place_that_can_be_marked_has_a_pad(foot: dict[str, Any], heads: Any, webs: Any) -> None:
    for side in ("r", "l"):
        (pad,) = pads({}, Answers.of({"p": {}, side: {**foot, "foot_len_mm": 250}}))
        assert (pad.side, pad.heads, pad.webs) == (side, heads, webs)
        assert Placement.of(pad.heads, pad.webs, behind_mm=5, foot_mm=250) is not None
        assert obstacle((pad,), advised=True) is None


def test_a_page_that_would_not_be_true_is_refused_with_its_cause() -> None:
    pad = Pad("l", (2,), foot_mm=250)
    assert obstacle((), advised=False) == ("advice", "")
    assert obstacle((), advised=True) == ("nowhere", "")
    assert obstacle((pad, replace(pad, side="r", foot_mm=None)), advised=True) == ("length", "r")
    for length in (80, SHORTEST_MM - 1, LONGEST_MM + 1, 400):
        assert obstacle((replace(pad, foot_mm=length),), advised=True) == ("size", "l")


@pytest.mark.parametrize("length", [SHORTEST_MM, 250, 270, 271, LONGEST_MM])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_drawing_is_life_size_and_whole_on_its_page(length: int, paper: Any, printed: Callable[..., Paper]) -> None:
    pad = Pad("r", (1,), foot_mm=length)
    for variant in (Variant(paper=paper), Variant(paper=paper, size="large", language="both")):
        page = printed(replace(runner(), pad=None, pads=(pad,), extras=("pad_page",)), variant)
        at = next(n for n in range(page.pages - 1, -1, -1) if "RIGHT" in page.page_text(n))
        red, _ = spots(page, at, length)
        shot = np.asarray(page.picture(at, scale=127 / 72)).astype(int)
        found = (shot[..., 0] > 130) & (shot[..., 1] < 60) & (shot[..., 2] < 60)
        xs = np.nonzero(found.any(axis=0))[0]
        wide = (xs.max() - xs.min() + 1) / 5
        asked = 2 * shapes()["heads"][0][2] * length / 100
        assert wide == pytest.approx(asked, abs=0.8), (length, red)
    assert LIFE_MM == 250


@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize("side", ["l", "r"])
def test_every_picture_on_the_page_is_drawn_and_none_is_told_in_words(
    side: Any, mono: bool, rendered: Callable[..., Rendered]
) -> None:
    """The longest names of pictures are those of a left foot of odd length, in black and white."""
    pads = (Pad(side, (2, 3, 4), foot_mm=LONGEST_MM - 1, behind_mm=12),)
    content = replace(runner(), pads=pads, extras=("pad_page",))
    for variant in (Variant(mono=mono), Variant(size="large", language="both", mono=mono)):
        named = re.findall(r'src="footing:([^"]+)"', html(content, variant))
        assert len(named) > 5
        for name in named:
            assert re.fullmatch(r"[\w.-]+", name, re.ASCII), name
            assert svg_images.made(name) is not None, name
        assert rendered(content, variant).warnings == ()

"""The foot map on paper: what was marked on the tablet stands on the front page, the right foot on the right."""

import dataclasses

from clinic.content.compose import sore
from clinic.content.plan_content import Sore, Words
from clinic.knowledge.library import load
from clinic.paper import document, foot_map
from clinic.paper.document import Variant
from tests.paper import sample
from tests.plan.visits import case

SPOTS = Words("Ball under toe 2", "Debajo del dedo 2")


def _feet(*feet, **variant):
    return document.build(dataclasses.replace(sample.runner(), sore=feet), Variant(**variant))["feet"]


def test_the_spots_of_the_interview_reach_the_plan_in_both_languages():
    answers = case("V01")
    (foot,) = sore(answers, load())
    assert foot.side == "r" and set(foot.zones) == set(answers["r"]["sym_zone"])
    assert "toe 2" in foot.named.en and "dedo 2" in foot.named.es


def test_a_spot_on_top_is_drawn_on_the_top_and_one_below_on_the_sole():
    sole, top = _feet(Sore("l", ("mth2", "top"), SPOTS))
    assert "plantar-zone-map.z-mth2" in sole[0].url and "top" not in sole[0].url
    assert "dorsal-zone-map.z-top" in top[0].url and "mth2" not in top[0].url
    assert sole[0].alt.en.startswith("Left foot as a footprint.")
    assert top[0].alt.es.startswith("Pie izquierdo visto desde arriba.")


def test_the_two_feet_are_mirror_pictures_of_each_other():
    left, right = _feet(Sore("l", ("mth1",), SPOTS), Sore("r", ("mth1",), SPOTS))
    assert ("flip" in left[0].url) is not ("flip" in right[0].url)


def test_only_the_marked_zones_are_filled_and_the_whole_ball_fills_its_five_heads():
    svg = foot_map.painted((document.PICTURES / "plantar-zone-map.svg").read_text(), ("mth2", "heel"))
    assert svg.count(foot_map.SORE) == 2
    ball = foot_map.painted((document.PICTURES / "plantar-zone-map.svg").read_text(), ("ball_all",))
    assert ball.count(foot_map.SORE) >= 5


def test_a_plan_without_a_marked_spot_has_no_map(printed):
    bare = dataclasses.replace(sample.runner(), sore=())
    assert "zone-map" not in document.html(bare, Variant())
    assert printed(sample.runner(), Variant()).pages == 4

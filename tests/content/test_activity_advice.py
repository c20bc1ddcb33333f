"""How far walking, the pool and the elliptical go for now, as the patient reads it above the swaps."""

import pytest

from clinic.content.activity_advice import keep_moving
from clinic.knowledge.library import load
from clinic.rules import engine
from tests.plan.visits import case

WALK, THOUSAND = "as usual.", "1,000 steps a day"
POOL, ELLIPTICAL = "Stay out of the pool", "The elliptical presses"


def _said(name="V01", person=None, right=None):
    answers = case(name)
    answers["p"].update(person or {})
    for side in ("r", "l"):
        answers[side].update(right or {}) if answers.get(side) else None
    decision = engine.recommend(answers, load())
    return decision, keep_moving(decision, load())


def test_everyday_walking_stays_as_it_is_and_both_languages_say_so():
    decision, said = _said()
    assert decision.gate.code == "G2"
    assert WALK in said.en and THOUSAND not in said.en and "como siempre" in said.es


def test_a_bone_that_may_be_hurt_is_not_told_to_walk_as_usual():
    decision, said = _said(right={"exam_skin": ["preulcer"]})
    assert decision.gate is not None and decision.gate.code == "G0"
    assert WALK not in said.en


@pytest.mark.parametrize(("monofilament", "limit"), [("reduced", True), ("intact", False)])
def test_a_foot_at_risk_from_diabetes_adds_no_more_than_a_thousand_steps(monofilament, limit):
    found = {"exam_monofil": monofilament, "exam_pulses": "both"}
    decision, said = _said(person={"hx_diabetes": "type2"}, right=found)
    assert (decision.recheck_months != (12, 12)) is limit, decision.gate
    assert (THOUSAND in said.en) is limit and ("1000 pasos" in said.es) is limit


@pytest.mark.parametrize(("skin", "told"), [("ulcer", True), ("intact", False)])
def test_open_skin_keeps_a_swimmer_out_of_the_pool(skin, told):
    decision, said = _said(person={"act_access": ["pool"], "act_can_swim": "yes"}, right={"exam_skin": [skin]})
    assert decision.status == "plan"
    assert (POOL in said.en) is told


def test_at_the_second_gate_the_elliptical_waits_and_the_patient_reads_why():
    decision, said = _said(person={"act_access": ["elliptical"]}, right={"nprs_worst": 7})
    assert decision.gate.code == "G1" and decision.replacing
    assert ELLIPTICAL in said.en
    assert ELLIPTICAL not in _said(person={"act_access": ["elliptical"]})[1].en


def test_when_no_swap_is_left_the_patient_is_not_left_alone_with_it():
    decision, said = _said(person={"act_access": [], "act_can_swim": "no"}, right={"exam_skin": ["preulcer"]})
    assert ("No swap fits you" in said.en) is (bool(decision.replacing) and not decision.activities)


def test_a_way_back_goes_in_small_steps():
    decision, said = _said(right={"nprs_worst": 1, "nprs_avg": 1, "nprs_now": 0, "sym_limp": "no"})
    assert ("small steps" in said.en) is bool(decision.ways_back)

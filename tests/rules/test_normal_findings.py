"""A normal finding, on whichever foot it is made, never takes anything away from a plan."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from clinic.knowledge.case import Answers
from clinic.rules import engine
from clinic.rules.proposal import Decision
from tests.plan.visits import case, visit_of
from tests.rules import random_cases
from tests.rules.random_cases import LIBRARY
from tests.rules.test_engine_properties import outcome

NORMAL: dict[str, Any] = {
    "exam_web_squeeze": "neg",
    "exam_mulder": "neg",
    "exam_mtp_squeeze": "neg",
    "exam_drawer": "neg",
    "exam_palp": ["none"],
    "exam_monofil": "intact",
    "exam_pulses": "both",
    "exam_abi": 1.1,
    "exam_skin": "intact",
    "exam_callus": ["none"],
    "exam_fatpad": "normal",
    "exam_temp_diff": 0,
    "exam_kw_cm": 12,
    "exam_kw_deg": 45,
    "exam_df_ext": 12,
    "exam_df_flex": 18,
    "exam_hr_reps": 25,
    "exam_balance_s": 30,
    "exam_mtp1_df": 70,
    "exam_hv": 0,
    "exam_toe_def": "none",
    "exam_purchase": "ok",
    "exam_fpi": 3,
}
NEITHER = {f"exam_fpi{n}" for n in range(1, 7)} | {
    "exam_web",
    "exam_drawer_toe",
    "foot_len_mm",
    "foot_width_mm",
    "pad_heads",
}
"""Parts of another test, its place, or a size: neither normal nor not."""
COUNT, CHUNKS = 2400, 8


def test_every_test_of_a_foot_has_a_normal_finding_here() -> None:
    tests = {q.code for q in LIBRARY.questions.values() if q.scope == "foot" and q.who == "clinician"}
    assert tests == NORMAL.keys() | NEITHER


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_normal_finding_never_reduces_a_plan(chunk: int) -> None:
    feet = {True: 0, False: 0}
    for seed in range(chunk, COUNT, CHUNKS):
        draw, before = random.Random(seed), random_cases.case(seed)
        side = draw.choice([side for side in "rl" if not Answers.of(before).hurts(side)] or "rl")
        if draw.random() < 0.4:
            side = draw.choice("rl")
        foot = before.get(side, {})
        open_ = [name for name in NORMAL if foot.get(name) is None]
        found = draw.sample(open_, min(len(open_), draw.choice((1, 1, 3, len(NORMAL)))))
        after = random_cases.copied(before)
        after[side] = {**foot, **{name: NORMAL[name] for name in found}}
        feet[Answers.of(before).hurts(side)] += 1
        _is_no_less(engine.recommend(before, LIBRARY), engine.recommend(after, LIBRARY), f"{seed}: {side} {found}")
    assert min(feet.values()) > COUNT / CHUNKS / 5


def _is_no_less(before: Decision, after: Decision, where: str) -> None:
    assert outcome(after) >= outcome(before), where
    assert _flags(after) <= _flags(before), where
    assert set(after.missing) <= set(before.missing), where
    if before.status != "plan":
        return
    was, now = before.as_json(), after.as_json()
    assert set(now["excluded"]) <= set(was["excluded"]), where
    assert set(was["exercises"]) <= set(now["exercises"]), where
    assert set(now["cautions"]) <= set(was["cautions"]), where
    assert len(now["activities"]) >= len(was["activities"]), where
    assert len(after.ways_back) >= len(before.ways_back), where


def _flags(decision: Decision) -> set[str]:
    return {fired.code for here in decision.flags.values() for fired in here}


def test_a_negative_squeeze_of_the_good_foot_leaves_the_plan_as_it_is() -> None:
    told = json.loads((Path(__file__).parent / "other_foot_normal.json").read_text())
    without = {part: answers for part, answers in told.items() if part != "l"}
    one, other = engine.recommend(told, LIBRARY), engine.recommend(without, LIBRARY)
    assert one.status == "plan"
    said, before = one.as_json(), other.as_json()
    assert said.pop("hypotheses") == {"r": before.pop("hypotheses")["r"], "l": []}
    assert said.pop("flags") == {"r": [], "l": []}
    before.pop("flags")
    assert said == before


def test_a_normal_finding_of_the_good_foot_asks_for_no_further_test_of_it(sign_in_as, db) -> None:
    told = case("V01")
    told["p"] |= {"hx_diabetes": "type2"}
    visit = visit_of(told)
    browser = sign_in_as("clinician")
    before = _needed(browser, visit)
    assert before == {"mark-r-exam_monofil", "mark-r-exam_pulses"}
    shown = {"was": json.dumps({"l-exam_web_squeeze": ""}), "l-exam_web_squeeze": "neg"}
    assert browser.send(f"/visits/{visit.id}/findings", shown).status_code == 303
    assert _needed(browser, visit) == before


def _needed(browser: Any, visit: Any) -> set[str]:
    page = browser.get(f"/visits/{visit.id}")
    return {str(cell["id"]) for cell in page.all("[id^=mark-]") if "needed" in cell.get_text()}

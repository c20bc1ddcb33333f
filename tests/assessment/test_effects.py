"""What the last change led to is the difference of two decisions: complete, and empty only where nothing differs."""

import datetime as dt
import json
import random
from typing import Any

import pytest

from clinic.assessment.effects import Effects
from clinic.content import shoe_pairs
from clinic.content.compose import compose
from clinic.content.plan_content import Clinic, Person
from clinic.exam import findings, rulings
from clinic.exam.models import FlagAnswer
from clinic.knowledge.facts import shoe_verdict
from clinic.rules import engine
from clinic.rules.proposal import Decision
from tests.plan.visits import case, visit_of
from tests.rules import random_cases
from tests.rules.random_cases import LIBRARY
from tests.rules.test_normal_findings import NORMAL

CHUNKS, PAIRS = 8, 2400


def _visible(decision: Decision, told: dict[str, Any]) -> dict[str, Any]:
    """Everything of a decision that a clinician or a patient reads, put together without the sentences."""
    patterns = {fired.code for here in decision.hypotheses.values() for fired in here}
    seen: dict[str, Any] = {
        "status": decision.status,
        "flags": {
            (side, fired.code): (fired.urgency, fired.is_open)
            for side, here in decision.flags.items()
            for fired in here
        },
        "patterns": {(side, fired.code) for side, here in decision.hypotheses.items() for fired in here},
        "yellow": {fired.code for fired in decision.yellow},
        "missing": set(decision.missing),
        "again": set(decision.unexplained),
        "worn": [shoe_verdict(pair, frozenset(patterns)) for pair in shoe_pairs.told(told)],
    }
    if decision.status == "plan":
        content = compose(
            decision,
            told,
            LIBRARY,
            clinic=Clinic("C", "1"),
            person=Person("A", "A"),
            clinician="PT",
            plan_on=dt.date(2026, 12, 1),
        )
        assert decision.gate is not None
        seen |= {
            "content": content.to_json(),
            "gate": decision.gate.code,
            "cautions": set(decision.cautions),
            "excluded": {one.code for one in decision.excluded},
            "swaps": [
                (one.activity.code, [(o.code, o.weeks, o.texts) for o in one.options]) for one in decision.replacing
            ],
            "trio": [(one.activity.code, one.obstacle) for one in decision.trio],
            "back": [(way.ladder.code, way.zero_pain, [c.holds for c in way.checks]) for way in decision.ways_back],
            "recheck": (decision.recheck_weeks, decision.recheck_months),
        }
    return seen


def _rulings(draw: random.Random, decision: Decision) -> dict[str, dict[str, str]]:
    return {
        side or "": {
            fired.code: draw.choice([ruling.value for ruling in rulings.allowed(fired.flag)])
            for fired in here
            if draw.random() < 0.6
        }
        for side, here in decision.flags.items()
    }


def _found(draw: random.Random, told: dict[str, Any]) -> dict[str, Any]:
    made = random_cases.copied(told)
    side = draw.choice([side for side in "rl" if side in told] or ["r"])
    name = draw.choice(list(NORMAL))
    value = NORMAL[name] if draw.random() < 0.4 else random_cases.value(draw, LIBRARY.questions[name])
    made[side] = {**made.get(side, {}), name: value}
    return made


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_sentence_is_empty_exactly_where_nothing_to_be_seen_differs(chunk: int, app: Any) -> None:
    same = other = 0
    with app.test_request_context():
        for seed in range(chunk, PAIRS, CHUNKS):
            draw, told = random.Random(seed), random_cases.case(seed)
            raised = engine.recommend(told, LIBRARY)
            if draw.random() < 0.5:
                before = engine.recommend(told, LIBRARY, _rulings(draw, raised))
                now, after = engine.recommend(told, LIBRARY, _rulings(draw, raised)), told
            else:
                after = _found(draw, told)
                before, now = raised, engine.recommend(after, LIBRARY)
            said = Effects(before, now, after, LIBRARY, draw.choice(("en", "es"))).sentences()
            was, is_ = _visible(before, told), _visible(now, after)
            differs = {key for key in was.keys() | is_.keys() if was.get(key) != is_.get(key)}
            assert bool(said) == bool(differs), (seed, said, differs)
            same, other = same + (not differs), other + bool(differs)
    assert same > 20 and other > 20


def test_a_flag_referred_and_then_cleared_says_everything_that_opened(sign_in_as, db) -> None:
    told = case("V01")
    told["r"] |= {"exam_palp": ["shaft2"]}
    visit = visit_of(told)
    browser = sign_in_as("clinician")
    for ruling, reason in (("refer", "to imaging"), ("cleared", "films are clear")):
        answer = {"flag": "RF20", "foot": "r", "ruling": ruling, "reason": reason}
        assert browser.send(f"/visits/{visit.id}/flags", answer).status_code == 303
    said = browser.get(f"/visits/{visit.id}").one("#changed").get_text(" ", strip=True)
    assert "Nothing else changed" not in said
    for words in ("Flag gone: bone stress injury", "Proposal gains:", "Activity limit:", "Pain guides the load."):
        assert words in said, said


def test_an_answer_for_both_feet_is_one_change_and_the_same_answer_again_is_none(sign_in_as, db) -> None:
    told = case("V01")
    told["p"] |= {"hx_heart": "yes", "sym_side": "both"}
    told["l"] = dict(told["r"])
    visit = visit_of(told)
    browser = sign_in_as("clinician")
    answer = {"flag": "RF36", "foot": "both", "ruling": "cleared", "reason": "stress test fine"}
    browser.send(f"/visits/{visit.id}/flags", answer)
    said = browser.get(f"/visits/{visit.id}").one("#changed").get_text(" ", strip=True)
    assert "Flag gone" in said and said.count("exercise clearance") == 2
    browser.send(f"/visits/{visit.id}/flags", answer)
    said = browser.get(f"/visits/{visit.id}").one("#changed").get_text(" ", strip=True)
    assert "Nothing else changed." in said
    assert {row.foot for row in FlagAnswer.of(visit)} == {"r", "l"}


def test_a_change_that_was_noted_before_feet_had_their_own_is_still_told(sign_in_as, db) -> None:
    told = case("V01")
    told["r"] |= {"exam_palp": ["shaft2"]}
    visit = visit_of(told)
    browser = sign_in_as("clinician")
    browser.send(f"/visits/{visit.id}/flags", {"flag": "RF20", "foot": "r", "ruling": "cleared", "reason": "clear"})
    found = findings.of(visit)
    assert found is not None
    found.last_change = json.loads('{"flag": "RF20", "foot": "r", "was": "refer", "by": "x", "at": "y"}')
    db.session.commit()
    assert "Flag gone" in browser.get(f"/visits/{visit.id}").one("#changed").get_text(" ")

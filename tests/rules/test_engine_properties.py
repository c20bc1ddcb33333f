"""What must hold whatever the answers: 21,000 made-up cases, each drawn from one whole number."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from clinic.commands import cases
from clinic.knowledge.case import Answers, View
from clinic.knowledge.conditions import holds
from clinic.knowledge.facts import blanks
from clinic.rules import engine
from clinic.rules.proposal import Decision
from clinic.rules.triage import judge
from tests.rules import random_cases, sheet
from tests.rules.random_cases import LIBRARY

ORDER = ("stop", "locked", "G0", "G1", "G2", "G3")
ROOT = Path(__file__).parents[2]
seeds = st.integers(min_value=0, max_value=2**48)


BATCH = 10
"""Cases made from one drawn number: drawing costs as much as deciding."""


def batch(seed: int) -> Iterator[int]:
    """The cases of the batch with this number; a failure notes which one it was."""
    for one in range(seed * BATCH, (seed + 1) * BATCH):
        note(f"case {one}")
        yield one


def many(count: int) -> Any:
    """So many cases, the same on every machine."""
    return settings(
        max_examples=count // BATCH,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def decide(case: dict[str, Any]) -> Decision:
    return engine.recommend(case, LIBRARY)


def outcome(decision: Decision) -> int:
    return ORDER.index(decision.gate.code if decision.gate else decision.status)


@many(5000)
@given(seeds)
def test_a_plan_is_safe_and_says_why(seed: int) -> None:
    for one in batch(seed):
        _is_safe_and_says_why(random_cases.case(one))


def _is_safe_and_says_why(case: dict[str, Any]) -> None:
    decision = decide(case)
    flags = [fired for here in decision.flags.values() for fired in here]
    if any(fired.stops for fired in flags):
        assert decision.status == "stop"
    elif any(fired.locks for fired in flags):
        assert decision.status == "locked"
    if decision.status != "plan":
        assert decision.because and all(reason.facts for reason in decision.because)
        assert not (decision.exercises or decision.ranked or decision.footwear or decision.activities or decision.gate)
        return
    _exercises_are_allowed(case, decision)
    _activities_are_allowed(case, decision)
    for choice in (*decision.exercises, *decision.footwear, *decision.excluded, *decision.activities):
        assert choice.reasons, choice.code
        assert choice.sources, choice.code
        assert all(reason.facts or reason.code == "G3" for reason in choice.reasons), choice.code


def _exercises_are_allowed(case: dict[str, Any], decision: Decision) -> None:
    excluded = {exclusion.code for exclusion in decision.excluded}
    given_ = [choice.code for choice in decision.exercises]
    assert not excluded & set(given_)
    assert len(given_) == len(set(given_)) <= 5
    feet = judge(case, LIBRARY).strict
    for choice in decision.exercises:
        assert not any(holds(choice.exercise.exclude, foot.view) for foot in feet)


def _activities_are_allowed(case: dict[str, Any], decision: Decision) -> None:
    gate, person = decision.gate, case["p"]
    assert gate is not None
    access = set(person.get("act_access") or ()) - {"none"}
    clear = {fired.code for here in decision.flags.values() for fired in here if fired.is_open}
    slow = person.get("act_inactive") == "yes" or person.get("hx_heart") in ("yes", "unsure")
    for swap in decision.activities:
        activity = swap.activity
        assert activity.impact <= gate.impact and activity.forefoot <= gate.forefoot
        assert activity.needs is not None and (not activity.needs or access & set(activity.needs))
        assert not activity.needs_swim or person.get("act_can_swim") == "yes"
        assert activity.met <= swap.replaces.met
        assert "RF36" not in clear or activity.met < 3
        assert not slow or activity.met <= 4
        assert "RF37" not in clear or not swap.weeks
        for week, cap in zip(swap.weeks, (20, 25, 30) if slow else (60, 60, 60), strict=False):
            assert 2 <= week.days <= 6 and week.minutes % 5 == 0 and 10 <= week.minutes <= cap
    if slow and (person.get("age") or 0) < 60:
        for place in range(3):
            first = [replaced.options[0] for replaced in decision.replacing if replaced.options]
            assert sum(s.activity.met * s.weeks[place].days * s.weeks[place].minutes for s in first if s.weeks) <= 500


@many(3000)
@given(seeds)
def test_the_other_foot_gets_the_mirrored_decision(seed: int) -> None:
    for one in batch(seed):
        _is_mirrored(random_cases.case(one))


def _is_mirrored(case: dict[str, Any]) -> None:
    one, other = decide(case).as_json(), decide(random_cases.mirrored(case)).as_json()
    swap = {"r": "l", "l": "r", None: None}
    for name in ("flags", "hypotheses"):
        assert one[name] == {swap[side]: codes for side, codes in other[name].items()}
    seen = sorted(json.dumps({**reason, "foot": swap[reason["foot"]]}, sort_keys=True) for reason in other["because"])
    assert sorted(json.dumps(reason, sort_keys=True) for reason in one["because"]) == seen
    for name in set(one) - {"flags", "hypotheses", "because"}:
        assert one[name] == other[name], name


@many(8000)
@given(seeds)
def test_an_answer_that_only_adds_risk_never_loosens_the_outcome(seed: int) -> None:
    for one in batch(seed):
        case = random_cases.case(one)
        worse = random_cases.worse(case, one)
        if worse is not None:
            assert outcome(decide(worse)) <= outcome(decide(case))


@many(5000)
@given(seeds)
def test_the_engine_reads_the_specification_as_it_is_written(seed: int) -> None:
    for one in batch(seed):
        _is_as_written(random_cases.case(one))


def _is_as_written(case: dict[str, Any]) -> None:
    answers = Answers.of(case)
    sides = answers.evaluated()
    open_ = {side: bool(blanks(View(answers, side, LIBRARY.dictionary))) for side in sides}
    expected = sheet.expected(case, open_)
    got = decide(case).as_json()
    assert {name: got[name] for name in expected} == expected


def test_made_up_cases_reach_every_outcome() -> None:
    seen = {ORDER[outcome(decide(random_cases.case(seed)))] for seed in range(400)}
    assert seen == set(ORDER)


def test_the_decision_is_the_same_in_every_process() -> None:
    script = (
        "import hashlib, json, sys\n"
        "from tests.rules import random_cases\n"
        "from clinic.commands import cases\n"
        "h = hashlib.sha256()\n"
        "for seed in range(150):\n"
        "    h.update(cases.decide_line(json.dumps(random_cases.case(seed))).encode())\n"
        "print(h.hexdigest())\n"
    )
    digest = hashlib.sha256()
    for seed in range(150):
        digest.update(cases.decide_line(json.dumps(random_cases.case(seed))).encode())
    for hash_seed in ("0", "1", "4242"):
        told = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == digest.hexdigest()

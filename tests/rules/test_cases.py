"""The cases of the specification come out exactly, and the examples run without defaults."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic.knowledge import case_file, library
from clinic.rules import engine

CASES = [json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "cases").glob("*.json"))]
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
KEYS = [
    "status",
    "because",
    "flags",
    "hypotheses",
    "yellow_flags",
    "gate",
    "exercises",
    "excluded",
    "cautions",
    "footwear",
    "activities",
]


def decided(answers: dict[str, Any], *, defaults: bool = True) -> dict[str, Any]:
    case = case_file.read(json.dumps(answers), defaults=defaults)
    return engine.recommend(case, library.load()).as_json()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_of_the_specification_comes_out_exactly(case: dict[str, Any]) -> None:
    got = decided(case["answers"])
    assert {name: got[name] for name in case["expect"]} == case["expect"]
    assert list(got) == KEYS
    if "because" in case:
        assert case["because"] in [reason["code"] for reason in got["because"]]


def test_the_marathon_runner_rides_as_the_worked_case_says() -> None:
    (case,) = [case for case in CASES if case["id"] == "V01"]
    first = decided(case["answers"])["activities"][0]
    assert first == {
        "id": "a_bike_90",
        "replaces": "a_run_6",
        "weeks": [{"days": 4, "minutes": 45}, {"days": 4, "minutes": 50}, {"days": 4, "minutes": 50}],
    }


def test_a_blank_safety_answer_says_which_one_it_is() -> None:
    (case,) = [case for case in CASES if case["id"] == "V16"]
    (reason,) = decided(case["answers"])["because"]
    assert reason == {"code": "RF90", "foot": "r", "facts": {"screen_incomplete": True, "rf_calf": None}}


def test_the_runner_of_the_examples_is_the_marathon_case() -> None:
    (case,) = [case for case in CASES if case["id"] == "V01"]
    (runner,) = [path for path in EXAMPLES if path.stem == "runner"]
    assert decided(json.loads(runner.read_text()), defaults=False) == decided(case["answers"])


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_is_complete_enough_to_decide_on(path: Path) -> None:
    got = engine.recommend(case_file.read_file(path), library.load())
    if path.stem != "one-answer-left-blank":
        assert got.missing == ()
        assert got.status in ("plan", "stop")

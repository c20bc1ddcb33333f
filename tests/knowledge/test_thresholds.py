"""Every limit on what is typed in several units: round in each, and compared in the unit that was typed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clinic.knowledge import case_file
from clinic.knowledge.case import HIGH_HEEL, RAISED_HEEL, Answers, View, leaf_holds
from clinic.knowledge.conditions import leaves
from clinic.knowledge.facts import shoe_verdict
from clinic.knowledge.library import load
from clinic.knowledge.schema import Leaf
from clinic.rules import engine
from clinic.values import quantities
from clinic.values.quantities import Threshold, made

LIBRARY = load()
RULES = ("when", "exclude", "caution", "boost", "against_when", "ask_if", "required_when")
CASES = [
    json.loads(path.read_text()) for path in sorted((Path(__file__).parents[1] / "rules" / "cases").glob("*.json"))
]


def _limits() -> Iterator[tuple[str, Leaf]]:
    for entry in LIBRARY.entries():
        for name in RULES:
            rule = getattr(entry, name, None)
            for leaf in leaves(rule) if rule is not None else ():
                if isinstance(leaf, Leaf) and leaf.op in ("ge", "gt", "le", "lt"):
                    yield f"{entry.code} {name}", leaf


LIMITS = [
    (where, leaf, unit, number)
    for where, leaf in _limits()
    if isinstance(leaf.value, Threshold)
    for unit, number in leaf.value.numbers
]


def test_every_limit_on_a_length_a_distance_or_a_weight_has_a_number_in_each_unit() -> None:
    two = {code for code, question in LIBRARY.questions.items() if len(question.units) == 2}
    assert {"shoe_heel_cm", "shoe_miles", "act_long_now", "act_long_30d", "height_cm", "weight_kg"} <= two
    bare = [where for where, leaf in _limits() if leaf.fact in two and not isinstance(leaf.value, Threshold)]
    assert bare == []
    assert {leaf.fact for _where, leaf, _unit, _number in LIMITS} == {"shoe_heel_cm", "shoe_miles", "sym_weeks"}


@pytest.mark.parametrize(("where", "leaf", "unit", "number"), LIMITS)
def test_at_just_under_and_just_above_in_each_unit(where: str, leaf: Leaf, unit: str, number: float) -> None:
    kept = LIBRARY.questions[leaf.fact].unit
    foot = LIBRARY.questions[leaf.fact].scope == "foot"
    little = 1 if number >= 100 else 0.1

    def holds(given: float, *, bare: bool) -> bool:
        value = made(given, unit, kept)
        answers = {leaf.fact: value.value if bare else value}
        view = View(Answers({} if foot else answers, {"r": answers if foot else {}}), "r", LIBRARY.dictionary)
        return leaf_holds(leaf, view)

    assert leaf.op == "ge"
    for bare in (False, True) if unit in ("cm", "in", "mi", "km") else (False,):
        assert holds(number, bare=bare), "at the limit"
        assert holds(number + little, bare=bare) and not holds(number - little, bare=bare)


def test_the_limits_of_heels_in_code_are_those_of_the_rule() -> None:
    found = {leaf.value for where, leaf in _limits() if leaf.fact == "shoe_heel_cm"}
    assert found == {HIGH_HEEL, RAISED_HEEL}


@pytest.mark.parametrize(
    ("heel", "verdict"),
    [(made(1.5, "in", "cm"), "limit"), (3.81, "limit"), (4, "limit"), (3.9, "keep"), (3.56, "keep")],
)
def test_a_pair_is_judged_in_the_unit_its_heel_was_typed_in(heel: float, verdict: str) -> None:
    assert shoe_verdict({"heel_cm": heel}, frozenset()) == verdict


def test_a_limit_without_its_other_unit_is_refused_with_file_and_line(tmp_path: Path) -> None:
    import shutil

    from clinic.knowledge import library

    for broken, said in (
        ("ge: 4}", "is typed in cm, in: ge needs a round number of each"),
        ("ge: {cm: 4}}", "is typed in cm, in: ge needs a round number of each"),
        ("ge: {cm: 4, in: 2}}", "2 in is not the same limit as 4 cm"),
        ("ge: {cm: 4, in: high}}", "'high' is not a number"),
    ):
        folder = tmp_path / str(len(said) + len(broken))
        shutil.copytree(library.DATA, folder)
        file = folder / "hypotheses" / "high-heels.yaml"
        file.write_text(file.read_text().replace("ge: {cm: 4, in: 1.5}}", broken))
        _none, problems = library.examine(folder)
        assert any(said in problem.message and problem.file == "hypotheses/high-heels.yaml" for problem in problems)


def _decided(**person: Any) -> Any:
    case = case_file.checked({"p": person, "r": {"sym_zone": ["mth2"], "nprs_avg": 2, "nprs_worst": 4}}, defaults=True)
    return engine.recommend(case, LIBRARY).as_json()


@pytest.mark.parametrize(
    ("now", "before", "fires"),
    [(11, 10, False), (8.8514, 8.0467, False), ("5.5 mi", "5 mi", False), ("6,6 km", "6 km", False),
     ("5.6 mi", "5 mi", True), (11.2, 10, True), ("11 km", "10 km", False), ("5.5 mi", "8 km", True)],
)  # fmt: skip
def test_ten_percent_more_is_ten_percent_more_in_miles_and_in_kilometers(now: Any, before: Any, fires: bool) -> None:
    found = _decided(age=34, sex_birth="male", act_long_now=now, act_long_30d=before)
    assert ("H04" in found["hypotheses"]["r"]) is fires


@pytest.mark.parametrize(
    ("heel", "fires"), [(3.81, True), ("1.5 in", True), ("1½ inches", True), (4, True), (3.8, False)]
)
def test_high_heels_count_from_the_limit_on_in_the_unit_typed(heel: Any, fires: bool) -> None:
    found = _decided(age=34, sex_birth="female", shoe_heel_cm=heel, shoe_heel_days=5)
    assert ("H02" in found["hypotheses"]["r"]) is fires


@pytest.mark.parametrize(("miles", "fires"), [("560 km", True), ("559 km", False), (350, True), (349, False)])
def test_worn_shoes_count_from_a_round_number_of_kilometers_too(miles: Any, fires: bool) -> None:
    assert ("FW06" in _decided(age=34, sex_birth="male", shoe_miles=miles)["footwear"]) is fires


@pytest.mark.parametrize("given", [{"nprs_now": 9}, {"nprs_avg": 9}, {"nprs_worst": 9}])
def test_of_pains_that_contradict_each_other_the_higher_counts_in_every_rule(given: dict[str, int]) -> None:
    foot = {"sym_zone": ["mth2"], "nprs_avg": 2, "nprs_worst": 5}
    case = case_file.checked({"p": {"age": 40, "sex_birth": "male"}, "r": foot}, defaults=True)
    case["r"] |= given
    view = View(Answers.of(case), "r", LIBRARY.dictionary)
    assert view.number("nprs_worst") == 9
    assert engine.recommend(case, LIBRARY).as_json()["gate"] == "G1"


def test_the_ten_cases_say_their_limits_in_words_of_both_units() -> None:
    heels = LIBRARY.hypotheses["H02"].when
    assert "4 cm (1.5 in) or more" in LIBRARY.words(heels) and "4 cm (1,5 pulgadas) o más" in LIBRARY.words(heels, "es")
    assert len(CASES) == 10 and quantities.of(4, "cm").unit == "cm"

"""Conditions: what each comparison means, what is refused, how they read in words, and what they give as evidence."""

from typing import Any

import pytest

from clinic.knowledge import library
from clinic.knowledge.case import Answers, View
from clinic.knowledge.conditions import Reader, evidence, holds
from clinic.knowledge.schema import Condition
from clinic.knowledge.yaml_lines import parse

LIBRARY = library.load()
CODES = frozenset({*LIBRARY.red_flags, *LIBRARY.hypotheses})


def read(text: str) -> Condition:
    reader = Reader(LIBRARY.questions, CODES, "rule.yaml")
    condition = reader.read(parse(text, name="rule.yaml"), 1)
    assert reader.problems == []
    return condition


def view(**given: Any) -> View:
    feet = LIBRARY.dictionary.feet
    person = {name: value for name, value in given.items() if name not in feet}
    foot = {name: value for name, value in given.items() if name in feet}
    made = View(Answers.of({"p": person, "r": foot}), "r", LIBRARY.dictionary)
    made.codes = {}
    return made


@pytest.mark.parametrize(
    ("rule", "so", "not_so", "when_missing"),
    [
        ("{fact: sym_zone, has: [mth2, mth3]}", {"sym_zone": ["mth3"]}, {"sym_zone": ["mth1"]}, False),
        ("{fact: shoe_main, has: [heel]}", {"shoe_main": "heel"}, {"shoe_main": "boot"}, False),
        ("{fact: shp_hammer, chosen: true}", {"shp_hammer": ["toe2"]}, {"shp_hammer": ["none"]}, False),
        ("{fact: nprs_worst, ge: 6}", {"nprs_worst": 6}, {"nprs_worst": 5}, False),
        ("{fact: nprs_worst, gt: 6}", {"nprs_worst": 7}, {"nprs_worst": 6}, False),
        ("{fact: exam_fpi, le: -1}", {"exam_fpi": -1}, {"exam_fpi": 0}, False),
        ("{fact: shoe_gap_mm, lt: 10}", {"shoe_gap_mm": 9.5}, {"shoe_gap_mm": 10}, False),
        ("{fact: shp_arch, eq: high}", {"shp_arch": "high"}, {"shp_arch": "unsure"}, False),
        ("{fact: shoe_measured, ne: lt1y}", {"shoe_measured": "never"}, {"shoe_measured": "lt1y"}, True),
        ("{fact: sym_limp, 'yes': true}", {"sym_limp": "yes"}, {"sym_limp": "no"}, False),
        ("{fact: hx_gout, 'yes': true}", {"hx_gout": "unsure"}, {"hx_gout": "no"}, False),
        ("{fact: can_reach_feet, 'no': true}", {"can_reach_feet": "no"}, {"can_reach_feet": "yes"}, False),
        ("{fact: exam_fpi, missing: true}", {}, {"exam_fpi": 0}, True),
        ("{fact: dv_fall}", {"hx_falls": 1}, {"hx_falls": 0}, False),
        ("{fact: shp_bunion, ge: 1}", {"shp_bunion": 1}, {"shp_bunion": "unsure"}, False),
        ("none: [{fact: hx_foot_sx, has: ['no', gt1y]}]", {"hx_foot_sx": "lt6w"}, {"hx_foot_sx": "no"}, True),
        (
            "at_least: {n: 2, of: [{fact: sym_pebble, 'yes': true}, {fact: sym_click, 'yes': true}, {fact: dv_fall}]}",
            {"sym_pebble": "yes", "sym_click": "yes"},
            {"sym_pebble": "yes"},
            False,
        ),
    ],
)
def test_a_comparison_means_what_it_says(rule: str, so: Any, not_so: Any, when_missing: bool) -> None:
    condition = read(rule)
    assert holds(condition, view(**so)) is True
    assert holds(condition, view(**not_so)) is False
    assert holds(condition, view()) is when_missing


@pytest.mark.parametrize(
    "rule",
    [
        "{fact: sym_zoom, has: [mth2]}",
        "{fact: sym_zone, has: [mth9]}",
        "{fact: sym_zone, has: []}",
        "{fact: sym_zone, eq: mth2}",
        "{fact: nprs_worst, ge: high}",
        "{fact: nprs_worst, has: [3]}",
        "{fact: nprs_worst, ge: 3, le: 5}",
        "{fact: nprs_worst}",
        "{fact: shp_arch, eq: flat}",
        "{fact: shp_arch, 'yes': true}",
        "{fact: dv_bsi, ge: 1}",
        "{fact: dv_bsi, 'yes': 'no'}",
        "{fact: psfs_1, eq: run}",
        "{flag: RF99}",
        "{flag: H01}",
        "{hypothesis: RF11}",
        "{any: []}",
        "{all: {fact: dv_bsi}}",
        "{at_least: {n: 3, of: [{fact: dv_bsi}]}}",
        "{either: [{fact: dv_bsi}]}",
        "{always: perhaps}",
        "[]",
        "dv_bsi or dv_fall",
    ],
)
def test_a_wrong_condition_is_refused_with_its_line(rule: str) -> None:
    reader = Reader(LIBRARY.questions, CODES, "rule.yaml")
    condition = reader.read(parse(f"\n\n{rule}", name="rule.yaml"), 3)
    assert [(problem.file, problem.line) for problem in reader.problems] == [("rule.yaml", 3)]
    assert not holds(condition, view())


def test_evidence_names_what_fired_what_speaks_otherwise_and_what_is_missing() -> None:
    found = evidence(LIBRARY.hypotheses["H01"].when, view(shoe_width_feel="tight", shoe_toebox="round"))
    assert found.fired == {"shoe_width_feel": "tight"}
    assert found.otherwise == {"shoe_toebox": "round"}
    assert set(found.missing) == {"shoe_trace_wider", "shoe_gap_mm", "shoe_len_feel", "shoe_toebox_low"}


def test_evidence_of_a_derived_fact_names_the_answers_behind_it() -> None:
    found = evidence(read("{fact: dv_bsi}"), view(exam_palp=["shaft2"], rf_trauma="no"))
    assert found.fired == {"dv_bsi": True, "dv_bsi_site": True, "exam_palp": ["shaft2"]}


def test_every_rule_reads_as_words_in_both_languages() -> None:
    for entry in LIBRARY.entries():
        for name in ("when", "exclude", "caution", "boost", "against_when", "ask_if"):
            rule = getattr(entry, name, None)
            if rule is not None:
                for language in ("en", "es"):
                    said = LIBRARY.words(rule, language)
                    assert said and "dv_" not in said and "sym_" not in said and "{" not in said, (entry.code, said)


def test_a_rule_in_words() -> None:
    rule = LIBRARY.red_flags["RF24"].when
    assert LIBRARY.words(rule, "en") == "Dark spot: yes"
    assert LIBRARY.words(rule, "es") == "Mancha oscura: sí"
    assert LIBRARY.words(read("{fact: nprs_worst, ge: 6}"), "es") == "Peor dolor: 6 o más"
    assert LIBRARY.words(read("none: [{fact: dv_bsi}]"), "en") == "not (a bone stress injury is suspected)"

"""Cases from JSON: one line that names the field for bad input, a null that stays blank, one decision per line."""

import json
from pathlib import Path

import pytest

from clinic.commands import cases
from clinic.knowledge import case_file

FOOT = '"r": {"sym_zone": ["mth2"], "nprs_avg": 2, "nprs_worst": 4}'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "JSON"),
        ("{", "line 1"),
        ("[]", "object"),
        ('{"q": {}}', "q"),
        ('{"p": []}', "p"),
        ('{"p": {"agee": 4}}', "agee"),
        ('{"p": {"age": "forty-ish"}}', "age"),
        ('{"p": {"age": "1e1"}}', "age"),
        ('{"p": {"shoe_miles": "1.200"}}', "may be 1200 or 1.2"),
        ('{"p": {"shoe_heel_cm": "9 in"}}', "from 0 to 5"),
        ('{"p": {"age": true}}', "age"),
        ('{"p": {"age": 40.5}}', "age"),
        ('{"p": {"age": 111}}', "age"),
        ('{"p": {"age": -1}}', "age"),
        ('{"p": {"age": 1e999}}', "age"),
        ('{"p": {"age": NaN}}', "NaN"),
        ('{"p": {"age": 40, "age": 41}}', "age"),
        ('{"p": {"rf_calf": "maybe"}}', "rf_calf"),
        ('{"p": {"rf_calf": "skipped"}}', "rf_calf"),
        ('{"p": {"rf_calf": ["no"]}}', "rf_calf"),
        ('{"p": {"sym_zone": ["mth2"]}}', "sym_zone"),
        ('{"r": {"age": 40}}', "age"),
        ('{"r": {"sym_zone": "mth2"}}', "sym_zone"),
        ('{"r": {"sym_zone": ["mth9"]}}', "sym_zone"),
        ('{"r": {"sym_zone": ["mth2", "mth2"]}}', "sym_zone"),
        ('{"r": {"shp_hammer": ["none", "toe2"]}}', "shp_hammer"),
        ('{"r": {"shp_bunion": 4}}', "shp_bunion"),
        ('{"r": {"nprs_avg": 5, "nprs_worst": 4}}', "nprs_worst"),
        ('{"p": {"act_list": [{"id": "a_fly"}]}}', "act_list[0].id"),
        ('{"p": {"act_list": [{"days": 2}]}}', "act_list[0].id"),
        ('{"p": {"act_list": [{"id": "a_walk", "hours": 2}]}}', "act_list[0].hours"),
        ('{"p": {"act_list": [{"id": "a_walk", "days": 15}]}}', "act_list[0].days"),
        ('{"p": {"act_list": [{},{},{},{},{},{},{}]}}', "act_list"),
        ('{"p": {"act_goal_date": "24.11.2026"}}', "act_goal_date"),
        ('{"p": {"adm_chart": "a b"}}', "adm_chart"),
        ('{"p": {"adm_name": 7}}', "adm_name"),
        ('{"p": {"psfs_1": "%s"}}' % ("x" * 121), "psfs_1"),
        ("[" * 100_000, "nested"),
        ('{"p": {"age": ' + "9" * 5000 + "}}", "too large"),
    ],
)
def test_a_bad_case_gets_one_line_that_names_the_field(text: str, named: str) -> None:
    with pytest.raises(case_file.BadCase) as bad:
        case_file.read(text)
    assert named in str(bad.value)
    assert "\n" not in str(bad.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(case_file.BadCase, match="nothing"):
        case_file.read_file(tmp_path / "nothing.json")
    (tmp_path / "latin.json").write_bytes(b'{"p": {"adm_name": "Jos\xe9"}}')
    with pytest.raises(case_file.BadCase, match="UTF-8"):
        case_file.read_file(tmp_path / "latin.json")


def test_defaults_fill_what_is_absent_and_leave_a_null_blank() -> None:
    case = case_file.read('{"p": {"rf_calf": null, "conf_0_10": 3}, "r": {}}', defaults=True)
    assert case["p"]["rf_calf"] is None
    assert case["p"]["conf_0_10"] == 3
    assert case["p"]["rf_fever"] == "no" and case["r"]["hx_inject"] == "no"
    assert "l" not in case and "shoe_thin" not in case["p"]


def test_skip_and_not_tested_are_answers_where_they_may_be_given() -> None:
    case = case_file.read('{"p": {"shoe_main": "skipped"}, "r": {"exam_pulses": "not_tested", "shp_arch": "unsure"}}')
    assert case["p"]["shoe_main"] == "skipped" and case["r"]["exam_pulses"] == "not_tested"


def test_a_line_gives_a_decision_and_a_bad_line_an_error_and_the_rest_go_on() -> None:
    good = '{"p": {"age": 40, "sex_birth": "male"}, ' + FOOT + "}"
    told = [json.loads(line) for line in cases.decide_lines([good, "oops", "\n", good], defaults=True)]
    assert [line.get("status") for line in told] == ["plan", None, "plan"]
    assert set(told[1]) == {"error"}
    assert told[0] == told[2]


def test_a_case_may_hold_a_number_as_somebody_would_type_it() -> None:
    case = case_file.read(
        '{"p": {"shoe_heel_cm": "1½ in", "shoe_miles": "1,200", "age": "forty", "shoe_age_mo": "2 yrs"}}'
    )
    assert case["p"] == {"shoe_heel_cm": 3.81, "shoe_miles": 1200, "age": 40, "shoe_age_mo": 24}

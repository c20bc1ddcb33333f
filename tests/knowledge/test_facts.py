"""Each derived fact, at its edges: what makes it so, and that a missing answer makes nothing so."""

from typing import Any

import pytest

from clinic.knowledge import library
from clinic.knowledge.case import FACTS, Answers, View
from clinic.knowledge.facts import blanks, inputs, shoe_verdict
from clinic.rules.triage import judge

LIBRARY = library.load()


def view(*, strict: bool = False, ruled_out: frozenset[str] = frozenset(), **given: Any) -> View:
    """The right foot with these answers and no others, flags and patterns judged."""
    feet = LIBRARY.dictionary.feet
    person = {name: value for name, value in given.items() if name not in feet}
    foot = {name: value for name, value in given.items() if name in feet} or {"sym_trend": "same"}
    made = View(Answers.of({"p": person, "r": foot}), "r", LIBRARY.dictionary, strict=strict, ruled_out=ruled_out)
    made.codes = judge(made.answers, LIBRARY).feet[0].view.codes
    made.codes_either_foot = frozenset(made.codes or ())
    return made


@pytest.mark.parametrize(
    ("fact", "answers", "expected"),
    [
        ("dv_diab", {"hx_diabetes": "gest"}, True),
        ("dv_diab", {"hx_diabetes": "pre"}, False),
        ("dv_neurop", {"exam_monofil": "reduced"}, True),
        ("dv_neurop", {"hx_neuropathy": "unsure"}, True),
        ("dv_neurop", {"sym_numb_where": "sock"}, True),
        ("dv_neurop", {"sym_numb_where": "sole", "exam_monofil": "intact"}, False),
        ("dv_pad", {"exam_abi": 0.9}, True),
        ("dv_pad", {"exam_abi": 0.91}, False),
        ("dv_pad", {"exam_abi": 1.4}, False),
        ("dv_pad", {"exam_abi": 1.41}, True),
        ("dv_pad", {"exam_pulses": "weak"}, True),
        ("dv_pad", {"hx_claud": "yes"}, True),
        ("dv_deform", {"shp_hammer": ["none"]}, False),
        ("dv_deform", {"shp_hammer": ["unsure"]}, False),
        ("dv_deform", {"shp_hammer": ["toe3"]}, True),
        ("dv_deform", {"exam_hv": 1}, False),
        ("dv_deform", {"exam_hv": 2}, True),
        ("dv_deform", {"exam_mtp1_df": 40}, False),
        ("dv_deform", {"exam_mtp1_df": 39}, True),
        ("dv_iwgdf", {}, None),
        ("dv_iwgdf", {"hx_diabetes": "pre", "hx_neuropathy": "yes"}, None),
        ("dv_iwgdf", {"hx_diabetes": "type1"}, 0),
        ("dv_iwgdf", {"hx_diabetes": "type1", "hx_pad": "yes"}, 1),
        ("dv_iwgdf", {"hx_diabetes": "type1", "hx_pad": "yes", "exam_hv": 2}, 2),
        ("dv_iwgdf", {"hx_diabetes": "type1", "hx_pad": "yes", "hx_ulcer": "yes"}, 3),
        ("dv_iwgdf", {"hx_diabetes": "type1", "hx_ulcer": "yes"}, 0),
        ("dv_bsi_site", {"exam_palp": ["shaft5"]}, True),
        ("dv_bsi_site", {"exam_palp": ["mth2"]}, False),
        ("dv_bsi_site", {"exam_palp": ["shaft5"], "rf_trauma": "unsure"}, False),
        ("dv_bsi_risk", {"act_ramp": ["none"]}, False),
        ("dv_bsi_risk", {"act_ramp": ["job"]}, True),
        ("dv_bsi_risk", {"shoe_change": "minimal"}, True),
        ("dv_bsi_risk", {"hx_steroid": "yes"}, True),
        ("dv_bsi_sx", {"sym_zone": ["top"]}, False),
        ("dv_bsi_sx", {"sym_zone": ["top"], "sym_night": "some"}, True),
        ("dv_bsi", {"sym_zone": ["top"], "sym_night": "some"}, False),
        ("dv_bsi", {"sym_zone": ["top"], "sym_night": "some", "hx_bone": "yes"}, True),
        ("dv_bsi", {"exam_palp": ["navicular"]}, True),
        ("dv_fall", {"hx_falls": 0, "exam_tug_s": 11.9}, False),
        ("dv_fall", {"hx_falls": 1}, True),
        ("dv_fall", {"exam_tug_s": 12}, True),
        ("dv_spike", {"act_long_now": 21, "act_long_30d": 14}, 1.5),
        ("dv_spike", {"act_long_now": 0, "act_long_30d": 10}, 0.0),
        ("dv_spike", {"act_long_now": 10, "act_long_30d": 0}, None),
        ("dv_spike", {"act_long_now": 10}, None),
        ("dv_mthpain", {"sym_zone": ["ball_all"]}, True),
        ("dv_mthpain", {"sym_zone": ["web23", "toe2"]}, False),
        ("dv_crps_n", {}, 0),
        ("dv_crps_n", {"rf_touch": "yes", "rf_color": "unsure", "rf_sweat": "no", "rf_stiffnail": "yes"}, 3),
        ("nwb", {"exam_skin": "callus"}, False),
        ("nwb", {"exam_skin": "preulcer"}, True),
        ("nwb", {"exam_skin": "ulcer"}, True),
        ("nwb", {"age": 15, "sym_zone": ["mth2"], "sym_swell_top": "yes"}, True),
        ("noext", {"exam_drawer": "pos"}, True),
        ("noext", {"exam_drawer": "unsure"}, False),
        ("noext", {"sym_zone": ["mth2"], "sym_toe_change": ["lift"]}, True),
        ("shoe_ok", {"shoe_measured": "lt1y"}, True),
        ("shoe_ok", {"shoe_measured": "lt1y", "shoe_thin": "yes"}, False),
        ("shoe_ok", {}, False),
        ("act_bike", {"act_list": [{"id": "a_spin"}]}, True),
        ("act_bike", {"act_list": [{"id": "a_row"}]}, False),
        ("act_run", {"act_list": [{"id": "a_jogwalk"}]}, True),
        ("act_run", {"act_list": [{"id": "a_walk"}]}, False),
    ],
)
def test_a_derived_fact_is_as_the_data_dictionary_says(fact: str, answers: dict[str, Any], expected: Any) -> None:
    found = view(**answers).value(fact)
    assert found == expected and type(found) is type(expected)


def test_without_answers_nothing_is_so() -> None:
    empty = view()
    found = {name: empty.value(name) for name in FACTS}
    assert found.pop("screen_incomplete") is True
    assert found.pop("dv_crps_n") == 0
    assert not any(found.values())


def test_every_derived_fact_is_named_in_both_languages_and_rests_on_known_answers() -> None:
    for fact in FACTS.values():
        assert fact.words.en and fact.words.es
        assert set(inputs(fact.name)) <= set(LIBRARY.questions), fact.name


def test_a_ruling_ends_the_suspicion_it_is_about_and_no_other() -> None:
    assert view(exam_palp=["shaft2"], ruled_out=frozenset({"RF20"})).value("dv_bsi") is False
    assert view(exam_palp=["shaft2"], ruled_out=frozenset({"RF21"})).value("dv_bsi") is True
    assert view(exam_palp=["base2"], ruled_out=frozenset({"RF20"})).value("dv_bsi") is True


def test_findings_left_out_read_as_abnormal_only_in_the_strict_view() -> None:
    left = {"exam_monofil": "not_tested", "exam_pulses": "not_tested"}
    assert view(**left).value("dv_neurop") is False and view(**left).value("dv_pad") is False
    assert view(strict=True, **left).value("dv_neurop") is True and view(strict=True, **left).value("dv_pad") is True


def test_skipped_reads_as_missing() -> None:
    assert view(shoe_main="skipped").value("shoe_main") is None


def test_a_question_that_is_not_asked_is_never_a_blank() -> None:
    open_ = blanks(view(age=40, sex_birth="male", rf_trauma="no"))
    assert "rf_cant4" not in open_ and "hx_preg" not in open_ and "hx_menses" not in open_
    asked = blanks(view(age=40, sex_birth="female", rf_trauma="yes"))
    assert {"rf_cant4", "hx_preg", "hx_menses"} <= set(asked)
    assert "hx_menses" not in blanks(view(age=40)) and "hx_preg" in blanks(view(age=40))


def test_a_sore_foot_without_a_spot_is_a_blank_and_smoking_is_not() -> None:
    assert "sym_zone" in blanks(view(nprs_worst=3))
    assert "sym_zone" in blanks(view(sym_side="both"))
    assert "sym_zone" in blanks(view(sym_trend="same"))  # nothing says which foot it is
    assert not {"hx_smoke", "hx_skin", "work_stand_h"} & set(blanks(view()))


def test_a_foot_counts_when_it_hurts_or_has_any_answer() -> None:
    assert Answers.of({"p": {"sym_side": "left"}}).evaluated() == ("l",)
    assert Answers.of({"p": {}, "r": {}, "l": {"shp_arch": "mid"}}).evaluated() == ("l",)
    assert Answers.of({"p": {}, "r": {"shp_arch": None}}).evaluated() == ()


def test_a_pair_of_shoes_is_stopped_limited_or_kept() -> None:
    assert shoe_verdict({"heel_cm": 6}, frozenset({"H02"})) == "stop"
    assert shoe_verdict({"toebox": "pointed", "width_feel": "tight"}, frozenset()) == "stop"
    assert shoe_verdict({"width_feel": "tight"}, frozenset({"H01"})) == "limit"
    assert shoe_verdict({"width_feel": "ok", "toebox": "round", "heel_cm": 2}, frozenset()) == "keep"

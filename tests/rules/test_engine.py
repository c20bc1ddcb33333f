"""What the engine proposes, and why: exercises, swaps, shoes, gates, rulings and ways back."""

from typing import Any

import pytest

from clinic.knowledge import case_file, library
from clinic.knowledge.case import NOT_TESTED
from clinic.rules import engine
from clinic.rules.proposal import Decision

LIBRARY = library.load()
RUN_30 = {"id": "a_run_5", "days": 3, "min": 30}


def decide(
    p: dict[str, Any] | None = None, r: dict[str, Any] | None = None, rulings: dict[str, Any] | None = None, **more: Any
) -> Decision:
    """The decision on a 40-year-old man with a sore right foot, with these answers changed."""
    person = {"age": 40, "sex_birth": "male", **(p or {})}
    foot = {"sym_zone": ["mth2"], "nprs_avg": 2, "nprs_worst": 4, **(r or {})}
    case = case_file.checked({"p": person, "r": foot, **more}, defaults=True)
    return engine.recommend(case, LIBRARY, rulings)


def swaps(decision: Decision) -> list[tuple[str, list[tuple[int, int]]]]:
    return [(swap.code, [(week.days, week.minutes) for week in swap.weeks]) for swap in decision.activities]


# Energy match


def test_the_worked_example_comes_out_to_the_minute() -> None:
    found = swaps(decide({"act_list": [RUN_30], "act_access": ["gym_bike"], "time_min": 60}))
    assert found[0] == ("a_bike_90", [(3, 25), (3, 35), (3, 40)])


def test_without_pool_bike_or_machine_there_is_still_something_to_do() -> None:
    found = swaps(decide({"act_list": [RUN_30], "act_access": ["none"]}))
    assert [code for code, _ in found] == ["a_pilates"]


def test_nothing_lighter_than_what_is_replaced_is_an_honest_none() -> None:
    decision = decide({"act_list": [{"id": "a_yoga", "days": 2, "min": 30}]}, {"exam_skin": "preulcer"})
    (replacing,) = decision.replacing
    assert replacing.activity.code == "a_yoga" and replacing.options == ()


def test_at_most_three_groups_are_offered_and_those_that_fit_the_sport_come_first() -> None:
    everything = ["pool", "bike", "gym_bike", "elliptical", "rower", "gym"]
    person = {"act_access": everything, "act_can_swim": "yes"}
    run = {"id": "a_run_7", "days": 3, "min": 30}
    assert [code for code, _ in swaps(decide({**person, "act_list": [run]}))] == ["a_bike_out", "a_aquajog", "a_ellip"]
    court = {"id": "a_bball", "days": 3, "min": 30}
    assert [code for code, _ in swaps(decide({**person, "act_list": [court]}))] == [
        "a_bike_out",
        "a_row",
        "a_swim_leis",
    ]


def test_swimming_is_only_for_those_who_can_swim() -> None:
    person = {"act_list": [RUN_30], "act_access": ["pool"]}
    assert "a_swim_leis" in [code for code, _ in swaps(decide({**person, "act_can_swim": "yes"}))]
    assert "a_swim_leis" not in [code for code, _ in swaps(decide({**person, "act_can_swim": "no"}))]
    assert "a_swim_leis" not in [code for code, _ in swaps(decide(person))]


def test_open_skin_keeps_out_of_the_pool() -> None:
    person = {"act_list": [RUN_30], "act_access": ["pool"], "act_can_swim": "yes"}
    assert [code for code, _ in swaps(decide(person, {"exam_skin": "ulcer"}))] == ["a_pilates"]


def test_the_deconditioned_start_with_short_light_sessions_under_the_weekly_limit() -> None:
    person = {"act_list": [{"id": "a_run_6", "days": 6, "min": 60}], "act_access": ["gym_bike"], "act_inactive": "yes"}
    assert swaps(decide(person))[0] == ("a_bike_rec", [(6, 20), (6, 20), (6, 20)])
    person["act_list"] = [{"id": "a_run_6", "days": 3, "min": 60}]
    assert swaps(decide(person))[0] == ("a_bike_rec", [(3, 20), (3, 25), (3, 30)])


def test_two_swaps_share_the_weekly_limit_of_the_deconditioned() -> None:
    runs = [{"id": "a_run_6", "days": 6, "min": 60}, {"id": "a_bball", "days": 6, "min": 60}]
    decision = decide({"act_list": runs, "act_access": ["gym_bike"], "act_inactive": "yes"})
    assert len(decision.replacing[0].options) > 0
    assert decision.replacing[1].options == ()


def test_limited_exercise_means_light_effort_until_a_physician_clears_it() -> None:
    person: dict[str, Any] = {"act_list": [RUN_30], "act_access": ["gym_bike", "gym"], "hx_heart": "yes"}
    assert [code for code, _ in swaps(decide(person))] == ["a_pilates", "a_armerg", "a_yoga"]
    person["pt_exercise_clearance"] = "Cleared for moderate effort"
    assert swaps(decide(person))[0][0] == "a_bike_rec"


def test_light_effort_also_replaces_what_the_gate_would_allow() -> None:
    walk = {"id": "a_walk", "days": 5, "min": 30}
    decision = decide({"act_list": [walk], "hx_heart": "yes"}, {"nprs_avg": 1, "nprs_worst": 1})
    assert decision.as_json()["gate"] == "G3"
    assert [swap.replaces.code for swap in decision.activities][:1] == ["a_walk"]


@pytest.mark.parametrize("age", [60, 78, 17])
def test_the_old_and_the_young_match_minutes_not_energy(age: int) -> None:
    found = swaps(
        decide({"age": age, "act_list": [{"id": "a_run_6", "days": 4, "min": 45}], "act_access": ["gym_bike"]})
    )
    assert found[0] == ("a_bike_90", [(4, 30), (4, 35), (4, 45)])


def test_too_little_energy_leaves_the_volume_to_the_physician() -> None:
    found = decide({"hx_low_energy": "yes", "act_list": [RUN_30], "act_access": ["gym_bike"]})
    assert swaps(found)[0] == ("a_bike_90", [])
    assert "T-SWAP-DOCTOR" in found.activities[0].texts


def test_days_are_kept_between_two_and_six() -> None:
    person = {"act_access": ["gym_bike"], "time_min": 60}
    once = {"id": "a_run_5", "days": 1, "min": 60}
    assert swaps(decide({**person, "act_list": [once]}))[0] == ("a_bike_90", [(2, 25), (2, 35), (2, 40)])
    daily = {"id": "a_run_5", "days": 7, "min": 30}
    assert swaps(decide({**person, "act_list": [daily]}))[0][1][0] == (6, 30)


def test_an_activity_nobody_does_is_not_replaced() -> None:
    assert decide({"act_list": [{"id": "a_run_5", "days": 0, "min": 30}]}).replacing == ()


def test_swim_cycle_and_elliptical_are_always_listed_with_what_stands_in_the_way() -> None:
    person = {"act_access": ["elliptical"]}
    gentle = decide(person, {"nprs_worst": 7})
    assert [(offered.activity.code, offered.obstacle) for offered in gentle.trio] == [
        ("a_swim_slow", "access"),
        ("a_bike_90", "access"),
        ("a_ellip", "gate"),
    ]
    assert decide(person).trio[2].obstacle is None


# Exercises


def test_a_heel_raise_with_a_caution_starts_as_the_seated_one() -> None:
    decision = decide({"act_ramp": ["more"]}, {"exam_hr_reps": 10, "exam_purchase": "weak", "exam_mtp1_df": 38})
    codes = decision.as_json()["exercises"]
    assert "EX13" not in codes and codes.count("EX12") == 1
    (choice,) = [choice for choice in decision.exercises if choice.code == "EX12"]
    assert choice.cautions  # a stiff big toe: small range


def test_every_choice_names_pattern_facts_and_sources() -> None:
    decision = decide({"shoe_width_feel": "tight"})
    (choice,) = [choice for choice in decision.exercises if choice.code == "EX03"]
    assert {(reason.code, reason.foot) for reason in choice.reasons} == {("H01", "r"), ("H20", "r"), ("seed", None)}
    (tight,) = [reason for reason in choice.reasons if reason.code == "H01"]
    assert tight.facts == {"shoe_width_feel": "tight"}
    assert "shoe_trace_wider" in tight.missing
    assert {"SD3", "Ying21"} <= set(choice.sources)


def test_what_counts_against_a_pattern_is_told() -> None:
    decision = decide(r={"exam_web_squeeze": "pos", "sym_numb": "always", "sym_numb_where": "sock"})
    (neuroma,) = [fired for fired in decision.hypotheses["r"] if fired.code == "H10"]
    assert neuroma.against["sym_numb_where"] == "sock"


def test_an_exclusion_on_one_foot_holds_for_the_whole_plan_and_names_the_foot() -> None:
    decision = decide(l={"sym_zone": ["mth2"], "nprs_worst": 2, "exam_drawer": "pos"})
    (stretch,) = [exclusion for exclusion in decision.excluded if exclusion.code == "EX01"]
    assert [reason.foot for reason in stretch.reasons] == ["l"]
    assert stretch.reasons[0].facts["exam_drawer"] == "pos"


def test_an_exercise_that_is_only_out_of_bounds_without_an_answer_says_which() -> None:
    decision = decide(r={"nprs_worst": 2, "hx_foot_sx": "m3_12"})
    (raise_,) = [exclusion for exclusion in decision.excluded if exclusion.code == "EX14"]
    assert raise_.reasons[0].facts == {"hx_foot_sx": "m3_12"}


def test_a_foot_by_foot_exercise_is_for_the_sore_foot_and_a_standing_one_for_both() -> None:
    feet = {choice.code: choice.feet for choice in decide().ranked}
    assert feet["EX04"] == "r" and feet["EX13"] == "both"


def test_few_exercises_for_the_old_the_unsure_and_the_busy() -> None:
    for answers in ({"age": 65}, {"conf_0_10": 6}, {"time_min": 9}):
        assert len(decide(answers).exercises) == 3
    assert len(decide().exercises) == 5


# Shoes


def test_good_shoes_need_nothing_new_unless_something_else_is_listed() -> None:
    plain = decide(r={"sym_zone": ["arch"], "nprs_worst": 2})
    (fine,) = [choice for choice in plain.footwear if choice.code == "FW00"]
    assert fine.words == LIBRARY.footwear["FW00"].words
    busy = decide({"work_stand_h": 8})
    (fine,) = [choice for choice in busy.footwear if choice.code == "FW00"]
    assert fine.words == LIBRARY.footwear["FW00"].words_instead


def test_the_worst_pair_of_shoes_counts() -> None:
    shoes = [{"use": "work", "width_feel": "tight", "heel_cm": 6, "toebox": "pointed"}]
    assert "H01" in decide({"shoes": shoes, "shoe_heel_days": 5}).as_json()["hypotheses"]["r"]
    assert "H02" in decide({"shoes": shoes, "shoe_heel_days": 5}).as_json()["hypotheses"]["r"]


# Stops, locks, rulings


def test_a_stop_wins_over_a_lock() -> None:
    got = decide({"rf_breath": "yes", "rf_calf": None}).as_json()
    assert got["status"] == "stop"
    assert [reason["code"] for reason in got["because"]] == ["RF02"]
    assert got["gate"] is None and got["excluded"] == [] and got["activities"] == []


def test_not_sure_counts_as_yes_in_the_safety_screen() -> None:
    assert decide({"rf_breath": "unsure"}).status == "stop"


def test_only_seen_elsewhere_ends_a_stop() -> None:
    for ruling in ("cleared", "image_first", "refer"):
        assert decide({"rf_calf": "yes"}, rulings={"r": {"RF11": ruling}}).status == "stop"
    seen = decide({"rf_calf": "yes"}, rulings={"r": {"RF11": "seen_elsewhere"}})
    assert seen.status == "plan" and [fired.code for fired in seen.ended["r"]] == ["RF11"]


def test_a_bruised_nail_may_be_cleared_and_a_cold_foot_downgraded() -> None:
    assert decide({"rf_black": "yes"}, rulings={"r": {"RF06": "cleared"}}).status == "plan"
    cold = decide({"rf_cold_pale": "yes"}, rulings={"r": {"RF10": "cleared"}})
    assert cold.status == "plan" and [fired.urgency.value for fired in cold.flags["r"]] == ["REFER_14d"]


def test_a_ruling_holds_for_its_own_foot() -> None:
    both = {"l": {"sym_zone": ["mth2"], "nprs_worst": 3}}
    assert decide({"rf_black": "yes"}, rulings={"r": {"RF06": "cleared"}}, **both).status == "stop"


def test_a_cleared_bone_stress_flag_opens_the_gate_on_that_foot() -> None:
    shaft = {"exam_palp": ["shaft2"]}
    assert decide(r=shaft).as_json()["gate"] == "G0"
    for ruling in ("image_first", "refer"):
        assert decide(r=shaft, rulings={"r": {"RF20": ruling}}).as_json()["gate"] == "G0"
    cleared = decide(r=shaft, rulings={"r": {"RF20": "cleared"}})
    assert cleared.as_json()["gate"] == "G2"
    assert cleared.as_json()["flags"]["r"] == [] and [fired.code for fired in cleared.ended["r"]] == ["RF20"]
    assert "H13" not in cleared.as_json()["hypotheses"]["r"]


def test_clearing_one_bone_stress_flag_does_not_clear_the_graver_one() -> None:
    found = decide(r={"exam_palp": ["base2"]}, rulings={"r": {"RF20": "cleared"}})
    assert found.as_json()["flags"]["r"] == ["RF21"] and found.as_json()["gate"] == "G0"


def test_surgery_locks_until_the_surgeons_limits_are_there_whatever_is_ruled() -> None:
    recent = {"hx_foot_sx": "w6_12"}
    assert decide(r=recent).status == "locked"
    assert decide(r=recent, rulings={"r": {"RF31": "cleared"}}).status == "locked"
    opened = decide({"pt_surgeon_limits": "Weight-bearing as tolerated in a boot"}, recent)
    assert opened.status == "plan" and "RF31" in opened.as_json()["flags"]["r"]


def test_a_young_child_gets_no_plan() -> None:
    got = decide({"age": 9}).as_json()
    assert got["status"] == "locked" and [reason["code"] for reason in got["because"]] == ["RF32"]


def test_a_safety_yes_that_fired_no_rule_is_to_be_asked_again() -> None:
    assert decide({"rf_wtloss": "yes", "rf_bedsurg": "unsure"}).unexplained == ("rf_bedsurg", "rf_wtloss")
    assert decide({"rf_skinmark": "yes"}).unexplained == ()


def test_a_case_without_any_foot_stops_or_is_locked() -> None:
    case = case_file.checked({"p": {"age": 40, "sex_birth": "male"}}, defaults=True)
    assert engine.recommend(case, LIBRARY).status == "locked"
    case["p"]["rf_breath"] = "yes"
    got = engine.recommend(case, LIBRARY).as_json()
    assert got["status"] == "stop" and got["flags"] == {} and got["because"][0]["foot"] is None


def test_tests_left_out_count_as_abnormal_for_gate_exclusions_and_pads_but_raise_no_flag() -> None:
    tested = decide({"hx_diabetes": "type2"}, {"nprs_worst": 2, "exam_monofil": "intact", "exam_pulses": "both"})
    left = decide({"hx_diabetes": "type2"}, {"nprs_worst": 2, "exam_monofil": NOT_TESTED, "exam_pulses": NOT_TESTED})
    assert tested.as_json()["gate"] == "G3" and left.as_json()["gate"] == "G1"
    assert left.as_json()["flags"]["r"] == []
    assert "EX20" in left.as_json()["excluded"] and "FW10" not in left.as_json()["footwear"]
    assert left.light == "skin"


# After the plan


def test_pain_guides_only_those_who_feel_it_and_have_no_bone_at_risk() -> None:
    assert decide().light == "pain"
    assert decide(r={"exam_palp": ["shaft2"]}).light == "zero"
    assert decide({"hx_neuropathy": "yes"}, {"exam_palp": ["shaft2"]}).light == "skin"
    assert decide(r={"exam_web_squeeze": "pos"}).numbness_is_red


def test_the_way_back_opens_with_the_gate_and_says_what_is_still_to_be_tested() -> None:
    assert decide().ways_back == ()
    free = decide(r={"nprs_avg": 1, "nprs_worst": 1, "exam_hr_reps": 20})
    jump, run = free.ways_back
    assert (jump.ladder.code, run.ladder.code) == ("jump", "run")
    assert [stage.code for stage in run.ladder.stages] == [f"S{number}" for number in range(9)]
    assert [check.holds for check in run.checks] == [True, None, True, None, True, True]
    referred = decide({"rf_skinmark": "yes"}, {"nprs_avg": 1, "nprs_worst": 1}).ways_back[0]
    assert referred.checks[-1].holds is False
    healed = decide(
        r={"nprs_avg": 0, "nprs_worst": 0, "exam_palp": ["shaft2"]}, rulings={"r": {"RF20": "seen_elsewhere"}}
    )
    assert healed.ways_back[0].zero_pain


def test_a_foot_with_diabetes_is_seen_again_by_its_risk() -> None:
    assert decide({"hx_diabetes": "type2"}).recheck_months == (12, 12)
    assert decide({"hx_diabetes": "type2", "hx_pad": "yes"}).recheck_months == (6, 12)
    assert decide().recheck_months is None and decide().recheck_weeks == (2, 6)

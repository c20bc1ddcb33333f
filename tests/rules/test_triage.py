"""What is urgent while the patient still answers, and the Wells score the clinician completes."""

from clinic.knowledge import library
from clinic.knowledge.case import Answers
from clinic.knowledge.schema import Urgency
from clinic.rules.triage import judge, urgent, wells

LIBRARY = library.load()


def codes(**person: str) -> list[str]:
    return [fired.code for fired in urgent({"p": person}, LIBRARY)]


def test_chest_pain_is_urgent_before_a_foot_is_known() -> None:
    (fired,) = urgent({"p": {"rf_breath": "yes"}}, LIBRARY)
    assert (fired.code, fired.urgency, fired.foot) == ("RF02", Urgency.EMERG, None)


def test_not_sure_is_urgent_too_and_blank_or_no_is_not() -> None:
    assert codes(rf_calf="unsure") == ["RF11"]
    assert codes(rf_calf="no") == [] and codes() == []


def test_the_most_urgent_comes_first() -> None:
    assert codes(rf_calf="yes", rf_cauda="yes") == ["RF05", "RF11"]


def test_what_can_wait_days_is_not_urgent() -> None:
    assert codes(rf_skinmark="yes") == []
    assert "RF24" in [fired.code for fired in judge({"p": {"rf_skinmark": "yes"}}, LIBRARY).feet[0].flags]


def test_each_sore_foot_is_named() -> None:
    case = {"p": {"rf_hot_red": "yes"}, "r": {"sym_zone": ["mth1"]}, "l": {"sym_zone": ["mth1"]}}
    assert [(fired.code, fired.foot) for fired in urgent(case, LIBRARY)] == [("RF18", "r"), ("RF18", "l")]


def test_only_the_urgent_flags_stop_and_the_sheet_has_that_many_of_each() -> None:
    by_urgency: dict[str, int] = {}
    for flag in LIBRARY.red_flags.values():
        by_urgency[flag.urgency.value] = by_urgency.get(flag.urgency.value, 0) + 1
    assert by_urgency == {
        "EMERG": 6,
        "SAMEDAY": 9,
        "REFER_48h": 2,
        "REFER_3d": 2,
        "REFER_7d": 2,
        "REFER_14d": 7,
        "CAUTION": 10,
    }


def test_the_wells_score_adds_ticks_and_takes_two_for_another_diagnosis() -> None:
    assert wells(Answers.of({"p": {}})) is None
    assert wells(Answers.of({"p": {"wells_1": "yes", "wells_5": "yes", "wells_2": "no"}})) == 2
    assert wells(Answers.of({"p": {"wells_1": "yes", "wells_5": "yes", "wells_alt": "yes"}})) == 0

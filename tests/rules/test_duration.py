"""How long the exercises take in a day, by the rule of the fact sheet, and which feet do them."""

from types import SimpleNamespace

import pytest

from clinic.content.plan_lines import Part
from clinic.knowledge.library import load
from clinic.plan.models import Plan
from clinic.plan.suggestions import library_line
from clinic.rules import duration, engine, exercise_selection
from tests.plan.pressing import line, open_plan, press
from tests.plan.visits import case, visit_of

STANDING_IN_TURN = {"EX02", "EX06", "EX14", "EX15", "EX19", "EX23"}


def _case(**right):
    answers = case("V01")
    answers["r"] |= right
    return answers


def _choices(answers):
    return {choice.code: choice for choice in engine.recommend(answers, load()).ranked}


def _minutes(code, answers):
    choice = _choices(answers)[code]
    dose = choice.exercise.dose
    return duration.seconds(dose, duration.rounds(dose.per, choice.feet, choice.times_over)) / 60


def test_standing_exercises_are_done_on_both_feet_though_one_hurts_and_seated_ones_on_the_sore_one():
    assert {code for code, entry in load().exercises.items() if entry.dose.per == "turns"} == STANDING_IN_TURN
    for code, choice in _choices(_case(nprs_worst=3)).items():
        expected = "both" if choice.exercise.dose.per in ("turns", "both") else "r"
        assert choice.feet == expected, code


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("EX01", 1 * 2 * (3 * 5 * 12 + 2 * 30)),
        ("EX02", 2 * 2 * 3 * 32),
        ("EX03", 1 * (2 * 10 * 5 + 30)),
        ("EX05", 1 * (3 * 12 * 3 + 2 * 30)),
        ("EX13", 1 * (3 * 10 * 4 + 2 * 30)),
        ("EX15", 2 * (2 * 15 * 4 + 30)),
        ("EX19", 2 * 3 * 22),
        ("EX20", 60),
        ("EX23", 2 * 3 * 22),
    ],
)
def test_minutes_are_times_a_day_by_sides_by_sets_by_repeats_and_the_rest_between_sets(code, seconds):
    assert _minutes(code, _case(nprs_worst=3)) * 60 == seconds


def test_the_band_goes_four_ways_and_each_bent_toe_is_straightened():
    assert _minutes("EX18", _case()) * 60 == 4 * (2 * 12 * 4 + 30)
    assert _minutes("EX17", _case()) * 60 == 5 * 22
    assert _minutes("EX17", _case(shp_hammer=["toe2", "toe3", "toe4"])) * 60 == 3 * 5 * 22
    assert _minutes("EX17", _case(shp_hammer=["none"])) * 60 == 5 * 22


def test_bent_toes_are_counted_on_each_foot_by_itself():
    entry = load().exercises["EX17"]
    feet = {"r": {"shp_hammer": ["toe2", "toe3"]}, "l": {"shp_hammer": ["toe2"]}}
    over = exercise_selection.times_over(entry, feet)
    assert duration.rounds("side", "both", over) == 3
    assert (duration.rounds("side", "r", over), duration.rounds("side", "l", over)) == (2, 1)


def test_an_exercise_added_against_the_rules_takes_its_whole_time_too():
    decision = engine.recommend(_case(exam_toe_def="rigid", shp_hammer=["toe2", "toe3"]), load())
    added = library_line(Part.EXERCISE, "EX17", "", decision, load())
    assert added.values["because"]["times_over"] == {"r": 2, "l": 1}


def test_what_was_typed_over_a_time_in_seconds_does_not_shorten_it():
    dose = SimpleNamespace(sets=1, reps=1, hold_s=None, seconds=60, times_day=1, rest_s=30)
    assert duration.seconds(dose, 1) == 60


def test_the_plan_shows_both_sides_and_a_clinician_may_still_choose_one(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    stretch = next(item for item in Plan.of(visit).lines(Part.EXERCISE) if item.code == "EX02")
    assert stretch.side == "both"
    before = int(page.one("#load meter")["value"])
    page = press(browser, page, **{f"{line(page, 'Calf stretch at the wall')}-side": "r"})
    assert int(page.one("#load meter")["value"]) < before

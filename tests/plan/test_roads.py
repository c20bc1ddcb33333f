"""The command line and the app come to the same paper for the same answers."""

from dataclasses import replace
from typing import Any

import pytest

from clinic.assessment import assessment
from clinic.content import compose
from clinic.content.plan_content import PlanContent
from clinic.content.plan_lines import State
from clinic.knowledge.library import load
from clinic.plan import draft_content, suggestions
from clinic.practice.models import Practice
from clinic.rules import engine
from clinic.values.days import day_of
from tests.plan.visits import visit_of
from tests.rules.everyone import EVERYONE, examples


def by_the_app(answers: dict[str, Any]) -> tuple[PlanContent | None, dict[str, Any]]:
    """The draft of a visit as the rules propose it, all accepted and frozen; and the case as the database tells it."""
    visit, practice = visit_of(answers), Practice.here()
    seen = assessment.look(visit, load())
    if seen.decision.status != "plan":
        return None, dict(seen.case)
    clinician = visit.clinician
    plan = suggestions.start(seen, by=clinician, at=visit.starts_at, today=day_of(visit.starts_at, practice.zone))
    for item in plan.items:
        item.state = State.ACCEPTED
    return draft_content.freeze(plan, seen, practice, by=clinician), dict(seen.case)


def by_the_command_line(case: dict[str, Any], like: PlanContent) -> PlanContent:
    """The same case from a file; what only a clinic knows is taken from the other."""
    content = compose.compose(
        engine.recommend(case, load()),
        case,
        load(),
        clinic=like.clinic,
        person=like.person,
        clinician=like.clinician,
        plan_on=like.plan_on,
        language=like.language,
    )
    return replace(content, log_code=like.log_code, number=like.number)


@pytest.mark.parametrize("cases", EVERYONE, ids=lambda given: given.__name__)
def test_the_command_line_and_the_app_print_the_same_plan(cases, db):
    planned = 0
    for name, answers in cases():
        app, told = by_the_app(answers)
        if app is None:
            assert engine.recommend(answers, load()).status != "plan", name
            continue
        planned += 1
        assert by_the_command_line(_as_typed(answers, told), app).to_json() == app.to_json(), name
    assert planned >= 5


def _as_typed(answers: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A file's answers with the age that the database counts from a birth date."""
    return {**answers, "p": {**answers["p"], "age": told["p"]["age"]}}


def test_a_goal_takes_only_the_score_that_was_given_for_it(db):
    (answers,) = [answers for name, answers in examples() if name == "runner"]
    person = {"act_goal": "Run the spring marathon", "psfs_1": "Run 10 km", "psfs_1_score": 4}
    other = {"act_goal": "run 10 km ", "psfs_1": "Stand", "psfs_1_score": 2, "psfs_2": "Run 10 km", "psfs_2_score": 4}
    for more, now in ((person, None), (other, 4)):
        case = {**answers, "p": {**answers["p"], **more}}
        content, _ = by_the_app(case)
        assert content.goal.now == now
        assert by_the_command_line(case, content).goal == content.goal


def test_a_foot_of_243_point_6_mm_is_244_mm_on_both_roads(db):
    (answers,) = [answers for name, answers in examples() if name == "runner"]
    case = {**answers, "r": {**answers["r"], "foot_len_mm": 243.6}}
    content, _ = by_the_app(case)
    assert content.pads[0].foot_mm == by_the_command_line(case, content).pads[0].foot_mm == 244

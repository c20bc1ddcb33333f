"""A swap's alternatives are alternatives: one is in the plan, the others stand after "or", and minutes never add up."""

import datetime as dt
import json
import random
from typing import Any

from clinic.assessment.assessment import look
from clinic.content.compose import compose
from clinic.content.plan_content import Clinic, Person, PlanContent
from clinic.content.plan_lines import Part, State
from clinic.plan import draft_content, suggestions
from clinic.plan.models import Plan, PlanItem
from clinic.practice.models import Practice
from clinic.rules import activity_swaps, engine
from clinic.rules.proposal import Decision
from clinic.signed import versions
from clinic.signed.models import PlanVersion
from tests.plan.visits import case, visit_of
from tests.rules import random_cases
from tests.rules.random_cases import LIBRARY

RUNS = [{"id": "a_run_6", "days": 4, "min": 45, "effort": "medium", "surface": "road", "pain": 4}]


def _runner(**more: Any) -> dict[str, Any]:
    told = case("V01")
    told["p"] |= {"act_list": RUNS, "time_min": 20, "act_access": ["gym_bike", "pool", "elliptical"]}
    told["p"] |= {"act_can_swim": "yes"} | more
    return told


def _open(browser: Any, visit: Any) -> Plan:
    browser.send(f"/visits/{visit.id}/plan", {})
    return Plan.of(visit)


def _week(decision: Decision, place: int) -> int:
    return sum(swap.weeks[place].days * swap.weeks[place].minutes for swap, _others in decision.swaps if swap.weeks)


def test_accept_all_prescribes_one_of_the_alternatives(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    offered = [one.code for one in engine.recommend(_runner(), LIBRARY).replacing[0].options]
    assert len(offered) == 3
    browser.send(f"/plans/{plan.id}", {"revision": plan.revision, "do": "accept-all", "was": "{}"})
    db.session.expire_all()
    (swap,) = Plan.of(visit).lines(Part.ACTIVITY)
    assert (swap.code, swap.because["or"]) == (offered[0], offered[1:])
    page = browser.get(f"/plans/{plan.id}")
    names = [LIBRARY.activities[code].name.en for code in offered]
    assert f"{names[0]} or {names[1]} or {names[2]}" in page.one(f"#line-{swap.id.hex} th").get_text(" ", strip=True)


def test_another_alternative_is_chosen_with_a_press_and_the_first_stands_after_or(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    (swap,) = plan.lines(Part.ACTIVITY)
    first, second = swap.code, swap.because["or"][0]
    ask = {"revision": plan.revision, "do": f"instead:{swap.id.hex}:{second}", "was": "{}"}
    assert browser.send(f"/plans/{plan.id}", ask).status_code == 303
    db.session.expire_all()
    (now,) = Plan.of(visit).lines(Part.ACTIVITY)
    assert (now.code, now.state) == (second, State.ACCEPTED)
    assert first in now.because["or"] and second not in now.because["or"]
    seen = look(visit, LIBRARY)
    plan = Plan.of(visit)
    suggestions.refresh(plan, seen)
    assert [item.code for item in plan.lines(Part.ACTIVITY)] == [second]


def test_a_swap_from_the_library_takes_the_place_of_the_one_that_stands(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    line = {
        "part": "activity",
        "code": "a_yoga",
        "replaces": "a_run_6",
        "reason": "likes it",
        "revision": plan.revision,
    }
    browser.send(f"/plans/{plan.id}/lines", line)
    db.session.expire_all()
    assert [item.code for item in Plan.of(visit).lines(Part.ACTIVITY)] == ["a_yoga"]


def test_a_draft_that_still_holds_several_swaps_for_one_activity_is_not_signed(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    (swap,) = plan.lines(Part.ACTIVITY)
    plan.items.append(
        PlanItem(
            part=Part.ACTIVITY,
            code=swap.because["or"][0],
            replaces=swap.replaces,
            position=99,
            state=State.ACCEPTED,
            weeks=list(swap.weeks),
            numbers={},
            because=dict(swap.because),
        )
    )
    swap.state = State.ACCEPTED
    db.session.commit()
    assert "choose one swap in place of" in browser.get(f"/plans/{plan.id}").one("#sign").get_text(" ")
    assert draft_content.a_week(plan)[1] == max(week["days"] * week["minutes"] for week in swap.weeks)


def test_the_others_are_printed_after_or_three_at_most_in_all(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    plan = _open(sign_in_as("clinician"), visit)
    (swap,) = plan.lines(Part.ACTIVITY)
    swap.because = {**swap.because, "or": [*swap.because["or"], "a_yoga", "a_pilates"]}
    (printed,) = draft_content.freeze(plan, look(visit, LIBRARY), Practice.here(), by=plan.clinician).swaps
    assert len(printed.others) == activity_swaps.OPTIONS - 1


def test_a_version_signed_before_reads_and_hashes_as_it_did() -> None:
    content = json.loads(json.dumps(_content().to_json()))
    for swap in content["swaps"]:
        swap.pop("others", None)
    old = PlanContent.from_json(content)
    assert old.to_json() == content


def _content() -> PlanContent:
    told = _runner()
    decision = engine.recommend(told, LIBRARY)
    return compose(
        decision,
        told,
        LIBRARY,
        clinic=Clinic("C", "1"),
        person=Person("A", "A"),
        clinician="PT",
        plan_on=dt.date(2026, 12, 1),
    )


def test_the_alternatives_bring_their_words_of_safety() -> None:
    told = _runner(hx_neuropathy="yes")
    decision = engine.recommend(told, LIBRARY)
    for replaced in decision.replacing:
        texts = {text for option in replaced.options for text in option.texts}
        assert all(set(replaced.chosen(option.code).texts) == texts for option in replaced.options)


def test_volume_does_not_rise_while_a_bone_is_suspected() -> None:
    told = _runner()
    told["r"] |= {"exam_palp": ["shaft2"]}
    decision = engine.recommend(told, LIBRARY)
    assert decision.light == "zero"
    weeks = [_week(decision, place) for place in range(3)]
    assert weeks[0] and weeks == [weeks[0]] * 3
    assert weeks[0] <= sum(row["days"] * row["min"] for row in RUNS)


def test_exercises_and_swaps_stay_within_the_minutes_the_patient_gave() -> None:
    checked = 0
    for seed in range(2500):
        told = random_cases.case(seed)
        draw = random.Random(seed)
        told["p"]["time_min"] = draw.choice((0, 5, 10, 15, 20, 30))
        decision = engine.recommend(told, LIBRARY)
        if not decision.swaps:
            continue
        checked += 1
        above = {one.activity.code for one in decision.replacing}
        rows = [row for row in told["p"]["act_list"] if row["id"] in above]
        limit = activity_swaps.week_limit(told["p"]["time_min"], activity_swaps.usual_minutes(rows))
        spent = engine.week_of(decision.exercises)
        weeks = [_week(decision, place) for place in range(3)]
        assert not max(weeks) or max(weeks) + spent <= limit, seed
        if decision.light == "zero":
            assert max(weeks) == min(weeks), seed
    assert checked > 300


def test_the_page_says_the_week_and_warns_over_the_limit(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    exercises, swaps = draft_content.a_week(plan)
    load = browser.get(f"/plans/{plan.id}").one("#load").get_text(" ", strip=True)
    assert swaps == 200 and f"In a week: {exercises} min of exercises, 200 of swaps" in load
    assert "More minutes in the week than the patient gave" not in load
    (swap,) = Plan.of(visit).lines(Part.ACTIVITY)
    swap.weeks = [{"days": 6, "minutes": 90}] * 3
    db.session.commit()
    load = browser.get(f"/plans/{plan.id}").one("#load").get_text(" ", strip=True)
    assert "More minutes in the week than the patient gave" in load


def test_undo_brings_the_alternative_back(sign_in_as, db) -> None:
    visit = visit_of(_runner())
    browser = sign_in_as("clinician")
    plan = _open(browser, visit)
    (swap,) = plan.lines(Part.ACTIVITY)
    first = swap.code
    browser.send(
        f"/plans/{plan.id}",
        {"revision": plan.revision, "do": f"instead:{swap.id.hex}:{swap.because['or'][0]}", "was": "{}"},
    )
    db.session.expire_all()
    plan = Plan.of(visit)
    browser.send(f"/plans/{plan.id}", {"revision": plan.revision, "do": "undo", "was": "{}"})
    db.session.expire_all()
    assert [item.code for item in Plan.of(visit).lines(Part.ACTIVITY)] == [first]
    assert versions.latest(visit) is None and PlanVersion.of(visit) == []

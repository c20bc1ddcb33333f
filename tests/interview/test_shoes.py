"""Further shoes: picked by what they are for, a screen for each, and nothing more for whoever wears none."""

import datetime as dt
from typing import Any

from clinic.interview import flow
from clinic.interview.models import Intake, case
from clinic.kiosk import handover
from clinic.knowledge import library
from clinic.knowledge.case import Answers
from tests import factories
from tests.interview.tablets import FIRST_VISIT, fill_in

WORK = {
    "pair-1-hours_wk": "40",
    "pair-1-width_feel": "tight",
    "pair-1-heel_cm": "2",
    "pair-1-heel_cm-unit": "in",
    "pair-1-age_mo": "18",
    "pair-1-toebox": "pointed",
}
TWO = {
    **FIRST_VISIT,
    "shoe-wear": {**FIRST_VISIT["shoe-wear"], "shoes": ["work", "going_out"]},
    "pair-1": WORK,
    "pair-2": {"pair-2-toebox": "round"},
}


def answer(tablet: Any, field: str, value: Any, **more: Any) -> Any:
    return tablet.post(
        "/kiosk/answer", json={"field": field, "value": value, **more}, headers={"X-CSRFToken": tablet.csrf()}
    )


def test_whoever_wears_no_others_is_asked_no_more(tablet: Any, intake: Intake) -> None:
    assert not [slug for slug in fill_in(tablet) if slug.startswith("pair")]
    assert case(intake)["p"]["shoes"] == []


def test_each_pair_that_is_ticked_gets_a_screen_and_the_rules_read_the_worst(tablet: Any, intake: Intake) -> None:
    passed = fill_in(tablet, TWO)
    assert passed[passed.index("shoe-wear") + 1 :][:2] == ["pair-1", "pair-2"]
    work, _out = case(intake)["p"]["shoes"]
    assert work == {
        "use": "work",
        "hours_wk": 40,
        "width_feel": "tight",
        "heel_cm": 5.08,
        "age_mo": 18,
        "toebox": "pointed",
    }
    read = Answers.of(case(intake)).person
    assert (read["shoe_width_feel"], read["shoe_toebox"], read["shoe_heel_cm"]) == ("tight", "pointed", 5.08)
    assert intake.shoe_width_feel == "ok"


def test_the_review_says_what_was_told_of_each_pair(tablet: Any) -> None:
    fill_in(tablet, TWO)
    says = tablet.get("/kiosk/review").says
    assert "Other shoes: Work" in says and "40 hours a week, Yes, tight, heel 2 inches, 18 months old" in says


def test_the_builder_lists_the_pairs_that_the_patient_told_of(
    tablet: Any, intake: Intake, sign_in_as: Any, db: Any, clock: Any
) -> None:
    from tests.plan.pressing import open_plan

    fill_in(tablet, TWO)
    intake.sent_at = clock()
    db.session.commit()
    page = open_plan(sign_in_as("clinician"), intake.visit)
    rows = page.all("#ledger tbody tr")[:3]  # the main shoe, then the two pairs
    worn = [
        {tag["name"].split("-", 2)[2]: tag["value"] for tag in row.select("input:not([type=hidden])")} for row in rows
    ]
    assert [row["hours_wk"] for row in worn] == ["", "40", ""]
    assert worn[1]["age_mo"] == "18"


def test_more_than_four_pairs_are_refused_with_a_sentence(tablet: Any) -> None:
    fill_in(tablet, until="shoe-wear")
    page = answer(tablet, "shoes", ["work", "home", "sport", "going_out", "other"])
    assert page.status_code == 422 and page.json["error"] == "Tick 4 or fewer. Keep those you wear most."


def test_a_pair_that_is_unticked_is_forgotten_and_the_others_keep_what_was_said(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, TWO, until="activities")
    answer(tablet, "shoes", ["going_out"], seen=["work", "going_out"])
    assert [(row.use, row.position, row.toebox) for row in intake.shoes] == [("going_out", 0, "round")]
    assert "pair-2" not in intake.steps_done and "pair-1" not in intake.steps_done


def test_two_sides_ticking_at_once_lose_neither_pair(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="shoe-wear")
    answer(tablet, "shoes", ["work"], seen=[])
    answer(tablet, "shoes", ["home"], seen=[])  # the other page still showed an empty list
    assert [row.use for row in intake.shoes] == ["work", "home"]


def test_two_sides_ticking_activities_at_once_lose_nothing_that_was_said(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="changes")
    answer(tablet, "act_list", ["a_swim_leis"], seen=[])
    assert [row.activity for row in intake.activities] == ["a_run_6", "a_swim_leis"]
    assert intake.activities[0].minutes == 45
    nothing = answer(tablet, "act_list", ["none"], seen=["a_run_6"])
    assert nothing.status_code == 409 and nothing.json["current"] == ["a_run_6", "a_swim_leis"]


def test_shoes_are_carried_to_the_next_visit_and_opened_when_they_changed(
    tablet: Any, intake: Intake, db: Any, clock: Any
) -> None:
    fill_in(tablet, TWO)
    intake.sent_at = clock()
    visit = factories.VisitFactory(
        patient=intake.visit.patient, starts_at=intake.visit.starts_at + dt.timedelta(days=14)
    )
    second = handover.start(visit, language="en", by=factories.UserFactory(), at=clock(), library=library.load())
    assert case(second)["p"]["shoes"] == case(intake)["p"]["shoes"]
    assert "pair-1" not in [screen.slug for screen in flow.screens(second, library.load())]
    second.fu_shoes = "changed"
    assert "pair-2" in [screen.slug for screen in flow.screens(second, library.load())]

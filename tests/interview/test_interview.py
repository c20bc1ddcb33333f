"""The interview as one person goes through it: short, in order, and complete before it is sent."""

from typing import Any

from clinic.interview import flow
from clinic.interview.models import Intake, case
from clinic.knowledge import library
from tests.interview.tablets import FIRST_VISIT, fill_in


def test_a_first_visit_with_one_painful_foot_takes_eighteen_screens(tablet: Any, intake: Any) -> None:
    passed = fill_in(tablet)
    assert len(passed) + len(["who are you", "review"]) <= 18


def test_what_was_answered_is_what_the_engine_reads(tablet: Any, intake: Any) -> None:
    fill_in(tablet)
    found = case(intake)
    assert found["p"]["rf_breath"] == "no" and found["p"]["hx_gout"] == "no"
    assert found["p"]["sym_side"] == "right"
    assert found["r"]["sym_zone"] == ["mth2", "mth3"]
    assert found["p"]["act_list"][0]["id"] == "a_run_6" and found["p"]["act_list"][0]["min"] == 45
    assert found["p"]["shoe_heel_cm"] == 1.524 and found["p"]["act_long_now"] == 21
    assert "l" not in found


def test_the_answers_are_sent_once_and_the_tablet_lets_go(tablet: Any, intake: Any) -> None:
    fill_in(tablet)
    page = tablet.get("/kiosk/review")
    page = tablet.post("/kiosk/send", data=page.form("/kiosk/send"))
    assert page.status_code == 303 and page.headers["Location"] == "/kiosk/done"
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert intake.sent_at is not None
    done = tablet.get("/kiosk/done")
    assert done.h1 == "All done. Thank you!" and not done.all("a[href]")
    assert tablet.get("/kiosk/review").headers["Location"] == "/kiosk/join"


def test_a_question_that_an_answer_opens_is_on_the_page_that_asks_for_it(tablet: Any) -> None:
    """Without scripts nothing shows it earlier, and a hidden question could not be answered."""
    fill_in(tablet, until="shoe-shape")
    high = {**FIRST_VISIT["shoe-shape"], "shoe_heel_cm": "3"}
    page = tablet.send("/kiosk/shoe-shape", high)
    assert page.status_code == 422 and page.one("#shoe_heel_days-error")
    assert page.one('[data-asked="shoe_heel_days"]').get("hidden") is None
    assert tablet.send("/kiosk/shoe-shape", {**high, "shoe_heel_days": "5"}).status_code == 303


def test_a_question_about_an_activity_may_be_skipped_and_the_intake_still_sent(tablet: Any, intake: Intake) -> None:
    skipped = {**FIRST_VISIT["activity-1"], "activity-1-days": "", "skip-activity-1-days": "y"}
    fill_in(tablet, {**FIRST_VISIT, "activity-1": skipped})
    assert flow.missing(intake, library.load()) == []
    page = tablet.get("/kiosk/review")
    tablet.send("/kiosk/send", page.form("/kiosk/send"))
    assert intake.sent_at is not None and intake.activities[0].days is None

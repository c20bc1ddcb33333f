"""A return visit asks how each exercise of the signed plan went, and the next plan is proposed from what was said."""

import datetime as dt
from typing import Any

import pytest

from clinic.interview import flow
from clinic.interview.models import Intake, LineReport
from clinic.kiosk import handover
from clinic.knowledge import library
from clinic.patients.models import Visit
from tests import factories
from tests.interview.tablets import fill_in
from tests.interview.test_return import AGAIN
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

CODES = ["EX04", "EX02", "EX03", "EX08", "EX13"]
AT = dt.datetime(2026, 11, 10, 17, 30, tzinfo=dt.UTC)


def start(visit: Visit, at: dt.datetime) -> Intake:
    """The intake of a visit, started by the desk and confirmed by the patient."""
    intake = handover.start(visit, language="en", by=factories.UserFactory(), at=at, library=library.load())
    intake.confirmed_at = at
    return intake


@pytest.fixture
def signed(sign_in_as: Any, db: Any) -> Visit:
    """A first visit whose plan of five exercises was signed."""
    visit = visit_of(case("V01"), starts_at=AT)
    clinician = sign_in_as("clinician")
    sign(clinician, press(clinician, open_plan(clinician, visit), "accept-all"))
    return visit


@pytest.fixture
def again(signed: Visit, db: Any, clock: Any) -> Intake:
    """The intake of the next visit, not answered yet."""
    intake = start(factories.VisitFactory(patient=signed.patient), clock())
    db.session.commit()
    return intake


def told(*, done: str = "5", pain: str = "1", morning: str = "same", **more: str) -> dict[str, str]:
    """All five exercises told alike."""
    answers = {}
    for row in range(1, len(CODES) + 1):
        answers |= {f"line-{row}-fu_done": done, f"line-{row}-fu_pain": pain, f"line-{row}-fu_morning": morning}
    return {**answers, **more}


def visit_again(**lines: str) -> dict[str, dict[str, Any]]:
    """What the return visit is answered with."""
    return {**AGAIN, "lines": lines}


def to_the_lines(tablet: Any, lines: dict[str, str]) -> None:
    """Go on to the screen of the exercises."""
    fill_in(tablet, visit_again(**lines), until="lines")


def answer(tablet: Any, field: str, value: Any, **more: Any) -> Any:
    return tablet.post(
        "/kiosk/answer", json={"field": field, "value": value, **more}, headers={"X-CSRFToken": tablet.csrf()}
    )


def test_every_exercise_of_the_signed_plan_is_asked_on_one_screen(tablet_for: Any, again: Intake) -> None:
    assert [line["code"] for line in again.plan_lines] == CODES
    tablet = tablet_for(again)
    passed = fill_in(tablet, visit_again(**told()))
    assert passed == ["safety", "changed", "pain", "lines", "goals"]
    assert len(passed) + len(["who are you", "review"]) <= 8
    assert "Toe spread" in tablet.get("/kiosk/lines").says


def test_what_the_patient_says_of_a_line_is_kept_for_that_line(tablet_for: Any, again: Intake) -> None:
    why = {"line-2-fu_done": "1", "line-2-fu_why_not": "Cramps"}
    fill_in(tablet_for(again), visit_again(**told(**why)))
    reports = LineReport.of([again.visit])[again.visit_id]
    assert set(reports) == set(CODES)
    assert (reports["EX04"].fu_done, reports["EX04"].fu_pain, reports["EX04"].fu_morning) == (5, 1, "same")
    assert (reports["EX02"].fu_done, reports["EX02"].fu_why_not) == (1, "Cramps")
    assert reports["EX04"].entered_by_id is None


def test_an_exercise_that_was_not_done_is_not_asked_how_it_felt(tablet_for: Any, again: Intake) -> None:
    tablet = tablet_for(again)
    to_the_lines(tablet, {})
    answer(tablet, "line-1-fu_done", "3")
    answer(tablet, "line-1-fu_pain", "6")
    assert answer(tablet, "line-1-fu_done", "0").status_code == 200
    assert again.told_of("EX04").fu_pain is None
    assert answer(tablet, "line-1-fu_pain", "2").status_code == 404
    asked = tablet.get("/kiosk/state?screen=lines").json["asked"]
    assert "line-1-fu_pain" not in asked and "line-1-fu_why_not" in asked


def test_a_line_left_open_must_be_answered_or_skipped_and_a_skip_is_not_zero_days(
    tablet_for: Any, again: Intake
) -> None:
    tablet = tablet_for(again)
    lines = {name: value for name, value in told().items() if not name.startswith("line-3-")}
    to_the_lines(tablet, lines)
    page = tablet.send("/kiosk/lines", lines)
    assert page.status_code == 422 and page.one("#error-summary-title")
    assert page.one("#line-3-fu_done-error")
    assert tablet.send("/kiosk/lines", {**lines, "skip-line-3-fu_done": "y"}).status_code == 303
    assert again.told_of("EX03") is None
    assert not any(screen.slug == "lines" for screen, _asks in flow.missing(again, library.load()))


def test_without_scripts_pain_and_the_morning_are_asked_once_days_are_given(tablet_for: Any, again: Intake) -> None:
    tablet = tablet_for(again)
    to_the_lines(tablet, {})
    days = {f"line-{row}-fu_done": "4" for row in range(1, 6)}
    page = tablet.send("/kiosk/lines", {**tablet.get("/kiosk/lines").form("/kiosk/lines"), **days})
    assert page.status_code == 422 and page.one("#line-5-fu_pain-error")
    assert page.one('[data-asked="line-5-fu_pain"]').get("hidden") is None
    assert tablet.send("/kiosk/lines", {**page.form("/kiosk/lines"), **told(done="4")}).status_code == 303


def test_what_the_desk_typed_from_the_tick_sheet_is_shown_and_not_overwritten(
    tablet_for: Any, again: Intake, sign_in_as: Any
) -> None:
    tablet = tablet_for(again)
    to_the_lines(tablet, {})
    sign_in_as("front_desk").send(f"/visits/{again.visit_id}/how-it-went", {"EX04-done": "2"})
    conflict = answer(tablet, "line-1-fu_done", "7", seen="")
    assert conflict.status_code == 409 and conflict.json["current"] == "2"
    assert tablet.get("/kiosk/state?screen=lines").json["values"]["line-1-fu_done"] == "2"


def test_the_review_says_each_exercise_in_one_line(tablet_for: Any, again: Intake) -> None:
    tablet = tablet_for(again)
    fill_in(tablet, visit_again(**told(morning="worse")))
    assert "Toe spread 5 days of the week, pain 1 out of 10, worse the next morning" in tablet.get("/kiosk/review").says


def test_a_signed_plan_of_more_than_five_exercises_is_asked_on_two_screens(tablet_for: Any, again: Intake) -> None:
    again.plan_lines = [*again.plan_lines, {"code": "EX01", "days": 7}]
    slugs = [screen.slug for screen in flow.screens(again, library.load())]
    assert slugs[-4:] == ["lines", "lines-2", "goals", "review"]


def test_green_at_two_visits_lets_the_plan_progress(
    tablet_for: Any, again: Intake, sign_in_as: Any, db: Any, clock: Any
) -> None:
    """The first time told on the tablet is green once, so hold; at the next visit green again, so progress."""
    clinician = sign_in_as("clinician")
    fill_in(tablet_for(again), visit_again(**told(done="7", **{"line-2-fu_morning": "worse"})))
    again.sent_at = clock()
    db.session.commit()
    page = open_plan(clinician, again.visit)
    assert "Step back: red: worse the next morning" in page.says
    assert "Hold: green once" in page.says


def test_a_first_visit_is_asked_about_no_exercise(tablet: Any, intake: Intake) -> None:
    assert intake.plan_lines == []
    assert "lines" not in [screen.slug for screen in flow.screens(intake, library.load())]

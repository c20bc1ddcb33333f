"""The next visit: how it went feeds the trend, and each exercise is progressed, held or stepped back by the rule."""

import dataclasses
import datetime as dt

import pytest

from clinic.content.plan_lines import Part
from clinic.followup.advice import in_words
from clinic.plan.models import LineReport, Plan
from clinic.rules import progression
from clinic.signed.models import PlanVersion
from tests import factories
from tests.plan.pressing import line, open_plan, press, sign
from tests.plan.visits import case, visit_of

LIMITS = {"green_most": 2, "yellow_most": 5}


@dataclasses.dataclass
class Told:
    fu_done: int | None = 4
    fu_pain: int | None = 1
    fu_morning: str | None = "same"


@pytest.mark.parametrize(
    ("now", "before", "more", "step"),
    [
        (Told(), Told(), {}, "progress"),
        (Told(), None, {}, "hold"),
        (Told(), Told(fu_pain=4), {}, "hold"),
        (Told(fu_done=2), Told(), {}, "hold"),
        (Told(fu_pain=4), Told(), {}, "hold"),
        (Told(fu_pain=6), Told(), {}, "back"),
        (Told(fu_morning="worse"), Told(), {}, "back"),
        (Told(), Told(), {"held": ["a flag is active"]}, "hold"),
        (Told(fu_pain=6), Told(), {"held": ["a flag is active"]}, "back"),
        (Told(), Told(), {"red": ["limps"]}, "back"),
        (None, None, {"red": ["limps"]}, "back"),
        (Told(fu_done=None), Told(), {}, "hold"),
        (Told(fu_pain=None), Told(), {}, "hold"),
    ],
)
def test_green_twice_and_half_done_progresses_and_red_steps_back(app, now, before, more, step):
    with app.test_request_context():
        advice = progression.advice(now, before, days_week=5, limits=LIMITS, **more)
    assert advice.step == step and advice.why


def test_a_line_nobody_told_of_gets_no_advice(app):
    with app.test_request_context():
        assert progression.advice(None, Told(), days_week=5, limits=LIMITS) is None


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (Told(fu_done=1, fu_pain=None), "done 1 of 5 days"),
        (Told(fu_done=5, fu_pain=None), "done 5 of 5 days, pain not written"),
        (Told(fu_done=None), "days not written, so not known"),
        (Told(fu_pain=7), "red: pain 7 while doing it"),
        (Told(fu_pain=3), "yellow, pain 3: stay at this level"),
        (Told(), "green twice, done 4 of 5 days"),
    ],
)
def test_the_reason_names_the_numbers_it_rests_on(app, now, why):
    with app.test_request_context():
        given = progression.advice(now, Told(), days_week=5, limits=LIMITS)
        assert given is not None and in_words(given).why == why


def _two_visits(browser):
    patient = factories.PatientFactory()
    first = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, 10, 17, 30, tzinfo=dt.UTC))
    page = press(browser, open_plan(browser, first), "accept-all")
    page = press(browser, page, **{f"{line(page, 'Toe spread')}-reps": "8"})
    sign(browser, page)
    return first, visit_of(case("V01"), patient=patient)


def test_a_return_visit_begins_with_the_last_plans_lines_and_doses(sign_in_as, db):
    browser = sign_in_as("clinician")
    _first, second = _two_visits(browser)
    page = open_plan(browser, second)
    lines = Plan.of(second).lines(Part.EXERCISE)
    assert [item.code for item in lines] == ["EX04", "EX02", "EX03", "EX08", "EX13"]
    assert next(item for item in lines if item.code == "EX03").reps == 8
    assert "Suggested" in page.says


def test_the_front_desk_types_in_the_tick_sheet_and_the_plan_says_what_follows(sign_in_as, db):
    browser = sign_in_as("clinician")
    _first, second = _two_visits(browser)
    desk = sign_in_as("front_desk")
    page = desk.get(f"/visits/{second.id}/how-it-went")
    assert "Toe spread" in page.says
    data = {
        "EX03-done": "5",
        "EX03-pain": "7",
        "EX03-morning": "worse",
        "EX03-why": "Cramps",
        "EX04-done": "1",
        "EX04-pain": "2",
    }
    assert desk.send(f"/visits/{second.id}/how-it-went", data).status_code == 303
    report = LineReport.of([second])[second.id]
    assert (report["EX03"].fu_pain, report["EX03"].fu_morning, set(report)) == (7, "worse", {"EX03", "EX04"})
    plan = open_plan(browser, second)
    spread = next(tag for tag in plan.all("article.app-ex") if tag["aria-label"] == "Toe spread")
    assert "Step back:" in spread.get_text()
    curl = next(tag for tag in plan.all("article.app-ex") if "Toe curl" in tag["aria-label"])
    assert "Hold: done 1 of 5 days" in " ".join(curl.get_text(" ").split())
    assert "Toe spread: 5 of 7 days (Cramps)" in browser.get(f"/visits/{second.id}").says


def test_a_number_that_cannot_be_is_sent_back_with_what_was_typed(sign_in_as, db):
    browser = sign_in_as("clinician")
    _first, second = _two_visits(browser)
    page = browser.send(f"/visits/{second.id}/how-it-went", {"EX03-done": "9", "EX04-done": "3"})
    assert page.status_code == 422
    assert page.one("#EX03-done")["value"] == "9" and page.one("#EX04-done")["value"] == "3"
    assert LineReport.of([second])[second.id] == {}


def test_what_the_patient_told_the_tablet_meanwhile_is_shown_and_not_overwritten(sign_in_as, db):
    browser = sign_in_as("clinician")
    _first, second = _two_visits(browser)
    path = f"/visits/{second.id}/how-it-went"
    opened = browser.get(path).form()
    db.session.add(LineReport(visit_id=second.id, code="EX03", fu_done=4, fu_pain=3, entered_at=second.starts_at))
    db.session.commit()
    assert browser.send(path, {**opened, "EX04-done": "2"}).status_code == 303
    report = LineReport.of([second])[second.id]
    assert (report["EX03"].fu_done, report["EX03"].fu_pain, report["EX04"].fu_done) == (4, 3, 2)
    both = browser.send(path, {**opened, "EX03-done": "6"})
    assert both.status_code == 422 and "Somebody entered “4” here meanwhile." in both.errors()[0]
    assert both.one("#EX03-done")["value"] == "6"
    assert browser.send(path, both.form()).status_code == 303
    assert LineReport.of([second])[second.id]["EX03"].fu_done == 6


def test_the_way_back_to_running_is_given_with_dates_only_when_the_gate_opens(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    assert not open_plan(browser, visit).all("#ladder")
    calm = case("V01")
    calm["r"] |= {"nprs_avg": 1, "nprs_worst": 2}
    visit = visit_of(calm)
    page = press(browser, open_plan(browser, visit), "accept-all")
    page = press(browser, page, ladder="run", ladder_on="2026-11-25")
    assert "from Nov 25, 2026" in page.one("#ladder-days").get_text(" ")
    assert sign(browser, page).status_code == 303
    ladder = PlanVersion.of(visit)[0].content["ladder"]
    assert [stage["on"] for stage in ladder["stages"][:3]] == ["2026-11-25", "2026-12-01", "2026-12-05"]

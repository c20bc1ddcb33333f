"""What speaks against more at a return visit: this interview beside the last one."""

import copy
import datetime as dt

import pytest

from clinic.database import db as database
from clinic.rules.deterioration import Sign, signs
from tests import factories
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

BEFORE = {
    "p": {"sym_limp": "no", "rf_night": "no", "psfs_1_score": 5, "psfs_2_score": 6},
    "r": {
        "sym_numb": "sometimes",
        "sym_numb_where": "toes_one_gap",
        "sym_swell_top": "no",
        "sym_swell_bottom": "yes",
        "sym_night": "some",
        "sym_rest_pain": "no",
        "sym_trend": "same",
        "nprs_now": 3,
        "nprs_avg": 4,
        "nprs_worst": 6,
    },
}


def _now(part="r", **answers):
    now = copy.deepcopy(BEFORE)
    now[part] = now.get(part, {}) | answers
    return now


def test_the_same_answers_as_last_time_say_nothing_against_more():
    assert signs(BEFORE, BEFORE) == ()


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (_now("p", sym_limp="yes"), Sign("limp")),
        (_now("p", rf_night="yes"), Sign("night")),
        (_now("p", rf_night="unsure"), Sign("night")),
        (_now(sym_numb="always"), Sign("numb", "r")),
        (_now(sym_numb_where="sole"), Sign("numb", "r")),
        (_now(sym_swell_top="yes"), Sign("swollen", "r")),
        (_now(sym_night="most"), Sign("night", "r")),
        (_now(sym_rest_pain="yes"), Sign("night", "r")),
        (_now(sym_trend="worse"), Sign("trend", "r")),
        (_now(nprs_avg=6), Sign("pain", "r")),
        (_now(nprs_worst=8), Sign("pain", "r")),
        (_now("l", sym_numb="sometimes"), Sign("numb", "l")),
        (_now("l", sym_swell_bottom="yes"), Sign("swollen", "l")),
    ],
)
def test_limping_new_numbness_swelling_night_pain_and_more_pain_are_a_red_light(now, found):
    assert signs(now, BEFORE) == (found,) and found.is_red


@pytest.mark.parametrize(
    ("now", "found"),
    [(_now("p", fu_health_changed="yes"), Sign("health")), (_now("p", psfs_1_score=2), Sign("function"))],
)
def test_less_function_and_changed_health_forbid_more_but_are_no_red_light(now, found):
    assert signs(now, BEFORE) == (found,) and not found.is_red


@pytest.mark.parametrize(
    "now",
    [
        _now(sym_numb="no", sym_numb_where=None),
        _now(sym_swell_bottom="no"),
        _now(sym_night="no"),
        _now(sym_trend="better", nprs_avg=1, nprs_worst=2),
        _now(nprs_avg=5, nprs_worst=7),
        _now(nprs_avg=None),
        _now("p", psfs_1_score=4),
    ],
    ids=["no longer numb", "swelling gone", "sleeps", "better", "one point up", "pain not told", "one point down"],
)
def test_what_is_better_or_changed_by_less_than_matters_says_nothing_against_more(now):
    assert signs(now, BEFORE) == ()


def test_numb_toes_that_became_fewer_are_not_new_numbness():
    before = copy.deepcopy(BEFORE)
    before["r"]["sym_numb_where"] = "toes_all"
    assert signs(BEFORE, before) == ()


def test_without_an_earlier_interview_only_a_limp_and_a_bad_trend_count():
    now = _now("p", sym_limp="yes", rf_night="yes", fu_health_changed="yes")
    now["r"] |= {"sym_numb": "always", "sym_swell_top": "yes", "sym_trend": "worse"}
    assert signs(now, None) == (Sign("limp"), Sign("trend", "r"))


def _return(browser, **right):
    patient = factories.PatientFactory()
    first = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, 10, 17, 30, tzinfo=dt.UTC))
    sign(browser, press(browser, open_plan(browser, first), "accept-all"))
    later = case("V01")
    later["r"] |= right
    second = visit_of(later, patient=patient)
    data = {"EX03-done": "7", "EX03-pain": "0", "EX03-morning": "same"}
    browser.send(f"/visits/{second.id}/how-it-went", data)
    database.session.rollback()
    page = open_plan(browser, second)
    spread = next(tag for tag in page.all("article.app-ex") if tag["aria-label"] == "Toe spread")
    return " ".join(spread.get_text(" ").split())


def test_every_line_is_stepped_back_when_the_foot_swells_and_goes_numb_since_last_time(sign_in_as, db):
    says = _return(sign_in_as("clinician"), sym_swell_top="yes", sym_numb="sometimes", sym_numb_where="toes_all")
    assert "Step back: red light: more numbness; new swelling." in says


def test_a_flag_that_is_active_now_is_named_where_it_forbids_more(sign_in_as, db):
    says = _return(sign_in_as("clinician"), sym_toe_change=["drift"])
    assert "Hold: green, but a flag is active: plantar plate tear" in says


def test_the_same_foot_as_last_time_is_green_once(sign_in_as, db):
    assert "Hold: green once, done 7 of" in _return(sign_in_as("clinician"))

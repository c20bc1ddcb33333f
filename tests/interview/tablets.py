"""A tablet in a patient's hand, and the answers a whole interview takes."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from clinic import sessions
from clinic.database import db as database
from clinic.interview.models import Intake
from tests import factories


@pytest.fixture
def tablet_for(app: Flask, db: Any, clock: Any) -> Callable[..., Any]:
    """`tablet_for(intake)` is a browser that was handed over for this intake."""

    def hand_over(intake: Intake, **more: Any) -> Any:
        token = uuid.uuid4().hex
        database.session.add(
            sessions.BrowserSession(
                token_sha256=sessions._hash(token),
                kind=sessions.Kind.TABLET,
                intake_id=intake.id,
                data={},
                device="iPad",
                idle_seconds=180,
                created_at=clock(),
                active_at=clock(),
                **more,
            )
        )
        database.session.commit()
        browser = app.test_client()
        browser.set_cookie("sid", token)
        return browser

    return hand_over


@pytest.fixture
def intake(db: Any) -> Intake:
    """An intake that the desk has started and the patient has confirmed; nothing is answered."""
    return factories.IntakeFactory(confirmed_at=dt.datetime(2026, 11, 24, 16, 55, tzinfo=dt.UTC))


@pytest.fixture
def tablet(intake: Intake, tablet_for: Callable[..., Any]) -> Any:
    """The tablet of `intake`."""
    return tablet_for(intake)


FIRST_VISIT: dict[str, dict[str, Any]] = {
    "safety": {"ticks-now": "none", "ticks-lately": "none"},
    "map": {"r-sym_zone": ["mth2", "mth3"]},
    "pain": {
        "r-sym_zone_worst": "mth2",
        "r-nprs_now": "3",
        "r-nprs_avg": "4",
        "r-nprs_worst": "5",
        "r-sym_trend": "same",
    },
    "feel": {
        "r-sym_onset": "gradual",
        "r-sym_pop": "no",
        "r-sym_weeks": "5",
        "r-sym_weeks-unit": "weeks",
        "r-sym_quality": ["ache"],
        "r-sym_pebble": "no",
        "r-sym_click": "no",
        "r-sym_numb": "no",
    },
    "when": {"r-sym_agg": ["run", "walk"], "r-sym_ease": ["rest"], "r-sym_timing": ["during"]},
    "signs": {
        "r-sym_night": "no",
        "r-sym_rest_pain": "no",
        "r-sym_swell_top": "no",
        "r-sym_swell_bottom": "no",
        "r-sym_toe_change": ["none"],
        "sym_limp": "no",
        "sym_morning_min": "0",
    },
    "shape": {"r-shp_arch": "mid", "r-shp_toe_len": "second", "r-shp_bunion": "0", "r-shp_hammer": ["none"]},
    "shoes": {"shoe_main": "athletic", "shoe_len_feel": "ok", "shoe_width_feel": "ok"},
    "shoe-shape": {
        "shoe_toebox": "round",
        "shoe_toebox_low": "no",
        "shoe_heel_cm": "0.6",
        "shoe_heel_cm-unit": "in",
        "shoe_fasten": "lace",
        "shoe_thin": "no",
    },
    "shoe-wear": {
        "shoe_worn": "no",
        "shoe_miles": "420",
        "shoe_miles-unit": "mi",
        "shoe_insole": ["none"],
        "shoe_change": "no",
        "shoe_measured": "lt1y",
    },
    "activities": {"act_list": ["a_run_6"]},
    "activity-1": {
        "activity-1-days": "4",
        "activity-1-min": "45",
        "activity-1-effort": "medium",
        "activity-1-surface": "road",
        "activity-1-pain": "4",
    },
    "changes": {
        "act_ramp": ["more", "hills"],
        "act_long_now": "21",
        "act_long_now-unit": "km",
        "act_long_30d": "14",
        "act_long_30d-unit": "km",
        "act_inactive": "no",
        "act_access": ["gym_bike"],
    },
    "goals": {
        "psfs_1": "Run with my club",
        "psfs_1_score": "5",
        "conf_0_10": "8",
        "time_min": "20",
        "yf_fear": "2",
        "yf_passive": "3",
    },
    "health": {"ticks-health": "none"},
    "health-more": {
        "hx_diabetes": "no",
        "hx_cancer": "no",
        "hx_preg": "na",
        "r-hx_foot_sx": "no",
        "r-hx_inject": "no",
        "hx_falls": "0",
        "yf_mood": "none",
        "can_see_feet": "yes",
        "can_reach_feet": "yes",
    },
}


def follow(browser: Any, page: Any) -> Any:
    """The page that a redirect leads to in the end."""
    for _step in range(6):
        if page.status_code not in (302, 303):
            return page
        page = browser.get(page.headers["Location"])
    raise AssertionError("too many redirects")


def fill_in(browser: Any, answers: dict[str, dict[str, Any]] | None = None, *, until: str = "review") -> list[str]:
    """Answer screen after screen as they come, until one is reached; the screens passed."""
    answers = FIRST_VISIT if answers is None else answers
    passed: list[str] = []
    page = follow(browser, browser.get("/kiosk/"))
    while (slug := page.request.path.rsplit("/", 1)[1]) != until:
        assert len(passed) < 40, passed
        sent = {**page.form(f"/kiosk/{slug}"), **answers[slug]}
        page = follow(browser, browser.post(f"/kiosk/{slug}", data={**sent, "go": "on"}))
        assert not page.errors(), (slug, page.errors())
        passed.append(slug)
    return passed

"""A return visit: pain and safety asked anew, shoes and activity only when they changed, eight screens at most."""

import datetime as dt
from typing import Any

import pytest

from clinic.interview.models import Intake, case
from clinic.kiosk import handover
from clinic.knowledge import library
from tests import factories
from tests.interview.tablets import fill_in

AGAIN: dict[str, dict[str, Any]] = {
    "safety": {"ticks-now": "none", "ticks-lately": "none"},
    "changed": {"fu_health_changed": "no", "fu_zones": "same", "fu_shoes": "same", "fu_activity": "same"},
    "pain": {
        "r-sym_zone_worst": "mth2",
        "r-nprs_now": "1",
        "r-nprs_avg": "2",
        "r-nprs_worst": "3",
        "r-sym_trend": "better",
        "r-sym_numb": "no",
    },
    "goals": {"psfs_1_score": "7", "sym_limp": "no"},
}


@pytest.fixture
def again(tablet: Any, intake: Intake, db: Any, clock: Any) -> Intake:
    """The intake of the same person's next visit, after a first one that was sent."""
    fill_in(tablet)
    intake.sent_at = clock()
    visit = factories.VisitFactory(
        patient=intake.visit.patient, starts_at=intake.visit.starts_at + dt.timedelta(days=14)
    )
    second = handover.start(visit, language="en", by=factories.UserFactory(), at=clock(), library=library.load())
    second.confirmed_at = clock()
    db.session.commit()
    return second


def test_a_return_visit_takes_eight_screens_at_most(tablet_for: Any, again: Intake) -> None:
    passed = fill_in(tablet_for(again), AGAIN)
    assert passed == ["safety", "changed", "pain", "goals"]
    assert len(passed) + len(["who are you", "review"]) <= 8


def test_what_did_not_change_is_carried_over_and_the_rest_is_asked_anew(again: Intake) -> None:
    found = case(again)
    assert found["r"]["sym_zone"] == ["mth2", "mth3"] and found["p"]["shoe_main"] == "athletic"
    assert found["p"]["act_list"][0]["id"] == "a_run_6" and found["p"]["psfs_1"] == "Run with my club"
    assert found["r"]["nprs_worst"] is None and found["p"]["rf_breath"] is None
    assert found["p"]["psfs_1_score"] is None and found["r"]["sym_trend"] is None


def test_changed_shoes_open_the_shoe_screens_filled_in_as_last_time(tablet_for: Any, again: Intake) -> None:
    tablet = tablet_for(again)
    changed = {**AGAIN, "changed": {**AGAIN["changed"], "fu_shoes": "changed"}}
    fill_in(tablet, changed, until="shoes")
    page = tablet.get("/kiosk/shoes")
    assert page.form("/kiosk/shoes")["shoe_main"] == "athletic"


def test_changed_health_opens_the_medical_history(tablet_for: Any, again: Intake) -> None:
    changed = {**AGAIN, "changed": {**AGAIN["changed"], "fu_health_changed": "yes"}}
    fill_in(tablet_for(again), changed, until="health")
    assert again.hx_gout == "no"

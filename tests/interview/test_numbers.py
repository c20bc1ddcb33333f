"""Saves carry a number: one that was stuck on its way changes nothing any more, and the same one twice counts once."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from clinic import numbered
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.numbered import SaveNumbers
from tests.interview.tablets import fill_in
from tests.interview.test_saving import put, send


def first(tablet: Any, slug: str) -> int:
    """The number a page begins with."""
    return int(tablet.get(f"/kiosk/{slug}").form(f"/kiosk/{slug}")["number"])


def kept_answers() -> int:
    """How many answers left a trace."""
    kept = AuditEvent.action == Action.INTAKE_ANSWER_SAVED.value
    return database.session.scalar(sa.select(sa.func.count()).where(kept)) or 0


def test_a_save_that_was_stuck_does_not_replace_a_newer_one(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="goals")
    n = first(tablet, "goals")
    put(tablet, "psfs_1", "A", seen="", number=n + 1)
    stuck = {"seen": "A", "number": n + 2}  # B, on its way while A is given once more
    assert put(tablet, "psfs_1", "A", seen="A", number=n + 3).status_code == 200
    before = kept_answers()
    page = put(tablet, "psfs_1", "B", **stuck)
    assert page.status_code == 200 and page.json["late"] and page.json["current"] == "A"
    assert intake.psfs_1 == "A" and kept_answers() == before


@pytest.mark.parametrize(
    ("field", "value", "screen"),
    [("psfs_1", "Dance", "goals"), ("ticks-now", ["rf_trauma"], "safety"), ("act_list", ["a_run_6"], "activities")],
)
def test_the_same_save_twice_has_one_effect_and_the_same_answer(
    tablet: Any, intake: Intake, field: str, value: Any, screen: str
) -> None:
    fill_in(tablet, until="goals")
    seen = tablet.get(f"/kiosk/state?screen={screen}").json["values"][field]
    n, before = first(tablet, "goals"), kept_answers()
    once = put(tablet, field, value, seen=seen, number=n + 1)
    kept = kept_answers()
    twice = put(tablet, field, value, seen=seen, number=n + 1)
    assert once.status_code == twice.status_code == 200 and once.json == twice.json
    assert kept_answers() == kept and kept - before <= 1


def test_the_same_urgent_answer_twice_is_answered_alike(tablet: Any, intake: Intake) -> None:
    n = first(tablet, "safety")
    once = put(tablet, "ticks-now", ["rf_breath"], seen=[], number=n + 1)
    twice = put(tablet, "ticks-now", ["rf_breath"], seen=[], number=n + 1)
    assert once.json == twice.json and once.json["stop"] == "/kiosk/stopped"


def test_an_answer_that_another_one_dropped_is_not_brought_back_by_its_own_echo(tablet: Any, intake: Intake) -> None:
    n = first(tablet, "safety")
    put(tablet, "ticks-now", ["rf_trauma"], seen=[], number=n + 1)
    put(tablet, "rf_cant4", "no", seen="", number=n + 2)
    put(tablet, "ticks-now", ["none"], seen=["rf_trauma"], number=n + 3)
    put(tablet, "ticks-now", ["rf_trauma"], seen=["none"], number=n + 4)
    assert intake.rf_cant4 is None
    put(tablet, "rf_cant4", "no", seen="", number=n + 2)
    assert intake.rf_cant4 is None


def test_a_save_without_a_change_counts_too(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="goals")
    n = first(tablet, "goals")
    put(tablet, "psfs_1", "", seen="", number=n + 2)
    put(tablet, "psfs_1", "late", seen="", number=n + 1)
    assert intake.psfs_1 is None


def test_a_screen_that_was_sent_is_newer_than_what_was_stuck_before_it(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="goals")
    n = first(tablet, "goals")
    put(tablet, "psfs_1", "A", seen="", number=n + 1)
    page = send(tablet, "goals", psfs_1="A", psfs_1_score="5", conf_0_10="8", time_min="20", number=str(n + 3))
    assert "goals" in intake.steps_done or page.status_code == 422
    put(tablet, "psfs_1", "stuck", seen="A", number=n + 2)
    assert intake.psfs_1 == "A"


def test_a_screen_that_was_stuck_changes_nothing_and_shows_what_stands(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="goals")
    form = tablet.get("/kiosk/goals").form("/kiosk/goals")
    n = int(form["number"])
    put(tablet, "psfs_1", "A", seen="", number=n + 1)
    put(tablet, "psfs_1", "", seen="A", number=n + 2)  # what the old form showed stands again
    page = tablet.post("/kiosk/goals", data={**form, "psfs_1": "stuck", "go": "on"})
    assert page.status_code == 422 and "This was changed meanwhile. Check the answer." in page.errors()
    assert intake.psfs_1 is None and int(page.form("/kiosk/goals")["number"]) >= n + 2
    tablet.post("/kiosk/goals", data={**page.form("/kiosk/goals"), "psfs_1": "meant", "go": "on"})
    assert intake.psfs_1 == "meant"


def test_a_late_tick_list_says_no_to_nothing(tablet: Any, intake: Intake) -> None:
    form = tablet.get("/kiosk/safety").form("/kiosk/safety")
    n = int(form["number"])
    put(tablet, "ticks-now", ["rf_trauma"], seen=[], number=n + 1)
    put(tablet, "ticks-now", [], seen=["rf_trauma"], number=n + 2)
    tablet.post("/kiosk/safety", data={**form, "ticks-now": "none", "go": "on"})
    assert intake.rf_trauma is None and intake.rf_wound is None


def test_a_page_counts_on_from_what_another_device_saved_whatever_its_clock(
    tablet: Any, intake: Intake, tablet_for: Any, clock: Any
) -> None:
    fill_in(tablet, until="goals")
    n = first(tablet, "goals")
    put(tablet, "psfs_1", "from the first", seen="", number=n + 90_000)
    clock.tick(seconds=-20)  # the second device meets a server whose clock goes behind
    second = tablet_for(intake)
    m = first(second, "goals")
    assert m >= n + 90_000 and second.get("/kiosk/state?screen=goals").json["number"] >= m
    put(second, "psfs_1", "from the second", seen="from the first", number=m + 1)
    put(tablet, "psfs_1", "stuck on the first", seen="from the second", number=n + 90_001 - 1)
    assert intake.psfs_1 == "from the second"


def test_an_answer_typed_at_the_desk_is_newer_than_what_the_tablet_sent_before(
    tablet: Any, intake: Intake, sign_in_as: Any, clock: Any
) -> None:
    fill_in(tablet, until="goals")
    n = first(tablet, "goals")
    desk, path = sign_in_as("front_desk"), f"/intakes/{intake.id}/steps/goals"
    form = desk.get(path).form(path)
    clock.tick(seconds=5)
    desk.post(path, data={**form, "psfs_1": "From the desk", "go": "on"})
    form = desk.get(path).form(path)
    clock.tick(seconds=5)
    desk.post(path, data={**form, "psfs_1": "", "go": "on"})
    assert intake.psfs_1 is None
    page = put(tablet, "psfs_1", "stuck", seen="", number=n + 4000)
    assert page.json["late"] and intake.psfs_1 is None
    assert put(tablet, "psfs_1", "now", seen="", number=page.json["number"] + 1).json["current"] == "now"


@pytest.mark.parametrize("number", [None, "", "x", -1, 2**53, 2**80, True, [1], {"a": 1}, "１２", 1.5])
def test_a_number_that_is_none_is_no_number(tablet: Any, intake: Intake, number: Any) -> None:
    assert numbered.read(number) is None
    assert put(tablet, "ticks-now", ["none"], seen=[], number=number).status_code == 200
    assert intake.rf_breath == "no"


def test_a_page_of_the_version_before_saves_as_it_did(tablet: Any, intake: Intake) -> None:
    assert put(tablet, "ticks-now", ["none"], seen=[]).status_code == 200
    assert put(tablet, "ticks-now", [], seen=["none"]).status_code == 200
    assert intake.rf_breath is None


def test_the_numbers_are_forgotten_when_the_answers_are_sent(tablet: Any, intake: Intake) -> None:
    fill_in(tablet)
    assert database.session.get(SaveNumbers, intake.id) is not None
    tablet.send("/kiosk/send", {"send_key": "k"})
    database.session.expire_all()
    assert intake.sent_at is not None and database.session.get(SaveNumbers, intake.id) is None


def test_a_moment_is_a_number_a_script_can_count_on_from() -> None:
    assert numbered.moment(dt.datetime(2300, 1, 1, tzinfo=dt.UTC)) < numbered.MOST < 2**53

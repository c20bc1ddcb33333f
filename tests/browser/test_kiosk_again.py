"""The return visit on the tablet: five exercises of the last plan on one screen, line by line, and other shoes."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic.database import db as database
from clinic.interview.models import Intake, IntakeShoe, LineReport
from tests.browser import axe
from tests.browser.conftest import PHONE, TABLET, Server
from tests.browser.interview import Count, answer, complete, press, saved, slug
from tests.browser.test_kiosk import SMALL

pytestmark = pytest.mark.browser

CODES = ["EX01", "EX02", "EX06", "EX16", "EX17"]


@pytest.fixture
def lines(tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server) -> Callable[..., Page]:
    """`lines(language)` is the tablet on the screen of the exercises."""

    def open_lines(language: str = "en") -> Page:
        complete(server, intake_id)
        with server.rows():
            intake = database.session.get(Intake, intake_id)
            assert intake is not None
            intake.is_return, intake.language = True, language
            intake.fu_zones = intake.fu_shoes = intake.fu_activity = "same"
            intake.fu_health_changed = "no"
            intake.plan_lines = [{"code": code, "days": 7} for code in CODES]
            intake.steps_done = ["safety", "changed", "pain"]
            database.session.commit()
            database.session.remove()
        return tablet()

    return open_lines


@pytest.mark.parametrize("language", ["en", "es"])
def test_five_exercises_fit_one_screen_with_everything_open(lines: Callable[..., Page], language: str) -> None:
    page = lines(language)
    assert slug(page) == "lines"
    for row in range(1, 6):
        answer(page, {f"line-{row}-fu_done": "2"}, Count())
        expect(page.locator(f'[data-asked="line-{row}-fu_pain"]')).to_be_visible()
        answer(page, {f"line-{row}-fu_pain": "10", f"line-{row}-fu_morning": "worse"}, Count())
    saved(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1180
    faults: list[Any] = []
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        faults += page.evaluate(SMALL)
        faults += [(size["width"], found) for found in axe.broken(page)]
    assert faults == []


def test_an_exercise_that_was_not_done_asks_only_why_not(
    lines: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = lines()
    answer(page, {"line-1-fu_done": "0"}, Count())
    expect(page.locator('details[data-asked="line-1-fu_why_not"]')).to_be_visible()
    expect(page.locator('[data-asked="line-1-fu_pain"]')).to_be_hidden()
    page.locator('details[data-asked="line-1-fu_why_not"] summary').tap()
    page.locator('[name="line-1-fu_why_not"]').fill("Too sore")
    saved(page)
    for row in range(2, 6):
        answer(page, {f"line-{row}-fu_done": "7"}, Count())
        expect(page.locator(f'[data-asked="line-{row}-fu_pain"]')).to_be_visible()
        answer(page, {f"line-{row}-fu_pain": "0", f"line-{row}-fu_morning": "same"}, Count())
    press(page, "Save and continue", Count())
    assert slug(page) == "goals"
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        told = LineReport.of([intake.visit])[intake.visit_id]
        assert (told["EX01"].fu_done, told["EX01"].fu_why_not, told["EX17"].fu_done) == (0, "Too sore", 7)
        database.session.remove()


def test_the_screen_of_other_shoes_fits_and_passes_axe(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    complete(server, intake_id)
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        intake.shoes.append(IntakeShoe(use="work", position=0))
        intake.steps_done = [*intake.steps_done, "pair-1"]
        database.session.commit()
        database.session.remove()
    page = tablet()
    page.goto(f"{server.address}/kiosk/pair-1")
    assert page.evaluate("document.documentElement.scrollHeight") <= 1180
    faults: list[Any] = []
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        faults += page.evaluate(SMALL)
        faults += [(size["width"], found) for found in axe.broken(page)]
    assert faults == []

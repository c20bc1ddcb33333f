"""The foot map: every spot of sole and top on a picture, by finger, mouse and key, and in step with the list."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from tests.browser import axe
from tests.browser.conftest import PHONE, Server
from tests.browser.interview import Count, answer, press, saved

pytestmark = pytest.mark.browser

ZONES = [str(option.value) for option in load().questions["sym_zone"].options]
ON_TOP = ["top", "shaft", "midfoot", "ankle"]


def open_map(page: Page) -> Page:
    """Go on to the map."""
    answer(page, {"ticks-now": "none", "ticks-lately": "none"}, Count(), touch=False)
    press(page, "Save and continue", Count(), touch=False)
    return page


def spot(page: Page, side: str, zone: str) -> Locator:
    """The spot of a zone that shows now."""
    foot = page.locator(f".app-foot--{side}")
    return foot.locator(f".app-zone--{zone} label").and_(page.locator("label:visible"))


def show(page: Page, view: str) -> None:
    """Turn the foot around."""
    page.locator(f'label:has([name="show_view"][value="{view}"])').click()


def marked(server: Server, intake_id: uuid.UUID) -> dict[str, Any]:
    """What the server keeps of both feet."""
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        found = {row.side: row.sym_zone for row in intake.feet}
        database.session.remove()
    return found


def test_every_zone_is_a_spot_on_a_picture_that_a_finger_can_tap(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = open_map(tablet())
    for zone in ZONES:
        if zone in ON_TOP:
            continue
        spot(page, "left", zone).tap()
    show(page, "top")
    for zone in ON_TOP:
        spot(page, "left", zone).tap()
    saved(page)
    assert marked(server, intake_id)["l"] == ZONES
    assert all(page.locator(f'[name="l-sym_zone"][value="{zone}"]').is_checked() for zone in ZONES)


def test_spots_that_show_on_both_sides_of_the_foot_are_one_answer(tablet: Callable[..., Page]) -> None:
    page = open_map(tablet())
    spot(page, "right", "toe3").click()
    show(page, "top")
    on = spot(page, "right", "toe3").evaluate("e => getComputedStyle(e).backgroundColor")
    assert on == "rgb(155, 28, 31)"
    spot(page, "right", "toe3").click()
    show(page, "sole")
    assert not page.locator('[name="r-sym_zone"][value="toe3"]').is_checked()


def test_the_list_and_the_picture_are_in_step(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = open_map(tablet())
    page.locator(".app-foot--left summary").click()
    page.get_by_role("group", name="Left foot").get_by_role("checkbox", name="Heel").last.check()
    expect(page.locator(".app-marked")).to_have_text("You marked: Left foot: heel")
    assert spot(page, "left", "heel").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(155, 28, 31)"
    spot(page, "left", "heel").click()
    expect(page.locator('.app-foot--left [name="l-sym_zone"][value="heel"]')).not_to_be_checked()
    expect(page.locator(".app-marked")).to_have_text("You marked: nothing yet")
    saved(page)
    assert not marked(server, intake_id)["l"]


def test_the_pictures_work_by_key_alone_and_read_by_their_names(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = open_map(tablet(has_touch=False))
    page.locator('[name="show_view"][value="sole"]').focus()
    page.keyboard.press("ArrowRight")
    for _tab in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Ankle":
            break
    assert page.evaluate("document.activeElement.nextElementSibling.matches(':focus-visible, input:focus + label')")
    page.keyboard.press("Space")
    saved(page)
    assert marked(server, intake_id) == {"l": ["ankle"]}
    foot = page.get_by_role("group", name="Left foot")
    assert foot.get_by_role("checkbox", name="Between toes 2 and 3").first.is_visible()


def test_without_scripts_a_tap_and_the_list_both_work(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = open_map(tablet(java_script_enabled=False))
    spot(page, "right", "web23").tap()
    page.locator(".app-foot--right summary").tap()
    page.locator('label:has([name="r-sym_zone"][value="ankle"])').tap()
    press(page, "Save and continue", Count())
    assert marked(server, intake_id) == {"r": ["web23", "ankle"]}
    assert page.locator(".nhsuk-error-summary").count() == 0


def test_a_person_sore_on_top_comes_back_to_the_top(tablet: Callable[..., Page]) -> None:
    page = open_map(tablet())
    show(page, "top")
    spot(page, "left", "shaft").tap()
    saved(page)
    page.reload()
    expect(spot(page, "left", "shaft")).to_be_visible()
    expect(page.locator(".app-foot__pic--sole").first).to_be_hidden()


@pytest.mark.parametrize("view", ["sole", "top"])
def test_no_spot_lies_under_another_and_each_is_large_enough(tablet: Callable[..., Page], view: str) -> None:
    page = open_map(tablet())
    show(page, view)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.app-zone label')].filter(e => e.checkVisibility()).filter(e => {
          const box = e.getBoundingClientRect();
          const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return box.width < 47.9 || box.height < 47.9 || there.closest('label') !== e;
        }).map(e => e.textContent)"""
    )
    assert hidden == []
    assert page.evaluate("document.documentElement.scrollHeight") <= 1180
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_sides_of_the_map_and_the_open_list_pass_axe(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server, language: str
) -> None:
    page, faults = open_map(tablet()), []
    if language == "es":
        press(page, "Español", Count())
    spot(page, "left", "arch").click()
    page.locator(".app-foot--left summary").click()
    for view in ("sole", "top"):
        show(page, view)
        for size in ({"width": 820, "height": 1180}, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            faults += [f"{view} at {size['width']}: {found}" for found in axe.broken(page)]
    assert faults == []

"""The tablet in a patient's hands: by finger, by key, with scripts off, with the network gone, and given back."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic.database import db as database
from clinic.interview.models import Intake
from tests.browser import axe
from tests.browser.conftest import PHONE, Server
from tests.browser.interview import Count, answer, complete, controls, every_screen, press, saved, slug
from tests.interview.tablets import FIRST_VISIT

pytestmark = pytest.mark.browser

MAY_SCROLL = {"safety", "activities", "health", "review"}
SMALL = """() => [...document.querySelectorAll('main a[href], main button, main label:has(input), main .app-zone label,'
  + ' main summary, main input.nhsuk-input, header button')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.nhsuk-summary-list, dialog'))
  .map(e => { const r = e.getBoundingClientRect(); return [e.outerHTML.slice(0, 90), r.width, r.height]; })
  .filter(([_, w, h]) => w < 47.5 || h < 47.5)"""


def test_a_whole_first_visit_by_finger_is_short_and_never_scrolls(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page, count, tall, small = tablet(), Count(), [], []
    while slug(page) != "review":
        here = slug(page)
        count.screens += 1
        answer(page, FIRST_VISIT[here], count)
        saved(page)
        if here not in MAY_SCROLL and page.evaluate("document.documentElement.scrollHeight") > 1180:
            tall.append(here)
        small += [(here, *found) for found in page.evaluate(SMALL)]
        press(page, "Save and continue", count)
    press(page, "Send my answers", count)
    assert slug(page) == "done" and page.title().startswith("All done")
    assert tall == [] and small == []
    assert count.screens + len(["who are you", "review"]) <= 18
    assert count.taps <= 70, count.taps
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None and intake.sent_at is not None and intake.foot("r").nprs_worst == 5


def test_a_whole_first_visit_by_keyboard_alone(tablet: Callable[..., Page]) -> None:
    page = tablet(has_touch=False)
    while slug(page) != "review":
        here = slug(page)
        for control, item in controls(page, FIRST_VISIT[here]):
            kind = control.get_attribute("type")
            if control.evaluate("e => !e.checkVisibility()") and kind not in ("radio", "checkbox"):
                continue
            tab_to(page, str(control.get_attribute("name")), control)
            if kind == "checkbox":
                if not control.is_checked():
                    page.keyboard.press("Space")
            elif kind == "radio":
                for _arrow in range(14):
                    if control.is_checked():
                        break
                    first = page.evaluate("document.activeElement.checked")
                    page.keyboard.press("ArrowRight" if first else "Space")
                assert control.is_checked()
            else:
                page.keyboard.press("ControlOrMeta+a")
                page.keyboard.type(item)
        for _tab in range(90):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText") == "Save and continue":
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert slug(page) != here, page.locator(".nhsuk-error-summary").all_inner_texts()


def tab_to(page: Page, name: str, control: Any) -> None:
    """Press Tab until focus is in the group `name` (for ticks: on that very box, or on its spot of the picture)."""
    exact = control.get_attribute("type") == "checkbox"
    wanted = control.get_attribute("id") if exact else name
    for _tab in range(90):
        found = page.evaluate("(e => [e.name, e.id, e.nextElementSibling?.htmlFor])(document.activeElement)")
        if wanted in (found[1:] if exact else found[:1]):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {wanted} by Tab")


def test_a_whole_first_visit_with_scripts_off(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page, count = tablet(java_script_enabled=False), Count()
    while slug(page) != "review":
        answer(page, FIRST_VISIT[slug(page)], count)
        press(page, "Save and continue", count)
        assert page.locator(".nhsuk-error-summary").count() == 0
    press(page, "Send my answers", count)
    assert slug(page) == "done"


def test_what_showed_saved_is_there_after_the_tab_is_killed(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = tablet()
    answer(page, {"ticks-now": "none"}, Count())
    saved(page)
    page.context.close()
    page = tablet()
    assert slug(page) == "safety"
    expect(page.locator('[name="ticks-now"][value="none"]')).to_be_checked()


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(tablet: Callable[..., Page]) -> None:
    page = tablet()
    page.context.set_offline(True)
    answer(page, {"ticks-now": "none"}, Count())
    expect(page.locator("#saved")).to_have_text("Not saved yet. Do not close.")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(page.locator('[name="ticks-now"][value="none"]')).to_be_checked()


def test_an_urgent_answer_shows_the_calm_sentence_at_once(tablet: Callable[..., Page]) -> None:
    page = tablet()
    answer(page, {"ticks-now": "rf_breath"}, Count())
    page.wait_for_url("**/kiosk/stopped")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please see the front desk now")
    assert "chest" not in page.content()
    page.go_back()
    page.wait_for_url("**/kiosk/stopped")


def test_what_staff_type_appears_on_the_tablet_within_five_seconds(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    page = tablet()
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        intake.rf_touch = "yes"
        database.session.commit()
        database.session.remove()
    expect(page.locator('[value="rf_touch"]')).to_be_checked(timeout=6000)


def test_a_question_opens_as_soon_as_the_answer_above_asks_for_it(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/feel")
    where = page.locator('[data-asked="r-sym_numb_where"]')
    expect(where).to_be_hidden()
    answer(page, {"r-sym_numb": "always"}, Count())
    expect(where).to_be_visible()
    answer(page, {"r-sym_numb": "no"}, Count())
    expect(where).to_be_hidden()


def test_after_handing_back_nothing_of_the_patient_is_left(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    answers = {**FIRST_VISIT, "goals": {**FIRST_VISIT["goals"], "psfs_1": "CANARY dancing"}}
    complete(server, intake_id, answers)
    page = tablet()
    for path in ("goals", "health", "shape"):
        page.goto(f"{server.address}/kiosk/{path}")
    page.goto(f"{server.address}/kiosk/review")
    assert "CANARY" in page.content()
    press(page, "Send my answers", Count())
    for _back in range(5):
        page.go_back()
        page.wait_for_load_state()
        assert "CANARY" not in page.content() and slug(page) in ("join", "done", "blank", ""), page.url
    for path in ("goals", "review", "state", "safety"):
        page.goto(f"{server.address}/kiosk/{path}")
        assert slug(page) == "join"
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_the_language_changes_on_the_spot_and_keeps_what_was_typed(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server
) -> None:
    complete(server, intake_id)
    page = tablet()
    page.goto(f"{server.address}/kiosk/goals")
    page.locator('[name="psfs_1"]').fill("Bailar salsa")
    with page.expect_navigation():
        page.get_by_role("button", name="Español").tap()
    assert slug(page) == "goals" and page.locator("html").get_attribute("lang") == "es"
    expect(page.locator('[name="psfs_1"]')).to_have_value("Bailar salsa")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_screen_passes_axe_and_fits_tablet_and_phone(
    tablet: Callable[..., Page], intake_id: uuid.UUID, server: Server, language: str
) -> None:
    complete(server, intake_id)
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        intake.language = language
        database.session.commit()
        database.session.remove()
    page = tablet()
    faults = []
    for here in every_screen(server, intake_id):
        page.set_viewport_size({"width": 820, "height": 1180})
        page.goto(f"{server.address}/kiosk/{here}")
        if here not in MAY_SCROLL and (tall := page.evaluate("document.documentElement.scrollHeight")) > 1180:
            faults.append(f"{here}: {tall} px tall on a tablet")
        for size in ({"width": 820, "height": 1180}, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                faults.append(f"{here}: {wide} px too wide at {size['width']}")
            faults += [f"{here} at {size['width']}: small {found}" for found in page.evaluate(SMALL)]
            faults += [f"{here} at {size['width']}: {found}" for found in axe.broken(page)]
    assert faults == []

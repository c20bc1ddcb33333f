"""Everyone can use it: every screen at 200% zoom, and every page around the interview, in both languages."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from clinic.database import db
from clinic.guessing import WrongTry
from clinic.interview.models import Intake
from tests.browser import axe
from tests.browser.conftest import PHONE, TABLET
from tests.browser.interview import complete, every_screen, slug

pytestmark = pytest.mark.browser

# 200% zoom halves the window in CSS pixels: of the tablet, and of the desk's screen.
TABLET_ZOOMED = {"width": 410, "height": 590}
DESK_ZOOMED = {"width": 683, "height": 384}
SHORT = {"width": 640, "height": 360}
LANGUAGES = ["en", "es"]
LOCALES = {"en": "en-US", "es": "es-MX"}

# Everything a finger can press, as large as it can be pressed: a tick or a number is pressed on its label, a spot of
# the foot map on its shape.
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]')]
  .filter(e => e.type !== 'hidden' && !e.closest('[hidden], [aria-hidden=true], .nhsuk-skip-link'))
  .map(e => /radio|checkbox/.test(e.type) ? [...e.labels].at(-1) ?? e.closest('.app-zone').querySelector('label') : e)
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => { const r = e.getBoundingClientRect(); return [e.outerHTML.slice(0, 90), r.width, r.height]; })
  .filter(([_, w, h]) => w < 47.5 || h < 47.5)"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e);
    return [style.transitionDuration, style.animationDuration].join().split(',').some(time => parseFloat(time) > 0.01)
      || style.scrollBehavior === 'smooth'; }).map(e => e.outerHTML.slice(0, 90))"""


class Look:
    """Looks at one page after another in several sizes, and remembers what is wrong with them."""

    def __init__(self, *sizes, fingers=True):
        self.sizes, self.fingers = sizes, fingers
        self.faults, self.count = [], 0

    def at(self, page, name):
        """One page as it stands."""
        for size in self.sizes:
            page.set_viewport_size(size)
            where = f"{name} at {size['width']}"
            self.count += 1
            if (wide := page.evaluate(WIDE)) > 0:
                self.faults.append(f"{where}: {wide} px too wide")
            if self.fingers:
                self.faults += [f"{where}: small {found}" for found in page.evaluate(SMALL)]
            self.faults += [f"{where}: {found}" for found in axe.broken(page)]


def settings_of(server, intake_id, **changes):
    """Let the intake stand like this."""
    with server.rows():
        intake = db.session.get(Intake, intake_id)
        for field, value in changes.items():
            setattr(intake, field, value)
        visit_id = intake.visit_id
        db.session.commit()
        db.session.remove()
    return visit_id


def open_more(page):
    """Open what is folded up."""
    for more in page.locator("main summary").all():
        if more.is_visible():
            more.click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_interview_at_double_zoom_and_without_motion(tablet, server, intake_id, language):
    complete(server, intake_id)
    settings_of(server, intake_id, language=language)
    page = tablet(viewport=TABLET_ZOOMED, device_scale_factor=2, reduced_motion="reduce")
    look = Look(TABLET_ZOOMED)
    for here in every_screen(server, intake_id):
        page.goto(f"{server.address}/kiosk/{here}")
        open_more(page)
        assert slug(page) == here
        look.at(page, here)
        look.faults += [f"{here} moves: {found}" for found in page.evaluate(MOVING)]
    assert look.faults == [] and look.count > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_around_the_interview_in_a_patients_hand(tablet, window, server, intake_id, new_code, language):
    settings_of(server, intake_id, language=language, confirmed_at=None)
    look, page = Look(TABLET, TABLET_ZOOMED, PHONE), tablet()
    stranger = window(locale=LOCALES[language], has_touch=True).new_page()

    stranger.goto(f"{server.address}/kiosk/join")
    look.at(stranger, "join")
    stranger.locator('[name="code"]').fill("2222 2222")
    with stranger.expect_navigation():
        stranger.locator("#join button").tap()
    look.at(stranger, "join, wrong code")
    with server.rows():  # all these tablets guess from one address, and a few guesses are all it has
        db.session.execute(sa.delete(WrongTry))
        db.session.commit()
        db.session.remove()
    stranger.goto(f"{server.address}/kiosk/done")
    look.at(stranger, "done")

    assert slug(page) == "confirm"
    look.at(page, "confirm")
    with page.expect_navigation():
        page.locator("#confirm .nhsuk-button").last.tap()
    assert page.locator(".nhsuk-error-summary").count() == 1
    look.at(page, "confirm, nothing typed")
    settings_of(server, intake_id, mismatch_at=dt.datetime.now(dt.UTC))
    page.goto(f"{server.address}/kiosk/mismatch")
    look.at(page, "mismatch")
    settings_of(server, intake_id, mismatch_at=None, confirmed_at=dt.datetime.now(dt.UTC))

    page.goto(f"{server.address}/kiosk/safety")
    with page.expect_navigation():
        page.locator(".app-sos-call button").tap()
    look.at(page, "help called")
    with page.expect_navigation():
        page.locator("#step .nhsuk-button--go").tap()
    assert page.locator(".nhsuk-error-summary").count() == 1
    look.at(page, "a screen with nothing answered")
    page.evaluate("document.querySelector('dialog[data-idle]').showModal()")
    look.at(page, "are you still there")
    page.goto(f"{server.address}/kiosk/nothing-here")
    look.at(page, "no such page")
    settings_of(server, intake_id, urgent_at=dt.datetime.now(dt.UTC), urgent_level="EMERG")
    page.goto(f"{server.address}/kiosk/stopped")
    assert slug(page) == "stopped"
    look.at(page, "stopped")
    settings_of(server, intake_id, urgent_at=None)

    stranger.goto(f"{server.address}/kiosk/join")
    stranger.locator('[name="code"]').fill(new_code())
    with stranger.expect_navigation():
        stranger.locator("#join button").tap()
    assert slug(stranger) == "taken"
    look.at(stranger, "taken")
    with stranger.expect_navigation():
        stranger.locator("main .nhsuk-button--go").tap()
    page.goto(f"{server.address}/kiosk/safety")
    assert slug(page) == "join" and page.locator(".app-marked").is_visible()
    look.at(page, "closed elsewhere")
    stranger.goto(f"{server.address}/kiosk/lock")
    look.at(stranger, "locked")
    assert stranger.locator("html").get_attribute("lang") == language
    assert look.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desks_pages_about_an_intake_at_double_zoom(desk, server, intake_id, language):
    visit_id = settings_of(server, intake_id, language=language)
    page, look = desk(device_scale_factor=2, locale=LOCALES[language]), Look(DESK_ZOOMED, SHORT, PHONE, fingers=False)
    start = f"{server.address}/visits/{visit_id}/intake"
    settings_of(server, intake_id, help_at=dt.datetime.now(dt.UTC))
    page.goto(start)
    look.at(page, "start, help")
    settings_of(server, intake_id, help_at=None, mismatch_at=dt.datetime.now(dt.UTC))
    page.goto(start)
    look.at(page, "start, another person")
    settings_of(server, intake_id, mismatch_at=None, urgent_at=dt.datetime.now(dt.UTC))
    for name, address in (("board, urgent", f"{server.address}/"), ("start, urgent", start)):
        page.goto(address)
        look.at(page, name)
    settings_of(server, intake_id, urgent_at=None)
    page.goto(start)
    with page.expect_navigation():
        page.locator('button[value="code"]').click()
    assert page.locator(".qr img").evaluate("e => e.naturalWidth") > 100
    look.at(page, "a code and its picture")
    page.locator("main summary").click()
    page.locator("#height_cm").fill("5 ft 20")
    with page.expect_navigation():
        page.locator('button[value="code"]').click()
    assert page.locator("#height_cm-error").is_visible()
    look.at(page, "a height that cannot be")
    page.goto(f"{server.address}/walk-in")
    look.at(page, "walk-in")
    with page.expect_navigation():
        page.locator("main form button.nhsuk-button").click()
    assert page.locator(".nhsuk-error-summary").count() == 1
    look.at(page, "walk-in, nothing typed")
    page.goto(f"{server.address}/intakes/{intake_id}/steps/safety")
    look.at(page, "answers typed at the desk")
    assert page.locator("html").get_attribute("lang") == language
    assert look.faults == []


ROLES = "heading|group|radiogroup|radio|checkbox|textbox|button|link"
ITEM = re.compile(rf'- (?P<role>{ROLES})(?: "(?P<name>.*?)")?[\s:\[]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_hears_heading_question_options_and_buttons_in_order(tablet, server, intake_id, language):
    complete(server, intake_id)
    settings_of(server, intake_id, language=language)
    page = tablet()
    for here in every_screen(server, intake_id):
        page.goto(f"{server.address}/kiosk/{here}")
        open_more(page)
        tree = page.locator("main").aria_snapshot()
        heard = [(one["role"], one["name"] or "") for one in ITEM.finditer(f"{tree}\n")]
        roles = [role for role, _ in heard]
        shown = page.locator("h1").inner_text()
        first = heard.index(("heading", shown))
        assert not {"radio", "checkbox", "textbox"} & set(roles[:first]), (here, "asked before the heading")
        assert all(name for role, name in heard if role not in ("group", "radiogroup")), (here, "nameless", heard)
        if here == "review":
            continue
        options = [n for n, role in enumerate(roles) if role in ("radio", "checkbox", "textbox")]
        onward = page.locator("#step .nhsuk-button--go").inner_text()
        assert options and heard.index(("button", onward)) > options[-1], (here, "a button before the last option")
        # Each choice stands under a group that has a name, and in the order in which it is seen.
        seen = page.evaluate(
            """[...document.querySelectorAll('main input:is([type=radio], [type=checkbox])')]
               .filter(one => [...one.labels, one.closest('.app-zone')].some(pressed => pressed?.checkVisibility()))
               .map(one => one.name)"""
        )
        assert len(seen) == len([role for role in roles if role in ("radio", "checkbox")]), here
        nameless = page.evaluate(
            """[...document.querySelectorAll('main input[type=radio]')].filter(one => {
                 const set = one.closest('[role=radiogroup], fieldset');
                 return !(set?.ariaLabel || set?.querySelector('legend')?.innerText.trim()); })
               .map(one => one.name)"""
        )
        assert nameless == [], here

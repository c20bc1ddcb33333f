"""Three visits signed by keyboard, with every key press counted, from the open page to the signature."""

import re

import pytest

from clinic.database import db
from clinic.exam.models import FlagAnswer
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion
from tests.browser.test_plan import desk  # noqa: F401
from tests.plan.visits import case

pytestmark = pytest.mark.browser


class Hands:
    """A clinician at the keyboard: presses keys, types words, and counts both."""

    def __init__(self, page):
        self.page, self.keys, self.letters = page, 0, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, words):
        self.page.keyboard.type(words)
        self.letters += len(words)


def _signed(server, visit_id):
    with server.rows():
        (version,) = PlanVersion.of(db.session.get(Visit, visit_id))
        content = version.content
        db.session.remove()
    return content


def test_an_unchanged_proposal_takes_three_keys(server, desk):  # noqa: F811
    page, visit_id, faults = desk("V01")
    hands = Hands(page)
    hands.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    hands.press("Alt+y", "Alt+s")
    page.wait_for_url(re.compile("/handouts/"))
    assert len(_signed(server, visit_id)["exercises"]) == 5
    assert (hands.keys, hands.letters) == (3, 0)
    assert faults == []


def test_a_plan_with_one_line_edited_takes_four_keys_and_the_number(server, desk):  # noqa: F811
    page, visit_id, faults = desk("V01")
    hands = Hands(page)
    hands.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    hands.press("Alt+1")
    hands.write("8")
    hands.press("Alt+y", "Alt+s")
    page.wait_for_url(re.compile("/handouts/"))
    assert _signed(server, visit_id)["exercises"][0]["dose"]["reps"] == 8
    assert (hands.keys, hands.letters) == (4, 1)
    assert faults == []


def test_a_flag_cleared_on_exam_takes_seven_keys_and_the_reason(server, desk):  # noqa: F811
    answers = case("V01")
    answers["r"] |= {"sym_toe_change": ["drift"], "exam_drawer": "neg"}
    page, visit_id, faults = desk(answers)
    hands = Hands(page)
    hands.press("Alt+f", "c", "Tab")
    hands.write("Drawer test firm")
    hands.press("Enter")
    page.wait_for_selector("text=Cleared: plantar plate tear")
    hands.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    hands.press("Alt+y", "Alt+s")
    page.wait_for_url(re.compile("/handouts/"))
    _signed(server, visit_id)
    with server.rows():
        (answer,) = FlagAnswer.of(db.session.get(Visit, visit_id))
        assert (answer.flag, answer.ruling.value, answer.reason) == ("RF29", "cleared", "Drawer test firm")
        db.session.remove()
    assert (hands.keys, hands.letters) == (7, 16)
    assert faults == []


def test_a_line_is_moved_made_easier_and_removed_by_keys_and_undo_brings_it_back(server, desk):  # noqa: F811
    page, _visit_id, faults = desk("V01")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile("/plans/"))
    names = [row.get_attribute("aria-label") for row in page.locator("article.app-ex").all()]
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_selector(f"article.app-ex:nth-of-type(1)[aria-label='{names[1]}']")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+x")
    page.wait_for_selector(f"article.app-ex[aria-label='{names[1]}']", state="detached")
    assert "removed" in page.locator("#undo").get_attribute("title")
    page.keyboard.press("Alt+z")
    page.wait_for_selector(f"article.app-ex:nth-of-type(1)[aria-label='{names[1]}']")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+e")
    page.wait_for_selector("article.app-ex:nth-of-type(1) :text('Easier version of:')")
    assert faults == []


VISIT_PARTS = {"e": "#exam", "w": "#impression"}
PLAN_PARTS = {"o": "#shoes", "w": "#ledger", "c": "#swaps", "l": "#left-out", "u": "#more"}
HAS_FOCUS = "css => document.querySelector(css).contains(document.activeElement)"
LABELS = """() => [...document.querySelectorAll("[data-key]")].filter((e) => e.checkVisibility()).map(
  (e) => [e.dataset.key.toUpperCase(), e.closest("article, section, form, dialog, .app-sign, main").textContent])"""


@pytest.mark.parametrize("place", ["visit", "plan"])
def test_every_part_of_the_page_has_a_key_that_is_shown_and_that_leads_into_it(desk, place):  # noqa: F811
    page, _visit_id, faults = desk("V01")
    if place == "plan":
        page.keyboard.press("Alt+n")
        page.wait_for_url(re.compile("/plans/"))
    for key, part in (VISIT_PARTS if place == "visit" else PLAN_PARTS).items():
        page.keyboard.press(f"Alt+{key}")
        assert page.evaluate(HAS_FOCUS, part), key
        assert f"Alt {key.upper()}" in page.locator(f"{part} > header").inner_text()
    shown = page.evaluate(LABELS)
    assert [key for key, words in shown if f"Alt {key}" not in words] == []
    keys = [key for key, _words in shown]
    assert sorted(keys) == sorted(set(keys))
    assert faults == []


def test_from_the_keyboard_the_scores_open_and_the_last_finding_is_undone(desk):  # noqa: F811
    page, _visit_id, faults = desk("V01")
    page.keyboard.press("Alt+s")
    page.wait_for_url(re.compile("/scores"))
    assert faults == []

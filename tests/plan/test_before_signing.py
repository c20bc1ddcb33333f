"""What the bar says before a signature: one count, the language of notes, and what the last save changed."""

import re
from typing import Any

import pytest

from clinic.values import tongue
from tests.page import Page
from tests.plan.pressing import open_plan, press
from tests.plan.visits import case, visit_of

ENGLISH = "Walk to the shop and back every day. Stop if the foot hurts."
SPANISH = "Camine hasta la tienda cada día y pare si le duele el pie."


def _state(page: Page) -> str:
    return page.one("#sign .app-sign__state").get_text(" ")


@pytest.mark.parametrize("name", ["V01", "V02", "V03", "V10"])
def test_what_waits_is_counted_once(sign_in_as: Any, db: Any, name: str) -> None:
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit_of(case(name)))
    button = page.soup.select("#accept-all")
    if not button:
        return
    (count,) = re.findall(r"\d+", button[0].get_text().split("Alt")[0])
    assert f"{count} suggested lines not accepted yet" in page.one("#sign").get_text(" ") or "and" in _state(page)
    assert not re.search(rf"\b(?!{count}\b)\d+ suggested lines", page.says)


@pytest.mark.parametrize(
    ("chosen", "box", "text", "says"),
    [
        ("es", "note_en", ENGLISH, "the note has no Spanish words"),
        ("both", "note_en", ENGLISH, "the note has no Spanish words"),
        ("both", "note_es", SPANISH, "the note has no English words"),
        ("en", "note_es", SPANISH, "the note has no English words"),
        ("es", "note_es", ENGLISH, "A note for the Spanish paper reads like English."),
        ("en", "note_en", SPANISH, "A note for the English paper reads like Spanish."),
        ("en", "note_en", ENGLISH, ""),
        ("es", "note_es", SPANISH, ""),
    ],
)
def test_a_note_in_the_other_language_is_said_before_signing(
    sign_in_as: Any, db: Any, chosen: str, box: str, text: str, says: str
) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    visit.patient.handout_language = chosen
    db.session.commit()
    page = press(browser, press(browser, open_plan(browser, visit), "accept-all"), **{box: text})
    if says:
        assert says in _state(page)
    else:
        assert "Ready to sign" in _state(page) and not page.all("#sign mark")


def test_a_note_on_a_line_is_looked_at_too(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    visit.patient.handout_language = "both"
    db.session.commit()
    page = press(browser, open_plan(browser, visit), "accept-all")
    key = str(page.all("article.app-ex")[0]["id"]).removeprefix("line-")
    page = press(browser, page, **{f"{key}-note_es": SPANISH})
    assert "has no English words" in _state(page)
    page = press(browser, page, **{f"{key}-note_en": SPANISH})
    assert "A note for the English paper reads like Spanish." in _state(page)


def test_what_the_last_save_changed_stands_in_the_bar(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V02")), sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    assert "Last change: all lines accepted" in page.one("#sign [role=status]").get_text(" ")
    browser.send(f"/visits/{visit.id}/findings", {"was": '{"l-exam_kw_cm": ""}', "l-exam_kw_cm": "9"})
    said = browser.get(f"/visits/{visit.id}").one("#sign [role=status]").get_text(" ")
    assert "Knee to wall, left: 9" in said


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (SPANISH, "es"), ("Run 10 km", ""), ("", ""), ("Walk the dog con mi hija en la tarde", "")],
)
def test_the_language_of_a_text_is_told_or_left_open(text: str, language: str) -> None:
    assert tongue.guess(text) == language

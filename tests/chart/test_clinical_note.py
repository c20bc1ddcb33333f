"""The chart text: golden for four reference visits, and never a word that nobody recorded."""

from pathlib import Path

import pytest

from clinic.plan.models import Plan
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

NOTES = Path(__file__).parent / "notes"
ANSWERS = {"V02": (("RF20", "l"), ("RF37", "l")), "V09": (("RF22", "r"), ("RF22", "l"))}


def _note(browser, visit) -> str:
    return browser.get(f"/visits/{visit.id}/note.txt").text


@pytest.mark.parametrize("name", ["V01", "V02", "V09", "V10"])
def test_the_note_of_a_reference_visit_reads_as_agreed(sign_in_as, db, name, request):
    visit = visit_of(case(name))
    browser = sign_in_as("clinician")
    for flag, foot in ANSWERS.get(name, ()):
        data = {"flag": flag, "foot": foot, "ruling": "refer", "reason": "Sent on with a letter today."}
        browser.send(f"/visits/{visit.id}/flags", data)
    page = press(browser, open_plan(browser, visit), "accept-all")
    assert sign(browser, page).status_code == 303
    assert _note(browser, visit) == (NOTES / f"{name}.txt").read_text(encoding="utf-8")


def test_nothing_that_was_not_recorded_appears(sign_in_as, db):
    answers = case("V01")
    for name in [name for name in answers["r"] if name.startswith("exam_")]:
        answers["r"].pop(name)
    visit = visit_of(answers)
    text = _note(sign_in_as("clinician"), visit)
    for word in ("Mulder", "Knee to wall", "Impression", "Goal", "Teach-back", "Signed", "Draft"):
        assert word not in text
    assert Plan.of(visit) is None


def test_the_file_name_says_nothing_about_the_patient(sign_in_as, db):
    visit = visit_of(case("V01"))
    answer = sign_in_as("clinician").get(f"/visits/{visit.id}/note.txt")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="visit-note.txt"'

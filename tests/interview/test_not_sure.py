"""Not sure is kept as it was said, on the tablet and at the desk, and read by the clinician as not sure."""

import json
from typing import Any

import pytest

from clinic.interview.models import Intake, case
from clinic.knowledge import library
from clinic.rules import engine
from tests.interview.tablets import FIRST_VISIT, fill_in
from tests.plan.visits import case as reference
from tests.plan.visits import visit_of


def _save(tablet: Any, **sent: Any) -> Any:
    return tablet.post("/kiosk/answer", json=sent, headers={"X-CSRFToken": tablet.csrf()})


def test_yes_and_not_sure_are_two_ticks_without_scripts_too(tablet: Any, intake: Intake) -> None:
    page = tablet.get("/kiosk/safety")
    boxes = {box["value"] for box in page.all('input[name="ticks-lately"]')}
    assert {"rf_night", "rf_night?", "none"} <= boxes
    tablet.send("/kiosk/safety", {"ticks-now": ["none"], "ticks-lately": ["rf_night?", "rf_wtloss"]})
    assert (intake.rf_night, intake.rf_wtloss, intake.rf_lump) == ("unsure", "yes", "no")
    page = tablet.get("/kiosk/safety")
    ticked = {box["value"] for box in page.all('input[name="ticks-lately"][checked]')}
    assert ticked == {"rf_night?", "rf_wtloss"}


def test_not_sure_becomes_yes_and_open_again_as_it_is_ticked(tablet: Any, intake: Intake) -> None:
    steps = [["rf_night?"], ["rf_night"], ["rf_night?"], []]
    seen: list[str] = []
    for sent, kept in zip(steps, ("unsure", "yes", "unsure", None), strict=True):
        assert _save(tablet, field="ticks-lately", value=sent, seen=seen).status_code == 200
        assert intake.rf_night == kept
        seen = sent


def test_who_ticks_both_is_not_sure(tablet: Any, intake: Intake) -> None:
    tablet.send("/kiosk/safety", {"ticks-now": ["none"], "ticks-lately": ["rf_night", "rf_night?"]})
    assert intake.rf_night == "unsure"


def test_the_desk_keeps_not_sure_too(intake: Intake, sign_in_as: Any, db: Any) -> None:
    desk = sign_in_as("front_desk")
    sent = {"ticks-now": ["none"], "ticks-lately": ["rf_joints?"]}
    assert desk.send(f"/intakes/{intake.id}/steps/safety", sent).status_code == 303
    db.session.expire_all()
    assert (intake.rf_joints, intake.rf_night) == ("unsure", "no")


def test_a_thing_that_knows_no_not_sure_refuses_it(tablet: Any, intake: Intake) -> None:
    assert _save(tablet, field="ticks-lately", value=["rf_fever?"]).status_code == 422
    assert _save(tablet, field="ticks-lately", value=["rf_nothing?"]).status_code == 422


@pytest.mark.parametrize(("language", "words"), [("en", "Not sure: "), ("es", "No sé: ")])
def test_the_patient_reads_it_back_as_not_sure(tablet: Any, intake: Intake, db: Any, language: str, words: str) -> None:
    fill_in(tablet, {**FIRST_VISIT, "safety": {"ticks-now": ["none"], "ticks-lately": ["rf_night?"]}})
    intake.language = language
    db.session.commit()
    question = library.load().questions["rf_night"].words[language]
    assert f"{words}{question}" in tablet.get("/kiosk/review").says


def test_the_clinician_reads_not_sure_everywhere_and_triage_takes_it_as_yes(sign_in_as: Any, db: Any) -> None:
    told = reference("V01")
    told["p"] |= {"hx_charcot": "unsure", "rf_night": "unsure"}
    visit = visit_of(told)
    flags = {
        fired.code for here in engine.recommend(case(Intake.of(visit)), library.load()).flags.values() for fired in here
    }
    assert "RF30" in flags
    browser = sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    charcot = library.load().questions["hx_charcot"]
    label = (charcot.label or charcot.words).en
    flagged = page.one("#flags").get_text(" ")
    assert f"{label}: Not sure" in flagged and f"{label}: Yes" not in flagged
    assert f"{label}: Not sure" in " ".join(page.one("#told").get_text(" ").split())
    every = {row.get_text(): row.find_next("dd").get_text(strip=True) for row in page.all("#every-answer dt")}
    assert every[label] == "Not sure"
    kept = json.loads(browser.get(f"/visits/{visit.id}/intake.json").text)
    assert '"unsure"' in json.dumps(kept)

"""The unit typed is the unit shown: on the check page, in the box, on the chart, on paper and in the file."""

import json
from typing import Any

import pytest

from clinic.database import db as database
from clinic.interview import answer_reader, flow, saving, typed
from clinic.interview.models import Intake, case
from clinic.kiosk import handover
from clinic.knowledge.case import Answers
from clinic.knowledge.library import load
from tests import factories
from tests.interview.tablets import FIRST_VISIT, fill_in
from tests.paper.printed import Paper

METRIC = {"shoe_heel_cm": "3 cm", "shoe_miles": "500 km", "act_long_now": "2 km", "act_long_30d": "1,8 km"}
METRIC |= {"r-sym_weeks": "18 months", "pair-1-heel_cm": "4 cm", "height_cm": "170", "weight_kg": "80,5 kg"}
AMERICAN = {"shoe_heel_cm": "1 1/4 in", "shoe_miles": "350 miles", "act_long_now": "5.5 mi", "act_long_30d": "5 mi"}
AMERICAN |= {"r-sym_weeks": "1 week", "pair-1-heel_cm": '1.5"', "height_cm": "5 7", "weight_kg": "176 lb"}

SAID = {
    ("metric", "en"): ("3 centimeters", "500 kilometers", "2 kilometers", "1.8 kilometers", "18 months", "heel 4 cent"),
    ("metric", "es"): ("3 centímetros", "500 kilómetros", "2 kilómetros", "1,8 kilómetros", "18 meses", "4 centí"),
    ("us", "en"): ("1.25 inches", "350 miles", "5.5 miles", "5 miles", "1 week", "heel 1.5 inches"),
    ("us", "es"): ("1,25 pulgadas", "350 millas", "5,5 millas", "5 millas", "1 semana", "1,5 pulgadas"),
}
SIZES = {
    ("metric", "en"): ("170 cm (5 ft 7 in)", "80.5 kg (177 lb)"),
    ("metric", "es"): ("170 cm (5 pies 7 pulgadas)", "80,5 kg (177 libras)"),
    ("us", "en"): ("5 ft 7 in (170 cm)", "176 lb (80 kg)"),
    ("us", "es"): ("5 pies 7 pulgadas (170 cm)", "176 libras (80 kg)"),
}
WORKED_OUT = (
    "1.18",
    "1,18",
    "310.",
    "310,",
    "563",
    "1.24",
    "1,24",
    "3.18",
    "3,18",
    "8.85",
    "8,85",
    "78 ",
    "66.9",
    "66,9",
)


def _answered(tablet: Any, intake: Intake, given: dict[str, str], system: str) -> None:
    """A whole interview in these units, where the practice is used to the other ones."""
    intake.units = "us" if system == "metric" else "metric"
    database.session.commit()
    sent = {screen: dict(fields) for screen, fields in FIRST_VISIT.items()}
    sent["shoe-wear"]["shoes"] = ["work"]
    sent["pair-1"] = {"pair-1-heel_cm": given["pair-1-heel_cm"]}
    for fields in sent.values():
        for name in set(fields) & set(given):
            fields[name] = given[name]
    fill_in(tablet, sent)
    for code in ("height_cm", "weight_kg"):
        typed.keep(intake, code, answer_reader.read(load().questions[code], given[code]))
    database.session.commit()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("system", "given"), [("metric", METRIC), ("us", AMERICAN)])
def test_what_is_typed_is_what_is_shown_everywhere(
    tablet: Any, intake: Intake, sign_in_as: Any, app: Any, system: str, given: dict[str, str], language: str
) -> None:
    with app.test_request_context():
        _answered(tablet, intake, given, system)
    intake.language = language
    database.session.commit()
    check = tablet.get("/kiosk/review").says
    clinician = sign_in_as("clinician")
    address = f"/visits/{intake.visit_id}"
    file = json.loads(clinician.get(f"{address}/intake.json", query_string={"language": language}).data)
    told = " ".join(str(row["answer"]) for row in file["answers"])
    paper = Paper(clinician.get(f"{address}/intake.pdf", query_string={"language": language}).data)
    for words in SAID[system, language]:
        amount = words.removeprefix("heel ")
        assert (
            words in check
            and amount in told
            and amount.replace(" ", "") in paper.text.replace(" ", "").replace("\n", "")
        )
    for page in (check, told):
        assert not [wrong for wrong in WORKED_OUT if wrong in page]


@pytest.mark.parametrize(("system", "given"), [("metric", METRIC), ("us", AMERICAN)])
def test_the_box_and_the_chart_show_it_too_and_a_return_visit_carries_it(
    tablet: Any, intake: Intake, sign_in_as: Any, app: Any, system: str, given: dict[str, str]
) -> None:
    with app.test_request_context():
        _answered(tablet, intake, given, system)
        form = tablet.get("/kiosk/shoe-shape").form("/kiosk/shoe-shape")
        assert (form["shoe_heel_cm"], form["shoe_heel_cm-unit"]) == (
            ("3", "cm") if system == "metric" else ("1.25", "in")
        )
        for screen in flow.screens(intake, load()):
            for ask in screen.asks:
                raw, unit = saving.shown(intake, ask), saving.unit_of(intake, ask)
                if unit and raw:
                    again = answer_reader.read(ask.question, raw, unit=unit)
                    assert answer_reader.alike(again, flow.value(intake, ask)), "what a box shows is what stands"
    clinician = sign_in_as("clinician")
    page = clinician.get(f"/visits/{intake.visit_id}")
    told = page.one("#told").get_text(" ", strip=True)
    assert all(words in told for words in SIZES[system, "en"])
    assert ("18 months" if system == "metric" else "1 week") in told
    desk_page = sign_in_as("front_desk").get(f"/visits/{intake.visit_id}/intake").form("/intake")
    assert desk_page["height_cm"] == ("170" if system == "metric" else "67")
    assert desk_page["height_cm-unit"] == ("cm" if system == "metric" else "in")
    intake.sent_at = intake.started_at
    later = factories.VisitFactory(patient=intake.visit.patient, starts_at=intake.visit.starts_at.replace(year=2027))
    again = handover.start(later, language="en", by="system", at=later.starts_at, library=load())
    assert again.is_return and again.shoes[0].typed == intake.shoes[0].typed
    assert case(again)["p"]["shoe_miles"].unit == case(intake)["p"]["shoe_miles"].unit


def test_a_heel_of_an_inch_and_a_half_is_at_the_limit_that_the_question_names(tablet: Any, intake: Intake) -> None:
    high = {**FIRST_VISIT["shoe-shape"], "shoe_heel_cm": "1.5", "shoe_heel_cm-unit": "in"}
    fill_in(tablet, {**FIRST_VISIT, "shoe-shape": {**high, "shoe_heel_days": "5"}}, until="shoe-wear")
    assert (intake.shoe_heel_cm, intake.shoe_heel_days) == (3.81, 5), "the days in heels were asked"
    assert intake.typed is not None and intake.typed["shoe_heel_cm"] == [1.5, "in"]


@pytest.mark.parametrize(("number", "unit", "asked"), [("1.4", "in", False), ("3.9", "cm", False), ("4", "cm", True)])
def test_just_under_it_is_not(tablet: Any, intake: Intake, number: str, unit: str, asked: bool) -> None:
    fill_in(tablet, until="shoe-shape")
    page = tablet.get("/kiosk/shoe-shape")
    sent = {**page.form("/kiosk/shoe-shape"), **FIRST_VISIT["shoe-shape"], "go": "on"}
    page = tablet.post("/kiosk/shoe-shape", data={**sent, "shoe_heel_cm": number, "shoe_heel_cm-unit": unit})
    assert (page.status_code == 422) is asked


def test_an_answer_that_is_forgotten_takes_its_typed_unit_along(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="review")
    assert "shoe_miles" in (intake.typed or {})
    page = tablet.post(
        "/kiosk/answer", json={"field": "shoe_main", "value": "heel"}, headers={"X-CSRFToken": tablet.csrf()}
    )
    assert page.status_code == 200
    database.session.refresh(intake)
    assert intake.shoe_miles is None and "shoe_miles" not in (intake.typed or {})


def test_an_older_row_without_a_note_shows_a_sensible_number(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="review")
    intake.shoe_heel_cm, intake.shoe_miles, intake.act_long_now, intake.typed = 3.81, 310.6856, 2.0, None
    database.session.commit()
    says = tablet.get("/kiosk/review").says
    assert "1.5 inches" in says and "500 kilometers" in says and "2 kilometers" in says


def test_of_two_pairs_the_one_that_reaches_the_limit_in_its_own_unit_counts() -> None:
    library = load()
    heel = answer_reader.quantities.read("1.5 in", language="en", unit="cm")
    person = {"shoe_heel_cm": 3.9, "shoes": [{"use": "work", "heel_cm": heel}]}
    read = Answers.of({"p": person}).person["shoe_heel_cm"]
    assert read == 3.81 and "H02" in library.hypotheses

"""Scores, how it went, height and weight: a save that was stuck changes nothing, and nobody's value is taken away."""

import datetime as dt
from typing import Any

import pytest

from clinic.database import db as database
from clinic.followup import measures
from clinic.interview.models import Intake
from clinic.patients.models import Visit
from clinic.plan.models import LineReport
from tests import factories
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


def _put(browser: Any, path: str, **sent: str) -> Any:
    return browser.post(path, data={"csrf_token": browser.csrf(), **sent}, check=False)


def _scores(visit: Visit) -> dict[str, float]:
    database.session.expire_all()
    return {code: row.value for code, row in measures.of([visit])[visit.id].items()}


def test_a_blank_box_does_not_take_another_persons_score_away(sign_in_as: Any, db: Any) -> None:
    visit = visit_of(case("V01"))
    one, other, path = sign_in_as("clinician"), sign_in_as("clinician"), f"/visits/{visit.id}/scores"
    mine = dict(one.get(path).form(path))
    assert mine["lefs-was"] == "" and int(mine["number"])
    _put(other, path, **dict(other.get(path).form(path)) | {"lefs": "52"})
    assert _put(one, path, **{k: v for k, v in mine.items() if k != "csrf_token"} | {"ffi": "40"}).status_code == 303
    assert _scores(visit) == {"lefs": 52, "ffi": 40}


def test_two_scores_in_one_box_are_shown_side_by_side(sign_in_as: Any, db: Any) -> None:
    visit = visit_of(case("V01"))
    one, other, path = sign_in_as("clinician"), sign_in_as("clinician"), f"/visits/{visit.id}/scores"
    _put(other, path, **{"lefs": "52", "lefs-was": ""})
    page = _put(one, path, **{"lefs": "60", "lefs-was": "", "ffi": "40", "ffi-was": ""})
    assert page.status_code == 422 and "Somebody entered “52” here meanwhile" in page.says
    assert page.one("#lefs")["value"] == "60" and page.one("[name='lefs-was']")["value"] == "52"
    assert _scores(visit) == {"lefs": 52, "ffi": 40}
    assert _put(one, path, **{"lefs": "60", "lefs-was": "52"}).status_code == 303
    assert _scores(visit)["lefs"] == 60
    assert _put(one, path, **{"lefs": "", "lefs-was": "60"}).status_code == 303
    assert _scores(visit) == {"ffi": 40}


def test_a_score_that_was_stuck_does_not_replace_a_newer_one(sign_in_as: Any, db: Any) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    path = f"/visits/{visit.id}/scores"
    n = int(browser.get(path).form(path)["number"])
    for number, was, lefs in ((n + 1, "", "50"), (n + 3, "50", "50"), (n + 2, "50", "70")):
        _put(browser, path, number=str(number), **{"lefs": lefs, "lefs-was": was})
    assert _scores(visit) == {"lefs": 50}


@pytest.fixture
def again(sign_in_as: Any, db: Any) -> Visit:
    """A return visit after a signed plan."""
    patient = factories.PatientFactory()
    first = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 10, 1, 15, 0, tzinfo=dt.UTC))
    clinician = sign_in_as("clinician")
    sign(clinician, press(clinician, open_plan(clinician, first), "accept-all"))
    return visit_of(case("V01"), patient=patient)


def test_how_it_went_that_was_stuck_does_not_replace_what_is_newer(sign_in_as: Any, again: Visit) -> None:
    browser, path = sign_in_as("clinician"), f"/visits/{again.id}/how-it-went"
    form = browser.get(path).form(path)
    n, box = int(form["number"]), next(name for name in form if name.endswith("-done"))
    for number, was, done in ((n + 1, "", "3"), (n + 3, "3", "3"), (n + 2, "3", "6")):
        _put(browser, path, number=str(number), **{box: done, f"{box}-was": was})
    database.session.expire_all()
    rows = LineReport.of([again])[again.id]
    assert rows[box.removesuffix("-done")].fu_done == 3


def test_a_height_that_was_stuck_does_not_replace_what_is_newer(sign_in_as: Any, db: Any) -> None:
    visit, browser = factories.VisitFactory(), sign_in_as("front_desk")
    path = f"/visits/{visit.id}/intake"
    form = browser.get(path).form(path)
    n = int(form["number"])
    sent = {"go": "save", "height_cm-unit": "cm", "weight_kg-unit": "kg", "language": "en", "weight_kg": ""}
    seen = {
        "": '{"height_cm": "", "height_cm-unit": "in"}',
        "170": '{"height_cm": "170", "height_cm-unit": "cm", "weight_kg": "", "weight_kg-unit": "lb"}',
    }
    for number, was, height in ((n + 1, "", "170"), (n + 3, "170", "170"), (n + 2, "170", "180")):
        _put(browser, path, number=str(number), seen=seen[was], height_cm=height, **sent)
    database.session.expire_all()
    intake = Intake.of(visit)
    assert intake is not None and intake.height_cm == pytest.approx(170)

"""Scores are numbers with a range; the change is shown; no item text of a measure is anywhere."""

import datetime as dt

from clinic.followup import measures
from tests import factories
from tests.plan.visits import case, visit_of


def test_a_score_is_kept_and_its_change_is_shown(sign_in_as, db):
    patient = factories.PatientFactory()
    first = visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 10, 1, 15, 0, tzinfo=dt.UTC))
    second = visit_of(case("V01"), patient=patient)
    browser = sign_in_as("clinician")
    browser.send(f"/visits/{first.id}/scores", {"lefs": "52", "ffi": "40"})
    browser.send(f"/visits/{second.id}/scores", {"lefs": "63", "ffi": "44"})
    page = browser.get(f"/visits/{second.id}/scores")
    assert "11 better" in page.says and "4 worse" in page.says


def test_a_score_outside_its_range_is_refused(sign_in_as, db):
    visit = visit_of(case("V01"))
    page = sign_in_as("clinician").send(f"/visits/{visit.id}/scores", {"lefs": "81"})
    assert page.status_code == 422 and "Enter LEFS from 0 to 80." in page.says
    page = sign_in_as("clinician").send(f"/visits/{visit.id}/scores", {"lefs": "52.125"})
    assert page.status_code == 303, "thousands cannot be meant here"
    page = sign_in_as("clinician").send(f"/visits/{visit.id}/scores", {"lefs": "1,000"})
    assert page.status_code == 422 and "Do you mean 1000 or 1? Type one of the two." in page.says
    assert measures.of([visit])[visit.id]["lefs"].value == 52.125


def test_the_front_desk_enters_no_scores(sign_in_as, db):
    visit = visit_of(case("V01"))
    assert sign_in_as("front_desk").get(f"/visits/{visit.id}/scores").status_code == 403


def test_a_score_that_is_refused_takes_no_other_with_it(sign_in_as, db):
    visit = visit_of(case("V01"))
    page = sign_in_as("clinician").send(f"/visits/{visit.id}/scores", {"faam_adl": "84", "lefs": "200", "ffi": "40"})
    assert page.status_code == 422 and page.one("#lefs")["value"] == "200"
    assert page.one("#lefs-error").get_text() == "Enter LEFS from 0 to 80."
    assert {code: row.value for code, row in measures.of([visit])[visit.id].items()} == {"faam_adl": 84, "ffi": 40}

"""What changed since the last visit: the scores, and every answer that is not as it was."""

import copy
import datetime as dt

from clinic.chart import answer_changes
from clinic.knowledge.library import load
from tests import factories
from tests.plan.visits import case, visit_of


def test_only_answers_that_differ_are_named_and_each_foot_for_itself():
    before = case("V10")
    now = copy.deepcopy(before)
    now["p"]["rf_fever"] = "yes"
    now["r"]["sym_numb"] = "always"
    now["l"]["sym_zone"] = ["toe1", "mth1", "mth2"]
    now["r"]["nprs_worst"] = 9
    rows = {(row.label, row.foot): row for row in answer_changes.changes(before, now, load(), "en")}
    assert len(rows) == 3
    assert (rows["Numb or tingly", "r"].before, rows["Numb or tingly", "r"].now) == ("Sometimes", "Always")
    assert "Ball under toe 2" in rows["Where it hurts", "l"].now


def test_the_order_of_a_list_is_no_change_and_what_was_not_asked_is_none():
    before = case("V10")
    now = copy.deepcopy(before)
    now["l"]["sym_zone"] = list(reversed(now["l"]["sym_zone"]))
    now["p"]["shoe_main"] = None
    assert answer_changes.changes(before, now, load(), "en") == []


def test_the_visit_page_shows_then_and_now(sign_in_as, db):
    patient = factories.PatientFactory()
    visit_of(case("V01"), patient=patient, starts_at=dt.datetime(2026, 11, 10, 15, 0, tzinfo=dt.UTC))
    answers = case("V01")
    answers["r"]["sym_swell_top"] = "yes"
    here = visit_of(answers, patient=patient)
    table = sign_in_as("clinician").get(f"/visits/{here.id}").one("#answers-changed")
    assert "Swollen on top" in table.get_text()

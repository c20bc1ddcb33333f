"""The shoes worn, pair by pair: as the patient told, with the rule's verdict, until a clinician says otherwise."""

import pytest

from clinic.content import shoe_pairs
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


@pytest.fixture
def visit(db):
    return visit_of(case("V03"))


def _shoes(page):
    rows = page.all("#ledger tbody tr")
    return [[_value(tag) for tag in row.select("select, input")] for row in rows]


def _value(tag):
    if tag.name == "input":
        return tag["value"]
    chosen = tag.select_one("option[selected]")
    return (chosen or tag.select_one("option")).get_text()


def _paper(visit):
    return {shoe["code"]: shoe["text"] for shoe in PlanVersion.of(visit)[-1].content["shoes"]}


def test_the_pair_worn_most_and_the_others_are_listed_with_hours_width_heel_and_age():
    told = shoe_pairs.told(
        {
            "p": {
                "shoe_main": "heel",
                "shoe_hours": 9,
                "shoe_width_feel": "tight",
                "shoe_toebox": "pointed",
                "shoe_heel_cm": 7,
                "shoe_age_mo": 14,
                "shoes": [{"use": "home", "hours_wk": 20, "width_feel": "loose", "heel_cm": 1, "age_mo": 30}],
            }
        }
    )
    assert told[0] == {
        "shoe": "heel",
        "hours_wk": 63,
        "width_feel": "tight",
        "toebox": "pointed",
        "heel_cm": 7,
        "age_mo": 14,
        "verdict": None,
    }
    assert [told[1][name] for name in ("shoe", "hours_wk", "width_feel", "age_mo")] == ["home", 20, "loose", 30]


def test_who_goes_barefoot_or_skipped_the_question_has_no_pair():
    assert shoe_pairs.told({"p": {"shoe_main": "barefoot"}}) == shoe_pairs.told({"p": {"shoe_main": "skipped"}}) == []
    assert shoe_pairs.told({"p": {}}) == []


def test_the_builder_shows_the_verdict_of_the_rule_and_nothing_of_it_reaches_the_paper_unaccepted(sign_in_as, visit):
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    assert _shoes(page)[0] == ["High heels", "63", "tight", "pointed", "7", "", "rule: stop"]
    assert Plan.of(visit).pairs is None


def test_accepting_all_takes_the_verdicts_too_and_the_handout_says_them_plainly(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    assert _shoes(page)[0][-1] == "stop"
    assert sign(browser, page).status_code == 303
    assert _paper(visit)["PAIRS"] == {"en": "High heels: not for now.", "es": "Tacones: por ahora no."}


def test_a_pair_is_added_changed_and_taken_out_and_undo_brings_it_back(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    page = press(browser, page, **{"pair-2-shoe": "work", "pair-2-hours_wk": "40", "pair-2-verdict": "keep"})
    page = press(browser, page, **{"pair-1-verdict": "limit"})
    assert [row[-1] for row in _shoes(page)] == ["limit", "keep", ""]
    page = press(browser, page, **{"pair-1-shoe": ""})
    assert [row[0] for row in _shoes(page)] == ["Work shoes", "Add a pair"]
    page = press(browser, page, "undo")
    assert [row[0] for row in _shoes(page)] == ["High heels", "Work shoes", "Add a pair"]
    sign(browser, page)
    assert _paper(visit)["PAIRS"]["en"] == "High heels: wear less. Work shoes: keep."
    assert _paper(visit)["PAIRS"]["es"] == "Tacones: úselos menos. Zapatos de trabajo: sígalos usando."


@pytest.mark.parametrize(
    ("box", "value"),
    [
        ("pair-1-heel_cm", "40"),
        ("pair-1-hours_wk", "-1"),
        ("pair-1-age_mo", "x"),
        ("pair-1-hours_wk", "1,000"),
        ("pair-1-shoe", "hat"),
    ],
)
def test_what_cannot_be_is_not_saved_and_named(sign_in_as, visit, db, box, value):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), **{box: value})
    assert page.status_code == 422 and "Shoes worn, row 1" in page.says
    kept = Plan.of(visit).pairs  # the rest of the row is kept; what was refused is not
    assert kept is None or str(kept[0].get(box.removeprefix("pair-1-"))) not in (value, f"{value}.0")


def test_numbers_that_are_typed_with_a_comma_are_understood(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    press(browser, open_plan(browser, visit), **{"pair-1-heel_cm": "2,5"})
    assert Plan.of(visit).pairs[0]["heel_cm"] == 2.5


def test_so_are_a_fraction_and_a_unit(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    press(browser, open_plan(browser, visit), **{"pair-1-heel_cm": "1½ in", "pair-1-age_mo": "2 years"})
    assert (Plan.of(visit).pairs[0]["heel_cm"], Plan.of(visit).pairs[0]["age_mo"]) == (3.81, 24)

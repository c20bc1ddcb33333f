"""Findings are saved as they are made, one at a time, and nobody's is overwritten."""

import json
import re

import pytest
from flask_babel import force_locale

from clinic.audit.models import AuditEvent
from clinic.exam import findings, items
from clinic.exam.models import VITALS, ZONES, ExamFindings
from clinic.knowledge.library import load
from tests.plan.visits import case, visit_of


def _was(page) -> dict[str, str]:
    return json.loads(page.one('#exam-was input[name="was"]')["value"])


def _record(browser, visit, was=None, **values):
    page = browser.get(f"/visits/{visit.id}")
    shown = _was(page) if was is None else was
    values = {name.replace("__", "-"): value for name, value in values.items()}
    names = {name.removeprefix("why-") for name in values}
    return browser.send(f"/visits/{visit.id}/findings", {"was": json.dumps({k: shown[k] for k in names}), **values})


@pytest.fixture
def visit(db):
    return visit_of(case("V10"))


def test_a_finding_is_saved_at_once_with_its_trace(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    answer = _record(browser, visit, r__exam_kw_cm="7,5")
    assert answer.status_code == 303
    assert ExamFindings.of(visit).foot("r").exam_kw_cm == 7.5
    event = db.session.query(AuditEvent).filter_by(action="exam:recorded").one()
    assert event.detail == {"fields": ["exam_kw_cm"], "foot": "r"}


def test_the_page_says_what_a_finding_changed(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    _record(browser, visit, r__exam_palp=["shaft2"])
    page = browser.get(f"/visits/{visit.id}")
    says = page.one("#changed").get_text(" ")
    assert "Tender on palpation, right: Shaft 2." in says
    assert "New flag: bone stress injury, lower-risk site (right)." in says
    assert "Proposal loses" in says


def test_a_number_outside_its_range_is_refused_with_the_range(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    answer = _record(browser, visit, l__exam_kw_cm="80")
    assert answer.status_code == 422
    assert "Enter Knee to wall from 0 to 25." in answer.says
    assert ExamFindings.of(visit).foot("l").exam_kw_cm is None


def test_none_tender_and_a_tender_place_are_not_taken_together(sign_in_as, visit, db):
    answer = _record(sign_in_as("clinician"), visit, r__exam_palp=["none", "mth2"])
    assert answer.status_code == 422


def test_two_clinicians_on_the_same_test_see_both_values_and_nothing_is_lost(sign_in_as, visit, db):
    first, second = sign_in_as("clinician"), sign_in_as("clinician")
    was = _was(first.get(f"/visits/{visit.id}"))
    assert _record(first, visit, was=was, r__exam_hr_reps="14").status_code == 303
    answer = _record(second, visit, was=was, r__exam_hr_reps="20")
    assert answer.status_code == 409
    assert "14" in answer.says and "20" in answer.says
    assert ExamFindings.of(visit).foot("r").exam_hr_reps == 14
    form = next(f for f in answer.all("form") if "findings" in f["action"])
    from tests.page import fields

    second.send(form["action"], {k: v for k, v in fields(form).items() if k != "csrf_token"})
    assert ExamFindings.of(visit).foot("r").exam_hr_reps == 20


def test_two_clinicians_on_different_tests_do_not_disturb_each_other(sign_in_as, visit, db):
    first, second = sign_in_as("clinician"), sign_in_as("clinician")
    was = _was(first.get(f"/visits/{visit.id}"))
    _record(first, visit, was=was, r__exam_hr_reps="14")
    assert _record(second, visit, was=was, l__exam_hr_reps="20").status_code == 303
    found = ExamFindings.of(visit)
    assert (found.foot("r").exam_hr_reps, found.foot("l").exam_hr_reps) == (14, 20)


def test_the_last_finding_can_be_taken_back(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    _record(browser, visit, r__exam_mulder="click_pain")
    browser.send(f"/visits/{visit.id}/findings/undo")
    assert ExamFindings.of(visit).foot("r").exam_mulder is None


def test_a_test_left_out_counts_only_with_its_reason(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    _record(browser, visit, r__exam_monofil="nt")
    assert "exam_monofil" not in findings.values(ExamFindings.of(visit))["r"]
    page = browser.get(f"/visits/{visit.id}")
    assert page.one('input[name="why-r-exam_monofil"]')
    _record(browser, visit, **{"r__exam_monofil": "nt", "why-r-exam_monofil": "No filament in the clinic today"})
    assert findings.values(ExamFindings.of(visit))["r"]["exam_monofil"] == "not_tested"


def test_the_six_posture_items_add_up_by_themselves(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    _record(browser, visit, **{f"l__exam_fpi{n}": str(n % 3) for n in range(1, 7)})
    assert ExamFindings.of(visit).foot("l").exam_fpi == 6


def test_a_field_that_is_no_finding_is_never_written(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    version = ExamFindings.of(visit).version
    browser.send(
        f"/visits/{visit.id}/findings",
        {"was": json.dumps({"r-side": "r", "p-version": "1", "p-visit_id": ""}), "r-side": "l", "p-version": "99"},
    )
    assert ExamFindings.of(visit).version == version
    assert {row.side for row in ExamFindings.of(visit).feet} == {"r", "l"}


def test_the_front_desk_cannot_record_findings(sign_in_as, visit, db):
    assert sign_in_as("front_desk").send(f"/visits/{visit.id}/findings", {"was": "{}"}).status_code == 403


BESIDE = {*VITALS, ZONES}
OF_THE_DICTIONARY = [test for test in items.FOOT_TESTS + items.PERSON_TESTS if test.field not in BESIDE]


@pytest.mark.parametrize("test", OF_THE_DICTIONARY, ids=lambda test: test.field)
def test_every_test_of_the_grid_is_the_dictionarys(test):
    question = load().questions[test.field]
    assert question.who == "clinician"
    if test.options and question.kind != "yesno":
        assert [value for value, _words in test.options] == [
            v for v in question.values if v != "unsure" or test.field == "exam_drawer"
        ]
    if test.is_number:
        assert (test.low, test.high) == (question.low, question.high)


def test_no_finding_of_the_dictionary_is_missing_from_the_grid():
    asked = {q.code for q in load().questions.values() if q.who == "clinician"}
    assert asked | BESIDE == set(items.TESTS)


def test_the_foot_map_on_exam_offers_the_zones_of_the_patients():
    offered = [value for value, _words in items.TESTS[ZONES].options]
    assert sorted(offered) == sorted(load().questions["sym_zone"].values)


def test_vital_signs_are_kept_with_their_units_and_reach_no_rule(sign_in_as, visit, db):
    browser = sign_in_as("clinician")
    taken = {"p__vital_bp_sys": "142", "p__vital_bp_dia": "91", "p__vital_hr": "88", "p__vital_spo2": "97"}
    assert _record(browser, visit, **taken).status_code == 303
    found = findings.of(visit)
    with force_locale("en"):
        assert findings.vitals(found)[0] == ("Blood pressure", "142/91 mmHg")
    assert not any(name.startswith("vital") for name in findings.values(found)["p"])
    page = browser.get(f"/visits/{visit.id}")
    assert "high" in page.one("#mark-p-vital_bp_sys").get_text()


@pytest.mark.parametrize(("typed", "kept"), [("38,6", 38.6), ("101.5", 38.61), ("98.6", 37.0), ("37", 37.0)])
def test_a_temperature_may_be_typed_in_either_unit(sign_in_as, visit, db, typed, kept):
    assert _record(sign_in_as("clinician"), visit, p__vital_temp_c=typed).status_code == 303
    assert findings.of(visit).vital_temp_c == kept
    with force_locale("en"):
        assert f"{kept:.1f} °C" in dict(findings.vitals(findings.of(visit)))["Temperature"]


def test_a_mark_before_three_digits_is_asked_about_and_a_unit_is_read(sign_in_as, visit, db):
    answer = _record(sign_in_as("clinician"), visit, r__exam_kw_cm="1,000")
    assert answer.status_code == 422 and "Do you mean 1000 or 1?" in answer.text
    assert _record(sign_in_as("clinician"), visit, r__exam_kw_cm="90 mm", r__foot_len_mm="24.5 cm").status_code == 303
    right = next(row for row in findings.of(visit).feet if row.side == "r")
    assert (right.exam_kw_cm, right.foot_len_mm) == (9, 245)


def test_a_temperature_nobody_has_is_refused(sign_in_as, visit, db):
    assert _record(sign_in_as("clinician"), visit, p__vital_temp_c="70").status_code == 422


def test_the_clinicians_foot_map_stands_beside_the_patients_and_rules_see_both(sign_in_as, visit, db):
    from clinic.assessment.assessment import look
    from clinic.interview.models import Intake

    told = next(row.sym_zone for row in Intake.of(visit).feet if row.side == "r")
    browser = sign_in_as("clinician")
    assert _record(browser, visit, r__exam_zone=["mth2", "shaft"]).status_code == 303
    assert next(row.sym_zone for row in Intake.of(visit).feet if row.side == "r") == told == ["web34"]
    assert look(visit, load()).case["r"]["sym_zone"] == ["web34", "mth2", "shaft"]
    page = browser.get(f"/visits/{visit.id}")
    where = page.one("#where").get_text(" ")
    assert "Between toes 3 and 4" in where
    assert "Found on exam: MT head 2, Long bones" in " ".join(where.split())
    browser.send(f"/visits/{visit.id}/findings/undo")
    assert look(visit, load()).case["r"]["sym_zone"] == ["web34"]


@pytest.mark.parametrize(
    "values", [{"r__exam_palp": ["shaft2"]}, {"l__exam_mulder": "nt"}, {"r__exam_zone": ["mth2", "web23"]}]
)
def test_what_follows_a_finding_in_place_is_what_the_whole_page_shows(sign_in_as, visit, db, values):
    browser = sign_in_as("clinician")
    swapped = browser.get(f"/visits/{visit.id}").one("#exam-form")["hx-select-oob"].split(",")
    answer = _record(browser, visit, **values)
    follows = browser.get(answer.location, headers={"HX-Request": "true"})
    page = browser.get(answer.location)
    token = re.compile(r'name="csrf_token"[^>]*')
    for part in swapped:
        shown, stands = (token.sub("", str(one.one(f"[id='{part.removeprefix('#')}']"))) for one in (follows, page))
        assert shown == stands, part
    assert len(follows.data) < len(page.data)

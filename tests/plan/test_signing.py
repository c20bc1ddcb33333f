"""What is signed is what was on the screen: refused while anything is open, then frozen for good."""

import hashlib
import json

import pytest
import sqlalchemy as sa

from clinic.audit.models import AuditEvent
from clinic.content.plan_content import PlanContent
from clinic.exam.models import ExamFindings
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from tests.plan.pressing import line, open_plan, press, sent, sign
from tests.plan.visits import case, visit_of


def _ready(browser, visit):
    return press(browser, open_plan(browser, visit), "accept-all")


def _points(page):
    return page.one("#plan-note").get_text(" ") + page.one("#sign").get_text(" ")


def test_the_signature_freezes_both_languages_with_hash_number_and_author(sign_in_as, db, clock):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    seen = page.one('#sign input[name="seen"]')["value"]
    assert sign(browser, page).status_code == 303
    version = PlanVersion.of(visit)[0]
    assert (version.content_sha256, version.number) == (seen, 1)
    assert (version.signed_by_id, version.signed_at) == (browser.user.id, clock())
    content = PlanContent.from_json(version.content)
    assert hashlib.sha256(content.canonical()).hexdigest() == seen
    assert all(item.name.en and item.name.es and item.steps[0].es for item in content.exercises)
    assert str(clock().year) not in json.dumps(version.content["clinician"])
    event = db.session.query(AuditEvent).filter_by(action="plan:signed").one()
    assert event.detail == {"number": 1, "sha256": seen}


def test_no_birth_date_or_chart_number_is_frozen_into_the_handout(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    sign(browser, _ready(browser, visit))
    frozen = json.dumps(PlanVersion.of(visit)[0].content)
    assert visit.patient.chart_number not in frozen
    assert visit.patient.born_on.isoformat() not in frozen


def test_suggested_lines_block_the_signature(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    answer = sign(browser, open_plan(browser, visit))
    assert answer.status_code == 409
    assert "suggested lines not accepted yet" in _points(answer)
    assert PlanVersion.of(visit) == []


def test_an_unanswered_flag_blocks_the_signature_and_names_the_place(sign_in_as, db):
    visit = visit_of(case("V02"))
    browser = sign_in_as("clinician")
    answer = sign(browser, _ready(browser, visit))
    assert answer.status_code == 409
    link = next(a for a in answer.all("#plan-note a") if "bone stress injury" in a.get_text())
    assert link["href"] == f"/visits/{visit.id}#flags"
    for flag in ("RF20", "RF37"):
        data = {"flag": flag, "foot": "l", "ruling": "refer", "reason": "Sent for X-ray and to the physician"}
        browser.send(f"/visits/{visit.id}/flags", data)
    assert sign(browser, _ready(browser, visit)).status_code == 303


def test_a_stop_blocks_the_signature(sign_in_as, db):
    visit = visit_of(case("V11a"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    assert "stop: gout or septic joint" in _points(page)
    assert sign(browser, page).status_code == 409


def test_a_required_test_blocks_until_it_is_recorded_or_left_out_with_a_reason(sign_in_as, db):
    answers = case("V01")
    answers["p"]["age"] = 66
    answers["r"].pop("exam_pulses", None)
    visit = visit_of(answers)
    browser = sign_in_as("clinician")
    answer = sign(browser, _ready(browser, visit))
    assert "Pulses, DP and PT, right: record it or say why not" in _points(answer)
    was = json.dumps({"r-exam_pulses": ""})
    browser.send(
        f"/visits/{visit.id}/findings", {"was": was, "r-exam_pulses": "nt", "why-r-exam_pulses": "Foot in a cast"}
    )
    page = browser.get(answer.request.path.removesuffix("/sign"))
    assert "Pulses" not in _points(page)


def test_a_safety_yes_that_was_not_asked_again_blocks(sign_in_as, db):
    answers = case("V01")
    answers["p"]["rf_wtloss"] = "yes"
    visit = visit_of(answers)
    browser = sign_in_as("clinician")
    assert "ask again" in _points(sign(browser, _ready(browser, visit)))
    browser.send(f"/visits/{visit.id}/asked-again", {"field": "rf_wtloss", "finding": "On a diet"})
    assert sign(browser, _ready(browser, visit)).status_code == 303


def test_a_child_without_guardian_blocks(sign_in_as, db):
    answers = case("V01")
    answers["p"] |= {"age": 15, "guardian_ok": "no"}
    visit = visit_of(answers)
    browser = sign_in_as("clinician")
    assert "under 18 without a parent or guardian" in _points(sign(browser, _ready(browser, visit)))


def test_a_line_without_a_dose_blocks(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    page = press(browser, page, **{f"{line(page, 'Toe spread')}-sets": ""})
    assert "Toe spread has no dose" in _points(sign(browser, page))


def test_a_note_without_the_patients_language_blocks(sign_in_as, db):
    from tests import factories

    visit = visit_of(case("V01"), patient=factories.PatientFactory(language="es"))
    browser = sign_in_as("clinician")
    page = press(browser, _ready(browser, visit), note_en="Good work.")
    assert "the note has no Spanish words" in _points(sign(browser, page))
    page = press(browser, page, note_es="Buen trabajo.")
    assert sign(browser, page).status_code == 303


def test_an_accepted_line_that_no_longer_fits_blocks_until_removed_or_reasoned(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    found = ExamFindings.of(visit)
    found.foot("r").exam_drawer = "pos"
    db.session.commit()
    page = browser.get(page.request.path)
    assert "Heel lift on both feet no longer fits" in _points(sign(browser, page))


def test_a_change_in_another_tab_after_the_page_was_shown_is_not_signed(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    press(browser, page, **{f"{line(page, 'Toe spread')}-reps": "12"})
    answer = sign(browser, page)
    assert answer.status_code == 409
    assert PlanVersion.of(visit) == []


def test_a_change_that_was_typed_but_not_yet_saved_is_shown_before_it_is_signed(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    answer = sign(browser, page, **{f"{line(page, 'Toe spread')}-reps": "12"})
    assert answer.status_code == 409
    assert "saved just now" in answer.says
    assert PlanVersion.of(visit) == []
    assert sign(browser, browser.get(page.request.path)).status_code == 303


def test_a_later_change_is_a_new_version_and_the_old_one_stays(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    sign(browser, page)
    first = PlanVersion.of(visit)[0]
    kept = json.dumps(first.content, sort_keys=True)
    page = browser.get(page.request.path)
    page = press(browser, page, **{f"{line(page, 'Toe spread')}-reps": "12"})
    assert sign(browser, page, change_reason="Easy now").status_code == 303
    versions = PlanVersion.of(visit)
    assert [version.number for version in versions] == [1, 2]
    assert versions[0].log_code != versions[1].log_code
    assert json.dumps(versions[0].content, sort_keys=True) == kept
    history = browser.get(f"/visits/{visit.id}/plan-history")
    assert "More Toe spread" in history.says
    assert "Easy now" in history.says


def test_a_plan_starts_again_from_an_older_version(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    sign(browser, page)
    version = PlanVersion.of(visit)[0]
    page = press(browser, browser.get(page.request.path), f"remove:{line(page, 'Toe spread')}")
    assert "EX03" not in [item.code for item in Plan.of(visit).items if item.state.value == "accepted"]
    browser.send(f"/visits/{visit.id}/plan/from/{version.id}")
    assert "EX03" in [item.code for item in Plan.of(visit).items if item.state.value == "accepted"]


def test_a_signed_version_cannot_be_changed_even_by_the_database(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    sign(browser, _ready(browser, visit))
    with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE plan_version SET number = 7"))


def test_the_front_desk_cannot_open_or_sign_a_plan(sign_in_as, db):
    visit = visit_of(case("V01"))
    page = _ready(sign_in_as("clinician"), visit)
    desk = sign_in_as("front_desk")
    assert desk.get(page.request.path).status_code == 403
    assert desk.send(f"{page.request.path}/sign", sent(page)).status_code == 403


def test_a_second_press_makes_no_second_version_and_says_so(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = _ready(browser, visit)
    first, second = sign(browser, page), sign(browser, page)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(PlanVersion.of(visit)) == 1
    assert "This is signed already, as version 1." in browser.get(second.headers["Location"]).says


def test_signing_again_with_nothing_changed_makes_no_version(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    sign(browser, _ready(browser, visit))
    again = browser.get(f"/plans/{Plan.of(visit).id}")
    assert "no other was made" in browser.get(sign(browser, again).headers["Location"]).says
    assert len(PlanVersion.of(visit)) == 1

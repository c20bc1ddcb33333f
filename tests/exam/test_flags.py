"""Every flag gets an answer with a reason; urgent ones end only when somebody else has seen the patient."""

import pytest

from clinic.exam.models import FlagAnswer, ReAsked, Referral, Ruling
from clinic.interview.models import Intake
from tests.plan.visits import case, visit_of


def _answer(browser, visit, flag, foot, ruling, reason="No bony tenderness", **more):
    data = {"flag": flag, "foot": foot, "ruling": ruling, "reason": reason, **more}
    return browser.send(f"/visits/{visit.id}/flags", data)


def test_flags_stand_first_with_answers_rule_and_source(sign_in_as, db):
    visit = visit_of(case("V02"))
    page = sign_in_as("clinician").get(f"/visits/{visit.id}")
    card = page.one("#l-RF20")
    words = card.get_text(" ")
    assert "Tender on palpation: Shaft 2" in words
    assert "Rule RF20" in words
    assert card.select("a[href*='library']")
    assert "2 flags to answer." in page.says


def test_a_cleared_flag_leaves_the_rules_and_says_so(sign_in_as, db):
    visit = visit_of(case("V02"))
    browser = sign_in_as("clinician")
    assert _answer(browser, visit, "RF20", "l", "cleared").status_code == 303
    row = FlagAnswer.of(visit)[0]
    assert (row.flag, row.ruling, row.answered_by_id) == ("RF20", Ruling.CLEARED, browser.user.id)
    page = browser.get(f"/visits/{visit.id}")
    assert "Flag gone: bone stress injury, lower-risk site." in page.one("#changed").get_text(" ")
    assert "1 flag to answer." in page.says


def test_a_flag_needs_a_reason(sign_in_as, db):
    visit = visit_of(case("V02"))
    answer = _answer(sign_in_as("clinician"), visit, "RF20", "l", "cleared", reason=" ")
    assert answer.status_code == 422
    assert "Write the reason for your finding." in answer.says
    assert FlagAnswer.of(visit) == []


def test_seen_elsewhere_needs_by_whom_when_and_what_they_found(sign_in_as, db):
    visit = visit_of(case("V02"))
    browser = sign_in_as("clinician")
    answer = _answer(browser, visit, "RF20", "l", "seen_elsewhere")
    assert answer.status_code == 422
    for words in ("Write who saw the patient.", "Write what they found.", "Enter the date the patient was seen."):
        assert words in answer.says
    late = {"seen_by": "Dr. Sample", "seen_on": "2026-12-01", "result": "MRI normal"}
    assert "not in the future" in _answer(browser, visit, "RF20", "l", "seen_elsewhere", **late).says
    fine = late | {"seen_on": "2026-11-20"}
    assert _answer(browser, visit, "RF20", "l", "seen_elsewhere", **fine).status_code == 303


@pytest.mark.parametrize("ruling", ["cleared"])
def test_a_same_day_flag_cannot_be_cleared_by_the_therapist(sign_in_as, db, ruling):
    visit = visit_of(case("V11a"))
    answer = _answer(sign_in_as("clinician"), visit, "RF17", "r", ruling)
    assert answer.status_code == 422
    assert FlagAnswer.of(visit) == []


def test_an_urgent_answer_leads_to_a_referral_and_the_record_of_who_was_told(sign_in_as, db, clock):
    visit = visit_of(case("V11a"))
    browser = sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    assert "No plan today: refer" in page.says
    note = browser.get(f"/visits/{visit.id}/referral")
    assert visit.patient.chart_number in note.says
    assert "Seen today" in note.says
    answer = browser.send(
        f"/visits/{visit.id}/referral",
        {"addressee": "Dr. Sample, walk-in clinic", "told_patient": "You need to be seen today."},
    )
    assert answer.status_code == 303
    row = db.session.query(Referral).one()
    assert (row.flags, row.told_by_id, row.told_at) == (["RF17"], browser.user.id, clock())
    assert "Dr. Sample" in browser.get(f"/visits/{visit.id}").says
    paper = browser.get(f"/visits/{visit.id}/referral.pdf")
    assert paper.data.startswith(b"%PDF")


def test_a_safety_yes_that_fired_no_rule_is_asked_again(sign_in_as, db):
    answers = case("V01")
    answers["p"]["rf_wtloss"] = "yes"
    visit = visit_of(answers)
    browser = sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    assert "Ask again: this answer fired no rule" in page.says
    browser.send(f"/visits/{visit.id}/asked-again", {"field": "rf_wtloss", "finding": "Diet on purpose, 2 kg"})
    assert db.session.query(ReAsked).one().finding == "Diet on purpose, 2 kg"
    assert "Ask again" not in browser.get(f"/visits/{visit.id}").one("#flags").get_text(" ")


def test_one_answer_serves_both_feet_when_only_the_person_answered(sign_in_as, db):
    visit = visit_of(case("V07"))
    browser = sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    assert page.all("#both-RF35")
    _answer(browser, visit, "RF35", "both", "refer", reason="Counter support for all standing work")
    assert {(row.foot, row.flag) for row in FlagAnswer.of(visit)} == {("r", "RF35"), ("l", "RF35")}


def test_opening_a_sent_intake_counts_as_its_review(sign_in_as, db, clock):
    visit = visit_of(case("V01"))
    sign_in_as("clinician").get(f"/visits/{visit.id}")
    assert Intake.of(visit).reviewed_at == clock()


def test_a_refused_ruling_comes_back_with_everything_that_was_typed(sign_in_as, db):
    visit, browser = visit_of(case("V02")), sign_in_as("clinician")
    typed = {"seen_by": "", "seen_on": "2026-11-20", "result": "MRI normal, read twice"}
    answer = _answer(browser, visit, "RF20", "l", "seen_elsewhere", reason="Rested for a week", **typed)
    assert answer.status_code == 422 and FlagAnswer.of(visit) == []
    assert answer.one("#l-RF20-by-error").get_text() == "Write who saw the patient."
    form = answer.form(f"/visits/{visit.id}/flags")
    assert {name: form[name].strip() for name in ("reason", *typed)} == {"reason": "Rested for a week", **typed}
    assert (form["flag"], form["foot"], form["ruling"]) == ("RF20", "l", "seen_elsewhere")
    assert browser.send(f"/visits/{visit.id}/flags", {**form, "seen_by": "Dr. Sample"}).status_code == 303
    assert FlagAnswer.of(visit)[0].result == "MRI normal, read twice"

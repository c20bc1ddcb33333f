"""The completed intake on paper: every question in order, with the answer or with the reason why there is none."""

import json

import pytest

from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db as database
from clinic.interview import consequences, saving
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from tests import factories
from tests.paper.printed import Paper, collisions, outside
from tests.plan.visits import case, visit_of


@pytest.fixture
def runner(db):
    return _told_by_tablet(case("V01"))


def _told_by_tablet(answers):
    """A visit whose hidden questions hold nothing, as after an interview."""
    visit = visit_of(answers)
    consequences.drop_stale(Intake.of(visit), load())
    database.session.commit()
    return visit


def _paper(browser, visit, **query):
    page = browser.get(f"/visits/{visit.id}/intake.pdf", query_string=query)
    assert page.status_code == 200
    assert page.mimetype == "application/pdf"
    assert visit.patient.name not in page.headers["Content-Disposition"]
    return Paper(page.data)


def _letters(words):
    """What is left when lines are broken wherever they like."""
    return "".join(letter for letter in words if letter.isalnum())


def _told(browser, visit, **query):
    given = json.loads(browser.get(f"/visits/{visit.id}/intake.json", query_string=query).data)
    return {(row["field"], row["foot"] or ""): row for row in given["answers"]}, given


def test_the_paper_names_the_person_the_sending_and_the_language(sign_in_as, runner):
    paper = _paper(sign_in_as("clinician"), runner)
    patient = runner.patient
    for words in (
        patient.name,
        f"chart {patient.chart_number}",
        "English",
        "by the patient on the tablet",
        "Page 1 of",
    ):
        assert words in paper.text
    for n in range(paper.pages):
        assert f"Page {n + 1} of {paper.pages}" in " ".join(paper.page_text(n).split())


def test_every_question_of_the_dictionary_is_on_it_in_order(sign_in_as, runner):
    paper = _paper(sign_in_as("clinician"), runner)
    text, last = _letters(paper.text), -1
    for question in load().questions.values():
        if question.who != "clinician":
            assert _letters(question.words.en) in text, question.code
    for title in ("Safety questions", "Symptoms", "Medical history", "Foot shape", "Footwear", "Activity", "Goals"):
        place = paper.text.index(title, last + 1)
        assert place > last
        last = place


def test_what_was_not_asked_says_by_which_rule(sign_in_as, runner):
    rows, _given = _told(sign_in_as("clinician"), runner)
    assert rows["rf_cant4", ""]["standing"] == "not_asked"
    assert rows["rf_cant4", ""]["why"] == "Asked only when: Recent injury: yes."
    assert rows["hx_preg", ""]["why"].startswith("Asked only when: Sex listed at birth")
    assert rows["nprs_worst", "l"]["why"] == "No spot was marked on this foot."
    assert rows["fu_health_changed", ""]["why"] == "This is asked at a return visit only."
    paper = _paper(sign_in_as("clinician"), runner)
    assert "Left foot: not asked, because no spot was marked on it." in paper.text


def test_skipped_and_not_sure_are_told_apart_from_blank(sign_in_as, db, runner):
    intake = Intake.of(runner)
    intake.skipped = ["conf_0_10"]
    intake.conf_0_10 = None
    intake.hx_gout = "unsure"
    intake.act_goal = None
    db.session.commit()
    rows, _given = _told(sign_in_as("clinician"), runner)
    assert rows["conf_0_10", ""]["standing"] == "skipped"
    assert rows["hx_gout", ""]["standing"] == "unsure"
    assert rows["act_goal", ""]["standing"] == "blank"
    text = _paper(sign_in_as("clinician"), runner).text
    assert "Skipped by the patient" in text
    assert "Not sure" in text


def test_the_patients_words_stand_as_they_were_written(sign_in_as, db, runner):
    words = "Caminar <b>sin</b> dolor, “como antes” & más; 足が痛い"
    Intake.of(runner).act_goal = words
    db.session.commit()
    rows, _given = _told(sign_in_as("clinician"), runner)
    assert rows["act_goal", ""]["answer"] == words
    paper = _paper(sign_in_as("clinician"), runner)
    assert "".join(words.split()) in "".join(paper.text.split())


def test_it_prints_in_spanish_and_says_which_language_was_answered(sign_in_as, runner):
    paper = _paper(sign_in_as("clinician"), runner, language="es")
    assert str(paper.pdf.Root.Lang) == "es"
    english = [q.words.en for q in load().questions.values() if q.who != "clinician" and q.words.en != q.words.es]
    assert not [words for words in english if words in paper.text]


def test_answers_typed_beside_the_tablet_carry_the_name_of_who_typed_them(sign_in_as, db, clock):
    intake = factories.IntakeFactory()
    desk = factories.UserFactory(name="Sam Desk", roles=["front_desk"])
    saving.put(intake, "ticks-now", ["rf_fever"], by=desk, at=clock(), library=load())
    db.session.commit()
    rows, _given = _told(sign_in_as("clinician"), intake.visit)
    assert rows["rf_fever", ""]["typed_by"] == "Sam Desk"
    paper = _paper(sign_in_as("clinician"), intake.visit)
    assert "Typed by Sam Desk" in paper.text
    assert "Not sent yet" in paper.text


def test_the_pdf_is_tagged_and_nothing_lies_over_anything(sign_in_as, db):
    visit = visit_of(case("V10"))
    paper = _paper(sign_in_as("clinician"), visit)
    assert paper.pdf.Root.MarkInfo.Marked
    assert b"pdfuaid" in bytes(paper.pdf.Root.Metadata.read_bytes())
    heads = paper.tags("TH")
    assert {str(head.element.A.Scope) for head in heads} == {"/Row", "/Column"}
    figures = [str(figure.element.get("/Alt", "")) for figure in paper.tags("Figure")]
    assert len(figures) >= 2
    assert all(figures)
    assert any("Marked by the patient" in words for words in figures)
    assert collisions(paper) == []
    assert outside(paper) == []


def test_printing_it_leaves_a_trace(sign_in_as, db, runner):
    browser = sign_in_as("clinician")
    _paper(browser, runner)
    browser.get(f"/visits/{runner.id}/intake.json")
    events = (
        db.session.query(AuditEvent).filter_by(action=Action.INTAKE_PRINTED.value).order_by(AuditEvent.number).all()
    )
    assert [event.detail["form"] for event in events] == ["pdf", "json"]
    assert all(event.patient_id == runner.patient_id for event in events)


def test_front_desk_cannot_print_the_answers(sign_in_as, runner):
    for name in ("intake.pdf", "intake.json"):
        assert sign_in_as("front_desk").get(f"/visits/{runner.id}/{name}").status_code == 403


def test_a_visit_without_an_intake_has_nothing_to_print(sign_in_as, db):
    visit = factories.VisitFactory()
    assert sign_in_as("clinician").get(f"/visits/{visit.id}/intake.pdf").status_code == 404

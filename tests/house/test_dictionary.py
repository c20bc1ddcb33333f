"""The data dictionary, the columns, the screens, the paper and the engine speak of the same answers and words."""

import re

import pytest

from clinic.curation import library_search
from clinic.exam import items
from clinic.exam import models as exam
from clinic.interview import models as intake
from clinic.interview import screens, visibility
from clinic.knowledge.library import load
from clinic.paper.wording import WORDS

# Kept elsewhere: with the patient, the visit and the practice, or in rows of their own.
ELSEWHERE = {
    "adm_chart",
    "adm_date",
    "adm_name",
    "adm_pt",
    "age",
    "interp",
    "lang",
    "large_print",
    "act_list",
    "shoes",
    "fu_lines",
}
# What the front desk writes down: with the patient, the visit, and for a child on the tablet.
AT_THE_DESK = {
    "adm_chart",
    "adm_date",
    "adm_name",
    "adm_pt",
    "age",
    "guardian_ok",
    "height_cm",
    "interp",
    "lang",
    "large_print",
    "sex_birth",
    "weight_kg",
}
# Filled in by staff when the patient is back: every pair of shoes looked at, and the paper log.
BY_STAFF = {"shoes", "fu_lines"}
# What the therapist sees as context for load.
CONTEXT_ONLY = {"height_cm", "weight_kg"}


def _ids(scope):
    return {code for code, question in load().questions.items() if question.scope == scope}


def _on_the_tablet(interview):
    for step in interview:
        yield from (*step.asks, *step.more)
        for ticks in step.ticks:
            yield from ticks.asks


def test_every_question_of_the_dictionary_has_its_column_and_every_column_its_question():
    assert set(intake.PERSON_FIELDS) | set(exam.PERSON_FIELDS) | ELSEWHERE == _ids("person")
    assert set(intake.FOOT_FIELDS) | set(exam.FOOT_FIELDS) == _ids("foot")


def test_no_answer_has_two_homes():
    assert not set(intake.PERSON_FIELDS) & set(exam.PERSON_FIELDS)
    assert not set(intake.FOOT_FIELDS) & set(exam.FOOT_FIELDS)


def test_every_answer_is_stored_as_the_kind_it_is():
    kinds = {"yesno": str, "one": str, "text": str, "many": list, "int": int, "grade": int, "number": float}
    for models, person, foot in (
        (intake, intake.Intake, intake.IntakeFoot),
        (exam, exam.ExamFindings, exam.FootFindings),
    ):
        for fields, model in ((models.PERSON_FIELDS, person), (models.FOOT_FIELDS, foot)):
            for name in fields:
                question = load().questions[name]
                if question.kind in kinds:
                    column = model.__table__.columns[name].type
                    stored = list if type(column).__name__ == "Choices" else column.python_type
                    assert issubclass(kinds[question.kind], stored), (name, question.kind, stored)


def test_every_question_is_put_to_somebody():
    questions = load().questions
    asked = {
        "patient": {*_on_the_tablet(screens.STEPS), *_on_the_tablet(screens.RETURN_STEPS), "act_list", *BY_STAFF},
        "desk": AT_THE_DESK,
        "clinician": set(items.TESTS),
    }
    for who, codes in asked.items():
        mine = {code for code, question in questions.items() if question.who == who}
        assert mine - codes == set(), who


def test_height_and_weight_decide_nothing():
    rules = [getattr(entry, name, None) for entry in load().entries() for name in library_search.RULES]
    named = set().union(*(library_search.named_in(rule) for rule in rules))
    assert {"rf_calf", "shoe_heel_cm"} <= named and not named & CONTEXT_ONLY


def test_no_screen_asks_what_is_not_in_the_dictionary():
    known = set(load().questions) | set(visibility.RETURN_QUESTIONS)
    assert {*_on_the_tablet(screens.STEPS), *_on_the_tablet(screens.RETURN_STEPS)} <= known


@pytest.mark.parametrize(
    "text", [text for text in load().texts.values() if text.printed_as], ids=lambda text: text.code
)
def test_the_fixed_words_of_the_paper_are_those_of_the_library(text):
    """So that what a lead clinician approves in the library is what patients read."""
    printed = WORDS[text.printed_as]
    assert (printed.en, printed.es) == (text.en, text.es)
    assert set(re.findall(r"{(\w+)}", printed.en)) == set(text.blanks)

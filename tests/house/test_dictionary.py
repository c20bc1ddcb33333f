"""The data dictionary, the columns and the engine speak of the same answers."""

from clinic.exam import models as exam
from clinic.intake import models as intake
from clinic.knowledge.library import load

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


def _ids(scope):
    return {code for code, question in load().questions.items() if question.scope == scope}


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

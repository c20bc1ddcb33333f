"""Which questions this person is asked, as the answers stand now. A thin view of the dictionary over one intake."""

from typing import Any

from clinic.interview.models import Intake, LineReport, case
from clinic.knowledge import case as answers
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Option, Question, Text

SAME_OR_CHANGED = (
    Option(value="same", words=Text(en="The same", es="Igual")),
    Option(value="changed", words=Text(en="Changed", es="Cambió")),
)


def _same_or_changed(code: str, en: str, es: str) -> Question:
    return Question(
        id=code.replace("_", "-"),
        code=code,
        scope="person",
        who="patient",
        section="return",
        kind="one",
        words=Text(en=en, es=es),
        options=SAME_OR_CHANGED,
        required="always",
    )


# How the prefilled parts of a return visit are confirmed. They steer the interview and are no clinical answers.
RETURN_QUESTIONS = {
    question.code: question
    for question in (
        _same_or_changed("fu_zones", "Does it hurt in the same places?", "¿Le duele en los mismos lugares?"),
        _same_or_changed("fu_shoes", "Do you wear the same shoes?", "¿Usa los mismos zapatos?"),
        _same_or_changed("fu_activity", "Do you do the same things each week?", "¿Hace lo mismo cada semana?"),
    )
}


def use_of_shoes(library: Library) -> Question:
    """The column that tells further shoes apart: what they are worn for."""
    return next(column for column in library.questions["shoes"].fields if column.code == "use")


class View:
    """One intake's answers, ready to say which questions are asked."""

    def __init__(self, intake: Intake, library: Library) -> None:
        self.library, self.is_return = library, intake.is_return
        self.answers = answers.Answers.of(case(intake))
        self._sides = {
            side: answers.View(self.answers, side or None, library.dictionary) for side in ("", *answers.SIDES)
        }

    def question(self, code: str) -> Question:
        """One line of the dictionary."""
        return RETURN_QUESTIONS.get(code) or self.library.questions[code]

    def columns(self, code: str, *, but: str) -> tuple[Question, ...]:
        """The columns of a repeat, without the one that names the row."""
        return tuple(column for column in self.library.questions[code].fields if column.code != but)

    def is_asked_of_line(self, question: Question, told: LineReport | None, days: int) -> bool:
        """Whether this is asked of one line of the last plan: how it felt when it was done, why when it was not."""
        done = told.fu_done if told is not None else None
        if question.code in ("fu_pain", "fu_morning"):
            return bool(done)
        if question.code == "fu_why_not":
            return done is not None and 2 * done < days
        return True

    def is_asked(self, question: Question, foot: str = "") -> bool:
        """Whether the question is put to this person, about this foot."""
        view = self._sides[foot]
        if question.code == "sym_zone_worst":  # only where there is something to choose between
            return view.chosen("sym_zone") > 1
        if question.code in ("psfs_2_score", "psfs_3_score") and self.is_return:
            return view.value(question.code.removesuffix("_score")) is not None
        return view.asked(question)

    def value(self, code: str, foot: str = "") -> Any:
        """An answer as rules see it."""
        return self._sides[foot].value(code)

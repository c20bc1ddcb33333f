"""Which questions this person is asked, as the answers stand now. A thin view of the dictionary over one intake."""

from typing import Any

from clinic.intake.models import Intake, case
from clinic.knowledge import facts
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question


class View:
    """One intake's answers, ready to say which questions are asked."""

    def __init__(self, intake: Intake, library: Library) -> None:
        self.library = library
        self.answers = facts.Answers.of(case(intake))
        dictionary = facts.Dictionary(library.questions)
        self._sides = {side: facts.View(self.answers, side or None, dictionary) for side in ("", *facts.SIDES)}

    def question(self, code: str) -> Question:
        """One line of the dictionary."""
        return self.library.questions[code]

    def is_asked(self, question: Question, foot: str = "") -> bool:
        """Whether the question is put to this person, about this foot."""
        view = self._sides[foot]
        if question.code == "sym_zone_worst":  # only where there is something to choose between
            return view.chosen("sym_zone") > 1
        return view.asked(question)

    def value(self, code: str, foot: str = "") -> Any:
        """An answer as rules see it."""
        return self._sides[foot].value(code)

"""What keeps a plan locked, each with its box on the visit: the clinician asks, and types the answer there."""

import json
from dataclasses import dataclass

from clinic.assessment.assessment import Situation
from clinic.assessment.flag_cards import foot_words
from clinic.exam import items
from clinic.i18n import language
from clinic.interview import afterwards, answer_reader, saving
from clinic.interview.flow import Ask
from clinic.interview.models import Intake
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question

IN_THE_EXAM = {"sym_zone": "exam_zone-mth1"}
"""Where the exam has the box of what is missing; a finding has its own."""


@dataclass(frozen=True)
class Row:
    """One answer that the plan waits for, or that was filled in here."""

    key: str
    where: str
    words: str
    options: tuple[tuple[str, str], ...]
    stands: str
    is_open: bool
    place: str = ""
    """The box in the exam, where it is not here."""

    @property
    def is_short(self) -> bool:
        """Few enough choices to stand side by side."""
        return len(self.options) <= 3


def rows(seen: Situation) -> tuple[Row, ...]:
    """Every answer the plan waits for, with those that were filled in here, so that a slip can be put right."""
    open_, intake = set(seen.waited_for), seen.intake
    here = afterwards.given(intake) if intake is not None else set()
    screen = {question.code for question in seen.library.dictionary.screen}
    wanted = [*open_, *(one for one in here - open_ if one[1] in screen)]
    order = list(seen.library.questions)
    wanted.sort(key=lambda one: (order.index(one[1]), one[0] != "r"))
    return tuple(row(part, code, intake, seen.library, is_open=(part, code) in open_) for part, code in wanted)


def row(part: str, code: str, intake: Intake | None, library: Library, *, is_open: bool) -> Row:
    """One of them."""
    question, foot = library.questions[code], part if part != "p" else ""
    stands = str(saving.shown(intake, Ask(question, foot))) if intake is not None and not place(part, question) else ""
    return Row(
        f"missing-{part}-{code}",
        foot_words(foot) if foot else "",
        str(items.TESTS[code].label) if code in items.TESTS else question.words[language()],
        tuple(
            (str(value), library.wording.value(code, value, language())) for value in answer_reader.choices(question)
        ),
        stands,
        is_open,
        place(part, question),
    )


def place(part: str, question: Question) -> str:
    """The box in the exam that settles it: of what is missing on no foot yet, the left foot's comes first."""
    if question.code in IN_THE_EXAM:
        return f"{'l' if part == 'p' else part}-{IN_THE_EXAM[question.code]}"
    return f"{part}-{question.code}" if question.who == "clinician" else ""


def shown(found: tuple[Row, ...]) -> str:
    """What the boxes show, for the page to send back."""
    return json.dumps({one.key: one.stands for one in found if not one.place}, separators=(",", ":"))

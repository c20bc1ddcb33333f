"""What the patient told us, in short: every answer says what it is an answer to."""

from typing import Any

import pytest

from clinic.assessment import answer_summary
from clinic.knowledge import library


def _row(label: str, person: dict[str, Any], language: str = "en") -> str:
    rows = answer_summary.short({"p": person}, library.load(), language, marked=frozenset())
    return "; ".join(piece.words for row in rows if str(row.label) == label for piece in row.pieces)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"hx_diabetes": "gest"}, "Diabetes: In pregnancy"),
        ({"hx_diabetes": "type2"}, "Diabetes: Type 2"),
        ({"hx_cancer": "now"}, "Cancer: Now"),
        ({"hx_preg": "t1"}, "Pregnancy: Months 1 to 3"),
        ({"hx_neuropathy": "yes"}, "Nerve damage"),
        ({"hx_charcot": "unsure"}, "Charcot foot: Not sure"),
    ],
)
def test_an_answer_on_health_names_what_it_is_about(app: Any, answers: dict[str, Any], words: str) -> None:
    with app.test_request_context():
        assert _row("Health", answers) == words


def test_somebody_who_cannot_see_or_reach_their_feet_is_said_to(app: Any) -> None:
    with app.test_request_context():
        said = _row("Can do", {"can_see_feet": "no", "can_reach_feet": "no"})
        assert "Can see the soles: No" in said and "Can reach the feet: No" in said
        assert "Can see the soles" in _row("Can do", {"can_see_feet": "yes"})


def test_every_choice_of_one_stands_with_its_name_or_speaks_for_itself(app: Any) -> None:
    known = library.load()
    told = {name for _label, names in answer_summary.SHORT for name in names}
    with app.test_request_context():
        for name in sorted(told & set(known.questions)):
            question = known.questions[name]
            if question.kind != "one" or name in answer_summary.SPEAKING or name in answer_summary.SHORTLY:
                continue
            for option in question.options:
                words = answer_summary.said(question, option.value, known, "en")
                assert words.startswith((question.label or question.words)["en"].rstrip("?")), words

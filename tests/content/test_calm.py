"""When a patient may move on is said in numbers: no day is ever green, and black print has no colour."""

import re
from collections.abc import Iterator

import pytest

from clinic.content.calm import move_on, week_rule
from clinic.content.plan_content import Light, Words
from clinic.curation import text_usage
from clinic.knowledge import library
from clinic.knowledge.schema import Activity, Exercise, Footwear, Ladder, Passage
from clinic.paper import phone_file, wording

COLOURS = re.compile(r"\b(green|yellow|amber|verdes?|amarill[oa]s?|colou?r(es)?)\b", re.IGNORECASE)
RED = re.compile(r"\b(red|roj[oa]s?)\b", re.IGNORECASE)
SKIN = re.compile(r"\b(spot|hot|minutes|manch|calient|minutos|foot|pie|streak|raya|skin|piel)", re.IGNORECASE)


def printed() -> Iterator[tuple[str, str]]:
    """Every text that can stand on a patient's paper, in both languages."""
    books = library.load()
    for entry in books.entries():
        if isinstance(entry, Activity | Exercise | Footwear | Ladder) or (
            isinstance(entry, Passage) and entry.audience == "patient"
        ):
            for key, text in text_usage.entry_words(entry):
                if key not in ("pt_note", "evidence_note", "professional_name", "muscles"):
                    yield f"{entry.code} {key}", text.en
                    yield f"{entry.code} {key}", text.es
    for key, words in wording.WORDS.items():
        yield key, words.en
        yield key, words.es
    for key, words in vars(phone_file).items():
        if isinstance(words, Words):
            yield key, words.en
            yield key, words.es


def test_nothing_on_a_patients_paper_rests_on_a_colour() -> None:
    texts = list(printed())
    assert len(texts) > 1000
    assert [(key, text) for key, text in texts if COLOURS.search(text)] == []
    # Red may only be what skin looks like.
    assert [(key, text) for key, text in texts if RED.search(text) and not SKIN.search(text)] == []


@pytest.mark.parametrize(
    ("light", "english", "spanish"),
    [
        (Light(), "every day's worst pain was 0 to 2.", "el peor dolor diario fue de 0 a 2."),
        (Light(go_to=3), "every day's worst pain was 0 to 3.", "el peor dolor diario fue de 0 a 3."),
        (Light(go_to=0), "every day's worst pain was 0.", "el peor dolor diario fue 0."),
        (Light("zero"), "every day's worst pain was 0.", "el peor dolor diario fue 0."),
        (Light("skin"), "your skin looked the same every day.", "su piel se vio igual todos los días."),
    ],
)
def test_the_next_week_begins_after_days_that_are_given_in_numbers(light: Light, english: str, spanish: str) -> None:
    rule = week_rule(light, library.load())
    assert rule.en.endswith(english)
    assert rule.es.endswith(spanish)


def test_a_step_of_the_way_back_says_which_pain_it_allows() -> None:
    books = library.load()
    first = books.ladders["run"].stages[0].move_on
    assert move_on(first, Light(), books, zero_pain=False) == Words(
        "3 walks with pain of 0 to 2", "3 caminatas con dolor de 0 a 2"
    )
    assert move_on(first, Light(), books, zero_pain=True).en == "3 walks with pain of 0"
    assert move_on(first, Light("skin"), books, zero_pain=True).en == "3 walks with skin that looks the same"
    last = books.ladders["run"].stages[-1].move_on
    assert move_on(last, Light(), books, zero_pain=False) == Words(last.en, last.es)

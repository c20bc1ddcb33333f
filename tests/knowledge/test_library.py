"""The library as it is loaded: complete, by code, the same each time, and bound to its content."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from clinic.knowledge import library
from clinic.knowledge.case import FACTS
from clinic.knowledge.schema import Question
from clinic.knowledge.yaml_lines import LibraryFault, parse

LIBRARY = library.load()


def test_the_library_holds_everything_of_the_sheet() -> None:
    counts = {kind: len(getattr(LIBRARY, kind)) for kind in library.FOLDERS}
    assert counts == {
        "exercises": 23,
        "footwear": 19,
        "activities": 55,
        "red_flags": 38,
        "yellow_flags": 6,
        "hypotheses": 20,
        "gates": 4,
        "swaps": 8,
        "ladders": 2,
    }
    assert list(LIBRARY.gates) == ["G0", "G1", "G2", "G3"]
    sections = Counter(question.section for question in LIBRARY.questions.values())
    assert sections["safety"] == 24 and sections["shape"] == 4 and sections["wells"] == 10


def test_it_is_read_once_per_process() -> None:
    assert library.load() is LIBRARY


def test_nothing_ships_as_reviewed_or_as_translated_by_anyone() -> None:
    for entry in LIBRARY.entries():
        assert entry.review is None, entry.code
        assert not any(entry.translation.values()), entry.code


def test_not_sure_may_be_said_where_the_sheet_says_so() -> None:
    for question in LIBRARY.questions.values():
        if question.section in ("safety", "history") and question.kind == "yesno":
            assert "unsure" in question.values, question.code
        if question.section == "shape" or question.code == "exam_drawer":
            assert "unsure" in question.values, question.code
        if question.section in ("symptoms", "footwear", "activity") and question.kind == "yesno":
            assert "unsure" not in question.values, question.code


def test_every_safety_question_is_required() -> None:
    assert all(
        question.required in ("always", "when_shown")
        for question in LIBRARY.questions.values()
        if question.section == "safety"
    )


def test_none_stands_alone_wherever_several_may_be_ticked() -> None:
    for question in LIBRARY.questions.values():
        for option in question.options:
            if question.kind == "many" and option.value == "none":
                assert option.alone, question.code


def test_questions_keep_clear_of_derived_names() -> None:
    assert not set(LIBRARY.questions) & set(FACTS)


def _asked(code: str) -> Question:
    return LIBRARY.questions[code]


def test_skip_logic_is_that_of_the_sheet() -> None:
    assert LIBRARY.words(_asked("rf_cant4").ask_if) == "Recent injury: yes"
    assert LIBRARY.words(_asked("shoe_heel_days").ask_if) == "Heel height: 4 cm (1.5 in) or more"
    assert LIBRARY.words(_asked("guardian_ok").ask_if) == "Age: less than 18 y"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(library.DATA, tmp_path / "data")
    return tmp_path / "data"


def test_the_revision_and_an_entrys_hash_follow_its_content_only(copy: Path) -> None:
    before = library.load(copy)
    assert before.revision == LIBRARY.revision
    file = copy / "exercises" / "toe-abduction.yaml"
    file.write_text(file.read_text().replace("review: null", "review: {by: A. Name, on: '2026-11-24'}"))
    after, problems = library.examine(copy)
    assert after is not None and problems == []
    assert after.revision != before.revision
    assert after.exercises["EX03"].sha256 == before.exercises["EX03"].sha256
    file.write_text(file.read_text().replace("Spread your toes wide", "Spread your toes far"))
    changed, _ = library.examine(copy)
    assert changed is not None
    assert changed.exercises["EX03"].sha256 != before.exercises["EX03"].sha256
    assert changed.exercises["EX04"].sha256 == before.exercises["EX04"].sha256


def test_a_broken_library_is_refused_whole_with_file_and_line(copy: Path) -> None:
    file = copy / "gates" / "off-the-forefoot.yaml"
    file.write_text(file.read_text().replace("flag: RF28", "flag: RF99"))
    with pytest.raises(LibraryFault, match=r"gates/off-the-forefoot\.yaml:\d+: RF99 is not a flag"):
        library.load(copy)


def test_yes_and_no_stay_words_and_codes_keep_their_zeros() -> None:
    read = parse("a: yes\nb: 02048\nc: -1.5\nd: true\ne: null\nf: [no, 7]", name="x.yaml")
    assert read == {"a": "yes", "b": "02048", "c": -1.5, "d": True, "e": None, "f": ["no", 7]}
    assert read.line_of("c") == 3


@pytest.mark.parametrize("text", ["", "a: 1\na: 2", "a: [", "a: &x 1\nb: *x", "a: 1\n---\nb: 2", "[1, 2]: 3"])
def test_a_file_that_is_not_plain_is_refused(text: str) -> None:
    with pytest.raises(LibraryFault):
        parse(text, name="x.yaml")

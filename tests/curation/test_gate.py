"""The gate on the library: it lets the shipped one through, and refuses each kind of fault with file and line."""

import re
import shutil
from pathlib import Path

import pytest

from clinic.curation import text_usage
from clinic.curation.gate import PICTURES, check
from clinic.knowledge import library

HARD = "Immobilization subsequently necessitates considerable rehabilitation. " * 8


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(library.DATA, tmp_path / "data")
    return tmp_path / "data"


def test_the_shipped_library_is_in_order() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("exercises/toe-abduction.yaml", r"^evidence: .*\n", "", "evidence is missing"),
        ("exercises/toe-abduction.yaml", r"^picture: .*\n", "", "picture is missing"),
        ("exercises/toe-press.yaml", r"^code: EX08", "code: EX03", "EX03 is there twice"),
        ("exercises/toe-abduction.yaml", r"^id: .*", "id: other", "not the name of the file"),
        ("exercises/toe-abduction.yaml", r"^aim:", "aims:", "aims is not known"),
        ("exercises/toe-abduction.yaml", r"^sources: \[", "sources: [Nobody99, ", "Nobody99 is not a source"),
        ("exercises/toe-abduction.yaml", r"^picture: .*", "picture: no-such-picture", "no picture no-such-picture"),
        ("exercises/toe-abduction.yaml", r"^feel:\n  en: (.*)\n  es: .*", r"feel:\n  en: \1", "feel has no Spanish"),
        ("exercises/toe-abduction.yaml", r"^feel:\n  en: .*", f"feel:\n  en: {HARD}", "too hard to read (en"),
        ("exercises/toe-abduction.yaml", r"(^feel:\n  en: .*\n  es: ).*", rf"\1{HARD}", "too hard to read (es"),
        ("exercises/toe-abduction.yaml", r"^exclude: .*", "exclude: {fact: hx_foot_sx, has: [lt9w]}", "not an option"),
        ("exercises/toe-abduction.yaml", r"^exclude: .*", "exclude: {fact: hx_foot_sx, ge: 3}", "cannot be compared"),
        ("exercises/toe-abduction.yaml", r"^exclude: .*", "exclude: {fact: hx_feet}", "no question"),
        ("exercises/toe-abduction.yaml", r"^exclude: .*", "exclude: {always: true}", "always excluded"),
        (
            "exercises/toe-abduction.yaml",
            r"^caution: .*",
            "caution: {fact: hx_foot_sx, has: [lt6w]}",
            "caution never holds where the exercise is allowed",
        ),
        ("exercises/toe-yoga.yaml", r"^pt_pick: true\n", "", "listed by no pattern"),
        ("exercises/heel-raise.yaml", r"replace: EX12", "replace: EX99", "EX99 is not an exercise"),
        ("hypotheses/bunion.yaml", r"EX22", "EX99", "EX99 is not an exercise"),
        (
            "red_flags/deep-vein-clot.yaml",
            r"^when: .*",
            "when: {all: [{fact: rf_calf, 'yes': true}, {fact: rf_calf, 'no': true}]}",
            "RF11 when can never hold",
        ),
        (
            "red_flags/deep-vein-clot.yaml",
            r"^when: .*",
            "when: {any: [{fact: rf_calf, 'yes': true}, {fact: nprs_worst, gt: 10}]}",
            "this part can never hold",
        ),
        ("red_flags/deep-vein-clot.yaml", r"^urgency: .*", "urgency: SOON", "urgency: SOON is not known"),
        ("gates/like-walking.yaml", r"nprs_worst, ge: 3", "nprs_worst, ge: 0", ""),
        ("gates/like-walking.yaml", r"^when:\n(  .*\n)+", "when: {fact: nprs_worst, ge: 8}\n", "never reached"),
        ("swaps/runners.yaml", r"^code: run", "code: swim", "is the sport of no activity"),
        ("sources.yaml", r"\Z", "Lone26: {label: L, citation: C, year: 2026, doi: null, pmid: null, url: null, "
         "tag: recalled, supports: {en: a, es: b}}\n", "Lone26 is cited by nothing"),
        ("texts.yaml", r"^T-DISCLAIM:\n", "T-DISCLAIM:\n  colour: red\n", "colour is not known"),
        ("texts.yaml", r"^T-WALK:\n", "T-LONELY: {audience: staff, en: a, es: b, sources: [policy], review: null, "
         "translation: {es: null}}\nT-WALK:\n", "T-LONELY is shown nowhere"),
        ("texts.yaml", r"about: \[G0\]", "about: [G9]", "G9 is neither an entry nor a kind of entry"),
        ("texts.yaml", r"^  es: No tiene que dejar.*\n", "", "es is missing"),
        ("texts.yaml", r"en: '\{low\} to 10: stop'", "en: '{low} to {most}: stop'", "{most} has no value (en)"),
        ("texts.yaml", r"es: '\{low\} a 10: pare'", "es: '6 a 10: pare'", "other blanks in Spanish than in English"),
        ("texts.yaml", r"blanks: \[low\]", "blanks: [low, most]", "has no place for all its blanks"),
        ("footwear/low-heels.yaml", r"\{heel_cm\}", "{heel}", "{heel} has no value (en)"),
        ("footwear/low-heels.yaml", r"(es: .*)\{heel_cm\}", r"\1{heel}", "{heel} has no value (es)"),
        ("footwear/low-heels.yaml", r"heel_cm:in", "heel_cm:ell", "ell is no unit that is worked out"),
        ("exercises/toe-abduction.yaml", r"^(aim:\n  en: .*)", r"\1 {n}", "{n} has no value (en)"),
        ("exercises/big-toe-bend.yaml", r"- Sit with your foot flat on the floor\.", "- Do not do this one at home.",
         "gives a dose for home of what is done in the clinic"),
        ("exercises/big-toe-bend.yaml", r"- Hold the ball of your foot still\.", "- Let your therapist hold your foot.",
         "gives a dose for home of what is done in the clinic"),
        ("exercises/toe-abduction.yaml", r"- Hold \{hold_s\}\.", "- Hold 3 seconds.", "names the dose itself (Hold 3)"),
        ("exercises/toe-abduction.yaml", r"- Sostenga \{hold_s\}\.", "- Sostenga un rato.",
         "asks for other numbers in Spanish than in English"),
        ("ladders/back-to-running.yaml", r"(zero_pain:\n  en: .*)", r"\1 {n}", "{n} has no value (en)"),
        ("questions/safety.yaml", r"^  why:\n    en: .*\n    es: .*\n", "", "rf_trauma does not say why it is asked"),
        ("questions/shape.yaml", r"arch-low", "arch-lost", "no picture arch-lost"),
        ("questions/shape.yaml", r"^  kind: grade", "  kind: guess", "kind: guess is not one of"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_file_and_line(copy: Path, file: str, old: str, new: str, message: str) -> None:
    path = copy / file
    text, count = re.subn(old, new, path.read_text(), count=1, flags=re.MULTILINE)
    assert count == 1
    path.write_text(text)
    problems = check(copy)
    if not message:
        assert problems == []
        return
    found = [problem for problem in problems if message in problem.message]
    assert found, [str(problem) for problem in problems]
    assert found[0].file == file and 1 <= found[0].line <= text.count("\n") + 1
    assert str(found[0]).startswith(f"{file}:{found[0].line}: ")


def test_the_line_is_that_of_the_field(copy: Path) -> None:
    path = copy / "exercises" / "toe-abduction.yaml"
    text = path.read_text().replace("exclude: {fact: hx_foot_sx", "exclude: {fact: hx_foot_sy")
    path.write_text(text)
    (problem,) = check(copy)
    assert text.splitlines()[problem.line - 1].startswith("exclude:")


def test_a_file_that_is_no_entry_is_refused(copy: Path) -> None:
    (copy / "exercises" / "empty.yaml").write_text("")
    (copy / "footwear" / "list.yaml").write_text("- 1\n")
    (copy / "gates" / "torn.yaml").write_text("id: torn\ncode: [\n")
    assert {problem.file for problem in check(copy)} == {
        "exercises/empty.yaml",
        "footwear/list.yaml",
        "gates/torn.yaml",
    }


def test_pictures_are_looked_for_where_they_are_served(tmp_path: Path) -> None:
    assert PICTURES.is_dir()
    assert any("there is no picture" in problem.message for problem in check(pictures=tmp_path))


def test_a_text_that_a_page_names_must_be_there(tmp_path: Path) -> None:
    pages = tmp_path / "templates"
    pages.mkdir()
    (pages / "page.html").write_text("<p>{{ texts['T-NOBODY-WROTE'] }}</p>\n<p>{{ texts['T-ACTIVE'] }}</p>\n")
    (pages / "page.py").write_text('ROW = [f"T-ROW-{n}" for n in range(3)]\n')
    found = [str(problem) for problem in text_usage.texts(library.load(), (pages,)) if "not a text" in problem.message]
    assert found == [
        "templates/page.html:1: T-NOBODY-WROTE is not a text",
        "templates/page.py:1: T-ROW is not a text",
    ]

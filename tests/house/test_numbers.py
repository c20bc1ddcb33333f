"""Typed numbers have one reader and units one table: `clinic/values`. Whoever reads by hand is named here, with why."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

ALLOWED = {
    # what is cut is a number already, or a tick
    "clinic/accounts/sign_in.py": "seconds of a waiting time",
    "clinic/desk/day_board.py": "minutes since somebody answered",
    "clinic/exam/forms.py": "a whole number that the reader gave",
    "clinic/forms/numbers.py": "a whole number that the reader gave",
    "clinic/interview/answer_reader.py": "a whole number that the reader gave",
    "clinic/interview/typed.py": "a whole number that the reader gave",
    "clinic/content/changes.py": "numbers of a stored plan, and their product",
    "clinic/knowledge/dose_words.py": "digits that stand in a sentence of the library",
    "clinic/rules/exercise_selection.py": "true counts as one",
    "clinic/plan/draft_content.py": "numbers of a stored plan",
    "clinic/rules/duration.py": "a product of stored numbers",
    "clinic/rules/progression.py": "limits of a stored plan",
    "clinic/rules/activity_swaps.py": "a cap on minutes",
    "clinic/knowledge/case_file.py": "a whole number that the reader gave",
    "clinic/sessions.py": "seconds of a waiting time",
    # text that a program wrote
    "clinic/exam/items.py": "what `spell` wrote",
    "clinic/renderer/svg_images.py": "file names and colors of our own pictures",
    "clinic/values/legibility.py": "ranges in a font's own table",
    "clinic/paper/pad_drawing.py": "coordinates of our own pictures",
    "clinic/renderer/pdf_job.py": "a version, and an attribute of our own page",
    "clinic/renderer/worker.py": "arguments that the clinic's own process gives",
    "clinic/knowledge/yaml_lines.py": "plain values of YAML, whose grammar has one way to write a number",
    "clinic/values/readability.py": "digits counted for their syllables",
    "clinic/kiosk/pairing.py": "seconds of a waiting time",
    "clinic/followup/tick_sheet.py": "seconds of a waiting time",
    "clinic/numbered.py": "the number that the page's own script gives each save",
    # dates and times have a reader of their own
    "clinic/forms/fields.py": "a whole number that the reader gave",
    "clinic/content/pad_placement.py": "coordinates of our own pictures",
    "clinic/values/dates.py": "the parts of a date and a time",
    # the reader itself
    "clinic/values/amounts.py": "the reader itself",
    "clinic/values/numerals.py": "the reader itself",
    "clinic/values/quantities.py": "the reader itself",
}
FACTORS = {
    2.54,
    25.4,
    30.48,
    0.0254,
    0.3937,
    39.37,
    1.609,
    1.6093,
    1.609344,
    0.621371,
    0.4536,
    0.45359237,
    2.2046,
    2.205,
}


def _modules() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in (ROOT / "clinic").rglob("*.py")}


def _reads(tree: ast.Module) -> list[int]:
    """Lines where text may become a number by hand."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("int", "float", "Decimal", "IntegerField", "FloatField", "DecimalField"):
                found.append(node.lineno)
    return found


def test_nobody_but_the_reader_makes_a_number_of_typed_text() -> None:
    found = {name: lines for name, tree in _modules().items() if (lines := _reads(tree))}
    assert {name: lines for name, lines in found.items() if name not in ALLOWED} == {}
    assert sorted(set(ALLOWED) - set(found)) == [], "take out of the list what reads no number any more"


def test_nobody_turns_a_comma_into_a_point_by_hand() -> None:
    turns = re.compile(r"""replace\(["'],["'], ["']\.["']\)|isdecimal\(\) and int\(""")
    found = [str(path.relative_to(ROOT)) for path in (ROOT / "clinic").rglob("*.py") if turns.search(path.read_text())]
    assert found == []


def test_units_are_converted_in_one_place() -> None:
    found = {
        name: sorted(
            {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in FACTORS}
        )
        for name, tree in _modules().items()
    }
    assert [name for name, factors in found.items() if factors and name != "clinic/values/units.py"] == []


def test_no_box_for_a_number_cuts_what_is_typed_into_it() -> None:
    """`1,000` cut after its third letter reads as one."""
    boxes = [
        tag
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"<input[^>]*inputmode=\"(?:numeric|decimal)\"[^>]*>", path.read_text())
    ]
    assert len(boxes) > 10
    assert [tag for tag in boxes if (most := re.search(r'maxlength="(\d+)', tag)) and int(most[1]) < 40] == []

"""Days, dates and names are made in one place each; a short cut elsewhere is refused here."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
JSON_READERS = {
    "clinic/accounts/confirming.py",
    "clinic/accounts/notices.py",
    "clinic/content/plan_content.py",
    "clinic/plan/drafting.py",
}
"""They read what we wrote into JSON ourselves, and call `fromisoformat` on nothing a person typed."""


def _calls() -> list[tuple[str, int, ast.Call, ast.Attribute]]:
    found = []
    for path in sorted((ROOT / "clinic").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not name.startswith("clinic/values/"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    found.append((name, node.lineno, node, node.func))
    return found


def test_a_moment_becomes_a_date_in_one_place():
    """`.date()` of a stored moment is the day in London; the clinic's day is `values.days.day_of`."""
    short = [f"{name}:{line}" for name, line, call, func in _calls() if func.attr == "date" and not call.args]
    assert short == []
    today = [f"{name}:{line}" for name, line, _call, func in _calls() if func.attr in ("today", "utcnow")]
    assert today == []


def test_a_typed_date_is_read_in_one_place():
    read = [
        f"{name}:{line}"
        for name, line, _call, func in _calls()
        if func.attr == "strptime" or (func.attr == "fromisoformat" and name not in JSON_READERS)
    ]
    assert read == []


def test_a_date_and_a_time_become_a_moment_in_one_place():
    """`combine` with a zone makes a moment even of a time that no clock shows; `values.days.moment_of` refuses."""
    made = [
        f"{name}:{line}"
        for name, line, call, func in _calls()
        if func.attr == "combine" and (len(call.args) > 2 or call.keywords)
    ]
    assert made == []


PERSON = {"patient", "person", "known", "other", "similar", "twin"}


def _is_name(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("name", "print_name", "name_sort")
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in PERSON
    )


def test_a_patients_name_is_taken_apart_and_compared_in_one_place():
    """`==` between names locks Mary O’Brien out; `values.names` knows how people write one name."""
    found = [
        f"{name}:{line}"
        for name, line, _call, func in _calls()
        if func.attr in ("casefold", "lower", "split", "partition", "upper") and _is_name(func.value)
    ]
    for path in sorted((ROOT / "clinic").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and any(map(_is_name, (node.left, *node.comparators))):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == ["clinic/kiosk/identity.py:" + str(_line_of("called != patient.print_name"))]


def _line_of(words: str) -> int:
    """Whether a nickname changed letter by letter is no question of who somebody is."""
    lines = (ROOT / "clinic/kiosk/identity.py").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)

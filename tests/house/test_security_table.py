"""The table of security tests names only tests there are, and leaves no control of the review without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTROLS = {1, 3, 5, 8, 9, 10, 13, *range(16, 24), *range(25, 32), *range(33, 42)}
FAULTS = {1, 4, 5, 6, 13, 14, 24}


def test_every_control_and_fault_has_tests_and_each_of_them_exists():
    rows = re.findall(r"^\| ([CR]\d+) \|.*$", (ROOT / "docs" / "security-tests.md").read_text(), re.MULTILINE)
    lines = (ROOT / "docs" / "security-tests.md").read_text().splitlines()
    assert set(rows) == {f"C{n}" for n in CONTROLS} | {f"R{n}" for n in FAULTS}
    for line in lines:
        if not line.startswith(("| C", "| R")) or line.startswith("| Control"):
            continue
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", line)
        assert named, line
        for path, name in named:
            source = (ROOT / "tests" / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {name}\(", source, re.MULTILINE), f"{path}::{name}"

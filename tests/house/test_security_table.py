"""The table of security tests: every control and fault of the review, with tests that are there and can fail."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = dict(re.findall(r"^\| ([CR]\d+) \|(.*)$", (ROOT / "docs" / "security-tests.md").read_text(), re.MULTILINE))
# What the practice does without until a later version; the table says so, and a row may only leave this list.
NOT_BUILT = {"C6", "C7", "C42", "C44", "C45", "R3", "R16", "R17", "R18", "R20"}


@cache
def _tests(path):
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _can_fail(path, name, seen=frozenset()):
    """Whether a test asserts something, expects a refusal, or calls a function of its file that does."""
    for node in ast.walk(_tests(path)[name]):
        if isinstance(node, ast.Assert):
            return True
        called = getattr(node, "func", None)
        if isinstance(called, ast.Attribute) and called.attr in ("raises", "fail", "warns"):
            return True
        helper = called.id if isinstance(called, ast.Name) and called.id in _tests(path) else None
        if helper and helper not in seen and _can_fail(path, helper, seen | {helper}):
            return True
    return False


def test_every_control_and_fault_of_the_review_has_a_row():
    assert set(ROWS) == {f"C{n}" for n in range(1, 47)} | {f"R{n}" for n in range(1, 27)}


def test_every_test_named_is_there_and_can_fail():
    for row, words in ROWS.items():
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", words)
        assert bool(named) != (row in NOT_BUILT), row
        for path, name in named:
            assert name in _tests(path), f"{path}::{name}"
            assert _can_fail(path, name), f"{path}::{name} asserts nothing"

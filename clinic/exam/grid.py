"""The exam grid as the page draws it: one row per test, one cell per foot, core tests first and the rest folded."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clinic.exam import findings, items
from clinic.exam.items import FOOT_TESTS, GROUPS, NOT_TESTED, PERSON_TESTS, Test
from clinic.exam.models import ExamFindings


@dataclass(frozen=True)
class Cell:
    """One test of one foot (or of the person): its control, what stands there, and whether it must be done."""

    test: Test
    foot: str
    stands: str
    said: str
    mark: str
    why: str
    is_required: bool
    is_missing: bool

    @property
    def key(self) -> str:
        """The name of the control."""
        return f"{self.foot}-{self.test.field}"

    @property
    def chosen(self) -> list[str]:
        """The options that are picked."""
        return self.stands.split(",") if self.stands else []

    @property
    def is_not_tested(self) -> bool:
        """Left out on purpose."""
        return self.stands == NOT_TESTED


@dataclass(frozen=True)
class Row:
    """One test with its cells: left and right, or the person alone."""

    test: Test
    cells: tuple[Cell, ...]

    @property
    def is_recorded(self) -> bool:
        """Whether anything stands in it."""
        return any(cell.stands for cell in self.cells)


@dataclass(frozen=True)
class Group:
    """Tests that are folded together."""

    key: str
    name: Any
    rows: tuple[Row, ...]
    is_foot: bool

    @property
    def recorded(self) -> int:
        """How many of its tests hold something."""
        return sum(row.is_recorded for row in self.rows)


@dataclass(frozen=True)
class Grid:
    """All of it, and what the page must send back to say what it showed."""

    core: tuple[Row, ...]
    groups: tuple[Group, ...]
    was: str
    count: int


def grid(
    found: ExamFindings | None, *, required: Iterable[tuple[str, str]] = (), missing: Iterable[tuple[str, str]] = ()
) -> Grid:
    """The grid of one visit. A required test is never folded away."""
    needed, open_ = set(required), set(missing)

    def row(test: Test, feet: tuple[str, ...]) -> Row:
        return Row(test, tuple(_cell(found, test, foot, needed, open_) for foot in feet))

    foot_rows = [row(test, ("l", "r")) for test in FOOT_TESTS]
    person_rows = [row(test, ("p",)) for test in PERSON_TESTS]
    is_core = {test.field for test in FOOT_TESTS if test.is_core} | {field for _foot, field in needed}
    core = tuple(one for one in foot_rows if one.test.field in is_core)
    groups = tuple(
        Group(key, name, rows, rows[0].cells[0].foot != "p")
        for key, name in GROUPS
        if (rows := tuple(r for r in (*foot_rows, *person_rows) if r.test.group == key and r not in core))
    )
    cells = [cell for one in (*foot_rows, *person_rows) for cell in one.cells]
    was = {cell.key: cell.stands for cell in cells} | {
        f"why-{cell.key}": cell.why for cell in cells if cell.is_not_tested
    }
    return Grid(core, groups, json.dumps(was, separators=(",", ":")), len(foot_rows) + len(person_rows))


def _cell(
    found: ExamFindings | None, test: Test, foot: str, needed: set[tuple[str, str]], open_: set[tuple[str, str]]
) -> Cell:
    row = findings.row_of(found, foot)
    value = getattr(row, test.field) if row is not None else None
    other_row = findings.row_of(found, {"l": "r", "r": "l"}.get(foot, "p"))
    other = getattr(other_row, test.field) if other_row is not None else None
    return Cell(
        test,
        foot,
        findings.stands(found, foot, test.field),
        items.said(test.field, value) if value not in (None, "", []) else "",
        items.mark(test.field, value, other),
        row.not_tested.get(test.field, "") if row is not None else "",
        (foot, test.field) in needed,
        (foot, test.field) in open_,
    )

"""Everybody we know of: the examples, the cases of the specification, the published cases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clinic.knowledge import case_file
from tests.shared import shared

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = Path(__file__).parent / "cases"
Named = tuple[str, dict[str, Any]]


def examples() -> Iterator[Named]:
    """What a stranger tries first."""
    for path in sorted(EXAMPLES.glob("*.json")):
        yield path.stem, case_file.read_file(path, defaults=True)


def specified() -> Iterator[Named]:
    """The cases of the specification."""
    for path in sorted(CASES.glob("*.json")):
        yield path.stem, case_file.checked(json.loads(path.read_text())["answers"], defaults=True)


def published() -> Iterator[Named]:
    """The published cases."""
    for line in shared("cases/cases.jsonl").read_text().splitlines():
        data = json.loads(line)
        yield data["id"], case_file.checked({part: data[part] for part in "prl" if part in data}, defaults=True)


EVERYONE = (examples, specified, published)

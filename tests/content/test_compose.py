"""From the proposal of the rules to a draft on paper, without a clinician, a database or a key."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clinic.content import compose
from clinic.content.plan_content import Clinic, Person, PlanContent
from clinic.knowledge import case_file, library
from clinic.paper.document import Variant
from clinic.renderer.client import Rendered
from clinic.rules import engine
from tests.paper.printed import Paper, collisions, outside

EXAMPLES = Path(__file__).parents[2] / "examples"


def composed(name: str) -> PlanContent:
    case: dict[str, Any] = dict(case_file.read_file(EXAMPLES / f"{name}.json", defaults=True))
    books = library.load()
    return compose.compose(
        engine.recommend(case, books),
        case,
        books,
        clinic=Clinic("Riverside Physical Therapy", "(555) 010-0143"),
        person=Person("Sam Ortiz", "Sam"),
        clinician="Kim Moss, PT",
        plan_on=date(2026, 11, 24),
    )


def test_the_runner_gets_what_the_rules_propose() -> None:
    content = composed("runner")
    assert [item.code for item in content.exercises] == ["EX04", "EX02", "EX03", "EX08", "EX13"]
    assert [shoe.code for shoe in content.shoes] == ["FW01", "FW06", "FW07", "FW08", "FW10"]
    first = content.swaps[0]
    assert first.code == "a_bike_90"
    assert [(week.days, week.minutes) for week in first.weeks] == [(4, 45), (4, 50), (4, 50)]
    assert content.pad is None
    assert [(pad.side, pad.heads) for pad in content.pads] == [("r", (2, 3))]


def test_what_was_composed_survives_storage() -> None:
    content = composed("runner")
    assert PlanContent.from_json(json.loads(json.dumps(content.to_json()))) == content


def test_a_stop_is_never_put_on_paper() -> None:
    with pytest.raises(compose.NoPlan):
        composed("hot-swollen-foot")


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
@pytest.mark.parametrize("variant", [Variant(), Variant(language="es"), Variant(size="large")], ids=str)
def test_every_example_with_a_plan_prints_within_its_sides(
    name: str, variant: Variant, rendered: Callable[..., Rendered]
) -> None:
    try:
        content = composed(name)
    except compose.NoPlan:
        return
    done = rendered(content, variant, draft=True)
    paper = Paper(done.data)
    assert done.warnings == ()
    assert outside(paper) == []
    assert collisions(paper) == []
    assert done.pages <= (8 if variant.size == "large" else 4)

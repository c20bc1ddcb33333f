"""One real renderer for these tests, and a shelf of what it has already printed."""

from collections.abc import Callable, Iterator

import pytest

from clinic.content.plan_content import PlanContent
from clinic.paper.document import Variant, html
from clinic.renderer.client import Rendered, Renderer
from tests.paper.printed import Paper

Print = Callable[..., Paper]


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """A worker process of its own."""
    made = Renderer()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def patient_renderer() -> Iterator[Renderer]:
    """One with more time, for tests that look at the page and not at the clock."""
    made = Renderer(slack=6)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def rendered(patient_renderer: Renderer) -> Callable[..., Rendered]:
    """Print a plan in a variant; the same plan is printed once."""
    shelf: dict[tuple[object, ...], Rendered] = {}

    def give(content: PlanContent, variant: Variant | None = None, *, draft: bool = False) -> Rendered:
        key = (content.sha256, variant, draft)
        if key not in shelf:
            shelf[key] = patient_renderer.render(html(content, variant, draft=draft))
        return shelf[key]

    return give


@pytest.fixture(scope="session")
def printed(rendered: Callable[..., Rendered]) -> Print:
    """The same, read back."""

    def give(content: PlanContent, variant: Variant | None = None, *, draft: bool = False) -> Paper:
        return Paper(rendered(content, variant, draft=draft).data)

    return give

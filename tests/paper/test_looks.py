"""Each page of three reference plans against its picture. `looks` says how to renew them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from clinic.paper.document import html
from clinic.renderer.client import Renderer
from tests.paper import looks
from tests.paper.looks import PLANS, places, reference, seen
from tests.paper.printed import Paper


@pytest.mark.parametrize("name", PLANS)
def test_every_page_looks_as_it_did(name: str, printed: Callable[..., Paper], tmp_path: Path) -> None:
    paper = printed(*PLANS[name])
    assert paper.pages == len(list(looks.PICTURES.glob(f"{name}-*.png")))
    changed = {}
    for page in range(paper.pages):
        now = seen(paper, page)
        found = places(now, Image.open(reference(name, page)).convert("L"))
        if found:
            now.save(tmp_path / reference(name, page).name)
            changed[page + 1] = found[:6]
    assert not changed, f"the pages as they are now: {tmp_path}; if they are meant: python -m tests.paper.looks"


@pytest.mark.parametrize(
    ("before", "after", "page"),
    [
        ('<div class="goal">', '<div class="goal" style="margin-top: 4.4mm">', 0),
        ('<img src="footing:toe-flexion"', '<img style="visibility: hidden" src="footing:toe-flexion"', 0),
        (
            'class="pic" src="footing:toe-flexion"',
            'class="pic" style="visibility: hidden" src="footing:toe-flexion"',
            1,
        ),
        ('<ul class="check">', '<ul class="check" style="margin-left: 2mm">', 2),
        ("Missed a day? Just start again.", "Missed a day? Start again.", 3),
    ],
    ids=["a block two millimetres lower", "a small picture gone", "a picture gone", "a list moved", "a word gone"],
)
def test_what_moves_or_is_missing_is_seen(before: str, after: str, page: int, patient_renderer: Renderer) -> None:
    content, variant = PLANS["letter-english"]
    whole = html(content, variant)
    assert before in whole
    paper = Paper(patient_renderer.render(whole.replace(before, after)).data)
    assert places(seen(paper, page), Image.open(reference("letter-english", page)).convert("L"))

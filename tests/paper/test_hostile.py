"""Nasty texts at the limits of our fields: printed in seconds, inside the paper, with no word lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from clinic.content.plan_content import Goal, Person, PlanContent, Words
from clinic.paper.document import html
from clinic.renderer.client import Renderer
from clinic.values.legibility import drawable
from tests.paper.printed import Paper, outside
from tests.paper.sample import runner

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
NASTY = {
    "many words": "word " * 2000,
    "one endless word": "x" * 10000,
    "stacked accents": "a" + "\u0301" * 9999,
    "families": f"{FAMILY} " * 1800,
    "reversed writing": "\u202eabc\u202c \u05d0\u05d1\u05d2 " * 900,
    "control characters": "a\x00b\x0bc\x1b",
    "half a character": "a\ud800b",
    "chinese": "\u6f22\u5b57" * 5000,
    "arabic": "\u0645\u0631\u062d\u0628\u0627 " * 1600,
    "devanagari": "\u0928\u092e\u0938\u094d\u0924\u0947 " * 1400,
    "thai": "\u0e20\u0e32\u0e29\u0e32" * 2500,
    "markup": "<script>alert(1)</script><img src=file:///etc/passwd>" * 150,
    "style": "</style><style>*{display:none}</style>" * 200,
    "lines": "a\n" * 5000,
    "hard spaces": "\u00a0" * 5000 + "z",
    "hyphens": "-" * 10000,
    "dots": "." * 10000,
    "slashes": "a/b/" * 2500,
    "tabs": "\t" * 5000 + "z",
    "braces": "{{ 7 * 7 }}{% raw %}" * 400,
}
PLACES: dict[str, Callable[[str], PlanContent]] = {
    "note": lambda text: replace(runner(), note=Words.own(text[:10000])),
    "goal": lambda text: replace(runner(), goal=Goal(Words.own(text[:400]))),
    "exercise": lambda text: replace(
        runner(), exercises=(replace(runner().exercises[0], note=Words.own(text[:2000])), *runner().exercises[1:])
    ),
    "name": lambda text: replace(runner(), person=Person(text[:100], text[:40])),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_prints(name: str, nasty_place: str, renderer: Renderer) -> None:
    page = html(PLACES[nasty_place](NASTY[name]))
    renderer.render('<html lang="en"><title>t</title><p>warm</p></html>')
    done = renderer.render(page)  # the worker's own limits end a page that takes too long
    assert done.warnings == ()
    paper = Paper(done.data)
    assert outside(paper) == []
    for item in runner().exercises:
        assert "".join(item.name.en.split()) in paper.body


def test_no_word_of_a_long_note_is_lost(renderer: Renderer) -> None:
    words = [f"w{n}" for n in range(1500)]
    paper = Paper(renderer.render(html(PLACES["note"](" ".join(words)))).data)
    assert set(words) <= set(paper.text.split())


def test_what_is_not_drawable_is_not_left_out_either(renderer: Renderer) -> None:
    assert not drawable("\x1b")
    paper = Paper(renderer.render(html(PLACES["note"]("before\x1bafter"))).data)
    assert "before[U+001B]after" in paper.text

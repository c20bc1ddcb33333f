"""What is cut out, folded and fed through a printer that leaves the edge white: every word is still there."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from clinic.content.plan_content import Clinic, Pad, Person, PlanContent, ShoeCard, Words
from clinic.knowledge.library import load
from clinic.paper.document import Variant
from tests.paper.printed import EDGE_MM, Paper, frames, nearest_edge
from tests.paper.sample import runner

LANGUAGES = ("en", "es", "both")
EVERY = [
    Variant(paper=paper, size=size, language=language)  # type: ignore[arg-type]
    for paper, size, language in product(("letter", "a4"), ("standard", "large"), LANGUAGES)
]


def whole() -> PlanContent:
    """A plan with every optional page and long names in the running head and foot."""
    texts = load().texts
    look_for = tuple(Words(texts[f"T-SHOP-{n}"].text.en, texts[f"T-SHOP-{n}"].text.es) for n in range(1, 9))
    return replace(
        runner(),
        clinic=Clinic("Riverside and Lakeside Physical Therapy and Sports Rehabilitation", "(555) 010-0143 ext. 4567"),
        person=Person("Maximiliana Guadalupe Fernandez-Montenegro de la Vega", "Maximiliana"),
        pads=(Pad("r", (2, 3), foot_mm=262, shoe_size="US 9.5"), Pad("l", (), foot_mm=264, webs=("34",))),
        extras=("shoe_card", "pad_page"),
        shoe_card=ShoeCard(length_r_mm=262, length_l_mm=264, width_r_mm=104, width_l_mm=106, look_for=look_for),
    )


@pytest.mark.parametrize("variant", EVERY, ids=str)
def test_every_word_of_the_shoe_card_is_inside_its_frame(variant: Variant, printed: Callable[..., Paper]) -> None:
    content = whole()
    paper, lines_in = printed(content, variant), dict.fromkeys(variant.languages, "")
    lines = paper.lines()
    for page in range(paper.pages):
        for left, bottom, right, top in frames(paper, page):
            here = [line for line in lines if line.page == page and line.left < right and line.right > left]
            inside = [line for line in here if bottom < (line.bottom + line.top) / 2 < top]
            text = " ".join(" ".join(line.text for line in inside).split())
            for language in variant.languages:
                first = {"en": "My feet, standing", "es": "Mis pies, de pie"}[language]
                if first in text:
                    lines_in[language] = text
                    for line in inside:
                        assert left + 2 < line.left and line.right < right - 2, line
                        assert bottom + 1 < line.bottom and line.top < top - 1, line
    assert content.shoe_card is not None
    for language in variant.languages:
        squeezed = "".join(lines_in[language].split())
        for words in content.shoe_card.look_for:
            assert "".join(words.get(language).split()) in squeezed, (language, words)
        for number in ("262mm", "264mm", "104mm", "106mm"):
            assert number in squeezed


@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize("variant", EVERY, ids=str)
def test_all_ink_is_at_least_eight_millimetres_inside_the_sheet(
    variant: Variant, mono: bool, printed: Callable[..., Paper]
) -> None:
    paper = printed(whole(), replace(variant, mono=mono))
    assert nearest_edge(paper) >= EDGE_MM

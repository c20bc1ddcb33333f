"""Names in the scripts that clinics meet are printed in their own letters, and the fonts stay within their room."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from clinic.content.plan_content import Person
from clinic.paper.document import Variant
from clinic.renderer.client import Rendered
from clinic.values.legibility import undrawable
from tests.paper.printed import Paper
from tests.paper.sample import runner

FONTS = Path(__file__).parents[2] / "clinic" / "static" / "handout-fonts"
NAMES = {
    "Hangul": "김민준", "okina": "Kaʻiulani", "Bengali": "রহিমা", "Tamil": "முருகன்", "Telugu": "లక్ష్మి",
    "Gujarati": "પટેલ", "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ", "Kannada": "ಕಾವ್ಯ", "Malayalam": "അനിൽ", "Armenian": "Արամ",
    "Georgian": "ნინო", "Ethiopic": "አበበ", "Khmer": "សុខា", "Lao": "ສົມໄຊ", "Burmese": "အောင်", "Sinhala": "නිමල්",
    "Cherokee": "ᏣᎳᎩ",
}  # fmt: skip

SHAPED = {
    "Bengali",
    "Tamil",
    "Telugu",
    "Gujarati",
    "Gurmukhi",
    "Kannada",
    "Malayalam",
    "Khmer",
    "Lao",
    "Myanmar",
    "Sinhala",
}
"""Scripts whose letters join and move: a reader gets them back in another order, so their font is looked for."""


def test_every_letter_of_these_names_is_drawn_and_the_fonts_take_less_than_ten_megabytes() -> None:
    assert undrawable(*NAMES.values()) == []
    assert sum(path.stat().st_size for path in FONTS.iterdir()) <= 10 << 20


@pytest.mark.parametrize("size", ["standard", "large"])
def test_the_names_print_and_read_back(
    size: str, printed: Callable[..., Paper], rendered: Callable[..., Rendered]
) -> None:
    whole = " ".join(NAMES.values())
    content = replace(runner(), person=Person("Sam Ortiz", "Sam"), note=replace(runner().note, en=whole, es=whole))
    text = printed(content, Variant(size=size)).text  # type: ignore[arg-type]
    assert "[U+" not in text
    assert rendered(content, Variant(size=size)).warnings == ()  # type: ignore[arg-type]
    for script in ("Hangul", "okina", "Armenian", "Georgian", "Ethiopic", "Cherokee"):
        assert NAMES[script] in text, script
    used = _fonts(printed(content, Variant(size=size)))  # type: ignore[arg-type]
    assert {script for script in SHAPED if not any(script in name for name in used)} == set()


@pytest.mark.parametrize("language", ["en", "es", "both"])
def test_a_draft_names_the_letters_that_cannot_be_printed(language: str, printed: Callable[..., Paper]) -> None:
    variant = Variant(language=language)  # type: ignore[arg-type]
    said = {"en": "These letters cannot be printed", "es": "Estas letras no se pueden imprimir"}
    assert not any(words in printed(runner(), variant, draft=True).text for words in said.values())
    odd = replace(runner(), person=Person("\U00013080 Ruiz", "Ruiz"), note=replace(runner().note, en="\U0001308a"))
    first = printed(odd, variant, draft=True).page_text(0).replace("\n", " ")
    for tongue in variant.languages:
        assert said[tongue] in first, tongue
    assert "[U+13080] [U+1308A]" in first
    assert not any(words in printed(odd, variant).text for words in said.values()), "a signed plan says no such thing"


def _fonts(paper: Paper) -> set[str]:
    """The names of the fonts that the PDF carries."""
    found = set()
    for thing in paper.pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing:
            found.add(str(thing.BaseFont))
    return found

"""The PDF for somebody who hears it: structure, languages, alternative text, and nothing untagged."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from clinic.paper.document import Variant
from clinic.renderer.client import Rendered
from tests.paper.printed import Paper
from tests.paper.sample import runner, runner_with_everything

ALL = [
    Variant(),
    Variant("a4", "standard", "es"),
    Variant("letter", "large", "en"),
    Variant("a4", "standard", "both"),
    Variant("letter", "standard", "es", mono=True),
]


@pytest.fixture(params=ALL, ids=lambda v: f"{v.paper}-{v.size}-{v.language}{'-mono' if v.mono else ''}")
def variant(request: pytest.FixtureRequest) -> Variant:
    given: Variant = request.param
    return given


@pytest.fixture
def paper(variant: Variant, printed: Callable[..., Paper]) -> Paper:
    return printed(runner_with_everything(), variant)


def test_the_renderer_has_nothing_to_complain_of(variant: Variant, rendered: Callable[..., Rendered]) -> None:
    assert rendered(runner_with_everything(), variant).warnings == ()


def test_it_says_that_it_is_universally_accessible(paper: Paper, variant: Variant) -> None:
    root = paper.pdf.Root
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(root.Lang) == variant.languages[0]
    assert "Daniel Ortiz" in str(paper.pdf.docinfo["/Title"])
    metadata = bytes(root.Metadata.read_bytes()).decode()
    assert re.search(r"pdfuaid:part=.1.", metadata)
    assert "Daniel Ortiz" in metadata


def test_there_is_one_main_heading_and_no_level_is_skipped(paper: Paper) -> None:
    levels = [int(node.tag[1]) for node in paper.tags("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_words_in_the_language_of_the_paper(paper: Paper, variant: Variant) -> None:
    figures = paper.tags("Figure")
    assert len(figures) >= 6
    alternatives = [str(figure.element.get("/Alt", "")) for figure in figures]
    assert all(alternatives)
    content = runner_with_everything()
    for item in content.exercises:
        assert item.alt.get(variant.languages[0]) in alternatives


def test_table_headers_are_tagged_with_their_scope_and_cells_name_them(paper: Paper) -> None:
    heads = paper.tags("TH")
    assert {str(head.element.A.Scope) for head in heads} == {"/Row", "/Column"}
    known = {str(head.element.ID) for head in heads}
    for cell in paper.tags("TD"):
        assert {str(name) for name in cell.element.A.get("/Headers", [])} <= known


def test_lists_are_lists(paper: Paper) -> None:
    for tag in paper.tags("L"):
        assert {child.tag for child in tag.children} <= {"LI", "L"}


def test_the_second_language_is_marked(printed: Callable[..., Paper]) -> None:
    paper = printed(runner(), Variant("letter", "standard", "both"))
    marked = [node for node in paper.root.walk() if str(node.element.get("/Lang", "")) == "es"]
    assert len(marked) > 30


def test_everything_on_the_page_is_tagged_or_an_artifact(paper: Paper) -> None:
    for page in paper.pdf.pages:
        depth, marks = 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                    marks.append(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in ("TJ", "Tj", "Do", "S", "f", "f*", "B", "b", "s"):
                assert depth > 0, f"{name} outside of any mark"
        assert depth == 0
        assert len(marks) == len(set(marks))


def test_every_mark_belongs_to_an_element_and_the_running_head_to_none(paper: Paper) -> None:
    numbers: Any = paper.pdf.Root.StructTreeRoot.ParentTree.Nums
    owned = [[kid is not None for kid in numbers[at + 1]] for at in range(0, len(numbers), 2)]
    for page, owners in zip(paper.pdf.pages, owned, strict=False):
        used = set()
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                used.add(int(operands[1].MCID))
        assert used == {at for at, owner in enumerate(owners) if owner}
    heard = [str(node.element.get("/ActualText", "")) for node in paper.root.walk()]
    assert not any("Page 1 of" in words for words in heard)


def test_reading_order_is_the_order_on_the_page(printed: Callable[..., Paper]) -> None:
    paper = printed(runner(), Variant())
    text = paper.text
    order = ["here is your foot plan", "What to do", "How much pain", "Get help now", "Your exercises"]
    order += [item.name.en for item in runner().exercises]
    order += [
        "Good to know",
        "Check your shoes",
        "Swap hard steps",
        "Why we picked",
        "Your tick sheet",
        "Before you go",
    ]
    start = 0
    for words in order:
        start = text.index(words, start)


def test_fonts_are_embedded_and_they_are_ours(paper: Paper) -> None:
    fonts = {}
    for page in paper.pdf.pages:
        for font in page.Resources.Font.values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inner.FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            fonts[str(font.BaseFont)] = True
    assert all("Atkinson" in name for name in fonts), fonts

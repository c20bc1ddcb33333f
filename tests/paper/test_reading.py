"""The PDF read piece by piece: in the order the eye takes it, large and dark enough, and by a validator of PDF/UA."""

import io
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import page as page_validation
import pikepdf
import pytest

from clinic.paper.document import Variant
from tests.paper.printed import Mark, Node, Paper
from tests.paper.sample import runner, runner_with_everything

ALL = [
    Variant(paper, size, language)
    for paper in ("letter", "a4")
    for size in ("standard", "large")
    for language in ("en", "es", "both")
] + [Variant(mono=True), Variant("a4", "large", "both", mono=True)]  # fmt: skip
SLACK = 2.0


@pytest.fixture(params=ALL, ids=lambda v: f"{v.paper}-{v.size}-{v.language}{'-mono' if v.mono else ''}")
def variant(request: pytest.FixtureRequest) -> Variant:
    given: Variant = request.param
    return given


@pytest.fixture
def paper(variant: Variant, printed: Callable[..., Paper]) -> Paper:
    return printed(runner_with_everything(), variant)


def backwards(one: Mark, two: Mark) -> bool:
    """Whether the second, though read later, stands above the first and not in a column to its right."""
    # A picture has blank paper around its lines, and the words beside it begin at its edge.
    slack = SLACK if one.size is not None else -20
    return two.bottom > one.top - slack and two.left < one.right - SLACK


def test_it_is_read_in_the_order_of_the_page(paper: Paper) -> None:
    read = paper.read(paper.root)
    assert len(read) == len(paper.marks) - len(running(paper))
    assert [mark.page for mark in read] == sorted(mark.page for mark in read)
    turned = [(one, two) for one, two in pairwise(read) if one.page == two.page and backwards(one, two)]
    assert turned == []


def running(paper: Paper) -> list[Mark]:
    """The pieces of the running heads and feet that still carry a number: none may."""
    owned = {(mark.page, mark.number) for mark in paper.read(paper.root)}
    return [mark for at, mark in paper.marks.items() if at not in owned]


def test_nothing_that_repeats_on_every_page_is_read_aloud(paper: Paper) -> None:
    assert running(paper) == []


def test_a_list_item_has_its_label_and_its_words_and_nothing_else(paper: Paper) -> None:
    for item in paper.tags("LI"):
        assert {child.tag for child in item.children} <= {"Lbl", "LBody"}


def test_tables_are_rows_of_heads_and_cells_as_wide_as_each_other(paper: Paper) -> None:
    for table in paper.tags("Table"):
        rows = [node for node in table.walk() if node.tag == "TR"]
        assert {part.tag for part in table.children} <= {"THead", "TBody"}
        left_over: Counter[int] = Counter()
        widths = set()
        for at, row in enumerate(rows):
            assert {cell.tag for cell in row.children} <= {"TH", "TD"}
            for cell in row.children:
                wide, high = (int(cell.element.A.get(key, 1)) for key in ("/ColSpan", "/RowSpan"))
                for below in range(high):
                    left_over[at + below] += wide
            widths.add(left_over[at])
        assert len(widths) == 1


def test_every_letter_can_be_copied_and_searched(paper: Paper) -> None:
    for page in paper.pdf.pages:
        for font in page.Resources.Font.values():
            assert b"begincmap" in font.ToUnicode.read_bytes()


def test_there_is_nothing_to_tab_through(paper: Paper) -> None:
    assert all("/Annots" not in page for page in paper.pdf.pages)


def headings(paper: Paper) -> list[Node]:
    return paper.tags("H1", "H2", "H3", "H4")


def test_headings_of_large_print_are_twenty_two_points_or_more(printed: Callable[..., Paper]) -> None:
    for language in ("en", "es", "both"):
        paper = printed(runner_with_everything(), Variant("letter", "large", language))
        for heading in headings(paper):
            # The exercise's number stands in a disc, and the numbers of sources are raised.
            sizes = [mark.size for mark in paper.read(heading) if mark.size is not None and wide(mark)]
            assert sizes
            assert min(sizes) >= 22


def wide(mark: Mark) -> bool:
    """Whether it is words, and not a number or two."""
    return mark.right - mark.left > 40


def test_only_head_foot_notes_and_card_are_smaller_than_eighteen_points(printed: Callable[..., Paper]) -> None:
    paper = printed(runner(), Variant("letter", "large"))
    small = sum(n for size, n in paper.sizes().items() if size < 18)
    notes = sum(len(source.citation) for source in runner().sources) + 450
    assert small <= notes + paper.pages * 130


def luminance(colour: tuple[int, ...]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], two: tuple[int, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("grey", [False, True], ids=["in colour", "in grey"])
def test_all_words_stand_out_from_their_ground(grey: bool, printed: Callable[..., Paper]) -> None:
    for variant in (Variant(), Variant("letter", "large"), Variant(mono=True)):
        paper = printed(runner_with_everything(), variant)
        images = [paper.picture(n, grey=grey, scale=2).convert("RGB") for n in range(paper.pages)]
        words = [mark for mark in paper.marks.values() if mark.size is not None]
        assert len(words) > 200
        for mark in words:
            said = greyed(mark.colour) if grey else mark.colour
            assert contrast(said, ground(images[mark.page], mark)) >= 4.5, (variant, mark)


def greyed(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = colour
    grey = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return grey, grey, grey


def ground(image: Any, mark: Mark) -> tuple[int, int, int]:
    """The colour there is most of around the letters."""
    box = mark.left - 2, image.height / 2 - mark.top - 1, mark.right + 2, image.height / 2 - mark.bottom + 1
    colours = image.crop([round(2 * edge) for edge in box]).getcolors(1 << 20)
    most: tuple[int, int, int] = max(colours)[1]
    return most


def test_a_validator_of_universal_accessibility_finds_nothing(paper: Paper) -> None:
    """All 104 rules of PDF/UA-1 that a machine can check."""
    report = page_validation.validate_pdf_bytes(paper.data, profile="ua1")
    assert [f"{found.rule_id}: {found.message}" for found in report.failures] == []
    assert report.is_compliant


def test_the_validator_misses_the_words_for_a_picture(printed: Callable[..., Paper]) -> None:
    with pikepdf.open(io.BytesIO(printed(runner(), Variant()).data)) as pdf:
        figure = next(
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        )
        del figure.Alt
        spoilt = io.BytesIO()
        pdf.save(spoilt)
    report = page_validation.validate_pdf_bytes(spoilt.getvalue(), profile="ua1")
    assert [found.rule_id for found in report.failures] == ["PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"]

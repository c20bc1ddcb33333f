"""The scan code on the tick sheet: the code and nothing else, square, black and sharp."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import segno

from clinic.paper import qr_code
from clinic.paper.document import Variant
from tests.paper.printed import Mark, Paper
from tests.paper.sample import runner

VARIANTS = [Variant(), Variant("a4", "large", "es"), Variant("letter", "standard", "both", mono=True)]
DOTS = 600


def square(paper: Paper, code: str) -> Mark:
    figures = [node for node in paper.tags("Figure") if code in str(node.element.Alt)]
    assert len(figures) == 1
    (mark,) = paper.read(figures[0])
    return mark


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_the_scan_code_says_what_is_printed_beside_it(variant: Variant, printed: Callable[..., Paper]) -> None:
    paper, code = printed(runner(), variant), runner().log_code
    wanted = [[bool(module) for module in row] for row in segno.make_qr(code, error="h").matrix]
    mark, side = square(paper, code), len(wanted)
    assert code in paper.page_text(mark.page)
    image = paper.picture(mark.page, grey=True, scale=DOTS / 72)
    step = (mark.right - mark.left) / 72 * DOTS / side
    left, top = mark.left / 72 * DOTS, image.height - mark.top / 72 * DOTS
    middles = [
        [image.getpixel((left + (x + 0.5) * step, top + (y + 0.5) * step)) for x in range(side)] for y in range(side)
    ]
    assert {shade for row in middles for shade in row} == {0, 255}
    assert [[shade == 0 for shade in row] for row in middles] == wanted


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_it_is_large_enough_for_a_scanner_and_has_blank_paper_around_it(
    variant: Variant, printed: Callable[..., Paper]
) -> None:
    paper = printed(runner(), variant)
    mark = square(paper, runner().log_code)
    module = (mark.right - mark.left) / 21
    assert module / 72 * 25.4 >= 0.45
    image = paper.picture(mark.page, grey=True, scale=DOTS / 72)
    edges = mark.left - 4 * module, mark.bottom - 4 * module, mark.right + 4 * module, mark.top + 4 * module
    left, bottom, right, top = (edge / 72 * DOTS for edge in edges)
    around = image.crop((round(left), round(image.height - top), round(right), round(image.height - bottom)))
    inside = around.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    quiet = module / 72 * DOTS * 3.8
    assert min(inside[0], inside[1], around.width - inside[2], around.height - inside[3]) >= quiet


def test_a_draft_without_a_code_has_no_scan_code(printed: Callable[..., Paper]) -> None:
    paper = printed(replace(runner(), log_code=""), Variant())
    assert not any("Scan code" in str(node.element.Alt) for node in paper.tags("Figure"))


def test_the_smallest_square_holds_any_code() -> None:
    for code in ("K7PQ2RST", "AAAAAAAA", "23456789"):
        assert 'viewBox="0 0 29 29"' in qr_code.svg(code)

"""How three reference plans look, page by page, and whether a page still looks so.

After a change that was meant, look at the new pages and renew the pictures with

    .venv/bin/python -m tests.paper.looks
"""

from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from clinic.content.plan_content import PlanContent
from clinic.paper.document import Variant
from tests.paper.printed import Paper
from tests.paper.sample import runner, runner_with_everything

PICTURES = Path(__file__).parent / "pictures"
DOTS = 60
"""A reference picture's dots to an inch."""
CELL = 12
"""Dots to the side of the squares that are compared: five millimetres."""
FINE = 4
"""A page is drawn so many times as fine and then made small, so that how a hairline was rounded does not matter."""
BLUR = ImageFilter.GaussianBlur(1.5)
MOST = 18
"""How far a square's mean grey may be from its reference, of 255. A page that lies half a dot (0.2 mm) elsewhere stays
below 16 everywhere; a word, a picture or a block that is gone or two millimetres away is above 25 somewhere."""
GREYS = 16

PLANS: dict[str, tuple[PlanContent, Variant]] = {
    "letter-english": (runner(), Variant()),
    "a4-large-spanish": (runner_with_everything(), Variant("a4", "large", "es")),
    "letter-both-black": (runner_with_everything(), Variant("letter", "standard", "both", mono=True)),
}


def reference(name: str, page: int) -> Path:
    """Where the picture of a page is kept."""
    return PICTURES / f"{name}-{page + 1:02d}.png"


def seen(paper: Paper, page: int) -> Any:
    """A page as it is compared."""
    fine = paper.picture(page, grey=True, scale=DOTS / 72 * FINE)
    return fine.resize((fine.width // FINE, fine.height // FINE), Image.Resampling.BOX)


def places(one: Any, two: Any) -> list[tuple[int, int]]:
    """The squares, counted from the upper left, in which two pages differ; all of them if their sizes do."""
    if one.size != two.size:
        return [(0, 0)]
    wide, high = one.width // CELL, one.height // CELL
    apart = ImageChops.difference(one.filter(BLUR), two.filter(BLUR)).crop((0, 0, wide * CELL, high * CELL))
    means = apart.resize((wide, high), Image.Resampling.BOX)
    return [(x, y) for y in range(high) for x in range(wide) if means.getpixel((x, y)) > MOST]


def main() -> None:
    """Print the plans and keep their pages."""
    from clinic.paper.document import html
    from clinic.renderer.client import Renderer

    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    renderer = Renderer(slack=6)
    for name, (content, variant) in PLANS.items():
        paper = Paper(renderer.render(html(content, variant)).data)
        for page in range(paper.pages):
            seen(paper, page).quantize(GREYS).save(reference(name, page), optimize=True)
    renderer.stop()


if __name__ == "__main__":
    main()

"""A printed PDF as a reader meets it: its tags, its words with their places and sizes, and its pages as pictures."""

import ctypes
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from PIL import ImageOps

BREAK = "\u200b"


@dataclass(frozen=True)
class Node:
    """One element of the tag tree."""

    tag: str
    element: Any
    children: "list[Node]"

    def walk(self) -> "Iterator[Node]":
        """This element and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Line:
    """A run of text on a page, in points from the lower left corner."""

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Mark:
    """One marked piece of a page: where it lies (points from the lower left), and the size and colour of its text."""

    page: int
    number: int
    left: float
    bottom: float
    right: float
    top: float
    size: float | None
    colour: tuple[int, int, int]


class Paper:
    """Reads back what was printed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.document = pypdfium2.PdfDocument(data)

    @property
    def pages(self) -> int:
        """Sides."""
        return len(self.document)

    @cached_property
    def root(self) -> Node:
        """The tag tree."""
        return _node(self.pdf.Root.StructTreeRoot.K[0])

    def tags(self, *names: str) -> list[Node]:
        """The elements of these names in reading order."""
        return [node for node in self.root.walk() if node.tag in names]

    @cached_property
    def text(self) -> str:
        """All the words, white space made even."""
        return " ".join(" ".join(self.page_text(n) for n in range(self.pages)).split())

    @cached_property
    def body(self) -> str:
        """The words between the running heads and feet, without white space."""
        kept = []
        for n in range(self.pages):
            wide, high = self.document[n].get_size()
            part = self.document[n].get_textpage().get_text_bounded(0, 40, wide, high - 51)
            kept.append(part.replace(BREAK, "").replace("\ufffe", ""))
        return "".join("".join(kept).split())

    def page_text(self, n: int) -> str:
        """The words of one page as they were laid down."""
        page = self.document[n].get_textpage().get_text_bounded()
        return page.replace("\r", "").replace(BREAK, "").replace("\ufffe", "")

    def sizes(self) -> Counter[float]:
        """How many visible characters are set in each size, in points."""
        sizes: Counter[float] = Counter()
        for n in range(self.pages):
            textpage = self.document[n].get_textpage()
            matrix = raw.FS_MATRIX()
            for at in range(textpage.count_chars()):
                if chr(raw.FPDFText_GetUnicode(textpage, at)).strip():
                    raw.FPDFText_GetMatrix(textpage, at, ctypes.byref(matrix))
                    scale = (matrix.b**2 + matrix.d**2) ** 0.5
                    sizes[round(raw.FPDFText_GetFontSize(textpage, at) * scale, 1)] += 1
        return sizes

    def lines(self) -> list[Line]:
        """Every run of text with its box."""
        found = []
        for n in range(self.pages):
            textpage = self.document[n].get_textpage()
            for at in range(textpage.count_rects()):
                box = textpage.get_rect(at)
                text = textpage.get_text_bounded(*box).strip()
                if text:
                    found.append(Line(n, text, *box))
        return found

    @cached_property
    def marks(self) -> dict[tuple[int, int], Mark]:
        """Every marked piece by its page and number; what is drawn in several strokes is one piece."""
        found: dict[tuple[int, int], Mark] = {}
        for n in range(self.pages):
            for thing in self.document[n].get_objects(max_depth=1):
                number = raw.FPDFPageObj_GetMarkedContentID(thing.raw)
                if number >= 0:
                    before = found.get((n, number))
                    found[n, number] = _joined(before, _mark(n, number, thing)) if before else _mark(n, number, thing)
        return found

    def read(self, node: Node) -> list[Mark]:
        """The marked pieces of an element, in the order they are read."""
        return [self.marks[at] for at in _numbers(node, self._page_of) if at in self.marks]

    @cached_property
    def _page_of(self) -> dict[tuple[int, int], int]:
        return {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}

    def picture(self, n: int, *, grey: bool = False, scale: float = 1.0) -> Any:
        """One page as an image."""
        image = self.document[n].render(scale=scale).to_pil()
        return image.convert("L") if grey else image.convert("RGB")


def _node(element: Any) -> Node:
    kids = element.get("/K", [])
    if not isinstance(kids, pikepdf.Array):
        kids = [kids]
    children = [_node(kid) for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return Node(str(element.S)[1:], element, children)


def _mark(page: int, number: int, thing: Any) -> Mark:
    size = None
    if thing.type == raw.FPDF_PAGEOBJ_TEXT:
        points = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(thing.raw, ctypes.byref(points))
        matrix = thing.get_matrix()
        size = round(points.value * (matrix.b**2 + matrix.d**2) ** 0.5, 1)
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(thing.raw, *(ctypes.byref(part) for part in parts))
    red, green, blue, _ = (part.value for part in parts)
    return Mark(page, number, *thing.get_bounds(), size, (red, green, blue))


def _joined(one: Mark, two: Mark) -> Mark:
    left, bottom = min(one.left, two.left), min(one.bottom, two.bottom)
    right, top = max(one.right, two.right), max(one.top, two.top)
    return Mark(one.page, one.number, left, bottom, right, top, one.size or two.size, one.colour)


def _numbers(node: Node, page_of: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    kids = node.element.get("/K", [])
    rest = iter(node.children)
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if "/S" in kid:
                yield from _numbers(next(rest), page_of)
        else:
            yield page_of[node.element.Pg.objgen], int(kid)


def collisions(paper: Paper) -> list[tuple[str, str]]:
    """Runs of text that lie over one another."""
    found = []
    lines = paper.lines()
    for at, one in enumerate(lines):
        for two in lines[at + 1 :]:
            if one.page != two.page:
                break
            wide = min(one.right, two.right) - max(one.left, two.left)
            high = min(one.top, two.top) - max(one.bottom, two.bottom)
            if wide > 2 and high > 0.45 * min(one.top - one.bottom, two.top - two.bottom):
                found.append((one.text, two.text))
    return found


def orphans(paper: Paper) -> list[str]:
    """Headings whose page ends before anything that they head."""
    read = paper.read(paper.root)
    next_page = {(one.page, one.number): two.page for one, two in pairwise(read)}
    found = []
    for heading in paper.tags("H1", "H2", "H3", "H4"):
        last = paper.read(heading)[-1]
        if next_page.get((last.page, last.number), -1) != last.page:
            found.append(f"page {last.page + 1}: {heading.element.get('/ActualText', heading.tag)}")
    return found


EDGE_MM = 8
"""How much of the sheet's edge a printer may leave white."""


def outside(paper: Paper) -> list[str]:
    """Runs of text nearer to the paper's edge than a printer can be trusted with."""
    margin = EDGE_MM * 72 / 25.4
    sizes = [paper.document[n].get_size() for n in range(paper.pages)]
    return [
        line.text
        for line in paper.lines()
        if line.left < margin
        or line.bottom < margin - 1
        or line.right > sizes[line.page][0] - margin
        or line.top > sizes[line.page][1] - margin + 1
    ]


def nearest_edge(paper: Paper) -> float:
    """How near to the sheet's edge any ink comes, in millimetres, read from the pages as pictures."""
    found = []
    for n in range(paper.pages):
        grey = paper.picture(n, grey=True, scale=100 / 72)
        box = ImageOps.invert(grey).point(lambda shade: 255 if shade > 24 else 0).getbbox()
        if box is not None:
            wide, high = grey.size
            found += [box[0], box[1], wide - box[2], high - box[3]]
    return float(min(found) * 25.4 / 100)


def frames(paper: Paper, page: int) -> list[tuple[float, float, float, float]]:
    """The boxes that are drawn with lines on all four sides: left, bottom, right, top, in points."""
    lines = [
        thing.get_bounds()
        for thing in paper.document[page].get_objects(max_depth=3)
        if thing.type == raw.FPDF_PAGEOBJ_PATH
    ]
    flat = [box for box in lines if box[3] - box[1] < 4 and box[2] - box[0] > 100]
    upright = [box for box in lines if box[2] - box[0] < 4 and box[3] - box[1] > 60]
    found = []
    for left in upright:
        for right in upright:
            level = abs(left[1] - right[1]) < 3 and abs(left[3] - right[3]) < 3
            if right[0] - left[0] > 100 and level:
                sides = [box for box in flat if abs(box[0] - left[0]) < 4 and abs(box[2] - right[2]) < 4]
                if any(abs(b[1] - left[1]) < 4 for b in sides) and any(abs(b[3] - left[3]) < 4 for b in sides):
                    found.append((left[0], left[1], right[2], left[3]))
    return found

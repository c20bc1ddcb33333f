"""The printing press: HTML of ours in, tagged PDF out. The only importer of WeasyPrint, and only ever run by
`worker` (and by tests and the benchmark), so that what is untrusted is laid out where it can do no harm.

It reads our pictures, fonts and style sheet when it is made ready; after that it opens nothing.
"""

import gc
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.images import SVGImage
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from clinic.handout import foot_map, pads, scan

if int(weasyprint.__version__.split(".")[0]) < 70:  # pragma: no cover
    raise ImportError(f"WeasyPrint {weasyprint.__version__} is too old: 70 or newer is needed for its closed fetcher")

STATIC = Path(__file__).parents[1] / "static"
PICTURES = STATIC / "pictures"
STYLES = STATIC / "css" / "handout.css"
OURS = "footing:"
"""How our pages name a picture: `footing:heel-raise`, `footing:heel-raise.flip.mono`,
`footing:plantar-zone-map.z-mth2-web23` (with these zones filled),
`footing:pad-outline.h23b5.x1060` (heads 2 and 3, 5 mm behind them, 1.06 of its size), `footing:code.K7PQ2RST` (a
scan code)."""

_PAPERS = {"letter": "@page { size: 8.5in 11in }", "a4": "@page { size: 210mm 297mm }"}
_LARGE = "@page { @top-left { width: 46%; margin-bottom: 1.5mm } @top-right { width: 54%; margin-bottom: 1.5mm } }"
_HAIRLINE = "#a9b0ae"
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the files handed over with the job. Anything else stops the job: nothing of ours asks for it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file, `ValueError` for one of our names without a file, or the end of the job."""
        if not url.startswith(OURS):
            raise FatalURLFetchingError(f"refused: {url[:60]}")
        name = url.removeprefix(OURS)
        if name not in self.files:
            raise ValueError(f"no picture called {name[:60]!r}")
        return URLFetcherResponse(url, self.files[name], {"Content-Type": "image/png"})


class _Recorder(Stream):  # type: ignore[misc]
    """A stream that notes drawing operators and leaves out opacity, which our pictures do not use."""

    def __init__(self) -> None:
        super().__init__({}, (0, 0, 0, 0), {"ExtGState": {}, "XObject": {}}, {}, None, {}, None)

    def set_alpha(self, alpha: float, stroke: bool = False, fill: bool | None = None) -> None:
        """Nothing: opaque is how a page starts."""


class Picture:
    """One of our SVG pictures, drawn once and kept as a compressed drawing that every page can place."""

    def __init__(self, name: str, svg: str, flip: bool = False, scale: float = 1) -> None:
        self.flip = flip
        self.id = f"-{name}"
        drawing = SVG(_parsed(svg), OURS + name, None, ClosedFetcher({}))
        _, _, self.width, self.height = drawing.get_viewbox()
        wide, high = drawing.get_intrinsic_size(16)
        self.size = (wide or self.width) * scale, (high or self.height) * scale
        recorder = _Recorder()
        drawing.draw(recorder, self.width, self.height, None, None)
        recorder.compress = False
        self._drawing = zlib.compress(b"\n".join(_short(item) for item in recorder.stream), 9)

    def get_intrinsic_size(self, image_resolution: Any, font_size: Any) -> tuple[float, float, float]:
        """Width and height in CSS pixels, as the picture says of itself, and their ratio."""
        return *self.size, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Place the picture, whole and centred, in a box of that size."""
        scale = min(width / self.width, height / self.height)
        name = stream.add_image(self, True, 1)
        with stream.stacked():
            left, top = (width - scale * self.width) / 2, (height - scale * self.height) / 2
            if self.flip:
                stream.transform(a=-scale, d=scale, e=width - left, f=top)
            else:
                stream.transform(a=scale, d=scale, e=left, f=top)
            stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        """The drawing as the PDF stores it, once however often it is placed."""
        extra = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((0, 0, self.width, self.height)),
                "Resources": pydyf.Dictionary({}),
                "Filter": "/FlateDecode",
            }
        )
        return pydyf.Stream([self._drawing], extra, compress=False)


def _parsed(svg: str) -> ElementTree.Element:
    """Only ever one of our own pictures or pages, in which every text of people is escaped."""
    return ElementTree.fromstring(svg)  # noqa: S314


def _short(item: Any) -> bytes:
    """An operator with its numbers at a hundredth of a unit: 1/400 mm on paper."""
    data: bytes = item if isinstance(item, bytes) else str(item).encode()
    return re.sub(rb"(-?\d+\.\d{2})\d+", rb"\1", data)


def black_on_white(svg: str) -> str:
    """The picture in black and white: what is dark becomes black, everything else paper."""

    def pure(match: re.Match[str]) -> str:
        code = match[1] if len(match[1]) == 6 else "".join(c * 2 for c in match[1])
        red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
        return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.45 else "#ffffff"

    return _HEX.sub(pure, svg)


_ELEMENTS = """
html, body, div, section, h1, h2, h3, p, ul, ol { display: block }
head, title, meta { display: none }
li { display: list-item }
li::marker { font-variant-numeric: tabular-nums; white-space: pre; text-transform: none }
ol { list-style-type: decimal } ul { list-style-type: disc }
ol, ul { counter-reset: list-item; break-before: avoid }
table { display: table; border-spacing: 2px; box-sizing: border-box; text-indent: initial }
thead { display: table-header-group } tbody { display: table-row-group }
tr { display: table-row } td, th { display: table-cell; padding: 1px }
thead, tbody { vertical-align: middle } tr, td, th { vertical-align: inherit }
thead, tbody, tr { border-color: inherit } table, td, th { border-color: gray }
b, th { font-weight: bold }
img { overflow: hidden }
h1 { bookmark-level: 1 } h2 { bookmark-level: 2 } h3 { bookmark-level: 3 }
h1, h2, h3 { bookmark-label: content(text); hyphens: manual; break-inside: avoid; break-after: avoid }
"""
"""What the handout's elements need of a browser's own style sheet: all else in it would be tried on every element."""
_STYLED = {"html", "span", "sup", *re.findall(r"\b[a-z]+\d?\b(?=[^{}]*{)", _ELEMENTS)}


class Sheet(weasyprint.HTML):  # type: ignore[misc]
    """A page of ours. Where it is well-formed, as the handout is, the fast parser reads it."""

    def __init__(self, html: str, fetcher: ClosedFetcher, elements: Any) -> None:
        self.elements = None
        try:
            root = _parsed(html.removeprefix("<!doctype html>"))
        except ElementTree.ParseError:
            super().__init__(string=html, base_url=None, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        if _STYLED.issuperset(element.tag for element in root.iter()):
            self.elements = elements

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [self.elements] if self.elements else super()._ua_stylesheets(forms)


@dataclass(frozen=True)
class Printed:
    """A finished PDF and what is worth knowing of it."""

    data: bytes
    pages: int
    fit: str
    """The rung of the fit ladder it was set on; empty is the roomiest."""
    warnings: tuple[str, ...] = ()


@dataclass
class Press:
    """Everything that can be made ready before a job comes."""

    fonts: Any = field(default_factory=FontConfiguration)
    pictures: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        styles = STYLES.read_text()
        mono = re.sub(r"footing:([\w-]+)", r"footing:\1.mono", black_on_white(styles.replace(_HAIRLINE, "#000000")))
        self.styles = {False: self._css(styles), True: self._css(mono)}
        self.large = self._css(_LARGE)
        self.elements = self._css(_ELEMENTS)
        self.papers = {name: self._css(rule) for name, rule in _PAPERS.items()}
        for name in sorted(set(re.findall(r"footing:([\w.-]+)", styles + mono))):
            self._picture(name)
        self.waiting = [path.stem + mono for mono in ("", ".mono") for path in sorted(PICTURES.glob("*.svg"))]

    def _css(self, text: str) -> Any:
        return weasyprint.CSS(string=text, url_fetcher=ClosedFetcher({}), font_config=self.fonts)

    def prepare_picture(self) -> bool:
        """Draw one more picture ahead of need; false when all are ready."""
        if not self.waiting:
            return False
        self._picture(self.waiting.pop(0))
        return bool(self.waiting)

    def prepare(self) -> None:
        """Draw every picture now."""
        while self.prepare_picture():
            pass

    def _picture(self, name: str) -> None:
        """Draw a picture unless it is drawn; a name of none of ours is left to the fetcher."""
        url = OURS + name
        stem, *ways = name.split(".")
        path = PICTURES / f"{stem}.svg"
        if url in self.pictures:
            return
        if stem == "code" and ways:
            svg = scan.svg(ways[0])
        elif path.is_file():
            svg = path.read_text()
        else:
            return
        heads = next((way for way in ways if re.fullmatch(r"h[1-5]+b\d+", way)), "")
        if heads and stem in pads.UNITS_PER_MM:
            which, behind = heads[1:].split("b")
            svg = pads.placed(svg, stem, tuple(map(int, which)), int(behind))
        zones = next((way for way in ways if way.startswith("z-")), "")
        if zones:
            svg = foot_map.painted(svg, zones.split("-")[1:])
        if "mono" in ways:
            svg = black_on_white(svg)
        try:
            scale = next((int(way[1:]) / 1000 for way in ways if re.fullmatch(r"x\d+", way)), 1)
            self.pictures[url] = Picture(name, svg, "flip" in ways, scale)
        except KeyError:
            # Shading needs a page of its own to live on: left to WeasyPrint, slower but right.
            self.pictures[url] = SVGImage(_parsed(svg), url, ClosedFetcher({}), None)

    def print(self, html: str, files: dict[str, bytes] | None = None) -> Printed:
        """Lay the page out on the first rung that fits, and write it."""
        given = dict(files or {})
        with _Listening() as heard:
            for name in set(re.findall(r"footing:([\w.-]+)", html)) - set(given):
                self._picture(name)
            page = Sheet(html, ClosedFetcher(given), self.elements)
            # What came with the job goes before a picture of ours with the same name.
            pictures = {url: drawn for url, drawn in self.pictures.items() if url.removeprefix(OURS) not in given}
            document, rung = self._fitted(page, pictures)
            _RUNNING.clear()
            data = document.write_pdf(finisher=_running_as_artifact, pdf_variant="pdf/ua-1", pdf_identifier=True)
        return Printed(data, len(document.pages), rung, tuple(heard))

    def _fitted(self, page: Any, pictures: dict[str, Any]) -> tuple[Any, str]:
        """The layout on the first rungs that fit: one ladder for the front page, one for the sheet's sides.

        A rung is a class on the page. The tightest is used even if it does not fit: every word is printed, always.
        """
        root = page.etree_element
        sides = int(root.get("data-sides", "99"))
        front, whole = (root.get(name, "").split() for name in ("data-front-rungs", "data-rungs"))
        plain = root.get("class", "").split()
        styles = [self.styles["mono" in plain], self.papers["a4" if "a4" in plain else "letter"]]
        styles += [self.large] if "large" in plain else []
        rungs = ["", ""]
        while True:
            # Told to the parsed page itself: it has read its classes once and would not look again.
            page.wrapper_element.classes = {*plain, *rungs} - {""}
            document = page.render(font_config=self.fonts, stylesheets=styles, cache=pictures, pdf_variant="pdf/ua-1")
            spills = front and not _front_is_whole(document)
            long = whole and len(document.pages) > sides
            if not spills and not long:
                return document, " ".join(rungs).strip()
            if spills:
                rungs[0] = front.pop(0)
            if long and (not spills or len(document.pages) > sides + 1):
                # More than a side too long: only the tightest can help.
                rungs[1], whole = (whole[0], whole[1:]) if len(document.pages) == sides + 1 else (whole[-1], [])


def _front_is_whole(document: Any) -> bool:
    """Whether the plan at a glance ends on the page it starts on (or says it may run over)."""
    last = next((i for i, page in enumerate(document.pages) if "front-end" in page.anchors), 0)
    return last == 0


class _Listening(logging.Handler):
    """Collects what WeasyPrint complains of, instead of letting it speak to nobody."""

    def __enter__(self) -> list[str]:
        self.heard: list[str] = []
        logger = logging.getLogger("weasyprint")
        logger.handlers, logger.propagate = [self], False
        logger.setLevel(logging.WARNING)
        return self.heard

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").handlers = []

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage()[:200])


# What WeasyPrint's tags leave out: the language of a part, the scope of a header cell, and running headers and footers
# as artifacts, which a screen reader must not read on every page. The first two are added while it walks the boxes;
# for the third the walk notes the marks, and the finished streams are changed before they are written.
_RUNNING: dict[int, list[int]] = {}
_build = tags._build_box_tree


def _build_box_tree(
    box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, marked: Any
) -> Iterator[Any]:
    """WeasyPrint's own walk over the boxes, with what it leaves out added on the way."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox):
        for child in _leaves(box):
            mcid = marked.pop(child)["mcid"]
            nums[mcid] = b"null"
            _RUNNING.setdefault(id(marked), []).append(mcid)
        return
    element = box.element
    language = element.get("lang") if element is not None and isinstance(box.element_tag, str) else None
    for built in _build(box, parent, pdf, page, nums, annotations, marked):
        if language and box.element_tag not in ("html", "body"):
            built["Lang"] = pydyf.String(language)
        if built["S"] == "/TH" and element is not None and "A" in built:
            built["A"]["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        yield built


def _leaves(box: Any) -> Iterator[Any]:
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        yield box
    for child in getattr(box, "children", ()):
        yield from _leaves(child)


tags._build_box_tree = _build_box_tree


def _running_as_artifact(document: Any, pdf: Any) -> None:
    """Mark running text as artifact in the finished streams."""
    for stream in pdf.objects:
        marks = set(_RUNNING.pop(id(getattr(stream, "_tags", None)), ()))
        for at, item in enumerate(stream.stream if marks else ()):
            if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
                stream.stream[at - 1 : at + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})


def ready() -> Press:
    """A press with our fonts, style sheet and nothing else, its garbage set aside so that forks stay cheap."""
    press = Press()
    gc.collect()
    gc.freeze()
    return press

"""The printing press: HTML of ours in, tagged PDF out. With `cascade`, `drawing` and `tagging` it alone imports
WeasyPrint, and it is only ever run by `worker` (and by tests and the benchmark), so that what is untrusted is laid out
where it can do no harm.

It reads our pictures, fonts and style sheet when it is made ready; after that it opens nothing.
"""

import gc
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from clinic.renderer import pdf_tags, svg_images, weasyprint_patch
from clinic.renderer.svg_images import OURS, ClosedFetcher

if int(weasyprint.__version__.split(".")[0]) < 70:  # pragma: no cover
    raise ImportError(f"WeasyPrint {weasyprint.__version__} is too old: 70 or newer is needed for its closed fetcher")

weasyprint_patch.install()

STATIC = Path(__file__).parents[1] / "static"
STYLES = STATIC / "css" / "handout.css"
SPECIMEN = Path(__file__).with_name("specimen.html")

_PAPERS = {"letter": "@page { size: 8.5in 11in }", "a4": "@page { size: 210mm 297mm }"}
_LARGE = """
@page {
  margin-bottom: 14mm;
  @top-left { width: 46%; margin-bottom: 1mm; padding-bottom: .6mm }
  @top-right { width: 54%; margin-bottom: 1mm; padding-bottom: .6mm }
}
"""
_HAIRLINE = "#a9b0ae"


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
            root = svg_images.parsed(html.removeprefix("<!doctype html>"))
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
        black = svg_images.black_on_white(styles.replace(_HAIRLINE, "#000000"))
        mono = re.sub(r"footing:([\w-]+)", r"footing:\1.mono", black)
        self.styles = {False: self._css(styles), True: self._css(mono)}
        self.large = self._css(_LARGE)
        self.elements = self._css(_ELEMENTS)
        self.papers = {name: self._css(rule) for name, rule in _PAPERS.items()}
        for name in sorted(set(re.findall(r"footing:([\w.-]+)", styles + mono))):
            self._picture(name)
        self.waiting = [
            path.stem + mono for mono in ("", ".mono") for path in sorted(svg_images.PICTURES.glob("*.svg"))
        ]

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

    def rehearse(self) -> None:
        """Print a specimen, so that fonts and rules are warm before the first job, and every job forks warm."""
        self.print(SPECIMEN.read_text())
        gc.collect()
        gc.freeze()

    def _picture(self, name: str) -> None:
        """Draw a picture unless it is drawn; a name of none of ours is left to the fetcher."""
        if OURS + name not in self.pictures and (drawn := svg_images.made(name)) is not None:
            self.pictures[OURS + name] = drawn

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
            pdf_tags.begin()
            data = document.write_pdf(finisher=pdf_tags.finish, pdf_variant="pdf/ua-1", pdf_identifier=True)
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


def ready() -> Press:
    """A press with our fonts, style sheet and nothing else, its garbage set aside so that forks stay cheap."""
    press = Press()
    gc.collect()
    gc.freeze()
    return press

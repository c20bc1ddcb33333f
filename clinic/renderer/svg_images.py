"""Our pictures as PDF drawings: each read and drawn once, then placed on any page. Used by `press` only."""

import re
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf
import weasyprint.svg
from weasyprint.images import SVGImage
from weasyprint.pdf.stream import Stream
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from clinic.paper import foot_map, pad_drawing, qr_code
from clinic.renderer.pdf_tags import LEVEL

PICTURES = Path(__file__).parents[1] / "static" / "pictures"
OURS = "footing:"
"""How our pages name a picture: `footing:heel-raise`, `footing:heel-raise.flip.mono`,
`footing:plantar-zone-map.z-mth2-web23` (with these zones filled),
`footing:pad-life.p24b200s23.x1060` (a pad, see `pads.Placement`, on a drawing of 1.06 of its size),
`footing:code.K7PQ2RST` (a scan code)."""

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


def parsed(svg: str) -> ElementTree.Element:
    """Only ever one of our own pictures or pages, in which every text of people is escaped."""
    return ElementTree.fromstring(svg)  # noqa: S314


class _Recorder(Stream):  # type: ignore[misc]
    """A stream that notes drawing operators and leaves out opacity, which our pictures do not use."""

    def __init__(self) -> None:
        super().__init__({}, (0, 0, 0, 0), {"ExtGState": {}, "XObject": {}}, {}, None, {}, None)

    def set_alpha(self, alpha: float, stroke: bool = False, fill: bool | None = None) -> None:
        """Nothing: opaque is how a page starts."""


class Picture:
    """A drawing made once and kept compressed, that every page can place."""

    def __init__(self, name: str, drawing: bytes, box: tuple[float, float], size: tuple[float, float]) -> None:
        self.id, self.size, self.flip = f"-{name}", size, "flip" in name.split(".")
        self.width, self.height = box
        self._drawing = zlib.compress(drawing, LEVEL)

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


def made(name: str) -> Any:
    """The picture of that name (without `footing:`), drawn now; `None` where it is none of ours."""
    stem, *ways = name.split(".")
    if stem == "code" and ways:
        return _code(name, ways[0])
    path = PICTURES / f"{stem}.svg"
    if not path.is_file():
        return None
    svg = path.read_text()
    place = next((way for way in ways if re.fullmatch(r"pw?[1-5]{2}b\d+s[1-5]*", way)), "")
    if place and stem in pad_drawing.UNITS:
        svg = pad_drawing.placed(svg, stem, pad_drawing.Placement.named(place))
    zones = next((way for way in ways if way.startswith("z-")), "")
    if zones:
        svg = foot_map.painted(svg, zones.split("-")[1:])
    if "mono" in ways:
        svg = black_on_white(svg)
    scale = next((int(way[1:]) / 1000 for way in ways if re.fullmatch(r"x\d+", way)), 1.0)
    try:
        return _drawn(name, svg, scale)
    except KeyError:
        # Shading needs a page of its own to live on: left to WeasyPrint, slower but right.
        return SVGImage(parsed(svg), OURS + name, ClosedFetcher({}), None)


def _drawn(name: str, svg: str, scale: float) -> Picture:
    drawing = weasyprint.svg.SVG(parsed(svg), OURS + name, None, ClosedFetcher({}))
    _, _, width, height = drawing.get_viewbox()
    wide, high = drawing.get_intrinsic_size(16)
    recorder = _Recorder()
    drawing.draw(recorder, width, height, None, None)
    lines = b"\n".join(_short(item) for item in recorder.stream)
    return Picture(name, lines, (width, height), ((wide or width) * scale, (high or height) * scale))


def _code(name: str, code: str) -> Picture:
    """A scan code: its many small bars need no way through SVG."""
    side, bars = qr_code.bars(code)
    lines = ["0 0 0 rg", *(f"{left} {top} {wide} 1 re" for left, top, wide in bars), "f"]
    return Picture(name, "\n".join(lines).encode(), (side, side), (side, side))


# A picture that is drawn for one person (zones filled, a pad moved) has the outlines of one that was drawn before;
# reading an outline is most of the work of drawing it.
_outline = weasyprint.svg.TAGS["path"]
_OUTLINES: dict[str, list[Any]] = {}


def _remembered(svg: Any, node: Any, font_size: float) -> None:
    """WeasyPrint's own reading of an outline, kept. What it notes for markers is not: our pictures have none."""
    outline, lines = node.get("d", ""), svg.stream.stream
    if outline not in _OUTLINES:
        before = len(lines)
        _outline(svg, node, font_size)
        _OUTLINES[outline] = lines[before:]
        node.vertices.clear()
    else:
        lines.extend(_OUTLINES[outline])


weasyprint.svg.TAGS["path"] = _remembered


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

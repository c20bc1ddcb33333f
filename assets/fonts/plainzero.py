"""Takes the slash out of the zero of Atkinson Hyperlegible Next: on a 0 to 10 pain scale it reads as crossed out.

The licence (SIL Open Font License, no reserved name) allows the change. The counter of the new zero is its own outer
shape, scaled into the box of the old counter, so weight and spacing stay as they were.
"""

import sys
from pathlib import Path

from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

Point = tuple[float, float]
Contour = list[tuple[str, tuple[Point, ...]]]


def contours(font: TTFont) -> list[Contour]:
    """The closed outlines of the zero."""
    pen = RecordingPen()
    font.getGlyphSet()["zero"].draw(pen)
    found: list[Contour] = []
    current: Contour = []
    for operation, points in pen.value:
        current.append((operation, points))
        if operation == "closePath":
            found.append(current)
            current = []
    return found


def box(points: list[Point]) -> tuple[float, float, float, float]:
    """Left, bottom, right, top."""
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def points_of(contour: Contour) -> list[Point]:
    """Every point of an outline."""
    return [point for _, points in contour for point in points]


def open_zero(font: TTFont) -> None:
    """Redraw the zero of `font` without its slash."""
    found = contours(font)
    outer = max(found, key=lambda contour: box(points_of(contour))[2])
    left, bottom, right, top = box(points_of(outer))
    inner = [point for contour in found if contour is not outer for point in points_of(contour)]
    in_left, in_bottom, in_right, in_top = box(inner)
    across, up = (in_right - in_left) / (right - left), (in_top - in_bottom) / (top - bottom)

    def scaled(point: Point) -> Point:
        return round(in_left + (point[0] - left) * across), round(in_bottom + (point[1] - bottom) * up)

    pen = TTGlyphPen(None)
    for operation, points in outer:
        getattr(pen, operation)(*points)
    # The counter runs the other way round, or it would be filled.
    segments = []
    here = outer[0][1][0]
    for _, points in outer[1:-1]:
        segments.append((here, points[:-1], points[-1]))
        here = points[-1]
    pen.moveTo(scaled(segments[-1][2]))
    for start, off_curve, _ in reversed(segments):
        pen.qCurveTo(*[scaled(point) for point in reversed(off_curve)], scaled(start))
    pen.closePath()
    width = font["hmtx"]["zero"][0]
    font["glyf"]["zero"] = pen.glyph()
    font["hmtx"]["zero"] = (width, round(left))


def convert(source: Path, target: Path) -> None:
    """Write `source` to `target` as WOFF2, with an open zero if it has one. The date inside stays, so bytes repeat."""
    font = TTFont(source, recalcTimestamp=False)
    if "zero" in font["glyf"].glyphs:
        open_zero(font)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


if __name__ == "__main__":
    for source, target in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        convert(Path(source), Path(target))

"""Puts the pad of our two pad pictures behind the heads that hurt, and fills those heads in. Pure text to text.

Both pictures hold, in this order: the five heads of a right foot as dashed outlines, big toe first, and the pad drawn
for heads 2 to 4 as the one group that is filled.
"""

import re

UNITS_PER_MM = {"pad-outline": 4.0, "pad": 1.12}
"""Picture units to a millimetre of a foot 250 mm long."""

SORE = "#9b1c1f"
_DASHED = re.compile(
    r'(<g fill="none" stroke="#1f2328" stroke-width="[\d.]+" stroke-dasharray="[\d. ]+">)(.*?)(</g>)', re.DOTALL
)
_PAD = re.compile(r'<g fill="#d3d7db".*?</g>', re.DOTALL)
_PATH = re.compile(r'<path d="([^"]+)"/>')
_NUMBER = re.compile(r"[MmCcLlZz]|-?(?:\d+\.?\d*|\.\d+)")


def placed(svg: str, name: str, heads: tuple[int, ...], behind_mm: float) -> str:
    """The picture with the heads filled and the pad's front edge that far behind them."""
    dashed, pad = _DASHED.search(svg), _PAD.search(svg)
    if dashed is None or pad is None or not heads:
        return svg
    outlines = _PATH.findall(dashed[2])
    edges = [extent(outline) for outline in outlines]
    front = extent(_PATH.findall(pad[0])[0])
    chosen = [edges[head - 1] for head in heads if 1 <= head <= len(edges)]
    usual = edges[1:4]
    right = _mean([(box[0] + box[2]) / 2 for box in chosen]) - _mean([(box[0] + box[2]) / 2 for box in usual])
    down = _mean([box[3] for box in chosen]) + behind_mm * UNITS_PER_MM[name] - front[1]
    marks = "".join(f'<path d="{outlines[head - 1]}"/>' for head in heads if 1 <= head <= len(outlines))
    moved = f'<g transform="translate({right:.1f} {down:.1f})">{pad[0]}</g>'
    filled = f'<g fill="{SORE}" stroke="none">{marks}</g>'
    return svg.replace(pad[0], moved + filled)


def extent(path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a path's points. Enough for our rounded shapes, whose points lie on them."""
    x = y = 0.0
    xs: list[float] = []
    ys: list[float] = []
    command = ""
    numbers: list[float] = []
    for token in [*_NUMBER.findall(path), "z"]:
        if token.isalpha():
            step = 6 if command in "cC" else 2
            for at in range(0, len(numbers) - step + 1, step):
                px, py = numbers[at + step - 2 : at + step]
                x, y = (x + px, y + py) if command.islower() else (px, py)
                xs.append(x)
                ys.append(y)
            command, numbers = token, []
        else:
            numbers.append(float(token))
    return min(xs), min(ys), max(xs), max(ys)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)

"""The sheet's code as a square that a scanner reads: the code and nothing else, so that the desk may scan what it would
otherwise type. Pure text to text.
"""

import segno

QUIET = 4
"""Blank modules around the square, as the scanner needs them."""


def svg(code: str) -> str:
    """The picture, one unit to a module, drawn as one path so that every module meets its neighbours without a seam."""
    side, found = bars(code)
    drawn = "".join(f"M{left} {top}h{wide}v1h-{wide}z" for left, top, wide in found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path fill="#000000" d="{drawn}"/></svg>'
    )


def bars(code: str) -> tuple[int, list[tuple[int, int, int]]]:
    """How many modules wide the square is with its quiet zone, and its dark bars: left, top and width in modules."""
    rows = [list(row) for row in segno.make_qr(code, error="h").matrix]
    found = [(left + QUIET, top + QUIET, wide) for top, row in enumerate(rows) for left, wide in _runs(row)]
    return len(rows) + 2 * QUIET, found


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Where dark stretches begin and how long they are."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((at, 1))
    return found

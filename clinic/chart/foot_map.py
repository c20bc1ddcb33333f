"""The soles as footprints with the sore zones filled, drawn from the zone pictures of the illustration kit."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from markupsafe import Markup

SORE = "#9b1c1f"
BALL = ("mth1", "mth2", "mth3", "mth4", "mth5")
ON_TOP = ("top", "shaft", "ankle")
"""Zones that a sole cannot show; they are said in words."""

_PICTURES = Path(__file__).parents[1] / "static" / "pictures"
_ZONE = re.compile(r'<path id="zone-(?P<zone>[a-z_0-9]+)"(?: class="[^"]*")?')
_BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)
_WORDS = re.compile(r"<(title|desc)[^>]*>.*?</\1>", re.DOTALL)


@cache
def _body(picture: str) -> str:
    found = _BODY.search((_PICTURES / f"{picture}.svg").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{picture}.svg holds no drawing")
    return _WORDS.sub("", found["body"]).strip()


@cache
def zones(picture: str = "plantar-zone-map") -> frozenset[str]:
    """The zones that a picture can show."""
    return frozenset(match["zone"] for match in _ZONE.finditer(_body(picture)))


def sole(marked: Iterable[str]) -> Markup:
    """The inside of an `svg` element (viewBox 0 0 200 320): one sole with the marked zones filled."""
    wanted = set(marked)
    if "ball_all" in wanted:
        wanted |= set(BALL)

    def paint(match: re.Match[str]) -> str:
        return f'<path class="zone app-zone-on" fill="{SORE}"' if match["zone"] in wanted else '<path class="zone"'

    # The picture is a file of our own; nothing a person typed goes into it.
    return Markup(_ZONE.sub(paint, _body("plantar-zone-map")))  # noqa: S704

"""The feet with the sore zones filled, drawn from the zone pictures of the illustration kit.

Soles are drawn as footprints and tops as seen from above. What the patient marked is filled; what the clinician
marked has a thick line around it, so that neither hides the other.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from markupsafe import Markup

SORE, FOUND = "#9b1c1f", "#0f4a5c"
BALL = ("mth1", "mth2", "mth3", "mth4", "mth5")
SOLE, TOP = "plantar-zone-map", "dorsal-zone-map"
ON_TOP = ("top", "shaft", "ankle")
"""Zones that a sole cannot show."""

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
def zones(picture: str = SOLE) -> frozenset[str]:
    """The zones that a picture can show."""
    return frozenset(match["zone"] for match in _ZONE.finditer(_body(picture)))


def drawn(marked: Iterable[str], found: Iterable[str] = (), *, picture: str = SOLE) -> Markup:
    """The inside of an `svg` element (viewBox 0 0 200 320): one foot, its zones filled as the patient marked them
    and ringed as the clinician found them."""
    # The picture is a file of our own; nothing a person typed goes into it.
    return Markup(painted(_body(picture), marked, found))  # noqa: S704


def painted(svg: str, marked: Iterable[str], found: Iterable[str] = ()) -> str:
    """A zone picture with zones filled and ringed."""
    sore, ringed = _wide(marked), _wide(found)

    def paint(match: re.Match[str]) -> str:
        on = match["zone"] in sore
        fill = f' class="zone app-zone-on" fill="{SORE}"' if on else ' class="zone"'
        ring = f' stroke="{FOUND}" stroke-width="6"' if match["zone"] in ringed else ""
        return f"<path{fill}{ring}"

    return _ZONE.sub(paint, svg)


def is_turned(side: str, picture: str = SOLE) -> bool:
    """Whether a picture stands the other way round for this foot, so that the big toes point to the middle."""
    # The sole is drawn as a left footprint, the top as a right foot from above with its big toe on the left.
    return side == ("r" if picture == SOLE else "l")


def file(marked: Iterable[str], found: Iterable[str] = (), *, side: str, picture: str = SOLE) -> bytes:
    """The same as a picture of its own, big toe to the middle when the left foot stands on the left."""
    body = str(drawn(marked, found, picture=picture))
    if is_turned(side, picture):
        body = f'<g transform="translate(200 0) scale(-1 1)">{body}</g>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 320" width="200" height="320" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
    ).encode()


def _wide(given: Iterable[str]) -> set[str]:
    wanted = set(given)
    return wanted | set(BALL) if "ball_all" in wanted else wanted

"""The style rules that can be checked on a finished SVG."""

import re
import xml.etree.ElementTree as ET

from . import tokens

LIMIT = 12 * 1024
COLOURS = {v for v in vars(tokens).values() if isinstance(v, str) and re.fullmatch("#[0-9a-f]{6}", v)}
ELEMENTS = {"svg", "title", "desc", "g", "path", "circle"}
SVG = "{http://www.w3.org/2000/svg}"


def problems(text, screen=False):
    """What a reviewer should not have to look for.  `screen`: never printed, so gradients may be used."""
    allowed = ELEMENTS | {"linearGradient", "stop"} if screen else ELEMENTS
    root, found = ET.fromstring(text), []
    if len(text.encode()) > LIMIT:
        found.append(f"{len(text.encode())} bytes, limit {LIMIT}")
    for node in root.iter():
        tag = node.tag.removeprefix(SVG)
        if tag not in allowed:
            found.append(f"<{tag}> not allowed")
        for key in ("fill", "stroke"):
            value = node.get(key, "none")
            if value not in COLOURS | {"none"} and not (screen and value.startswith("url(#")):
                found.append(f"colour {node.get(key)}")
    for want in ("title", "desc"):
        node = root.find(SVG + want)
        if node is None or not (node.text or "").strip():
            found.append(f"no <{want}>")
    return found

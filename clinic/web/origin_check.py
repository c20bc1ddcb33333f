"""Where a form was sent from: what changes something is taken from our own pages only, as the browser itself says.

Two headers say it, and no script of a page can write either. `Sec-Fetch-Site` comes from browsers since 2020 (Safari
since 16.4), `Origin` with each post of every browser since about then. Whichever is there must speak for us; where
neither is, as from an older browser or a command, the token of the session decides alone, as it does besides.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.sansio.utils import host_is_trusted

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]
"""Scheme, host and port: what browsers mean by it."""


def read(text: str) -> Origin | None:
    """The origin that `text` names and nothing besides; `None` for "null" and for what is none."""
    try:
        place = urlsplit(text)
        port = place.port
    except ValueError:
        return None
    if place.scheme not in PORTS or not place.hostname or "@" in place.netloc:
        return None
    if place.path or place.query or place.fragment or text.endswith(("?", "#")):
        return None
    return place.scheme, place.hostname, port or PORTS[place.scheme]


def is_own(origin: Origin) -> bool:
    """Whether a page of `origin` is one of ours.

    Ours is the address people open, the same under each other name we answer to, and the one this very request asked
    for, whose name is one of those already: a proxy may hand on the name that was typed, or not.
    """
    opened = urlsplit(str(current_app.config["BASE_URL"]))  # perhaps in a folder of a proxy
    base = read(f"{opened.scheme}://{opened.netloc}")
    scheme, host, port = origin
    if base is None or scheme != base[0]:
        return False
    if origin in (base, read(f"{scheme}://{request.host}")):
        return True
    names = request.trusted_hosts
    return port == base[2] and bool(names) and host_is_trusted(f"[{host}]" if ":" in host else host, names)


def is_foreign() -> bool:
    """Whether this request would change something and does not come from one of our own pages."""
    if request.method in SAFE_METHODS:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):  # "none": the person sent it anew by reloading the page
        return True
    sent = request.headers.get("Origin")
    if sent is None:
        return False
    if sent == "null":  # a page that hides where it is from: the browser's word that it is ours, or nothing
        return site != "same-origin"
    origin = read(sent)
    return origin is None or not is_own(origin)


def init_app(app: Flask) -> None:
    """Let Flask-WTF judge the token alone: it asks for a Referer, and our pages send none."""
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session, which has limits of its own

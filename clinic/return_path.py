"""The way back: a page that somebody opened signed out is opened after they sign in, and nothing else ever is.

The browser keeps its path in a cookie until then, sealed: paths name visits, so nobody may read one there, and nobody
can make one up. No row is made for it, and no address carries it.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, current_app, redirect, request
from werkzeug.wrappers import Response

LIFE = 12 * 60 * 60
LONGEST = 1000


def _name() -> str:
    return "__Host-to" if current_app.config["SECURE_COOKIES"] else "to"


def _sealer() -> Fernet:
    sealer: Fernet = current_app.extensions["return_path"]
    return sealer


def is_local(path: str) -> bool:
    """Whether a browser takes `path` for a page of the site it is on."""
    return path[:1] == "/" and path[1:2] != "/" and "\\" not in path and path.isprintable()


def remember(response: Response) -> Response:
    """Send along which page was asked for, if it is one to come back to."""
    path = request.full_path.removesuffix("?")
    is_page = request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if is_page and path != "/" and len(path) <= LONGEST and is_local(path):
        seal = _sealer().encrypt(path.encode()).decode()
        secure = current_app.config["SECURE_COOKIES"]
        response.set_cookie(_name(), seal, path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def found() -> str | None:
    """The page that was asked for, below the folder we are served under; `None` when there is none, or none of ours."""
    try:
        path = _sealer().decrypt(request.cookies.get(_name(), ""), ttl=LIFE).decode()
    except (InvalidToken, ValueError):
        return None
    return request.root_path + path if is_local(path) else None


def go_on(otherwise: str) -> Response:
    """Lead to the page that was asked for, or to `otherwise`."""
    return forget(redirect(found() or otherwise, code=303))


def forget(response: Response) -> Response:
    """Take it from the browser: somebody has come back, or has left."""
    if _name() in request.cookies:
        response.delete_cookie(_name(), path="/", secure=current_app.config["SECURE_COOKIES"], httponly=True)
    return response


def init_app(app: Flask) -> None:
    """Seal with a key of this practice's own."""
    secret = app.config["SECRET_KEY"].encode()
    key = hmac.new(secret, b"footing return path", hashlib.sha256).digest()
    app.extensions["return_path"] = Fernet(base64.urlsafe_b64encode(key))

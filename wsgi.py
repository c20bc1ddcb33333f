"""Joins clinic and config; the only module that imports both. `flask` finds `create_app` here unasked."""

import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import clinic
from clinic import starting
from clinic.outages import trouble
from clinic.web.last_resort import LastResort
from clinic.web.request_log import broken_where, kinds
from config import Config, Refusal, is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Commands that must work on a machine that has no practice, or one whose key is missing.
ROOT = Path(__file__).resolve().parent
SEE_FOR_THEMSELVES = {"doctor", "db"}
"""Commands that are there for a database that is not as it should be."""
NEED_NO_PRACTICE = {"plan", "knowledge", "routes"}
OPTIONS_WITH_A_VALUE = {"--app", "-A", "--env-file", "-e"}


class PrivateOnly:
    """Refuses plain http from any other machine, however the server was started: answers about health need TLS."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR") or "127.0.0.1"  # empty on a Unix socket
        if environ["wsgi.url_scheme"] != "https" and not is_loopback(peer):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")])
            return [b"This address works over https only.\n"]
        return self.inner(environ, start_response)


def command(arguments: list[str]) -> str:
    """The word that names the command in the arguments of `flask`."""
    words = iter(arguments)
    for word in words:
        if word in OPTIONS_WITH_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def say_plainly(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Last words of a command: a sentence, and where it broke. Never an error's own words: they may repeat a record."""
    if isinstance(error, KeyboardInterrupt):
        return
    if trouble(error) is not None:
        said = str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
        lines = [
            f"The database cannot be used: {said}.",
            "If it is on a server, see that the server runs. If the file is damaged, stop Footing and bring back the",
            "last copy. `footing doctor` says what else is well.",
        ]
    else:
        lines = [f"Something went wrong in Footing itself ({', '.join(kinds(error))}). Please report these lines:"]
        lines += [f"  {place}" for place in broken_where(trace)]
    sys.stderr.write("\n".join(lines) + "\n")


def create_app(config: Config | None = None) -> Flask:
    """The application for `config`; without one, for the practice that the environment names."""
    by_command = alone = False
    if config is None:
        by_command = Path(sys.argv[0]).stem == "flask" or sys.argv[0].endswith("flask/__main__.py")
        if by_command:
            sys.excepthook = say_plainly
        alone = by_command and command(sys.argv[1:]) in NEED_NO_PRACTICE
        config = Config.without_database() if alone else Config.from_env()
    app = clinic.create_app(config)
    if by_command and not alone and command(sys.argv[1:]) not in SEE_FOR_THEMSELVES:
        with app.app_context():
            try:
                starting.refuse(app, ROOT / "migrations")
            except starting.CannotStart as why:
                raise Refusal(str(why)) from None
    app.wsgi_app = PrivateOnly(app.wsgi_app)  # type: ignore[method-assign]
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = LastResort(app.wsgi_app)  # type: ignore[method-assign]
    return app

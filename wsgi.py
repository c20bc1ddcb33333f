"""Joins clinic and config; the only module that imports both. `flask` finds `create_app` here unasked."""

import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import clinic
from clinic.operations import starting
from clinic.operations.probes import Probes
from clinic.outages import trouble
from clinic.web.last_resort import LastResort
from clinic.web.request_log import broken_where, kinds
from config import Config, is_loopback
from hosts import FOLDER
from places import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).resolve().parent
GROUPS = {"audit", "db", "knowledge", "users"}
OPTIONS_WITH_A_VALUE = {"--app", "-A", "--env-file", "-e"}
# Commands that must work on a machine that has no practice, or one whose key is missing.
NEED_NO_PRACTICE = {"knowledge check", "plan", "routes"}
READING = NEED_NO_PRACTICE | {
    *("audit verify", "doctor", "users list"),
    *(f"db {word}" for word in ("branches", "check", "current", "heads", "history", "list-templates", "show")),
}
"""They leave no trace, and make neither folder nor key."""
MAY_MAKE = {"db upgrade", "demo", "run", "shell", "upgrade"}
"""They make the practice they are told of, where there is none."""
WRITING = MAY_MAKE | {
    *("create-admin", "end-sessions", "users link"),
    *(f"db {word}" for word in ("downgrade", "edit", "init", "merge", "migrate", "revision", "stamp")),
}
# Commands that are there for a database that is not as it should be.
SEE_FOR_THEMSELVES = {"doctor", "upgrade", *(word for word in READING | WRITING if word.startswith("db "))}


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


class UnderFolder:
    """Serves a folder of a proxy, so that every link keeps it: the one that the proxy tells, or that of the address.

    A proxy may hand on the path with the folder or without.
    """

    def __init__(self, inner: "WSGIApplication", folder: str) -> None:
        self.inner, self.folder = inner, folder

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        told = environ.get("SCRIPT_NAME", "").rstrip("/")
        root = told if told and FOLDER.fullmatch(told) else self.folder
        environ["SCRIPT_NAME"] = root
        if root and f"{environ['PATH_INFO']}/".startswith(f"{root}/"):
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(root) or "/"
        return self.inner(environ, start_response)


def command(arguments: list[str]) -> str:
    """The words that name the command in the arguments of `flask`: `doctor`, or `users list`."""
    found: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in OPTIONS_WITH_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            found.append(word)
            if found[0] not in GROUPS or len(found) == 2:
                break
    return " ".join(found)


def say_plainly(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Last words of a command: a sentence, and where it broke. Never an error's own words: they may repeat a record."""
    if isinstance(error, KeyboardInterrupt):
        return
    if trouble(error) is not None:
        said = str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
        lines = [
            f"The database cannot be used: {said}.",
            "If it is on a server, see that the server runs. If the file is damaged, stop Footing and bring back the",
            "last copy. `footing doctor --practice FOLDER` says what else is well.",
        ]
    else:
        lines = [f"Something went wrong in Footing itself ({', '.join(kinds(error))}). Please report these lines:"]
        lines += [f"  {place}" for place in broken_where(trace)]
    sys.stderr.write("\n".join(lines) + "\n")


def create_app(config: Config | None = None) -> Flask:
    """The application for `config`; without one, for the practice that the environment names."""
    if config is not None:
        return _built(config)
    if Path(sys.argv[0]).stem == "flask" or sys.argv[0].endswith("flask/__main__.py"):
        sys.excepthook = say_plainly
        return app_for(command(sys.argv[1:]))
    return _built(Config.from_env())


def app_for(words: str, practice: Path | None = None) -> Flask:
    """The application for a command: of the practice that was named, else of the one that the environment names."""
    if words in NEED_NO_PRACTICE:
        return _built(Config.without_database())
    app = _built(Config.from_env(practice=practice, may_make=words in MAY_MAKE))
    if words not in SEE_FOR_THEMSELVES:
        with app.app_context():
            try:
                starting.refuse(app, ROOT / "migrations")
            except starting.CannotStart as why:
                raise Refusal(str(why)) from None
    return app


def _built(config: Config) -> Flask:
    app = clinic.create_app(config)
    app.wsgi_app = Probes(PrivateOnly(app.wsgi_app), app)  # type: ignore[method-assign]
    if config.proxy_hops:
        hops = config.proxy_hops
        inner = UnderFolder(app.wsgi_app, config.folder)
        app.wsgi_app = ProxyFix(inner, hops, hops, hops, x_prefix=hops)  # type: ignore[method-assign]
    app.wsgi_app = LastResort(app.wsgi_app)  # type: ignore[method-assign]
    return app

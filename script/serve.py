"""Serves one practice: claims its folder, brings the database up to date, starts gunicorn on a safe address.

One process with two dozen threads. On this machine only, unless there is TLS.
"""

import argparse
import datetime as dt
import errno
import gc
import os
import resource
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gunicorn.app.base import BaseApplication  # noqa: E402
from gunicorn.glogging import Logger  # noqa: E402

import certificates  # noqa: E402
import reception  # noqa: E402
from addresses import beyond_proxy, in_brackets, interface, own_interface  # noqa: E402
from config import Config, is_loopback  # noqa: E402
from lines import WholeRequests  # noqa: E402
from places import Place, Refusal  # noqa: E402

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask

# Twice what may wait for the renderer (clinic.renderer.client: AT_ONCE + QUEUE), so that
# printers never hold up a tablet.
THREADS = 24
# What gunicorn is told, whatever is served and wherever.
GUNICORN: dict[str, Any] = {
    "workers": 1,
    "threads": THREADS,
    "worker_connections": reception.MOST_LINES + THREADS,
    "timeout": 60,
    "graceful_timeout": 15,
    "keepalive": 5,
    "limit_request_line": 4094,
    "limit_request_fields": 60,
    "umask": 0o077,
    "loglevel": "warning",  # and no access log: paths hold identifiers
    "proc_name": "footing",
    "control_socket_disable": True,
    # Only ProxyFix, with the number of proxies from the configuration, may believe forwarded headers.
    "forwarded_allow_ips": "",
    "secure_scheme_headers": {},
    "forwarder_headers": "",
}


class Log(Logger):  # type: ignore[misc]
    """gunicorn's own lines, written as ours are: nothing of what was asked for, no words of an error."""

    def setup(self, cfg: Any) -> None:
        """Open the log."""
        from clinic.web.request_log import JSONLines

        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JSONLines())


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings, and none from the environment or from files."""

    def __init__(self, settings: dict[str, Any], load: Callable[[], "WSGIApplication"]) -> None:
        self.settings = settings
        self.load_application = load
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> "WSGIApplication":
        """The application; made in the worker, so that no open database crosses a fork."""
        return WholeRequests(self.load_application())


class Tls:
    """The TLS context, made anew each day and with a renewed certificate when one is due."""

    def __init__(self, find: Callable[[dt.datetime], certificates.Certificates]) -> None:
        self.find = find
        self.guard = threading.Lock()
        self.made_on: dt.date | None = None

    def context(self) -> ssl.SSLContext:
        """A context for TLS 1.2 and newer."""
        now = dt.datetime.now(dt.UTC)
        with self.guard:
            if self.made_on != now.date():
                files = self.find(now)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.minimum_version = ssl.TLSVersion.TLSv1_2
                context.load_cert_chain(files.server, files.key)
                context.set_alpn_protocols(["http/1.1"])
                self.ready, self.made_on = context, now.date()
            return self.ready


class Words(argparse.ArgumentParser):
    """Words on the command line; wrong ones are a refusal to start like any other, in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Refuse, and say where help is."""
        raise Refusal(f"{message[:1].upper()}{message[1:]} (script/server --help says what there is).")


def arguments(words: list[str]) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = Words(prog="script/server", description="Serve the demo practice, or a real one, from this machine.")
    parser.add_argument("--practice", metavar="FOLDER", type=Path, help="a real practice, kept in this folder")
    parser.add_argument("--address", metavar="NAME", help="the name or IP address tablets open, served over TLS")
    parser.add_argument("--cert", metavar="FILE", type=Path, help="the certificate for that address (PEM)")
    parser.add_argument("--key", metavar="FILE", type=Path, help="its key (PEM)")
    parser.add_argument("--port", type=int, help="8000, or 8443 with --address")
    parser.add_argument(
        "--listen", metavar="IP", help="the network interface: this machine only, or all with --address"
    )
    parser.add_argument(
        "--behind-proxy",
        metavar="N",
        type=int,
        help="N proxies in front do TLS and say who asks; --address is then what people open, perhaps NAME:PORT/FOLDER",
    )
    asked = parser.parse_args(words)
    if (asked.cert is None) != (asked.key is None):
        parser.error("--cert and --key go together")
    if asked.cert is not None and asked.address is None:
        parser.error("--cert needs --address: the name in the certificate")
    if asked.behind_proxy is not None and not 1 <= asked.behind_proxy <= 9:
        parser.error("--behind-proxy is a number from 1 to 9")
    if asked.behind_proxy and asked.cert is not None:
        parser.error("--behind-proxy leaves TLS to the proxy: the certificate goes there")
    if asked.port is not None and not 0 < asked.port < 65536:
        parser.error("--port is a number from 1 to 65535")
    for path in ("practice", "cert", "key"):  # before we go elsewhere
        told = getattr(asked, path)
        setattr(asked, path, told and told.expanduser().resolve())
    return asked


def settle(asked: argparse.Namespace) -> tuple[str, int]:
    """Put what was asked into the environment that `config` reads; answer where to listen."""
    os.environ["FOOTING_DEMO"] = "0" if asked.practice else "1"
    os.environ["FOOTING_PRACTICE"] = str(asked.practice or "")
    if asked.behind_proxy:
        os.environ["FOOTING_PROXY_HOPS"] = str(asked.behind_proxy)
    proxied = os.environ.get("FOOTING_PROXY_HOPS", "0") != "0"
    listen = interface(asked.listen) if asked.listen else ""
    if asked.address and not asked.behind_proxy:
        address, port = certificates.tidy(asked.address), asked.port or 8443
        os.environ["FOOTING_BASE_URL"] = f"https://{in_brackets(address)}:{port}"
        everywhere = "::" if ":" in address else "0.0.0.0"  # noqa: S104
        return listen or (own_interface(address) if is_loopback(address) else everywhere), port
    listen, port = listen or "127.0.0.1", asked.port or 8000
    if asked.address:
        os.environ["FOOTING_BASE_URL"] = f"https://{beyond_proxy(asked.address)}"
    opened = os.environ.setdefault("FOOTING_BASE_URL", f"http://{in_brackets(listen)}:{port}")
    has_tls = proxied and opened.startswith("https://")
    if asked.behind_proxy and not has_tls:
        raise Refusal("Behind a proxy, say which address people open there: give --address NAME as well.")
    if not has_tls and not is_loopback(listen):
        raise Refusal(f"{listen} can be reached by other machines and there is no TLS: give --address NAME as well.")
    return listen, port


def refuse_if_taken(listen: str, port: int) -> None:
    """Say at once when another program has the port."""
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((listen, port))
        except OSError as error:
            other = "--port" if error.errno == errno.EADDRINUSE else "--listen"
            raise Refusal(f"Cannot listen on {listen}, port {port} ({error.strerror}): give another {other}.") from None


def refuse_before_anything_is_made(asked: argparse.Namespace, listen: str, port: int) -> None:
    """Judge what can be judged already where there is no practice yet: a refused first start leaves nothing behind."""
    if Place.from_env(os.environ).has_key:
        return
    refuse_if_taken(listen, port)
    if asked.cert:
        certificates.given(asked.cert, asked.key, certificates.tidy(asked.address), dt.datetime.now(dt.UTC))


def make_ready(config: Config) -> list[str]:
    """Bring the database up to date; the lines to show: demo sign-ins, or the set-up link of an empty practice."""
    from clinic.operations import starting
    from wsgi import create_app

    app = create_app(config)
    with app.app_context():
        try:
            starting.make_ready(app, ROOT / "migrations")
        except starting.CannotStart as why:
            raise Refusal(str(why)) from None

    def run(*words: str) -> list[str]:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=words)
        if result.exit_code:
            raise result.exception if isinstance(result.exception, Exception) else Refusal(result.output.strip())
        return list(result.output.splitlines())

    if config.demo:
        return run("demo")
    with app.app_context():
        warnings = list(starting.clock_warnings())
    if run("users", "list"):
        return warnings
    link = run("create-admin")[-1]
    return [
        *warnings,
        "This practice is empty and has no account. Open this link once, within 15 minutes, to set it up:",
        link,
    ]


def in_a_child(work: Callable[[], list[str]]) -> list[str]:
    """Do `work` in a process of its own, so that the server's never opens the database; its lines."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as out:
                out.write("\n".join(work()))
            status = 0
        except Refusal as refusal:
            print(refusal.message, file=sys.stderr)
            status = refusal.exit_code
        except BaseException as error:
            from wsgi import say_plainly

            say_plainly(type(error), error, error.__traceback__)
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as told:
        lines = told.read().splitlines()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise SystemExit(status)  # it has said why
    return lines


def keep_for_good() -> None:
    """Read the clinical library before anybody waits for it, and spare the collector what stays until the end.

    Every page makes some hundred thousand objects and drops them; looking through the whole program after each few
    hundred of them took a fifth of a page's time.
    """
    from clinic.knowledge import library

    library.load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def allow_files() -> None:
    """Let this process hold a socket for every line it may have; some systems begin with few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = reception.MOST_LINES + 500
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def end_gently(app: "Flask") -> None:
    """When told to end, let the monitors hear it first: a proxy sends nobody here any more by the time we close."""
    usual = signal.getsignal(signal.SIGTERM)
    assert callable(usual)

    def gently(number: int, frame: Any) -> None:
        seconds = app.extensions["probes"].end()
        if seconds:
            threading.Timer(seconds, usual, (number, frame)).start()
        else:
            usual(number, frame)

    signal.signal(signal.SIGTERM, gently)


def greet(config: Config, place: Place, lines: list[str], files: certificates.Certificates | None) -> None:
    """Say where the practice is open, and what its people need to come in."""
    what = "the demo practice: everybody in it is made up" if config.demo else f"the practice in {place.data}"
    print(f"\nFooting is open at {config.base_url} ({what}). Ctrl+C closes it.")
    for line in lines:
        print(f"  {line}")
    if files and files.authority:
        print(f"  Tablets must trust this authority once (docs/trust-the-certificate.md): {files.authority}")
        print(f"  Its SHA-256 fingerprint: {certificates.fingerprint(files.authority)}")
    print(f"  Data: {place.data}\n  Keys: {place.keys}", flush=True)


def main(words: list[str]) -> None:
    """Serve until stopped."""
    asked = arguments(words)
    listen, port = settle(asked)
    os.chdir(ROOT)
    refuse_before_anything_is_made(asked, listen, port)
    config = Config.from_env()
    assert config.place is not None
    place = config.place
    claim = place.lock()
    refuse_if_taken(listen, port)
    place.keep_address(config.base_url)
    tls: dict[str, Any] = {}
    files = None
    if asked.address and not asked.behind_proxy:
        address = certificates.tidy(asked.address)

        def find(now: dt.datetime) -> certificates.Certificates:
            if asked.cert:
                return certificates.given(asked.cert, asked.key, address, now)
            return certificates.own(place.keys, address, now)

        files = find(dt.datetime.now(dt.UTC))
        contexts = Tls(find)
        tls = {
            "certfile": str(files.server),
            "keyfile": str(files.key),
            "ssl_context": lambda _settings, _usual: contexts.context(),
        }
    reception.Worker.is_behind_proxy = config.proxy_hops > 0
    allow_files()
    lines = in_a_child(lambda: make_ready(config))
    if config.proxy_hops and not tls:
        lines.append(f"The proxy hands on to http://{in_brackets(listen)}:{port} (docs/looking-after.md).")

    def opened(worker: Any) -> None:
        if worker.age == 1:
            greet(config, place, lines, files)

    made: list[Any] = []

    def closed(_server: Any, _worker: Any) -> None:
        from clinic import database

        for app in made:
            database.close(app)

    def load() -> "WSGIApplication":
        from clinic.operations import daily, janitor
        from wsgi import create_app

        app = create_app(config)
        made.append(app)
        keep_for_good()
        janitor.start(app)
        daily.start(app)
        end_gently(app)
        return app

    settings = {
        **GUNICORN,
        "bind": f"{in_brackets(listen)}:{port}",
        "worker_class": reception.Worker,
        "logger_class": Log,
        "post_worker_init": opened,
        "worker_exit": closed,
        **tls,
    }
    try:
        Server(settings, load).run()
    finally:
        claim.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        sys.exit(refusal.exit_code)

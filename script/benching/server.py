"""The project's own server with the demo practice, and somebody who visits it over HTTP."""

import http.cookiejar
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "made-up people only"
"""The demo's; its server says it aloud."""


class Visitor:
    """Somebody at a browser without scripts: keeps cookies, follows redirects, fills in forms. Staff, or a stranger."""

    def __init__(self, address: str, name: str = "") -> None:
        self.address, self.cookies = address, http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open
        if name:
            self.send(self.form(self.page("/sign-in"), "form"), username=name, password=PASSWORD)

    def get(self, path: str) -> bytes:
        """The body at a path."""
        with self._open(urllib.parse.urljoin(self.address, path), timeout=120) as answer:
            self.at = urllib.parse.urlsplit(answer.url).path
            body: bytes = answer.read()
            return body

    def page(self, path: str) -> BeautifulSoup:
        """The page at a path."""
        return BeautifulSoup(self.get(path), "html.parser")

    def form(self, page: BeautifulSoup, css: str) -> tuple[str, dict[str, str]]:
        """Where a form goes and what it holds."""
        form = page.select_one(css)
        assert form is not None, (self.at, css)
        return str(form.get("action") or self.at), held(form)

    def send(self, form: tuple[str, dict[str, str]], **more: str | list[str]) -> BeautifulSoup:
        """Send a form, with some of it changed."""
        path, data = form
        body = urllib.parse.urlencode(data | more, doseq=True).encode()
        request = urllib.request.Request(urllib.parse.urljoin(self.address, path), body)  # noqa: S310
        request.add_header("Origin", self.address)
        request.add_header("Referer", urllib.parse.urljoin(self.address, self.at if hasattr(self, "at") else "/"))
        with self._open(request, timeout=120) as answer:
            self.at = urllib.parse.urlsplit(answer.url).path
            return BeautifulSoup(answer.read(), "html.parser")


def held(form: Tag) -> dict[str, str]:
    """What a browser would send for a form (one value a name is enough here)."""
    data: dict[str, str] = {}
    for box in form.select("input, textarea, select"):
        name, kind = box.get("name"), box.get("type", "text")
        if not name or kind in ("submit", "button") or (kind in ("radio", "checkbox") and not box.has_attr("checked")):
            continue
        if box.name == "select":
            chosen = box.select_one("option[selected]") or box.select_one("option")
            data[str(name)] = str(chosen.get("value", "")) if chosen else ""
        else:
            data[str(name)] = box.text.removeprefix("\n") if box.name == "textarea" else str(box.get("value", ""))
    return data


@contextmanager
def demo_server() -> Iterator[str]:
    """The project's own server with the demo practice, in a folder that is thrown away; its address."""
    home = Path(tempfile.mkdtemp())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    around = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [sys.executable, str(ROOT / "script/serve.py"), "--port", str(port)]
    server = subprocess.Popen(command, env=around, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        while line := server.stdout.readline():
            if line.startswith("  Keys:"):
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def p95(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1] * 1000


def line(name: str, seconds: list[float], more: str = "") -> None:
    """One row of the table."""
    middle, most = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"{name:46}{middle:8.1f} p50{p95(seconds):8.1f} p95{most:8.1f} most {len(seconds):5} times   {more}".rstrip())

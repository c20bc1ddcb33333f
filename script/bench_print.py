"""The print button, as `script/bench print` measures it: a real server over HTTP on the demo practice.

First the button alone: a change to a plan, a moment in which its paper is made ahead, the signature, and the time until
the whole PDF is there. Then ten clinicians who print different papers at once, none of them made ahead, and what an
answer saved on a tablet's form takes meanwhile, against the same save on an idle server.
"""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[1]
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


def plan_page(who: Visitor) -> str:
    """The address of a plan of the demo practice that can be signed."""
    for link in who.page("/").select('a[href^="/visits/"]'):
        visit = re.match(r"/visits/[\w-]+", str(link["href"]))
        assert visit is not None
        page = who.page(visit[0])
        if page.select_one(f'form[action="{visit[0]}/plan"]'):
            who.send(who.form(page, f'form[action="{visit[0]}/plan"]'))
            if who.at.startswith("/plans/") and not is_blocked(who, who.at):
                return who.at
    raise SystemExit("No visit of the demo practice has a plan that can be signed.")


def is_blocked(who: Visitor, path: str) -> bool:
    """Accept everything that is proposed; whether something still stands in the way of signing."""
    who.send(who.form(who.page(path), "form#plan"), do="accept-all")
    page = who.page(path)
    return page.select_one(".app-sign .app-dot.is-red") is not None


def sign(who: Visitor, plan: str, note: str, ahead: float) -> str:
    """Write a note, wait until the paper is made ahead, sign; the address of the paper."""
    who.send(who.form(who.page(plan), "form#plan"), note_en=note, note_es=note, do="save")
    page = who.page(plan)
    action, data = who.form(page, "form#plan")
    if ahead:
        request = urllib.request.Request(  # noqa: S310
            who.address + plan + "/ahead", urllib.parse.urlencode({"csrf_token": data["csrf_token"]}).encode()
        )
        request.add_header("Origin", who.address)
        who._open(request, timeout=60).close()
        time.sleep(ahead)
    shown = who.send((action + "/sign", data), do="sign")
    link = shown.select_one("#print")
    assert link is not None, who.at
    return str(link["href"])


def timed(who: Visitor, path: str) -> float:
    """Seconds until the whole of it is there."""
    start = time.perf_counter()
    data = who.get(path)
    assert data.startswith(b"%PDF"), data[:80]
    return time.perf_counter() - start


def variants(path: str) -> list[str]:
    """Ten papers of one signed plan."""
    place = path.rsplit("/", 1)[0]
    every = [
        f"{place}/{language}.pdf?paper={paper}&size={size}{mono}"
        for language in ("en", "es", "both")
        for paper in ("letter", "a4")
        for size in ("standard", "large")
        for mono in ("", "&mono=y")
    ]
    return [one for one in every if f"{one}&" not in path and one != path][-10:]


def tablet(address: str) -> Visitor:
    """A tablet in a patient's hand: a walk-in of a made-up person, handed over and confirmed."""
    who = Visitor(address, "sam")
    made_up = {"name": "Testa Walkin", "born_on": "03/02/1950", "chart_number": "ZZ-1"}
    page = who.send(who.form(who.page("/walk-in"), "main form"), **made_up)
    who.send(who.form(page, "main form"), go="here", language="en")
    who.send(who.form(who.page("/kiosk/confirm"), "main form"), go="on", name="Testa Walkin", born_on="03/02/1950")
    assert who.at.startswith("/kiosk/"), who.at
    return who


def saves(who: Visitor, go_on: Callable[[int], bool]) -> list[float]:
    """Seconds that each answer on the tablet takes to be kept, one after another as long as `go_on` says."""
    token = who.page("/kiosk/safety").select_one("[name=csrf_token]")
    assert token is not None
    seconds: list[float] = []
    while go_on(len(seconds)):
        answer = {"field": "r-sym_zone", "value": [("mth2", "mth3")[len(seconds) % 2]]}
        request = urllib.request.Request(who.address + "/kiosk/answer", json.dumps(answer).encode())  # noqa: S310
        for name, value in (
            ("Content-Type", "application/json"),
            ("Origin", who.address),
            ("X-CSRFToken", str(token["value"])),
        ):
            request.add_header(name, value)
        start = time.perf_counter()
        with who._open(request, timeout=60) as said:
            assert json.load(said)["saved"]
        seconds.append(time.perf_counter() - start)
        time.sleep(0.02)
    return seconds


def measure(repeat: int, others: int = 10) -> None:
    """The two tables."""
    with demo_server() as address:
        who, patient = Visitor(address, "jordan"), tablet(address)
        plan = plan_page(who)
        timed(who, sign(who, plan, "The first one starts the printing process.", ahead=0))
        time.sleep(8)  # it draws its pictures ahead while nobody asks for anything
        ahead, fresh, again = [], [], []
        for n in range(repeat):
            path = sign(who, plan, f"Note number {n} of the measurement.", ahead=3)
            ahead.append(timed(who, path))
            again.append(timed(who, path))
        for n in range(max(5, repeat // 8)):
            fresh.append(timed(who, sign(who, plan, f"Note {n}, not made ahead.", ahead=0)))
        line("print button, made ahead", ahead, "budget 30 ms p95")
        line("print again, stored bytes", again)
        line("print button, nothing made ahead", fresh)

        idle = saves(patient, lambda count: count < repeat * 4)
        busy, papers = [], []
        for n in range(3):
            wanted = variants(sign(who, plan, f"Ten print at once, {n}.", ahead=0))[:others]
            people = [Visitor(address, "jordan") for _ in wanted]
            threads = [
                threading.Thread(target=lambda one, path: papers.append(timed(one, path)), args=pair)
                for pair in zip(people, wanted, strict=True)
            ]
            for thread in threads:
                thread.start()
            busy += saves(patient, lambda _count: any(thread.is_alive() for thread in threads))  # noqa: B023
        line("an answer saved, idle", idle)
        line(
            f"an answer saved while {others} papers are laid out",
            busy,
            f"{p95(busy) / p95(idle):.2f} of idle, at most 2",
        )
        line(f"each of those {others} papers", papers)


def line(name: str, seconds: list[float], more: str = "") -> None:
    """One row of the table."""
    middle, most = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"{name:46}{middle:8.1f} p50{p95(seconds):8.1f} p95{most:8.1f} most {len(seconds):5} times   {more}".rstrip())

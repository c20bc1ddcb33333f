"""The print button, as `script/bench print` measures it: a real server over HTTP on the demo practice.

First the button alone: a change to a plan, a moment in which its paper is made ahead, the signature, and the time until
the whole PDF is there. Then ten clinicians who print different papers at once, none of them made ahead, and what an
answer saved on a tablet's form takes meanwhile, against the same save on an idle server.
"""

import json
import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable

from benching.server import Visitor, demo_server, line, p95


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
    shown = who.send((action + "/sign", data), do="sign", untested_reason="Measured only")
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

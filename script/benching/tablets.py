"""Fifty tablets at once, as `script/bench tablets` measures them: a real server over HTTP on the embedded database.

Each tablet is a made-up walk-in with a session and an intake of its own. First one tablet alone, answer after answer;
then all of them without a pause; then all of them as people answer, two to four seconds apart, each page also asking
every few seconds what stands. The time is that from sending an answer to having read that it is saved. Then one whole
interview, for the bytes that each step costs.
"""

import gzip
import http.client
import json
import random
import re
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from itertools import count

from bs4 import BeautifulSoup

from benching.server import Visitor, demo_server, line

# Every one of these changes something, so every one is a real save with its trace.
CYCLE: list[tuple[str, list[object]]] = [
    ("r-nprs_now", list("0123456789")),
    ("r-sym_trend", ["same", "better", "worse"]),
    ("r-sym_quality", [["ache"], ["ache", "burn"]]),
    ("shoe_main", ["athletic", "walking"]),
    ("psfs_1", ["Walk to the mill", "Walk to the mill and back"]),
]
BORN = "03/02/1950"


class Tablet(Visitor):
    """A tablet that joined one intake with a code. It keeps its connection, as a browser does."""

    def __init__(self, address: str, code: str, name: str) -> None:
        super().__init__(address)
        self.send(self.form(self.page("/kiosk/join"), "#join"), code=code)
        self.send(self.form(self.page("/kiosk/confirm"), "#confirm"), name=name, born_on=BORN)
        self.random = random.Random(name)  # noqa: S311 (only for pauses)
        self.bytes_out = self.bytes_in = self.turned_away = 0
        self.wire = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)

    def pass_screen(self, answers: dict[str, str | list[str]]) -> None:
        """Answer the screen that stands and go on."""
        here = self.at
        self.send(self.form(self.page(here), "#step"), go="on", **answers)
        if self.at == here:
            raise SystemExit(f"The interview does not go on after {here}.")

    def ready(self) -> None:
        """What a browser needs to save without leaving its page."""
        page = self.page(self.at)
        token = page.select_one("[name=csrf_token]")
        assert token is not None
        self.headers = {
            "Cookie": "; ".join(f"{one.name}={one.value}" for one in self.cookies),
            "X-CSRFToken": str(token["value"]),
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Origin": self.address,
        }

    def ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, object]:
        """One request on the connection that is kept, opened anew when the server has closed it."""
        for last in (False, True):
            try:
                self.wire.request(method, path, body, self.headers)
                answer = self.wire.getresponse()
                data = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
                self.wire.close()
                if last:
                    raise
        if answer.status == 503:  # as the page does: it was told that nothing was lost, and tries again
            self.turned_away += 1
            time.sleep(1)
            return self.ask(method, path, body)
        assert answer.status == 200, (answer.status, data[:200])
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 19
        self.bytes_in, self.bytes_out = (
            head + len(data),
            sum(len(name) + len(value) + 4 for name, value in self.headers.items()) + len(body or b""),
        )
        found: dict[str, object] = json.loads(data)
        return found

    def save(self, number: int) -> float:
        """Seconds until one answer is known to be kept."""
        name, values = CYCLE[number % len(CYCLE)]
        value = values[(number // len(CYCLE)) % len(values)]
        body = json.dumps({"field": name, "value": value, "unit": ""}).encode()
        started = time.perf_counter()
        said = self.ask("POST", "/kiosk/answer", body)
        seconds = time.perf_counter() - started
        assert said["saved"] and said["changed"], said
        return seconds

    def look(self) -> None:
        """What the open page asks every few seconds."""
        self.ask("GET", "/kiosk/state?screen=pain")


def walk_ins(address: str, wanted: int) -> Iterator[tuple[str, str]]:
    """As many made-up people as wanted, each with a code for a tablet."""
    desk = Visitor(address, "sam")
    for number in range(wanted):
        name = f"Testa Walkin{number}"
        made_up = {"name": name, "born_on": BORN, "chart_number": f"ZZ-{number}"}
        page = desk.send(desk.form(desk.page("/walk-in"), "main form"), **made_up)
        page = desk.send(desk.form(page, "main form"), go="code", language="en")
        code = page.select_one(".code")
        assert code is not None, desk.at
        yield name, code.text


def all_at_once(tablets: list[Tablet], work: Callable[[Tablet], None]) -> float:
    """Let every tablet do its work at the same time; seconds until the last is done."""
    failed: list[BaseException] = []

    def guarded(one: Tablet) -> None:
        try:
            work(one)
        except BaseException as fault:
            failed.append(fault)

    threads = [threading.Thread(target=guarded, args=(one,)) for one in tablets]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - started


def measure(tablets: int, seconds: int = 40) -> None:
    """The table."""
    from tests.interview.tablets import FIRST_VISIT

    with demo_server() as address:
        every = [Tablet(address, code, name) for name, code in walk_ins(address, tablets)]
        for one in every:
            one.pass_screen(FIRST_VISIT["safety"])
            one.pass_screen(FIRST_VISIT["map"])
            one.ready()
        numbers = {id(one): count() for one in every}

        alone = [every[0].save(next(numbers[id(every[0])])) for _ in range(200)]
        line("an answer saved, one tablet alone", alone)

        busy: list[float] = []
        took = all_at_once(every, lambda one: busy.extend(one.save(next(numbers[id(one)])) for _ in range(30)))
        line(f"{tablets} tablets, no pause", busy, f"{len(busy) / took:.0f} a second")

        calm: list[float] = []

        def answer_calmly(one: Tablet) -> None:
            time.sleep(one.random.uniform(0, 3))
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                calm.append(one.save(next(numbers[id(one)])))
                pause = one.random.uniform(2, 4)
                time.sleep(pause / 2)
                one.look()
                time.sleep(pause / 2)

        took = all_at_once(every, answer_calmly)
        line(f"{tablets} tablets, 2 to 4 seconds between answers", calm, f"{len(calm) / took:.0f} a second")
        print(f"saves that were told to come back in a second: {sum(one.turned_away for one in every)}")
        weigh(every[0], FIRST_VISIT)


def weigh(tablet: Tablet, answers: dict[str, dict[str, str | list[str]]]) -> None:
    """The bytes of each step of a whole interview."""
    tablet.save(0) if tablet.bytes_in == 0 else None
    out, back, plain, packed = tablet.bytes_out, tablet.bytes_in, [], []
    tablet.get("/kiosk/safety")
    while (slug := tablet.at.rsplit("/", 1)[1]) != "review":
        body = tablet.get(tablet.at)
        plain.append(len(body))
        packed.append(len(gzip.compress(body, 6)))
        tablet.pass_screen(answers[slug])
    page = BeautifulSoup(tablet.get("/kiosk/safety"), "html.parser")
    files = [str(one.get("href") or one.get("src")) for one in page.select("link[rel=stylesheet], script[src]")]
    first = [tablet.get(path) for path in files]
    fonts = re.findall(rb"url\(([^)]+woff2[^)]*)\)", b"".join(first))
    print(f"\n{'bytes of a screen, of ' + str(len(plain)):46}{statistics.median(plain):8.0f} middle{max(plain):8} most")
    print(f"{'the same, packed with gzip':46}{statistics.median(packed):8.0f} middle{max(packed):8} most")
    print(f"{'bytes of a save':46}{out:8} sent  {back:8} received")
    print(
        f"{'styles and scripts, once (packed)':46}{sum(map(len, first)):8}"
        f" ({sum(len(gzip.compress(one, 6)) for one in first)}), and up to {len(set(fonts))} fonts"
    )

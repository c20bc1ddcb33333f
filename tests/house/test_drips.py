"""Two hundred slow clients at once, one byte each two seconds: nobody else waits for them."""

import http.client
import itertools
import re
import socket
import ssl
import statistics
import threading
import time
from pathlib import Path

import pytest

import lines
from tests.house.test_scripts import CLOSED, Running

DRIPS = 200
EVERY = 2.0
HEAD = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"x" * 4000
BODY = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n"


class Drip:
    """A client that sends what it has to say one byte at a time: its greeting, the head of a request, or a form."""

    def __init__(self, kind: str, port: int, context: ssl.SSLContext) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), 10)
        self.is_open = True
        if kind == "greeting":
            outgoing = ssl.MemoryBIO()
            told = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
            with pytest.raises(ssl.SSLWantReadError):
                told.do_handshake()
            self.words = iter(outgoing.read())
        else:
            self.sock = context.wrap_socket(self.sock, server_hostname="localhost")
            if kind == "form":
                self.sock.sendall(BODY)
            self.words = iter(HEAD if kind == "head" else b"x" * 4000)

    def send(self) -> None:
        """One more byte."""
        try:
            self.sock.sendall(bytes([next(self.words)]))
        except OSError:
            self.is_open = False
            self.sock.close()


def page(port: int, context: ssl.SSLContext, path: str) -> float:
    """Seconds that somebody else waits for a page, on a line of their own."""
    started = time.monotonic()
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status in (200, *CLOSED)
    return time.monotonic() - started


def drip(port: int, context: ssl.SSLContext, stop: threading.Event, count: list[int]) -> None:
    """Two hundred clients that send a byte each two seconds, and come again when they are cut off."""
    kinds = itertools.cycle(("greeting", "head", "form"))
    drips = [Drip(next(kinds), port, context) for _ in range(DRIPS)]
    while not stop.wait(EVERY):
        for number, one in enumerate(drips):
            one.send()
            if not one.is_open:
                drips[number] = Drip(next(kinds), port, context)
        count.append(len(drips))
    for one in drips:
        one.sock.close()


def others(port: int, context: ssl.SSLContext, seconds: float) -> list[float]:
    """How long pages take for others while two hundred clients drip for so long."""
    stop = threading.Event()
    count: list[int] = []
    waits: list[float] = []
    dripping = threading.Thread(target=drip, args=(port, context, stop, count))
    dripping.start()
    while not count:
        time.sleep(0.1)
    began = time.monotonic()
    for path in itertools.cycle(("/sign-in", "/kiosk/join", "/")):
        if time.monotonic() - began > seconds:
            break
        waits.append(page(port, context, path))
        time.sleep(0.05)
    stop.set()
    dripping.join()
    return waits


def test_two_hundred_clients_that_drip_slow_nobody_down(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    words = ["--practice", "clinic", "--address", "localhost", "--listen", "127.0.0.1"]
    seconds = 60 if request.config.getoption("--long") else lines.HEADER_SECONDS + 2
    with Running(tmp_path / "home", words) as server:
        found = re.search(r"(\S+/authority\.crt)", server.said)
        assert found, server.said
        context = ssl.create_default_context(cafile=found[1])
        page(server.port, context, "/sign-in")
        waits = others(server.port, context, seconds)
        ninety_five = statistics.quantiles(waits, n=20)[-1]
        assert len(waits) > 10 and ninety_five < 1, (ninety_five, max(waits))
    assert "Traceback" not in (tmp_path / "home" / "server.log").read_text()

"""A page that hangs, crashes, eats memory or reaches for a file: one clear sentence, and the next page prints."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from clinic.content.plan_content import Words
from clinic.paper.document import html
from clinic.renderer import client
from clinic.renderer.client import SENTENCES, Renderer, RenderFailed
from tests.paper.sample import runner

PAGE = '<html lang="en"><title>t</title><p>fine</p></html>'
HANG = '<table style="table-layout:fixed"><tr><td style="width:3cm;overflow-wrap:anywhere">' + "x" * 40000
BOMB = "<p>" + "word " * 4_000_000


def refused(renderer: Renderer, page: str) -> RenderFailed:
    with pytest.raises(RenderFailed) as caught:
        renderer.render(page)
    return caught.value


def test_a_page_that_never_ends_is_stopped_and_the_next_one_prints(renderer: Renderer) -> None:
    start = time.monotonic()
    failed = refused(renderer, HANG)
    assert failed.reason == "timeout"
    assert time.monotonic() - start < 16, "ten seconds, and a busy machine"
    assert renderer.render(PAGE).data.startswith(b"%PDF")


def test_a_page_that_eats_memory_is_stopped_and_the_next_one_prints(renderer: Renderer) -> None:
    assert refused(renderer, BOMB).reason in ("memory", "timeout", "crash")
    assert renderer.render(PAGE).pages == 1


def test_a_page_that_is_not_text_is_a_failure_in_plain_words(renderer: Renderer) -> None:
    failed = refused(renderer, '<html data-sides="many"><p>x')
    assert failed.reason == "crash"
    assert "ValueError" in failed.fault
    assert str(failed) == SENTENCES["crash"]
    assert renderer.render(PAGE).pages == 1


def test_a_worker_that_was_killed_is_started_again_unnoticed(renderer: Renderer) -> None:
    renderer.render(PAGE)
    assert renderer.pid is not None
    os.kill(renderer.pid, signal.SIGKILL)
    assert renderer.render(PAGE).pages == 1


def test_a_worker_killed_in_the_middle_of_a_page_costs_only_time(renderer: Renderer) -> None:
    renderer.render(PAGE)
    pid = renderer.pid
    assert pid is not None
    threading.Timer(0.1, os.kill, (pid, signal.SIGKILL)).start()
    slow = replace(runner(), note=Words.own("word " * 2000))
    assert renderer.render(html(slow)).pages > 4
    # The page may have been finished by the fork that was drawing it; the next one finds a new worker either way.
    assert renderer.render(PAGE).pages == 1
    assert renderer.pid != pid


def test_many_pages_at_once_all_print(renderer: Renderer) -> None:
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(renderer.render(PAGE).pages)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 8


def test_a_queue_that_is_full_says_so_at_once() -> None:
    renderer = Renderer()
    renderer._waiting = client.AT_ONCE + client.QUEUE
    start = time.monotonic()
    assert refused(renderer, PAGE).reason == "busy"
    assert time.monotonic() - start < 0.1
    assert renderer.pid is None


def test_every_reason_has_a_sentence_that_says_the_plan_is_safe() -> None:
    assert all("The plan is safe." in sentence for sentence in SENTENCES.values())


def test_the_worker_is_told_no_secret(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTING_TEST_SECRET", "open-sesame")
    fresh = Renderer()
    fresh.render(PAGE)
    try:
        with open(f"/proc/{fresh.pid}/environ", "rb") as told:
            assert b"open-sesame" not in told.read()
        with open(f"/proc/{fresh.pid}/maps") as mapped:
            modules = mapped.read()
        assert "sqlcipher" not in modules
        assert "psycopg" not in modules
    finally:
        fresh.stop()


def test_a_stopped_renderer_leaves_no_process_behind() -> None:
    renderer = Renderer()
    renderer.render(PAGE)
    pid = renderer.pid
    assert pid is not None
    renderer.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


# Reaching out


class Knocks:
    """A server of ours that counts who comes."""

    def __init__(self) -> None:
        knocks = self.paths = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                knocks.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"x")

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture(scope="module")
def knocks() -> Iterator[Knocks]:
    made = Knocks()
    yield made
    made.server.shutdown()
    made.server.server_close()


REACHING: dict[str, Callable[[str], str]] = {
    "img http": lambda u: f'<img src="{u}a">',
    "img file": lambda u: '<img src="file:///etc/passwd">',
    "link css": lambda u: f'<link rel=stylesheet href="{u}b">',
    "style import": lambda u: f"<style>@import url({u}c);</style>",
    "style background": lambda u: f"<style>body{{background:url({u}d)}}</style>",
    "font face": lambda u: f"<style>@font-face{{font-family:x;src:url({u}e)}}p{{font-family:x}}</style><p>a",
    "object": lambda u: f'<object data="{u}f"></object>',
    "embed": lambda u: f'<embed src="{u}g">',
    "attachment": lambda u: '<link rel=attachment href="file:///etc/passwd">',
    "link attachment": lambda u: '<a rel=attachment href="file:///etc/passwd">x</a>',
    "svg image": lambda u: f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{u}h"/></svg>',
    "svg use": lambda u: f'<svg xmlns="http://www.w3.org/2000/svg"><use href="{u}i#a"/></svg>',
    "list style": lambda u: f'<ul style="list-style-image:url({u}j)"><li>x</ul>',
    "content": lambda u: f"<style>p::before{{content:url({u}k)}}</style><p>x",
    "data svg": lambda u: (
        '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage href=%22'
        + u
        + 'l%22/%3E%3C/svg%3E">'
    ),
    "meta base": lambda u: f'<base href="{u}"><img src="m">',
    "video": lambda u: f'<video poster="{u}n"></video>',
    "input": lambda u: f'<input type=image src="{u}o">',
}


@pytest.mark.parametrize("name", REACHING)
def test_nothing_is_fetched_from_anywhere_but_our_own_files(name: str, renderer: Renderer, knocks: Knocks) -> None:
    page = f'<html lang="en"><title>t</title><body>{REACHING[name](knocks.url)}</body></html>'
    try:
        data = renderer.render(page).data
    except RenderFailed as failed:
        assert failed.reason == "refused"
    else:
        assert b"root:" not in data
        assert b"EmbeddedFile" not in data
    assert knocks.paths == []


@pytest.mark.parametrize("name", REACHING)
def test_a_note_that_reaches_out_is_printed_as_the_text_it_is(name: str, renderer: Renderer, knocks: Knocks) -> None:
    content = replace(runner(), note=Words.own(REACHING[name](knocks.url)))
    assert renderer.render(html(content)).warnings == ()
    assert knocks.paths == []


# Logos


def test_a_logo_is_printed(renderer: Renderer) -> None:
    import io

    from PIL import Image

    image = io.BytesIO()
    Image.new("RGB", (300, 100), "navy").save(image, "PNG")
    done = renderer.render(html(runner(), logo=True), {"logo": image.getvalue()})
    assert done.warnings == ()
    assert b"/Image" in done.data


@pytest.mark.parametrize("logo", [b"", b"not a picture", b"<svg onload='x'><image href='file:///etc/passwd'/></svg>"])
def test_a_logo_that_is_not_a_picture_does_not_stop_the_plan(logo: bytes, renderer: Renderer) -> None:
    done = renderer.render(html(runner(), logo=True), {"logo": logo})
    assert done.pages == 4
    assert any("logo" in warning for warning in done.warnings)

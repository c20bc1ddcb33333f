"""Paper made ahead: the bytes are the signed ones, what changed is made anew, and a failure costs nothing."""

import dataclasses
import threading

import pytest

from clinic.handout import prerender, printouts
from clinic.handout.models import Handout
from clinic.paper.document import Variant
from clinic.renderer.client import RenderFailed
from clinic.signed.models import PlanVersion
from tests.paper import sample
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

LETTER = Variant()


class Printer:
    """Stands where the renderer stands, so that a test can hold it up and count what it was asked."""

    def __init__(self):
        self.asked, self.go, self.busy = [], threading.Event(), threading.Event()
        self.go.set()
        self.fails = False

    def __call__(self, content, chosen, logo):
        self.asked.append(content)
        self.busy.set()
        assert self.go.wait(20)
        if self.fails:
            raise RenderFailed("memory")
        return f"version {content.number} on {chosen.paper}".encode()


@pytest.fixture
def printer():
    return Printer()


def _plan(number):
    return dataclasses.replace(sample.runner(), number=number)


def test_the_builder_asks_for_the_paper_after_every_change(sign_in_as, db):
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit_of(case("V01")))
    asks = page.one("#sign [hx-post$='/ahead']")
    assert "load" in asks["hx-trigger"]
    assert browser.send(asks["hx-post"]).status_code == 204


def test_the_paper_made_from_the_draft_is_byte_for_byte_the_signed_one_and_is_not_rendered_again(
    sign_in_as, db, monkeypatch
):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit := visit_of(case("V01"))), "accept-all")
    browser.send(page.one("#sign [hx-post$='/ahead']")["hx-post"])
    assert prerender.shelf().settle(60)

    sign(browser, page)
    version = PlanVersion.of(visit)[0]
    with monkeypatch.context() as broken:
        broken.setattr(printouts, "render", lambda *_args, **_more: pytest.fail("rendered a second time"))
        paper = browser.get(browser.get(f"/handouts/{version.id}").one("#print")["href"]).data
    assert paper.startswith(b"%PDF")
    stored = db.session.query(Handout).one()
    assert stored.pdf == paper
    content = printouts.PlanContent.from_json(version.content)
    chosen = printouts.variant(stored.language, stored.paper, stored.size, mono=stored.mono)
    assert printouts.render(content, chosen, None) == paper


def test_only_the_newest_of_several_quick_changes_is_made(printer):
    shelf = prerender.Shelf(printer)
    printer.go.clear()
    shelf.offer("plan", _plan(1), LETTER, None)
    assert printer.busy.wait(20)
    for number in (2, 3, 4):
        shelf.offer("plan", _plan(number), LETTER, None)
    printer.go.set()
    assert shelf.settle(20)
    assert [content.number for content in printer.asked] == [1, 4]
    assert shelf.take(_plan(4).sha256, LETTER, None)
    assert shelf.take(_plan(3).sha256, LETTER, None) is None


def test_the_same_content_is_made_once_and_another_paper_or_logo_is_another_one(printer):
    shelf = prerender.Shelf(printer)
    for _ in range(3):
        shelf.offer("plan", _plan(1), LETTER, None)
        assert shelf.settle(20)
    assert len(printer.asked) == 1
    assert shelf.take(_plan(1).sha256, Variant(paper="a4"), None) is None
    assert shelf.take(_plan(1).sha256, LETTER, b"a logo") is None
    shelf.offer("plan", _plan(1), Variant(paper="a4"), None)
    shelf.offer("plan of another patient", _plan(1), LETTER, b"a logo")
    assert shelf.settle(20)
    assert len(printer.asked) == 3


def test_a_print_button_pressed_while_the_paper_is_made_waits_for_it(printer):
    shelf, got = prerender.Shelf(printer), []
    printer.go.clear()
    shelf.offer("plan", _plan(1), LETTER, None)
    assert printer.busy.wait(20)
    press_print = threading.Thread(target=lambda: got.append(shelf.take(_plan(1).sha256, LETTER, None)))
    press_print.start()
    printer.go.set()
    press_print.join(20)
    assert got and got[0]
    assert len(printer.asked) == 1


def test_a_paper_that_could_not_be_made_ahead_is_left_to_the_print_button(printer):
    shelf = prerender.Shelf(printer)
    printer.fails = True
    shelf.offer("plan", _plan(1), LETTER, None)
    assert shelf.settle(20)
    assert shelf.take(_plan(1).sha256, LETTER, None) is None
    printer.fails = False
    shelf.offer("plan", _plan(1), LETTER, None)
    assert shelf.settle(20)
    assert shelf.take(_plan(1).sha256, LETTER, None)


def test_papers_are_kept_for_half_an_hour_and_no_more_than_a_few(printer):
    now = [0.0]
    shelf = prerender.Shelf(printer, clock=lambda: now[0])
    for number in range(1, prerender.KEPT + 2):
        shelf.offer(number, _plan(number), LETTER, None)
        assert shelf.settle(20)
    assert shelf.take(_plan(1).sha256, LETTER, None) is None
    assert shelf.take(_plan(2).sha256, LETTER, None)
    now[0] = prerender.KEPT_SECONDS + 1
    assert shelf.take(_plan(2).sha256, LETTER, None) is None

"""Typing a whole tick sheet by keyboard: fourteen days of five rows, in less time than the clinic has."""

import time
from dataclasses import replace

import pytest

from clinic import sessions
from clinic.clock import wall_clock
from clinic.content.tick_rows import log_rows
from clinic.database import db
from clinic.followup import tick_sheet
from clinic.plan import drafting
from clinic.signed.models import PlanVersion
from tests import factories
from tests.browser import axe
from tests.paper.sample import runner

pytestmark = pytest.mark.browser

SECONDS = 45
KEYS_A_SECOND = 3
"""What somebody does who reads from paper and is no typist."""


@pytest.fixture
def desk(server, window):
    """The front desk's page that asks for a code, and a sheet of five rows."""
    code = drafting.new_log_code()
    content = replace(runner(), exercises=runner().exercises[:3], log_code=code)
    assert len(log_rows(content)) == 5
    with server.rows():
        user = factories.UserFactory(roles=["front_desk"])
        visit = factories.VisitFactory()
        version = PlanVersion(
            visit_id=visit.id,
            number=1,
            log_code=code,
            content=content.to_json(),
            content_sha256=content.sha256,
            draft={},
            library_revision="",
            unapproved=[],
            signed_by_id=visit.clinician_id,
            signed_at=wall_clock(),
        )
        db.session.add(version)
        db.session.commit()
        version_id, user_id = version.id, user.id
        db.session.remove()
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=user_id)
    context = window(viewport={"width": 1366, "height": 768})
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{server.address}/tick-sheets")
    page.wait_for_selector("#code:focus")
    return page, version_id, code, faults


def ready(page):
    """The first box has the focus and the keys work: the script shows the choice of ways as it takes hold of them."""
    page.wait_for_selector("#way:visible")
    page.wait_for_selector("#EX04-1:focus")


def _kept(server, version_id):
    with server.rows():
        kept = tick_sheet.written(db.session.get(PlanVersion, version_id))
        db.session.remove()
    return kept


def test_a_full_sheet_is_typed_in_within_the_time(server, desk):
    page, version_id, code, faults = desk
    started, keys = time.monotonic(), 0

    def type_in(text):
        nonlocal keys
        keys += len(text)
        page.keyboard.type(text)

    type_in(code + "\n")
    ready(page)
    for _week in range(2):
        for _row in range(3):
            type_in("1011101")
        type_in("45 30 60 45 30 60 45 ")
        type_in("654321 0")
    type_in("\n")
    page.wait_for_selector(".app-flash:visible")
    assert time.monotonic() - started < SECONDS
    assert keys / KEYS_A_SECOND < SECONDS
    kept = _kept(server, version_id)
    assert len(kept) == 14 * 5
    assert [kept["pain", day] for day in range(1, 15)] == [6, 5, 4, 3, 2, 1, 0] * 2
    assert [kept["swap", day] for day in (1, 2, 3)] == [45, 30, 60]
    assert faults == []


def test_space_leaves_a_box_not_written_and_clears_it_on_a_correction(server, desk):
    page, version_id, code, _faults = desk
    page.keyboard.type(code + "\n")
    ready(page)
    page.keyboard.type("1 0\n")
    page.wait_for_selector(".app-flash:visible")
    assert _kept(server, version_id) == {("EX04", 1): 1, ("EX04", 3): 0}
    page.wait_for_selector("#code:focus")
    page.keyboard.type(code + "\n")
    ready(page)
    page.keyboard.type(" 1\n")
    page.wait_for_selector(".app-flash:visible")
    assert _kept(server, version_id) == {("EX04", 2): 1, ("EX04", 3): 0}


def test_whoever_types_as_the_hint_says_puts_every_tick_on_its_own_day(server, desk):
    """A tick goes on by itself, so that a Space after it would leave a day out: the hint must not ask for one."""
    page, version_id, code, _faults = desk
    page.keyboard.type(code + "\n")
    ready(page)
    hint = page.locator("main p.muted").first.inner_text()
    assert "a tick goes on to the next box by itself" in hint and "Space leaves a box not written" in hint
    page.keyboard.type("110 1")
    page.focus("#swap-1")
    page.keyboard.type("45 30 ")
    page.focus("#pain-1")
    page.keyboard.type("1 2103")
    page.keyboard.press("Enter")
    page.wait_for_selector(".app-flash:visible")
    kept = _kept(server, version_id)
    assert [kept.get(("EX04", day)) for day in range(1, 6)] == [1, 1, 0, None, 1]
    assert [kept.get(("swap", day)) for day in range(1, 4)] == [45, 30, None]
    assert [kept.get(("pain", day)) for day in range(1, 5)] == [1, 2, 10, 3]


def test_the_boxes_can_be_filled_day_by_day(server, desk):
    page, version_id, code, _faults = desk
    page.keyboard.type(code + "\n")
    ready(page)
    page.check("#way-day")
    page.focus("#EX04-1")
    page.keyboard.type("11130 4")
    page.keyboard.type("0")
    page.keyboard.press("Tab")
    page.keyboard.type("1\n")
    page.wait_for_selector(".app-flash:visible")
    kept = _kept(server, version_id)
    assert kept == {
        ("EX04", 1): 1,
        ("EX02", 1): 1,
        ("EX03", 1): 1,
        ("swap", 1): 30,
        ("pain", 1): 4,
        ("EX04", 2): 0,
        ("EX03", 2): 1,
    }


def test_the_sheet_reads_well_to_everyone(desk):
    page, _version_id, code, _faults = desk
    assert axe.broken(page) == []
    page.keyboard.type(code + "\n")
    ready(page)
    assert axe.broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""Bringing a tablet onto an intake: the link of the QR code, and what is left of the desk on this device."""

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from clinic import sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.kiosk import pairing
from tests import factories
from tests.browser.interview import say_who, slug
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


def _staff(server: Server) -> uuid.UUID:
    with server.rows():
        found: uuid.UUID = factories.UserFactory(roles=["front_desk"]).id
        database.session.remove()
    return found


def test_the_link_of_a_qr_code_opens_the_intake_and_no_log_holds_it(
    server: Server, window: Callable[..., BrowserContext], intake_id: uuid.UUID, caplog: Any
) -> None:
    staff = _staff(server)
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        person = database.session.get(factories.User, staff)
        way = pairing.make(intake, by=person, at=wall_clock())
        database.session.commit()
        database.session.remove()
    page = window().new_page()
    with caplog.at_level(logging.DEBUG):
        page.goto(f"{server.address}/kiosk/join#{way.token}")
        page.wait_for_url("**/kiosk/confirm")  # who is there is asked on every device
        say_who(page, server)
        assert slug(page) == "safety"
    assert way.token not in caplog.text and way.code not in caplog.text
    again = window().new_page()
    again.goto(f"{server.address}/kiosk/join#{way.token}")
    again.get_by_text("This code does not work").first.wait_for()


def test_using_this_device_leaves_no_way_back_to_the_desk(
    server: Server, window: Callable[..., BrowserContext], intake_id: uuid.UUID
) -> None:
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=_staff(server))
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        visit_id, name = intake.visit_id, intake.visit.patient.name
        database.session.remove()
    context = window()
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    page.goto(f"{server.address}/visits/{visit_id}/intake")
    assert name in page.content()
    with page.expect_navigation():
        page.get_by_role("button", name="Use this device now").click()
    assert slug(page) == "confirm"
    for _back in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert name not in page.content()
    for path in ("/", f"/visits/{visit_id}/intake", "/patients", f"/intakes/{intake_id}/answers", "/users", "/log"):
        answer = page.goto(f"{server.address}{path}")
        assert answer is not None and answer.status in (403, 404), path
        assert name not in page.content()


def test_the_desk_sees_a_code_and_a_picture_of_the_link(
    server: Server, window: Callable[..., BrowserContext], intake_id: uuid.UUID
) -> None:
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=_staff(server))
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        visit_id = intake.visit_id
        database.session.remove()
    context = window(viewport={"width": 1366, "height": 768})
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    page.goto(f"{server.address}/visits/{visit_id}/intake")
    with page.expect_navigation():
        page.get_by_role("button", name="Show a code").click()
    assert re.fullmatch(r"[2-9A-Z]{4}\s[2-9A-Z]{4}", page.locator(".code").inner_text())
    assert page.locator(".qr img").evaluate("e => e.naturalWidth") > 100
    assert page.evaluate("document.documentElement.scrollHeight") <= 768

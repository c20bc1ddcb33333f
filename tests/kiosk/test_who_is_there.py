"""Whoever holds a device says who they are, on each device anew; the desk may vouch for the one it hands over."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.interview.models import Intake
from tests import factories
from tests.interview.tablets import follow

RIGHT = {"name": "Maria Torres", "born_on": "3/14/1974"}
WRONG = {"name": "Marta Torres", "born_on": "3/14/1974"}
SHUT = ("", "safety", "goals", "review", "confirm", "state?screen=goals", "taken", "mismatch", "stopped")


@pytest.fixture
def begun(db: Any) -> Intake:
    """An intake that was confirmed on some other device, with an answer that must not be shown to anybody else."""
    from tests.conftest import NOON

    intake = factories.IntakeFactory(visit__patient__name="Maria Torres", confirmed_at=NOON, psfs_1="Zzdance the tango")
    intake.steps_done = ["safety", "map", "pain", "feel", "when", "signs", "shape", "shoes"]
    db.session.commit()
    return intake


def code_for(desk: Any, intake: Intake) -> str:
    page = desk.send(f"/visits/{intake.visit_id}/intake", {"go": "code", "language": "en"})
    return str(page.one(".code").get_text().strip())


def with_a_code(desk: Any, intake: Intake, browser: Any) -> Any:
    """`browser` as a device that was brought onto the intake with a new code."""
    assert browser.send("/kiosk/join", {"code": code_for(desk, intake)}).status_code == 303
    return browser


def on_this_device(desk: Any, intake: Intake, **more: str) -> Any:
    """The desk's own browser, handed over."""
    page = desk.send(f"/visits/{intake.visit_id}/intake", {"go": "here", "language": "en", **more})
    assert page.headers["Location"] == "/kiosk/"
    return desk


@pytest.mark.parametrize("way", ["code", "this device"])
def test_a_second_device_asks_who_is_there_and_shows_nothing_before(
    sign_in_as: Any, app: Any, begun: Any, way: str
) -> None:
    desk = sign_in_as("front_desk")
    device = with_a_code(desk, begun, app.test_client()) if way == "code" else on_this_device(desk, begun)
    assert follow(device, device.get("/kiosk/")).request.path == "/kiosk/confirm"
    for slug in SHUT:
        page = device.get(f"/kiosk/{slug}", check=False)
        assert "Zzdance" not in page.text and "Maria" not in page.text, slug
    headers = {"X-CSRFToken": device.csrf()}
    assert device.post("/kiosk/answer", json={"field": "psfs_1", "value": "x"}, headers=headers).status_code == 409
    assert device.send("/kiosk/send").headers["Location"] == "/kiosk/confirm"
    assert begun.psfs_1 == "Zzdance the tango" and begun.sent_at is None
    device.send("/kiosk/confirm", RIGHT)
    assert follow(device, device.get("/kiosk/")).request.path not in ("/kiosk/confirm", "/kiosk/mismatch")


@pytest.mark.parametrize("way", ["code", "this device"])
def test_somebody_else_on_the_second_device_is_stopped_until_the_desk_has_looked(
    sign_in_as: Any, app: Any, begun: Any, way: str
) -> None:
    desk = sign_in_as("front_desk")
    device = with_a_code(desk, begun, app.test_client()) if way == "code" else on_this_device(desk, begun)
    page = follow(device, device.send("/kiosk/confirm", WRONG))
    assert page.request.path == "/kiosk/mismatch" and "Maria" not in page.text
    other = sign_in_as("front_desk")
    other.send(f"/intakes/{begun.id}/right-person")
    page = follow(device, device.get("/kiosk/"))
    assert page.request.path not in ("/kiosk/confirm", "/kiosk/mismatch")


def test_the_desk_vouches_for_one_tablet_and_one_that_waits_asks_for_itself(
    sign_in_as: Any, app: Any, begun: Any
) -> None:
    desk = sign_in_as("front_desk")
    first = with_a_code(desk, begun, app.test_client())
    second = with_a_code(desk, begun, app.test_client())
    first.send("/kiosk/confirm", WRONG)
    desk.send(f"/intakes/{begun.id}/right-person")
    assert first.get("/kiosk/").headers["Location"] != "/kiosk/confirm"
    second.send("/kiosk/taken")
    assert second.get("/kiosk/").headers["Location"] == "/kiosk/confirm"


def test_the_desk_may_vouch_on_the_device_it_is_at_and_the_trail_says_so(sign_in_as: Any, begun: Any, db: Any) -> None:
    desk = sign_in_as("front_desk")
    page = desk.get(f"/visits/{begun.visit_id}/intake")
    assert "Another device asks for name and date of birth again." in page.says
    assert page.one("#vouched").get("checked") is None
    device = on_this_device(desk, begun, vouched="y")
    assert follow(device, device.get("/kiosk/")).request.path not in ("/kiosk/confirm", "/kiosk/mismatch")
    said = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == Action.INTAKE_IDENTITY_CONFIRMED)).one()
    assert said.actor_id == desk.user.id


def test_nobody_vouches_before_the_patient_has_said_it_once(sign_in_as: Any, db: Any) -> None:
    intake = factories.IntakeFactory(visit__patient__name="Maria Torres")
    desk = sign_in_as("front_desk")
    assert not desk.get(f"/visits/{intake.visit_id}/intake").all("#vouched")
    device = on_this_device(desk, intake, vouched="y")
    assert device.get("/kiosk/").headers["Location"] == "/kiosk/confirm" and intake.confirmed_at is None


def test_the_same_device_after_a_pause_asks_again(sign_in_as: Any, app: Any, begun: Any, clock: Any) -> None:
    desk = sign_in_as("front_desk")
    device = with_a_code(desk, begun, app.test_client())
    device.send("/kiosk/confirm", RIGHT)
    clock.tick(minutes=4)
    assert re.search("/kiosk/join$", device.get("/kiosk/safety").headers["Location"])
    device = with_a_code(desk, begun, device)
    assert device.get("/kiosk/").headers["Location"] == "/kiosk/confirm"

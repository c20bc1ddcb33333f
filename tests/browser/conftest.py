"""A real server on a migrated database of its own, and Chromium in front of it."""

import contextlib
import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from clinic import create_app, sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.intake import pairing
from clinic.intake.models import Intake
from tests import factories
from tests.conftest import Settings

CHROMIUM = "/usr/bin/chromium"
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


class Server:
    """The application behind a threaded server, with a way to reach its rows."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address

    def rows(self) -> contextlib.AbstractContextManager[Any]:
        """An application context to make or read rows in."""
        return self.app.app_context()

    def session_for(self, *, kind: sessions.Kind, **who: Any) -> str:
        """A session's token, as the cookie would carry it."""
        token = uuid.uuid4().hex
        now = wall_clock()
        with self.rows():
            row = sessions.BrowserSession(
                token_sha256=sessions._hash(token),
                kind=kind,
                data={},
                device="Test",
                idle_seconds=180,
                created_at=now,
                active_at=now,
                **who,
            )
            database.session.add(row)
            database.session.commit()
        return token


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application on a migrated SQLite file of its own."""
    app = create_app(Settings(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'footing.db'}"))
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
        factories.PracticeFactory()
        database.session.remove()
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{running.server_port}"
    app.config["BASE_URL"] = address
    yield Server(app, address)
    running.shutdown()
    thread.join()
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, keeping pages in its back-forward cache as people's browsers do."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`window(...)` opens a fresh browser profile; all are closed afterwards."""
    opened: list[BrowserContext] = []

    def open_window(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": TABLET, **options})
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def intake_id(server: Server) -> uuid.UUID:
    """An intake for a first visit, started and confirmed a moment ago."""
    with server.rows():
        now = dt.datetime.now(dt.UTC)
        patient = factories.PatientFactory(born_on=dt.date(1992, 3, 14), sex_birth="male")
        visit = factories.VisitFactory(patient=patient, starts_at=now)
        made = factories.IntakeFactory(visit=visit, started_at=now, confirmed_at=now)
        found: uuid.UUID = made.id
        database.session.remove()
    return found


@pytest.fixture
def tablet(server: Server, window: Callable[..., BrowserContext], intake_id: uuid.UUID) -> Callable[..., Page]:
    """`tablet(...)` is a page in a browser that was handed over for `intake_id`."""

    def hand_over(intake: uuid.UUID | None = None, **options: Any) -> Page:
        token = server.session_for(kind=sessions.Kind.TABLET, intake_id=intake or intake_id)
        context = window(**{"has_touch": True, **options})
        context.add_cookies([{"name": "sid", "value": token, "url": server.address, "sameSite": "Strict"}])
        page = context.new_page()
        page.goto(f"{server.address}/kiosk/")
        return page

    return hand_over


@pytest.fixture
def kept(server: Server, intake_id: uuid.UUID) -> Callable[..., Any]:
    """`kept("psfs_1")` is what the server holds of this intake now; `kept("nprs_now", "r")` of one foot."""

    def look(field: str, foot: str = "") -> Any:
        with server.rows():
            intake = database.session.get(Intake, intake_id)
            assert intake is not None
            found = getattr(intake.foot(foot) if foot else intake, field)
            database.session.rollback()
            database.session.remove()
        return found

    return look


@pytest.fixture
def new_code(server: Server, intake_id: uuid.UUID) -> Callable[[], str]:
    """`new_code()` brings another device onto this intake, as the front desk would."""

    def make() -> str:
        with server.rows():
            intake = database.session.get(Intake, intake_id)
            assert intake is not None
            way = pairing.make(intake, by=factories.UserFactory(roles=["front_desk"]), at=wall_clock())
            database.session.commit()
            database.session.remove()
        return way.code

    return make


@pytest.fixture
def desk(server: Server, window: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`desk("clinician")` is the page of a member of staff with that role, signed in; front desk if none is named."""

    def sign_in(role: str = "front_desk", **options: Any) -> Page:
        with server.rows():
            user_id = factories.UserFactory(roles=[role]).id
            database.session.remove()
        token = server.session_for(kind=sessions.Kind.STAFF, user_id=user_id)
        context = window(**{"viewport": DESK, **options})
        context.add_cookies([{"name": "sid", "value": token, "url": server.address}])
        return context.new_page()

    return sign_in

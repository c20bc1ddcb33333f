"""A real server on a migrated database of its own, over TLS, and Chromium in front of it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from clinic import sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.kiosk import pairing
from tests import factories
from tests.browser.serving import Server, open_to_browsers
from tests.browser.trust import Trust, environment

CHROMIUM = "/usr/bin/chromium"
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """The authority of this run, and the home of the browsers that trust it."""
    return Trust.make(tmp_path_factory.mktemp("trust"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, trust: Trust) -> Iterator[Server]:
    """The application on a migrated SQLite file of its own."""
    with open_to_browsers(tmp_path_factory.mktemp("browser"), trust) as running:
        yield running


@pytest.fixture(scope="session")
def chromium(trust: Trust) -> Iterator[Browser]:
    """Chromium, trusting our authority and keeping pages in its back-forward cache as people's browsers do."""
    with pytest.MonkeyPatch.context() as patch:
        # What a test asks for beside the browser's pages comes from Playwright's own Node.
        patch.setenv("NODE_EXTRA_CA_CERTS", str(trust.authority))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox"],
                ignore_default_args=["--disable-back-forward-cache"],
                env=environment(trust.home),
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
        context.add_cookies([server.cookie(token, strict=True)])
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
        context.add_cookies([server.cookie(token)])
        return context.new_page()

    return sign_in

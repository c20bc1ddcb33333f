"""Many requests at one moment: a tap that comes twenty times is one tap, and a dead printer stops nobody else."""

import contextlib
import os
import signal
import threading
import time
from types import SimpleNamespace

import flask_migrate
import pytest

from clinic import create_app, sessions
from clinic.database import db as database
from clinic.handout.models import Handout
from clinic.interview.models import Intake
from clinic.renderer import client
from clinic.signed.models import PlanVersion
from tests import factories
from tests.browsers import tablet
from tests.conftest import Client, Clock, Settings
from tests.house import whole
from tests.house.test_migrations import MIGRATIONS
from tests.plan.pressing import open_plan, press, sent
from tests.plan.visits import case, visit_of

TIMES = 20


@pytest.fixture
def shared(tmp_path, request):
    """An application on an embedded file of its own, so that each thread has a connection and a transaction."""
    if request.config.getoption("--database"):
        pytest.skip("This is about the embedded file's single writer")
    app = create_app(Settings(f"sqlite:///{tmp_path / 'shared.db'}"))
    app.test_client_class = Client
    app.extensions["clock"] = Clock()
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        database.session.remove()
        yield app
        database.session.remove()
        database.engine.dispose()


def _staff(app, user):
    token = sessions.secrets.token_hex()
    row = sessions.BrowserSession(token_sha256=sessions._hash(token), kind=sessions.Kind.STAFF, user_id=user.id)
    row.data, row.created_at, row.active_at = {}, app.extensions["clock"](), app.extensions["clock"]()
    database.session.add(row)
    database.session.commit()
    browser = app.test_client()
    browser.set_cookie("sid", token)
    return browser, token


def at_once(app, token, path, data):
    """The same form sent by `TIMES` threads that start together; their answers."""
    answers, start = [], threading.Barrier(TIMES)

    def post():
        browser = app.test_client()
        browser.set_cookie("sid", token)
        start.wait()
        # The plain client of the framework: the inspecting one belongs to a single thread.
        page = super(Client, browser).open(path, method="POST", data=data, buffered=True)
        answers.append((page.status_code, page.headers.get("Location", "")))

    threads = [threading.Thread(target=post) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_send_pressed_twenty_times_at_once_sends_once_and_says_the_same_twenty_times(shared):
    record = whole.make(whole.everybody())
    browser = tablet(shared, database.session.get(Intake, record.intake_id), shared.extensions["clock"])
    token, form = browser.get_cookie("sid").value, browser.get("/kiosk/review").form("/kiosk/send")
    database.session.remove()
    answers = at_once(shared, token, "/kiosk/send", form)
    assert set(answers) == {(303, "/kiosk/done")} and len(answers) == TIMES
    trail = database.session.execute(database.text("SELECT count(*) FROM audit_event WHERE action = 'intake:sent'"))
    assert trail.scalar() == 1
    assert database.session.get(Intake, record.intake_id).send_key == form["send_key"]


def test_sign_pressed_twenty_times_at_once_signs_one_version(shared):
    user = factories.UserFactory(roles=["clinician"])
    visit = visit_of(case("V01"), clinician=user)
    browser, token = _staff(shared, user)
    visit = SimpleNamespace(id=visit.id)
    database.session.remove()  # nothing of the test's own holds the file's one lock
    page = press(browser, open_plan(browser, visit), "accept-all")
    path, form = page.one("#sign-button")["formaction"], {**sent(page), "csrf_token": browser.csrf()}
    database.session.remove()
    answers = at_once(shared, token, path, form)
    versions = database.session.query(PlanVersion).all()
    assert [version.number for version in versions] == [1]
    assert [status for status, _ in answers].count(303) >= 1
    # Whoever came second is told that the plan changed, or that the clinic is busy; nobody gets a twin.
    assert {status for status, _ in answers} <= {303, 409, 503}
    assert {place for status, place in answers if status == 303} == {f"/handouts/{versions[0].id}"}


def test_a_printer_that_dies_at_work_fails_one_paper_and_no_page(shared):
    me = whole.everybody()
    record = whole.make(me)
    _browser, token = _staff(shared, me)
    database.session.remove()
    stop, papers, pages, waits = threading.Event(), [], [], []

    def ask(path):
        browser = shared.test_client()
        browser.set_cookie("sid", token)
        return super(Client, browser).open(path, buffered=True)

    def kill():
        while not stop.is_set():
            with contextlib.suppress(ProcessLookupError, TypeError):
                os.kill(client.renderer().pid, signal.SIGKILL)
            time.sleep(0.15)

    def print_it():
        papers.append(ask(f"/handouts/{record.version_id}/en.pdf"))
        stop.set()

    def look():
        started = time.monotonic()
        pages.append(ask("/").status_code)
        waits.append(time.monotonic() - started)

    killer, printer = threading.Thread(target=kill), threading.Thread(target=print_it)
    killer.start()
    printer.start()
    lookers = [threading.Thread(target=lambda: [look() for _ in range(10)]) for _ in range(5)]
    for thread in lookers:
        thread.start()
    for thread in (*lookers, printer, killer):
        thread.join()
    assert pages == [200] * 50 and max(waits) < 5
    (paper,) = papers
    assert paper.status_code == 503 and b"Nothing is lost" in paper.data and paper.headers["Retry-After"]
    assert database.session.query(Handout).count() == 0
    database.session.remove()
    again = ask(f"/handouts/{record.version_id}/en.pdf")
    assert again.status_code == 200 and again.data.startswith(b"%PDF")

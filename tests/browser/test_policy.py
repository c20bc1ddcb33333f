"""The second wall: were a template to forget to escape, the policy still lets nothing run. And without it, it would."""

import threading

import flask_migrate
import pytest
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.serving import make_server

from clinic import create_app, sessions
from clinic.database import db
from tests import factories
from tests.browser.conftest import Server
from tests.conftest import Settings
from tests.house.payloads import PAYLOADS
from tests.house.test_migrations import MIGRATIONS

pytestmark = pytest.mark.browser

BROKEN = """<!doctype html><html lang="en"><head><title>{{ patient.name|safe }}</title></head>
<body><h1>{{ patient.name|safe }}</h1><p title="{{ patient.name|safe }}">{{ patient.name|safe }}</p>
<input value="{{ patient.name|safe }}"><textarea>{{ patient.name|safe }}</textarea></body></html>"""
RUNNING = [text for text in PAYLOADS if len(text) <= 100 and "__x=1" in text][::2]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """The application with one template that forgets to escape, behind a server of its own."""
    app = create_app(Settings(f"sqlite:///{tmp_path_factory.mktemp('policy') / 'footing.db'}"))
    app.jinja_loader = ChoiceLoader([DictLoader({"patients/show.html": BROKEN}), app.jinja_loader])
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        db.session.remove()
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield Server(app, f"http://127.0.0.1:{running.server_port}")
    running.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


def _run(broken, window, *, with_policy):
    """How many payloads ran on a page that does not escape."""
    with broken.rows():
        user = factories.UserFactory(roles=["front_desk"]).id
        patients = [factories.PatientFactory(name=text, name_sort="x").id for text in RUNNING]
        db.session.remove()
    token = broken.session_for(kind=sessions.Kind.STAFF, user_id=user)
    context = window()
    context.add_cookies([{"name": "sid", "value": token, "url": broken.address}])
    page, ran = context.new_page(), 0
    page.on("dialog", lambda dialog: dialog.dismiss())

    def without(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, headers=headers)

    if not with_policy:
        page.route("**/patients/*", without)
    for patient in patients:
        answer = page.goto(f"{broken.address}/patients/{patient}", wait_until="load")
        assert answer is not None and answer.status == 200
        page.mouse.move(60, 60)
        page.keyboard.press("Tab")
        ran += page.evaluate("window.__x !== undefined")
    return ran


def test_a_template_that_forgets_to_escape_still_runs_nothing(broken, window):
    assert len(RUNNING) > 10
    assert _run(broken, window, with_policy=True) == 0


def test_without_the_policy_the_same_page_would_have_run_many(broken, window):
    assert _run(broken, window, with_policy=False) >= 4

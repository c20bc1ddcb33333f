"""The second wall: were a template to forget to escape, the policy still lets nothing run. And without it, it would."""

import pytest
from jinja2 import ChoiceLoader, DictLoader

from clinic import sessions
from clinic.database import db
from tests import factories
from tests.browser.serving import open_to_browsers
from tests.house.payloads import PAYLOADS

pytestmark = pytest.mark.browser

BROKEN = """<!doctype html><html lang="en"><head><title>{{ patient.name|safe }}</title></head>
<body><h1>{{ patient.name|safe }}</h1><p title="{{ patient.name|safe }}">{{ patient.name|safe }}</p>
<input value="{{ patient.name|safe }}"><textarea>{{ patient.name|safe }}</textarea></body></html>"""
RUNNING = [text for text in PAYLOADS if len(text) <= 100 and "__x=1" in text][::2]


@pytest.fixture(scope="module")
def broken(tmp_path_factory, trust):
    """The application with one template that forgets to escape, behind a server of its own."""
    with open_to_browsers(tmp_path_factory.mktemp("policy"), trust) as running:
        loader = running.app.jinja_loader
        running.app.jinja_loader = ChoiceLoader([DictLoader({"patients/show.html": BROKEN}), loader])
        yield running


def _run(broken, window, *, with_policy):
    """How many payloads ran on a page that does not escape."""
    with broken.rows():
        user = factories.UserFactory(roles=["front_desk"]).id
        patients = [factories.PatientFactory(name=text, name_sort="x").id for text in RUNNING]
        db.session.remove()
    token = broken.session_for(kind=sessions.Kind.STAFF, user_id=user)
    context = window()
    context.add_cookies([broken.cookie(token)])
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

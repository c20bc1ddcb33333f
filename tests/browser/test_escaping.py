"""Hostile words in a real browser: on every page, for every kind of visitor, nothing runs and nothing is fetched."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from clinic import sessions
from clinic.database import db
from clinic.practice.models import Practice
from tests import factories
from tests.house import payloads, whole
from tests.house.doors import DOORS, WHO
from tests.house.test_escaping import Record

pytestmark = pytest.mark.browser

DESK = {"width": 1366, "height": 900}
# Remembers what the policy refused, and what a payload would have set.
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event =>
  refused.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="module")
def hostile(server):
    """A record of payloads, and the keys of everything in it; afterwards the practice has its own name again."""
    with server.rows():
        practice = db.session.get(Practice, 1)
        before = {name: getattr(practice, name) for name in ("name", "address", "phone", "emergency_number")}
        record = Record(0)
        # The browser's clock is the real one: the list of today is the list of the record's day.
        for key in (record.whole.visit_id, record.whole.later_visit_id):
            visit = db.session.get(whole.Visit, key)
            visit.starts_at = dt.datetime.now(dt.UTC)
        db.session.commit()
        roles = {role: factories.UserFactory(roles=[role]).id for role in ("front_desk", "clinician", "admin")}
        places = [place for place in whole.places(server.app, record.whole) if not place[0].endswith("lock")]
        keys, everybody = record.whole, record.me.id
        db.session.remove()
    yield keys, {**roles, "everybody": everybody}, places
    with server.rows():
        practice = db.session.get(Practice, 1)
        for name, value in before.items():
            setattr(practice, name, value)
        db.session.commit()
        db.session.remove()


class Watched:
    """A page that keeps count of everything that should never happen."""

    def __init__(self, server, context):
        self.server, self.faults = server, []
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("console", lambda said: self._console(said))
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        context.on("request", lambda request: self._request(request))

    def _console(self, said):
        if "Content Security Policy" in said.text or "Content-Security-Policy" in said.text:
            self.faults.append(f"policy {said.text}")

    def _request(self, request):
        place = urlsplit(request.url)
        if place.scheme not in ("data", "about", "blob") and f"{place.scheme}://{place.netloc}" != self.server.address:
            self.faults.append(f"asked {request.url}")

    def look(self, path):
        """Open a page and everything that folds out on it; how much of it is against the rules."""
        answer = self.page.goto(f"{self.server.address}{path}", wait_until="load")
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.mouse.move(200, 200)
        self.page.keyboard.press("Tab")
        set_ = self.page.evaluate("[window.__x === undefined, window.refused || []]")
        if set_ != [True, []]:
            self.faults.append(f"{path}: {set_}")
        return answer


def _visit(server, window, token, *, strict=False):
    context = window(viewport=DESK)
    if token:
        context.add_cookies([server.cookie(token, strict=strict)])
    return Watched(server, context)


KINDS = {"everybody": {"front_desk", "clinician", "admin", "lead"}}
FILES = (".pdf", ".ics", ".json", ".txt", ".html")


@pytest.mark.parametrize("who", ["everybody", "front_desk", "clinician", "admin", "tablet", "stranger"])
def test_no_page_runs_what_somebody_typed_breaks_the_policy_or_asks_another_host(server, window, hostile, who):
    keys, users, places = hostile
    if who == "tablet":
        token = server.session_for(kind=sessions.Kind.TABLET, intake_id=keys.intake_id)
    else:
        token = server.session_for(kind=sessions.Kind.STAFF, user_id=users[who]) if who in users else ""
    watched, opened = _visit(server, window, token, strict=who == "tablet"), 0
    kinds, slices = KINDS.get(who, {who}), set()
    for endpoint, path in places:
        shut = not kinds & WHO[DOORS[endpoint]] or (endpoint.startswith("kiosk.") and who not in ("tablet", "stranger"))
        repeats = endpoint == "desk.step" and not path.endswith(("/goals", "/review"))
        if shut or repeats or path.endswith(FILES) or endpoint == "kiosk.state":
            continue
        if who in ("front_desk", "clinician", "admin"):  # their pages are everybody's, but for the frame: one of each
            if endpoint.partition(".")[0] in slices:
                continue
            slices.add(endpoint.partition(".")[0])
        answer = watched.look(path)
        opened += answer is not None and answer.status == 200
    assert watched.faults == []
    assert opened >= {"everybody": 25, "tablet": 5, "stranger": 1}.get(who, 4)


def test_payloads_typed_on_the_tablet_stay_words_in_the_therapists_browser(server, window, intake_id):
    goals = {"psfs_1": payloads.PAYLOADS[11], "psfs_2": payloads.PAYLOADS[13]}
    with server.rows():
        intake = db.session.get(whole.Intake, intake_id)
        intake.psfs_1, intake.psfs_2 = goals["psfs_1"], goals["psfs_2"]
        intake.sent_at = dt.datetime.now(dt.UTC)
        visit_id, user = intake.visit_id, factories.UserFactory(roles=["clinician"]).id
        db.session.commit()
        db.session.remove()
    watched = _visit(server, window, server.session_for(kind=sessions.Kind.STAFF, user_id=user))
    watched.look(f"/visits/{visit_id}")
    assert goals["psfs_1"] in watched.page.inner_text("body") and goals["psfs_2"] in watched.page.inner_text("body")
    watched.look(f"/intakes/{intake_id}/answers")
    assert goals["psfs_1"] in watched.page.inner_text("body")
    assert watched.faults == []


def test_the_plan_to_carry_away_runs_nothing_that_somebody_typed(server, window, hostile, tmp_path):
    keys, users, _places = hostile
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=users["clinician"])
    context = window()
    context.add_cookies([server.cookie(token)])
    answer = context.request.get(f"{server.address}/handouts/{keys.version_id}/take-home.html")
    assert answer.status == 200 and "__x" in answer.text()
    saved = tmp_path / "plan.html"
    saved.write_bytes(answer.body())
    page, asked, spoke = window().new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (spoke.append(dialog.message), dialog.dismiss()))
    page.goto(saved.as_uri())
    page.mouse.move(60, 60)
    page.keyboard.press("Tab")
    assert page.evaluate("window.__x === undefined") and spoke == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []

"""Looking changes nothing, and changing takes a form of this very session: for every address there is."""

import pytest

from clinic.database import db as database
from clinic.extensions import csrf
from clinic.interview.models import Intake
from tests.browsers import tablet
from tests.house import whole
from tests.house.test_access import _path

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# What a page may leave behind while it only shows something: the trace itself, and the visitor's own session.
TRACES = ("audit_event", "audit_head", "browser_session")
# The first look at answers that were sent is their review; the first print of a signed plan keeps its paper; a draft
# that nobody has touched follows new findings. Each is named here, and each has a test of its own.
KEEPS = {"chart.visit": {"intake"}, "desk.answers": {"intake"}, "handout.pdf": {"handout"}, "plan.build": {"plan"}}


def test_no_page_changes_what_it_shows(app, sign_in_as, house, clock):
    me, record = house
    staff = sign_in_as(me)
    hand = tablet(app, database.session.get(Intake, record.intake_id), clock)
    pages = [(endpoint, path) for endpoint, path in whole.places(app, record) if endpoint != "kiosk.lock"]
    browsers = {path: hand if endpoint.startswith("kiosk.") else staff for endpoint, path in pages}
    for endpoint, path in pages:
        if endpoint in KEEPS:
            before = whole.contents(leave_out=TRACES)
            browsers[path].get(path)
            assert set(whole.differences(before, whole.contents(leave_out=TRACES))) <= KEEPS[endpoint], path
    before = whole.contents(leave_out=TRACES)
    for _endpoint, path in pages:
        assert browsers[path].get(path, check=False).status_code < 500, path
    if whole.differences(before, whole.contents(leave_out=TRACES)):
        for _endpoint, path in pages:  # one by one, to say which
            before = whole.contents(leave_out=TRACES)
            browsers[path].get(path, check=False)
            assert whole.differences(before, whole.contents(leave_out=TRACES)) == [], path
        pytest.fail("Some page changed what it showed the first time")
    assert len(pages) > 60


def test_no_form_of_the_house_is_excused_from_the_token():
    assert csrf._exempt_views == set() and csrf._exempt_blueprints == set()


@pytest.mark.parametrize("token", ["none", "empty", "invented", "of another session"])
def test_no_change_without_the_token_of_this_very_session(app, sign_in_as, house, clock, token):
    me, record = house
    intake = database.session.get(Intake, record.intake_id)
    staff, hand = sign_in_as(me), tablet(app, intake, clock)
    stolen = {"of another session": sign_in_as(me).csrf(), "empty": "", "invented": "x" * 90}.get(token)
    before, wrong, cells = whole.contents(leave_out=("browser_session",)), [], 0
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & UNSAFE):
            browser = hand if rule.endpoint.startswith("kiosk.") else staff
            path = whole.fill(rule.rule, whole._values(rule.endpoint, record)[0])
            data = {} if stolen is None else {"csrf_token": stolen}
            headers = {} if stolen is None else {"X-CSRFToken": stolen}
            page = browser.open(path, method=method, data=data, headers=headers, check=False)
            cells += 1
            if page.status_code != 400:
                wrong.append(f"{method} {path}: {page.status_code}")
    assert wrong == []
    assert whole.differences(before, whole.contents(leave_out=("browser_session",))) == []
    assert cells > 40


def test_a_token_in_the_address_is_no_token(app, sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    page = browser.post(f"/plans/{record.plan_id}?csrf_token={browser.csrf()}", data={"revision": "1"})
    assert page.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_no_address_answers_to_a_method_that_nothing_uses(app, sign_in_as, db, method):
    browser = sign_in_as(whole.everybody())
    for rule in app.url_map.iter_rules():
        assert method not in rule.methods
        if rule.endpoint != "static":
            path, headers = _path(app, rule), {"X-CSRFToken": browser.csrf()}
            assert browser.open(path, method=method, headers=headers, check=False).status_code == 405, rule.rule


def test_a_form_sent_from_another_site_is_refused_at_every_address(app, sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    before = whole.contents(leave_out=("browser_session",))
    for _endpoint, path in whole.places(app, record, "POST"):
        for name, value in (("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null")):
            page = browser.send(path, headers={name: value}, check=False)
            assert page.status_code == 400, path
    assert whole.differences(before, whole.contents(leave_out=("browser_session",))) == []


def test_a_second_tap_on_send_is_told_that_all_is_done_and_never_reaches_another_session(app, house, clock):
    _me, record = house
    intake = database.session.get(Intake, record.intake_id)
    first, second = tablet(app, intake, clock), tablet(app, intake, clock)
    sent = first.get("/kiosk/review").form("/kiosk/send")
    assert first.post("/kiosk/send", data=sent).headers["Location"] == "/kiosk/done"
    for browser in (first, second):
        again = browser.post("/kiosk/send", data=sent)
        assert again.status_code == 303 and again.headers["Location"] == "/kiosk/done"
    third = tablet(app, database.session.get(Intake, whole.make(whole.everybody()).intake_id), clock)
    page = third.post("/kiosk/send", data=sent)
    assert page.status_code == 400 and page.h1 == "This page was open too long"

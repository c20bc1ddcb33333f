"""A tablet's session: one intake, in order, for a short while that only a person's own doing can lengthen."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic import sessions
from clinic.accounts.passwords import make_hash
from clinic.database import db as database
from clinic.interview import flow
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.sessions import BrowserSession, Kind
from tests.browsers import tablet
from tests.factories import IntakeFactory, UserFactory
from tests.house import whole


@pytest.fixture
def record(db):
    return whole.make(whole.everybody())


@pytest.fixture
def hand(app, record, clock):
    return tablet(app, database.session.get(Intake, record.intake_id), clock)


def _is_in(browser):
    return browser.get("/kiosk/goals").status_code == 200


def _active_at():
    database.session.commit()
    return database.session.scalar(sa.select(BrowserSession.active_at).where(BrowserSession.kind == Kind.TABLET))


@pytest.mark.parametrize(("idle", "still_in"), [(3 * 60 + 29, True), (3 * 60 + 31, False)])
def test_three_minutes_and_a_warning_of_thirty_seconds_end_an_idle_tablet(hand, clock, idle, still_in):
    clock.tick(seconds=idle)
    assert _is_in(hand) is still_in


@pytest.mark.parametrize(("age", "still_in"), [(59 * 60, True), (60 * 60 + 1, False)])
def test_an_hour_ends_a_tablet_however_busy_it_was(hand, clock, age, still_in):
    done = 0
    while age - done > 180:
        clock.tick(seconds=170)
        done += 170
        assert _is_in(hand)
    clock.tick(seconds=age - done)
    assert _is_in(hand) is still_in


def test_a_clock_set_back_gives_a_tablet_no_extra_life(hand, clock):
    clock.tick(hours=-1)
    assert not _is_in(hand)


def test_polls_heartbeats_retries_and_saves_that_change_nothing_keep_no_tablet_awake(hand, clock):
    headers = {"X-CSRFToken": hand.csrf()}
    same = hand.get("/kiosk/state?screen=goals").json["values"]["psfs_1"]
    for _ in range(20):
        clock.tick(seconds=10)
        hand.get("/kiosk/state?screen=goals")
        hand.post("/kiosk/answer", json={"field": "psfs_1", "value": same}, headers=headers)
        hand.post("/kiosk/answer", json={"field": "no_such", "value": "x"}, headers=headers)
        hand.post("/kiosk/answer", data=b"{", headers=headers, content_type="application/json")
        hand.get("/static/css/patient.css")
    clock.tick(seconds=15)
    assert not _is_in(hand)


def test_an_answer_that_changes_something_keeps_it_awake(hand, clock):
    headers = {"X-CSRFToken": hand.csrf()}
    for number in range(4):
        clock.tick(seconds=170)
        said = hand.post("/kiosk/answer", json={"field": "psfs_1", "value": f"Walk {number}"}, headers=headers)
        assert said.json["saved"]
    assert _is_in(hand)


NAMES = st.sampled_from(["active", "touch", "skip_timeout_reset", "passive", "keep", "user", "_method", "HX-Request"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    asked=st.dictionaries(NAMES | st.text(st.characters(codec="ascii"), max_size=8), st.text(max_size=8), max_size=3)
)
def test_nothing_in_the_address_makes_a_poll_count_as_a_touch(hand, clock, asked):
    before = _active_at()
    clock.tick(seconds=1)
    assert hand.get("/kiosk/state", query_string={**asked, "screen": "goals"}).status_code < 500
    assert _active_at() == before


def test_a_copied_cookie_of_a_tablet_is_worth_nothing_once_the_answers_are_sent(app, hand):
    thief = app.test_client()
    thief.set_cookie("sid", hand.get_cookie("sid").value)
    assert _is_in(thief)
    hand.post("/kiosk/send", data=hand.get("/kiosk/review").form("/kiosk/send"))
    assert not _is_in(thief) and not _is_in(hand)


def test_each_change_of_hands_is_a_new_cookie_and_the_tablets_goes_to_no_other_site(sign_in_as, record):
    browser = sign_in_as("front_desk")
    before = browser.get_cookie("sid").value
    form = {"language": "en", "go": "here", "vouched": "y"}
    page = browser.send(f"/visits/{record.later_visit_id}/intake", form)
    after = browser.get_cookie("sid").value
    assert page.status_code == 303 and after != before
    (cookie,) = page.headers.getlist("Set-Cookie")
    assert "SameSite=Strict" in cookie and "HttpOnly" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "Expires" not in cookie and "Max-Age" not in cookie and len(cookie) < 200
    old = browser.application.test_client()
    old.set_cookie("sid", before)
    assert old.get("/").status_code == 303 and old.get("/kiosk/goals").status_code == 303
    browser.post("/kiosk/send", data=browser.get("/kiosk/review").form("/kiosk/send"))
    kept = browser.get_cookie("sid")
    assert kept is None or kept.value != after


def test_signing_in_changes_the_cookie_that_was_there_before(app, db):
    UserFactory(username="testa", roles=["front_desk"], password_hash=make_hash("orbit lantern mosaic thirteen"))
    browser = app.test_client()
    form = browser.get("/sign-in").form("/sign-in")
    planted = browser.get_cookie("sid").value
    page = browser.post("/sign-in", data={**form, "username": "testa", "password": "orbit lantern mosaic thirteen"})
    assert page.status_code == 303 and browser.get_cookie("sid").value != planted
    other = app.test_client()
    other.set_cookie("sid", planted)
    assert other.get("/").status_code == 303


def test_a_tablet_session_whose_row_is_gone_is_not_brought_back_by_a_poll(hand, db):
    db.session.execute(sa.delete(BrowserSession))
    db.session.commit()
    hand.get("/kiosk/state")
    assert Kind.TABLET not in db.session.scalars(sa.select(BrowserSession.kind)).all()


def test_screens_open_one_after_the_other_and_no_later_one_opens_early(app, db, clock):
    intake = IntakeFactory(confirmed_at=clock())
    browser = tablet(app, intake, clock)
    slugs = [screen.slug for screen in flow.screens(intake, load())]
    for slug in slugs[1:]:
        page = browser.get(f"/kiosk/{slug}")
        assert page.status_code == 303 and page.headers["Location"] == f"/kiosk/{slugs[0]}", slug
        page = browser.send(f"/kiosk/{slug}", {"go": "on"})
        assert page.status_code == 303 and page.headers["Location"] == f"/kiosk/{slugs[0]}", slug
    assert browser.send("/kiosk/send").status_code in (303, 422)
    assert database.session.get(Intake, intake.id).sent_at is None


def test_before_the_person_is_confirmed_nothing_of_the_chart_is_shown_or_taken(app, record, clock):
    intake = database.session.get(Intake, record.intake_id)
    intake.confirmed_at = None
    database.session.commit()
    browser = tablet(app, intake, clock)
    headers = {"X-CSRFToken": browser.csrf()}
    for slug in (*record.slugs, "state?screen=goals", "stopped", "taken", "mismatch", "", "confirm"):
        page = browser.get(f"/kiosk/{slug}", follow_redirects=False)
        assert "ZZCANARY intake" not in page.text and "ZZCANARY patient" not in page.text, slug
    assert browser.post("/kiosk/answer", json={"field": "psfs_1", "value": "x"}, headers=headers).status_code == 409
    assert browser.send("/kiosk/goals", {"psfs_1": "x"}).headers["Location"] == "/kiosk/confirm"
    assert database.session.get(Intake, record.intake_id).psfs_1 == "ZZCANARY intake.psfs_1"


def test_a_tablet_that_waits_for_another_shows_and_takes_nothing(app, hand, record, clock):
    second = tablet(app, database.session.get(Intake, record.intake_id), clock)
    held = sessions._hash(second.get_cookie("sid").value)
    mine = database.session.scalars(sa.select(BrowserSession).where(BrowserSession.token_sha256 == held)).one()
    mine.data = {"waiting": True}
    database.session.commit()
    assert second.get("/kiosk/goals").headers["Location"] == "/kiosk/taken"
    headers = {"X-CSRFToken": second.csrf()}
    assert second.post("/kiosk/answer", json={"field": "psfs_1", "value": "x"}, headers=headers).status_code == 409
    assert second.get("/kiosk/state?screen=goals").json == {"stop": "/kiosk/"}


def test_a_staff_session_holds_no_intake_and_a_tablet_no_staff(sign_in_as, hand, record):
    staff = sign_in_as("clinician")
    assert staff.get("/kiosk/goals").status_code == 403
    for path in ("/", f"/visits/{record.visit_id}", f"/handouts/{record.version_id}", "/users", "/password"):
        assert hand.get(path).status_code == 403
    assert hand.get("/sign-in").status_code == 200


def test_no_page_of_the_tablet_leads_anywhere_else_or_lets_the_browser_remember(app, hand, clock):
    """Every link, form and script address on every page a patient can reach, and every box they can type in."""
    seen, boxes = set(), 0
    record = database.session.scalars(sa.select(Intake).where(Intake.sent_at.is_(None))).one()
    slugs = [screen.slug for screen in flow.screens(record, load())]
    for path in ("/kiosk/join", "/kiosk/confirm", "/kiosk/review", *(f"/kiosk/{slug}" for slug in slugs)):
        page = hand.get(path)
        if page.status_code != 200:
            continue
        seen.add(path)
        for name in ("href", "action", "formaction", "hx-get", "hx-post", "data-to", "data-save", "data-state"):
            for tag in page.all(f"[{name}]"):
                target = tag[name]
                assert target.startswith(("/kiosk", "#", "/static/", "tel:")), f"{path}: {tag.name} {name}={target}"
        for box in page.all("form input:not([type=hidden]):not([type=radio]):not([type=checkbox]), form textarea"):
            boxes += 1
            assert box.get("autocomplete") == "off", f"{path}: {box}"
    assert len(seen) > 12 and boxes > 8


def test_the_end_of_an_interview_tells_the_browser_to_forget(hand):
    page = hand.post("/kiosk/send", data=hand.get("/kiosk/review").form("/kiosk/send"))
    assert {'"cache"', '"storage"'} <= set(page.headers["Clear-Site-Data"].split(", "))

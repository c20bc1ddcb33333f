"""After a change of hands, Back shows nothing: not the page, not what was typed, in the browser's own page cache."""

import pytest

from clinic import sessions
from clinic.database import db
from tests import factories
from tests.house import whole

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(server):
    """One whole record, and who treats the person."""
    with server.rows():
        me = whole.everybody()
        record, user = whole.make(me), me.id
        db.session.remove()
    return record, user


@pytest.fixture
def seen(server, window, house):
    """A clinician's page that has looked at a whole record and typed into its forms."""
    record, user = house
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=user)
    context = window(viewport={"width": 1366, "height": 900})
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    for path in (f"/patients/{record.patient_id}", f"/plans/{record.plan_id}", f"/visits/{record.visit_id}"):
        page.goto(f"{server.address}{path}")
        assert whole.MARK in page.content()
    page.fill('[name="impression"]', "typed and not sent")
    return page


def _nothing_behind(page, steps):
    for _ in range(steps):
        page.go_back()
        page.wait_for_load_state()
        body = page.content()
        assert whole.MARK not in body and "typed and not sent" not in body, page.url
        typed = page.evaluate("[...document.querySelectorAll('input, textarea')].map(one => one.value).join()")
        assert whole.MARK not in typed and "typed and not sent" not in typed, page.url


def test_back_after_signing_out_shows_nothing(seen):
    seen.click("summary:has-text('Sample Staff')")
    with seen.expect_navigation():
        seen.get_by_role("button", name="Sign out").click()
    _nothing_behind(seen, 3)


def test_a_second_tab_shows_nothing_after_signing_out(seen, server):
    other = seen.context.new_page()
    other.goto(seen.url)
    assert whole.MARK in other.content()
    seen.click("summary:has-text('Sample Staff')")
    with seen.expect_navigation():
        seen.get_by_role("button", name="Sign out").click()
    other.reload()
    assert whole.MARK not in other.content()
    _nothing_behind(seen, 2)


def test_back_after_the_session_ran_out_on_the_server_shows_nothing(seen, server):
    with server.rows():
        db.session.query(sessions.BrowserSession).delete()
        db.session.commit()
        db.session.remove()
    seen.goto(f"{server.address}/")
    assert "/sign-in" in seen.url
    _nothing_behind(seen, 3)


def test_another_person_at_the_same_screen_finds_nothing_of_the_last_one(seen, server):
    with server.rows():
        user = factories.UserFactory(roles=["admin"]).id
        db.session.remove()
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=user)
    seen.context.add_cookies([server.cookie(token)])
    seen.goto(f"{server.address}/users")
    _nothing_behind(seen, 3)

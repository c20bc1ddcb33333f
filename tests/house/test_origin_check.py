"""Forms are taken from our own pages alone, over TLS and behind a proxy as well; their tokens live with the session."""

import datetime as dt

import pytest
import sqlalchemy as sa
from itsdangerous.timed import TimestampSigner

from clinic import sessions
from clinic.patients.models import Patient
from clinic.web import origin_check
from tests import factories
from tests.browsers import holding, tablet

CLINIC = "https://clinic.example:8443"
OURS, FOREIGN = False, True


@pytest.fixture
def over_tls(app, monkeypatch):
    """The application as a clinic serves it, with a second name beside the first."""
    monkeypatch.setitem(app.config, "BASE_URL", CLINIC)
    monkeypatch.setitem(app.config, "SECURE_COOKIES", True)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["clinic.example", "127.0.0.1", "localhost", "tablet.example"])
    return app


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        # Both headers, as browsers of today send them.
        ({"Sec-Fetch-Site": "same-origin", "Origin": CLINIC}, OURS),
        ({"Sec-Fetch-Site": "none", "Origin": CLINIC}, OURS),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, FOREIGN),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.clinic.example"}, FOREIGN),
        ({"Sec-Fetch-Site": "cross-site", "Origin": CLINIC}, FOREIGN),
        ({"Sec-Fetch-Site": "same-site", "Origin": CLINIC}, FOREIGN),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, FOREIGN),
        ({"Sec-Fetch-Site": "SAME-ORIGIN"}, FOREIGN),
        ({"Sec-Fetch-Site": ""}, FOREIGN),
        # Only one of them.
        ({"Sec-Fetch-Site": "same-origin"}, OURS),
        ({"Sec-Fetch-Site": "cross-site"}, FOREIGN),
        ({"Origin": CLINIC}, OURS),
        ({"Origin": CLINIC.upper()}, OURS),
        ({"Origin": "https://tablet.example:8443"}, OURS),
        ({"Origin": "https://localhost:8443"}, OURS),
        ({"Origin": "http://evil"}, FOREIGN),
        ({"Origin": "https://evil.example"}, FOREIGN),
        ({"Origin": "http://clinic.example:8443"}, FOREIGN),
        ({"Origin": "https://clinic.example"}, FOREIGN),
        ({"Origin": "https://clinic.example:9443"}, FOREIGN),
        ({"Origin": "https://tablet.example"}, FOREIGN),
        ({"Origin": "https://clinic.example.evil.example:8443"}, FOREIGN),
        ({"Origin": "https://evilclinic.example:8443"}, FOREIGN),
        ({"Origin": "https://clinic.example@evil.example:8443"}, FOREIGN),
        ({"Origin": "https://evil@clinic.example:8443"}, FOREIGN),
        ({"Origin": f"{CLINIC}/"}, FOREIGN),
        ({"Origin": f"{CLINIC}/patients"}, FOREIGN),
        ({"Origin": f"{CLINIC}?"}, FOREIGN),
        ({"Origin": f"{CLINIC}#"}, FOREIGN),
        ({"Origin": f"{CLINIC},https://evil.example"}, FOREIGN),
        ({"Origin": "https://clinic.example:99999"}, FOREIGN),
        ({"Origin": "https://[clinic.example"}, FOREIGN),
        ({"Origin": "//clinic.example:8443"}, FOREIGN),
        ({"Origin": "clinic.example:8443"}, FOREIGN),
        ({"Origin": "ftp://clinic.example:8443"}, FOREIGN),
        ({"Origin": "file://"}, FOREIGN),
        ({"Origin": ""}, FOREIGN),
        # A page that hides where it is from, such as a framed or a saved one.
        ({"Origin": "null"}, FOREIGN),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, FOREIGN),
        ({"Origin": "null", "Sec-Fetch-Site": "none"}, FOREIGN),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, OURS),
        # An older browser, a command: the token decides.
        ({}, OURS),
        ({"Referer": "https://evil.example/"}, OURS),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_taken_from_our_own_pages(over_tls, method, headers, verdict):
    with over_tls.test_request_context("/walk-in", method=method, base_url=CLINIC, headers=headers):
        assert origin_check.is_foreign() is verdict


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_page_may_be_opened_from_anywhere(over_tls, method):
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    with over_tls.test_request_context("/walk-in", method=method, base_url=CLINIC, headers=headers):
        assert not origin_check.is_foreign()


@pytest.mark.parametrize(
    ("base", "asked", "origin", "verdict"),
    [
        # A proxy with TLS in front; what it hands on: all, the name without the port, nothing.
        ("https://clinic.example", "https://clinic.example", "https://clinic.example", OURS),
        ("https://clinic.example", "http://clinic.example", "https://clinic.example", OURS),
        ("https://clinic.example", "http://127.0.0.1:8000", "https://clinic.example", OURS),
        ("https://clinic.example", "http://127.0.0.1:8000", "https://clinic.example:443", OURS),
        ("https://clinic.example:8443", "http://clinic.example", "https://clinic.example:8443", OURS),
        ("https://clinic.example", "http://127.0.0.1:8000", "https://tablet.example", OURS),
        ("https://clinic.example", "http://127.0.0.1:8000", "https://evil.example", FOREIGN),
        ("https://clinic.example", "http://127.0.0.1:8000", "http://127.0.0.1:8000", FOREIGN),
        ("https://clinic.example", "http://clinic.example", "http://clinic.example", FOREIGN),
        # Under a folder, as the address people open says.
        ("https://clinic.example/footing", "https://clinic.example", "https://clinic.example", OURS),
        # The demo on this machine, on whatever port and under either name.
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "http://127.0.0.1:8000", OURS),
        ("http://127.0.0.1:8000", "http://localhost:8000", "http://localhost:8000", OURS),
        ("http://127.0.0.1:8000", "http://localhost:5000", "http://localhost:5000", OURS),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "http://127.0.0.1:3000", FOREIGN),
    ],
)
def test_the_address_people_open_counts_whatever_a_proxy_hands_on(over_tls, monkeypatch, base, asked, origin, verdict):
    monkeypatch.setitem(over_tls.config, "BASE_URL", base)
    with over_tls.test_request_context("/walk-in", method="POST", base_url=asked, headers={"Origin": origin}):
        assert origin_check.is_foreign() is verdict


@pytest.mark.parametrize("origin", ["http://evil", "https://evil.example", "null"])
def test_a_form_of_another_site_changes_nothing_even_with_the_right_token(sign_in_as, app, db, origin):
    factories.UserFactory(roles=["clinician"])
    browser = sign_in_as("front_desk")
    person = {"name": "Testa Nobody", "born_on": "03/02/1950", "chart_number": "ZZ-77"}
    page = browser.send("/walk-in", person, headers={"Origin": origin})
    assert page.status_code == 400 and page.h1 == "This was sent from another address"
    assert app.config["BASE_URL"] in page.says and "evil" not in page.text
    known = sa.select(sa.func.count()).select_from(Patient).where(Patient.chart_number == "ZZ-77")
    assert db.session.scalar(known) == 0
    assert browser.send("/walk-in", person, headers={"Origin": "http://localhost:8000"}).status_code == 303
    assert db.session.scalar(known) == 1


def test_a_save_of_the_tablet_is_refused_too_and_says_why(app, clock, db):
    intake = factories.IntakeFactory(started_at=clock(), confirmed_at=clock())
    browser = tablet(app, intake, clock)
    saved = browser.send("/kiosk/answer", {}, headers={"Origin": "null"}, check=False)
    assert saved.status_code == 400 and saved.json == {
        "error": f"Nothing was changed. Open Footing at {app.config['BASE_URL']} and send it from there."
    }


def test_forms_need_no_referer_over_tls(sign_in_as, app, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://localhost")
    browser = sign_in_as("front_desk")
    page = browser.send("/walk-in", {"name": ""}, base_url="https://localhost")
    assert page.status_code == 422 or page.errors()
    told = browser.send("/walk-in", {"name": ""}, base_url="https://localhost", headers={"Origin": "https://localhost"})
    assert told.status_code == page.status_code


MINUTES = {
    # Kind of session: minutes after which a form is sent, and whether its session is still there.
    sessions.Kind.STRANGER: [(1, True), (61, True), (12 * 60 - 1, True), (12 * 60 + 1, False)],
    sessions.Kind.STAFF: [(1, True), (61, True), (12 * 60 - 1, True), (12 * 60 + 1, False)],
    sessions.Kind.TABLET: [(1, True), (59, True), (61, False)],
}


@pytest.mark.parametrize(
    ("kind", "minutes", "lives"), [(kind, *row) for kind, rows in MINUTES.items() for row in rows], ids=str
)
def test_a_forms_token_lives_as_long_as_its_session(app, db, clock, monkeypatch, kind, minutes, lives):
    """Somebody is at work all the while: only the form has been open for so long."""
    age, now = dt.timedelta(minutes=minutes), TimestampSigner.get_timestamp
    who = {
        sessions.Kind.STRANGER: dict,
        sessions.Kind.STAFF: lambda: {"user_id": factories.UserFactory(roles=["front_desk"]).id},
        sessions.Kind.TABLET: lambda: {"intake_id": factories.IntakeFactory().id, "idle_seconds": 180},
    }[kind]()
    path, form = {
        sessions.Kind.STRANGER: ("/sign-in", {"username": "nobody", "password": "x"}),
        sessions.Kind.STAFF: ("/walk-in", {"name": ""}),
        sessions.Kind.TABLET: ("/kiosk/confirm", {"name": "", "born_on": ""}),
    }[kind]
    browser = holding(app, clock(), kind=kind, **who)
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) - int(age.total_seconds()))
        token = browser.csrf()
    clock.tick(minutes=minutes)
    db.session.execute(sa.update(sessions.BrowserSession).values(active_at=clock()))
    db.session.commit()
    page = browser.post(path, data={"csrf_token": token, **form})
    assert (page.status_code in (200, 422)) is lives, page.h1

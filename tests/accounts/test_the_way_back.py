"""A page that was opened signed out is opened after signing in; no address beyond our own ever is."""

import uuid
from urllib.parse import unquote

import pytest

from clinic import return_path
from clinic.accounts import passwords
from tests import factories

GOOD = "four plain words here"


@pytest.fixture(scope="module")
def good_hash():
    return passwords.make_hash(GOOD)


@pytest.fixture
def sam(db, good_hash):
    """A clinician with a password."""
    return factories.UserFactory(username="sam", password_hash=good_hash, roles=["clinician"])


def sign_in(browser, password=GOOD):
    return browser.send("/sign-in", {"username": "sam", "password": password})


@pytest.mark.parametrize(
    "path", ["/visits/{id}", "/patients", "/patients?q=O’Brien&page=2", "/library?kind=exercises&q=calf"]
)
def test_a_link_opened_signed_out_leads_back_to_itself(client, sam, path):
    path = path.format(id=factories.VisitFactory().id)
    page = client.get(path)
    assert page.status_code == 303 and page.headers["Location"] == "/sign-in"
    assert sign_in(client, "wrong" * 4).status_code == 200  # a slip does not lose the way
    there = sign_in(client)
    assert there.status_code == 303
    opened = client.get(there.headers["Location"])
    assert opened.status_code == 200 and unquote(opened.request.full_path).rstrip("?") == path
    assert client.get_cookie("to") is None
    client.send("/sign-out")
    assert sign_in(client).headers["Location"] == "/"


def test_no_address_and_no_readable_cookie_carries_it(client, sam):
    visit = factories.VisitFactory().id
    page = client.get(f"/visits/{visit}")
    cookie = page.headers["Set-Cookie"]
    assert str(visit) not in str(page.headers) and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert str(visit) not in client.get("/sign-in").text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "/ok\r\nSet-Cookie: a=b", "", "evil.example", " /patients",
    ],
)  # fmt: skip
def test_even_a_sealed_path_leads_nowhere_else(app, client, sam, path):
    with app.test_request_context():
        seal = app.extensions["return_path"].encrypt(path.encode()).decode()
    client.set_cookie("to", seal)
    assert sign_in(client).headers["Location"] == "/"


@pytest.mark.parametrize("seal", ["/patients", "//evil.example", "x" * 90, "", "ÿ", "gAAAAABpLY" + "A" * 80])
def test_a_path_that_we_did_not_seal_is_no_path(client, sam, seal):
    client.set_cookie("to", seal)
    assert sign_in(client).headers["Location"] == "/"


def test_a_seal_does_not_outlast_the_day(app, client, sam, monkeypatch):
    client.get("/patients")
    monkeypatch.setattr(return_path, "LIFE", -1)
    assert sign_in(client).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("POST", "/sign-out", {}),
        ("GET", "/board", {"HX-Request": "true"}),
        ("GET", "/patients", {"Accept": "application/json"}),
        ("GET", "/patients", {"Sec-Fetch-Dest": "image"}),
        ("GET", "/patients?q=" + "x" * 1200, {}),
        ("GET", "/kiosk/review", {}),
        ("GET", "/nothing-here", {}),
    ],
)
def test_what_is_no_page_to_come_back_to_is_not_kept(client, sam, method, path, headers):
    client.open(path, method=method, headers=headers, check=False)
    assert client.get_cookie("to") is None
    assert sign_in(client).headers["Location"] == "/"


def test_who_may_not_open_the_page_is_told_so_there(client, sam):
    client.get("/users")
    there = sign_in(client).headers["Location"]
    assert there == "/users" and client.get(there).status_code == 403


def test_somebody_who_is_signed_in_meanwhile_goes_straight_on(client, sam):
    client.get("/patients")
    sign_in(client)
    client.get("/sign-in")
    path = f"/visits/{uuid.uuid4()}"
    client.send("/sign-out")
    client.get(path)
    sealed = client.get_cookie("to").value
    assert sign_in(client).headers["Location"] == path
    client.set_cookie("to", sealed)
    assert client.get("/sign-in").headers["Location"] == path and client.get_cookie("to") is None


def test_a_sign_in_page_left_open_overnight_keeps_the_name_and_takes_the_password_then(client, sam, clock):
    stale = client.get("/sign-in").form("/sign-in")
    clock.tick(hours=13)
    page = client.post("/sign-in", data={**stale, "username": "sam", "password": GOOD})
    assert page.status_code == 400 and page.errors() == ["This page was open too long. Type your password again."]
    assert page.one("[name=username]")["value"] == "sam" and GOOD not in page.text
    again = client.post("/sign-in", data={**page.form("/sign-in"), "password": GOOD})
    assert again.status_code == 303 and again.headers["Location"] == "/"

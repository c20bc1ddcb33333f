"""What every response carries, and what is refused at the door."""

import json
import logging

import pytest
import sqlalchemy as sa
from flask import g

from clinic.access import Visitor
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.patients.models import Patient
from clinic.web import JSONLines
from tests import factories
from tests.browsers import tablet
from tests.house import whole

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/nothing-here", "/patients", "/users", "/kiosk", "/kiosk/join", "/static/no.css"]
)
def test_every_answer_carries_the_security_headers(client, path):
    page = client.get(path)
    for name, value in HEADERS.items():
        assert page.headers[name] == value
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert page.headers["Permissions-Policy"]
    assert page.headers["Cache-Control"] == "no-store" or page.request.path.startswith("/static")


@pytest.mark.parametrize("who", ["staff", "front_desk", "stranger"])
def test_every_page_paper_and_refusal_of_the_house_carries_them_and_is_kept_nowhere(app, sign_in_as, house, clock, who):
    """Whatever the answer: a page, a paper, a file, a part of a page, a refusal, something that is not there."""
    me, record = house
    hand = tablet(app, database.session.get(Intake, record.intake_id), clock)
    browser = {"staff": lambda: sign_in_as(me), "front_desk": lambda: sign_in_as("front_desk")}.get(
        who, app.test_client
    )()
    wrong, seen = [], set()
    for method in ("GET", "POST"):
        for endpoint, path in whole.places(app, record, method):
            asker = hand if endpoint.startswith("kiosk.") and who == "staff" else browser
            page = asker.open(path, method=method, check=False)
            seen.add(page.status_code)
            policy = page.headers.get("Content-Security-Policy", "")
            found = {name: page.headers.get(name) for name in HEADERS}
            if found != HEADERS or page.headers.get("Cache-Control") != "no-store":
                wrong.append(f"{method} {path}: {page.status_code} {found} {page.headers.get('Cache-Control')}")
            if "default-src 'none'" not in policy or "unsafe" in policy:
                wrong.append(f"{method} {path}: {policy}")
            if page.data and "charset=utf-8" not in page.content_type and page.mimetype not in UNLETTERED:
                wrong.append(f"{method} {path}: {page.content_type}")
    assert wrong == []
    assert seen >= {"staff": {200, 303, 400}, "front_desk": {200, 400, 403}, "stranger": {200, 303, 400}}[who]


UNLETTERED = {"application/pdf", "application/json", "application/octet-stream", "image/png", "image/svg+xml"}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/static/..%2f..%2fconfig.py",
        "/static/css/..%5c..%5c..%5cconfig.py",
        "/static//etc/passwd",
        "/static/%00/etc/passwd",
        "/static/css/patient.css%00.html",
        "/static/./css/../../app.py",
        "/static/",
        "/static/css/",
        "/library/..%2f..%2fconfig.py",
        "/library/%2e%2e%2fconfig",
        "/library?kind=../questions",
        "/kiosk/..%2fusers",
    ],
)
def test_no_path_leads_out_of_where_it_starts(sign_in_as, path):
    page = sign_in_as("clinician").get(path, check=False, follow_redirects=True)
    assert page.status_code in (400, 403, 404), path
    assert b"root:" not in page.data and b"environ" not in page.data and b"import" not in page.data


def test_the_demo_sign_ins_the_keys_and_the_source_are_served_nowhere(client):
    for path in (
        "/.git/config",
        "/.env",
        "/footing.db",
        "/config.py",
        "/static/app.py",
        "/metrics",
        "/console",
        "/debug",
    ):
        assert client.get(path, check=False).status_code == 404, path


def test_files_of_our_own_may_be_kept_by_the_browser_and_pages_may_not(client):
    page, file = client.get("/sign-in"), client.get("/static/css/patient.css")
    assert page.headers["Cache-Control"] == "no-store"
    assert file.status_code == 200 and "no-store" not in file.headers["Cache-Control"]


def test_a_post_without_a_token_changes_nothing(sign_in_as):
    browser = sign_in_as("front_desk")
    page = browser.post("/walk-in", data={"name": "Testa Nobody"})
    assert page.status_code == 400 and page.h1 == "This page was open too long"


def test_a_token_of_another_session_is_refused(sign_in_as):
    mine, other = sign_in_as("front_desk"), sign_in_as("front_desk")
    page = mine.post("/walk-in", data={"csrf_token": other.csrf(), "name": "Testa Nobody"})
    assert page.status_code == 400


def test_a_post_from_another_site_is_refused_even_with_a_token(sign_in_as):
    browser = sign_in_as("front_desk")
    page = browser.send("/walk-in", {"name": "Testa Nobody"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400


def test_signing_out_is_a_post(sign_in_as):
    browser = sign_in_as("front_desk")
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "", "127.0.0.1.nip.io"],
)
def test_a_foreign_host_name_is_refused(client, name):
    page = client.get("/sign-in", headers={"Host": name}, check=False)
    assert page.status_code == 400 and b"evil" not in page.data and "Set-Cookie" not in page.headers


def test_a_link_to_give_away_is_built_from_the_practices_address_and_not_from_what_was_asked(app, sign_in_as):
    admin = sign_in_as("admin")
    form = {"name": "Sam Sample", "username": "sam", "roles": ["front_desk"], "credentials": ""}
    headers = {"Host": "localhost:81", "X-Forwarded-Host": "evil.example", "X-Original-Host": "evil.example"}
    link = admin.send("/users/new", form, headers=headers).one("#link")["value"]
    assert link.startswith(app.config["BASE_URL"] + "/setup/")


def test_forged_proxy_headers_are_ignored(client):
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in page.text + str(page.headers)


def test_too_much_at_once_is_refused_with_a_sentence(sign_in_as):
    browser = sign_in_as("front_desk")
    page = browser.send("/walk-in", {"name": "x" * (1 << 20)}, check=False)
    assert page.status_code == 413
    page = browser.send("/walk-in", {f"f{n}": "x" for n in range(401)}, content_type="multipart/form-data", check=False)
    assert page.status_code == 413
    for size, status in ((128 << 10, 200), ((128 << 10) + 1, 413)):
        parts = {"content_type": "multipart/form-data", "check": False}
        assert browser.send("/walk-in", {"name": "x" * size}, **parts).status_code == status
    assert "Shorten the text" in page.says and database.session.query(Patient).count() == 0


def test_a_broken_view_shows_a_number_and_nothing_of_its_insides(app, sign_in_as, monkeypatch, caplog):
    browser = sign_in_as("front_desk")

    def broken(**_: object):
        raise RuntimeError("ZZCANARY SELECT * FROM patient")

    broken.rule = app.view_functions["patients.find"].rule
    monkeypatch.setitem(app.view_functions, "patients.find", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = browser.get("/patients")
    assert page.status_code == 500 and "ZZCANARY" not in page.text and "Traceback" not in page.text
    assert "number" in page.says


def test_the_log_holds_patterns_and_numbers_but_no_values(app, caplog):
    try:
        raise ValueError("ZZCANARY born 1974")
    except ValueError:
        import sys

        record = logging.LogRecord("footing", logging.ERROR, __file__, 1, "unhandled", (), sys.exc_info())
    with app.test_request_context("/patients/ZZCANARY"):
        line = JSONLines().format(record)
    assert "ZZCANARY" not in line and json.loads(line)["error"] == "ValueError"


def test_a_line_of_the_log_asks_nothing_of_the_database(app, db):
    """Lines are written under the log's own lock: whoever holds the database's meanwhile would wait for each other."""
    clinician = factories.UserFactory()
    record = logging.LogRecord("footing", logging.INFO, __file__, 1, "hello", (), None)
    asked = []
    with app.test_request_context("/"):
        g.request_id, g.started, g.visitor = "1", 0.0, Visitor(clinician)
        database.session.commit()  # what was loaded is out of date now, and would be read again
        sa.event.listen(database.engine, "before_cursor_execute", lambda *_: asked.append(1))
        line = JSONLines().format(record)
    assert json.loads(line)["user"] == str(sa.inspect(clinician).identity[0])
    assert not asked


def test_a_line_break_cannot_start_a_new_line_in_the_log(app):
    record = logging.LogRecord("footing", logging.INFO, __file__, 1, "first\nsecond\x1b[31m", (), None)
    with app.test_request_context("/"):
        line = JSONLines().format(record)
    assert "\n" not in line and "\x1b" not in line

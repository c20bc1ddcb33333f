"""The database goes away, sleeps, fills up or breaks: people read what to do in words, and no log repeats a patient."""

import io
import json
import logging
import threading
import time

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection

from clinic import create_app, sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.database import engine_options
from clinic.outages import Trouble, trouble
from clinic.patients.models import Patient
from clinic.web.last_resort import LastResort
from clinic.web.request_log import JSONLines
from tests import factories
from tests.browsers import Client, holding
from tests.clusters import Cluster
from tests.conftest import Settings
from tests.house.test_migrations import MIGRATIONS
from tests.house.test_web import HEADERS

CANARY = "ZZCANARY"
PERSON = {"name": f"{CANARY} Person", "born_on": "03/14/1992", "chart_number": f"{CANARY}-1"}


def wrapped(error):
    """The error as SQLAlchemy would raise it."""
    base = psycopg.Error if isinstance(error, psycopg.Error) else sqlcipher.Error
    return DBAPIError.instance("INSERT INTO patient", {"name": CANARY}, error, base, hide_parameters=True)


def of_sqlite(kind, code):
    error = kind("broken")
    error.sqlite_errorcode = code
    return error


LOST = [
    *[
        (getattr(psycopg.errors, name)("x"), Trouble.AWAY)
        for name in (
            "AdminShutdown", "CrashShutdown", "CannotConnectNow", "ReadOnlySqlTransaction", "TooManyConnections",
            "ConnectionFailure", "IdleInTransactionSessionTimeout", "ConnectionException", "InvalidPassword",
            "InvalidCatalogName", "IoError",
        )
    ],
    (psycopg.OperationalError("server closed the connection unexpectedly"), Trouble.AWAY),
    (psycopg.InterfaceError("the connection is closed"), Trouble.AWAY),
    (psycopg.errors.ConnectionTimeout("x"), Trouble.AWAY),
    (psycopg.errors.QueryCanceled("x"), Trouble.BUSY),
    (psycopg.errors.LockNotAvailable("x"), Trouble.BUSY),
    (psycopg.errors.DeadlockDetected("x"), Trouble.BUSY),
    (psycopg.errors.DiskFull("x"), Trouble.FULL),
    (psycopg.errors.DataCorrupted("x"), Trouble.DAMAGED),
    (of_sqlite(sqlcipher.OperationalError, 5), Trouble.BUSY),
    (of_sqlite(sqlcipher.OperationalError, 517), Trouble.BUSY),
    (of_sqlite(sqlcipher.OperationalError, 13), Trouble.FULL),
    (of_sqlite(sqlcipher.OperationalError, 14), Trouble.AWAY),
    (of_sqlite(sqlcipher.OperationalError, 778), Trouble.AWAY),
    (of_sqlite(sqlcipher.DatabaseError, 11), Trouble.DAMAGED),
    (of_sqlite(sqlcipher.DatabaseError, 26), Trouble.DAMAGED),
]  # fmt: skip


@pytest.mark.parametrize(("error", "kind"), LOST, ids=lambda value: type(value).__name__)
def test_every_kind_of_lost_database_is_known_bare_and_as_it_arrives(error, kind):
    assert trouble(error) is kind
    assert trouble(wrapped(error)) is kind


def test_what_is_our_own_fault_is_not_blamed_on_the_database():
    for error in (
        psycopg.errors.UniqueViolation("x"),
        psycopg.errors.UndefinedColumn("x"),
        psycopg.errors.SyntaxError("x"),
        psycopg.errors.NotNullViolation("x"),
        of_sqlite(sqlcipher.IntegrityError, 2067),
        of_sqlite(sqlcipher.OperationalError, 1),
    ):
        assert trouble(error) is None and trouble(wrapped(error)) is None
    assert trouble(ValueError("x")) is None
    assert trouble(NoConnection("no connection within 5 s")) is Trouble.AWAY
    assert trouble(PendingRollbackError("x", code="8s2b")) is Trouble.AWAY
    assert trouble(PendingRollbackError("x", code="7s2a")) is None


def test_no_engine_ever_puts_values_into_its_errors():
    for url in ("sqlite:///x.db", "sqlite://", "postgresql+psycopg://a@127.0.0.1/b"):
        assert engine_options(url)["hide_parameters"] is True
    said = str(wrapped(psycopg.errors.UniqueViolation("x")))
    assert CANARY not in said


def test_a_connection_to_postgresql_says_how_long_it_waits():
    options = engine_options("postgresql+psycopg://a@db.example/b?options=-c%20search_path%3Dclinic", "footing-9")
    connect = options["connect_args"]
    assert (connect["connect_timeout"], connect["tcp_user_timeout"]) == (3, 5000)
    assert [connect[f"keepalives{rest}"] for rest in ("", "_idle", "_interval", "_count")] == [1, 5, 2, 3]
    for limit in ("statement_timeout=8s", "lock_timeout=5s", "idle_in_transaction_session_timeout=10s"):
        assert f"-c {limit}" in connect["options"]
    assert "search_path=clinic" in connect["options"]
    assert connect["application_name"].startswith("footing-9-") and len(connect["application_name"]) <= 63
    assert (options["pool_size"], options["max_overflow"]) == (24, 0)
    assert (options["pool_timeout"], options["pool_recycle"]) == (5, 1800)


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def breaking(app, monkeypatch):
    """`breaking(error)` lets the patients page and its form fail with this error."""

    def with_error(error):
        def broken(**_: object):
            raise error

        for endpoint in ("patients.find", "patients.walk_in"):
            view = app.view_functions[endpoint]
            for name in ("rule", "records", "passive"):
                setattr(broken, name, getattr(view, name))
            monkeypatch.setitem(app.view_functions, endpoint, broken)

    return with_error


def plain(page, status, **more):
    """Hold an answer against what every failure must carry."""
    assert page.status_code == status
    for name, value in HEADERS.items():
        assert page.headers[name] == value
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert CANARY not in page.text or more.get("keeps")
    return page


@pytest.mark.parametrize(
    ("error", "status", "english", "spanish"),
    [
        (wrapped(psycopg.OperationalError("gone")), 503, "One moment, please", "Un momento, por favor"),
        (wrapped(of_sqlite(sqlcipher.OperationalError, 5)), 503, "Busy for a moment", "Ocupado por un momento"),
        (wrapped(of_sqlite(sqlcipher.OperationalError, 13)), 503, "The disk is full", "El disco está lleno"),
        (wrapped(of_sqlite(sqlcipher.DatabaseError, 11)), 503, "The records cannot be read", "registros"),
        (RuntimeError(CANARY), 500, "Something went wrong on our side", "Algo falló de nuestro lado"),
        (IntegrityError("INSERT", {"name": CANARY}, ValueError(CANARY)), 500, "Something went wrong", "Algo falló"),
    ],
)
def test_a_failure_is_said_in_both_languages_with_a_number_and_every_header(
    sign_in_as, breaking, error, status, english, spanish
):
    browser = sign_in_as("front_desk")
    breaking(error)
    page = plain(browser.get("/patients"), status)
    assert english in page.says and spanish in page.says and page.one("html")["lang"] == "en"
    assert len(page.one("code").get_text()) == 16
    other = plain(browser.get("/patients", headers={"Accept-Language": "es-US,es;q=0.9"}), status)
    assert other.one("html")["lang"] == "es" and spanish in other.h1 + other.says
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        told = plain(browser.get("/patients", headers=headers), status)
        assert told.json["error"].startswith(english) and spanish in told.json["error_es"] and told.json["number"]


def test_what_was_typed_stays_on_the_page_that_says_it_was_not_kept_and_can_be_sent_again(sign_in_as, app, monkeypatch):
    factories.UserFactory(roles=["clinician"])
    browser = sign_in_as("front_desk")
    view = app.view_functions["patients.walk_in"]

    def full(**_: object):
        raise wrapped(of_sqlite(sqlcipher.OperationalError, 13))

    full.rule, full.records, full.passive = view.rule, view.records, view.passive
    monkeypatch.setitem(app.view_functions, "patients.walk_in", full)
    typed = {**PERSON, "name": f'{CANARY} "O\'Brien" <Ñ>'}
    page = plain(browser.send("/walk-in", typed), 503, keeps=True)
    again = page.form("/walk-in")
    assert again["name"] == typed["name"] and again["csrf_token"]
    monkeypatch.setitem(app.view_functions, "patients.walk_in", view)
    kept = browser.post("/walk-in", data=again)
    assert kept.status_code == 303, kept.says
    assert database.session.query(Patient).one().name == typed["name"]


def test_a_password_is_never_repeated_and_a_foreign_form_gets_no_button(client, sign_in_as, breaking, monkeypatch, app):
    def gone(**_: object):
        raise wrapped(psycopg.OperationalError("gone"))

    view = app.view_functions["accounts.sign_in"]
    gone.rule, gone.records, gone.passive = view.rule, view.records, view.passive
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", gone)
    page = plain(client.send("/sign-in", {"username": "sam", "password": "made-up people only"}), 503)
    assert "made-up" not in page.text and not page.all("form") and "Go back" in page.says
    browser = sign_in_as("front_desk")
    breaking(wrapped(psycopg.OperationalError("gone")))
    page = browser.send("/walk-in", PERSON, headers={"Sec-Fetch-Site": "same-site"})
    assert page.status_code in (400, 403, 503) and not page.all("main form")


def test_an_error_in_the_page_of_an_error_is_answered_too(app, sign_in_as, monkeypatch):
    browser = sign_in_as("front_desk")
    monkeypatch.setattr("clinic.web.errors.render_template", lambda *_a, **_k: 1 // 0)
    assert "Something went wrong" in plain(browser.get("/nothing-here"), 500).says


def test_what_gets_past_the_application_is_caught_outside_it_and_not_retold(caplog):
    def inner(environ, start_response):
        start_response("200 OK", [])
        raise error

    answers = []
    for error, status in ((RuntimeError(CANARY), "500"), (psycopg.OperationalError(CANARY), "503")):
        environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "HTTP_ACCEPT_LANGUAGE": "es"}
        body = b"".join(LastResort(inner)(environ, lambda *told: answers.append(told)))
        said, headers, broken = answers[-1]
        assert said.startswith(status) and broken[1] is error and CANARY not in body.decode()
        assert HEADERS.items() <= dict(headers).items() and "Content-Security-Policy" in dict(headers)
        assert (dict(headers)["Content-Length"] == str(len(body)) and "Algo" in body.decode()) or status == "503"
    line = JSONLines().format(caplog.records[0])
    assert CANARY not in line and json.loads(line)["error"] == "RuntimeError"


@pytest.mark.parametrize(
    "said",
    [
        ("Object %s is not in session", (CANARY,)),
        (f"Row {CANARY} was lost", ()),
        ("%(name)s", ({"name": CANARY},)),
        ("%d of %s", (3, CANARY)),
        ("broken %s %s", (CANARY,)),
    ],
)
@pytest.mark.parametrize("name", ["sqlalchemy.pool", "gunicorn.error", "werkzeug", "py.warnings", "weasyprint"])
def test_a_library_says_where_and_how_often_but_never_of_whom(name, said):
    record = logging.LogRecord(name, logging.WARNING, __file__, 12, said[0], said[1], None)
    line = JSONLines().format(record)
    assert CANARY not in line and json.loads(line)["message"]


# --- a PostgreSQL that is stopped, frozen and started again -----------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    own = Cluster()
    own.start()
    yield own
    own.remove()


@pytest.fixture
def away(cluster):
    """An application on a PostgreSQL of its own, a front desk's browser, and what every log said."""
    if cluster.process is None:
        cluster.start()
    app = create_app(Settings(cluster.database()))
    app.test_client_class = Client
    out = io.StringIO()
    handlers = [logging.StreamHandler(out), logging.StreamHandler(out)]
    handlers[1].setFormatter(JSONLines())
    root = logging.getLogger()
    for one in handlers[1:]:
        root.addHandler(one)
        logging.getLogger("footing").addHandler(one)
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        factories.UserFactory(roles=["clinician"])
        user = factories.UserFactory(roles=["front_desk"])
        browser = holding(app, wall_clock(), kind=sessions.Kind.STAFF, user_id=user.id)
        browser.token = browser.csrf()
        database.session.remove()
    yield app, browser, out
    for one in handlers[1:]:
        root.removeHandler(one)
        logging.getLogger("footing").removeHandler(one)
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def at_statement(app, words, act, *, after=False):
    """Do `act` before (or after) the first statement that begins with `words`."""
    done = threading.Event()

    def now(_connection, cursor, statement, *_rest):
        if statement.startswith(words) and not done.is_set():
            done.set()
            act(cursor)

    with app.app_context():
        sa.event.listen(database.engine, "after_cursor_execute" if after else "before_cursor_execute", now)
    return done


def people(app):
    with app.app_context():
        count = database.session.query(Patient).count()
        database.session.remove()
    return count


def test_postgresql_killed_in_mid_insert_is_said_in_words_and_repeats_no_patient(cluster, away):
    app, browser, out = away
    done = at_statement(app, "INSERT INTO patient", lambda _cursor: cluster.stop())
    page = plain(browser.post("/walk-in", data={"csrf_token": browser.token, **PERSON}), 503, keeps=True)
    assert done.is_set() and "One moment, please" in page.says and page.form("/walk-in")["name"] == PERSON["name"]
    for path in ("/", "/patients", "/sign-in", "/kiosk/join", "/nothing-here", "/walk-in"):
        began = time.monotonic()
        page = plain(browser.get(path), 503)
        assert "Footing cannot reach its records" in page.says and page.one('meta[http-equiv="refresh"]')
        plain(app.test_client().get(path), 503)
        assert time.monotonic() - began < 9
    assert browser.get("/static/css/clinic.css").status_code == 200
    assert browser.get("/board", headers={"HX-Request": "true"}).json["error_es"].startswith("Un momento")
    cluster.start()
    assert browser.get("/").status_code == 200 and people(app) == 0
    said = out.getvalue()
    assert said.count("\n") > 10 and CANARY not in said and "1992" not in said


def test_after_a_restart_nobody_sees_that_there_was_one(cluster, away):
    app, browser, _out = away
    assert browser.get("/").status_code == 200
    cluster.stop()
    cluster.start()
    assert browser.post("/walk-in", data={"csrf_token": browser.token, **PERSON}).status_code == 303
    assert people(app) == 1


def test_while_postgresql_stands_still_no_thread_is_busy_longer_than_nine_seconds(cluster, away):
    app, browser, _out = away
    pages, waits = [], []
    paths = ["/", "/patients", "/board", "/sign-in", "/walk-in", "/nothing-here"]

    def look(path):
        began = time.monotonic()
        mine = app.test_client()
        mine.set_cookie("sid", browser.get_cookie("sid").value)
        pages.append(mine.get(path, check=False))
        waits.append(time.monotonic() - began)

    def everybody():
        threads = [threading.Thread(target=look, args=(path,)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    everybody()
    assert max(waits) < 9 and max(page.status_code for page in pages) < 500
    pages.clear()
    waits.clear()
    cluster.freeze()
    try:
        everybody()  # on connections that were open
        everybody()  # on new ones
        at_once = time.monotonic()
        look("/patients")
        assert time.monotonic() - at_once < 9
    finally:
        cluster.thaw()
    assert max(waits) < 9, waits
    assert {page.status_code for page in pages} == {503}
    for page in pages:
        assert "One moment, please" in page.text or "Un momento" in page.text
    time.sleep(1.1)
    assert browser.get("/").status_code == 200


def test_postgresql_that_falls_asleep_in_mid_statement_is_left_within_nine_seconds(cluster, away):
    app, browser, _out = away
    at_statement(app, "INSERT INTO patient", lambda _cursor: cluster.freeze())
    began = time.monotonic()
    try:
        page = plain(browser.post("/walk-in", data={"csrf_token": browser.token, **PERSON}), 503, keeps=True)
        assert time.monotonic() - began < 9.5
    finally:
        cluster.thaw()
    assert page.form("/walk-in")["chart_number"] == PERSON["chart_number"] and people(app) == 0


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_lost_at_any_statement_has_one_effect_or_none(cluster, away, after):
    app, browser, out = away
    statuses = []
    for nth in range(12):
        seen = []

        def cut(_connection, cursor, *_rest, nth=nth, seen=seen):
            seen.append(1)
            if len(seen) == nth + 1:
                pid = cursor.connection.info.backend_pid
                with cluster.admin() as admin:
                    admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

        name = "after_cursor_execute" if after else "before_cursor_execute"
        before = people(app)
        with app.app_context():
            sa.event.listen(database.engine, name, cut)
        person = {"name": f"{CANARY} {nth}", "born_on": "03/14/1992", "chart_number": f"ZZ-{nth}"}
        page = browser.post("/walk-in", data={"csrf_token": browser.token, **person}, check=False)
        with app.app_context():
            sa.event.remove(database.engine, name, cut)
        made = people(app) - before
        statuses.append(page.status_code)
        assert page.status_code in (303, 503)
        assert made == (1 if page.status_code == 303 else 0), (nth, page.status_code)
    assert 503 in statuses and statuses[0] == 303
    assert CANARY not in out.getvalue()

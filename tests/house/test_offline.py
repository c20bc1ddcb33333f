"""The house asks nobody outside for anything: no page names another host, and no test may reach one."""

import re
import socket
import urllib.request
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from clinic.database import db as database
from clinic.interview.models import Intake
from tests.browsers import tablet
from tests.house import whole

ROOT = Path(__file__).parents[2]
# Attributes a browser follows by itself, and those it follows when somebody presses.
FETCHED = ("src", "srcset", "href", "action", "formaction", "data", "poster", "background", "cite", "ping", "hx-get")


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8"])
def test_a_test_that_reaches_for_another_machine_is_stopped(address):
    with socket.socket() as line, pytest.warns(UserWarning, match=address), pytest.raises(SocketConnectBlockedError):
        line.connect((address, 80))


def test_the_guard_stands_for_the_whole_suite(pytestconfig):
    assert pytestconfig.getoption("--allow-hosts") == "127.0.0.1,::1"
    with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=2)


def test_no_page_names_another_host(app, sign_in_as, db, clock):
    me = whole.everybody()
    record = whole.make(me)
    staff, hand = sign_in_as(me), tablet(app, database.session.get(Intake, record.intake_id), clock)
    foreign, seen = [], 0
    for endpoint, path in whole.places(app, record):
        if path.endswith(".pdf") or endpoint == "kiosk.lock":
            continue
        page = (hand if endpoint.startswith("kiosk.") else staff).get(path, check=False)
        if page.mimetype != "text/html":
            continue
        for name in FETCHED:
            for tag in page.all(f"[{name.replace(':', chr(92) + ':')}]"):
                seen += 1
                if re.match(r"(?:[a-z][a-z0-9+.-]*:)?//|[a-z][a-z0-9+.-]*:", tag[name]) and not _ours(tag, tag[name]):
                    foreign.append(f"{path}: {tag.name} {name}={tag[name][:60]}")
    assert foreign == []
    assert seen > 500


def _ours(tag, value):
    return value.startswith(("data:image/", "tel:")) and tag.name in ("img", "a")


def test_no_script_and_no_style_sheet_of_ours_names_another_host():
    hosts = []
    for path in (ROOT / "clinic" / "static").rglob("*"):
        if path.suffix in {".css", ".js", ".svg"}:
            text = re.sub(r"http://www\.w3\.org/[\w/.#-]+", "", path.read_text(encoding="utf-8"))
            text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
            hosts += [f"{path.name}: {found}" for found in re.findall(r"(?:https?:|wss?:)?//[\w-]+\.[a-z]{2,}", text)]
    assert hosts == []


@pytest.mark.parametrize("word", ["urllib.request", "http.client", "requests", "httpx", "aiohttp", "smtplib", "ftplib"])
def test_nothing_in_the_application_can_call_out(word):
    pattern = rf"^\s*(?:import {re.escape(word)}|from {re.escape(word)}\b)"
    for path in (ROOT / "clinic").rglob("*.py"):
        assert not re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_nothing_is_sent_as_a_table_for_a_spreadsheet(app):
    """No view writes CSV: where one comes, cells that begin a formula need an apostrophe before them."""
    for path in (ROOT / "clinic").rglob("*.py"):
        assert not re.search(
            r"^\s*(?:import csv|from csv)\b|text/csv", path.read_text(encoding="utf-8"), re.MULTILINE
        ), path
    assert not [rule.rule for rule in app.url_map.iter_rules() if "csv" in rule.rule]

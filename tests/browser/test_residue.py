"""The tablet is given back: whatever the next person tries, and wherever its disk is searched, nothing is left."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error, TimeoutError, expect

from clinic import sessions
from clinic.database import db
from clinic.interview.models import Intake
from tests import factories
from tests.browser.conftest import CHROMIUM, TABLET
from tests.browser.interview import Count, answer, complete, press, saved, slug
from tests.browser.trust import environment
from tests.interview.tablets import FIRST_VISIT

pytestmark = pytest.mark.browser

NAME, BORN = "Zzunica", "07/23/1953"
WORDS = {"psfs_1": "Zzbailar despacio", "psfs_2": "Zzremar", "act_goal": "Zzvolver al monte"}
# In any spelling: none of this may be found once the tablet is given back.
SECRETS = [NAME, BORN, "1953-07-23", *WORDS.values()]
PLACES = ("goals", "health", "health-more", "pain", "review")


@pytest.fixture
def person(server):
    """The intake of somebody whose words cannot be mistaken; not confirmed yet."""
    with server.rows():
        now = dt.datetime.now(dt.UTC)
        patient = factories.PatientFactory(name=f"{NAME} Sample", born_on=dt.date(1953, 7, 23), sex_birth="female")
        intake = factories.IntakeFactory(visit=factories.VisitFactory(patient=patient, starts_at=now), started_at=now)
        found = intake.id
        db.session.remove()
    complete(server, found, {**FIRST_VISIT, "health-more": {**FIRST_VISIT["health-more"], "hx_preg": "na"}})
    return found


@pytest.fixture
def device(chromium, server, trust, person, tmp_path):
    """`device()` opens the tablet's browser on a profile that is kept on disk; the second time without the cookie."""
    opened, profile = contextlib.ExitStack(), tmp_path / "profile"

    def close(context):
        with contextlib.suppress(Error):  # one of them was killed
            context.close()

    def launch():
        return chromium.browser_type.launch_persistent_context(
            profile,
            timeout=30_000,
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--restore-last-session"],
            env=environment(trust.home),
            ignore_default_args=[
                "--disable-back-forward-cache",
                "--disable-component-extensions-with-background-pages",
            ],
            viewport=TABLET,
            has_touch=True,
        )

    def open_profile(token=None):
        as_left = tmp_path / "as-left"
        shutil.rmtree(as_left, ignore_errors=True)
        if profile.exists():
            shutil.copytree(profile, as_left, symlinks=True)
        try:
            context = launch()
        except TimeoutError:  # Chromium once in a long while hangs as it restores tabs: again, from the disk as it was
            kill_browser_of(profile)
            shutil.rmtree(profile, ignore_errors=True)
            if as_left.exists():
                as_left.rename(profile)
            context = launch()
        opened.callback(close, context)
        context.set_default_timeout(10_000)
        if token:
            context.add_cookies([server.cookie(token, strict=True)])
        return context

    with opened:
        yield open_profile


def kill_browser_of(profile):
    """SIGKILL to every process that works on this profile, until there is none."""
    running = True
    while running:
        running = False
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"--user-data-dir={profile}" in (process / "cmdline").read_text().split("\0"):
                    os.kill(int(process.name), signal.SIGKILL)
                    running = True
        time.sleep(0.1)


def pages_of_the_interview(page, server):
    """Confirm, type words that can be recognised, and look at pages that show them."""
    page.goto(f"{server.address}/kiosk/")
    assert slug(page) == "confirm"
    page.locator('[name="name"]').fill(f"{NAME} Sample")
    page.locator('[name="born_on"]').fill(BORN)
    press(page, "Continue", Count())
    page.goto(f"{server.address}/kiosk/goals")
    page.get_by_text("More questions, if you like").tap()
    for field, words in WORDS.items():
        if page.locator(f'[name="{field}"]').count():
            page.locator(f'[name="{field}"]').fill(words)
    answer(page, {"psfs_1_score": "7"}, Count())
    saved(page)
    for place in PLACES:
        page.goto(f"{server.address}/kiosk/{place}")
        assert slug(page) == place
    assert WORDS["psfs_1"] in page.content()


def nothing_shown(page):
    """Neither the page nor its boxes hold a word of the patient."""
    page.wait_for_load_state()
    body = page.content()
    typed = page.evaluate("[...document.querySelectorAll('input, textarea')].map(one => one.value).join('\\n')")
    assert [word for word in SECRETS if word in body or word in typed] == [], page.url
    assert "summary-list" not in body and "ticks-" not in body, page.url


def found_on_disk(folder, words):
    """Which of the words lie in any file of a folder, in any way browsers write text."""
    found = set()
    for file in folder.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        data = file.read_bytes()
        for word in words:
            if word.encode() in data or word.encode("utf-16-le") in data:
                found.add((word, file.name))
    return found


@pytest.mark.parametrize("ending", ["sent", "idle"])
def test_nothing_of_the_patient_is_left_on_the_device(device, server, person, tmp_path, ending):
    token = server.session_for(kind=sessions.Kind.TABLET, intake_id=person)
    context = device(token)
    page, kept = context.new_page(), []
    context.on(
        "response",
        lambda one: (
            kept.append((one.url, one.headers.get("cache-control")))
            if "no-store" not in one.headers.get("cache-control", "") and "/static/" not in one.url
            else None
        ),
    )
    pages_of_the_interview(page, server)
    if ending == "sent":
        press(page, "Send my answers", Count())
        assert slug(page) == "done"
    else:
        page.goto(f"{server.address}/kiosk/lock")
    nothing_shown(page)
    assert kept == []

    for _back in range(5):
        page.go_back()
        nothing_shown(page)
    page.reload()
    nothing_shown(page)
    for _forward in range(2):
        page.go_forward()
        nothing_shown(page)
    for place in (*PLACES, "confirm", "state?screen=goals"):
        page.goto(f"{server.address}/kiosk/{place}")
        assert slug(page) == "join"
        nothing_shown(page)
    page.goto(f"view-source:{server.address}/kiosk/review")
    nothing_shown(page)
    page.goto(f"{server.address}/kiosk/join")
    page.locator('[name="code"]').press("ArrowDown")
    left = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie, history.state,
           (await indexedDB.databases()).length, (await caches.keys()).length,
           (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert left == [0, 0, "", None, 0, 0, 0]
    assert [cookie["name"] for cookie in context.cookies()] == ["__Host-sid"]
    assert token not in str(context.cookies())

    page.goto(page.url.replace("localhost", "127.0.0.1"))
    page.evaluate("localStorage.setItem('witness', 'Zzwitness')")  # the search must find what does lie there
    page.wait_for_timeout(300)
    context.close()
    profile = tmp_path / "profile"
    assert found_on_disk(profile, ["Zzwitness"]) and found_on_disk(profile, ["kiosk/join"])
    assert found_on_disk(profile, [*SECRETS, token]) == set()
    with contextlib.closing(sqlite3.connect(profile / "Default/Web Data")) as web:
        assert web.execute("SELECT COUNT(*) FROM autofill").fetchone() == (0,)

    again = device()
    for tab in again.pages:
        nothing_shown(tab)
    with server.rows():
        intake = db.session.get(Intake, person)
        assert intake.psfs_1 == WORDS["psfs_1"] and (intake.sent_at is not None) == (ending == "sent")
        db.session.remove()


def test_a_browser_killed_in_the_middle_leaves_no_word_on_the_disk(device, server, person, tmp_path):
    profile = tmp_path / "profile"
    page = device(server.session_for(kind=sessions.Kind.TABLET, intake_id=person)).new_page()
    pages_of_the_interview(page, server)
    page.go_back()
    page.wait_for_timeout(3000)  # the browser writes down which pages are open every few seconds
    kill_browser_of(profile)
    page.wait_for_event("close")
    assert found_on_disk(profile, ["kiosk/"])
    assert found_on_disk(profile, SECRETS) == set()


def test_an_idle_tablet_goes_blank_and_the_draft_stays_on_the_server(tablet, kept, new_code, server):
    page = tablet()
    page.clock.install()
    page.reload()
    answer(page, {"ticks-now": "none"}, Count())
    saved(page)
    page.clock.run_for(181_000)
    warning = page.get_by_role("dialog")
    expect(warning).to_contain_text("Are you still there?")
    page.get_by_role("button", name="I am still here").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(212_000)
    page.wait_for_url("**/kiosk/lock")
    expect(page.get_by_role("heading", level=1)).to_have_text("Type your code")
    assert "ticks-now" not in page.content() and kept("rf_fever") == "no"
    page.go_back()
    page.wait_for_load_state()
    assert "ticks-now" not in page.content()

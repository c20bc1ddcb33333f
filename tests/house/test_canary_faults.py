"""A patient whose every word is a marker, a real server, and everything that can go wrong: no file repeats a marker."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import psycopg
import pytest

from clinic import sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.operations import starting
from config import Config
from tests import factories
from tests.clusters import Cluster
from tests.house.test_scripts import Running
from wsgi import create_app

ROOT = Path(__file__).parents[2]
MARK, BORN = "ZZCANARY", "03/17/1961"
SPELLED = (MARK, BORN, "1961-03-17", "1961, 3, 17", urllib.parse.quote_plus(BORN))


@pytest.fixture(params=["file", "server"])
def open_practice(request, tmp_path):
    """A served practice with a front desk's session, its log, and its PostgreSQL if it has one."""
    if request.config.getoption("--database"):
        pytest.skip("This brings its own databases")
    cluster = None
    if request.param == "server":
        cluster = Cluster()
        cluster.start()
    home = tmp_path / "home"
    home.mkdir()
    running = Running(home, ["--practice", str(tmp_path / "clinic")], cluster.database() if cluster else "")
    told = {**running.environment(), "FOOTING_PRACTICE": str(tmp_path / "clinic")}
    app = create_app(Config.from_env(told))
    with app.app_context():
        starting.make_ready(app, ROOT / "migrations")
        factories.PracticeFactory()
        factories.UserFactory(roles=["clinician"])
        me = factories.UserFactory(roles=["front_desk"])
        row = {"device": "Test", "data": {}, "created_at": wall_clock(), "active_at": wall_clock()}
        kind = sessions.Kind.STAFF
        database.session.add(sessions.BrowserSession(token_sha256=sessions._hash("t"), kind=kind, user_id=me.id, **row))
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
    with running:
        yield running, cluster, tmp_path
    if cluster:
        cluster.remove()


def ask(running, path, fields=None, **headers):
    """Status and body of one request of the front desk; 0 where the server broke off."""
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    origin = f"http://127.0.0.1:{running.port}"
    told = {"Host": f"127.0.0.1:{running.port}", "Cookie": "sid=t", "Origin": origin, **headers}
    try:
        if fields is None:
            line.request("GET", path, headers=told)
        else:
            told.setdefault("Content-Type", "application/x-www-form-urlencoded")
            line.request("POST", path, urllib.parse.urlencode(fields), told)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        line.close()


def person(token, nth):
    return {"csrf_token": token, "name": f"{MARK} Person{nth}", "born_on": BORN, "chart_number": f"{MARK}-{nth}"}


def worker_of(running):
    """The process that answers."""
    return int(Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()[0])


def until(running, path, wanted):
    for _ in range(120):
        if ask(running, path)[0] == wanted:
            return
        time.sleep(0.5)
    raise AssertionError(f"{path} never answered {wanted}")


def test_whatever_breaks_no_log_and_no_file_but_the_database_repeats_the_patient(open_practice):
    running, cluster, folder = open_practice
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', ask(running, "/walk-in")[1])[1]
    assert ask(running, "/walk-in", person(token, 0))[0] == 303
    # Values that are too large, or no text at all.
    for bad in ("x" * (2 << 20), "\x00\x1b[31m\u202e", "9" * 5000):
        assert ask(running, "/walk-in", {**person(token, 1), "chart_number": f"{MARK}{bad}"})[0] in (200, 400, 413)
    ask(running, f"/{MARK}/{urllib.parse.quote(BORN, safe='')}")
    ask(running, "/walk-in", person(token, 2), **{"Content-Length": "999999"})
    ask(running, "/patients", {"csrf_token": token, "term": MARK}, **{"X-Note": MARK, "User-Agent": MARK})
    # The worker is killed while patients are being saved.
    worker = worker_of(running)
    savers = [threading.Thread(target=ask, args=(running, "/walk-in", person(token, n))) for n in range(10, 20)]
    for one in savers:
        one.start()
    os.kill(worker, signal.SIGKILL)
    for one in savers:
        one.join()
    until(running, "/walk-in", 200)
    # The database goes away in the middle of an insert.
    if cluster:
        holder = psycopg.connect(running.database.replace("+psycopg", ""))
        holder.execute("LOCK TABLE patient IN EXCLUSIVE MODE")
        waiting = threading.Thread(target=ask, args=(running, "/walk-in", person(token, 30)))
        waiting.start()
        time.sleep(1)
        cluster.stop()
        waiting.join()
        holder.close()
        status, said = ask(running, "/walk-in", person(token, 31))
        assert status == 503 and "One moment, please" in said
        cluster.start()
    else:
        files = sorted((folder / "clinic").glob("footing.db*"))
        for file in files:
            file.rename(file.with_name(f"footing.db.kept-{file.name}"))
        files[0].write_bytes(os.urandom(1 << 16))
        os.kill(worker_of(running), signal.SIGKILL)
        until(running, "/walk-in", 503)
        assert "cannot be read" in ask(running, "/walk-in", person(token, 32))[1]
        for file in (folder / "clinic").glob("footing.db*"):
            if ".kept-" not in file.name:
                file.unlink()
        for file in files:
            file.with_name(f"footing.db.kept-{file.name}").rename(file)
        os.kill(worker_of(running), signal.SIGKILL)
    until(running, "/walk-in", 200)
    # Another key: the command that is given it says one sentence.
    keys = folder / "other-keys"
    keys.mkdir(mode=0o700)
    for name in ("secret.key", "database.key"):
        (keys / name).write_text("0123456789abcdef" * 4)
        (keys / name).chmod(0o600)
    told = {**running.environment(), "FOOTING_KEYS": str(keys)}
    other = subprocess.run(
        [sys.executable, "footing.py", "users", "list", "--practice", str(folder / "clinic")], cwd=ROOT, env=told,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert other.returncode == 78 and other.stderr.count("\n") == 1, other.stderr
    running.process.terminate()
    running.process.wait(60)
    said = {"standard output": running.said, "the other": other.stdout + other.stderr}
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("footing.db")]
    files += [cluster.log] if cluster else []
    said |= {str(path): path.read_text("utf-8", "replace") for path in files}
    assert (
        "unhandled" in "".join(said.values())
        or '"away"' in "".join(said.values())
        or "damaged" in "".join(said.values())
    )
    leaks = [name for name, text in said.items() for mark in SPELLED if mark in text]
    assert leaks == []
    assert "Traceback" not in said[str(folder / "home" / "server.log")]

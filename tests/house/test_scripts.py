"""The commands: a real server on a real folder, started and stopped as a clinic would."""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import pytest

import lines
import serve
from places import Refusal
from tests import databases

ROOT = Path(__file__).parents[2]
PATIENCE = 60
# How a practice without accounts, or without a sign-in, answers a stranger.
CLOSED = (302, 303, 403)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A server in a process of its own, with a home folder that was empty before."""

    home: Path
    words: list[str]
    database: str = ""
    port: int = field(default_factory=free_port)

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "DYLD_FALLBACK_LIBRARY_PATH") if name in os.environ}
        return {**kept, "HOME": str(self.home), "FOOTING_DATABASE_URL": self.database}

    def command(self) -> list[str]:
        return [sys.executable, str(ROOT / "script" / "serve.py"), *self.words, "--port", str(self.port)]

    def __enter__(self) -> Self:
        self.home.mkdir(exist_ok=True)
        self.log = (self.home / "server.log").open("w")
        self.process = subprocess.Popen(
            self.command(), cwd=self.home, env=self.environment(), stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("  Keys: "):
                return self
        self.process.wait()
        raise AssertionError(self.said + (self.home / "server.log").read_text())

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.log.close()

    def second(self) -> subprocess.CompletedProcess[str]:
        """The same command once more, beside the running one."""
        return subprocess.run(
            self.command(), cwd=self.home, env=self.environment(), capture_output=True, text=True, timeout=PATIENCE
        )

    def get(self, path: str = "/", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": f"127.0.0.1:{self.port}", **headers})
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    def post_much(self, path: str, told: dict[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            chunked = "Transfer-Encoding" in told
            body = iter([bytes(1 << 16)] * 32) if chunked else bytes(2 << 20)
            connection.request("POST", path, body, told, encode_chunked=chunked)
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def server_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty PostgreSQL database when these tests run on PostgreSQL; else none, for the file in the folder."""
    server = request.config.getoption("--database")
    if not server:
        yield ""
        return
    with databases.fresh(server) as url:
        yield url


def test_a_real_practice_starts_empty_with_one_set_up_link(tmp_path: Path, server_database: str) -> None:
    folder = tmp_path / "home" / "clinic"
    with Running(tmp_path / "home", ["--practice", "clinic"], server_database) as server:
        link = re.search(rf"http://127\.0\.0\.1:{server.port}(/\S+)", server.said.partition("Ctrl+C")[2])
        assert link, server.said
        assert server.get(link[1]).status == 200
        assert server.get("/").status in CLOSED

        # A second server on the same folder is refused, on any port.
        again = server.second()
        assert again.returncode == 78 and str(folder) in again.stderr and again.stderr.count("\n") == 1

        # Nothing a client says about itself is believed, and no foreign name is answered.
        assert server.get("/", Host="evil.example").status == 400
        for forged in ("X-Forwarded-Proto", "X-Forwarded-Ssl", "X-Forwarded-Protocol"):
            answer = server.get("/", **{forged: "https"})
            assert answer.getheader("Strict-Transport-Security") is None
        assert server.get("/", **{"Script-Name": "/x", "X-Forwarded-Host": "evil.example"}).status in CLOSED

        # Too much is refused, whether its length was told or not; half a form is never taken for a whole one.
        for told in ({"Content-Length": str(2 << 20)}, {"Transfer-Encoding": "chunked"}):
            assert server.post_much(link[1], told) == 413
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as half:
            half.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nanswer=yes")
            half.shutdown(socket.SHUT_WR)
            assert half.recv(12) == b"HTTP/1.1 400"

        # The files are for their owner alone, and the database is not readable without its key.
        made = [path for path in folder.rglob("*") if path.is_file()]
        assert made and all(path.stat().st_mode & 0o077 == 0 for path in made)
        if not server_database:
            assert (folder / "footing.db").read_bytes()[:15] != b"SQLite format 3"
        home = {path.relative_to(tmp_path / "home").parts[0] for path in (tmp_path / "home").iterdir()}
        assert home <= {"clinic", ".config", ".cache", "server.log", "Library"}

    # Killed or stopped, the folder is free again and the practice still waits for its first account.
    with Running(tmp_path / "home", ["--practice", "clinic"], server_database) as server:
        assert "set it up" in server.said
        server.process.send_signal(signal.SIGKILL)
    with Running(tmp_path / "home", ["--practice", "clinic"], server_database):
        pass


def test_the_demo_prints_its_sign_ins_and_keeps_its_data(tmp_path: Path) -> None:
    with Running(tmp_path / "home", []) as server:
        first = server.said
        assert "made up" in first
        lines = first.splitlines()
        assert len(lines) > 4, first
        assert server.get("/").status in CLOSED
    kept = next(tmp_path.rglob("footing.db")).stat()
    with Running(tmp_path / "home", [], port=server.port) as again:
        assert again.said == first
    assert next(tmp_path.rglob("footing.db")).stat().st_ino == kept.st_ino


def test_over_the_network_there_is_tls_and_nothing_else(tmp_path: Path, server_database: str) -> None:
    words = ["--practice", "clinic", "--address", "localhost", "--listen", "127.0.0.1"]
    with Running(tmp_path / "home", words, server_database) as server:
        assert f"https://localhost:{server.port}/" in server.said
        found = re.search(r"(\S+/authority\.crt)", server.said)
        assert found, server.said
        trusting = ssl.create_default_context(cafile=found[1])
        connection = http.client.HTTPSConnection("localhost", server.port, context=trusting, timeout=PATIENCE)
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "http"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status in CLOSED
        assert "max-age=31536000" in answer.getheader("Strict-Transport-Security", "")
        link = re.search(rf"https://localhost:{server.port}(/\S+)", server.said.partition("Ctrl+C")[2])
        assert link, server.said
        connection.request("GET", link[1])
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 200 and "<form" in page
        cookies = answer.headers.get_all("Set-Cookie") or []
        assert cookies
        for cookie in cookies:
            assert cookie.startswith("__Host-") and "Secure" in cookie and "HttpOnly" in cookie

        # A form works, without a Referer, from our own page alone.
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, page
        ours, form = f"https://localhost:{server.port}", urlencode({"csrf_token": token[1], "name": "Sam Sample"})
        kind = "application/x-www-form-urlencoded"
        told = {"Cookie": cookies[0].partition(";")[0], "Content-Type": kind, "Connection": "close"}
        for origin, taken in ((ours, True), ("https://evil.example", False), ("null", False)):
            connection.request("POST", link[1], form, {**told, "Origin": origin})
            answer = connection.getresponse()
            words = answer.read().decode()
            assert (answer.status == 400) is not taken, words
            assert ("There is a problem" in words) is taken, words
        connection.close()

        plain = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            plain.request("GET", "/")
            told = plain.getresponse()
            assert told.getheader("Set-Cookie") is None
            raise ConnectionError(told.status)
        plain.close()


def test_a_client_that_drips_is_cut_off_and_holds_nobody_up(tmp_path: Path, server_database: str) -> None:
    with Running(tmp_path / "home", ["--practice", "clinic"], server_database) as server:
        dripping = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
        started = time.monotonic()
        for drip in dripping:
            drip.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        while time.monotonic() < started + lines.HEADER_SECONDS + 5:
            time.sleep(1)
            for drip in list(dripping):
                try:
                    drip.sendall(b"X")
                    drip.setblocking(False)
                    if drip.recv(4096):
                        pass
                    closed = True
                except BlockingIOError:
                    closed = False
                except OSError:
                    closed = True
                drip.setblocking(True)
                if closed:
                    drip.close()
                    dripping.remove(drip)
            if not dripping:
                break
        assert dripping == []
        assert time.monotonic() - started > lines.HEADER_SECONDS - 1
        assert server.get("/").status in CLOSED


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "10.0.0.5", "clinic.local"])
def test_other_machines_are_not_served_without_tls(listen: str) -> None:
    with pytest.raises(Refusal, match=r"no TLS|no IP address") as refused:
        serve.settle(serve.arguments(["--listen", listen]))
    assert listen in refused.value.message


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=str(port)):
            serve.refuse_if_taken("127.0.0.1", port)


@pytest.mark.parametrize(
    "words", [["--cert", "x"], ["--cert", "x", "--key", "y"], ["--port", "0"], ["--port", "70000"], ["--what"]]
)
def test_half_an_order_is_refused_in_one_sentence(words: list[str]) -> None:
    with pytest.raises(Refusal, match="script/server --help") as refused:
        serve.arguments(words)
    assert "\n" not in refused.value.message


def test_a_stopped_practice_is_whole_in_its_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "clinic"
    for end in (signal.SIGTERM, signal.SIGINT):
        with Running(tmp_path / "home", ["--practice", "clinic"]) as server:
            assert server.get("/sign-in").status in CLOSED
            server.process.send_signal(end)
            server.process.wait(PATIENCE)
        assert sorted(path.name for path in folder.glob("footing.db*")) == ["footing.db"]
    assert (folder / "footing.db").stat().st_size > 100_000, "all that was written is in it"


@pytest.mark.parametrize("words", ["first", "again"])
def test_a_full_disk_at_the_start_is_one_sentence(tmp_path: Path, words: str) -> None:
    server = Running(tmp_path / "home", ["--practice", "clinic"])
    server.home.mkdir()
    if words == "again":
        with server:
            pass
    command = ["bash", "-c", 'ulimit -f 0; exec "$@"', "full", *server.command()]
    said = subprocess.run(command, cwd=server.home, env=server.environment(), capture_output=True, text=True)
    assert said.returncode == 78, said.stderr
    assert said.stderr.count("\n") == 1 and "cannot be" in said.stderr, said.stderr
    assert not list((tmp_path / "home" / ".config").rglob(".*.key.*"))


def test_plain_http_from_another_machine_is_refused_however_the_server_was_started(tmp_path: Path) -> None:
    import wsgi

    called: list[str] = []

    def inner(environ: dict[str, object], start: object) -> list[bytes]:
        called.append(str(environ["REMOTE_ADDR"]))
        return [b""]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        assert status.startswith("403") and "Set-Cookie" not in dict(headers)

    door = wsgi.PrivateOnly(inner)  # type: ignore[arg-type]
    for scheme, peer in (("http", "10.0.0.9"), ("http", "fd00::9"), ("https", "10.0.0.9"), ("http", "127.0.0.1")):
        door({"wsgi.url_scheme": scheme, "REMOTE_ADDR": peer}, start)  # type: ignore[arg-type]
    assert called == ["10.0.0.9", "127.0.0.1"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["plan", "x.json"], "plan"),
        (["--app", "wsgi", "plan"], "plan"),
        (["-A", "wsgi", "--debug", "db", "upgrade"], "db upgrade"),
        (["users", "plan"], "users plan"),
        ([], ""),
    ],
)
def test_only_the_named_command_does_without_a_practice(words: list[str], command: str) -> None:
    import wsgi

    assert wsgi.command(words) == command


@pytest.mark.parametrize("script", ["setup", "server", "test", "check", "lock", "../.ci/run"])
def test_every_command_can_be_run_and_is_well_formed(script: str) -> None:
    path = ROOT / "script" / script
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    bash = shutil.which("bash")
    assert bash
    assert subprocess.run([bash, "-n", str(path)], capture_output=True, check=False).returncode == 0


def test_a_machine_that_lacks_something_is_told_in_one_sentence(tmp_path: Path) -> None:
    """No Python, no apt-get, no rights: the sentence names what to install."""
    (tmp_path / "checkout").mkdir()
    shutil.copytree(ROOT / "script", tmp_path / "checkout" / "script")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "uname", "id", "env"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    done = subprocess.run(
        [str(programs / "bash"), str(tmp_path / "checkout" / "script" / "setup")],
        env={"PATH": str(programs), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1
    for named in ("python3-venv", "libpango-1.0-0", "libharfbuzz-subset0", "Pango", "HarfBuzz-subset", "brew"):
        assert named in done.stderr

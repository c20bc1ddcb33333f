"""Where a practice is open: each address that is printed works, on this machine, over TLS and behind a proxy."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup

import certificates
import serve
from clinic import create_app
from config import Config
from places import Refusal
from tests.house.test_scripts import PATIENCE, Running, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
URL = "sqlite:///x"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address of whoever runs the tests, and none left behind."""
    for name in ("FOOTING_BASE_URL", "FOOTING_PROXY_HOPS", "FOOTING_DEMO", "FOOTING_PRACTICE"):
        monkeypatch.delenv(name, raising=False)


def settled(*words: str, practice: str = "clinic") -> tuple[str, int, str]:
    """Where a server so asked listens, and which address it names."""
    listen, port = serve.settle(serve.arguments(["--practice", practice, *words]))
    return listen, port, os.environ["FOOTING_BASE_URL"]


@pytest.mark.parametrize(
    ("words", "listen", "opened"),
    [
        ("", "127.0.0.1", "http://127.0.0.1:8000"),
        ("--port 9000", "127.0.0.1", "http://127.0.0.1:9000"),
        ("--listen ::1", "::1", "http://[::1]:8000"),
        ("--listen [::1]", "::1", "http://[::1]:8000"),
        ("--listen 0:0:0:0:0:0:0:1", "::1", "http://[::1]:8000"),
        ("--listen 127.0.0.2", "127.0.0.2", "http://127.0.0.2:8000"),
        ("--listen localhost", "127.0.0.1", "http://127.0.0.1:8000"),
        ("--address localhost", "127.0.0.1", "https://localhost:8443"),
        ("--address ::1", "::1", "https://[::1]:8443"),
        ("--address clinic.lan", "0.0.0.0", "https://clinic.lan:8443"),
        ("--address fd00::5", "::", "https://[fd00::5]:8443"),
        ("--address clinic.lan --listen 10.0.0.5", "10.0.0.5", "https://clinic.lan:8443"),
        ("--behind-proxy 1 --address clinic.example", "127.0.0.1", "https://clinic.example"),
        ("--behind-proxy 1 --address https://clinic.example/", "127.0.0.1", "https://clinic.example"),
        ("--behind-proxy 2 --address clinic.example:8443/footing/", "127.0.0.1", "https://clinic.example:8443/footing"),
        ("--behind-proxy 1 --address [fd00::5]:8443", "127.0.0.1", "https://[fd00::5]:8443"),
        ("--behind-proxy 1 --address clinic.example --listen 0.0.0.0", "0.0.0.0", "https://clinic.example"),
    ],
)
def test_the_address_that_is_named_is_the_one_that_is_open(words: str, listen: str, opened: str) -> None:
    found = settled(*words.split())
    assert found[::2] == (listen, opened)
    config = Config.testing(URL, base_url=opened, proxy_hops=1)
    host = urlsplit(opened).netloc
    app = create_app(config)
    with app.test_request_context("/sign-in", base_url=opened):  # the server's own name is never a foreign one
        from flask import request

        assert request.host == host.removesuffix(":443")


@pytest.mark.parametrize(
    "words",
    [
        "--listen 0.0.0.0", "--listen ::", "--listen 10.0.0.5", "--listen clinic.lan",
        "--address 0.0.0.0", "--address ::",
        "--behind-proxy 1", "--behind-proxy 1 --address clinic.example/a b", "--behind-proxy 1 --address /footing",
        "--address clinic.lan/footing", "--behind-proxy 1 --address http://clinic.example",
    ],
)  # fmt: skip
def test_an_address_that_could_not_work_is_refused_in_a_sentence(words: str) -> None:
    asked = serve.arguments(["--practice", "clinic", *words.split(" ", 3)])
    with pytest.raises(Refusal) as refused:
        serve.settle(asked)
        Config.testing(URL, base_url=os.environ["FOOTING_BASE_URL"], proxy_hops=1)
    assert refused.value.message.endswith(".") and "\n" not in refused.value.message


def test_a_container_listens_everywhere_behind_a_proxy_with_tls_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTING_BASE_URL", "https://clinic.example")
    with pytest.raises(Refusal):
        settled("--listen", "0.0.0.0")
    monkeypatch.setenv("FOOTING_PROXY_HOPS", "1")
    assert settled("--listen", "0.0.0.0") == ("0.0.0.0", 8000, "https://clinic.example")
    monkeypatch.setenv("FOOTING_BASE_URL", "http://127.0.0.1:8000")
    with pytest.raises(Refusal):
        settled("--listen", "0.0.0.0")


@pytest.mark.parametrize("url", ["https://clinic.example/a/../b", "https://clinic.example/a b", "https://clinic.example/a?b",
                                 "https://clinic.example:99999", "https://clinic.example//evil.example"])  # fmt: skip
def test_a_folder_is_plain_or_refused(url: str) -> None:
    with pytest.raises(Refusal):
        Config.testing(URL, base_url=url, proxy_hops=1)


def test_a_folder_takes_a_proxy() -> None:
    with pytest.raises(Refusal) as refused:
        Config.testing(URL, base_url="https://clinic.example/footing")
    assert "--behind-proxy" in refused.value.message


def asked(address: str, path: str, *, trusting: ssl.SSLContext | None = None, form: Any = None, **headers: str) -> Any:
    """One request: status, headers and body."""
    place = urlsplit(address)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    more = {"context": trusting} if place.scheme == "https" else {}
    connection = kind(place.hostname or "", place.port, timeout=PATIENCE, **more)  # type: ignore[arg-type]
    try:
        body = urlencode(form) if form is not None else None
        if body is not None:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address, **headers}
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.mark.parametrize("listen", ["127.0.0.1", "::1"])
def test_what_is_printed_opens_on_every_interface_of_this_machine(tmp_path: Path, listen: str) -> None:
    with Running(tmp_path / "home", ["--practice", "clinic", "--listen", listen]) as server:
        link = re.search(r"(http://\S+)(/setup/\S+)", server.said)
        assert link, server.said
        status, _headers, page = asked(link[1], link[2])
        assert status == 200 and "<form" in page


CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
{user}
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {files.server};
    ssl_certificate_key {files.key};
    location {folder_of_url}/ {{
      proxy_pass http://127.0.0.1:{behind}{handed_on};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Prefix "{told}";
    }}
  }}
}}
"""


@contextmanager
def nginx(folder: Path, behind: int, port: int, **more: str) -> Iterator[ssl.SSLContext]:
    """A real nginx that does TLS in front; what trusts it."""
    assert NGINX is not None
    folder.mkdir()
    import datetime as dt

    files = certificates.own(folder, "localhost", dt.datetime.now(dt.UTC))
    user = "user root;" if os.geteuid() == 0 else ""
    text = CONFIGURATION.format(folder=folder, files=files, behind=behind, port=port, user=user, **more)
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    trusting = ssl.create_default_context(cafile=str(files.authority))
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                asked(f"https://localhost:{port}", "/", trusting=trusting)
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, (folder / "error.log").read_text()
                time.sleep(0.1)
        yield trusting
    finally:
        process.terminate()
        process.wait(PATIENCE)


def links(page: str) -> set[str]:
    """Everything on a page that leads to our own server."""
    soup = BeautifulSoup(page, "html5lib")
    found = {one[name] for name in ("href", "src", "action", "hx-get", "hx-post") for one in soup.select(f"[{name}]")}
    return {str(link) for link in found if not str(link).startswith(("#", "data:", "tel:", "https://www.apache.org"))}


@pytest.mark.skipif(NGINX is None and not os.environ.get("CI"), reason="nginx is not installed here")
@pytest.mark.parametrize(
    ("folder", "handed_on", "told"),
    [
        ("", "", ""),
        ("/footing", "/", "/footing"),  # the proxy takes the folder away, and says so
        ("/footing", "", ""),  # it hands everything on as it came
        ("/our/clinic", "/", ""),  # it takes the folder away and says nothing
    ],
)
def test_a_whole_set_up_through_a_proxy_with_tls_also_in_a_folder(
    tmp_path: Path, folder: str, handed_on: str, told: str
) -> None:
    port = free_port()
    ours = f"https://localhost:{port}"
    words = ["--practice", "clinic", "--behind-proxy", "1", "--address", f"localhost:{port}{folder}"]
    with (
        Running(tmp_path / "home", words) as server,
        nginx(tmp_path / "nginx", server.port, port, folder_of_url=folder, handed_on=handed_on, told=told) as trusting,
    ):
        assert f"Footing is open at {ours}{folder} " in server.said
        assert f"http://127.0.0.1:{server.port}" in server.said
        link = re.search(rf"{ours}({folder}/setup/\S+)", server.said)
        assert link, server.said
        status, headers, page = asked(ours, link[1], trusting=trusting)
        assert status == 200 and "max-age=31536000" in headers["Strict-Transport-Security"]
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert cookie.startswith("__Host-sid=")
        token = BeautifulSoup(page, "html5lib").select_one('[name="csrf_token"]')
        assert token is not None
        assert links(page) and [one for one in links(page) if not one.startswith(f"{folder}/")] == []
        for file in (one for one in links(page) if "/static/" in one):
            assert asked(ours, file, trusting=trusting)[0] == 200, file

        form = {"csrf_token": str(token["value"]), "name": "Sam Sample"}
        status, _headers, page = asked(ours, link[1], trusting=trusting, form=form, Cookie=cookie)
        assert "There is a problem" in page and "Sam Sample" in page, page
        evil = asked(ours, link[1], trusting=trusting, form=form, Cookie=cookie, Origin="https://evil.example")
        assert evil[0] == 400 and f"{ours}{folder}" in evil[2]

        # Whatever a page leads to lies in the folder; one that somebody else told is not believed.
        for path in ("/", "/sign-in", "/patients", "/kiosk/", "/nothing-here"):
            forged = {"X-Forwarded-Prefix": "//evil.example", "X-Forwarded-Host": "evil.example"}
            status, headers, page = asked(ours, f"{folder}{path}", trusting=trusting, **forged)
            assert status in (200, 303, 403, 404), (path, status)
            assert headers.get("Location", f"{folder}/").startswith(f"{folder}/")
            assert [one for one in links(page) if not one.startswith(f"{folder}/")] == [] and "evil" not in page


def test_a_folder_that_is_none_is_not_believed() -> None:
    from wsgi import UnderFolder

    seen: list[tuple[str, str]] = []

    def inner(environ: Any, _start: Any) -> list[bytes]:
        seen.append((environ["SCRIPT_NAME"], environ["PATH_INFO"]))
        return []

    under = UnderFolder(inner, "/footing")
    for told in ("//evil.example", "/a/../b", "https://evil.example", "/a b", "/a\\b", ""):
        under({"SCRIPT_NAME": told, "PATH_INFO": "/footing/patients"}, lambda *_: None)
    assert set(seen) == {("/footing", "/patients")}
    seen.clear()
    under({"SCRIPT_NAME": "/other/", "PATH_INFO": "/other"}, lambda *_: None)
    under({"SCRIPT_NAME": "/other", "PATH_INFO": "/otherwise"}, lambda *_: None)
    assert seen == [("/other", "/"), ("/other", "/otherwise")]

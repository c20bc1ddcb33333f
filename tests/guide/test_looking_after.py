"""Ivy follows the guide on a fresh machine: every block of it, in its order, with nothing added but a free port."""

import os
import re
import shutil
import ssl
import subprocess
import urllib.parse
import urllib.request
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.clusters import Cluster
from tests.guide.blocks import NOT_RUN, ROOT, of
from tests.guide.shell import Reader

GUIDE = ROOT / "docs" / "looking-after.md"
README = ROOT / "README.md"
POSTGRESQL = "PostgreSQL instead of the file"
MUST_RUN = ("Install", "Set up the practice", "Back up", "Restore, or move to another machine", "Upgrade", POSTGRESQL)
ADMIN = {
    "practice_name": "Sample Street Clinic",
    "name": "Alex Sample",
    "username": "alex",
    "password": "horse tree lamp river",
}


def test_at_most_one_block_in_ten_is_not_run_and_each_of_those_says_why():
    blocks = [*of(GUIDE), *of(README)]
    commands = [block for block in blocks if block.kind == "sh"]
    left_out = [block for block in commands if not block.is_run]
    assert len(commands) > 20 and len(left_out) * 10 <= len(commands)
    assert all(len(block.mark) > len(NOT_RUN) + 10 for block in left_out)
    assert not {block.heading for block in left_out} & set(MUST_RUN)
    assert {block.kind for block in blocks} <= {"sh", "ini", ""}
    assert not [block.text for block in blocks if not block.kind and re.search(r"(?m)^(script/\w|sudo )", block.text)]


def _set_up(reader: Reader, link: str) -> None:
    """Open the one-time link in a browser that trusts the clinic's authority, and make the first administrator."""
    authority = next(Path(reader.value("FOOTING_KEYS")).glob("tls/*/authority.crt"))
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(authority))),
        urllib.request.HTTPCookieProcessor(CookieJar()),
    )
    page = BeautifulSoup(browser.open(link, timeout=20).read(), "html.parser")
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    body = urllib.parse.urlencode({**ADMIN, "csrf_token": token["value"]}).encode()
    origin = "://".join(urllib.parse.urlsplit(link)[:2])
    answer = browser.open(urllib.request.Request(link, body, {"Origin": origin}), timeout=20)
    assert answer.status == 200 and "/sign-in" in answer.url, answer.url


@pytest.fixture
def reader(tmp_path, request):
    """A reader in an empty home, who has what the first block of the page asks for."""
    made = Reader(tmp_path)
    yield made
    made.close()


def _told(reader: Reader) -> None:
    """The first block, then the names of this machine instead of the samples."""
    reader.follow(of(GUIDE)[0])
    home = reader.home
    for name, value in {
        "REPOSITORY": ROOT,
        "NAME": "localhost",
        "COPIES": home / "copies",
        "SAFE": home / "safe",
    }.items():
        reader.type(f'{name}="{value}"')


def _cloned(reader: Reader) -> None:
    """The packages are installed already: script/setup finds them in the clone's virtual environment."""
    (reader.home / "footing" / ".venv").symlink_to(ROOT / ".venv")


@pytest.mark.xdist_group("guide")
def test_installing_setting_up_backing_up_restoring_and_upgrading_work_as_written(reader):
    if shutil.which("apt-get") is None:
        pytest.skip("The guide is for Debian and Ubuntu")
    blocks = [block for block in of(GUIDE) if block.kind == "sh" and block.is_run and block.heading != POSTGRESQL]
    _told(reader)
    said = ""
    for block in blocks[1:]:
        if "git clone" in block.text:
            first, rest = block.text.split("\n", 1)
            reader.type(first)
            _cloned(reader)
            said = reader.type(rest)
            continue
        said = reader.follow(block)
        if "create-admin" in block.text:
            link = re.search(r"https://\S+/setup/\S+", said)
            assert link, said
            with reader.opened(reader._on_a_free_port('script/server --practice "$FOLDER" --address "$NAME"')):
                _set_up(reader, link[0])
        if "doctor" in block.text:
            assert "BAD" not in said and said.count("ok ") >= 4, said
        if "users list" in block.text:
            assert "alex\tAlex Sample" in said
        if "audit verify" in block.text:
            assert "intact" in said
    assert not list((reader.home / "other-keys").glob("*.key")), "a refusal makes nothing"


@pytest.mark.xdist_group("guide")
def test_a_practice_on_postgresql_is_made_dumped_and_restored_as_written(reader, request, database_url):
    if not request.config.getoption("--database"):
        pytest.skip("This needs PostgreSQL's own programs")
    blocks = [block for block in of(GUIDE) if block.kind == "sh" and block.is_run and block.heading == POSTGRESQL]
    cluster = Cluster(fsync="on")
    rules = "host all postgres 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    (cluster.data / "pg_hba.conf").write_text(rules)
    cluster.start()
    try:
        _told(reader)
        reader.type(f'export PGHOST=127.0.0.1 PGUSER=postgres PGPORT={cluster.port} PGDATA="{cluster.data}"')
        reader.type('git clone -q "$REPOSITORY" "$HOME/footing" && cd "$HOME/footing" && mkdir -p "$COPIES" "$SAFE"')
        _cloned(reader)
        for block in blocks:
            said = reader.follow(_as_its_owner(block, cluster))
            if "doctor" in block.text:
                assert "BAD" not in said and said.count("ok ") >= 4, said
    finally:
        cluster.remove()


def _as_its_owner(block, cluster):
    """Root types what the database's own user would: hand over the files it makes before the server looks at them."""
    if "server.key" in block.text and os.geteuid() == 0 and "ALTER SYSTEM" in block.text:
        chown = 'chown postgres "$PGDATA/server.crt" "$PGDATA/server.key"\n'
        return replace(block, text=block.text.replace("psql", chown + "psql", 1))
    return block


def test_the_unit_for_systemd_is_what_systemd_takes(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here")
    (unit,) = [block for block in of(GUIDE) if block.kind == "ini"]
    place = tmp_path / "etc/systemd/system"
    place.mkdir(parents=True)
    (place / "footing.service").write_text(unit.text)
    release = tmp_path / "home/footing/footing"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(release)], check=True)
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nfooting:x:990:990::/home/footing:/bin/sh\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nfooting:x:990:\n")
    for name in ("sysinit.target", "basic.target", "shutdown.target", "network-online.target", "multi-user.target"):
        (place / name).write_text(f"[Unit]\nDescription={name}\nDefaultDependencies=no\n")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", "footing.service"],
        capture_output=True,
        text=True,
    )
    ours = [line for line in said.stderr.splitlines() if "footing.service" in line]
    assert said.returncode == 0 and not ours, said.stderr
    program = re.search(r"ExecStart=(\S+)", unit.text)
    assert program and os.access(f"{tmp_path}{program[1]}", os.X_OK)


@pytest.mark.xdist_group("guide")
def test_the_readme_does_what_it_says(reader):
    reader.type(f'git clone -q "{ROOT}" "$HOME/footing" && cd "$HOME/footing"')
    _cloned(reader)
    reader.type("for name in runner bone-stress; do tr -d '\\n' <examples/$name.json; echo; done >many.jsonl")
    for block in of(README):
        if block.kind != "sh" or not block.is_run:
            continue
        name = re.search(r"--address (\S+)", block.text)
        if name:  # a name that this machine resolves
            block = replace(block, text=block.text.replace(name[1], "localhost"))
            reader.type("NAME=localhost")
        said = reader.follow(block)
        if "doctor" in block.text:
            assert "BAD" not in said and "intact" in said
        if "plan.pdf" in block.text:
            assert (reader.home / "footing/plan.pdf").read_bytes().startswith(b"%PDF")
            assert said.count('"status"') >= 3

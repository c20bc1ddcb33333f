"""A PostgreSQL of a test's own, which it may stop, kill, freeze and fill as it likes."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql
import pytest


def programs() -> Path | None:
    """Where PostgreSQL's programs are, if it is installed here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    asked = shutil.which("initdb")
    return found[0].parent if found else Path(asked).parent if asked else None


def _as_postgres() -> dict[str, int]:
    """PostgreSQL refuses to run as root, so root hands it to the user that Debian's package made."""
    return (
        {"user": pwd.getpwnam("postgres").pw_uid, "group": pwd.getpwnam("postgres").pw_gid} if os.geteuid() == 0 else {}
    )


class Cluster:
    """One PostgreSQL server on this machine, on a port of its own."""

    def __init__(self, **settings: str) -> None:
        found = programs()
        if found is None:
            pytest.skip("PostgreSQL is not installed here")
        folder = Path(tempfile.mkdtemp(prefix="footing-cluster-"))  # pytest's own folders are closed to its user
        folder.chmod(0o755)
        self.bin, self.folder, self.data, self.log = found, folder, folder / "data", folder / "postgresql.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = settings
        self.data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres", "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self.bin / program, "-D", self.data, *words], check=True, capture_output=True, cwd="/", **_as_postgres()
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = [self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        words += ["-c", "unix_socket_directories=", "-c", "fsync=off"]
        for name, value in self.settings.items():
            words += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, cwd="/", **_as_postgres())
        until = time.monotonic() + 60
        while time.monotonic() < until:
            ready = subprocess.run(
                [self.bin / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port)], capture_output=True
            )
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        """Stop it in the middle of whatever it does, as `pg_ctl stop -m immediate`."""
        if self.process is not None:
            self.thaw()
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
            self.process = None

    def admin(self) -> "psycopg.Connection[Any]":
        """A connection of its owner."""
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres", autocommit=True)

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:10]}"
        with self.admin() as admin:
            admin.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        return self.url.removesuffix("postgres") + name

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def _everybody(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def freeze(self) -> None:
        """Let it stand still, every process of it: connections stay open and nobody answers."""
        for pid in self._everybody():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        for pid in self._everybody():
            os.kill(pid, signal.SIGCONT)

"""A real practice as a clinic opens it: `script/server --practice FOLDER --address NAME` on an empty folder."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.browser.practice import ROOT
from tests.browser.trust import ADDRESS

PATIENCE = 180
ZONE = "America/New_York"


class RealPractice:
    """The command in a process of its own, with its data, its keys and its authority in folders of its own."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home, self.data, self.keys = home, home / "practice", home / "keys"
        self.log = home / "said"
        self.database_url = database_url
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"https://{ADDRESS}:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Open it as the guide says, and wait until it says that it is open; all it said."""
        environ = {
            "HOME": str(self.home),
            "FOOTING_KEYS": str(self.keys),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TZ": ZONE,
        }
        if self.database_url:
            environ["FOOTING_DATABASE_URL"] = self.database_url
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            words = ["--practice", str(self.data), "--address", ADDRESS, "--port", str(self.port)]
            self.process = subprocess.Popen(
                ["script/server", *words], cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            said = self.log.read_bytes()[before:].decode()
            if "  Keys:" in said:
                assert f"Footing is open at {self.address} " in said, said
                return said
            assert self.process.poll() is None, said
            time.sleep(0.1)
        raise AssertionError(f"The server did not open: {said}")

    def stop(self) -> None:
        """Close it as Ctrl+C does, with everything it started."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process = None

    def said(self) -> str:
        """Everything it has said on its terminal so far."""
        return self.log.read_text()


def set_up_link(said: str) -> str:
    """The one-time link that an empty practice prints."""
    found = re.search(r"Open this link once, within 15 minutes, to set it up:\s+(https://\S+/setup/\S+)", said)
    assert found, said
    return found[1]


def authority(said: str) -> Path:
    """The file that tablets are to trust."""
    found = re.search(r"Tablets must trust this authority once \(docs/trust-the-certificate.md\): (\S+)", said)
    assert found, said
    return Path(found[1])

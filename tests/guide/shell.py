"""A reader at a terminal: one shell in which the blocks of a page are typed one after another."""

import os
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.guide.blocks import ROOT, Block

PATIENCE = 240
# What a terminal of the reader's has and the tests' does not: becoming root, and job control for Ctrl+C.
PREAMBLE = r"""
set -m
sudo() {
  if [ "$(id -u)" != 0 ]; then echo "left out, as this user is not root: $*"; return; fi
  DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}
"""


class Failed(AssertionError):
    """A block did not do what the page says."""


def free_port() -> int:
    """A port that nothing uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Reader:
    """Somebody who follows a page in an empty home."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home, self.port, self.plain_port = home, free_port(), free_port()
        self.servers = 0
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        self.log = home / "said"
        self.log.touch()
        with self.log.open("ab") as said:
            self.shell = subprocess.Popen(
                ["bash", "--noprofile", "--norc"],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=home,
                env={**kept, "HOME": str(home), **environ},
                text=True,
            )
        self.type(PREAMBLE)

    def close(self) -> None:
        """Leave the terminal."""
        assert self.shell.stdin is not None
        self.shell.stdin.close()
        self.shell.wait(30)

    def type(self, text: str) -> str:
        """Type `text`, wait for the prompt, and give back what was said; a status other than 0 is a failure."""
        said, status = self.try_to(text)
        if status != 0:
            raise Failed(f"{text}\nended with {status}:\n{said}")
        return said

    def try_to(self, text: str) -> tuple[str, int]:
        """The same, with the status of the last command that failed."""
        assert self.shell.stdin is not None
        start = self.log.stat().st_size
        mark = f"__prompt_{time.monotonic_ns()}"
        # A reader sees the first command that fails.
        self.shell.stdin.write(f"trap '__bad=$?' ERR; __bad=0\n{text}\ntrap - ERR; echo {mark} $__bad\n")
        self.shell.stdin.flush()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            said = self.log.read_bytes()[start:].decode("utf-8", "replace")
            found = re.search(rf"{mark} (\d+)", said)
            if found:
                return said[: found.start()], int(found[1])
            if self.shell.poll() is not None:
                raise Failed(f"The shell ended at:\n{text}\n{said}")
            time.sleep(0.05)
        raise Failed(f"No answer in {PATIENCE} s:\n{text}\n{said}")

    def value(self, name: str) -> str:
        """A variable of the reader's shell."""
        return self.type(f'printf "%s" "${{{name}-}}"').strip()

    def follow(self, block: Block) -> str:
        """Do what a block says, the way the page says it is run."""
        text = self._on_a_free_port(block.text)
        if block.mark == "run until it is open":
            with self.opened(text) as said:
                return said
        if block.mark == "run and refused with 78":
            said, status = self.try_to(text)
            if status != 78 or "Traceback" in said:
                raise Failed(f"{text}\nended with {status} instead of 78:\n{said}")
            return said
        return self.type(text)

    def _on_a_free_port(self, text: str) -> str:
        """The only change to the page: several tests, and other servers, may run on this machine."""
        lines = []
        for line in text.splitlines():
            if line.startswith("script/server") or " script/server " in line:
                line += f" --port {self.port if '--practice' in line else self.plain_port}"
            lines.append(line.replace(":8443", f":{self.port}"))
        return "\n".join(lines)

    def opened(self, text: str) -> "Opened":
        """Start a server, and close it with Ctrl+C afterwards."""
        return Opened(self, text)

    def fetch(self, said: str) -> str:
        """The sign-in page of the server that said this, over TLS trusting the clinic's authority alone."""
        address = re.search(r"Footing is open at (\S+)", said)
        authority = re.search(r"once \(docs/trust-the-certificate.md\): (\S+)", said)
        assert address, said
        trust = ssl.create_default_context(cafile=authority[1]) if authority else None
        try:
            with urllib.request.urlopen(f"{address[1]}/sign-in", context=trust, timeout=20) as page:
                return str(page.read().decode())
        except urllib.error.HTTPError as answer:  # a practice that has nobody yet shows one page, with 403
            with answer:
                return str(answer.read().decode())


class Opened:
    """A server that stays open while something is done with it."""

    def __init__(self, reader: Reader, text: str) -> None:
        self.reader, self.text = reader, text

    def __enter__(self) -> str:
        reader = self.reader
        reader.servers += 1
        self.out = reader.home / f"server-{reader.servers}"
        reader.type(f'{{ {self.text}\n}} >"{self.out}" 2>&1 & SERVER=$!')
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            said = self.out.read_text(errors="replace") if self.out.exists() else ""
            if "Ctrl+C closes it" in said and "Keys:" in said:
                break
            if reader.try_to("kill -0 $SERVER")[1] != 0:
                raise Failed(f"{self.text}\ndid not open:\n{said}")
            time.sleep(0.3)
        else:
            raise Failed(f"{self.text}\nwas not open in {PATIENCE} s:\n{said}")
        assert "Footing" in reader.fetch(said)
        return said

    def __exit__(self, *_: object) -> None:
        _said, status = self.reader.try_to("kill -INT -- -$SERVER; wait $SERVER")
        said = self.out.read_text(errors="replace")
        assert status in (0, 130), f"{self.text}\nended with {status} on Ctrl+C:\n{said}"
        assert "Traceback" not in said, said


__all__ = ["ROOT", "Failed", "Reader"]

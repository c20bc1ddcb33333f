"""The whole practice as people run it: the project's own server command, in a process of its own that can be killed."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.browser.trust import ADDRESS, Trust

ROOT = Path(__file__).parents[2]
PASSWORD = "made-up people only"


class Practice:
    """A demo practice on the embedded database, in a folder of its own: over TLS for browsers that have `trust`.

    Without, it is what `script/server` alone opens, for this machine's own browser.
    """

    def __init__(self, home: Path, trust: Trust | None) -> None:
        self.home = home
        self.words: list[str] = []
        if trust is not None:
            trust.lend(home / "keys")
            self.words = ["--address", ADDRESS]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the server and wait until it says where it is open."""
        self.process = subprocess.Popen(
            [sys.executable, "script/serve.py", "--port", str(self.port), *self.words],
            cwd=ROOT,
            env={
                "HOME": str(self.home),
                "FOOTING_KEYS": str(self.home / "keys"),
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if opened := re.match(r"Footing is open at (\S+)", line):
                self.address = opened[1]
            if line.startswith("  Keys:"):
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """What `kill -9` does, to the server and to its worker."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.process = None

    def stop(self) -> None:
        """Let go of everything."""
        if self.process is not None:
            self.kill()

    def desk(self, context: BrowserContext) -> Page:
        """The front desk's page, signed in."""
        page = context.new_page()
        page.goto(f"{self.address}/sign-in")
        page.locator('[name="username"]').fill("sam")
        page.locator('[name="password"]').fill(PASSWORD)
        with page.expect_navigation():
            page.locator('main button:not([type="button"])').first.click()
        return page

    def walk_in(self, desk: Page, name: str, chart: str) -> str:
        """Somebody comes in without an appointment; the address of the page that starts their intake."""
        desk.goto(f"{self.address}/walk-in")
        for field, value in (("name", name), ("born_on", "03/02/1950"), ("chart_number", chart)):
            desk.locator(f'[name="{field}"]').fill(value)
        with desk.expect_navigation():
            desk.get_by_role("button", name="Go on to the intake").click()
        return desk.url

    def code(self, desk: Page, start: str) -> str:
        """A fresh code for the intake of a walk-in."""
        desk.goto(start)
        with desk.expect_navigation():
            desk.locator('button[value="code"]').click()
        return desk.locator(".code").inner_text()

    def join(self, context: BrowserContext, code: str) -> Page:
        """A tablet on which somebody typed a code."""
        page = context.new_page()
        page.goto(f"{self.address}/kiosk/join")
        page.locator('[name="code"]').fill(code)
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
        return page

    def confirm(self, page: Page, name: str) -> None:
        """The person says who they are."""
        page.locator('[name="name"]').fill(name)
        page.locator('[name="born_on"]').fill("03/02/1950")
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()

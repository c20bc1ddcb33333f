"""Watches what browsers complain of: errors of the console and errors of a page's own scripts."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

UNREACHABLE = ("Failed to load resource", "htmx:", "Response Status Error Code 503")
"""How the browser, and the script of a list that asks again by itself, say that nobody answered."""


class Watch:
    """The complaints of every browser that was put under it."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.is_away = False

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of `context`."""
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or (self.is_away and message.text.startswith(UNREACHABLE)):
            return
        self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.faults.append(str(error.error))

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """While the server or its database is away, a browser says that it cannot be reached, and may."""
        self.is_away = True
        yield
        self.is_away = False

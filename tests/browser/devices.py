"""Devices of several people, each a browser of its own, and what a hand does with a page."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK
from tests.browser.watch import Watch

PATIENCE = 60_000
"""Milliseconds that a page may take on a slow machine."""


class Devices:
    """Browsers that look at the server at `address`, all under one watch."""

    def __init__(self, browser: Browser, address: str, zone: str) -> None:
        self.browser, self.address, self.zone = browser, address, zone
        self.watch = Watch()
        self.opened: list[BrowserContext] = []

    def device(self, **options: Any) -> Page:
        """A browser that has never been here."""
        context = self.browser.new_context(**{"viewport": DESK, "locale": "en-US", "timezone_id": self.zone, **options})
        context.set_default_timeout(PATIENCE)
        self.watch.over(context)
        self.opened.append(context)
        return context.new_page()

    def close(self) -> None:
        """Put every device away."""
        for context in self.opened:
            context.close()

    def fill(self, page: Page, **boxes: str) -> None:
        """Type into boxes by their names; `y` ticks a box, and a select or a radio takes its words or value."""
        for name, value in boxes.items():
            box = page.locator(f'[name="{name}"]')
            kind = box.first.evaluate("e => e.type")
            if kind == "select-one":
                box.select_option(label=value)
            elif kind in ("radio", "checkbox"):
                page.locator(f'label:has([name="{name}"][value="{value}"])').click()
            else:
                box.fill(value)

    def press(self, page: Page, words: str) -> None:
        """Press a button of the page's content and wait for where it leads."""
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=words).first.click()

    def sees(self, page: Page, heading: str) -> None:
        """The page of that heading stands, and says that nothing is wrong."""
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator(".nhsuk-error-summary")).to_have_count(0)

    def go(self, page: Page, path: str) -> None:
        """Open a page of the practice."""
        page.goto(f"{self.address}{path}")

    def press_link(self, page: Page, words: str) -> None:
        """Follow a link of the page's content."""
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=words).first.click()

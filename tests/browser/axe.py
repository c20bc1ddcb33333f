"""What axe-core has against a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is broken comes back: everything axe looked at is a megabyte a page, and takes longer than looking.
RUN = """() => axe.run({resultTypes: ['violations']})
  .then(found => found.violations.map(rule => `${rule.id} ${rule.nodes[0].html.slice(0, 150)}`))"""


def broken(page: Page) -> list[str]:
    """A line for each rule that the page breaks, with the first element that breaks it."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN)
    return found

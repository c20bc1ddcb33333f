"""A clinician's hands on the builder: what a browser sends for a press or an edit."""

from typing import Any

from tests.page import Page, fields


def open_plan(browser: Any, visit: Any) -> Page:
    """Start (or open) the plan of a visit."""
    page = browser.send(f"/visits/{visit.id}/plan")
    assert page.status_code == 303, page.says
    return browser.get(page.location)


def sent(page: Page, **changes: Any) -> dict[str, Any]:
    """Every field of the builder as the browser would send it, with some changed; None is a box without its tick."""
    data = {name: value for name, value in fields(page.one("form#plan")).items() if name != "csrf_token"}
    data |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


def press(browser: Any, page: Page, what: str = "save", **changes: Any) -> Page:
    """Press a button of the builder and look at the page it leads to."""
    answer = browser.send(page.one("form#plan")["action"], {**sent(page, **changes), "do": what})
    return browser.get(answer.location) if answer.status_code == 303 else answer


def sign(browser: Any, page: Page, **changes: Any) -> Page:
    """Press Sign and print; where no core test was done, with the reason why, unless the test gives its own."""
    why = {"untested_reason": "Came to the door only"} if page.all("#untested_reason") else {}
    return browser.send(page.one("#sign-button")["formaction"], sent(page, **(why | changes)))


def line(page: Page, name: str) -> str:
    """The key of the line that is called `name`, as its controls begin."""
    article = next(tag for tag in page.all("article.app-ex") if tag["aria-label"] == name)
    return str(article["id"]).removeprefix("line-")

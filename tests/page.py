"""What the test client returns: a page that was inspected on its way in, so that nobody has to remember to."""

import re
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

UNLABELLED_OK = {"hidden", "submit", "button", "image", "reset"}


class PageFault(AssertionError):
    """A page broke a rule of the house."""


class Page(TestResponse):
    """A response; if it is HTML it has passed `inspect`."""

    @property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        if not hasattr(self, "_soup"):
            self._soup = BeautifulSoup(self.text, "html5lib")
        return self._soup

    @property
    def h1(self) -> str:
        """The one heading of the page."""
        return words(self.one("h1"))

    @property
    def title(self) -> str:
        """The page's title."""
        return words(self.one("title"))

    @property
    def says(self) -> str:
        """All the words of the page's body, spaces folded."""
        return words(self.one("body"))

    def one(self, css: str) -> Tag:
        """The only element that matches `css`."""
        found = self.soup.select(css)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} elements match {css!r} on {self.request.path}")
        return found[0]

    def all(self, css: str) -> list[Tag]:
        """Every element that matches `css`."""
        return list(self.soup.select(css))

    def errors(self) -> list[str]:
        """The messages of the error summary."""
        return [words(link) for link in self.soup.select(".nhsuk-error-summary__list li")]

    def form(self, action: str | None = None) -> dict[str, Any]:
        """What a browser would send for the form posting to `action` (or the only form in main)."""
        forms = [f for f in self.soup.select("form") if action is None or (f.get("action") or "").endswith(action)]
        if action is None:
            forms = [f for f in forms if f.find_parent("main")]
        if len(forms) != 1:
            raise AssertionError(f"{len(forms)} forms for {action!r} on {self.request.path}")
        return fields(forms[0])


def words(tag: Tag) -> str:
    """The text of a tag, spaces folded."""
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def fields(form: Tag) -> dict[str, Any]:
    """The values a browser would send for `form` as it stands; lists where a name repeats."""
    sent: dict[str, list[str]] = {}
    for control in form.select("input, select, textarea"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or control.has_attr("disabled"):
            continue
        if control.name == "select":
            options = control.select("option[selected]") or control.select("option")[:1]
            for option in options:
                sent.setdefault(name, []).append(option.get("value", words(option)))
        elif control.name == "textarea":
            sent.setdefault(name, []).append(control.get_text().removeprefix("\n"))
        elif kind in ("radio", "checkbox"):
            if control.has_attr("checked"):
                sent.setdefault(name, []).append(control.get("value", "on"))
        elif kind not in ("submit", "button", "image", "file"):
            sent.setdefault(name, []).append(control.get("value", ""))
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def inspect(page: Page) -> None:
    """Hold an HTML response against the rules of the house; raise `PageFault` with all that is wrong."""
    if page.mimetype != "text/html" or not page.data:
        return
    faults: list[str] = []
    fragment = page.request.headers.get("HX-Request") is not None and b"<html" not in page.data
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    (parser.parseFragment if fragment else parser.parse)(page.text)
    faults += [f"not well formed: {error} at {place}" for place, error, _ in parser.errors]
    soup = page.soup
    if not fragment:
        headings = soup.select("h1")
        if len(headings) != 1:
            faults.append(f"{len(headings)} h1 headings")
        title = words(soup.title) if soup.title else ""
        if headings and not title.removeprefix("Error: ").startswith(words(headings[0])):
            faults.append(f"title {title!r} does not start with the heading {words(headings[0])!r}")
        if not soup.html or not soup.html.get("lang"):
            faults.append("no lang on html")
    ids = [tag["id"] for tag in soup.select("[id]")]
    faults += [f"id {name!r} used {ids.count(name)} times" for name in sorted({i for i in ids if ids.count(i) > 1})]
    for control in soup.select("input, select, textarea"):
        if control.get("type") in UNLABELLED_OK:
            continue
        labelled = (
            control.get("aria-label")
            or control.get("aria-labelledby")
            or control.find_parent("label")
            or (control.get("id") and soup.select_one(f'label[for="{control["id"]}"]'))
        )
        if not labelled:
            faults.append(f"control without a label: {control.get('name') or control}")
        if control.get("aria-describedby"):
            faults += [f"describedby {i!r} is nowhere" for i in control["aria-describedby"].split() if i not in ids]
    for button in soup.select("button"):
        if not words(button) and not button.get("aria-label"):
            faults.append(f"button without words: {button}")
    for image in soup.select("img"):
        if image.get("alt") is None:
            faults.append(f"picture without alt: {image.get('src')}")
    for form in soup.select("form"):
        if (form.get("method") or "get").lower() == "post" and not form.select('input[name="csrf_token"]'):
            faults.append(f"form without CSRF token: {form.get('action')}")
    for tag in soup.select("[style], [onclick], [onload], [onchange], [onsubmit], [oninput]"):
        faults.append(f"inline style or handler on {tag.name}")
    faults += ["inline style element" for _ in soup.select("style")]
    faults += ["inline script" for tag in soup.select("script") if not tag.get("src")]
    if faults:
        raise PageFault(f"{page.request.method} {page.request.path}: " + "; ".join(faults))

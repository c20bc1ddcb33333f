"""Going through the interview in a browser as a person does: by finger, by key, or with scripts off."""

import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from clinic import sessions
from clinic.clock import wall_clock
from clinic.database import db as database
from clinic.interview import flow, saving
from clinic.interview.models import Intake
from clinic.knowledge import library
from tests.browser.serving import Server
from tests.interview.tablets import FIRST_VISIT


class Count:
    """Presses on answers, on buttons that move on, and typed keys, each by itself."""

    taps = moves = keys = screens = 0


def slug(page: Page) -> str:
    """The screen that stands."""
    return page.url.split("?")[0].split("#")[0].rsplit("/", 1)[1]


def controls(page: Page, answers: dict[str, Any]) -> Iterator[tuple[Locator, str]]:
    """Each control to touch with the value it must end up with."""
    for name, value in answers.items():
        for item in value if isinstance(value, list) else [value]:
            named = page.locator(f'[name="{name}"]')
            if named.count() == 0:
                continue  # not asked of this person
            picked = page.locator(f'[name="{name}"][value="{item}"]')
            is_choice = named.first.get_attribute("type") in ("radio", "checkbox")
            yield (picked.first if is_choice else named.first), item


def label_of(page: Page, control: Locator) -> Locator:
    """What a finger touches for a control."""
    name = control.get_attribute("id")
    return page.locator(f'label:has([id="{name}"]), label[for="{name}"]').first


def answer(page: Page, answers: dict[str, Any], count: Count, *, touch: bool = True) -> None:
    """Answer one screen by finger (or mouse) and typing."""
    for control, item in controls(page, answers):
        if control.get_attribute("type") in ("radio", "checkbox"):
            if control.is_checked():
                continue
            label = label_of(page, control)
            label.tap() if touch else label.click()
            count.taps += 1
        else:
            control.fill(item)
            count.keys += len(item)


def press(page: Page, words: str, count: Count, *, touch: bool = True) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        button = page.get_by_role("button", name=words, exact=True)
        button.tap() if touch else button.click()
    count.moves += 1


def say_who(page: Page, server: Server) -> None:
    """Say name and date of birth where a device asks, as each new one does, for the intake it took up last."""
    if slug(page) != "confirm":
        return
    with server.rows():
        newest = sa.select(sessions.BrowserSession).where(sessions.BrowserSession.kind == sessions.Kind.TABLET)
        row = database.session.scalars(newest.order_by(sessions.BrowserSession.created_at.desc())).first()
        intake = database.session.get(Intake, row.intake_id) if row is not None else None
        assert intake is not None
        name, born_on = intake.visit.patient.name, intake.visit.patient.born_on
        database.session.remove()
    page.locator('[name="name"]').fill(name)
    page.locator('[name="born_on"]').fill(f"{born_on:%m/%d/%Y}")
    press(page, "Continue", Count(), touch=False)


def saved(page: Page) -> None:
    """Wait until the page says that everything is kept."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def complete(server: Server, intake_id: uuid.UUID, answers: dict[str, dict[str, Any]] | None = None) -> None:
    """Answer the whole interview without a browser, up to the review."""
    known = library.load()
    with server.app.test_request_context():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        while (screen := flow.furthest(intake, known)).slug != "review":
            outcome = saving.put_screen(
                intake, screen, (answers or FIRST_VISIT)[screen.slug], by="tablet", at=wall_clock(), library=known
            )
            assert not outcome.errors, (screen.slug, outcome.errors)
        database.session.commit()
        database.session.remove()


def every_screen(server: Server, intake_id: uuid.UUID) -> list[str]:
    """The screens of an intake as it stands."""
    with server.rows():
        intake = database.session.get(Intake, intake_id)
        assert intake is not None
        found = [screen.slug for screen in flow.screens(intake, library.load())]
        database.session.remove()
    return found

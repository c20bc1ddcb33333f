"""Two hands that sign one plan at the very same moment: one version, and each is told what is so."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from clinic import create_app, sessions
from clinic.audit import trail
from clinic.database import db as database
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion
from tests import databases, factories
from tests.conftest import Client, Clock, Settings
from tests.page import fields
from tests.plan.pressing import open_plan, press, sent
from tests.plan.visits import case, visit_of

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
ROUNDS = 6


@pytest.fixture(scope="module")
def shared(database_url: str, tmp_path_factory: pytest.TempPathFactory, request: Any) -> Iterator[Flask]:
    """An application on a database of its own, so that each hand has a connection and a transaction."""
    if server := request.config.getoption("--database"):
        with databases.fresh(server) as url:
            yield from _open(url)
    else:
        yield from _open(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'shared.db'}")


def _open(url: str) -> Iterator[Flask]:
    app = create_app(Settings(url))
    app.test_client_class = Client
    app.extensions["clock"] = Clock()
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        database.session.remove()
        yield app
        database.session.remove()
        database.engine.dispose()


def _browser(app: Flask, user_id: Any) -> Any:
    token, now = sessions.secrets.token_hex(), app.extensions["clock"]()
    row = sessions.BrowserSession(token_sha256=sessions._hash(token), kind=sessions.Kind.STAFF, user_id=user_id)
    row.data, row.created_at, row.active_at = {}, now, now
    database.session.add(row)
    database.session.commit()
    browser = app.test_client()
    browser.set_cookie("sid", token)
    return browser


def _sign_at_once(app: Flask, hands: list[Any], paths: list[str], forms: list[dict[str, Any]]) -> list[Any]:
    answers: list[Any] = [None] * len(hands)
    start = threading.Barrier(len(hands))
    tokens = [hand.get_cookie("sid").value for hand in hands]

    def press_sign(place: int) -> None:
        browser = app.test_client()
        browser.set_cookie("sid", tokens[place])
        start.wait()
        # The plain client of the framework: the inspecting one belongs to a single thread.
        page = super(Client, browser).open(paths[place], method="POST", data=forms[place], buffered=True)
        answers[place] = page.status_code, page.headers.get("Location", ""), page.get_data(as_text=True)

    threads = [threading.Thread(target=press_sign, args=(place,)) for place in range(len(hands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("others", ["the same person", "a colleague"])
def test_two_signatures_at_once_make_one_version_and_two_true_answers(shared: Flask, others: str) -> None:
    for _round in range(ROUNDS):
        me = factories.UserFactory(roles=["clinician"]).id
        you = me if others == "the same person" else factories.UserFactory(roles=["clinician"]).id
        visit_id = visit_of(case("V01")).id
        hands = [_browser(shared, me), _browser(shared, you)]
        visit = database.session.get_one(Visit, visit_id)
        plan = press(hands[0], open_plan(hands[0], visit), "accept-all").one("form#plan")["action"]
        database.session.remove()
        pages = [hand.get(plan) for hand in hands]
        forms = [{**sent(page), "csrf_token": fields(page.one("form#plan"))["csrf_token"]} for page in pages]
        paths = [page.one("#sign-button")["formaction"] for page in pages]
        database.session.remove()  # nothing of the test's own holds a lock
        answers = _sign_at_once(shared, hands, paths, forms)
        (version,) = PlanVersion.of(database.session.get_one(Visit, visit_id))
        assert version.number == 1 and version.signed_by_id in (me, you)
        place = f"/handouts/{version.id}"
        told = []
        for hand, (status, location, page) in zip(hands, answers, strict=True):
            if status == 303:
                assert location == place
                told.append("already" if "signed already, as version 1" in hand.get(location).says else "signed")
            else:
                assert status in (409, 503), page
                assert "Nothing was signed" in page or status == 503
                told.append("not")
        winner = 0 if told[0] == "signed" else 1
        assert told.count("signed") == 1 and version.signed_by_id == (me, you)[winner], told
        if others == "the same person":
            assert sorted(told) in (["already", "signed"], ["not", "signed"])
            assert 503 in {one[0] for one in answers} or "not" not in told, "of one person's two presses none says no"
        database.session.remove()
    assert list(trail.faults()) == []

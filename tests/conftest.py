"""The application on a real, migrated database; each test in a transaction that is rolled back."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from clinic import create_app, sessions
from clinic.database import db as database
from tests import databases, factories
from tests.browsers import Client, holding

# Fixtures that more than one room asks for.
pytest_plugins = ["tests.interview.tablets", "tests.paper.printing"]

KEY = "5f" * 32
NOON = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def tick(self, **step: float) -> None:
        """Move on by `step`, as `timedelta` takes it."""
        self.now += dt.timedelta(**step)


class Settings:
    """A configuration for tests; what the real one holds, handed in the same way."""

    def __init__(self, url: str, **more: Any) -> None:
        self.url, self.more = url, more

    def as_flask(self) -> dict[str, Any]:
        """Upper-case Flask settings."""
        return {
            "TESTING": True,
            "SECRET_KEY": "test-key-of-more-than-thirty-two-bytes",
            "SQLALCHEMY_DATABASE_URI": self.url,
            "DATABASE_KEY": KEY,
            "DEMO": False,
            "BASE_URL": "http://127.0.0.1:8000",
            "LINKS_AT": "http://127.0.0.1:8000",
            "SECURE_COOKIES": False,
            "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
            "MAX_CONTENT_LENGTH": 1 << 20,
            "MAX_FORM_MEMORY_SIZE": 128 << 10,
            "MAX_FORM_PARTS": 400,
            **self.more,
        }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="", help="PostgreSQL server URL; SQLite in a temporary file without it")
    parser.addoption("--long", action="store_true", help="run the large counts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database only what touches a database runs again; pure tests have said all they can."""
    if not config.getoption("--database"):
        return
    again = [item for item in items if "database_url" in item.fixturenames or item.path.name == "test_scripts.py"]
    kept = set(again)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = again


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this process's own."""
    server = request.config.getoption("--database")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('data') / 'footing.db'}"
        return
    with databases.fresh(server) as url:
        yield url


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    """The application on a migrated database."""
    app = create_app(Settings(database_url))
    app.test_client_class = Client
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        database.session.remove()
        database.engine.dispose()
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture
def clock(app: Flask) -> Iterator[Clock]:
    """The application's clock, standing at noon in New York on 24 November 2026."""
    standing = Clock()
    app.extensions["clock"] = standing
    yield standing


@pytest.fixture
def db(app: Flask, clock: Clock) -> Iterator[Any]:
    """The database inside an application context; everything is rolled back afterwards."""
    with app.app_context():
        engine = database.engine
        with engine.connect() as connection:
            transaction = connection.begin()
            database.engines[None] = connection
            try:
                factories.PracticeFactory()
                yield database
            finally:
                database.session.remove()
                database.engines[None] = engine
                transaction.rollback()


@pytest.fixture
def client(app: Flask, db: Any) -> Client:
    """A stranger's browser."""
    return app.test_client()


@pytest.fixture
def sign_in_as(app: Flask, db: Any, clock: Clock) -> Callable[..., Client]:
    """`sign_in_as(user)` or `sign_in_as("clinician", ...)` gives that person's browser."""

    def enter(who: Any = "clinician", *more: str) -> Client:
        user = factories.UserFactory(roles=[who, *more]) if isinstance(who, str) else who
        browser = holding(app, clock(), kind=sessions.Kind.STAFF, user_id=user.id)
        browser.user = user
        return browser

    return enter

"""Several people save at the same moment: nobody is turned away, and nothing is overwritten."""

import re
import threading
import time

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app
from clinic.database import db as database
from clinic.practice.models import Practice
from tests.conftest import Settings
from tests.house.test_migrations import MIGRATIONS


@pytest.fixture
def shared(tmp_path, request):
    """An application on an embedded file of its own, with one practice."""
    if request.config.getoption("--database"):
        pytest.skip("This is about the embedded file's single writer")
    app = create_app(Settings(f"sqlite:///{tmp_path / 'shared.db'}"))
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        database.session.add(Practice(id=1, name="Sample", tablet_idle_minutes=0))
        database.session.commit()
        database.session.remove()
    yield app
    with app.app_context():
        database.engine.dispose()


def test_four_writers_reading_and_writing_lose_no_update_and_wait_less_than_two_seconds(shared):
    errors, waits = [], []

    def add(times):
        for _ in range(times):
            started = time.monotonic()
            try:
                with shared.app_context():
                    row = database.session.get(Practice, 1)
                    row.tablet_idle_minutes += 1
                    database.session.commit()
                    database.session.remove()
            except Exception as error:
                errors.append(error)
            waits.append(time.monotonic() - started)

    threads = [threading.Thread(target=add, args=(150,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with shared.app_context():
        assert database.session.get(Practice, 1).tablet_idle_minutes == 600
        database.session.remove()
    assert max(waits) < 5


def test_every_thread_of_the_server_gets_its_turn_when_all_of_them_save(shared):
    waits = []

    def add():
        for _ in range(20):
            started = time.monotonic()
            with shared.app_context():
                database.session.get(Practice, 1).tablet_idle_minutes += 1
                waits.append(time.monotonic() - started)
                time.sleep(0.015)
                database.session.commit()
                database.session.remove()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == 160  # nobody was turned away
    usual = sorted(waits)[len(waits) // 2]
    assert max(waits) < 8 * usual, "somebody waited for many turns of the others"


def test_somebody_who_sits_on_the_lock_gives_the_others_a_friendly_page(shared):
    client = shared.test_client()
    with shared.app_context():
        engine = database.engine
        with engine.connect() as holder:
            holder.execute(sa.text("UPDATE practice SET name = 'Held'"))
            looked = client.get("/sign-in")
            token = re.search(r'name="csrf_token" value="([^"]+)"', looked.text)
            tried = {"csrf_token": token[1], "username": "nobody", "password": "x" * 20}
            page = client.post("/sign-in", data=tried)
            holder.rollback()
    assert looked.status_code == 200, "who only looks waits for nobody"
    assert page.status_code == 503 and page.headers["Retry-After"]
    assert b"Nothing was lost" in page.data
    assert client.get("/sign-in").status_code == 200

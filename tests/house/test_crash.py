"""The server dies in the middle of a save: what was acknowledged is there, what was not is not half there."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app
from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.audit.trail import faults
from clinic.database import db as database
from clinic.patients.models import Patient
from tests.conftest import Settings

ROOT = Path(__file__).parents[2]


def test_killing_the_server_during_saves_loses_nothing_it_acknowledged(request, tmp_path):
    if request.config.getoption("--database"):
        pytest.skip("PostgreSQL answers for its own crashes; this is about the embedded file")
    kills = 200 if request.config.getoption("--long") else 20
    chance = random.Random(20261124)
    url = f"sqlite:///{tmp_path / 'crash.db'}"
    app = create_app(Settings(url))
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        database.session.add(User(username="testa", name="Testa Writer", roles=["front_desk"]))
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.house.crash_writer", url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert nursery.stdin is not None and nursery.stdout is not None
    with nursery:
        for _ in range(kills):
            nursery.stdin.write("go\n")
            pid = int(nursery.stdout.readline().removeprefix("pid "))
            time.sleep(chance.uniform(0.03, 0.25))
            os.kill(pid, signal.SIGKILL)
            said = [int(line) for line in iter(nursery.stdout.readline, "gone\n")]
            with app.app_context():
                people = database.session.query(Patient).count()
                traces = database.session.query(AuditEvent).filter_by(action="patient:registered").count()
                database.session.remove()
            assert people >= max(said, default=0), "an acknowledged save is gone"
            assert not said or people <= said[-1] + 1
            assert traces == people, "a person without a trace, or a trace without a person"
        nursery.stdin.close()
    with app.app_context():
        assert database.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert list(faults()) == []
        database.session.remove()
        database.engine.dispose()

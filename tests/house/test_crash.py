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
    done = 0
    while done < kills:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.house.crash_writer", url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.03, 0.25))
        os.kill(child.pid, signal.SIGKILL)
        said = [int(line) for line in child.stdout.read().splitlines() if line.isdigit()]
        child.stdout.close()
        child.wait()
        done += 1
        with app.app_context():
            people = database.session.query(Patient).count()
            assert people >= max(said, default=0), "an acknowledged save is gone"
            assert people <= max(said, default=people) + 1 or not said
            traces = database.session.query(AuditEvent).filter_by(action="patient:registered").count()
            assert traces == people, "a person without a trace, or a trace without a person"
            database.session.remove()
    with app.app_context():
        assert database.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert list(faults()) == []
        database.session.remove()
        database.engine.dispose()

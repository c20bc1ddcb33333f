"""A nursery for the crash test: for each line it is sent it forks a child that registers people until it is killed.

Everything is imported before the first fork and no database is opened before it, so a child starts in a moment.
"""

import datetime as dt
import os
import sys
import uuid

from clinic import create_app
from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.patients.models import Patient
from tests.conftest import Settings


def say(words: object) -> None:
    """One line to the test, at once."""
    os.write(1, f"{words}\n".encode())


def write(url: str) -> None:
    """Register people one after another, and say each number once it is stored."""
    app = create_app(Settings(url))
    with app.app_context():
        by = db.session.query(User).first()
        count = db.session.query(Patient).count()
        db.session.rollback()
        say(f"pid {os.getpid()}")
        while True:
            count += 1
            patient = Patient(
                id=uuid.uuid4(),
                chart_number=str(count),
                name=f"Testa Crash{count}",
                name_sort=f"testa crash{count}",
                born_on=dt.date(1980, 1, 1),
            )
            db.session.add(patient)
            db.session.flush()
            record(Action.PATIENT_REGISTERED, patient, actor=by, at=dt.datetime.now(dt.UTC), patient_id=patient.id)
            db.session.commit()
            say(count)


if __name__ == "__main__":
    create_app(Settings("sqlite://"))  # imports every part
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            write(sys.argv[1])
        os.waitpid(child, 0)
        say("gone")

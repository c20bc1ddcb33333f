"""The child of the crash test: registers people one after another and says each number once it is stored."""

import datetime as dt
import sys
import uuid

from clinic import create_app
from clinic.accounts.models import User
from clinic.audit.trail import Action, record
from clinic.database import db
from clinic.patients.models import Patient
from tests.conftest import Settings


def main(url: str) -> None:
    """Write until killed."""
    app = create_app(Settings(url))
    with app.app_context():
        by = db.session.query(User).first()
        count = db.session.query(Patient).count()
        db.session.rollback()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
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
            sys.stdout.write(f"{count}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])

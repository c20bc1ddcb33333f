"""One factory per model. People here are plainly made up."""

import datetime as dt
from typing import Any

import factory
from factory.alchemy import SQLAlchemyModelFactory

from clinic.accounts.models import User
from clinic.database import db
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.practice.models import Practice
from clinic.values.names import sort_key


class Factory(SQLAlchemyModelFactory):  # type: ignore[misc]
    """Rows are committed, so that the client's request sees them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "commit"


class PracticeFactory(Factory):
    class Meta:
        model = Practice

    id = 1
    name = "Riverside Physical Therapy"
    address = "12 Example Street, Sampletown"
    phone = "(555) 010-0143"
    languages = factory.LazyFunction(lambda: ["en", "es"])
    time_zone = "America/New_York"
    allows_unreviewed_translation = True
    settled = factory.LazyFunction(lambda: ["place", "copies", "tablets"])


class UserFactory(Factory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    name = factory.Sequence(lambda n: f"Sample Staff{n}")
    credentials = "PT, DPT"
    initials = "SS"
    roles = factory.LazyFunction(lambda: ["clinician"])


class PatientFactory(Factory):
    class Meta:
        model = Patient

    chart_number = factory.Sequence(lambda n: f"{4512 + n:06d}")
    name = factory.Sequence(lambda n: f"Testa Sample{n}")
    name_sort = factory.LazyAttribute(lambda patient: sort_key(patient.name))
    born_on = dt.date(1974, 3, 14)


class VisitFactory(Factory):
    class Meta:
        model = Visit

    patient = factory.SubFactory(PatientFactory)
    clinician = factory.SubFactory(UserFactory)
    starts_at = dt.datetime(2026, 11, 24, 17, 30, tzinfo=dt.UTC)


class IntakeFactory(Factory):
    class Meta:
        model = Intake

    visit = factory.SubFactory(VisitFactory)
    started_at = dt.datetime(2026, 11, 24, 16, 50, tzinfo=dt.UTC)
    steps_done = factory.LazyFunction(list)
    skipped = factory.LazyFunction(list)


def answered(case: dict[str, Any], **intake: Any) -> Intake:
    """A sent intake holding the answers of `case` (`{"p": ..., "r": ..., "l": ...}`)."""
    from clinic.interview.models import IntakeActivity, IntakeShoe

    row = IntakeFactory(**{"sent_at": dt.datetime(2026, 11, 24, 16, 58, tzinfo=dt.UTC), **intake})
    person = dict(case.get("p", {}))
    age = person.pop("age", None)
    if age is not None:
        visit_day = row.visit.starts_at.date()
        row.visit.patient.born_on = dt.date(visit_day.year - age, 1, 15)
    for position, entry in enumerate(person.pop("act_list", []) or []):
        row.activities.append(
            IntakeActivity(
                position=position,
                activity=entry["id"],
                days=entry.get("days"),
                minutes=entry.get("min"),
                effort=entry.get("effort"),
                surface=entry.get("surface"),
                pain=entry.get("pain"),
            )
        )
    for position, entry in enumerate(person.pop("shoes", []) or []):
        row.shoes.append(IntakeShoe(position=position, **entry))
    for name, value in person.items():
        if hasattr(Intake, name):
            setattr(row, name, dt.date.fromisoformat(value) if name.endswith("_date") and value else value)
    for side in ("r", "l"):
        for name, value in case.get(side, {}).items():
            if not name.startswith("exam_"):
                setattr(row.foot(side), name, value)
    db.session.commit()
    return row

"""Patients and their visits."""

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from clinic.accounts.models import User
from clinic.database import Base, Dated, Keyed, db
from clinic.practice.models import Practice
from clinic.values import days, names


class Patient(Keyed, Dated, Base):
    """A person with two identifiers (name with date of birth, chart number), so that nobody is mixed up."""

    __tablename__ = "patient"
    __table_args__ = (sa.Index("ix_patient_name_sorted", "name_sort"),)

    chart_number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_sort: Mapped[str] = mapped_column(sa.String(200))
    print_name: Mapped[str] = mapped_column(sa.String(30), default="")
    born_on: Mapped[dt.date]
    language: Mapped[str] = mapped_column(sa.String(10), default="en")
    wants_interpreter: Mapped[bool] = mapped_column(default=False)
    wants_large_print: Mapped[bool] = mapped_column(default=False)
    sex_birth: Mapped[str | None] = mapped_column(sa.String(10))
    paper: Mapped[str | None] = mapped_column(sa.String(10))
    handout_language: Mapped[str | None] = mapped_column(sa.String(10))
    prints_mono: Mapped[bool] = mapped_column(default=False)

    visits: Mapped[list["Visit"]] = relationship(back_populates="patient", order_by="Visit.starts_at")

    @property
    def called(self) -> str:
        """The name for the handout and for speaking to the person."""
        return self.print_name or names.called(self.name)

    def age_on(self, day: dt.date) -> int:
        """Whole years of age on `day`."""
        return days.age_on(self.born_on, day)

    def is_called(self, name: str) -> bool:
        """Whether `name` is this person's, however it is written."""
        return names.same_name(name, self.name)

    def may_be_called(self, name: str) -> bool:
        """Whether `name` may be this person's, with a middle or second family name left out or added."""
        return names.similar_name(name, self.name)

    @staticmethod
    def search(term: str, *, born: Sequence[dt.date] = (), most: int = 50) -> list["Patient"]:
        """People whose name has all words of `term`, in any order, or whose chart number has it; at most `most`.

        Of the days in `born`, if there are any, one must be the date of birth; `term` is then what stood beside it.
        """
        words = names.search_words(term)
        if not words and not born:
            return []
        run_together = sa.func.replace(Patient.name_sort, " ", "")
        found = sa.or_(
            sa.and_(sa.true(), *(Patient.name_sort.contains(word, autoescape=True) for word in words)),
            run_together.contains("".join(words), autoescape=True),
            sa.func.lower(Patient.chart_number).contains(term.strip().lower().replace("\0", ""), autoescape=True),
        )
        if born:
            found = sa.and_(Patient.born_on.in_(born), *([found] if words else []))
        query = sa.select(Patient).where(found).order_by(Patient.name_sort, Patient.born_on, Patient.id)
        return list(db.session.scalars(query.limit(most)))


class Visit(Keyed, Dated, Base):
    """One appointment: who, when, with whom, and when the next one is."""

    __tablename__ = "visit"
    __table_args__ = (sa.Index("ix_visit_day", "starts_at"),)

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patient.id"), index=True)
    clinician_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"), index=True)
    starts_at: Mapped[dt.datetime]
    next_visit_at: Mapped[dt.datetime | None]

    patient: Mapped[Patient] = relationship(back_populates="visits")
    clinician: Mapped[User] = relationship()

    @property
    def day(self) -> dt.date:
        """The clinic's day on which the visit is: what every age, list and paper counts from."""
        return Visit.on(self.starts_at)

    @staticmethod
    def on(moment: dt.datetime) -> dt.date:
        """The clinic's day at a moment."""
        return days.day_of(moment, Practice.zone_here())

    @property
    def is_walk_in(self) -> bool:
        """Whether it began when it was written down: nobody had booked it."""
        return abs(self.starts_at - self.created_at) < dt.timedelta(minutes=1)

    @property
    def age(self) -> int:
        """The patient's age on the day of the visit."""
        return self.patient.age_on(self.day)

    @staticmethod
    def between(start: dt.datetime, end: dt.datetime) -> list["Visit"]:
        """Visits that start in [start, end), by time."""
        query = (
            sa.select(Visit)
            .where(Visit.starts_at >= start, Visit.starts_at < end)
            .order_by(Visit.starts_at, Visit.id)
            .options(joinedload(Visit.patient), joinedload(Visit.clinician))
        )
        return list(db.session.scalars(query))

    @staticmethod
    def numbers(visits: list["Visit"]) -> dict[uuid.UUID, int]:
        """Each visit's place among its patient's visits, from 1, in one query."""
        mine, other = Visit, aliased(Visit)
        query = (
            sa.select(mine.id, sa.func.count(other.id))
            .join(other, sa.and_(other.patient_id == mine.patient_id, other.starts_at <= mine.starts_at))
            .where(mine.id.in_([visit.id for visit in visits]))
            .group_by(mine.id)
        )
        return {row[0]: row[1] for row in db.session.execute(query)}

    def earlier(self) -> list["Visit"]:
        """The same person's visits before this one, oldest first."""
        return [visit for visit in self.patient.visits if visit.starts_at < self.starts_at]

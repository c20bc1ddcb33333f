"""The draft a clinician works on, its lines, and the signed versions that never change."""

import datetime as dt
import enum
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship, undefer

from clinic.accounts.models import User
from clinic.database import AppendOnly, Base, Dated, Keyed, db, stored
from clinic.intake.models import LineReport as LineReport
from clinic.patients.models import Visit


class Part(enum.StrEnum):
    """Which part of the plan a line belongs to."""

    EXERCISE = "exercise"
    FOOTWEAR = "footwear"
    ACTIVITY = "activity"


class State(enum.StrEnum):
    """What the clinician has said of a line. Nothing proposed reaches the patient unaccepted."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REMOVED = "removed"


class Plan(Keyed, Dated, Base):
    """The plan of one visit while it can still be changed. `revision` guards against silent overwriting."""

    __tablename__ = "plan"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), unique=True)
    revision: Mapped[int] = mapped_column(default=1)
    plan_on: Mapped[dt.date]
    number: Mapped[int] = mapped_column(default=1)
    log_code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    clinician_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    proposed_from: Mapped[str] = mapped_column(sa.String(64), default="")

    goal: Mapped[str] = mapped_column(sa.String(120), default="")
    goal_on: Mapped[dt.date | None]
    goal_now: Mapped[int | None]
    goal_aim: Mapped[int | None]
    green_most: Mapped[int] = mapped_column(default=2)
    yellow_most: Mapped[int] = mapped_column(default=5)
    note_en: Mapped[str] = mapped_column(default="")
    note_es: Mapped[str] = mapped_column(default="")
    next_visit_at: Mapped[dt.datetime | None]
    has_shoe_card: Mapped[bool] = mapped_column(default=False)
    has_pad_page: Mapped[bool] = mapped_column(default=False)
    has_changes_page: Mapped[bool] = mapped_column(default=False)
    ladder: Mapped[str] = mapped_column(sa.String(10), default="")
    ladder_on: Mapped[dt.date | None]
    taught_back: Mapped[bool | None]
    pairs: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    """The shoes worn, once a clinician has said something of them; until then they are as the patient told."""
    undo: Mapped[dict[str, Any] | None]

    visit: Mapped[Visit] = relationship()
    clinician: Mapped[User] = relationship()
    items: Mapped[list["PlanItem"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlanItem.position"
    )

    __mapper_args__ = {"version_id_col": revision}

    def lines(self, part: Part, *states: State) -> list["PlanItem"]:
        """The lines of one part in order, in the given states (all but removed when none are given)."""
        wanted = states or (State.PROPOSED, State.ACCEPTED)
        return [item for item in self.items if item.part is part and item.state in wanted]

    @staticmethod
    def of(visit: Visit) -> "Plan | None":
        """The draft of one visit, if it has been started."""
        return db.session.scalar(sa.select(Plan).where(Plan.visit_id == visit.id))


class PlanItem(Keyed, Base):
    """One line of a draft: an exercise, a piece of footwear advice or an activity swap, with its reason."""

    __tablename__ = "plan_item"
    __table_args__ = (sa.UniqueConstraint("plan_id", "part", "code", "replaces"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    part: Mapped[Part] = mapped_column(stored(Part))
    code: Mapped[str] = mapped_column(sa.String(24))
    replaces: Mapped[str] = mapped_column(sa.String(24), default="")
    position: Mapped[int]
    state: Mapped[State] = mapped_column(stored(State), default=State.PROPOSED)

    sets: Mapped[int | None]
    reps: Mapped[int | None]
    hold_s: Mapped[int | None]
    seconds: Mapped[int | None]
    rest_s: Mapped[int | None]
    times_day: Mapped[int | None]
    days_week: Mapped[int | None]
    side: Mapped[str | None] = mapped_column(sa.String(8))
    resistance: Mapped[str] = mapped_column(sa.String(60), default="")
    starts_easier: Mapped[bool] = mapped_column(default=False)
    note_en: Mapped[str] = mapped_column(default="")
    note_es: Mapped[str] = mapped_column(default="")

    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    weeks: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    because: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("user.id"))

    plan: Mapped[Plan] = relationship(back_populates="items")


class PlanVersion(AppendOnly, Keyed, Base):
    """What a clinician signed: every word, dose, reason and citation as plain data, with its hash.

    Words and draft are large and read by few pages: they are fetched when asked for.
    """

    __tablename__ = "plan_version"
    __table_args__ = (sa.UniqueConstraint("visit_id", "number"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    number: Mapped[int]
    log_code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    draft: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    library_revision: Mapped[str] = mapped_column(sa.String(64))
    unapproved: Mapped[list[str]]
    change_reason: Mapped[str] = mapped_column(default="")
    untested_reason: Mapped[str | None]
    """Why it was signed though no core test had been done."""
    signed_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    signed_at: Mapped[dt.datetime]

    visit: Mapped[Visit] = relationship()
    signed_by: Mapped[User] = relationship()

    @staticmethod
    def of(visit: Visit) -> list["PlanVersion"]:
        """Every signed version of one visit's plan, oldest first."""
        query = sa.select(PlanVersion).where(PlanVersion.visit_id == visit.id).order_by(PlanVersion.number)
        return list(db.session.scalars(query))

    @staticmethod
    def latest_of(visits: list[Visit]) -> dict[uuid.UUID, "PlanVersion"]:
        """The newest version of each visit that has one, by visit id, in one query."""
        query = sa.select(PlanVersion).where(PlanVersion.visit_id.in_([visit.id for visit in visits]))
        return {version.visit_id: version for version in db.session.scalars(query.order_by(PlanVersion.number))}

    @staticmethod
    def before(visit: Visit) -> "PlanVersion | None":
        """The newest version of the newest earlier visit of the same patient that has one, with its draft."""
        query = (
            sa.select(PlanVersion)
            .join(PlanVersion.visit)
            .where(Visit.patient_id == visit.patient_id, Visit.starts_at < visit.starts_at)
            .options(contains_eager(PlanVersion.visit), undefer(PlanVersion.draft))
            .order_by(Visit.starts_at.desc(), PlanVersion.number.desc())
            .limit(1)
        )
        return db.session.scalar(query)


class PlanTemplate(Keyed, Dated, Base):
    """A clinician's usual plan, kept for the next person like this one."""

    __tablename__ = "plan_template"

    name: Mapped[str] = mapped_column(sa.String(60))
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    owner: Mapped[User] = relationship()


class LogEntry(Keyed, Base):
    """One box of the paper tick log, typed in at the next visit. Null done: not written, which is not 'not done'."""

    __tablename__ = "log_entry"
    __table_args__ = (sa.UniqueConstraint("version_id", "row", "day"),)

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan_version.id"))
    row: Mapped[str] = mapped_column(sa.String(24))
    day: Mapped[int]
    value: Mapped[int | None]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    entered_at: Mapped[dt.datetime]


class Score(Keyed, Base):
    """One outcome score entered as a number (clinical.md section 7). Item texts are never stored."""

    __tablename__ = "score"
    __table_args__ = (sa.UniqueConstraint("visit_id", "measure", "foot"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    measure: Mapped[str] = mapped_column(sa.String(24))
    foot: Mapped[str] = mapped_column(sa.String(1), default="")
    value: Mapped[float]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    entered_at: Mapped[dt.datetime]

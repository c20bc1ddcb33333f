"""The draft a clinician works on, its lines, and the signed versions that never change."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic.accounts.models import User
from clinic.content.plan_lines import Part, State
from clinic.database import Base, Dated, Keyed, db, stored
from clinic.interview.models import LineReport as LineReport
from clinic.patients.models import Visit


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


class PlanTemplate(Keyed, Dated, Base):
    """A clinician's usual plan, kept for the next person like this one."""

    __tablename__ = "plan_template"

    name: Mapped[str] = mapped_column(sa.String(60))
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    owner: Mapped[User] = relationship()

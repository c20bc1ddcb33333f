"""Findings per visit and per foot, answers to flags, and referrals. Column names are the dictionary's ids."""

import datetime as dt
import enum
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic.database import Base, Dated, Keyed, db, stored
from clinic.patients.models import Visit


class Ruling(enum.StrEnum):
    """What a clinician decided about a flag (clinical.md section 2, 'Answering a flag')."""

    CLEARED = "cleared"
    IMAGE_FIRST = "image_first"
    REFER = "refer"
    SEEN_ELSEWHERE = "seen_elsewhere"


class ExamFindings(Keyed, Dated, Base):
    """The clinician's findings of one visit that belong to the person, and the door to each foot's."""

    __tablename__ = "exam_findings"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    impression: Mapped[str] = mapped_column(default="")
    last_change: Mapped[dict[str, Any] | None]
    not_tested: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)

    # measures
    exam_tug_s: Mapped[float | None]
    exam_spine: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_gap_mm: Mapped[float | None]
    shoe_trace_wider: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_size: Mapped[float | None]
    shoe_size_system: Mapped[str | None] = mapped_column(sa.String(24))

    # the two-level Wells score
    wells_1: Mapped[str | None] = mapped_column(sa.String(24))
    wells_2: Mapped[str | None] = mapped_column(sa.String(24))
    wells_3: Mapped[str | None] = mapped_column(sa.String(24))
    wells_4: Mapped[str | None] = mapped_column(sa.String(24))
    wells_5: Mapped[str | None] = mapped_column(sa.String(24))
    wells_6: Mapped[str | None] = mapped_column(sa.String(24))
    wells_7: Mapped[str | None] = mapped_column(sa.String(24))
    wells_8: Mapped[str | None] = mapped_column(sa.String(24))
    wells_9: Mapped[str | None] = mapped_column(sa.String(24))
    wells_alt: Mapped[str | None] = mapped_column(sa.String(24))

    # limits set by others
    pt_surgeon_limits: Mapped[str | None]
    pt_surgeon_limits_by: Mapped[str | None]
    pt_surgeon_limits_on: Mapped[dt.date | None]
    pt_exercise_clearance: Mapped[str | None]
    pt_exercise_clearance_by: Mapped[str | None]
    pt_exercise_clearance_on: Mapped[dt.date | None]

    # vital signs: for the note and the referral; no rule reads them
    vital_bp_sys: Mapped[int | None]
    vital_bp_dia: Mapped[int | None]
    vital_hr: Mapped[int | None]
    vital_temp_c: Mapped[float | None]
    vital_spo2: Mapped[int | None]

    visit: Mapped[Visit] = relationship()
    feet: Mapped[list["FootFindings"]] = relationship(back_populates="findings", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    def foot(self, side: str) -> "FootFindings":
        """The row of one foot, `r` or `l`; made when first needed."""
        if side not in ("r", "l"):
            raise ValueError(f"A foot is r or l, not {side!r}")
        for row in self.feet:
            if row.side == side:
                return row
        row = FootFindings(side=side, not_tested={})
        self.feet.append(row)
        return row

    @staticmethod
    def of(visit: Visit) -> "ExamFindings | None":
        """The findings of one visit, if any were recorded."""
        return db.session.scalar(sa.select(ExamFindings).where(ExamFindings.visit_id == visit.id))


class FootFindings(Keyed, Base):
    """The clinician's findings of one foot. `not_tested` holds the reason for each test that was left out."""

    __tablename__ = "foot_findings"
    __table_args__ = (
        sa.UniqueConstraint("findings_id", "side"),
        sa.CheckConstraint("side IN ('r', 'l')", name="side_is_r_or_l"),
    )

    findings_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("exam_findings.id", ondelete="CASCADE"))
    side: Mapped[str] = mapped_column(sa.String(1))
    not_tested: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)

    # tests
    exam_fpi1: Mapped[int | None]
    exam_fpi2: Mapped[int | None]
    exam_fpi3: Mapped[int | None]
    exam_fpi4: Mapped[int | None]
    exam_fpi5: Mapped[int | None]
    exam_fpi6: Mapped[int | None]
    exam_fpi: Mapped[int | None]
    exam_kw_cm: Mapped[float | None]
    exam_kw_deg: Mapped[float | None]
    exam_df_ext: Mapped[float | None]
    exam_df_flex: Mapped[float | None]
    exam_mtp1_df: Mapped[float | None]
    exam_hv: Mapped[int | None]
    exam_toe_def: Mapped[str | None] = mapped_column(sa.String(24))
    exam_mulder: Mapped[str | None] = mapped_column(sa.String(24))
    exam_web_squeeze: Mapped[str | None] = mapped_column(sa.String(24))
    exam_web: Mapped[list[str] | None]
    exam_mtp_squeeze: Mapped[str | None] = mapped_column(sa.String(24))
    exam_drawer: Mapped[str | None] = mapped_column(sa.String(24))
    exam_drawer_toe: Mapped[str | None] = mapped_column(sa.String(24))
    exam_purchase: Mapped[str | None] = mapped_column(sa.String(24))
    exam_palp: Mapped[list[str] | None]
    exam_temp_diff: Mapped[float | None]
    exam_skin: Mapped[str | None] = mapped_column(sa.String(24))
    exam_callus: Mapped[list[str] | None]
    exam_fatpad: Mapped[str | None] = mapped_column(sa.String(24))
    exam_monofil: Mapped[str | None] = mapped_column(sa.String(24))
    exam_pulses: Mapped[str | None] = mapped_column(sa.String(24))
    exam_abi: Mapped[float | None]
    exam_hr_reps: Mapped[int | None]
    exam_balance_s: Mapped[float | None]
    foot_len_mm: Mapped[float | None]
    foot_width_mm: Mapped[float | None]
    pad_heads: Mapped[list[str] | None]

    # the foot map as the clinician finds it, beside the patient's own (`sym_zone`), which stays as it was marked
    exam_zone: Mapped[list[str] | None]

    findings: Mapped[ExamFindings] = relationship(back_populates="feet")


class FlagAnswer(Keyed, Dated, Base):
    """What a clinician decided about one flag of one foot at one visit, and why."""

    __tablename__ = "flag_answer"
    __table_args__ = (sa.UniqueConstraint("visit_id", "foot", "flag"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    foot: Mapped[str] = mapped_column(sa.String(1))
    flag: Mapped[str] = mapped_column(sa.String(10))
    ruling: Mapped[Ruling] = mapped_column(stored(Ruling))
    reason: Mapped[str]
    seen_by: Mapped[str] = mapped_column(sa.String(100), default="")
    seen_on: Mapped[dt.date | None]
    result: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    answered_at: Mapped[dt.datetime]

    @staticmethod
    def of(visit: Visit) -> list["FlagAnswer"]:
        """All answers to flags at one visit, by foot and flag."""
        query = sa.select(FlagAnswer).where(FlagAnswer.visit_id == visit.id)
        return list(db.session.scalars(query.order_by(FlagAnswer.foot.desc(), FlagAnswer.flag)))


class ReAsked(Keyed, Base):
    """A safety answer of yes that fired no rule was asked again by a clinician."""

    __tablename__ = "re_asked"
    __table_args__ = (sa.UniqueConstraint("visit_id", "field"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    field: Mapped[str] = mapped_column(sa.String(30))
    finding: Mapped[str]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    asked_at: Mapped[dt.datetime]


class Referral(Keyed, Base):
    """Who was told what, by whom and when, after an urgent flag."""

    __tablename__ = "referral"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    flags: Mapped[list[str]]
    addressee: Mapped[str] = mapped_column(sa.String(200))
    told_patient: Mapped[str]
    told_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("user.id"))
    told_at: Mapped[dt.datetime]


def _findings(model: type[Base], after: str) -> tuple[str, ...]:
    names = [column.key for column in sa.inspect(model).columns]
    beside = ("id", "created_at", "updated_at", *VITALS, ZONES)
    return tuple(name for name in names[names.index(after) + 1 :] if name not in beside)


VITALS = ("vital_bp_sys", "vital_bp_dia", "vital_hr", "vital_temp_c", "vital_spo2")
ZONES = "exam_zone"
"""Recorded with the findings, but no lines of the data dictionary: `sym_zone` says what the clinician confirms."""
PERSON_FIELDS = _findings(ExamFindings, "not_tested")
FOOT_FIELDS = _findings(FootFindings, "not_tested")

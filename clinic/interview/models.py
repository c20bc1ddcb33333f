"""The patient's answers: one row per visit for the person, one per foot, one typed column per question.

Column names are the ids of the data dictionary; `tests/house/test_dictionary.py` holds the two together.
`typed` keeps, by column, the number and the unit of a measure as somebody typed it.
Blank is null. An answer the patient chose to skip is null too, and its id stands in `skipped`.
"""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, load_only, mapped_column, relationship, selectinload

from clinic.database import Base, Dated, Keyed, db
from clinic.interview import typed
from clinic.knowledge import library
from clinic.patients.models import Visit

FEET = ("r", "l")


class Intake(Keyed, Dated, Base):
    """Everything one patient tells us before one visit."""

    __tablename__ = "intake"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), unique=True)
    language: Mapped[str] = mapped_column(sa.String(10), default="en")
    units: Mapped[str] = mapped_column(sa.String(10), default="us")
    is_return: Mapped[bool] = mapped_column(default=False)
    step: Mapped[str] = mapped_column(sa.String(40), default="")
    steps_done: Mapped[list[str]] = mapped_column(default=list)
    skipped: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    send_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)

    started_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    mismatch_at: Mapped[dt.datetime | None]
    help_at: Mapped[dt.datetime | None]
    urgent_at: Mapped[dt.datetime | None]
    urgent_level: Mapped[str | None] = mapped_column(sa.String(10))
    urgent_codes: Mapped[list[str]] = mapped_column(default=list)
    last_answer_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    has_no_activity: Mapped[bool] = mapped_column(default=False)
    fu_zones: Mapped[str | None] = mapped_column(sa.String(24))
    fu_shoes: Mapped[str | None] = mapped_column(sa.String(24))
    fu_activity: Mapped[str | None] = mapped_column(sa.String(24))
    plan_lines: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    typed: Mapped[dict[str, Any] | None]
    reviewed_at: Mapped[dt.datetime | None]

    # about
    sym_side: Mapped[str | None] = mapped_column(sa.String(24))
    guardian_ok: Mapped[str | None] = mapped_column(sa.String(24))
    height_cm: Mapped[float | None]
    weight_kg: Mapped[float | None]
    sex_birth: Mapped[str | None] = mapped_column(sa.String(24))
    can_see_feet: Mapped[str | None] = mapped_column(sa.String(24))
    can_reach_feet: Mapped[str | None] = mapped_column(sa.String(24))
    fu_health_changed: Mapped[str | None] = mapped_column(sa.String(24))

    # safety
    rf_trauma: Mapped[str | None] = mapped_column(sa.String(24))
    rf_cant4: Mapped[str | None] = mapped_column(sa.String(24))
    rf_deform: Mapped[str | None] = mapped_column(sa.String(24))
    rf_hot_red: Mapped[str | None] = mapped_column(sa.String(24))
    rf_toe_sudden: Mapped[str | None] = mapped_column(sa.String(24))
    rf_fever: Mapped[str | None] = mapped_column(sa.String(24))
    rf_wound: Mapped[str | None] = mapped_column(sa.String(24))
    rf_streak: Mapped[str | None] = mapped_column(sa.String(24))
    rf_black: Mapped[str | None] = mapped_column(sa.String(24))
    rf_cold_pale: Mapped[str | None] = mapped_column(sa.String(24))
    rf_new_weak: Mapped[str | None] = mapped_column(sa.String(24))
    rf_calf: Mapped[str | None] = mapped_column(sa.String(24))
    rf_breath: Mapped[str | None] = mapped_column(sa.String(24))
    rf_bedsurg: Mapped[str | None] = mapped_column(sa.String(24))
    rf_night: Mapped[str | None] = mapped_column(sa.String(24))
    rf_wtloss: Mapped[str | None] = mapped_column(sa.String(24))
    rf_lump: Mapped[str | None] = mapped_column(sa.String(24))
    rf_skinmark: Mapped[str | None] = mapped_column(sa.String(24))
    rf_cauda: Mapped[str | None] = mapped_column(sa.String(24))
    rf_joints: Mapped[str | None] = mapped_column(sa.String(24))
    rf_touch: Mapped[str | None] = mapped_column(sa.String(24))
    rf_color: Mapped[str | None] = mapped_column(sa.String(24))
    rf_sweat: Mapped[str | None] = mapped_column(sa.String(24))
    rf_stiffnail: Mapped[str | None] = mapped_column(sa.String(24))

    # symptoms (both feet)
    sym_morning_min: Mapped[int | None]
    sym_limp: Mapped[str | None] = mapped_column(sa.String(24))
    sym_tried: Mapped[list[str] | None]

    # history
    hx_diabetes: Mapped[str | None] = mapped_column(sa.String(24))
    hx_neuropathy: Mapped[str | None] = mapped_column(sa.String(24))
    hx_ulcer: Mapped[str | None] = mapped_column(sa.String(24))
    hx_amp: Mapped[str | None] = mapped_column(sa.String(24))
    hx_dialysis: Mapped[str | None] = mapped_column(sa.String(24))
    hx_charcot: Mapped[str | None] = mapped_column(sa.String(24))
    hx_pad: Mapped[str | None] = mapped_column(sa.String(24))
    hx_claud: Mapped[str | None] = mapped_column(sa.String(24))
    hx_smoke: Mapped[str | None] = mapped_column(sa.String(24))
    hx_heart: Mapped[str | None] = mapped_column(sa.String(24))
    hx_ia: Mapped[str | None] = mapped_column(sa.String(24))
    hx_gout: Mapped[str | None] = mapped_column(sa.String(24))
    hx_bone: Mapped[str | None] = mapped_column(sa.String(24))
    hx_stress_fx: Mapped[str | None] = mapped_column(sa.String(24))
    hx_steroid: Mapped[str | None] = mapped_column(sa.String(24))
    hx_immuno: Mapped[str | None] = mapped_column(sa.String(24))
    hx_thinner: Mapped[str | None] = mapped_column(sa.String(24))
    hx_cancer: Mapped[str | None] = mapped_column(sa.String(24))
    hx_dvt: Mapped[str | None] = mapped_column(sa.String(24))
    hx_preg: Mapped[str | None] = mapped_column(sa.String(24))
    hx_menses: Mapped[str | None] = mapped_column(sa.String(24))
    hx_low_energy: Mapped[str | None] = mapped_column(sa.String(24))
    hx_falls: Mapped[int | None]
    hx_unsteady: Mapped[str | None] = mapped_column(sa.String(24))
    hx_worry_fall: Mapped[str | None] = mapped_column(sa.String(24))
    hx_neuro: Mapped[str | None] = mapped_column(sa.String(24))
    hx_skin: Mapped[str | None] = mapped_column(sa.String(24))
    work_stand_h: Mapped[float | None]

    # footwear
    shoe_main: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_hours: Mapped[float | None]
    shoe_len_feel: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_width_feel: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_toebox: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_toebox_low: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_heel_cm: Mapped[float | None]
    shoe_heel_days: Mapped[int | None]
    shoe_thin: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_miles: Mapped[float | None]
    shoe_age_mo: Mapped[int | None]
    shoe_worn: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_insole: Mapped[list[str] | None]
    shoe_insole_wk: Mapped[int | None]
    shoe_change: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_measured: Mapped[str | None] = mapped_column(sa.String(24))
    shoe_fasten: Mapped[str | None] = mapped_column(sa.String(24))

    # activity and goals
    act_before_min: Mapped[int | None]
    act_long_now: Mapped[float | None]
    act_long_30d: Mapped[float | None]
    act_ramp: Mapped[list[str] | None]
    act_inactive: Mapped[str | None] = mapped_column(sa.String(24))
    act_can_swim: Mapped[str | None] = mapped_column(sa.String(24))
    act_access: Mapped[list[str] | None]
    act_goal: Mapped[str | None]
    act_goal_date: Mapped[dt.date | None]
    conf_0_10: Mapped[int | None]
    time_min: Mapped[int | None]
    psfs_1: Mapped[str | None]
    psfs_1_score: Mapped[int | None]
    psfs_2: Mapped[str | None]
    psfs_2_score: Mapped[int | None]
    psfs_3: Mapped[str | None]
    psfs_3_score: Mapped[int | None]
    yf_fear: Mapped[int | None]
    yf_mood: Mapped[str | None] = mapped_column(sa.String(24))
    yf_passive: Mapped[int | None]

    visit: Mapped[Visit] = relationship()
    feet: Mapped[list["IntakeFoot"]] = relationship(back_populates="intake", cascade="all, delete-orphan")
    activities: Mapped[list["IntakeActivity"]] = relationship(
        cascade="all, delete-orphan", order_by="IntakeActivity.position"
    )
    shoes: Mapped[list["IntakeShoe"]] = relationship(cascade="all, delete-orphan", order_by="IntakeShoe.position")
    reports: Mapped[list["LineReport"]] = relationship(
        primaryjoin="Intake.visit_id == foreign(LineReport.visit_id)", order_by="LineReport.code"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has answered anything of it yet."""
        return not self.steps_done and self.last_answer_at is None and self.sent_at is None

    def foot(self, side: str) -> "IntakeFoot":
        """The row of one foot, `r` or `l`; made when first needed."""
        if side not in FEET:
            raise ValueError(f"A foot is r or l, not {side!r}")
        for row in self.feet:
            if row.side == side:
                return row
        row = IntakeFoot(side=side, skipped=[])
        self.feet.append(row)
        return row

    def told_of(self, code: str) -> "LineReport | None":
        """How one line of the last plan went, if anybody said."""
        return next((row for row in self.reports if row.code == code), None)

    @staticmethod
    def of(visit: Visit) -> "Intake | None":
        """The intake of one visit, if it has been started."""
        return db.session.scalar(sa.select(Intake).where(Intake.visit_id == visit.id))

    @staticmethod
    def of_many(visits: list[Visit]) -> dict[uuid.UUID, "Intake"]:
        """The intakes of many visits, by visit id, in one query: how far each is, without its answers."""
        query = sa.select(Intake).where(Intake.visit_id.in_([visit.id for visit in visits]))
        standing = [
            column
            for column in sa.inspect(Intake).column_attrs
            if column.key not in PERSON_FIELDS or column.key == "guardian_ok"
        ]
        query = query.options(load_only(*(column.class_attribute for column in standing)))
        return {intake.visit_id: intake for intake in db.session.scalars(query)}

    @staticmethod
    def fetch_rows(intakes: list["Intake"]) -> None:
        """Fetch feet, activities, shoes and reports of many intakes at once, before anybody asks one by one."""
        ids = [intake.id for intake in intakes]
        rows = (Intake.feet, Intake.activities, Intake.shoes, Intake.reports)
        if ids:
            query = sa.select(Intake).where(Intake.id.in_(ids)).options(*(selectinload(one) for one in rows))
            db.session.scalars(query).all()


class IntakeFoot(Keyed, Base):
    """What one patient says of one foot."""

    __tablename__ = "intake_foot"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "side"),
        sa.CheckConstraint("side IN ('r', 'l')", name="side_is_r_or_l"),
    )

    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id", ondelete="CASCADE"))
    side: Mapped[str] = mapped_column(sa.String(1))
    typed: Mapped[dict[str, Any] | None]
    skipped: Mapped[list[str]] = mapped_column(default=list)

    # symptoms
    sym_zone: Mapped[list[str] | None]
    sym_zone_worst: Mapped[str | None] = mapped_column(sa.String(24))
    sym_onset: Mapped[str | None] = mapped_column(sa.String(24))
    sym_pop: Mapped[str | None] = mapped_column(sa.String(24))
    sym_weeks: Mapped[float | None]
    sym_trend: Mapped[str | None] = mapped_column(sa.String(24))
    nprs_now: Mapped[int | None]
    nprs_avg: Mapped[int | None]
    nprs_worst: Mapped[int | None]
    sym_quality: Mapped[list[str] | None]
    sym_numb: Mapped[str | None] = mapped_column(sa.String(24))
    sym_numb_where: Mapped[str | None] = mapped_column(sa.String(24))
    sym_pebble: Mapped[str | None] = mapped_column(sa.String(24))
    sym_click: Mapped[str | None] = mapped_column(sa.String(24))
    sym_swell_top: Mapped[str | None] = mapped_column(sa.String(24))
    sym_swell_bottom: Mapped[str | None] = mapped_column(sa.String(24))
    sym_agg: Mapped[list[str] | None]
    sym_ease: Mapped[list[str] | None]
    sym_timing: Mapped[list[str] | None]
    sym_night: Mapped[str | None] = mapped_column(sa.String(24))
    sym_rest_pain: Mapped[str | None] = mapped_column(sa.String(24))
    sym_toe_change: Mapped[list[str] | None]

    # history
    hx_foot_sx: Mapped[str | None] = mapped_column(sa.String(24))
    hx_inject: Mapped[str | None] = mapped_column(sa.String(24))

    # shape
    shp_arch: Mapped[str | None] = mapped_column(sa.String(24))
    shp_toe_len: Mapped[str | None] = mapped_column(sa.String(24))
    shp_bunion: Mapped[int | None]
    shp_hammer: Mapped[list[str] | None]

    intake: Mapped[Intake] = relationship(back_populates="feet")


class IntakeActivity(Keyed, Base):
    """One thing the patient does in a usual week (`act_list`)."""

    __tablename__ = "intake_activity"

    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    typed: Mapped[dict[str, Any] | None]
    position: Mapped[int]
    activity: Mapped[str] = mapped_column(sa.String(24))
    days: Mapped[int | None]
    minutes: Mapped[int | None]
    effort: Mapped[str | None] = mapped_column(sa.String(24))
    surface: Mapped[str | None] = mapped_column(sa.String(24))
    pain: Mapped[int | None]


class IntakeShoe(Keyed, Base):
    """One pair of shoes the patient wears (`shoes`)."""

    __tablename__ = "intake_shoe"

    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    typed: Mapped[dict[str, Any] | None]
    position: Mapped[int]
    use: Mapped[str | None] = mapped_column(sa.String(24))
    hours_wk: Mapped[float | None]
    width_feel: Mapped[str | None] = mapped_column(sa.String(24))
    heel_cm: Mapped[float | None]
    age_mo: Mapped[int | None]
    toebox: Mapped[str | None] = mapped_column(sa.String(24))


class LineReport(Keyed, Base):
    """How one line of the last plan went (`fu_lines`). Null done: not written, which is not 'not done'.

    Entered by nobody: the patient told the tablet.
    """

    __tablename__ = "line_report"
    __table_args__ = (sa.UniqueConstraint("visit_id", "code"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"))
    code: Mapped[str] = mapped_column(sa.String(24))
    fu_done: Mapped[int | None]
    fu_pain: Mapped[int | None]
    fu_morning: Mapped[str | None] = mapped_column(sa.String(8))
    fu_why_not: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("user.id"))
    entered_at: Mapped[dt.datetime]

    @staticmethod
    def of(visits: list[Visit]) -> dict[uuid.UUID, dict[str, "LineReport"]]:
        """The reports of many visits, by visit and code, in one query."""
        found: dict[uuid.UUID, dict[str, LineReport]] = {visit.id: {} for visit in visits}
        query = sa.select(LineReport).where(LineReport.visit_id.in_(list(found))).order_by(LineReport.code)
        for row in db.session.scalars(query) if found else ():
            found[row.visit_id][row.code] = row
        return found


def case(intake: Intake) -> dict[str, Any]:
    """The answers as the engine and the command line read them: `{"p": {...}, "r": {...}, "l": {...}}`.

    `age` is the patient's on the day of the visit. A foot without any answer is left out.
    """
    patient = intake.visit.patient
    known = library.load().questions
    person = {column: typed.value(intake, column, known[column]) for column in PERSON_FIELDS}
    person["age"] = intake.visit.age
    person["sex_birth"] = person["sex_birth"] or patient.sex_birth
    person["act_list"] = [
        {
            "id": row.activity,
            "days": row.days,
            "min": row.minutes,
            "effort": row.effort,
            "surface": row.surface,
            "pain": row.pain,
        }
        for row in intake.activities
    ]
    of_pair = {field.code: field for field in known["shoes"].fields}
    person["shoes"] = [{name: typed.value(row, name, of_pair[name]) for name in SHOE_FIELDS} for row in intake.shoes]
    found: dict[str, Any] = {"p": person}
    for foot in sorted(intake.feet, key=lambda row: row.side, reverse=True):
        answers = {column: typed.value(foot, column, known[column]) for column in FOOT_FIELDS}
        if any(value not in (None, []) for value in answers.values()):
            found[foot.side] = answers
    return found


def _answers(model: type[Base], after: str) -> tuple[str, ...]:
    names = [column.key for column in sa.inspect(model).columns]
    return tuple(name for name in names[names.index(after) + 1 :] if name not in ("id", "created_at", "updated_at"))


PERSON_FIELDS = _answers(Intake, "reviewed_at")
FOOT_FIELDS = _answers(IntakeFoot, "skipped")
SHOE_FIELDS = _answers(IntakeShoe, "position")

"""Today's rows: who comes when, how far the intake is, and what the next step is. No answers, no complaint."""

import dataclasses
import datetime as dt
import enum
import functools
import zoneinfo

from flask_babel import lazy_gettext as _l

from clinic.interview.models import Intake
from clinic.interview.status import Standing, heading, standing
from clinic.knowledge.library import load
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion
from clinic.values.days import bounds


class Stage(enum.StrEnum):
    """How far one visit is, in the order of the day."""

    TO_START = "to_start"
    FILLING_IN = "filling_in"
    READY = "ready"
    SIGNED = "signed"


STAGE_WORDS = {
    Stage.TO_START: _l("To start"),
    Stage.FILLING_IN: _l("Filling in"),
    Stage.READY: _l("Ready for PT"),
    Stage.SIGNED: _l("Signed"),
}


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of today's list."""

    visit: Visit
    intake: Intake | None
    version: PlanVersion | None
    number: int
    now: dt.datetime

    @property
    def stage(self) -> Stage:
        """How far this visit is."""
        if self.version is not None:
            return Stage.SIGNED
        if self.intake is None:
            return Stage.TO_START
        return Stage.READY if self.intake.sent_at else Stage.FILLING_IN

    @property
    def standing(self) -> Standing:
        """What the desk needs to know of the intake now."""
        return standing(self.intake)

    @property
    def is_call(self) -> bool:
        """Somebody must go there: an urgent answer, the wrong person, a minor alone, or a call for help."""
        pressing = (Standing.URGENT, Standing.MISMATCH, Standing.GUARDIAN, Standing.HELP)
        return self.version is None and self.standing in pressing

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it is a walk-in of whom nothing is known yet: the wrong person is taken back from here."""
        is_open = self.version is None and (self.intake is None or self.intake.is_untouched)
        return is_open and self.visit.is_walk_in

    @functools.cached_property
    def heading(self) -> int | None:
        """The heading, 1 to 7, that the patient has reached."""
        if self.intake is None or self.standing is not Standing.FILLING_IN:
            return None
        return heading(self.intake, load())

    @property
    def idle_minutes(self) -> int:
        """Whole minutes since the last answer of an open intake."""
        if self.intake is None or self.intake.sent_at is not None:
            return 0
        last = self.intake.last_answer_at or self.intake.started_at
        return max(0, int((self.now - last).total_seconds() // 60))


def rows(day: dt.date, *, zone: zoneinfo.ZoneInfo, now: dt.datetime) -> list[Row]:
    """The lines of `day`, by time."""
    visits = Visit.between(*bounds(day, zone))
    intakes, versions = Intake.of_many(visits), PlanVersion.latest_of(visits)
    Intake.fetch_rows([intake for intake in intakes.values() if intake.sent_at is None])
    numbers = Visit.numbers(visits)
    return [Row(v, intakes.get(v.id), versions.get(v.id), numbers[v.id], now) for v in visits]


def counts(lines: list[Row]) -> dict[Stage, int]:
    """How many lines stand at each stage."""
    return {stage: sum(line.stage is stage for line in lines) for stage in Stage}

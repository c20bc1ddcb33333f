"""Everything known at one visit, gathered once: answers, findings, rulings, and what the rules make of them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from clinic.database import db
from clinic.exam import findings, rulings
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked, Ruling
from clinic.interview.models import Intake, case
from clinic.knowledge.case import Answers
from clinic.knowledge.library import Library
from clinic.patients.models import Visit
from clinic.rules import engine
from clinic.rules.proposal import Decision
from clinic.rules.triage import BONE_STRESS, FiredFlag, Picture, Rulings, judge, waited_for
from clinic.signed.models import PlanVersion

PERSON = "p"
"""Where an answer to a flag stands while no foot is known to hurt."""


@dataclass(frozen=True)
class Situation:
    """One visit as the rules see it, with the rows it came from."""

    visit: Visit
    intake: Intake | None
    found: ExamFindings | None
    answers: dict[tuple[str, str], FlagAnswer]
    again: dict[str, ReAsked]
    case: Mapping[str, Any]
    picture: Picture
    decision: Decision
    library: Library

    @property
    def feet(self) -> tuple[str, ...]:
        """The evaluated feet."""
        return tuple(foot.side for foot in self.picture.feet if foot.side)

    @property
    def raised(self) -> list[FiredFlag]:
        """Every flag whose rule holds, ended ones included, by foot. Locks for want of answers are not among them."""
        return [fired for foot in self.picture.feet for fired in (*foot.flags, *foot.ended) if fired.code != "RF90"]

    @property
    def unanswered(self) -> list[FiredFlag]:
        """The flags that nobody has answered."""
        return [fired for fired in self.raised if (fired.foot or PERSON, fired.code) not in self.answers]

    @property
    def to_ask_again(self) -> list[str]:
        """The safety answers of yes that fired no rule and that nobody has asked again."""
        return [name for name in self.picture.unexplained if name not in self.again]

    @cached_property
    def waited_for(self) -> tuple[tuple[str, str], ...]:
        """The answers and findings without which the plan stays locked: part and field."""
        return waited_for(self.picture, self.library)

    @property
    def required(self) -> list[tuple[str, str]]:
        """The tests that must be recorded, or left out with a reason: foot and field.

        Those that answers ask for, and palpation where somebody cleared a bone stress flag: cleared by what?
        """
        wanted = [q for q in self.library.questions.values() if q.required_when is not None and q.who == "clinician"]
        asked = [
            (foot.side if question.scope == "foot" else "p", question.code)
            for foot in self.picture.feet
            if foot.side
            for question in wanted
            if question.required_when is not None and foot.adds(question.required_when)
        ]
        return list(dict.fromkeys([*asked, *((foot, "exam_palp") for foot in self._bones_cleared)]))

    @property
    def _bones_cleared(self) -> list[str]:
        cleared = {
            foot for (foot, flag), row in self.answers.items() if flag in BONE_STRESS and row.ruling is Ruling.CLEARED
        }
        return [foot for foot in self.feet if foot in cleared]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """The required tests that are neither recorded nor left out with a reason."""
        given = findings.values(self.found)
        return [(foot, field) for foot, field in self.required if field not in given.get(foot, {})]

    @cached_property
    def previous(self) -> PlanVersion | None:
        """What the patient went home with last: the newest signed version of an earlier visit."""
        return PlanVersion.before(self.visit)

    @property
    def fingerprint(self) -> str:
        """A hash of what the rules propose; a draft proposed from another one is out of date."""
        text = json.dumps([self.decision.as_json(), self.library.revision], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def intake_of(visit: Visit) -> Intake | None:
    """The intake with its feet, activities and shoes, in a fixed number of queries."""
    query = (
        sa.select(Intake)
        .where(Intake.visit_id == visit.id)
        .options(selectinload(Intake.feet), selectinload(Intake.activities), selectinload(Intake.shoes))
    )
    return db.session.scalar(query)


def look(visit: Visit, library: Library) -> Situation:
    """Gather a visit and judge it."""
    intake, found = intake_of(visit), findings.of(visit)
    answers = rulings.rulings(FlagAnswer.of(visit))
    told: dict[str, Any] = case(intake) if intake is not None else {"p": {}}
    full = findings.merged(told, found)
    picture = judge(Answers.of(full), library, ruled(answers))
    decision = decide(full, ruled(answers), library)
    return Situation(visit, intake, found, answers, rulings.asked_again(visit), full, picture, decision, library)


def decide(full: Mapping[str, Any], rulings: Rulings, library: Library) -> Decision:
    """What the rules make of a case with its rulings."""
    return engine.recommend(full, library, rulings=rulings)


def ruled(answers: Mapping[tuple[str, str], FlagAnswer]) -> dict[str, dict[str, str]]:
    """Rulings as the rules read them: foot to flag to ruling."""
    found: dict[str, dict[str, str]] = {}
    for (foot, flag), row in answers.items():
        found.setdefault("" if foot == PERSON else foot, {})[flag] = row.ruling.value
    return found

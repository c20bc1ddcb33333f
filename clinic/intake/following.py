"""What follows from an answer: its column is set, what is not asked any more is forgotten, flags are seen."""

import datetime as dt
from typing import Any

from clinic.audit.trail import Action, record
from clinic.intake import asking, steps
from clinic.intake.models import Intake, case
from clinic.intake.steps import Ask
from clinic.knowledge import triage
from clinic.knowledge.answers import Answers
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Urgency


def put(intake: Intake, ask: Ask, value: Any) -> None:
    """Write the answer into its column. What was skipped before is not skipped any more."""
    holder: Any = intake
    if ask.row:
        holder = next(row for row in intake.activities if row.position == ask.row - 1)
    elif ask.foot:
        holder = intake.foot(ask.foot)
    setattr(holder, ask.column, value)
    if not ask.row and value not in (None, []) and ask.code in holder.skipped:
        holder.skipped = [code for code in holder.skipped if code != ask.code]


def after_change(intake: Intake, code: str, foot: str, *, by: Any, at: dt.datetime, library: Library) -> None:
    """Bring the rest in line with a new answer, and leave its trace."""
    intake.last_answer_at = at
    if code == "sym_zone":
        _side_follows(intake)
    drop_stale(intake, library)
    record(
        Action.INTAKE_ANSWER_SAVED, intake, actor=by, at=at, patient_id=intake.visit.patient_id, field=code, foot=foot
    )
    look_for_urgent(intake, at=at, library=library)


def _side_follows(intake: Intake) -> None:
    marked = [row.side for row in intake.feet if row.sym_zone]
    names = {"r": "right", "l": "left"}
    intake.sym_side = "both" if len(marked) > 1 else names[marked[0]] if marked else None
    if marked:
        intake.skipped = [code for code in intake.skipped if code != "sym_zone"]


def drop_stale(intake: Intake, library: Library) -> None:
    """Forget answers to questions that are not asked any more. One answer can hide another, so until nothing moves."""
    for _round in range(5):
        view, moved = asking.View(intake, library), False
        for question in library.questions.values():
            if question.ask_if is None and question.code != "sym_zone_worst":
                continue
            for holder, foot in _holders(intake, question.scope):
                stands = getattr(holder, question.code, None) not in (None, [])
                if stands and question.who != "clinician" and not view.is_asked(question, foot):
                    setattr(holder, question.code, None)
                    moved = True
        for row in intake.feet:
            if row.sym_zone_worst is not None and row.sym_zone_worst not in (row.sym_zone or []):
                row.sym_zone_worst, moved = None, True
        if not moved:
            return


def _holders(intake: Intake, scope: str) -> list[tuple[Any, str]]:
    return [(row, row.side) for row in intake.feet] if scope == "foot" else [(intake, "")]


def drop_painless_feet(intake: Intake) -> None:
    """Forget what was said of a foot that carries no mark any more."""
    hurting = steps.feet(intake)
    for row in [row for row in intake.feet if row.side not in hurting]:
        intake.feet.remove(row)


def look_for_urgent(intake: Intake, *, at: dt.datetime, library: Library) -> None:
    """Stop the interview when an answer fires a flag that cannot wait. The desk sees it; nobody is told the cause."""
    fired = triage.urgent(Answers.of(case(intake)), library)
    codes = sorted({flag.code for flag in fired})
    new = [code for code in codes if code not in (intake.urgent_codes or [])]
    intake.urgent_codes = codes
    if not new:
        return
    level = Urgency.EMERG if any(flag.urgency is Urgency.EMERG for flag in fired) else Urgency.SAMEDAY
    intake.urgent_at, intake.urgent_level = at, level.value
    record(Action.INTAKE_URGENT, intake, actor="system", at=at, patient_id=intake.visit.patient_id, level=level.value)

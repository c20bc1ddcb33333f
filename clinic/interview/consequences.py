"""What follows from an answer: its column is set, what is not asked any more is forgotten, flags are seen."""

import datetime as dt
from typing import Any

from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.interview import flow, typed, visibility
from clinic.interview.flow import Ask
from clinic.interview.models import Intake, LineReport, case
from clinic.knowledge.case import Answers
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Urgency
from clinic.rules import triage


def put(intake: Intake, ask: Ask, value: Any, *, by: Any, at: dt.datetime) -> None:
    """Write the answer into its column. What was skipped before is not skipped any more."""
    if ask.table == "line":
        _put_of_line(intake, ask, value, by=by, at=at)
    else:
        typed.keep(_holder(intake, ask), ask.column, value, is_whole=ask.question.kind == "int")
    if value not in (None, []):
        _unskip(intake, ask)


def _holder(intake: Intake, ask: Ask) -> Any:
    return intake.foot(ask.foot) if ask.foot else flow.holder(intake, ask)


def _put_of_line(intake: Intake, ask: Ask, value: Any, *, by: Any, at: dt.datetime) -> None:
    told = flow.holder(intake, ask)
    if told is None:
        told = LineReport(code=intake.plan_lines[ask.row - 1]["code"])
        intake.reports.append(told)
    told.entered_by_id, told.entered_at = getattr(by, "id", None), at
    setattr(told, ask.column, "" if value is None and ask.code == "fu_why_not" else value)


def skip(intake: Intake, ask: Ask) -> None:
    """Note that the person does not want to answer, or cannot."""
    holder, name = _skips(intake, ask)
    if name not in holder.skipped:
        holder.skipped = [*holder.skipped, name]


def _unskip(intake: Intake, ask: Ask) -> None:
    holder, name = _skips(intake, ask)
    if name in holder.skipped:
        holder.skipped = [code for code in holder.skipped if code != name]


def _skips(intake: Intake, ask: Ask) -> tuple[Any, str]:
    """Where it stands that this was skipped, and under what name."""
    if ask.table:
        return intake, ask.name
    return (intake.foot(ask.foot) if ask.foot and ask.code != "sym_zone" else intake), ask.code


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
        view, moved = visibility.View(intake, library), False
        for question in library.questions.values():
            if question.ask_if is None and question.code != "sym_zone_worst":
                continue
            for holder, foot in _holders(intake, question.scope):
                stands = getattr(holder, question.code, None) not in (None, [])
                if stands and question.who != "clinician" and not view.is_asked(question, foot):
                    typed.keep(holder, question.code, None)
                    moved = True
        for row in intake.feet:
            if row.sym_zone_worst is not None and row.sym_zone_worst not in (row.sym_zone or []):
                row.sym_zone_worst, moved = None, True
        if not moved:
            break
    for told in intake.reports:
        if told.fu_done == 0:
            told.fu_pain = told.fu_morning = None
        line = next((line for line in intake.plan_lines if line["code"] == told.code), None)
        if line is not None and told.fu_done is not None and 2 * told.fu_done >= line["days"]:
            told.fu_why_not = ""


def _holders(intake: Intake, scope: str) -> list[tuple[Any, str]]:
    return [(row, row.side) for row in intake.feet] if scope == "foot" else [(intake, "")]


def drop_painless_feet(intake: Intake) -> None:
    """Forget what was said of a foot that carries no mark any more."""
    hurting = flow.feet(intake)
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

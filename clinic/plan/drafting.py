"""Working on a draft: every verb changes one thing, remembers what was there for undo, and leaves a trace.

Nobody's change is overwritten: a verb takes the revision its page showed and refuses an older one.
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.content.plan_lines import Part, State
from clinic.database import db
from clinic.knowledge.schema import Exercise
from clinic.patients.models import Visit
from clinic.plan.models import Plan, PlanItem

DOSE = ("sets", "reps", "hold_s", "seconds", "rest_s", "times_day", "days_week")
"""The numbers of a dose."""

LINE = (*DOSE, "side", "resistance", "starts_easier", "note_en", "note_es", "numbers", "weeks", "because", "reason")
KEY = ("part", "code", "replaces")
HEAD = (
    "goal",
    "goal_on",
    "goal_now",
    "goal_aim",
    "green_most",
    "yellow_most",
    "note_en",
    "note_es",
    "next_visit_at",
    "has_shoe_card",
    "has_pad_page",
    "has_changes_page",
    "ladder",
    "ladder_on",
    "taught_back",
    "pairs",
)

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters of a log code: none that look like another on paper."""


class StaleDraft(Exception):
    """The draft changed after the page was shown. Holds the plan as it is now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The plan was changed by somebody else")
        self.plan = plan


class NeedsReason(Exception):
    """A line that the rules leave out may only be added with a reason."""


@dataclass(frozen=True)
class Line:
    """A line as a proposal, a template or an old version offers it."""

    part: Part
    code: str
    replaces: str = ""
    values: dict[str, Any] | None = None


def usual_dose(exercise: Exercise) -> dict[str, Any]:
    """The dose an exercise starts with."""
    return {name: getattr(exercise.dose, name) for name in DOSE} | {"sets": exercise.dose.sets or 1}


def find(plan_id: Any) -> Plan | None:
    """A draft with its lines, visit, patient and clinician, in two queries."""
    query = (
        sa.select(Plan)
        .where(Plan.id == plan_id)
        .options(
            selectinload(Plan.items),
            joinedload(Plan.visit).joinedload(Visit.patient),
            joinedload(Plan.visit).joinedload(Visit.clinician),
            joinedload(Plan.clinician),
        )
    )
    return db.session.scalar(query)


def new_log_code() -> str:
    """A code for the tick sheet: eight letters that mean nothing outside."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


@contextmanager
def changing(plan: Plan, *, seen: int, by: User, at: dt.datetime, what: str, code: str = "") -> Iterator[None]:
    """Check the revision, remember the draft for undo, make the change, leave a trace. The caller commits."""
    if plan.revision != seen:
        raise StaleDraft(plan)
    before = snapshot(plan)
    with db.session.no_autoflush:
        yield
        plan.undo = {
            "draft": before,
            "what": what,
            "code": code,
            "by": by.name,
            "by_id": str(by.id),
            "at": at.isoformat(),
            "revision": seen,
        }
    db.session.flush()
    record(Action.PLAN_CHANGED, plan, actor=by, at=at, patient_id=plan.visit.patient_id, what=what, code=code)


def snapshot(plan: Plan) -> dict[str, Any]:
    """The whole draft as plain data."""
    return {
        "head": {name: _plain(getattr(plan, name)) for name in HEAD},
        "lines": [
            {
                **{name: _plain(getattr(item, name)) for name in (*KEY, *LINE)},
                "state": item.state.value,
                "added_by_id": str(item.added_by_id) if item.added_by_id else None,
            }
            for item in sorted(plan.items, key=lambda item: item.position)
        ],
    }


def restore(plan: Plan, kept: dict[str, Any]) -> None:
    """Put a draft back as it was in `kept`, line for line."""
    for name, value in kept["head"].items():
        setattr(plan, name, _moment(name, value))
    standing = {(item.part.value, item.code, item.replaces): item for item in plan.items}
    wanted: list[PlanItem] = []
    for position, line in enumerate(kept["lines"], start=1):
        item = standing.pop((line["part"], line["code"], line["replaces"]), None)
        if item is None:
            item = PlanItem(part=Part(line["part"]), code=line["code"], replaces=line["replaces"])
            plan.items.append(item)
        for name in LINE:
            setattr(item, name, line[name])
        item.state, item.position = State(line["state"]), position
        item.added_by_id = _uuid(line["added_by_id"])
        wanted.append(item)
    for item in standing.values():
        plan.items.remove(item)


def undo(plan: Plan, *, seen: int, by: User, at: dt.datetime) -> bool:
    """Take back the last change. Doing it twice brings the change again."""
    if not plan.undo:
        return False
    kept = plan.undo["draft"]
    with changing(plan, seen=seen, by=by, at=at, what="undo"):
        restore(plan, kept)
    return True


def put(plan: Plan, line: Line, *, state: State, by: User | None = None, reason: str = "") -> PlanItem:
    """Bring a line into the draft, at the end of its part; one that was removed comes back."""
    item = next(
        (
            item
            for item in plan.items
            if item.part is line.part and item.code == line.code and item.replaces == line.replaces
        ),
        None,
    )
    if item is None:
        item = PlanItem(part=line.part, code=line.code, replaces=line.replaces, numbers={}, weeks=[], because={})
        plan.items.append(item)
    for name, value in (line.values or {}).items():
        setattr(item, name, value)
    item.state = state
    item.position = 1 + max((other.position for other in plan.items if other is not item), default=0)
    item.added_by_id = by.id if by is not None else None
    if state is not State.REMOVED:
        stand_alone(plan, item)
    if reason:
        item.reason = reason
    return item


def stand_alone(plan: Plan, item: PlanItem) -> None:
    """One swap for each replaced activity: another that stood in its place becomes one of those after "or"."""
    if item.part is not Part.ACTIVITY:
        return
    before = [
        other
        for other in plan.lines(Part.ACTIVITY)
        if other is not item and other.replaces == item.replaces and other.code != item.code
    ]
    if not before:
        return
    known = [code for other in before for code in (other.code, *other.because.get("or", ()))]
    others = dict.fromkeys([*item.because.get("or", ()), *known])
    item.because = {**item.because, "or": [code for code in others if code != item.code]}
    item.position = min(item.position, *(other.position for other in before))
    for other in before:
        other.state = State.REMOVED


def add(
    plan: Plan,
    line: Line,
    *,
    seen: int,
    by: User,
    at: dt.datetime,
    reason: str = "",
    needs_reason: bool = False,
) -> PlanItem:
    """Add a line of the clinician's own choice, accepted at once. One the rules leave out needs a reason."""
    if needs_reason and not reason.strip():
        raise NeedsReason(line.code)
    with changing(plan, seen=seen, by=by, at=at, what="added", code=line.code):
        return put(plan, line, state=State.ACCEPTED, by=by, reason=reason.strip())


def accept_all(plan: Plan, *, seen: int, by: User, at: dt.datetime, pairs: list[dict[str, Any]] | None = None) -> int:
    """Accept every proposed line, and the verdicts on the shoes worn (`pairs`). Says how many lines there were."""
    waiting = [item for item in plan.items if item.state is State.PROPOSED]
    if waiting or (pairs is not None and pairs != plan.pairs):
        with changing(plan, seen=seen, by=by, at=at, what="accepted all"):
            for item in waiting:
                item.state = State.ACCEPTED
            if pairs is not None:
                plan.pairs = pairs
    return len(waiting)


def mark(plan: Plan, item: PlanItem, state: State, *, seen: int, by: User, at: dt.datetime) -> None:
    """Accept, remove or bring back one line."""
    words = {State.ACCEPTED: "accepted", State.REMOVED: "removed", State.PROPOSED: "proposed"}
    with changing(plan, seen=seen, by=by, at=at, what=words[state], code=item.code):
        item.state = state
        if state is not State.REMOVED:
            stand_alone(plan, item)


def move(plan: Plan, item: PlanItem, step: int, *, seen: int, by: User, at: dt.datetime) -> None:
    """Move a line one place up (-1) or down (+1) among the lines of its part."""
    lines = plan.lines(item.part)
    here = lines.index(item)
    there = here + step
    if not 0 <= there < len(lines):
        return
    with changing(plan, seen=seen, by=by, at=at, what="moved", code=item.code):
        other = lines[there]
        item.position, other.position = other.position, item.position


def swap_level(
    plan: Plan,
    item: PlanItem,
    *,
    seen: int,
    by: User,
    at: dt.datetime,
    easier: bool,
    dose: dict[str, Any] | None = None,
    instead: Line | None = None,
) -> None:
    """Start with the easier version of an exercise, go back to the full one, or put another in its place. The dose
    goes with the version."""
    with changing(plan, seen=seen, by=by, at=at, what="easier" if easier else "harder", code=item.code):
        if instead is None:
            item.starts_easier = easier
            for name, value in (dose or {}).items():
                setattr(item, name, value)
            item.state = State.ACCEPTED
            return
        position, item.state = item.position, State.REMOVED
        new = put(plan, instead, state=State.ACCEPTED, by=by)
        new.position, item.position = position, 1 + max(other.position for other in plan.items)


def edit(
    plan: Plan,
    *,
    seen: int,
    by: User,
    at: dt.datetime,
    head: dict[str, Any],
    lines: dict[PlanItem, dict[str, Any]],
) -> bool:
    """Change fields of the plan and of its lines, as typed. A changed line counts as accepted."""
    head = {name: value for name, value in head.items() if getattr(plan, name) != value}
    lines = {
        item: {name: value for name, value in values.items() if getattr(item, name) != value}
        for item, values in lines.items()
    }
    lines = {item: values for item, values in lines.items() if values}
    if not head and not lines:
        if plan.revision != seen:
            raise StaleDraft(plan)
        return False
    what = "changed" if lines else "head"
    code = ",".join(sorted({item.code for item in lines}))[:200]
    with changing(plan, seen=seen, by=by, at=at, what=what, code=code):
        for name, value in head.items():
            setattr(plan, name, value)
        for item, values in lines.items():
            for name, value in values.items():
                setattr(item, name, value)
            if item.state is State.PROPOSED and "state" not in values:
                item.state = State.ACCEPTED
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value.value if isinstance(value, (Part, State)) else value


def _moment(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if name.endswith("_on") else value


def _uuid(value: str | None) -> Any:
    import uuid

    return uuid.UUID(value) if value else None

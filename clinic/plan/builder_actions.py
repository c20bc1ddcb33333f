"""The buttons of the builder: what each one does to the draft."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.content.plan_lines import Part, State
from clinic.plan import drafting, forms, shoes_worn, suggestions
from clinic.plan.models import Plan, PlanItem


class NoSuchLine(LookupError):
    """A button names a line that the draft does not hold."""


def save(plan: Plan, edits: forms.Edits, *, seen: int, by: User, at: dt.datetime) -> bool:
    """Save what was typed."""
    return drafting.edit(plan, seen=seen, by=by, at=at, head=edits.head, lines=edits.lines)


TWICE = {"undo": "undo", "up": "moved", "down": "moved", "easier": "easier", "harder": "harder", "instead": "added"}
"""What would come to something else when it is done a second time, and how the draft calls what was done."""


def is_own_again(plan: Plan, edits: forms.Edits, *, seen: int, standing: Mapping[str, str], by: User) -> bool:
    """Whether the page comes again with what the same person saved from it, and only the answer was lost.

    Nobody else changed the draft in between, and each box stands as the page showed it or as it sends it now.
    """
    last = plan.undo or {}
    if plan.revision == seen or last.get("by_id") != str(by.id):
        return False
    held = [standing.get(key) for key in edits.touched]
    if last.get("revision") == seen:
        return all(now in both for now, both in zip(held, edits.touched.values(), strict=True))
    # What was typed and what was pressed count as two changes.
    kept = all(now == mine for now, (_was, mine) in zip(held, edits.touched.values(), strict=True))
    return last.get("revision") == seen + 1 and bool(held) and kept


def is_done(plan: Plan, what: str) -> bool:
    """Whether the press that comes again was done, where a second time would be too much."""
    name = TWICE.get(what.partition(":")[0])
    return name is not None and (plan.undo or {}).get("what") == name


def do(plan: Plan, what: str, *, seen: int, by: User, at: dt.datetime, situation: Situation) -> PlanItem | None:
    """Do what a button says (`up:<line>`, `accept-all`); the line to go on with, where there is one."""
    act, _sep, target = what.partition(":")
    who: dict[str, Any] = {"seen": seen, "by": by, "at": at}
    if act == "accept-all":
        drafting.accept_all(plan, pairs=shoes_worn.settled(plan, situation), **who)
    elif act == "undo":
        drafting.undo(plan, **who)
    if not target:
        return None
    target, _sep, code = target.partition(":")
    item = next((item for item in plan.items if item.id.hex == target), None)
    if item is None:
        raise drafting.StaleDraft(plan)
    states = {"accept": State.ACCEPTED, "remove": State.REMOVED, "back": State.ACCEPTED}
    if act in states:
        if item.state is not states[act]:
            drafting.mark(plan, item, states[act], **who)
    elif act in ("up", "down"):
        drafting.move(plan, item, -1 if act == "up" else 1, **who)
    elif act in ("easier", "harder"):
        return level(plan, item, easier=act == "easier", situation=situation, **who)
    elif act == "instead":
        return instead(plan, item, code, situation=situation, **who)
    return item


def instead(
    plan: Plan, item: PlanItem, code: str, *, situation: Situation, seen: int, by: User, at: dt.datetime
) -> PlanItem:
    """Another of a swap's alternatives takes its place; the one that stood there stays among those after "or"."""
    if item.part is not Part.ACTIVITY or code not in item.because.get("or", ()):
        return item
    line = suggestions.library_line(Part.ACTIVITY, code, item.replaces, situation.decision, situation.library)
    return drafting.add(plan, line, seen=seen, by=by, at=at) if line is not None else item


def level(
    plan: Plan, item: PlanItem, *, easier: bool, situation: Situation, seen: int, by: User, at: dt.datetime
) -> PlanItem:
    """One step easier or harder: the easier version, the full one, or the exercise the library names."""
    entry = situation.library.exercises.get(item.code)
    if entry is None:
        return item
    step = entry.regress_to if easier else entry.progress_to
    out = {one.code for one in situation.decision.excluded}
    there = {line.code for line in plan.lines(Part.EXERCISE)}
    who: dict[str, Any] = {"seen": seen, "by": by, "at": at}
    if easier == item.starts_easier and step and step not in out and step not in there:
        line = suggestions.library_line(Part.EXERCISE, step, "", situation.decision, situation.library)
        if line is not None:
            drafting.swap_level(plan, item, easier=easier, instead=line, **who)
            return next(one for one in plan.items if one.code == step and one.part is Part.EXERCISE)
    if easier != item.starts_easier:
        drafting.swap_level(plan, item, easier=easier, dose=_dose(item, easier, situation), **who)
    return item


def _dose(item: PlanItem, easier: bool, situation: Situation) -> dict[str, Any]:
    """What changes of the dose with the version: the numbers nobody has typed, and how the feet share it."""
    old, new = (situation.library.version(item.code, which) for which in (item.starts_easier, easier))
    was, usual = drafting.usual_dose(old), drafting.usual_dose(new)
    untouched = all(getattr(item, name) == value for name, value in was.items())
    return (usual if untouched else {}) | {"because": {**item.because, "per": new.dose.per or "both"}}

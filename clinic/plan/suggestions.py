"""From the rules' decision to proposed lines: each with its dose, its side and why. Nothing is accepted here."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.content.compose import Goal
from clinic.content.plan_lines import Part, State
from clinic.database import db
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Exercise
from clinic.plan.drafting import DOSE, Line, new_log_code, put, usual_dose
from clinic.plan.models import Plan
from clinic.rules.proposal import Decision, ExerciseChoice, FootwearChoice, Reason, Swap
from clinic.signed.carried_lines import returning_lines
from clinic.signed.models import PlanVersion


def start(seen: Situation, *, by: User, at: Any, today: Any) -> Plan:
    """The draft of a visit: the one there is, or a new one with everything the rules propose. Nothing is accepted."""
    there = Plan.of(seen.visit)
    if there is not None:
        return there
    goal = Goal.of(seen.case.get("p", {}))
    plan = Plan(
        visit_id=seen.visit.id,
        visit=seen.visit,
        plan_on=today,
        number=1 + len(PlanVersion.of(seen.visit)),
        log_code=new_log_code(),
        clinician_id=by.id,
        goal=goal.words if goal else "",
        goal_on=goal.by if goal else None,
        goal_now=goal.now if goal else None,
        goal_aim=None,
        note_en="",
        note_es="",
        next_visit_at=seen.visit.next_visit_at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(plan)
    except IntegrityError:  # two clicks, or two clinicians: the first draft is the draft
        first = Plan.of(seen.visit)
        if first is None:
            raise
        return first
    for line in wanted_lines(seen):
        put(plan, line, state=State.PROPOSED)
    plan.proposed_from = seen.fingerprint
    db.session.flush()
    record(Action.PLAN_STARTED, plan, actor=by, at=at, patient_id=seen.visit.patient_id)
    return plan


def is_out_of_date(plan: Plan, seen: Situation) -> bool:
    """Whether the rules propose something else now than when the draft was last proposed."""
    return plan.proposed_from != seen.fingerprint


def refresh(plan: Plan, seen: Situation) -> tuple[list[str], list[str]]:
    """Bring what is only proposed in line with the rules; what a clinician touched stays. What came and went."""
    wanted = {(line.part, line.code, line.replaces): line for line in wanted_lines(seen)}
    came, went = [], []
    with db.session.no_autoflush:
        for item in list(plan.items):
            line = wanted.pop((item.part, item.code, item.replaces), None)
            if line is None and item.state is State.PROPOSED:
                went.append(item.code)
                plan.items.remove(item)
            elif line is not None and item.state is State.PROPOSED:
                for name, value in (line.values or {}).items():
                    setattr(item, name, value)
            elif line is not None:
                item.because = (line.values or {}).get("because", item.because)
        taken = {item.replaces for item in plan.lines(Part.ACTIVITY, State.ACCEPTED)}
        for line in wanted.values():
            if line.part is Part.ACTIVITY and line.replaces in taken:
                continue  # somebody chose another in its place
            came.append(line.code)
            put(plan, line, state=State.PROPOSED)
        plan.proposed_from = seen.fingerprint
    return came, went


def wanted_lines(seen: Situation) -> list[Line]:
    """What a draft begins with: the last plan's exercises that still fit, with their doses, then what the rules add."""
    fresh = lines(seen.decision)
    version = seen.previous
    if version is None or seen.decision.status != "plan":
        return fresh
    out = {exclusion.code for exclusion in seen.decision.excluded}
    carried = [_carried(line, seen) for line in returning_lines(version) if line["code"] not in out]
    there = {line.code for line in carried}
    more = [line for line in fresh if line.part is Part.EXERCISE and line.code not in there]
    room = max(0, len(seen.decision.exercises) - len(carried))
    return [*carried, *more[:room], *(line for line in fresh if line.part is not Part.EXERCISE)]


def _carried(line: dict[str, Any], seen: Situation) -> Line:
    known = library_line(Part.EXERCISE, line["code"], "", seen.decision, seen.library)
    because = (known.values or {}).get("because") if known is not None else None
    values = {
        name: line[name] for name in (*DOSE, "side", "resistance", "starts_easier", "note_en", "note_es", "reason")
    }
    values["because"] = because if because and because.get("reasons") else line["because"]
    if known is not None and (known.values or {}).get("starts_easier") and not line["starts_easier"]:
        # What was given in full calls for care now.
        values |= known.values or {}
    return Line(Part.EXERCISE, line["code"], values=values)


def lines(decision: Decision) -> list[Line]:
    """All lines that a decision proposes, in its order."""
    if decision.status != "plan":
        return []
    return [
        *(exercise_line(choice) for choice in decision.exercises),
        *(footwear_line(choice) for choice in decision.footwear),
        *(swap_line(swap, others) for swap, others in decision.swaps),
    ]


def exercise_line(choice: ExerciseChoice) -> Line:
    """An exercise with its usual dose, on the feet that hurt."""
    because = _because((*choice.reasons, *choice.cautions), choice.sources)
    if choice.instead_of:
        because["instead_of"] = choice.instead_of
    easier = bool(choice.cautions) and choice.start is not None
    given = choice.exercise.easier() if easier else choice.exercise
    because |= _how(given, choice.times_over)
    values = {**usual_dose(given), "side": choice.feet, "because": because}
    values["starts_easier"] = easier
    return Line(Part.EXERCISE, choice.code, values=values)


def footwear_line(choice: FootwearChoice) -> Line:
    """A piece of footwear advice with the library's numbers."""
    numbers = {number.name: number.value for number in choice.footwear.numbers}
    return Line(
        Part.FOOTWEAR,
        choice.code,
        values={"numbers": numbers, "because": _because(choice.reasons, choice.sources)},
    )


def swap_line(swap: Swap, others: Iterable[str] = ()) -> Line:
    """One activity in place of another, week by week, with the codes of those that may be done instead of it."""
    weeks = [{"days": week.days, "minutes": week.minutes} for week in swap.weeks]
    because = _because(swap.reasons, swap.sources)
    because |= {"texts": list(swap.texts), "or": list(others)}
    return Line(Part.ACTIVITY, swap.code, swap.replaces.code, {"weeks": weeks, "because": because})


def library_line(part: Part, code: str, replaces: str, decision: Decision, library: Library) -> Line | None:
    """A line of the clinician's own choice, with what the rules know of it; nothing for a code that is not there."""
    if part is Part.EXERCISE and code in library.exercises:
        choice = next((one for one in (*decision.exercises, *decision.ranked) if one.code == code), None)
        if choice is not None:
            return exercise_line(choice)
        values = {**usual_dose(library.exercises[code]), "side": "both"}
        out = next((one for one in decision.excluded if one.code == code), None)
        values["because"] = _how(library.exercises[code], out.times_over if out is not None else {})
        return Line(part, code, values=values)
    if part is Part.FOOTWEAR and code in library.footwear:
        advice = next((one for one in decision.footwear if one.code == code), None)
        if advice is not None:
            return footwear_line(advice)
        numbers = {number.name: number.value for number in library.footwear[code].numbers}
        return Line(part, code, values={"numbers": numbers, "because": {}})
    if part is Part.ACTIVITY and code in library.activities and replaces in library.activities:
        options = next((one for one in decision.replacing if one.activity.code == replaces), None)
        if options is not None and code in (one.code for one in options.options):
            return swap_line(options.chosen(code), [one.code for one in options.options if one.code != code])
        return Line(part, code, replaces, {"weeks": [{"days": 3, "minutes": 10}] * 3, "because": {}})
    return None


def _how(exercise: Exercise, times_over: Mapping[str, int]) -> dict[str, Any]:
    """How the two feet share a dose, for its minutes and for the words on the paper."""
    return {"per": exercise.dose.per or "both"} | ({"times_over": dict(times_over)} if times_over else {})


def _because(reasons: Iterable[Reason], sources: Iterable[str]) -> dict[str, Any]:
    return {"reasons": [reason.as_json() for reason in reasons], "sources": list(sources)}

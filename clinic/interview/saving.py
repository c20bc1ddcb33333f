"""Keeping answers: one at a time when given, or a whole screen. Every verb leaves its trace; views commit.

What the other side changed meanwhile is never overwritten: whoever saves says what they last saw. What the same side
said later is not overwritten either: saves carry a number, and a late one finds a newer one (`clinic.numbered`).
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from clinic import numbered
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.forms import text
from clinic.interview import answer_reader, consequences, doubts, flow, repeats
from clinic.interview.answer_reader import NOT_SAID, Conflict, NoSuchQuestion
from clinic.interview.flow import Ask, Screen
from clinic.interview.models import Intake
from clinic.interview.screens import Ticks
from clinic.knowledge.library import Library
from clinic.practice.models import Practice
from clinic.values.days import day_of, years_before

GOAL_YEARS = 10
"""A goal further away than this is a year that was typed wrong."""


class Closed(Exception):
    """The intake was sent, or stopped by an urgent answer. Nothing more is taken."""


@dataclasses.dataclass
class Outcome:
    """What saving a screen led to: errors by control name. Without errors the screen is passed."""

    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    conflicts: list[str] = dataclasses.field(default_factory=list)
    """Errors where the other side was first: what stands must be shown instead of what was sent."""
    missing: list[Ask] = dataclasses.field(default_factory=list)


def locked(intake: Intake) -> Intake:
    """The same intake, read again and held until the end of the transaction, so that savers take turns."""
    db.session.get(Intake, intake.id, with_for_update={"of": Intake}, populate_existing=True)
    return intake


def shown(intake: Intake, ask: Ask) -> str | list[str]:
    """What the control of `ask` sends while nobody touches it."""
    value = flow.value(intake, ask)
    if value is None and ask.question.kind == "grade" and flow.is_skipped(intake, ask):
        return "unsure"
    return answer_reader.sent(ask.question, value, unit=unit_of(intake, ask))


def unit_of(intake: Intake, ask: Ask) -> str:
    """The unit the control of `ask` is shown in; empty where there is no choice."""
    if ask.code not in answer_reader.UNITS:
        return ""
    return answer_reader.natural_unit(ask.code, flow.value(intake, ask), intake.units)


def standing(intake: Intake, name: str, library: Library) -> str | list[str]:
    """What stands where a control is called `name`, as the control would send it; empty where nothing is asked."""
    for screen in flow.screens(intake, library):
        for group, asks in screen.ticks:
            if group.name == name:
                return flow.ticked(intake, asks)
        if screen.step.picks == name:
            return repeats.picked(intake, name)
        for ask in screen.every_ask:
            if ask.name == name:
                return shown(intake, ask)
    return ""


def put(
    intake: Intake,
    name: str,
    raw: Any,
    *,
    unit: str = "",
    seen: Any = NOT_SAID,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> bool:
    """Keep one answer; True if it changed anything.

    Raises `Conflict`, `answers.Refused`, `NoSuchQuestion` or `Closed`, and then nothing was changed.
    """
    _must_be_open(intake)
    if name.startswith("ticks-"):
        return repeats.put_ticks(intake, name, raw, seen=seen, by=by, at=at, library=library)
    if any(screen.step.picks == name for screen in flow.screens(intake, library)):
        return repeats.put_picked(intake, name, raw, seen=seen, by=by, at=at, library=library)
    ask = _ask(intake, name, library)
    value = answer_reader.read(ask.question, raw, unit=unit or unit_of(intake, ask))
    if ask.question.kind == "grade" and value == "unsure":  # a column of numbers keeps this as a skip
        return _put_unsure(intake, ask, by=by, at=at, library=library)
    current = flow.value(intake, ask) or None if ask.question.kind == "many" else flow.value(intake, ask)
    if answer_reader.alike(value, current):
        return False
    now_shown = shown(intake, ask)
    if seen is not NOT_SAID and not _stands(ask, seen, now_shown, current, unit=unit or unit_of(intake, ask)):
        raise Conflict(now_shown)
    _check(intake, ask, value, at=at)
    consequences.put(intake, ask, value, by=by, at=at)
    consequences.after_change(intake, ask.code, ask.foot, by=by, at=at, library=library)
    return True


def _stands(ask: Ask, seen: Any, now_shown: str | list[str], current: Any, *, unit: str) -> bool:
    """Whether what a page last saw is what stands, as it is shown or as it was typed.

    Somebody who pauses after "Run with " has a page that saw the space; it was kept without.
    """
    if same(seen, now_shown):
        return True
    try:
        return answer_reader.alike(answer_reader.read(ask.question, seen, unit=unit), current)
    except answer_reader.Refused:
        return False


def _put_unsure(intake: Intake, ask: Ask, *, by: Any, at: dt.datetime, library: Library) -> bool:
    if flow.is_skipped(intake, ask):
        return False
    consequences.put(intake, ask, None, by=by, at=at)
    consequences.skip(intake, ask)
    consequences.after_change(intake, ask.code, ask.foot, by=by, at=at, library=library)
    return True


def put_screen(
    intake: Intake,
    screen: Screen,
    sent: Mapping[str, Any],
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
    passing: bool = True,
) -> Outcome:
    """Keep a whole screen as a form sent it. What is right is kept even when something else is not."""
    _must_be_open(intake)
    outcome = Outcome()
    seen = _seen(sent.get("seen"))
    number, saves = numbered.read(sent.get("number")), numbered.held(intake.id)
    late = {name for name in names_on(screen) if saves.is_late(name, number)}
    for name in late:
        _meet_late(intake, name, sent.get(name), seen, outcome, library)
    for group, asks in screen.ticks:
        if group.name not in late:
            _put_posted_ticks(intake, group, asks, sent, seen, outcome, by=by, at=at, library=library)
    for ask in screen.asks:
        if ask.name not in late:
            _put_posted(intake, ask, sent, seen, outcome, by=by, at=at, library=library)
    for ask in _opened(intake, screen, library):
        if ask.name not in late:
            _put_posted(intake, ask, sent, seen, outcome, by=by, at=at, library=library)
    if screen.step.picks and screen.step.picks not in late:
        _put_posted_rows(intake, screen.step.picks, sent, seen, outcome, by=by, at=at, library=library)
    if number is not None:  # what somebody sees at the desk now is newer than all that a tablet has sent till now
        saves.note(names_on(screen), number if by == "tablet" else max(number, numbered.moment(at)))
    if passing:
        _pass(intake, screen, sent, outcome, by=by, at=at, library=library)
    return outcome


def names_on(screen: Screen) -> list[str]:
    """The controls of a screen by name, those that an answer may open too."""
    names = [group.name for group, _asks in screen.ticks] + [ask.name for ask in (*screen.asks, *screen.hidden)]
    return [*names, screen.step.picks] if screen.step.picks else names


def _meet_late(intake: Intake, name: str, raw: Any, seen: dict[str, Any], outcome: Outcome, library: Library) -> None:
    """A form that is older than what was saved since changes nothing; whoever sent it is shown what stands."""
    stands = standing(intake, name, library)
    if not same(raw, stands) and not same(raw, seen.get(name, NOT_SAID)):
        outcome.conflicts.append(name)
        outcome.errors[name] = _("This was changed meanwhile. Check the answer.")


def _opened(intake: Intake, screen: Screen, library: Library) -> list[Ask]:
    """Questions of this screen that the answers just kept have opened."""
    fresh = flow.find(intake, screen.slug, library) if screen.hidden else None
    known = {ask.name for ask in screen.asks}
    return [ask for ask in fresh.asks if ask.name not in known] if fresh is not None else []


def _must_be_open(intake: Intake) -> None:
    if intake.sent_at is not None:
        raise Closed


def _ask(intake: Intake, name: str, library: Library) -> Ask:
    for screen in flow.screens(intake, library):
        for ask in screen.every_ask:
            if ask.name == name:
                return ask
    raise NoSuchQuestion(name)


def same(one: Any, other: Any) -> bool:
    """Whether two sent values mean the same: no order, no difference between text and number."""

    def plain(value: Any) -> list[str]:
        items = value if isinstance(value, list) else [value]
        return sorted(str(item) for item in items if item not in (None, ""))

    return plain(one) == plain(other)


def _seen(raw: Any) -> dict[str, Any]:
    return text.notes(raw) if isinstance(raw, str) and len(raw) < 20_000 else {}


def _put_posted(
    intake: Intake,
    ask: Ask,
    sent: Mapping[str, Any],
    seen: dict[str, Any],
    outcome: Outcome,
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> None:
    if ask.question.kind != "many" and isinstance(sent.get(ask.name), list):
        outcome.errors[ask.name] = _("This answer came twice. Give it once more.")
        return
    raw = posted(ask, sent)
    was_seen = seen.get(ask.name, NOT_SAID)
    unit = str(sent.get(f"{ask.name}-unit", ""))
    unit_seen = seen.get(f"{ask.name}-unit", unit)
    if was_seen is not NOT_SAID and same(raw, was_seen) and (unit == unit_seen or raw == ""):
        return  # nobody touched it here, so whatever stands now stays
    try:
        put(intake, ask.name, raw, unit=unit, seen=was_seen, by=by, at=at, library=library)
    except Conflict:
        outcome.conflicts.append(ask.name)
        outcome.errors[ask.name] = _("Somebody at the desk changed this meanwhile. Check the answer.")
    except answer_reader.Refused as refusal:
        outcome.errors[ask.name] = str(refusal)
    except NoSuchQuestion:
        pass  # an answer above it hid this question; it is not asked any more


def posted(ask: Ask, sent: Mapping[str, Any]) -> str | list[str]:
    """What a form sent for `ask`."""
    raw = sent.get(ask.name)
    if ask.question.kind == "many":
        return raw if isinstance(raw, list) else [raw] if raw else []
    return (raw[0] if raw else "") if isinstance(raw, list) else raw or ""


def _put_posted_ticks(
    intake: Intake,
    group: Ticks,
    asks: tuple[Ask, ...],
    sent: Mapping[str, Any],
    seen: dict[str, Any],
    outcome: Outcome,
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> None:
    """The same from a whole form: a list with at least one tick is answered, so what is not ticked is no."""
    picked = repeats.as_list(sent.get(group.name))
    try:
        repeats.put_ticks(
            intake, group.name, picked, seen=seen.get(group.name, NOT_SAID), by=by, at=at, library=library
        )
    except Conflict:
        outcome.conflicts.append(group.name)
        outcome.errors[group.name] = _("Somebody at the desk changed this meanwhile. Check the answer.")
        return
    except answer_reader.Refused as refusal:
        outcome.errors[group.name] = str(refusal)
        return
    if not flow.ticked(intake, asks):
        # By its own words: a page may hold two lists, and above both of them two equal sentences say nothing.
        words = _("%(question)s Tick any that are true. If none is, tick “None of these”.", question=group.title)
        outcome.errors[group.name] = words
        return
    still_open = [ask for ask in asks if flow.value(intake, ask) is None]
    for ask in still_open:
        consequences.put(intake, ask, "no", by=by, at=at)
    if still_open:
        consequences.after_change(intake, group.name, "", by=by, at=at, library=library)


def _put_posted_rows(
    intake: Intake,
    name: str,
    sent: Mapping[str, Any],
    seen: dict[str, Any],
    outcome: Outcome,
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> None:
    """The same for the rows of a repeat. A usual week needs one, or the word that there is none."""
    was_seen = seen.get(name, NOT_SAID)
    try:
        repeats.put_picked(intake, name, repeats.as_list(sent.get(name)), seen=was_seen, by=by, at=at, library=library)
    except Conflict:
        outcome.conflicts.append(name)
        outcome.errors[name] = _("Somebody at the desk changed this meanwhile. Check the answer.")
    except answer_reader.Refused as refusal:
        outcome.errors[name] = str(refusal)
    if name == "act_list" and not repeats.picked(intake, name) and name not in outcome.errors:
        outcome.errors[name] = _("Tick what you do, or tick “None of these”.")


def _check(intake: Intake, ask: Ask, value: Any, *, at: dt.datetime) -> None:
    """A spot that was not marked, a goal that nobody can wait for. What cannot be true together is kept (`doubts`)."""
    if value is None or ask.row:
        return
    if ask.code == "sym_zone_worst":
        row = intake.foot(ask.foot)
        if value not in (row.sym_zone or []):
            raise answer_reader.Refused(_("Choose one of the spots you marked."))
    if ask.code == "act_goal_date":
        today = day_of(at, Practice.zone_here())
        if not today <= value <= years_before(today, -GOAL_YEARS):
            raise answer_reader.Refused(_("Enter a day from today on, in the next %(years)s years.", years=GOAL_YEARS))


def _pass(
    intake: Intake,
    screen: Screen,
    sent: Mapping[str, Any],
    outcome: Outcome,
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> None:
    """Note the screen as done, if nothing on it is open."""
    fresh = flow.find(intake, screen.slug, library)
    if fresh is not None:
        for ask in flow.missing_on(intake, fresh):
            if ask.name in outcome.errors or any(ask in asks for _group, asks in fresh.ticks):
                continue
            if ask.may_skip and sent.get(f"skip-{ask.name}"):
                consequences.skip(intake, ask)
                continue
            outcome.missing.append(ask)
            outcome.errors[ask.name] = instruction(ask)
        doubted = doubts.of(intake)
        for ask in fresh.every_ask:
            if ask.name in doubted:
                outcome.errors.setdefault(ask.name, doubted[ask.name])
    if outcome.errors:
        return
    if screen.step.look == "map":
        consequences.drop_painless_feet(intake)
    if screen.slug not in intake.steps_done:
        intake.steps_done = [*intake.steps_done, screen.slug]
    intake.step = screen.slug
    record(Action.INTAKE_STEP_SAVED, intake, actor=by, at=at, patient_id=intake.visit.patient_id, step=screen.slug)


def instruction(ask: Ask) -> str:
    """What to do about an empty required answer."""
    match ask.question.kind:
        case "many":
            if ask.code == "sym_zone":
                return _("Tap at least one spot that hurts.")
            return _("Tick at least one answer.")
        case "int" | "number":
            if ask.question.high == 10 and ask.question.low == 0:
                return _("Choose a number from 0 to 10.")
            return _("Enter a number.")
        case "text":
            return _("Write a few words.")
        case "date":
            return _("Enter a date.")
        case _:
            return _("Choose one answer.")

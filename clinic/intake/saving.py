"""Keeping answers: one at a time when given, or a whole screen. Every verb leaves its trace; views commit.

What the other side changed meanwhile is never overwritten: whoever saves says what they last saw.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from clinic.audit.trail import Action, record
from clinic.database import db
from clinic.forms import text
from clinic.intake import answers, asking, steps
from clinic.intake.models import Intake, IntakeActivity, case
from clinic.intake.steps import Ask, Screen, Ticks
from clinic.knowledge import triage
from clinic.knowledge.answers import Answers
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Urgency

NOT_SAID = object()


class Conflict(Exception):
    """Somebody else changed this answer since it was shown; `current` is what stands now."""

    def __init__(self, current: str | list[str]) -> None:
        super().__init__()
        self.current = current


class NoSuchQuestion(Exception):
    """This person is not asked that, or it does not exist."""


class Closed(Exception):
    """The intake was sent, or stopped by an urgent answer. Nothing more is taken."""


@dataclasses.dataclass
class Outcome:
    """What saving a screen led to: errors by control name. Without errors the screen is passed."""

    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    missing: list[Ask] = dataclasses.field(default_factory=list)


def locked(intake: Intake) -> Intake:
    """The same intake, read again and held until the end of the transaction, so that savers take turns."""
    db.session.get(Intake, intake.id, with_for_update={"of": Intake}, populate_existing=True)
    return intake


def shown(intake: Intake, ask: Ask) -> str | list[str]:
    """What the control of `ask` sends while nobody touches it."""
    value = steps.value(intake, ask)
    if value is None and ask.question.kind == "grade" and steps.is_skipped(intake, ask):
        return "unsure"
    return answers.sent(ask.question, value, unit=unit_of(intake, ask))


def unit_of(intake: Intake, ask: Ask) -> str:
    """The unit the control of `ask` is shown in; empty where there is no choice."""
    if ask.code not in answers.UNITS:
        return ""
    return answers.natural_unit(ask.code, steps.value(intake, ask), intake.units)


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
        return _put_ticks(intake, name, raw, seen=seen, by=by, at=at, library=library)
    if name == "act_list":
        return _put_activities(intake, raw, by=by, at=at, library=library)
    ask = _ask(intake, name, library)
    value = answers.read(ask.question, raw, unit=unit or unit_of(intake, ask))
    if ask.question.kind == "grade" and value == "unsure":  # a column of numbers keeps this as a skip
        return _put_unsure(intake, ask, by=by, at=at, library=library)
    current = steps.value(intake, ask) or None if ask.question.kind == "many" else steps.value(intake, ask)
    if value == current:
        return False
    now_shown = shown(intake, ask)
    if seen is not NOT_SAID and not same(seen, now_shown):
        raise Conflict(now_shown)
    _check(intake, ask, value)
    _set(intake, ask, value)
    _after_change(intake, ask.code, ask.foot, by=by, at=at, library=library)
    return True


def _put_unsure(intake: Intake, ask: Ask, *, by: Any, at: dt.datetime, library: Library) -> bool:
    if steps.is_skipped(intake, ask):
        return False
    _set(intake, ask, None)
    _skip(intake, ask)
    _after_change(intake, ask.code, ask.foot, by=by, at=at, library=library)
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
    for group, asks in screen.ticks:
        _put_posted_ticks(intake, group, asks, sent, seen, outcome, by=by, at=at, library=library)
    if screen.step.look == "activities":
        _put_activity_screen(intake, sent, seen, outcome, by=by, at=at, library=library)
    for ask in screen.asks:
        _put_posted(intake, ask, sent, seen, outcome, by=by, at=at, library=library)
    for ask in _opened(intake, screen, library):
        _put_posted(intake, ask, sent, seen, outcome, by=by, at=at, library=library)
    if passing:
        _pass(intake, screen, sent, outcome, by=by, at=at, library=library)
    return outcome


def _opened(intake: Intake, screen: Screen, library: Library) -> list[Ask]:
    """Questions of this screen that the answers just kept have opened."""
    fresh = steps.find(intake, screen.slug, library) if screen.hidden else None
    known = {ask.name for ask in screen.asks}
    return [ask for ask in fresh.asks if ask.name not in known] if fresh is not None else []


def _must_be_open(intake: Intake) -> None:
    if intake.sent_at is not None:
        raise Closed


def _ask(intake: Intake, name: str, library: Library) -> Ask:
    for screen in steps.screens(intake, library):
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
        outcome.errors[ask.name] = _("Somebody at the desk changed this meanwhile. Check the answer.")
    except answers.Refused as refusal:
        outcome.errors[ask.name] = str(refusal)
    except NoSuchQuestion:
        pass  # an answer above it hid this question; it is not asked any more


def posted(ask: Ask, sent: Mapping[str, Any]) -> str | list[str]:
    """What a form sent for `ask`."""
    raw = sent.get(ask.name)
    if ask.question.kind == "many":
        return raw if isinstance(raw, list) else [raw] if raw else []
    return (raw[0] if raw else "") if isinstance(raw, list) else raw or ""


def _list(raw: Any) -> list[str]:
    items = raw if isinstance(raw, list) else [raw] if raw not in (None, "") else []
    if any(not isinstance(item, str) for item in items):
        raise answers.Refused(_("Choose from the answers on this page."))
    return items


def _put_ticks(intake: Intake, name: str, raw: Any, *, seen: Any, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep a tick list as it stands in the page. Only what was ticked or unticked here changes."""
    asks = next((asks for s in steps.screens(intake, library) for group, asks in s.ticks if group.name == name), None)
    if asks is None:
        raise NoSuchQuestion(name)
    picked, current = _list(raw), steps.ticked(intake, asks)
    known = {ask.code for ask in asks}
    if set(picked) - known - {"none"}:
        raise answers.Refused(_("Choose from the answers on this page."))
    if "none" in picked and len(picked) > 1:
        raise answers.Refused(_("You chose “none” and something else. Keep only one of the two."))
    before = set(current if seen is NOT_SAID else _list(seen))
    if picked == ["none"] and set(current) - before - {"none"}:
        raise Conflict(current)
    changed = [(ask, new) for ask in asks if (new := _tick(intake, ask, picked, before)) != steps.value(intake, ask)]
    for ask, new in changed:
        _set(intake, ask, new)
    if changed:
        field = changed[0][0].code if len(changed) == 1 else name
        _after_change(intake, field, "", by=by, at=at, library=library)
    return bool(changed)


def _tick(intake: Intake, ask: Ask, picked: list[str], before: set[str]) -> str | None:
    """What one item of a tick list becomes: yes, no, or open again."""
    now: str | None = steps.value(intake, ask)
    if picked == ["none"]:
        return "no"
    if ask.code in picked:
        return now if now == "unsure" else "yes"
    if ask.code in before or (not picked and before == {"none"}):
        return None
    return now


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
    picked = _list(sent.get(group.name))
    try:
        _put_ticks(intake, group.name, picked, seen=seen.get(group.name, NOT_SAID), by=by, at=at, library=library)
    except Conflict:
        outcome.errors[group.name] = _("Somebody at the desk changed this meanwhile. Check the answer.")
        return
    except answers.Refused as refusal:
        outcome.errors[group.name] = str(refusal)
        return
    if not steps.ticked(intake, asks):
        outcome.errors[group.name] = _("Tick any that are true. If none is, tick “None of these”.")
        return
    still_open = [ask for ask in asks if steps.value(intake, ask) is None]
    for ask in still_open:
        _set(intake, ask, "no")
    if still_open:
        _after_change(intake, group.name, "", by=by, at=at, library=library)


def _put_activities(intake: Intake, raw: Any, *, by: Any, at: dt.datetime, library: Library) -> bool:
    picked = _list(raw)
    if set(picked) - set(library.activities) - {"none"}:
        raise answers.Refused(_("Choose from the answers on this page."))
    if "none" in picked and len(picked) > 1:
        raise answers.Refused(_("You chose “none” and something else. Keep only one of the two."))
    chosen = [] if picked == ["none"] else list(dict.fromkeys(picked))
    if len(chosen) > steps.MOST_ACTIVITIES:
        raise answers.Refused(_("Tick 6 or fewer. Keep what you do most."))
    have = {row.activity: row for row in intake.activities}
    if set(have) == set(chosen) and intake.has_no_activity == (picked == ["none"]):
        return False
    intake.has_no_activity = picked == ["none"]
    for row in [row for name, row in have.items() if name not in chosen]:
        intake.activities.remove(row)
    kept = list(intake.activities)
    for name in chosen:
        if name not in have:
            row = IntakeActivity(activity=name, position=0)
            intake.activities.append(row)
            kept.append(row)
    for position, row in enumerate(kept):
        row.position = position
    _after_change(intake, "act_list", "", by=by, at=at, library=library)
    return True


def _put_activity_screen(
    intake: Intake,
    sent: Mapping[str, Any],
    seen: dict[str, Any],
    outcome: Outcome,
    *,
    by: Any,
    at: dt.datetime,
    library: Library,
) -> None:
    picked = _list(sent.get("act_list"))
    if "act_list" in seen and same(picked, seen["act_list"]) and picked:
        return
    try:
        _put_activities(intake, picked, by=by, at=at, library=library)
    except answers.Refused as refusal:
        outcome.errors["act_list"] = str(refusal)
    if not intake.activities and not intake.has_no_activity and not outcome.errors:
        outcome.errors["act_list"] = _("Tick what you do, or tick “None of these”.")


def _check(intake: Intake, ask: Ask, value: Any) -> None:
    """Answers that cannot both be true."""
    if value is None or ask.row:
        return
    if ask.code in ("nprs_worst", "nprs_avg"):
        other = steps.value(intake, dataclasses.replace(ask, question=_other(ask)))
        worst, usual = (value, other) if ask.code == "nprs_worst" else (other, value)
        if worst is not None and usual is not None and worst < usual:
            raise answers.Refused(_("The worst pain cannot be lower than the usual pain. Change one of the two."))
    if ask.code == "sym_zone_worst":
        row = intake.foot(ask.foot)
        if value not in (row.sym_zone or []):
            raise answers.Refused(_("Choose one of the spots you marked."))


def _other(ask: Ask) -> Any:
    code = "nprs_avg" if ask.code == "nprs_worst" else "nprs_worst"
    return dataclasses.replace(ask.question, code=code)


def _set(intake: Intake, ask: Ask, value: Any) -> None:
    holder: Any = intake
    if ask.row:
        holder = next(row for row in intake.activities if row.position == ask.row - 1)
    elif ask.foot:
        holder = intake.foot(ask.foot)
    setattr(holder, ask.column, value)
    if not ask.row and value not in (None, []) and ask.code in holder.skipped:
        holder.skipped = [code for code in holder.skipped if code != ask.code]


def _after_change(intake: Intake, code: str, foot: str, *, by: Any, at: dt.datetime, library: Library) -> None:
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
    fresh = steps.find(intake, screen.slug, library)
    if fresh is not None:
        for ask in steps.missing_on(intake, fresh):
            if ask.name in outcome.errors or any(ask in asks for _group, asks in fresh.ticks):
                continue
            if ask.may_skip and sent.get(f"skip-{ask.name}"):
                _skip(intake, ask)
                continue
            outcome.missing.append(ask)
            outcome.errors[ask.name] = instruction(ask)
    if outcome.errors:
        return
    if screen.step.look == "map":
        drop_painless_feet(intake)
    if screen.slug not in intake.steps_done:
        intake.steps_done = [*intake.steps_done, screen.slug]
    intake.step = screen.slug
    record(Action.INTAKE_STEP_SAVED, intake, actor=by, at=at, patient_id=intake.visit.patient_id, step=screen.slug)


def _skip(intake: Intake, ask: Ask) -> None:
    holder: Any = intake.foot(ask.foot) if ask.foot and ask.code != "sym_zone" else intake
    if ask.code not in holder.skipped:
        holder.skipped = [*holder.skipped, ask.code]


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

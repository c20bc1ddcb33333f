"""Answers that are a list as a whole: what is ticked of a list of questions, and which rows a repeat has."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from clinic.interview import answer_reader, consequences, flow, screens, visibility
from clinic.interview.answer_reader import NOT_SAID, Conflict, NoSuchQuestion
from clinic.interview.flow import UNSURE, Ask
from clinic.interview.models import Intake, IntakeActivity, IntakeShoe
from clinic.knowledge.library import Library


def as_list(raw: Any) -> list[str]:
    """What a list sends: several values, one, or none."""
    items = raw if isinstance(raw, list) else [raw] if raw not in (None, "") else []
    if any(not isinstance(item, str) for item in items):
        raise answer_reader.Refused(_("Choose from the answers on this page."))
    return items


def put_ticks(intake: Intake, name: str, raw: Any, *, seen: Any, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep a tick list as it stands in the page. Only what was ticked or unticked here changes."""
    asks = next((asks for s in flow.screens(intake, library) for group, asks in s.ticks if group.name == name), None)
    if asks is None:
        raise NoSuchQuestion(name)
    picked, current = as_list(raw), flow.ticked(intake, asks)
    known = {ask.code for ask in asks} | {ask.code + UNSURE for ask in asks if "unsure" in ask.question.values}
    if set(picked) - known - {"none"}:
        raise answer_reader.Refused(_("Choose from the answers on this page."))
    if "none" in picked and len(picked) > 1:
        raise answer_reader.Refused(_("You chose “none” and something else. Keep only one of the two."))
    before = set(current if seen is NOT_SAID else as_list(seen))
    if picked == ["none"] and set(current) - before - {"none"}:
        raise Conflict(current)
    changed = [(ask, new) for ask in asks if (new := _tick(intake, ask, picked, before)) != flow.value(intake, ask)]
    for ask, new in changed:
        consequences.put(intake, ask, new, by=by, at=at)
    if changed:
        field = changed[0][0].code if len(changed) == 1 else name
        consequences.after_change(intake, field, "", by=by, at=at, library=library)
    return bool(changed)


def _tick(intake: Intake, ask: Ask, picked: list[str], before: set[str]) -> str | None:
    """What one item of a tick list becomes: yes, not sure (also where both are ticked), no, or open again."""
    now: str | None = flow.value(intake, ask)
    if picked == ["none"]:
        return "no"
    if ask.code + UNSURE in picked:
        return "unsure"
    if ask.code in picked:
        return "yes"
    if {ask.code, ask.code + UNSURE} & before or (not picked and before == {"none"}):
        return None
    return now


def picked(intake: Intake, name: str) -> list[str]:
    """What the list of a repeat shows: what its rows are, or `none` where somebody said that there is none."""
    if name == "shoes":
        return [str(row.use) for row in intake.shoes]
    return [row.activity for row in intake.activities] or (["none"] if intake.has_no_activity else [])


def put_picked(intake: Intake, name: str, raw: Any, *, seen: Any, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep which rows a repeat has. Only what was ticked or unticked here changes; what is said of the others stays."""
    wanted, current = as_list(raw), picked(intake, name)
    known = set(library.activities) if name == "act_list" else set(map(str, visibility.use_of_shoes(library).values))
    if set(wanted) - known - ({"none"} if name == "act_list" else set()):
        raise answer_reader.Refused(_("Choose from the answers on this page."))
    if "none" in wanted and len(wanted) > 1:
        raise answer_reader.Refused(_("You chose “none” and something else. Keep only one of the two."))
    before = set(current if seen is NOT_SAID else as_list(seen))
    if wanted == ["none"] and set(current) - before - {"none"}:
        raise Conflict(current)
    kept = [] if wanted == ["none"] else [item for item in current if item in wanted or item not in before]
    kept += [item for item in dict.fromkeys(wanted) if item not in current and item not in before]
    rows = [item for item in kept if item != "none"]
    if len(rows) > (screens.MOST_ACTIVITIES if name == "act_list" else screens.MOST_PAIRS):
        raise answer_reader.Refused(
            _("Tick 6 or fewer. Keep what you do most.")
            if name == "act_list"
            else _("Tick 4 or fewer. Keep those you wear most.")
        )
    has_none = name == "act_list" and not rows and "none" in kept + wanted
    if rows == [item for item in current if item != "none"] and has_none == (current == ["none"]):
        return False
    if name == "act_list":
        intake.has_no_activity = has_none
    _make_rows(intake, name, rows)
    consequences.after_change(intake, name, "", by=by, at=at, library=library)
    return True


def _make_rows(intake: Intake, name: str, wanted: list[str]) -> None:
    """Let a repeat have these rows in this order. A screen whose row is another one now was not passed yet."""
    rows: Any = intake.activities if name == "act_list" else intake.shoes
    key, table = ("activity", "activity") if name == "act_list" else ("use", "pair")
    have = {getattr(row, key): row for row in rows}
    places = {row.position: getattr(row, key) for row in rows}
    for item, row in have.items():
        if item not in wanted:
            rows.remove(row)
    for position, item in enumerate(wanted):
        if item not in have:
            kind = IntakeActivity if name == "act_list" else IntakeShoe
            have[item] = kind(**{key: item})
            rows.append(have[item])
        have[item].position = position
    for position in range(max(len(wanted), len(places))):
        now = wanted[position] if position < len(wanted) else None
        if places.get(position) != now:
            slug = f"{table}-{position + 1}"
            intake.steps_done = [done for done in intake.steps_done if done != slug]
            intake.skipped = [code for code in intake.skipped if not code.startswith(f"{slug}-")]

"""Answers that are a list as a whole: what is ticked of a list of questions, and the activities of a usual week."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from clinic.intake import answers, following, steps, topics
from clinic.intake.answers import NOT_SAID, Conflict, NoSuchQuestion
from clinic.intake.models import Intake, IntakeActivity
from clinic.intake.steps import Ask
from clinic.knowledge.library import Library


def as_list(raw: Any) -> list[str]:
    """What a list sends: several values, one, or none."""
    items = raw if isinstance(raw, list) else [raw] if raw not in (None, "") else []
    if any(not isinstance(item, str) for item in items):
        raise answers.Refused(_("Choose from the answers on this page."))
    return items


def put_ticks(intake: Intake, name: str, raw: Any, *, seen: Any, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep a tick list as it stands in the page. Only what was ticked or unticked here changes."""
    asks = next((asks for s in steps.screens(intake, library) for group, asks in s.ticks if group.name == name), None)
    if asks is None:
        raise NoSuchQuestion(name)
    picked, current = as_list(raw), steps.ticked(intake, asks)
    known = {ask.code for ask in asks}
    if set(picked) - known - {"none"}:
        raise answers.Refused(_("Choose from the answers on this page."))
    if "none" in picked and len(picked) > 1:
        raise answers.Refused(_("You chose “none” and something else. Keep only one of the two."))
    before = set(current if seen is NOT_SAID else as_list(seen))
    if picked == ["none"] and set(current) - before - {"none"}:
        raise Conflict(current)
    changed = [(ask, new) for ask in asks if (new := _tick(intake, ask, picked, before)) != steps.value(intake, ask)]
    for ask, new in changed:
        following.put(intake, ask, new)
    if changed:
        field = changed[0][0].code if len(changed) == 1 else name
        following.after_change(intake, field, "", by=by, at=at, library=library)
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


def put_activities(intake: Intake, raw: Any, *, by: Any, at: dt.datetime, library: Library) -> bool:
    """Keep which things the usual week holds; what is said of those that stay is kept."""
    picked = as_list(raw)
    if set(picked) - set(library.activities) - {"none"}:
        raise answers.Refused(_("Choose from the answers on this page."))
    if "none" in picked and len(picked) > 1:
        raise answers.Refused(_("You chose “none” and something else. Keep only one of the two."))
    chosen = [] if picked == ["none"] else list(dict.fromkeys(picked))
    if len(chosen) > topics.MOST_ACTIVITIES:
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
    following.after_change(intake, "act_list", "", by=by, at=at, library=library)
    return True

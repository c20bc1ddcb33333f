"""What the plan builder shows: rows, load, scores, and what blocks the signature."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.content.plan_lines import Part, State
from clinic.followup import advice
from clinic.i18n import language
from clinic.plan import draft_content, forms, printable, rows, shoes_worn, signing
from clinic.plan.models import Plan, PlanItem
from clinic.practice.models import Practice
from clinic.rules import activity_swaps
from clinic.signed.models import PlanVersion
from clinic.values import readability
from clinic.values.days import wall_clock
from clinic.values.legibility import undrawable

SOFT_LIMIT = 20
"""Minutes a day when the patient gave none: long plans are not done."""
MANY = 5


@dataclass(frozen=True)
class Load:
    """How much the plan asks for, against what the patient can give."""

    words: str
    minutes: int
    limit: int
    most: int
    warnings: tuple[str, ...]
    week: str = ""
    """The minutes of a week, where the plan holds swaps too."""


def page(plan: Plan, seen: Situation, practice: Practice, *, by: User, versions: list[PlanVersion]) -> dict[str, Any]:
    """Everything the builder's templates need beyond the banner."""
    words, zone, known = language(), practice.zone, signing.approvals()
    shown = shown_by(plan, seen, zone)
    content = draft_content.freeze(plan, seen, practice, by=by)
    last = versions[-1] if versions else seen.previous
    patient = plan.visit.patient
    return {
        "plan": plan,
        "shown": shown,
        "was": json.dumps(shown, separators=(",", ":")),
        "exercises": rows.exercises(plan, seen, doses_of(last), known, words),
        "advice": advice.advise(seen, seen.previous),
        "left_out": rows.left_out(plan, seen, words),
        "shoes": rows.footwear(plan, seen, known, words),
        "swaps_rows": rows.swaps(plan, seen, known, words),
        "ledger": shoes_worn.rows(plan, seen),
        "shoe_kinds": [(code, name[words]) for code, name in shoes_worn.kinds(seen).items()],
        "kept_activities": kept(seen, words),
        "gate_words": seen.decision.gate.words[words] if seen.decision.gate else "",
        "light_mode": seen.decision.light,
        "load": load(plan, seen),
        "recheck": [plan.plan_on + dt.timedelta(weeks=weeks) for weeks in seen.decision.recheck_weeks],
        "ways_back": ways_back(seen, words),
        "stages": content.ladder.stages if content.ladder else (),
        "waiting": sum(item.state is State.PROPOSED for item in plan.items) + shoes_worn.waiting(plan, seen),
        "undoes": undoes(plan, seen, words),
        "note_scores": scores((("en", plan.note_en), ("es", plan.note_es))),
        "unprintable": undrawable(content.canonical().decode()),
        "pad_refusal": printable.pad_refusal(plan, seen),
        "points": signing.open_points(plan, seen, practice),
        "other_tongue": signing.other_tongue(plan),
        "untested": signing.is_untested(seen),
        "seen_sha256": content.sha256,
        "unapproved": sum(":" not in code for code in signing.unapproved(plan, seen, known)),
        "spanish_unchecked": patient.language == "es"
        and any(code.endswith(":es") for code in signing.unapproved(plan, seen, known)),
        "content_language": patient.handout_language
        or (patient.language if patient.language in ("en", "es") else "en"),
        "paper": patient.paper or practice.paper,
        "size": "large" if patient.wants_large_print else "standard",
        "versions": versions,
        "swaps": swaps(plan),
    }


def doses_of(last: PlanVersion | None) -> dict[str, Mapping[str, Any]]:
    """The exercise lines behind the newest signed version, by code."""
    if last is None:
        return {}
    kept_lines = [line for line in last.draft.get("lines", ()) if line["state"] != State.REMOVED.value]
    return {line["code"]: line for line in kept_lines if line["part"] == Part.EXERCISE.value}


def load(plan: Plan, seen: Situation) -> Load:
    """Minutes a day and how many lines, with a warning where it is too much."""
    rows = plan.lines(Part.EXERCISE)
    count, minutes = len(rows), draft_content.a_day(plan)
    given = seen.case.get("p", {}).get("time_min")
    limit = given or SOFT_LIMIT
    warnings = []
    if count > MANY:
        warnings.append(_("More than %(n)s: long plans are not done", n=MANY))
    if minutes > limit:
        warnings.append(_("Over the time the patient gave") if given else _("Over %(n)s minutes", n=SOFT_LIMIT))
    said = ngettext(
        "%(num)s exercise, about %(minutes)s min a day",
        "%(num)s exercises, about %(minutes)s min a day",
        count,
        minutes=minutes,
    )
    exercises, instead = draft_content.a_week(plan)
    week = _("In a week: %(exercises)s min of exercises, %(swaps)s of swaps", exercises=exercises, swaps=instead)
    if instead and exercises + instead > activity_swaps.week_limit(given, replaced_minutes(plan, seen)):
        warnings.append(_("More minutes in the week than the patient gave"))
    return Load(said, minutes, limit, max(limit, minutes) + 5, tuple(warnings), week if instead else "")


def replaced_minutes(plan: Plan, seen: Situation) -> float:
    """What the activities with a swap took in a usual week."""
    with_swap = {item.replaces for item in plan.lines(Part.ACTIVITY)}
    rows = seen.case.get("p", {}).get("act_list") or []
    return activity_swaps.usual_minutes(row for row in rows if row["id"] in with_swap)


def scores(notes: Iterable[tuple[str, str]]) -> list[readability.Score]:
    """How hard a note is to read, in each language it is written in."""
    return [readability.score(note, tongue) for tongue, note in notes if note.strip()]


def shown_by(plan: Plan, seen: Situation, zone: Any) -> dict[str, str]:
    """Every control of the page with what it shows."""
    return forms.shown(plan, zone) | shoes_worn.shown(plan, seen.case)


def undoes(plan: Plan, seen: Situation, words: str) -> str:
    """What Undo takes back, in words; empty where there is nothing to take back."""
    if not plan.undo:
        return ""
    names = [seen.library.name(code)[words] for code in plan.undo["code"].split(",") if code]
    said = {
        "added": _("added"),
        "accepted": _("accepted"),
        "accepted all": _("all lines accepted"),
        "removed": _("removed"),
        "proposed": _("put back among the suggestions"),
        "moved": _("moved"),
        "easier": _("made easier"),
        "harder": _("made harder"),
        "changed": _("changed"),
        "head": _("goal, note, visit or shoes changed"),
        "template": _("a usual plan was put in"),
        "restarted": _("started again from an older version"),
        "undo": _("the last undo"),
    }.get(plan.undo["what"], "")
    return _("%(lines)s: %(what)s", lines=", ".join(names[:2]), what=said) if names else said


def ways_back(seen: Situation, words: str) -> list[dict[str, Any]]:
    """The graded returns that the gate opens, with what must be true first."""
    return [
        {
            "code": way.ladder.code,
            "name": way.ladder.name[words],
            "checks": [(check.words[words], check.holds) for check in way.checks],
            "zero_pain": way.ladder.zero_pain[words] if way.zero_pain else "",
        }
        for way in seen.decision.ways_back
    ]


def kept(seen: Situation, words: str) -> list[str]:
    """What of the usual week may go on as it is."""
    replaced = {one.activity.code for one in seen.decision.replacing}
    rows = [row for row in seen.case.get("p", {}).get("act_list") or [] if row["id"] not in replaced]
    names = [seen.library.activities[row["id"]].name[words] for row in rows if row["id"] in seen.library.activities]
    return [_("Keep: %(activity)s.", activity=name) for name in names] if seen.decision.status == "plan" else []


def swaps(plan: Plan) -> str:
    """The parts of the page that follow an edit; the boxes themselves are left alone, somebody is typing in them."""
    parts = ["plan-note", "plan-state", "load", "note-grade", "shoe-count", "ladder-days", "sign"]
    parts += [f"words-{item.id.hex}" for item in plan.items if item.part is Part.FOOTWEAR]
    return ",".join(f"#{part}" for part in parts)


def label(plan: Plan, key: str, seen: Situation) -> str:
    """What a control of the builder is called, for saying that it changed."""
    words = language()
    head, _sep, name = key.partition("-")
    item = next((item for item in plan.items if item.id.hex == head), None)
    if head == "pair":
        return _("Shoes worn, row %(n)s", n=name.partition("-")[0])
    if item is None:
        field = getattr(forms.HeadForm, key, None)
        return str(field.args[0]) if field is not None and field.args else key
    named = rows.name_of(item, seen, words)
    field = getattr(forms.LineForm, name, None)
    if field is not None and field.args:
        return _("%(line)s: %(field)s", line=named, field=str(field.args[0]))
    return named


def anchor(item: PlanItem | None) -> str:
    """Where the page goes on after a change."""
    return f"line-{item.id.hex}" if item is not None else "plan"


def usual_time(plan: Plan, practice: Practice) -> dt.time:
    """The time of day of this visit, for a next visit that names only a date."""
    return wall_clock(plan.visit.starts_at, practice.zone).time().replace(second=0, microsecond=0)


def builder_url(plan: Plan, item: PlanItem | None = None) -> str:
    """The builder, at a line."""
    return url_for("plan.build", plan_id=plan.id, _anchor=anchor(item) if item else None)

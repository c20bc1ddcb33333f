"""The builder as a form: what may be typed into a plan and its lines, and what of it somebody touched.

The page sends every field with one list of what each showed (`was`); only fields that differ from it are changes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from clinic.content.plan_lines import Part, State
from clinic.forms import BaseForm, DateField, NumberField, OneOf, RequiredAnswer, TimeField, appointment, numbers, text
from clinic.forms.fields import write_time
from clinic.i18n import decimal
from clinic.knowledge.schema import Footwear
from clinic.plan.models import Plan, PlanItem
from clinic.values.days import wall_clock, written_day

NOTE_MOST = 10_000


def _whole(label: Any, low: int, high: int, *validators: Any, kept_in: str = "") -> NumberField:
    words = lazy("Enter a whole number from %(low)s to %(high)s.", low=low, high=high)
    return NumberField(label, validators or [Optional()], least=low, most=high, kept_in=kept_in, says=words)


class HeadForm(BaseForm):
    """The plan itself: goal, limits of pain, next visit, note."""

    goal = StringField(lazy("Goal"), validators=[Length(max=120, message=lazy("Write a goal of 120 letters or less."))])
    goal_on = DateField(lazy("Goal date"), validators=[Optional()])
    goal_now = _whole(lazy("Can do it now, 0 to 10"), 0, 10)
    goal_aim = _whole(lazy("Aim, 0 to 10"), 0, 10)
    green_most = _whole(lazy("Green up to"), 0, 9, InputRequired(lazy("Enter the highest pain for green.")))
    yellow_most = _whole(lazy("Pain limit"), 0, 10, InputRequired(lazy("Enter the highest pain for yellow.")))
    note_en = TextAreaField(
        lazy("Note in English"), validators=[Length(max=NOTE_MOST, message=lazy("Write a shorter note."))]
    )
    note_es = TextAreaField(
        lazy("Note in Spanish"), validators=[Length(max=NOTE_MOST, message=lazy("Write a shorter note."))]
    )
    next_on = DateField(lazy("Next visit"), validators=[Optional()])
    next_time = TimeField(lazy("Time of the next visit"), validators=[Optional()])
    has_shoe_card = BooleanField(lazy("Add the shoe card"))
    has_pad_page = BooleanField(lazy("Add the pad page"))
    has_changes_page = BooleanField(lazy("Add the page of changes"))
    ladder = OneOf(lazy("The way back"), options=(("run", lazy("Running")), ("jump", lazy("Jumping and court"))))
    ladder_on = DateField(lazy("First step on"), validators=[Optional()])
    taught_back = OneOf(lazy("Teach-back"), options=(("yes", lazy("Done")), ("no", lazy("Not done"))))


FLAGS = ("has_shoe_card", "has_pad_page", "has_changes_page")


class LineForm(BaseForm):
    """One line: its dose, and words for this patient."""

    sets = _whole(lazy("Sets"), 1, 10)
    reps = _whole(lazy("Reps"), 1, 60)
    hold_s = _whole(lazy("Hold, seconds"), 0, 180, kept_in="s")
    seconds = _whole(lazy("Time, seconds"), 5, 900, kept_in="s")
    rest_s = _whole(lazy("Rest, seconds"), 0, 600, kept_in="s")
    times_day = _whole(lazy("Times a day"), 1, 6)
    days_week = _whole(lazy("Days a week"), 1, 7)
    side = OneOf(lazy("Side"), options=(("both", lazy("Both")), ("r", lazy("Right")), ("l", lazy("Left"))))
    resistance = StringField(lazy("Resistance"), validators=[Length(max=60, message=lazy("Write 60 letters or less."))])
    note_en = StringField(lazy("Note in English"), validators=[Length(max=2000, message=lazy("Write a shorter note."))])
    note_es = StringField(lazy("Note in Spanish"), validators=[Length(max=2000, message=lazy("Write a shorter note."))])
    reason = StringField(lazy("Reason"), validators=[Length(max=2000, message=lazy("Write a shorter reason."))])


LINE_FIELDS = tuple(name for name in LineForm.__dict__ if not name.startswith("_") and name != "Meta")
WEEK_DAYS, WEEK_MINUTES = (1, 7), (1, 600)


class SignForm(BaseForm):
    """The signature: the hash of what was on the screen, and why an earlier version changes or nothing was tested."""

    seen = HiddenField(validators=[InputRequired()])
    change_reason = StringField(
        lazy("Why the plan changes"), validators=[Length(max=500, message=lazy("Write a shorter reason."))]
    )
    untested_reason = StringField(
        lazy("No core test has been done: why?"), validators=[Length(max=500, message=lazy("Write a shorter reason."))]
    )


class AddForm(BaseForm):
    """A line from the library."""

    part = OneOf(options=[(part.value, part.value) for part in Part], validators=[InputRequired()])
    code = StringField(validators=[InputRequired()])
    replaces = StringField()
    reason = StringField(
        lazy("Why add it anyway?"), validators=[Length(max=2000, message=lazy("Write a shorter reason."))]
    )


class TemplateForm(BaseForm):
    """A name for a clinician's usual plan."""

    name = StringField(
        lazy("Name of this plan"),
        validators=[
            RequiredAnswer(lazy("Name this plan, such as: my usual runner plan.")),
            Length(max=60, message=lazy("Use a name of 60 letters or less.")),
        ],
    )
    is_shared = BooleanField(lazy("Share with the practice"))


@dataclass
class Edits:
    """What a sent page asks for: new values for the plan and its lines, and what is wrong, by control.

    `touched` names the controls somebody changed, with what they showed before and what they say now.
    """

    head: dict[str, Any] = field(default_factory=dict)
    lines: dict[PlanItem, dict[str, Any]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    touched: dict[str, tuple[str, str]] = field(default_factory=dict)


def shown(plan: Plan, zone: Any) -> dict[str, str]:
    """Every control of the builder with what it shows now; what `was` holds on the page."""
    values = {name: _spell(getattr(plan, name)) for name in HeadForm.__dict__ if _is_column(plan, name)}
    local = wall_clock(plan.next_visit_at, zone) if plan.next_visit_at else None
    values["next_on"] = written_day(local).isoformat() if local else ""
    values["next_time"] = write_time(local.time()) if local else ""
    values["taught_back"] = {None: "", True: "yes", False: "no"}[plan.taught_back]
    for item in plan.items:
        if item.state is State.REMOVED and item.part is not Part.FOOTWEAR:
            continue
        key = item.id.hex
        for name in LINE_FIELDS:
            values[f"{key}-{name}"] = _spell(getattr(item, name))
        if item.part is Part.FOOTWEAR:
            values[f"{key}-on"] = "y" if item.state is State.ACCEPTED else ""
            values |= {f"{key}-num-{name}": _spell(value) for name, value in item.numbers.items()}
        for number, week in enumerate(item.weeks, start=1):
            values[f"{key}-w{number}-days"] = _spell(week.get("days"))
            values[f"{key}-w{number}-minutes"] = _spell(week.get("minutes"))
    return values


def _is_column(plan: Plan, name: str) -> bool:
    return (
        not name.startswith("_") and name not in ("next_on", "next_time", "taught_back", "Meta") and hasattr(plan, name)
    )


def read(
    plan: Plan,
    data: Mapping[str, Any],
    *,
    zone: Any,
    footwear: Mapping[str, Footwear],
    usual_time: dt.time,
    today: dt.date,
) -> Edits:
    """What somebody changed on the page, checked. A next visit is never before `today`."""
    was = _was(str(data.get("was", "")))
    edits = Edits()
    sent = {key: _sent(data, key) for key in was}
    edits.touched = {key: (was[key], now) for key, now in sent.items() if now is not None and now != was[key]}
    edits.wrong = {key: _("This answer came twice. Give it once more.") for key in was if _comes_twice(data, key)}
    if not edits.touched:
        return edits
    _read_head(plan, edits, zone, usual_time, today)
    for item in plan.items:
        key = item.id.hex
        mine = {name.removeprefix(f"{key}-") for name in edits.touched if name.startswith(f"{key}-")}
        if mine:
            _read_line(item, key, mine, edits, footwear)
    return edits


def _comes_twice(data: Mapping[str, Any], key: str) -> bool:
    return len(data.getlist(key)) > 1 if isinstance(data, MultiDict) else False


def _sent(data: Mapping[str, Any], key: str) -> str | None:
    is_tick = key in FLAGS or key.endswith("-on")
    if key not in data:
        # A browser leaves an empty box out; the page's own list says that it was there.
        return "" if is_tick and "ticks" in data else None
    value = str(data[key]).replace("\r\n", "\n").strip()
    return "y" if is_tick and value else value


def _read_head(plan: Plan, edits: Edits, zone: Any, usual_time: dt.time, today: dt.date) -> None:
    touched = {name for name in edits.touched if "-" not in name}
    if not touched:
        return
    form = HeadForm()
    form.validate()
    for name in touched:
        if form[name].errors:
            edits.wrong[name] = str(form[name].errors[0])
        elif name in ("goal_on", "ladder_on") and (words := appointment.wrong_day(form[name].data, today)):
            edits.wrong[name] = words
        elif name in FLAGS:
            edits.head[name] = edits.touched[name][1] == "y"
        elif name == "taught_back":
            edits.head[name] = {"": None, "yes": True, "no": False}[form[name].data or ""]
        elif name not in ("next_on", "next_time"):
            edits.head[name] = form[name].data if form[name].data is not None else _blank(plan, name)
    if {"next_on", "next_time"} & touched and not {"next_on", "next_time"} & edits.wrong.keys():
        _read_next_visit(form.next_on.data, form.next_time.data or usual_time, edits, zone, today)
    green = edits.head.get("green_most", plan.green_most)
    yellow = edits.head.get("yellow_most", plan.yellow_most)
    if {"green_most", "yellow_most"} & edits.head.keys() and green > yellow:
        edits.wrong["yellow_most"] = _("Set the pain limit at or above the highest pain for green.")
        edits.head.pop("green_most", None)
        edits.head.pop("yellow_most", None)


def _read_next_visit(day: dt.date | None, time: dt.time, edits: Edits, zone: Any, today: dt.date) -> None:
    try:
        edits.head["next_visit_at"] = (
            appointment.moment(day, time, zone=zone, earliest=today, today=today) if day is not None else None
        )
    except appointment.NotThen as wrong:
        edits.wrong["next_on" if wrong.of_day else "next_time"] = str(wrong)


def _blank(plan: Plan, name: str) -> Any:
    return "" if isinstance(getattr(plan, name), str) else None


def _read_line(item: PlanItem, key: str, mine: set[str], edits: Edits, footwear: Mapping[str, Footwear]) -> None:
    form = LineForm(prefix=f"{key}-")
    form.validate()
    values: dict[str, Any] = {}
    for name in mine & set(LINE_FIELDS):
        if form[name].errors:
            edits.wrong[f"{key}-{name}"] = str(form[name].errors[0])
        else:
            data = form[name].data
            values[name] = (data or "").strip() if isinstance(getattr(item, name), str) and name != "side" else data
    if "on" in mine:
        values["state"] = State.ACCEPTED if edits.touched[f"{key}-on"][1] == "y" else State.REMOVED
    _read_numbers(item, key, mine, edits, footwear, values)
    _read_weeks(item, key, mine, edits, values)
    if values:
        edits.lines[item] = values


def _read_numbers(
    item: PlanItem, key: str, mine: set[str], edits: Edits, footwear: Mapping[str, Footwear], values: dict[str, Any]
) -> None:
    entry = footwear.get(item.code)
    given = dict(item.numbers)
    for number in entry.numbers if entry is not None else ():
        name = f"num-{number.name}"
        if name not in mine:
            continue
        low, high = number.limits
        sent = edits.touched[f"{key}-{name}"][1]
        words = _("Enter a number from %(low)s to %(high)s.", low=decimal(low), high=decimal(high))
        value, trouble = numbers.kept(sent, low=low, high=high, unit=number.unit, otherwise=words)
        if value is None:
            edits.wrong[f"{key}-{name}"] = trouble
        else:
            given[number.name] = _spoken(value)
    if given != item.numbers:
        values["numbers"] = given


def _spoken(value: float) -> float:
    """A number that goes into words, no finer than people say it: 724 km are 450 miles, not 449.873."""
    return round(value) if value >= 100 else round(value, 2)


def _read_weeks(item: PlanItem, key: str, mine: set[str], edits: Edits, values: dict[str, Any]) -> None:
    weeks = [dict(week) for week in item.weeks]
    for number, week in enumerate(weeks, start=1):
        for name, (low, high) in (("days", WEEK_DAYS), ("minutes", WEEK_MINUTES)):
            if f"w{number}-{name}" not in mine:
                continue
            sent = edits.touched[f"{key}-w{number}-{name}"][1]
            words = _("Enter a whole number from %(low)s to %(high)s.", low=low, high=high)
            unit = "min" if name == "minutes" else "days"
            value, trouble = numbers.whole(sent, low=low, high=high, unit=unit, otherwise=words)
            if value is None:
                edits.wrong[f"{key}-w{number}-{name}"] = trouble
            else:
                week[name] = value
    if weeks != item.weeks:
        values["weeks"] = weeks


def _was(sent: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in text.notes(sent).items()}


def _spell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value)

"""The tablet's forms. A step's form is made from the dictionary: one field per question, named as its column."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import ValidationError

from clinic import forms as kit
from clinic import numbered
from clinic.clock import utcnow
from clinic.forms import text
from clinic.i18n import language
from clinic.interview import answer_reader, flow, repeats, saving, visibility
from clinic.interview.answer_words import activity_name, unit_words
from clinic.interview.flow import Ask, Screen
from clinic.interview.models import Intake
from clinic.interview.screens import Ticks
from clinic.knowledge.library import Library
from clinic.patients.forms import born


class JoinForm(kit.BaseForm):
    """The code, or the link that a QR code carries."""

    code = kit.TextField(_l("Code"), hint=_l("8 letters and numbers, shown at the front desk."), width=12)
    token = kit.KeptField()

    def validate_code(self, field: Field) -> None:
        """One of the two is needed."""
        if not field.data and not self.token.data:
            raise ValidationError(_("Type the code that the front desk shows you"))


class ConfirmForm(kit.BaseForm):
    """Who is here: the two things that the desk asks, too."""

    name = kit.NameField(_l("Your first and last name"), [kit.RequiredAnswer(_l("Write your first and last name"))])
    born_on = born(_l("Your date of birth"), _l("Enter your date of birth"))
    called = kit.TextField(
        _l("What should we call you?"),
        hint=_l("First name or nickname. You may leave this blank."),
        limit=30,
        width=20,
    )


class UnitField(kit.NumberField):
    """A number that may be given in several units. Kept as typed; `answers` reads it."""

    component = "units"
    units: tuple[kit.Option, ...] = ()

    def read(self, typed: str) -> Any:
        """Leave the reading to `answers`, which knows the units."""
        return typed

    def write(self, value: Any) -> str:
        """The number as `saving.shown` gives it, in the unit that is shown."""
        return str(value)


class StepForm(kit.BaseForm):
    """What every step's form has; `form_for` adds the questions."""

    seen = kit.KeptField()
    number = kit.KeptField()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put errors that were found while saving beside their controls."""
        for field in self:
            field.errors = [errors[field.name]] if field.name in errors else []
            if field.errors and field.raw_data:
                field.raw_data = [text.showable(value) for value in field.raw_data]
                if isinstance(field.data, str):
                    field.data = text.showable(field.data)


@dataclasses.dataclass(frozen=True)
class Card:
    """One question on its screen: the field, whether it is asked now, whether it stands behind *More*."""

    field: Field
    ask: Ask | None = None
    is_asked: bool = True
    skip: Field | None = None

    @property
    def is_more(self) -> bool:
        """Asked behind *More*."""
        return self.ask is not None and self.ask.more

    @property
    def shape(self) -> str:
        """How it stands in its card: a short answer beside its question, a number with its units on one line."""
        if isinstance(self.field, UnitField):
            return "units"
        if isinstance(self.field, kit.NumberField):
            return "inline"
        if isinstance(self.field, kit.ChoiceCards):
            return "pics" if any(not option.picture for option in self.field.offered) else ""
        if not isinstance(self.field, kit.OneOf) or type(self.field) not in (kit.YesNo, kit.OneOf):
            return ""
        words = [str(option.label) for option in self.field.offered]
        return "inline" if len(words) <= 3 and sum(map(len, words)) + 8 * len(words) <= 46 else ""


def form_for(
    screen: Screen, intake: Intake, library: Library, *, conflicts: Iterable[str] = ()
) -> tuple[StepForm, list[Card]]:
    """The form of one screen, filled with what stands; what was just sent wins, but for `conflicts`. And its questions.

    Of a conflict the page shows what the other side gave, as seen, so that giving an answer once more settles it.
    """
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"seen": json.dumps(seen_on(screen, intake), separators=(",", ":"))}
    for group, asks in screen.ticks:
        fields[group.name] = _tick_list(group, asks)
        data[group.name] = flow.ticked(intake, asks)
    if picks := screen.step.picks:
        fields[picks] = _activity_list(library) if picks == "act_list" else _shoe_list(library)
        data[picks] = repeats.picked(intake, picks)
    for ask in (*screen.asks, *screen.hidden):
        fields[ask.name] = _field(ask, intake)
        data[ask.name] = _data(ask, intake)
        if ask.may_skip:
            fields[f"skip-{ask.name}"] = kit.TickField(_l("Skip this"))
            data[f"skip-{ask.name}"] = flow.is_skipped(intake, ask)
    sent = _settled(screen, intake, conflicts)
    more = {"formdata": sent} if conflicts else {}
    form: StepForm = type("ScreenForm", (StepForm,), fields)(data=data, **more)
    if not form.is_submitted():
        form.seen.data = data["seen"]
    form.number.data = str(numbered.first(intake.id, at=utcnow()))
    cards = [Card(form[group.name]) for group, _asks in screen.ticks]
    asked = {ask.name for ask in screen.asks}
    for ask in sorted((*screen.asks, *screen.hidden), key=lambda item: item.place):
        field, skip = form[ask.name], f"skip-{ask.name}"
        if isinstance(field, UnitField):
            _offer_units(field, ask, intake, sent)
        cards.append(Card(field, ask, ask.name in asked, form[skip] if ask.may_skip else None))
    if picks:
        cards.append(Card(form[picks]))
    return form, cards


def _settled(screen: Screen, intake: Intake, conflicts: Iterable[str]) -> MultiDict[str, str]:
    """What was sent, with what stands in place of each conflict."""
    sent = MultiDict(request.form)
    if not conflicts:
        return sent
    stands = seen_on(screen, intake)
    seen = text.notes(sent.get("seen", ""))
    for conflict in conflicts:
        for name in (conflict, f"{conflict}-unit"):
            if name in stands:
                seen[name] = stands[name]
                sent.setlist(name, stands[name] if isinstance(stands[name], list) else [stands[name]])
    sent["seen"] = json.dumps(seen, separators=(",", ":"))
    return sent


class TickList(kit.ManyOf):
    """A list of things that may be true, each with *Not sure* beside it, and *None of these* at the end."""

    @property
    def items(self) -> list[tuple[kit.Option, kit.Option | None]]:
        """Each thing with its *Not sure*, where that may be said of it."""
        known = {option.value: option for option in self.options}
        own = [option for option in self.options if not option.value.endswith(flow.UNSURE)]
        return [(option, known.get(option.value + flow.UNSURE)) for option in own if option.value != self.none]

    @property
    def alone(self) -> kit.Option:
        """The one that shuts out the others."""
        return next(option for option in self.options if option.value == self.none)


def _tick_list(group: Ticks, asks: tuple[Ask, ...]) -> TickList:
    options = [kit.Option(ask.code, ask.question.words[language()]) for ask in asks]
    options += [kit.Option(ask.code + flow.UNSURE, _("Not sure")) for ask in asks if "unsure" in ask.question.values]
    options.append(kit.Option("none", _("None of these")))
    return TickList(group.title, options=options, none="none")


def _activity_list(library: Library) -> kit.ManyOf:
    options = [kit.Option(code, activity_name(code, library)) for code in _by_sport(library)]
    options.append(kit.Option("none", _("None of these")))
    return kit.ManyOf(_("Tick all you do in a usual week"), options=options, none="none")


SPORTS = ("walk", "run", "hike", "bike", "water", None, "dance", "court", "golf", "climb", "rope")


def _by_sport(library: Library) -> list[str]:
    """What people do most stands first."""
    return sorted(library.activities, key=lambda code: SPORTS.index(library.activities[code].sport))


def _shoe_list(library: Library) -> "Chips":
    question, lang = library.questions["shoes"], language()
    options = [kit.Option(str(use.value), use.words[lang]) for use in visibility.use_of_shoes(library).options]
    hint = _("Tick up to 4. Leave this blank if you wear no others.")
    return Chips(question.words[lang], options=options, hint=hint, shuts_out=frozenset())


def _field(ask: Ask, intake: Intake) -> Any:
    question, lang = ask.question, language()
    words = _about_last_time(ask, intake) or question.words[lang]
    hint = question.hint[lang] if question.hint else ""
    options = [
        kit.Option(str(option.value), option.words[lang], picture=option.picture or "") for option in question.options
    ]
    if ask.code == "sym_zone_worst":
        marked = intake.foot(ask.foot).sym_zone or []
        options = [option for option in options if option.value in marked]
    pictured = any(option.picture for option in options)
    columns = 4 if sum(bool(option.picture) for option in options) % 4 == 0 else 3
    match question.kind:
        case "many":
            alone = frozenset(str(option.value) for option in question.options if option.alone)
            if ask.code == "sym_zone":
                return kit.FootZones(words, options=options)
            return Chips(words, options=options, hint=hint, shuts_out=alone)
        case "yesno":
            return kit.YesNo(words, unsure="unsure" in question.values, hint=hint)
        case "one" | "grade":
            if pictured:
                return kit.ChoiceCards(words, options=options, hint=hint, columns=columns, short=True)
            return kit.OneOf(words, options=options, hint=hint)
        case "int" if ask.code == "fu_done":
            return kit.OneOf(words, options=[(number, str(number)) for number in range(8)], coerce=int)
        case "int" if (question.low, question.high) == (0, 10):
            low, high = ends(ask.code)
            return kit.PainScale(words, low=low, high=high)
        case "int" | "number":
            bounds: dict[str, Any] = {"least": question.low or 0, "most": question.high or 0, "kept_in": question.unit}
            if ask.code in answer_reader.UNITS:
                return UnitField(words, hint=hint, places=2, **bounds)
            places = 0 if question.kind == "int" else 2
            return kit.NumberField(words, hint=hint, places=places, unit=unit_words().get(question.unit, ""), **bounds)
        case "date":
            return kit.DateField(words, hint=hint or None)
        case _:
            return kit.TextField(words, hint=hint, limit=question.max_length or answer_reader.LONGEST)


def _about_last_time(ask: Ask, intake: Intake) -> str:
    """On a return visit a score stands beside the words it was given for."""
    if not intake.is_return or not ask.code.endswith("_score"):
        return ""
    thing = getattr(intake, ask.code.removesuffix("_score"))
    return _("“%(thing)s”: how well can you do it now?", thing=thing) if thing else ""


class Chips(kit.ManyOf):
    """Several of a few, as chips in a row. Some, such as none and not sure, shut out the others."""

    component = "ticks"

    def __init__(self, *args: Any, shuts_out: frozenset[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.shuts_out = shuts_out


def ends(code: str) -> tuple[str, str]:
    """The words at both ends of a scale from 0 to 10."""
    if code.startswith("psfs_"):
        return _("0 = I cannot do it"), _("10 = as well as before")
    if code.startswith("conf_"):
        return _("0 = not sure at all"), _("10 = very sure")
    if code.startswith("yf_"):
        return _("0 = I do not agree"), _("10 = I agree fully")
    return _("0 = no pain"), _("10 = worst pain you can think of")


def _data(ask: Ask, intake: Intake) -> Any:
    value = flow.value(intake, ask)
    if ask.code in answer_reader.UNITS:
        return saving.shown(intake, ask) or None
    if value is None and ask.question.kind == "grade" and flow.is_skipped(intake, ask):
        return "unsure"
    return value


def _offer_units(field: UnitField, ask: Ask, intake: Intake, sent: MultiDict[str, str]) -> None:
    chosen = sent.get(f"{ask.name}-unit") or saving.unit_of(intake, ask)
    words = unit_words()
    field.units = tuple(kit.Option(unit, words[unit], chosen=unit == chosen) for unit in answer_reader.UNITS[ask.code])


def seen_on(screen: Screen, intake: Intake) -> dict[str, Any]:
    """What the controls of a screen show as it stands, by name: sent back so that nobody overwrites anybody."""
    found: dict[str, Any] = {group.name: flow.ticked(intake, asks) for group, asks in screen.ticks}
    for ask in screen.asks:
        found[ask.name] = saving.shown(intake, ask)
        if unit := saving.unit_of(intake, ask):
            found[f"{ask.name}-unit"] = unit
    if screen.step.picks:
        found[screen.step.picks] = repeats.picked(intake, screen.step.picks)
    return found

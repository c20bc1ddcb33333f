"""The tablet's forms. A step's form is made from the dictionary: one field per question, named as its column."""

import dataclasses
import datetime as dt
import json
import types
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from clinic.i18n import language
from clinic.intake import answers, saving, steps
from clinic.intake.models import Intake
from clinic.intake.steps import Ask, Screen
from clinic.knowledge.library import Library


class JoinForm(FlaskForm):  # type: ignore[misc]
    """The code, or the link that a QR code carries."""

    code = StringField(
        _l("Code"), validators=[Length(max=40, message=_l("Type the 8 letters and numbers of the code."))]
    )
    token = HiddenField(validators=[Length(max=100)])

    def validate_code(self, field: Field) -> None:
        """One of the two is needed."""
        if not (field.data or "").strip() and not self.token.data:
            raise ValidationError(_("Type the code that the front desk shows you."))


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Who is here: the two things that the desk asks, too."""

    name = StringField(
        _l("Your first and last name"),
        validators=[
            InputRequired(_l("Write your first and last name.")),
            Length(max=100, message=_l("Write only your first and last name.")),
        ],
    )
    month = IntegerField(_l("Month"), validators=[NumberRange(1, 12, _l("Enter the month as a number from 1 to 12."))])
    day = IntegerField(_l("Day"), validators=[NumberRange(1, 31, _l("Enter the day as a number from 1 to 31."))])
    year = IntegerField(
        _l("Year"), validators=[NumberRange(1900, 2200, _l("Enter the year with 4 numbers, like 1950."))]
    )

    born_on: dt.date | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """The three numbers must make a date."""
        if not super().validate(extra_validators):
            return False
        try:
            self.born_on = dt.date(self.year.data, self.month.data, self.day.data)
        except ValueError:
            self.day.errors = [_("That day does not exist. Check the day and the month.")]
            return False
        return True


@dataclasses.dataclass(frozen=True)
class Choice:
    """One option as a control shows it."""

    value: str
    words: str
    picture: str | None
    alone: bool
    is_on: bool
    id: str


class AnswerField(Field):  # type: ignore[misc]
    """One question of the dictionary. Keeps what was sent as it was sent; `answers` reads it."""

    ask: Ask
    unit = ""
    skipped = False
    sent: str | list[str] = ""

    def __init__(self, *args: Any, ask: Ask, intake: Intake, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask, self.intake = ask, intake
        self.sent = saving.shown(intake, ask)
        self.unit = saving.unit_of(intake, ask)
        self.skipped = steps.is_skipped(intake, ask)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what the browser sent, unread."""
        many = self.ask.question.kind == "many"
        self.sent = [str(item) for item in valuelist] if many else str(valuelist[0]) if valuelist else ""

    @property
    def label_text(self) -> str:
        """The question in the page's language."""
        return str(self.ask.question.words[language()])

    @property
    def hint(self) -> str:
        """The hint in the page's language, if there is one."""
        hint = self.ask.question.hint
        return hint[language()] if hint else ""

    @property
    def look(self) -> str:
        """Which kind of control it is."""
        question = self.ask.question
        if question.kind in ("int", "number"):
            small = question.kind == "int" and (question.low, question.high) == (0, 10)
            return "scale" if small else "number"
        if question.kind in ("one", "grade", "yesno", "many"):
            kind = "checkbox" if question.kind == "many" else "radio"
            if any(option.picture for option in question.options):
                return f"pictures-{kind}"
            return f"chips-{kind}"
        return question.kind

    @property
    def choices(self) -> list[Choice]:
        """The options, in the page's language, with what stands ticked."""
        question = self.ask.question
        lang = language()
        chosen = self.sent if isinstance(self.sent, list) else [self.sent]
        if self.look == "scale":
            found = [(str(number), str(number), None, False) for number in range(11)]
        elif question.options:
            found = [(str(o.value), o.words[lang], o.picture, o.alone) for o in question.options]
        else:
            found = [("yes", _("Yes"), None, False), ("no", _("No"), None, False)]
        if self.ask.code == "sym_zone_worst":
            row = self.intake.foot(self.ask.foot)
            found = [item for item in found if item[0] in (row.sym_zone or [])]
        return [
            Choice(value, words, picture, alone, value in chosen, f"{self.name}-{value}")
            for value, words, picture, alone in found
        ]

    @property
    def units(self) -> list[Choice]:
        """The units one may answer in."""
        words = unit_words()
        return [
            Choice(item.id, words[item.id], None, False, item.id == self.unit, f"{self.name}-unit-{item.id}")
            for item in answers.UNITS.get(self.ask.code, ())
        ]

    @property
    def first_id(self) -> str:
        """The id that an error links to."""
        choices = self.choices if self.look not in ("number", "text", "date") else []
        return choices[0].id if choices else self.name


def unit_words() -> dict[str, str]:
    """The units in words."""
    return {
        "cm": _("centimeters"),
        "in": _("inches"),
        "km": _("kilometers"),
        "mi": _("miles"),
        "kg": _("kilograms"),
        "lb": _("pounds"),
        "days": _("days"),
        "weeks": _("weeks"),
        "months": _("months"),
        "years": _("years"),
    }


class StepForm(FlaskForm):  # type: ignore[misc]
    """What every step's form has; `form_for` adds the questions."""

    seen = HiddenField()
    other_errors: Mapping[str, str] = types.MappingProxyType({})

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put errors that were found while saving beside their controls."""
        for name, message in errors.items():
            if name in self:
                self[name].errors = [message]
        self.other_errors = {name: message for name, message in errors.items() if name not in self}


def form_for(screen: Screen, intake: Intake, library: Library) -> StepForm:
    """The form of one screen, filled with what stands; what was just sent wins."""
    made = type("ScreenForm", (StepForm,), {})
    for ask in screen.every_ask:
        setattr(made, ask.name, AnswerField(ask=ask, intake=intake))
        if ask.may_skip:
            setattr(made, f"skip-{ask.name}", BooleanField(_l("Skip this")))
    form: StepForm = made()
    if form.is_submitted():
        for ask in screen.every_ask:
            form[ask.name].unit = request.form.get(f"{ask.name}-unit") or form[ask.name].unit
    form.seen.data = json.dumps(seen_on(screen, intake), ensure_ascii=True, separators=(",", ":"))
    return form


def seen_on(screen: Screen, intake: Intake) -> dict[str, Any]:
    """What the controls of a screen show as it stands, by name: sent back so that nobody overwrites anybody."""
    found: dict[str, Any] = {}
    for _group, asks in screen.ticks:
        found |= {ask.name: "yes" if steps.value(intake, ask) in ("yes", "unsure") else "" for ask in asks}
    for ask in screen.asks:
        found[ask.name] = saving.shown(intake, ask)
        if unit := saving.unit_of(intake, ask):
            found[f"{ask.name}-unit"] = unit
    if screen.step.look == "activities":
        found["act_list"] = [row.activity for row in intake.activities] or (["none"] if intake.has_no_activity else [])
    return found

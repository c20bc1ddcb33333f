"""The exam grid and the answers to flags, as forms. One field per column; nothing else gets through."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from clinic.exam.findings import Change
from clinic.exam.items import FOOT_TESTS, NOT_TESTED, PERSON_TESTS, Test
from clinic.exam.models import Ruling
from clinic.forms import BaseForm, DateField, ManyOf, OneOf, numbers, text
from clinic.i18n import decimal
from clinic.values import quantities

KEPT_IN = {"vital_temp_c": "C", "exam_temp_diff": ""}
"""Where the unit is another one than stands beside the box: degrees warmer are no degrees on a scale.

A temperature that no Celsius can be is Fahrenheit: the two ranges lie apart.
"""


class Measure(Field):
    """A number as people type it; blank is null. A temperature may be in either degrees."""

    widget = TextInput()

    def __init__(self, *args: Any, test: Test, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.test = test

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, or say what to type."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text or text == NOT_TESTED:
            return
        low, high, whole = self.test.low, self.test.high, self.test.kind == "whole"
        try:
            number = self._read(text)
        except quantities.NotANumber:
            raise ValueError(_("Enter a number for %(test)s.", test=str(self.test.label))) from None
        except quantities.Trouble as trouble:
            words = _(
                "Enter %(test)s from %(low)s to %(high)s.",
                test=str(self.test.label),
                low=decimal(low),
                high=decimal(high),
            )
            raise ValueError(numbers.sentence(trouble, otherwise=words)) from None
        self.data = int(number) if whole else number

    def _read(self, text: str) -> float:
        test, unit = self.test, KEPT_IN.get(self.test.field, self.test.unit)
        unit = {"°": "deg"}.get(unit, unit) if isinstance(unit, str) else ""
        try:
            found = numbers.typed(text, low=test.low, high=test.high, whole=test.kind == "whole", unit=unit)
        except quantities.OutOfRange as out:
            if unit != "C" or out.unit != "C":
                raise
            found = numbers.typed(f"{text} F", low=test.low, high=test.high, unit=unit)
        return round(found, 2) if unit == "C" else found.value


def _field(test: Test) -> Any:
    if test.is_number:
        return Measure(test.label, test=test)
    if test.kind == "many":
        return ManyOf(test.label, options=test.options, none="none")
    if test.kind == "text":
        return TextAreaField(
            test.label, validators=[Optional(), Length(max=test.most, message=lazy("Write a shorter text here."))]
        )
    if test.kind == "date":
        return DateField(test.label, validators=[Optional()])
    return OneOf(test.label, options=(*test.options, (NOT_TESTED, "NT")))


def _grid(name: str, tests: tuple[Test, ...]) -> type[BaseForm]:
    body: dict[str, Any] = {test.field: _field(test) for test in tests}
    return type(name, (BaseForm,), body)


FootFindingsForm = _grid("FootFindingsForm", FOOT_TESTS)
PersonFindingsForm = _grid("PersonFindingsForm", PERSON_TESTS)


def read(data: Mapping[str, Any]) -> tuple[list[Change], dict[tuple[str, str], str], dict[str, str]]:
    """What a sent grid asks for: the changes, the words beside tests left out, and what is wrong by control.

    Only controls named in `was` count (with what each showed), so that a box that was not on the page is no answer.
    """
    changes: list[Change] = []
    reasons: dict[tuple[str, str], str] = {}
    wrong: dict[str, str] = {}
    was = shown(data)
    for foot, kind, tests in (
        ("l", FootFindingsForm, FOOT_TESTS),
        ("r", FootFindingsForm, FOOT_TESTS),
        ("p", PersonFindingsForm, PERSON_TESTS),
    ):
        here = [test for test in tests if f"{foot}-{test.field}" in was]
        if not here:
            continue
        form = kind(prefix=f"{foot}-")
        form.validate()
        for test in here:
            key = f"{foot}-{test.field}"
            field = form[test.field]
            left_out = _sent(data, key) == [NOT_TESTED]
            if NOT_TESTED in _sent(data, key)[1:] or (NOT_TESTED in _sent(data, key) and not left_out):
                wrong[key] = _("It was tested or it was not: keep one of the two.")
                continue
            if field.errors and not left_out:
                wrong[key] = str(field.errors[0])
                continue
            value = None if left_out else _clean(field.data)
            changes.append(Change(foot, test.field, value, was[key], left_out))
            if f"why-{key}" in data:
                why = str(data[f"why-{key}"])
                if reason := text.trouble(why, REASON_MOST):
                    wrong[f"why-{key}"] = reason
                reasons[(foot, test.field)] = text.tidy(why)
    return changes, reasons, wrong


def shown(data: Mapping[str, Any]) -> dict[str, str]:
    """What the page says each of its controls showed."""
    return {str(key): str(value) for key, value in text.notes(str(data.get("was", ""))).items()}


def _sent(data: Mapping[str, Any], key: str) -> list[str]:
    getlist = getattr(data, "getlist", None)
    return list(getlist(key)) if getlist else [str(data.get(key, ""))]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return value or None
    return value


REASON_MOST = 500
RULINGS = (
    (Ruling.CLEARED.value, lazy("Cleared on exam")),
    (Ruling.IMAGE_FIRST.value, lazy("Image first")),
    (Ruling.REFER.value, lazy("Refer")),
    (Ruling.SEEN_ELSEWHERE.value, lazy("Seen elsewhere")),
)


class FlagForm(BaseForm):
    """What the clinician decided about one flag of one foot."""

    stood = StringField()
    foot = StringField(validators=[InputRequired()])
    flag = StringField(validators=[InputRequired()])
    ruling = OneOf(
        lazy("Your finding"), options=RULINGS, validators=[DataRequired(lazy("Choose your finding for this flag."))]
    )
    reason = StringField(
        lazy("Reason, goes in the note"),
        validators=[
            DataRequired(lazy("Write the reason for your finding.")),
            Length(max=2000, message=lazy("Write a shorter reason.")),
        ],
    )
    seen_by = StringField(lazy("Seen by"), validators=[Length(max=100, message=lazy("Write a shorter name."))])
    seen_on = DateField(lazy("Date seen"), validators=[Optional()])
    result = StringField(lazy("Result"), validators=[Length(max=2000, message=lazy("Write a shorter result."))])

    def check_elsewhere(self, today: dt.date) -> bool:
        """Whether *seen elsewhere* says by whom, when and with what result; adds what is missing to the fields."""
        if self.ruling.data != Ruling.SEEN_ELSEWHERE.value:
            return True
        for field, words in (
            (self.seen_by, _("Write who saw the patient.")),
            (self.result, _("Write what they found.")),
        ):
            if not (field.data or "").strip():
                field.errors = [*field.errors, words]
        if self.seen_on.data is None:
            self.seen_on.errors = [*self.seen_on.errors, _("Enter the date the patient was seen.")]
        elif self.seen_on.data > today:
            self.seen_on.errors = [*self.seen_on.errors, _("Enter a date that is not in the future.")]
        return not (self.seen_by.errors or self.seen_on.errors or self.result.errors)


class AskAgainForm(BaseForm):
    """A safety answer of yes that fired no rule, asked again."""

    stood = StringField()
    field = StringField(validators=[InputRequired()])
    finding = StringField(
        lazy("What the patient said"),
        validators=[
            DataRequired(lazy("Write what the patient said when you asked again.")),
            Length(max=2000, message=lazy("Write a shorter text here.")),
        ],
    )


class ReferralForm(BaseForm):
    """Who was told, and what the patient was told."""

    addressee = StringField(
        lazy("Who did you tell?"),
        validators=[
            DataRequired(lazy("Write who you told, such as the emergency room or the physician.")),
            Length(max=200, message=lazy("Write a shorter name.")),
        ],
    )
    told_patient = TextAreaField(
        lazy("What did you tell the patient?"),
        validators=[
            DataRequired(lazy("Write what you told the patient.")),
            Length(max=2000, message=lazy("Write a shorter text here.")),
        ],
    )


class ImpressionForm(BaseForm):
    """The working impression, in the clinician's words; `was` is what the page showed."""

    was = StringField()
    impression = StringField(
        lazy("Working impression"), validators=[Length(max=300, message=lazy("Write a shorter impression."))]
    )

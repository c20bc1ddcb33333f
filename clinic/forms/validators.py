"""Validators that speak in whole sentences and say what to do. A sentence is translated whole, never glued together."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from clinic.i18n import decimal


def answered(field: Field) -> bool:
    """Whether the field holds an answer: `no`, 0 and a false tick do; nothing, spaces and an empty list do not."""
    if isinstance(field.data, str):
        return bool(field.data.strip())
    return field.data is not None and field.data != []


class RequiredAnswer:
    """There must be an answer: `RequiredAnswer(lazy("Enter the date the pain began"))`."""

    field_flags = {"asked": True}

    def __init__(self, sentence: Any = None) -> None:
        self.sentence = sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop the chain here when there is none, so that one mistake has one sentence."""
        if field.process_errors:
            raise StopValidation
        if not answered(field):
            raise StopValidation(str(self.sentence) if self.sentence else _("Answer this question"))


class RequiredWhen:
    """Required only when `condition(form)` holds; otherwise the field may stay blank."""

    def __init__(self, condition: Callable[[Any], bool], sentence: Any) -> None:
        self.condition, self.required = condition, RequiredAnswer(sentence)

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Ask for the answer, or let a blank end the chain."""
        if self.condition(form):
            self.required(form, field)
        elif not answered(field) and not field.process_errors:
            raise StopValidation


class Between:
    """A date or number from `least` to `most`; each may be a value or a function without arguments."""

    def __init__(self, least: Any = None, most: Any = None, sentence: Any = None) -> None:
        self.least, self.most, self.sentence = least, most, sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Refuse what lies outside."""
        if not answered(field) or field.process_errors:
            return
        least, most = (bound() if callable(bound) else bound for bound in (self.least, self.most))
        if (least is not None and field.data < least) or (most is not None and field.data > most):
            raise ValidationError(str(self.sentence) if self.sentence else _between(least, most))


def _between(least: Any, most: Any) -> str:
    if least is None:
        return str(_("Enter %(most)s or less", most=_words(most)))
    if most is None:
        return str(_("Enter %(least)s or more", least=_words(least)))
    return str(_("Enter a value from %(least)s to %(most)s", least=_words(least), most=_words(most)))


def _words(value: Any) -> str:
    from clinic.forms.fields import write_date

    if isinstance(value, dt.date):
        return write_date(value)
    return decimal(value) if isinstance(value, float) else str(value)


class AtMost:
    """No more than `count` choices."""

    def __init__(self, count: int, sentence: Any) -> None:
        self.count, self.sentence = count, sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Count what was chosen."""
        if len(field.data or []) > self.count:
            raise ValidationError(str(self.sentence))

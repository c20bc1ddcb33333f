"""The form every page builds on: tidies text, refuses what has no place in a record, and speaks in sentences."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import Field, FieldList, FileField, FormField, PasswordField, SelectMultipleField, StringField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm as AnyForm

from clinic.forms import text


class BaseForm(FlaskForm):
    """A form whose fields are exactly what it may change.

    Cross-site requests are refused for the whole application before any view runs, so the form does not check the
    token a second time; `{{ form.csrf_token }}` writes it, without an id, so that a page may hold several forms.
    """

    class Meta(FlaskForm.Meta):
        """Text is tidied before anything looks at it; a password is taken as typed."""

        csrf = False

        def bind_field(
            self, form: AnyForm, unbound_field: "UnboundField[Any]", options: MutableMapping[str, Any]
        ) -> Any:
            """Add the tidying filter to every text field."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), text.blank_to_none]
            return unbound_field.bind(form=form, **options)

    @property
    def csrf_token(self) -> Markup:
        """The hidden input that proves the form came from our own page."""
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())

    def hidden_tag(self, *fields: str) -> Markup:
        """The token, and the form's own hidden fields."""
        return Markup("\n").join([self.csrf_token, super().hidden_tag(*fields)])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Run every field's own checks, then hold what was typed against the rules for text."""
        valid = bool(super().validate(extra_validators))
        for field in self:
            reason = _refused(field)
            if reason:
                field.errors = [reason]
                field.raw_data = [text.showable(value) for value in _typed(field)]
                if isinstance(field.data, str):
                    field.data = text.showable(field.data)
                valid = False
        return valid

    def refuse(self, *reasons: str) -> None:
        """Add reasons that belong to no single field; they lead the error summary."""
        self.form_errors.extend(reasons)


def _typed(field: Field) -> list[str]:
    return [value for value in field.raw_data or [] if isinstance(value, str)]


def _refused(field: Field) -> str | None:
    """Why what was sent for `field` may not pass, whatever kind of field it is."""
    if isinstance(field, FieldList | FormField | FileField):
        return None
    many = isinstance(field, SelectMultipleField) or getattr(field, "takes_many", False)
    if len(field.raw_data or []) > 1 and not many:
        return str(_("This answer came twice. Give it once more."))
    limit = getattr(field, "limit", text.NOTES)
    return next((reason for value in _typed(field) if (reason := text.trouble(value, limit))), None)

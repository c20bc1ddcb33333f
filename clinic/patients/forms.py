"""Forms for finding and registering people and booking visits."""

import datetime as dt
import re
import uuid
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms.validators import ValidationError

from clinic.access import current_person
from clinic.accounts.models import User
from clinic.clock import utcnow
from clinic.forms import (
    BaseForm,
    Between,
    DateField,
    NameField,
    OneOf,
    RequiredAnswer,
    RequiredWhen,
    SelectOne,
    TextField,
    TickField,
    TimeField,
)
from clinic.i18n import LANGUAGES
from clinic.patients import registering
from clinic.patients.models import Patient, sort_key

OLDEST = 120


def _born(sentence: Any) -> DateField:
    return DateField(
        lazy("Date of birth"),
        [
            RequiredAnswer(sentence),
            Between(
                lambda: utcnow().date() - dt.timedelta(days=366 * OLDEST),
                lambda: utcnow().date(),
                lazy("Enter a date of birth in the past 120 years"),
            ),
        ],
        hint=lazy("Month, day, year. For example, 03/14/1974"),
    )


def _chart() -> TextField:
    return TextField(
        lazy("Chart number"),
        [RequiredAnswer(lazy("Enter the chart number"))],
        hint=lazy("Letters, digits and dashes, at most 20"),
        limit=20,
        width=20,
    )


def _clinicians() -> list[tuple[str, str]]:
    return [(str(user.id), user.title) for user in User.clinicians()]


def _check_chart(field: TextField) -> None:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,20}", field.data or ""):
        raise ValidationError(_("Use only letters, digits and dashes, at most 20."))


class SearchForm(BaseForm):
    """Words to find a person by."""

    term = TextField(
        lazy("Name or chart number"),
        [RequiredAnswer(lazy("Enter at least 2 letters of the name, or the chart number"))],
        limit=100,
        width=30,
    )

    def validate_term(self, field: TextField) -> None:
        """One letter would list half the practice."""
        if len(field.data or "") < 2:
            raise ValidationError(_("Enter at least 2 letters of the name, or the chart number"))


class ClinicianMixin:
    """A choice among the clinicians at work."""

    clinician_id: SelectOne

    def offer_clinicians(self) -> None:
        """A clinician finds themselves chosen, and so is somebody who is the only one."""
        people = User.clinicians()
        if self.clinician_id.data is None:
            mine = [user for user in people if user.id == current_person().id]
            if mine or len(people) == 1:
                self.clinician_id.data = str((mine or people)[0].id)

    def chosen_clinician(self) -> User:
        """The clinician that was chosen."""
        found = {str(user.id): user for user in User.clinicians()}
        return found[str(self.clinician_id.data)]


class VisitForm(ClinicianMixin, BaseForm):
    """When a visit is, and with whom."""

    visit_on = DateField(lazy("Day"), [RequiredAnswer(lazy("Enter the day of the visit"))])
    visit_time = TimeField(
        lazy("Time"), [RequiredAnswer(lazy("Enter the time of the visit"))], hint=lazy("For example, 9:30 AM")
    )
    clinician_id = SelectOne(lazy("Clinician"), [RequiredAnswer(lazy("Choose the clinician"))], options=_clinicians)

    def offer(self, *, now: dt.datetime) -> None:
        """Fill in what is most likely: today, and whoever is asking."""
        self.offer_clinicians()
        if self.visit_on.data is None and not self.is_submitted():
            self.visit_on.data = now.date()


class PatientForm(ClinicianMixin, BaseForm):
    """One person's details and, when new, perhaps the first visit."""

    patient: Patient | None = None

    name = NameField(lazy("Full name"), [RequiredAnswer(lazy("Enter the person's full name"))])
    born_on = _born(lazy("Enter the date of birth"))
    chart_number = _chart()
    language = OneOf(
        lazy("Language the person likes to read"),
        [RequiredAnswer(lazy("Choose a language"))],
        options=list(LANGUAGES.items()),
        default="en",
    )
    print_name = TextField(
        lazy("Name to print on the handout, if another"), hint=lazy("First name or nickname"), limit=30, width=20
    )
    sex_birth = OneOf(
        lazy("Sex listed at birth (may be left out)"),
        options=[
            ("female", lazy("Female")),
            ("male", lazy("Male")),
            ("intersex", lazy("Intersex")),
            ("skip", lazy("Not said")),
        ],
        hint=lazy("Only decides whether two questions on pregnancy and periods are asked."),
    )
    wants_interpreter = TickField(lazy("Wants an interpreter"))
    wants_large_print = TickField(lazy("Wants large print"))
    visit_on = DateField(lazy("Day of the visit"), [RequiredWhen(lambda form: False, "")])
    visit_time = TimeField(
        lazy("Time of the visit"),
        [RequiredWhen(lambda form: form.visit_on.data is not None, lazy("Enter the time of the visit"))],
        hint=lazy("For example, 9:30 AM"),
    )
    clinician_id = SelectOne(
        lazy("Clinician"),
        [RequiredWhen(lambda form: form.visit_on.data is not None, lazy("Choose the clinician"))],
        options=_clinicians,
    )

    def offer_visit(self, *, now: dt.datetime) -> None:
        """Fill in what is most likely for a new person."""
        self.offer_clinicians()

    def validate_chart_number(self, field: TextField) -> None:
        """Two people never share a chart."""
        _check_chart(field)
        other = registering.with_chart(field.data or "")
        if other is not None and (self.patient is None or other.id != self.patient.id):
            raise ValidationError(_("Check the chart number: another person has it."))

    def validate_born_on(self, field: DateField) -> None:
        """The same name and date of birth is nearly always the same person."""
        if self.patient is not None or not self.name.data or field.data is None:
            return
        if registering.twin(self.name.data, field.data) is not None:
            raise ValidationError(
                _("Somebody with this name and date of birth is registered. Find them under Patients.")
            )


class WalkInForm(BaseForm):
    """Three fields for somebody at the desk without an appointment."""

    known: Patient | None = None

    name = NameField(lazy("Full name"), [RequiredAnswer(lazy("Enter the person's full name"))])
    born_on = _born(lazy("Enter the date of birth"))
    chart_number = _chart()

    def validate_chart_number(self, field: TextField) -> None:
        """A known chart must belong to this very person."""
        _check_chart(field)
        if not User.clinicians():
            raise ValidationError(_("Nobody here treats patients yet. An administrator adds a clinician under Users."))
        self.known = registering.with_chart(field.data or "")
        name, born_on = self.name.data, self.born_on.data
        if self.known is None and name and born_on and registering.twin(name, born_on) is not None:
            raise ValidationError(_("This person is registered under another chart number. Check it."))
        if self.known is not None:
            same_name = sort_key(self.name.data or "") == self.known.name_sort
            if not same_name or self.known.born_on != self.born_on.data:
                raise ValidationError(_("Check all three: this chart number belongs to a person with other details."))

    def as_patient(self) -> Any:
        """The same three answers as a `PatientForm` would give them."""
        blank = SimpleNamespace(data=None)
        return SimpleNamespace(
            chart_number=self.chart_number,
            name=self.name,
            born_on=self.born_on,
            language=SimpleNamespace(data="en"),
            print_name=blank,
            sex_birth=blank,
            wants_interpreter=blank,
            wants_large_print=blank,
        )

    def next_clinician(self) -> User:
        """The person asking, if they treat patients; else the first clinician by name. Somebody must treat patients."""
        people = User.clinicians()
        mine: uuid.UUID = current_person().id
        return next((user for user in people if user.id == mine), people[0])

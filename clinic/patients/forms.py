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
from clinic.i18n import LANGUAGES, date_order
from clinic.patients import registration
from clinic.patients.models import Patient
from clinic.patients.visit_forms import ClinicianMixin, WhenMixin, clinicians, first_day, last_day, today
from clinic.values import dates, names
from clinic.values.days import years_before

OLDEST = 120
MOST_FOUND = 50


def born(label: Any, sentence: Any) -> DateField:
    """A box for a date of birth: two digits of a year are enough, and a year to come is refused in words."""
    return DateField(
        label,
        [
            RequiredAnswer(sentence),
            Between(
                lambda: years_before(today(), OLDEST),
                today,
                lazy("Enter a date of birth in the past 120 years"),
            ),
        ],
        least=lambda: years_before(today(), OLDEST),
        most=today,
    )


def _chart() -> TextField:
    return TextField(
        lazy("Chart number"),
        [RequiredAnswer(lazy("Enter the chart number"))],
        hint=lazy("Letters, digits and dashes, at most 20"),
        limit=20,
        width=20,
    )


def _check_chart(field: TextField) -> None:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,20}", field.data or ""):
        raise ValidationError(_("Use only letters, digits and dashes, at most 20."))


class SearchForm(BaseForm):
    """Words to find a person by."""

    term = TextField(
        lazy("Name, date of birth or chart number"),
        [RequiredAnswer(lazy("Enter at least 2 letters of the name, the date of birth or the chart number"))],
        limit=100,
        width=30,
    )

    def found(self) -> list[Patient]:
        """Whoever was meant. What could be a date of birth may be a chart number too."""
        typed = self.term.data or ""
        rest, born = dates.within(typed, date_order(), least=years_before(today(), OLDEST), most=today())
        people = Patient.search(rest, born=born) if born else []
        return list(dict.fromkeys([*people, *Patient.search(typed)]))[:MOST_FOUND]

    def validate_term(self, field: TextField) -> None:
        """One letter would list half the practice, but one ideograph is a name."""
        if not names.is_enough(field.data or ""):
            raise ValidationError(_("Enter at least 2 letters of the name, the date of birth or the chart number"))


TOLD_APART = (
    ("both seen", lazy("Both people are known here")),
    ("papers", lazy("I compared papers with a photo")),
    ("address", lazy("Address and phone number differ")),
)
"""What the desk went by: kept in the log as it is, so nothing of a person can stand in it."""


class NewPersonMixin:
    """Whether somebody new is new, where a person born on the same day has the same name, or one that may be theirs."""

    is_new: TickField
    namesake: SelectOne
    similar: Patient | None = None
    twins: list[Patient]

    def check_similar(self, name: str, born_on: dt.date) -> None:
        """Ask before one person gets two charts: a middle or a second family name is often left out."""
        self.similar = registration.similar(name, born_on)
        if self.similar is not None and not self.is_new.data:
            raise ValidationError(
                _("Somebody born that day has a similar name. Choose that person below, or tick that this is another.")
            )

    def check_twins(self, sentence: str) -> None:
        """The same name and date of birth is nearly always the same person; if not, the desk says how it knows."""
        if not self.namesake.data:
            raise ValidationError(sentence)


def _namesake() -> SelectOne:
    return SelectOne(lazy("If this is another person: how do you know?"), options=list(TOLD_APART))


class PatientForm(NewPersonMixin, WhenMixin, ClinicianMixin, BaseForm):
    """One person's details and, when new, perhaps the first visit."""

    patient: Patient | None = None
    is_new = TickField(lazy("This is another person, who is new here"))
    namesake = _namesake()
    twins: list[Patient] = []
    same: Patient | None = None
    """Who is registered with the same name, date of birth and chart number: the page was sent before."""

    name = NameField(lazy("Full name"), [RequiredAnswer(lazy("Enter the person's full name"))])
    born_on = born(lazy("Date of birth"), lazy("Enter the date of birth"))
    chart_number = _chart()
    language = OneOf(
        lazy("Language the person likes to read"),
        [RequiredAnswer(lazy("Choose a language"))],
        options=list(LANGUAGES.items()),
        default="en",
    )
    print_name = TextField(
        lazy("What to call the person, if another name"),
        hint=lazy("First name or nickname, for greeting and on the handout"),
        limit=30,
        width=20,
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
    was_before = TickField(lazy("The visit was on this day"))
    visit_on = DateField(
        lazy("Day of the visit"), least=first_day, most=last_day, validators=[RequiredWhen(lambda form: False, "")]
    )
    visit_time = TimeField(
        lazy("Time of the visit"),
        [RequiredWhen(lambda form: form.visit_on.data is not None, lazy("Enter the time of the visit"))],
        hint=lazy("For example, 9:30 AM"),
    )
    clinician_id = SelectOne(
        lazy("Clinician"),
        [RequiredWhen(lambda form: form.visit_on.data is not None, lazy("Choose the clinician"))],
        options=clinicians,
    )

    def offer_visit(self) -> None:
        """Fill in what is most likely for a new person."""
        self.offer_clinicians()

    def validate_chart_number(self, field: TextField) -> None:
        """Two people never share a chart."""
        _check_chart(field)
        other = registration.with_chart(field.data or "")
        if other is None or (self.patient is not None and other.id == self.patient.id):
            return
        if self.patient is None and other.is_called(self.name.data or "") and other.born_on == self.born_on.data:
            self.same = other
        else:
            raise ValidationError(_("Check the chart number: another person has it."))

    def validate_born_on(self, field: DateField) -> None:
        """The same name and date of birth is nearly always the same person."""
        if self.patient is not None or not self.name.data or field.data is None:
            return
        twins = registration.called(self.name.data, field.data)
        if not twins:
            self.check_similar(self.name.data, field.data)
        elif (self.chart_number.data or "").lower() not in [one.chart_number.lower() for one in twins]:
            self.twins = twins
            self.check_twins(
                _(
                    "Somebody with this name and date of birth is registered. Open that person below, or say how you"
                    " know that this is another."
                )
            )


class WalkInForm(NewPersonMixin, BaseForm):
    """Somebody at the desk without an appointment: three fields for a new person, two for one who is known."""

    known: Patient | None = None
    twins: list[Patient] = []

    is_new = TickField(lazy("This is another person, who is new here"))
    namesake = _namesake()
    name = NameField(lazy("Full name"), [RequiredAnswer(lazy("Enter the person's full name"))])
    born_on = born(lazy("Date of birth"), lazy("Enter the date of birth"))
    chart_number = TextField(
        lazy("Chart number"),
        hint=lazy("May be left out for somebody who has been here before. Letters, digits and dashes, at most 20"),
        limit=20,
        width=20,
    )

    def validate_chart_number(self, field: TextField) -> None:
        """A known chart must belong to this very person; without one, name and date of birth say who it is."""
        if field.data:
            _check_chart(field)
        if not User.clinicians():
            raise ValidationError(_("Nobody here treats patients yet. An administrator adds a clinician under Staff."))
        name, born_on = self.name.data, self.born_on.data
        twins = registration.called(name, born_on) if name and born_on else []
        if field.data:
            self.known = registration.with_chart(field.data)
        elif len(twins) == 1:
            self.known = twins[0]
        if self.known is not None:
            if not self._is(self.known):
                raise ValidationError(_("Check all three: this chart number belongs to a person with other details."))
        elif twins:
            self.twins = twins
            self._check_which()
        elif name and born_on:
            self.check_similar(name, born_on)
            if not field.data:
                raise ValidationError(_("Nobody with this name and date of birth is registered. Enter a chart number."))

    def _check_which(self) -> None:
        if not self.chart_number.data:
            raise ValidationError(_("Two people have this name and date of birth. Enter the chart number."))
        self.check_twins(_("This person is registered under another chart number. Check it."))

    def _is(self, known: Patient) -> bool:
        return known.may_be_called(self.name.data or "") and known.born_on == self.born_on.data

    def as_patient(self) -> Any:
        """The same three answers as a `PatientForm` would give them."""
        blank = SimpleNamespace(data=None)
        return SimpleNamespace(
            chart_number=self.chart_number,
            name=self.name,
            born_on=self.born_on,
            namesake=self.namesake,
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

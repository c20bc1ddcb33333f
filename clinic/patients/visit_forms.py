"""When a visit is, and with whom."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.access import current_person
from clinic.accounts.models import User
from clinic.clock import utcnow
from clinic.forms import BaseForm, DateField, RequiredAnswer, SelectOne, TickField, TimeField, appointment
from clinic.patients import registration
from clinic.patients.models import Visit
from clinic.practice.models import Practice
from clinic.values.days import day_of, wall_clock, years_before

PAST = dt.timedelta(days=31)
"""A visit of the last weeks may be written down afterwards, when somebody says that it was one."""


def today() -> dt.date:
    """The clinic's day."""
    return day_of(utcnow(), Practice.zone_here())


def first_day() -> dt.date:
    """The first day a visit may have been on."""
    return today() - PAST


def last_day() -> dt.date:
    """The last day that is booked."""
    return years_before(today(), -appointment.YEARS_AHEAD)


def clinicians() -> list[tuple[str, str]]:
    """Who may be chosen."""
    return [(str(user.id), user.title) for user in User.clinicians()]


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


class WhenMixin:
    """A day and a time that make a visit: one that can be, and that no other visit of the person stands at."""

    visit_on: DateField
    visit_time: TimeField
    was_before: TickField
    starts_at: dt.datetime | None = None
    asks_before = False

    def check_when(self, *, stands: Visit | None = None) -> bool:
        """Whether there is such a visit; `starts_at` is its moment. `stands` is the visit that is being moved."""
        day, time = self.visit_on.data, self.visit_time.data
        if day is None or time is None:
            return True
        zone, now = Practice.zone_here(), today()
        if stands is not None and _is_unchanged(stands, day, time):
            self.starts_at = stands.starts_at
            return True
        earliest = now
        if now - PAST <= day < now:
            self.asks_before = True
            if not self.was_before.data:
                words = _("This day is in the past. Tick below that the visit was on this day, or enter another day.")
                self.visit_on.errors = [*self.visit_on.errors, words]
                return False
            earliest = day
        try:
            self.starts_at = appointment.moment(day, time, zone=zone, earliest=earliest, today=now)
        except appointment.NotThen as wrong:
            field = self.visit_on if wrong.of_day else self.visit_time
            field.errors = [*field.errors, str(wrong)]
            return False
        return self._check_free(stands)

    def _check_free(self, stands: Visit | None) -> bool:
        """Moving a visit onto another of the same person would make two of one."""
        if stands is None or self.starts_at is None:
            return True
        other = registration.at_that_time(stands.patient, self.starts_at)
        if other is None or other.id == stands.id:
            return True
        words = _("This person has another visit at this time. Enter another time.")
        self.visit_time.errors = [*self.visit_time.errors, words]
        return False


def _is_unchanged(visit: Visit, day: dt.date, time: dt.time) -> bool:
    shown = wall_clock(visit.starts_at, Practice.zone_here())
    return (visit.day, shown.time().replace(second=0, microsecond=0, fold=0)) == (day, time.replace(second=0))


class VisitForm(WhenMixin, ClinicianMixin, BaseForm):
    """When a visit is, and with whom."""

    was_before = TickField(lazy("The visit was on this day"))
    visit_on = DateField(
        lazy("Day"), [RequiredAnswer(lazy("Enter the day of the visit"))], least=first_day, most=last_day
    )
    visit_time = TimeField(
        lazy("Time"), [RequiredAnswer(lazy("Enter the time of the visit"))], hint=lazy("For example, 9:30 AM")
    )
    clinician_id = SelectOne(lazy("Clinician"), [RequiredAnswer(lazy("Choose the clinician"))], options=clinicians)

    def offer(self, *, today: dt.date) -> None:
        """Fill in what is most likely: today, and whoever is asking."""
        self.offer_clinicians()
        if self.visit_on.data is None and not self.is_submitted():
            self.visit_on.data = today

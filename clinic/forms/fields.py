"""Fields that take typing: text, numbers, dates, times, passwords, one tick. Each names the component that draws it."""

import datetime as dt
import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms import PasswordField as StockPasswordField
from wtforms.widgets import TextInput

from clinic.forms import numbers, text
from clinic.i18n import decimal, language
from clinic.values import quantities

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DIGITS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE)


class TextField(StringField):
    """A line of text. `width` is in characters; `inputmode` and `autocomplete` go to the input as they are."""

    component = "text"
    limit = text.SHORT
    input_type = "text"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        hint: Any = "",
        limit: int | None = None,
        width: int | None = None,
        rows: int = 4,
        inputmode: str | None = None,
        autocomplete: str = "off",
        **more: Any,
    ) -> None:
        super().__init__(label, validators, description=hint, **more)
        self.limit = limit or self.limit
        self.width, self.rows, self.inputmode, self.autocomplete = width, rows, inputmode, autocomplete

    @property
    def shown(self) -> str:
        """What stands in the control: what was typed, else what is stored."""
        return str(self.data) if self.data is not None else ""


class NameField(TextField):
    """The name of a person or a practice."""

    limit = text.NAME


class AnswerField(TextField):
    """An answer in the patient's own words."""

    component = "area"
    limit = text.ANSWER


class NotesField(AnswerField):
    """A clinician's notes."""

    limit = text.NOTES


class PasswordField(StockPasswordField):
    """A password, taken exactly as typed and never shown again."""

    component = "password"
    limit = text.SHORT

    def __init__(
        self, label: Any = None, validators: Any = None, *, hint: Any = "", autocomplete: str = "off", **more: Any
    ) -> None:
        super().__init__(label, validators, description=hint, **more)
        self.autocomplete, self.shown, self.width = autocomplete, "", None


class TickField(BooleanField):
    """One statement that is ticked or not."""

    component = "tick"

    def __init__(self, label: Any = None, validators: Any = None, *, hint: Any = "", **more: Any) -> None:
        super().__init__(label, validators, description=hint, **more)


class KeptField(HiddenField):
    """A value the page carries back unseen, such as the hash of the draft that was on screen."""

    component = "hidden"


class TypedField(Field):
    """A value typed into one line: read on the way in, written out the way the page's language does."""

    component = "text"
    widget = TextInput()
    limit = 40
    inputmode: str | None = None
    autocomplete = "off"
    width: int | None = 10
    unit: Any = ""

    def read(self, typed: str) -> Any:
        """The value of what was typed; raise `ValueError` with the sentence that says what to type."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The value as it stands in the control."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; a blank is null."""
        typed = text.tidy(str(valuelist[0])) if valuelist else ""
        self.data = None
        if typed:
            self.data = self.read(typed)

    @property
    def shown(self) -> str:
        """What was typed if it could not be read, else the value in the page's language."""
        if self.raw_data and (self.errors or self.data is None):
            return str(self.raw_data[0])
        if isinstance(self.data, str):  # what was typed on an earlier try, given back as it was
            return self.data
        return self.write(self.data) if self.data is not None else ""


class NumberField(TypedField):
    """A number with a unit and a range. `places=0` gives an int, anything else a float.

    `unit` stands behind the box; `kept_in` is the same unit's id, so that others of its kind may be written too.
    `says` is the page's own sentence in place of the ones for a range.
    """

    component = "number"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        least: float,
        most: float,
        places: int = 0,
        unit: Any = "",
        kept_in: str = "",
        says: Any = "",
        hint: Any = "",
        **more: Any,
    ) -> None:
        super().__init__(label, validators, description=hint, **more)
        self.least, self.most, self.places, self.unit = least, most, places, unit
        self.kept_in, self.says = kept_in, says
        self.inputmode = "numeric" if places == 0 and least >= 0 else "decimal" if least >= 0 else "text"
        self.width = max(len(f"{most:g}"), len(f"{least:g}")) + (places + 1 if places else 0)

    def read(self, typed: str) -> int | float:
        """A number in range, without a unit, in either way of writing the point."""
        try:
            number = numbers.typed(
                typed,
                low=self.least,
                high=self.most,
                whole=self.places == 0,
                places=self.places or None,
                unit=self.kept_in,
            )
        except quantities.NotWhole:
            raise ValueError(self._whole()) from None
        except quantities.TooFine as fine:
            raise ValueError(numbers.sentence(fine)) from None
        except quantities.Trouble as trouble:
            raise ValueError(numbers.sentence(trouble, otherwise=self._range())) from None
        return int(number) if self.places == 0 else number.value

    def write(self, value: Any) -> str:
        """The number with no more digits than it has."""
        return self._plain(value)

    def _plain(self, value: float) -> str:
        return f"{value:.10g}"

    def _whole(self) -> str:
        if self.says:
            return str(self.says)
        bounds = {"least": decimal(self.least), "most": decimal(self.most)}
        return str(_("Enter a whole number from %(least)s to %(most)s", **bounds))

    def _range(self) -> str:
        if self.says:
            return str(self.says)
        bounds = {"least": decimal(self.least), "most": decimal(self.most)}
        return str(_("Enter a number from %(least)s to %(most)s", **bounds))


EARLIEST, LATEST = 1850, 2199  # years; beyond them a moment may not exist in every time zone


def write_date(date: dt.date) -> str:
    """A date in digits: month first in English, day first in Spanish."""
    return f"{date:%m/%d/%Y}" if language() == "en" else f"{date:%d/%m/%Y}"


class DateField(TypedField):
    """A date in one box: month/day/year in English, day/month/year in Spanish, or year-month-day in either.

    One box and not three: people at a front desk type 03/14/1974 in one go, and one box has one label. The browser's
    own date picker is not used: it makes a birthday sixty years back hard to reach and follows the device's language.
    """

    component = "date"
    inputmode = "numeric"

    def __init__(self, label: Any = None, validators: Any = None, *, hint: Any = None, **more: Any) -> None:
        super().__init__(
            label, validators, description=lazy("For example, 03/14/1974") if hint is None else hint, **more
        )
        self.inputmode = "text"

    def read(self, typed: str) -> dt.date:
        """A real date."""
        iso, digits = _ISO.fullmatch(typed), _DIGITS.fullmatch(typed)
        try:
            if iso and EARLIEST <= int(iso[1]) <= LATEST:
                return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
            if digits:
                first, second, year = (int(digits[i]) for i in (1, 2, 3))
                month, day = (first, second) if language() == "en" else (second, first)
                if EARLIEST <= year <= LATEST:
                    return dt.date(year, month, day)
        except ValueError:
            raise ValueError(_("Enter a date that exists: month, day, year, such as 03/14/1974")) from None
        raise ValueError(_("Enter the date as month, day, year, such as 03/14/1974"))

    def write(self, value: dt.date) -> str:
        """The date in digits."""
        return write_date(value)


class TimeField(TypedField):
    """A time of day: 9:30 AM, 2:05 pm or 14:05."""

    component = "time"
    width = 10

    def __init__(self, label: Any = None, validators: Any = None, *, hint: Any = "", **more: Any) -> None:
        super().__init__(label, validators, description=hint, **more)

    def read(self, typed: str) -> dt.time:
        """A real time."""
        match = _TIME.fullmatch(typed)
        if match:
            hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "p" else 0)
            elif half:
                hour = 99
            if hour <= 23 and minute <= 59:
                return dt.time(hour, minute)
        raise ValueError(_("Enter the time as hours and minutes, such as 9:30 AM"))

    def write(self, value: dt.time) -> str:
        """The time on a 12 hour clock in English, 24 hours in Spanish."""
        if language() != "en":
            return f"{value:%H:%M}"
        return f"{value.hour % 12 or 12}:{value:%M} {'AM' if value.hour < 12 else 'PM'}"

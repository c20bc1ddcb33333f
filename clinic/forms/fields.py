"""Fields that take typing: text, numbers, dates, times, passwords, one tick. Each names the component that draws it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms import PasswordField as StockPasswordField
from wtforms.utils import unset_value
from wtforms.widgets import TextInput

from clinic.forms import numbers, text
from clinic.forms.choices import Option
from clinic.i18n import date_order, decimal, language
from clinic.values import dates, quantities


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


def write_date(date: dt.date) -> str:
    """A date in digits, in the order of the practice's region."""
    return dates.write(date, date_order())


def write_time(time: dt.time) -> str:
    """A time on a 12 hour clock in English, on one of 24 hours in Spanish."""
    if language() != "en":
        return f"{time:%H:%M}"
    return f"{time.hour % 12 or 12}:{time:%M} {'AM' if time.hour < 12 else 'PM'}"


def _example() -> str:
    return write_date(dt.date(1974, 3, 14))


def _date_hint() -> str:
    """How a date is typed here. The example can only be read one way."""
    return {
        "mdy": _("Month, day, year. For example, %(example)s", example=_example()),
        "dmy": _("Day, month, year. For example, %(example)s", example=_example()),
    }.get(date_order(), _("Year, month, day. For example, %(example)s", example=_example()))


class AskedField(TypedField):
    """A value that may be read in two ways. The page then asks which is meant, and sends the answer along."""

    asks: tuple[Option, ...] = ()
    meant = ""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was typed, and which of two readings somebody said is meant."""
        self.meant = formdata.get(f"{self.name}-meant", "") if formdata else ""
        super().process(formdata, data, extra_filters)

    def ask(self, options: list[tuple[str, str]]) -> str:
        """The value that is meant; `ValueError` with the question while nobody has said it."""
        if self.meant in dict(options):
            return self.meant
        self.asks = tuple(Option(value, words) for value, words in options)
        first, second = (words for _value, words in options)
        raise ValueError(_("Is that %(first)s or %(second)s? Choose below.", first=first, second=second))


class DateField(AskedField):
    """A date in one box, in the order of the practice's region, with the month in words, or as year, month, day.

    One box and not three: people at a front desk type 03/14/1974 in one go, and one box has one label. The browser's
    own date picker is not used: it makes a birthday sixty years back hard to reach and follows the device's language.
    `least` and `most`, functions without arguments, say what two digits of a year can mean.
    """

    component = "date"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        hint: Any = None,
        least: Callable[[], dt.date] | None = None,
        most: Callable[[], dt.date] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, validators, description=_date_hint() if hint is None else hint, **more)
        self.inputmode, self.least, self.most = "text", least, most

    def read(self, typed: str) -> dt.date:
        """A real date."""
        least, most = (bound() if bound is not None else None for bound in (self.least, self.most))
        try:
            return dates.read(typed, date_order(), least=least, most=most)
        except dates.Ambiguous as found:
            return dates.from_iso(self.ask([(day.isoformat(), in_words(day)) for day in found.readings]))
        except dates.NoSuchDay:
            raise ValueError(_("Enter a date that exists, such as %(example)s", example=_example())) from None
        except dates.YearNeeded:
            raise ValueError(_("Write the year with four digits, such as %(example)s", example=_example())) from None
        except dates.NotRead:
            words = _("Enter the date like %(example)s, or with the month as a word", example=_example())
            raise ValueError(words) from None

    def write(self, value: dt.date) -> str:
        """The date in digits."""
        return write_date(value)


def in_words(day: dt.date) -> str:
    """A date that nobody can misread: the month in letters."""
    return str(format_date(day, "long"))


class TimeField(AskedField):
    """A time of day: 9:30 AM, 2:05 pm, 0930, 9.30 or 14:05."""

    component = "time"
    width = 10

    def __init__(self, label: Any = None, validators: Any = None, *, hint: Any = "", **more: Any) -> None:
        super().__init__(label, validators, description=hint, **more)

    def read(self, typed: str) -> dt.time:
        """A real time."""
        try:
            return dates.read_time(typed)
        except dates.Ambiguous as found:
            return dates.read_time(self.ask([(f"{time:%H:%M}", write_time(time)) for time in found.readings]))
        except dates.NotRead:
            raise ValueError(_("Enter the time as hours and minutes, such as 9:30 AM")) from None

    def write(self, value: dt.time) -> str:
        """The time as the page's language writes it."""
        return write_time(value)

"""The practice's own form."""

import io
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from PIL import Image, UnidentifiedImageError
from wtforms.validators import ValidationError

from clinic.forms import (
    BaseForm,
    ManyOf,
    NameField,
    NumberField,
    OneOf,
    RequiredAnswer,
    SelectOne,
    TextField,
    TickField,
)
from clinic.i18n import LANGUAGES, language
from clinic.practice import region
from clinic.practice.models import Practice

LOGO_BYTES, LOGO_PIXELS = 256 * 1024, 2_000_000
FEWEST_DIGITS = 7
CONTACT = ("name", "address", "phone")
PLACE = ("time_zone", "paper", "units", "date_order", "languages", "emergency_number")
COLUMNS = (*CONTACT, *PLACE, "tablet_idle_minutes", "allows_unreviewed_translation")


def _zones() -> list[tuple[str, str]]:
    """Every zone on offer, and the practice's own where it is none of them, such as UTC from when zones were typed."""
    known, practice = list(region.zones(language())), Practice.here()
    if practice is not None and practice.time_zone not in dict(known):
        known.insert(0, (practice.time_zone, practice.time_zone))
    return known


class Filling(BaseForm):
    """What forms of the practice share: writing the named columns, and saying which of them changed."""

    columns: tuple[str, ...] = ()

    def fill(self, practice: Practice) -> list[str]:
        """Write the answers to `practice`; the names of what changed."""
        changed = []
        for column in self.columns:
            value: Any = self[column].data
            if column in ("address", "phone"):
                value = value or ""
            if getattr(practice, column) != value:
                setattr(practice, column, value)
                changed.append(column)
        return changed


class ContactForm(Filling):
    """Who the practice is and how patients reach it."""

    columns: tuple[str, ...] = CONTACT

    name = NameField(lazy("Name of the practice"), [RequiredAnswer(lazy("Enter the name of the practice"))])
    phone = TextField(
        lazy("Phone"),
        [RequiredAnswer(lazy("Enter the number patients call"))],
        hint=lazy("Patients call this number. It is on every handout."),
        limit=40,
        width=20,
        inputmode="tel",
        autocomplete="tel",
    )
    address = TextField(lazy("Address"), autocomplete="street-address")

    def validate_phone(self, field: TextField) -> None:
        """Digits enough to be called."""
        if sum(mark.isdigit() for mark in field.data or "") < FEWEST_DIGITS:
            raise ValidationError(_("Enter the whole number, with its area code."))


class PlaceForm(Filling):
    """Where the practice is, and what is usual there."""

    columns: tuple[str, ...] = PLACE

    time_zone = SelectOne(
        lazy("Time zone"),
        [RequiredAnswer(lazy("Choose the time zone"))],
        options=_zones,
        hint=lazy("It decides which day it is, how old a patient is today, and the times on paper."),
    )
    paper = OneOf(
        lazy("Paper"),
        [RequiredAnswer(lazy("Choose a paper size"))],
        options=[("letter", lazy("Letter")), ("a4", "A4")],
    )
    units = OneOf(
        lazy("Measures"),
        [RequiredAnswer(lazy("Choose the measures"))],
        hint=lazy("Only what is offered first: whoever types the other one keeps it."),
        options=[("us", lazy("Inches, pounds, miles")), ("metric", lazy("Centimeters, kilograms, kilometers"))],
    )
    date_order = OneOf(
        lazy("Order of a date"),
        [RequiredAnswer(lazy("Choose the order of a date"))],
        hint=lazy("How dates are typed here and shown in digits, in every language."),
        options=[
            ("mdy", lazy("Month, day, year: 03/14/1974")),
            ("dmy", lazy("Day, month, year: 14/03/1974")),
            ("ymd", lazy("Year, month, day: 1974-03-14")),
        ],
    )
    languages = ManyOf(
        lazy("Languages of handouts"),
        [RequiredAnswer(lazy("Choose at least one language"))],
        options=list(LANGUAGES.items()),
    )
    emergency_number = TextField(
        lazy("Emergency number"), [RequiredAnswer(lazy("Enter the emergency number"))], limit=20, width=10
    )


class PracticeForm(ContactForm, PlaceForm):
    """Everything of the practice on one page."""

    columns: tuple[str, ...] = COLUMNS

    logo = FileField(lazy("Logo (PNG or JPEG, at most 256 KB)"))
    removes_logo = TickField(lazy("Remove the logo"))
    tablet_idle_minutes = NumberField(
        lazy("Minutes until an untouched tablet goes blank"),
        [RequiredAnswer(lazy("Enter 3 to 10 minutes"))],
        least=3,
        most=10,
    )
    allows_unreviewed_translation = TickField(
        lazy("Print Spanish handouts although a qualified translator has not yet checked them")
    )

    def validate_logo(self, field: FileField) -> None:
        """Decode and draw the picture anew: nothing of the file itself is kept."""
        self.drawn: bytes | None = None
        upload = field.data
        if not upload or not getattr(upload, "filename", ""):
            return
        data = upload.stream.read(LOGO_BYTES + 1)
        if len(data) > LOGO_BYTES:
            raise ValidationError(_("Choose a smaller picture: at most 256 KB."))
        try:
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
                if picture.width * picture.height > LOGO_PIXELS:
                    raise ValidationError(_("Choose a smaller picture: at most 2 million pixels."))
                out = io.BytesIO()
                picture.convert("RGBA").save(out, "PNG")
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            if isinstance(error, ValidationError):
                raise
            raise ValidationError(_("Choose a PNG or JPEG picture: this file could not be read as one.")) from None
        self.drawn = out.getvalue()

    def fill(self, practice: Practice) -> list[str]:
        """Write the answers and the logo to `practice`; the names of what changed."""
        changed = super().fill(practice)
        if self.removes_logo.data or self.drawn is not None:
            practice.logo = self.drawn
            changed.append("logo")
        return changed

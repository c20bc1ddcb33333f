"""The practice's own form."""

import io
import zoneinfo
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from PIL import Image, UnidentifiedImageError
from wtforms.validators import ValidationError

from clinic.forms import BaseForm, ManyOf, NameField, NumberField, OneOf, RequiredAnswer, TextField, TickField
from clinic.i18n import LANGUAGES
from clinic.practice.models import Practice

LOGO_BYTES, LOGO_PIXELS = 256 * 1024, 2_000_000
COLUMNS = (
    "name",
    "address",
    "phone",
    "emergency_number",
    "paper",
    "languages",
    "time_zone",
    "tablet_idle_minutes",
    "allows_unreviewed_translation",
)


class PracticeForm(BaseForm):
    """Name, address, phone, logo, paper, languages, time zone, tablet."""

    name = NameField(lazy("Name of the practice"), [RequiredAnswer(lazy("Enter the name of the practice"))])
    address = TextField(lazy("Address"), autocomplete="off")
    phone = TextField(
        lazy("Phone"), hint=lazy("Patients call this number. It is on every handout."), limit=40, width=20
    )
    emergency_number = TextField(
        lazy("Emergency number"), [RequiredAnswer(lazy("Enter the emergency number"))], limit=20, width=10
    )
    logo = FileField(lazy("Logo (PNG or JPEG, at most 256 KB)"))
    removes_logo = TickField(lazy("Remove the logo"))
    paper = OneOf(
        lazy("Paper"),
        [RequiredAnswer(lazy("Choose a paper size"))],
        options=[("letter", lazy("Letter")), ("a4", "A4")],
    )
    languages = ManyOf(
        lazy("Languages of handouts"),
        [RequiredAnswer(lazy("Choose at least one language"))],
        options=list(LANGUAGES.items()),
    )
    time_zone = TextField(
        lazy("Time zone"),
        [RequiredAnswer(lazy("Enter the time zone"))],
        hint=lazy("For example, America/New_York"),
        limit=60,
        width=30,
    )
    tablet_idle_minutes = NumberField(
        lazy("Minutes until an untouched tablet goes blank"),
        [RequiredAnswer(lazy("Enter 3 to 10 minutes"))],
        least=3,
        most=10,
    )
    allows_unreviewed_translation = TickField(
        lazy("Print Spanish handouts although a qualified translator has not yet checked them")
    )

    def validate_time_zone(self, field: TextField) -> None:
        """A zone that exists."""
        if field.data not in zoneinfo.available_timezones():
            raise ValidationError(_("Enter a time zone by region and city, such as America/New_York."))

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
        """Write the answers to `practice`; the names of what changed."""
        changed = []
        for column in COLUMNS:
            value: Any = self[column].data
            if column in ("address", "phone"):
                value = value or ""
            if getattr(practice, column) != value:
                setattr(practice, column, value)
                changed.append(column)
        if self.removes_logo.data or self.drawn is not None:
            practice.logo = self.drawn
            changed.append("logo")
        return changed

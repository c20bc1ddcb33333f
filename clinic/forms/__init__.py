"""The form kit: a base form, fields that know how they are drawn, rules that speak in sentences. Knows no slice.

    class SymptomsForm(BaseForm):
        sym_onset = OneOfList(lazy("How did it start?"), [RequiredAnswer(lazy("Tell us how it started"))], options=...)

Templates draw a field with `field(form.sym_onset)` of `templates/components/field.html`.
"""

from clinic.forms.choices import (
    ChoiceCards,
    FootZones,
    ManyCards,
    ManyOf,
    OneOf,
    OneOfList,
    Option,
    PainScale,
    Segments,
    SelectOne,
    YesNo,
    YesNoUnsure,
)
from clinic.forms.fields import (
    AnswerField,
    DateField,
    KeptField,
    NameField,
    NotesField,
    NumberField,
    PasswordField,
    TextField,
    TickField,
    TimeField,
)
from clinic.forms.form import BaseForm
from clinic.forms.validators import AtMost, Between, RequiredAnswer, RequiredWhen

__all__ = [
    "AnswerField",
    "AtMost",
    "BaseForm",
    "Between",
    "ChoiceCards",
    "DateField",
    "FootZones",
    "KeptField",
    "ManyCards",
    "ManyOf",
    "NameField",
    "NotesField",
    "NumberField",
    "OneOf",
    "OneOfList",
    "Option",
    "PainScale",
    "PasswordField",
    "RequiredAnswer",
    "RequiredWhen",
    "Segments",
    "SelectOne",
    "TextField",
    "TickField",
    "TimeField",
    "YesNo",
    "YesNoUnsure",
]

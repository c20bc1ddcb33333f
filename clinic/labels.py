"""What the log's fields and screens are called: the labels of the forms they stand on, in the language of the page.

The trail stores codes and knows no other slice; here every slice says what it calls its own.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as lazy
from wtforms import Form

from clinic.accounts.forms import UserForm
from clinic.exam import items
from clinic.followup.measures import MEASURES
from clinic.i18n import language
from clinic.interview import screens
from clinic.knowledge import library
from clinic.knowledge.schema import Question
from clinic.patients.forms import PatientForm
from clinic.practice.forms import PracticeForm

FORMS: dict[str, type[Form]] = {"practice": PracticeForm, "user": UserForm, "patient": PatientForm}
"""By the kind of row they change. `name` is the practice's on one and the person's on another."""
NO_FORM = {
    "settled": lazy("What is settled of the set-up"),
    "handout": lazy("How the handout is printed"),
    "starts_at": lazy("Day and time of the visit"),
    "clinician_id": lazy("Clinician"),
    "impression": lazy("Working impression"),
    "is_lead": lazy("Lead clinician"),
    "roles": lazy("Roles"),
    "logo": lazy("Logo"),
}
"""Fields without a box of their own, and those whose box says more than a name."""


def field(code: str, kind: str = "") -> str:
    """The name of a field on a row of this kind; a field this version does not know keeps its code."""
    for found in _names(code, kind):
        return str(found)
    return code


def screen(slug: str) -> str:
    """The title of a screen of the interview."""
    step, _dash, row = slug.partition("-")
    for one in (*screens.STEPS, *screens.RETURN_STEPS):
        if one.slug in (slug, step):
            foot = {"r": lazy("right"), "l": lazy("left")}.get(row, row if one.slug != slug else "")
            return f"{one.title} ({foot})" if foot else str(one.title)
    return slug


def _names(code: str, kind: str) -> Iterator[Any]:
    if code in NO_FORM:
        yield NO_FORM[code]
    if kind in FORMS and (label := _label(FORMS[kind], code)):
        yield label
    if code in items.TESTS:
        yield items.TESTS[code].label
    yield from (measure.name for measure in MEASURES if measure.code == code)
    if (question := _questions().get(code)) is not None and question.label is not None:
        yield question.label[language()]


def _label(form: type[Form], name: str) -> Any:
    unbound = getattr(form, name, None)
    args, more = getattr(unbound, "args", ()), getattr(unbound, "kwargs", {})
    return more.get("label") or next(iter(args), None)


def _questions() -> dict[str, Question]:
    known = library.load().questions
    inner = {one.code: one for question in known.values() for one in question.fields}
    return {**inner, **known}

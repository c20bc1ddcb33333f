"""Units, activities and answers in the words of the page's language."""

from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from clinic.i18n import decimal, language
from clinic.interview import flow, visibility
from clinic.interview.flow import Ask
from clinic.interview.models import Intake, IntakeShoe
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question
from clinic.values.quantities import Quantity


def unit_words() -> dict[str, str]:
    """The units in words."""
    return {
        "cm": _("centimeters"),
        "in": _("inches"),
        "mm": _("millimeters"),
        "km": _("kilometers"),
        "mi": _("miles"),
        "kg": _("kilograms"),
        "lb": _("pounds"),
        "days": _("days"),
        "weeks": _("weeks"),
        "months": _("months"),
        "years": _("years"),
        "min": _("minutes"),
        "h": _("hours"),
    }


def one_words() -> dict[str, str]:
    """The units in words, of one."""
    return {
        "in": _("inch"),
        "mi": _("mile"),
        "cm": _("centimeter"),
        "km": _("kilometer"),
        "days": _("day"),
        "weeks": _("week"),
        "months": _("month"),
        "years": _("year"),
        "min": _("minute"),
        "h": _("hour"),
    }


def measure(quantity: Quantity, code: str) -> str:
    """A measure in words as somebody typed it; a height in feet and inches as people say it."""
    if code == "height_cm" and quantity.unit == "in":
        feet, inches = divmod(quantity.typed, 12)
        return _("%(feet)s ft %(inches)s in", feet=decimal(feet), inches=decimal(inches))
    names = unit_words() | (one_words() if quantity.typed == 1 else {})
    return f"{decimal(quantity.typed)} {names.get(quantity.unit, quantity.unit)}"


def activity_name(code: str, library: Library) -> str:
    """The plain name of one activity."""
    return str(library.activities[code].name[language()]) if code in library.activities else code


def pair_name(row: IntakeShoe, library: Library) -> str:
    """What further shoes are worn for."""
    return _("Other shoes: %(use)s", use=_option(visibility.use_of_shoes(library), row.use))


def line_name(intake: Intake, row: int, library: Library) -> str:
    """The plain name of one exercise of the last plan."""
    return str(library.name_of_line(intake.plan_lines[row - 1])[language()])


def words(ask: Ask, value: Any, intake: Intake) -> str:
    """A stored answer as a person reads it; empty when there is none."""
    question = ask.question
    if value is None and question.kind == "grade" and flow.is_skipped(intake, ask):
        return _("Not sure")
    if value is None or value == []:
        return ""
    if question.kind == "many":
        return "\n".join(_option(question, item) for item in value)
    if question.kind in ("one", "grade", "yesno"):
        return _option(question, value)
    if question.kind == "date":
        return str(format_date(value, "long"))
    if isinstance(value, Quantity):
        return measure(value, ask.code)
    if question.kind == "int" and (question.low, question.high) == (0, 10):
        return _("%(number)s out of 10", number=value)
    if isinstance(value, int | float):
        plain = decimal(value)
        unit = unit_words().get(question.unit, "")
        return f"{plain} {unit}" if unit else plain
    return str(value)


def _option(question: Question, value: Any) -> str:
    for option in question.options:
        if option.value == value:
            return str(option.words[language()])
    return {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}.get(str(value), str(value))

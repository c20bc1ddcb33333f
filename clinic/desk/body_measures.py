"""Height and weight, which the desk may write down before the tablet goes out: context for load, read by no rule."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clinic import forms as kit
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.forms import text
from clinic.interview import answer_reader, typed
from clinic.interview.forms import UnitField
from clinic.interview.models import Intake
from clinic.interview.saving import same
from clinic.knowledge.library import Library

CODES = ("height_cm", "weight_kg")


class MeasuresForm(kit.BaseForm):
    """Both may be left out. `seen` is what the page showed, so that nobody overwrites what another has written."""

    height_cm = UnitField(_l("Height"), least=0, most=999)
    weight_kg = UnitField(_l("Weight"), least=0, most=999)
    seen = kit.KeptField()
    units: Mapping[str, tuple[kit.Option, ...]]

    def unit_of(self, code: str) -> str:
        """The unit that is chosen beside the number."""
        return next((str(unit.value) for unit in self.units[code] if unit.chosen), "")


def form_for(stands: Mapping[str, str], *, system: str, sent: Mapping[str, str] | None = None) -> MeasuresForm:
    """The form as it stands, in the units people expect (`us` or `metric`), or as it was just sent."""
    more = {} if sent else {"formdata": None}
    form = MeasuresForm(data={**stands, "seen": json.dumps(stands)}, **more)
    form.units = {code: _offered(code, (sent or stands).get(f"{code}-unit"), system) for code in CODES}
    for code in CODES:
        field: Any = form[code]
        field.inputmode, field.width = "text", 10  # a unit may be written behind the number
    return form


def _bounds(code: str) -> str:
    if code == "height_cm":
        return _("Enter a height from 3 ft to 7 ft 6 in, or from 90 to 230 cm. For example, 5 ft 7 or 170 cm")
    return _("Enter a weight from 45 to 661 lb, or from 20 to 300 kg. For example, 176 lb or 80 kg")


def _offered(code: str, chosen: str | None, system: str) -> tuple[kit.Option, ...]:
    known, short = answer_reader.UNITS[code], {"in": _("in"), "lb": _("lb")}
    chosen = chosen if chosen in known else answer_reader.usual_unit(code, system)
    return tuple(kit.Option(unit, short.get(unit, unit), chosen=unit == chosen) for unit in known)


def stands(intake: Intake | None, last: Intake | None, library: Library, *, system: str) -> dict[str, str]:
    """What is known as the form shows it, with its unit. Before an intake is started: what the start carries over."""
    found: dict[str, str] = {}
    for code in CODES:
        question = library.questions[code]
        holder = intake or (last if question.again != "anew" else None)
        value = typed.value(holder, code, question) if holder is not None else None
        unit = answer_reader.natural_unit(code, value, system)
        found |= {code: str(answer_reader.sent(question, value, unit=unit)), f"{code}-unit": unit}
    return found


def keep(intake: Intake, form: MeasuresForm, *, by: Any, at: dt.datetime, library: Library) -> bool:
    """Write down what was typed; False, with the reason in the form, if any of it cannot be kept."""
    system, seen = intake.units, text.notes(form.seen.data)
    now = stands(intake, None, library, system=system)
    for code in CODES:
        written, unit = form[code].data or "", form.unit_of(code)
        if same(written, seen.get(code, "")) and (not written or unit == seen.get(f"{code}-unit")):
            continue  # nobody touched it on this page, so whatever stands now stays
        question = library.questions[code]
        try:
            value = answer_reader.read(question, written, unit=unit)
        except answer_reader.Refused:
            form[code].errors = [_bounds(code)]
            continue
        if answer_reader.alike(value, typed.value(intake, code, question)):
            continue
        if not same(seen.get(code, ""), now[code]):
            form[code].errors = [_("Somebody at the desk changed this meanwhile. Check the answer.")]
            form.seen.data = json.dumps({**seen, code: now[code], f"{code}-unit": now[f"{code}-unit"]})
            continue
        typed.keep(intake, code, value)
        whose = intake.visit.patient_id
        record(Action.INTAKE_ANSWER_SAVED, intake, actor=by, at=at, patient_id=whose, field=code, foot="")
    return not form.errors

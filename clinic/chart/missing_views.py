"""The card of what locks the visit, and what is typed into it."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from clinic import numbered
from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import Situation, look
from clinic.assessment.missing import rows, shown
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.chart.blueprint import bp
from clinic.clock import utcnow
from clinic.database import db
from clinic.forms import text
from clinic.interview import afterwards, answer_reader, saving
from clinic.interview.flow import Ask
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.values.edits import Refusal


@bp.post("/visits/<uuid:visit_id>/missing-answers")
@allow(clinician)
def fill_in(visit_id: UUID) -> ResponseReturnValue:
    """Save the answers that the clinician asked for, each by itself."""
    here, by = find_visit(visit_id), current_person()
    seen = look(here, knowledge.load())
    refused: list[Refusal] = []
    if not numbered.is_late(here.id, f"{by.id}:missing", request.form.get("number")):
        refused = keep(seen, request.form, by=by, at=utcnow())
    if not refused:
        db.session.commit()
        return redirect(url_for("chart.visit", visit_id=here.id, _anchor="missing"), code=303)
    record(Action.CHART_VIEWED, here, actor=by, at=utcnow(), patient_id=here.patient_id)
    standing = json.loads(shown(rows(seen)))
    was = json.dumps({one.key: standing.get(one.key, "") for one in refused})
    page = render_template("chart/not_answered.html", visit=here, refused=refused, was=was)
    db.session.commit()
    return page, 200 if request.headers.get("HX-Request") else 422


def keep(seen: Situation, sent: MultiDict[str, str], *, by: Any, at: dt.datetime) -> list[Refusal]:
    """Keep every answer that was given, and say which could not be."""
    if seen.intake is None:
        return []
    intake, was, refused = saving.locked(seen.intake), text.notes(sent.get("was", "")), []
    for one in rows(seen):
        if one.place or one.key not in was or one.key not in sent:
            continue
        _missing, part, code = one.key.split("-")
        ask, raw = Ask(seen.library.questions[code], part if part != "p" else ""), sent.getlist(one.key)
        try:
            if len(raw) > 1:
                raise answer_reader.Refused(_("This answer came twice. Give it once more."))
            afterwards.put(intake, ask, raw[0].strip(), seen=was[one.key], by=by, at=at, library=seen.library)
        except answer_reader.Refused as refusal:
            refused.append(Refusal(one.key, one.words, str(refusal), raw[0], is_text=not one.options))
        except answer_reader.Conflict:
            said = _("Somebody else answered this meanwhile. Look at the visit again.")
            refused.append(Refusal(one.key, one.words, said, raw[0], is_text=False))
    return refused

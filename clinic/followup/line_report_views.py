"""The return visit: how each line of the last plan went, typed in by desk or clinician, and what follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic import numbered
from clinic.access import Role, allow, current_person, desk, visitor
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.followup.blueprint import bp
from clinic.forms import numbers
from clinic.i18n import language
from clinic.interview.models import LineReport
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.patients.models import Visit
from clinic.signed import versions
from clinic.signed.carried_lines import returning_lines as lines_of

MORNINGS = ("same", "worse")
BOXES = ("done", "pain", "morning", "why")


@bp.route("/visits/<uuid:visit_id>/how-it-went", methods=["GET", "POST"])
@allow(desk)
def how_it_went(visit_id: UUID) -> ResponseReturnValue:
    """Type in the tick sheet: days done, pain, the morning after, and why not."""
    visit = find_visit(visit_id)
    version = versions.previous(visit)
    if version is None:
        abort(404)
    words, library = language(), knowledge.load()
    rows = lines_of(version)
    problems: dict[str, str] = {}
    if request.method == "POST":
        # First: it holds the visit, and what was stuck on its way while the same person saved anew changes nothing.
        is_late = numbered.is_late(visit.id, f"{current_person().id}:how-it-went", request.form.get("number"))
        problems = {} if is_late else _save(visit, rows)
        if not problems:
            db.session.commit()
            if not is_late:
                flash(_("Saved."))
            clinical = visitor().has(Role.CLINICIAN)
            target = url_for("chart.visit", visit_id=visit.id) if clinical else url_for("desk.today")
            return redirect(target, code=303)
        db.session.rollback()
        visit = find_visit(visit_id)
    reports = LineReport.of([visit])[visit.id]
    page = render_template(
        "followup/how_it_went.html",
        visit=visit,
        patient=visit.patient,
        rows=[(line["code"], library.name_of_line(line)[words], line["days_week"] or 7) for line in rows],
        now={line["code"]: shown(reports.get(line["code"])) for line in rows},
        sent=request.form,
        problems=problems,
    )
    return page, 422 if problems else 200


def shown(row: LineReport | None) -> dict[str, str]:
    """The four boxes of a line as the page shows them."""
    if row is None:
        return dict.fromkeys(BOXES, "")
    return {
        "done": "" if row.fu_done is None else str(row.fu_done),
        "pain": "" if row.fu_pain is None else str(row.fu_pain),
        "morning": row.fu_morning or "",
        "why": row.fu_why_not,
    }


def _save(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Write what was changed on the page. What the patient told the tablet meanwhile is shown, never overwritten."""
    standing = LineReport.of([visit])[visit.id]
    problems: dict[str, str] = {}
    by, at, changed = current_person(), utcnow(), False
    for line in rows:
        code = line["code"]
        row = standing.get(code)
        now, values = shown(row), {}
        for box in BOXES:
            key = f"{code}-{box}"
            sent = request.form.get(key, now[box]).strip()[:500]
            was = request.form.get(f"{key}-was", now[box])
            if sent == was or sent == now[box]:
                continue
            if was != now[box]:
                problems[key] = _(
                    "Somebody entered “%(value)s” here meanwhile. Look at both, then save.", value=now[box]
                )
            values[box] = sent
        words = _("Enter days from 0 to 7, or leave it blank.")
        done, wrong_done = _whole(values.get("done", now["done"]), 7, words)
        words = _("Enter pain from 0 to 10, or leave it blank.")
        pain, wrong_pain = _whole(values.get("pain", now["pain"]), 10, words)
        if wrong_done:
            problems[f"{code}-done"] = wrong_done
        if wrong_pain:
            problems[f"{code}-pain"] = wrong_pain
        if not values:
            continue
        if row is None:
            row = LineReport(visit_id=visit.id, code=code)
            db.session.add(row)
        morning = values.get("morning", now["morning"])
        row.fu_done, row.fu_pain, row.fu_why_not = done, pain, values.get("why", now["why"])
        row.fu_morning = morning if morning in MORNINGS else None
        row.entered_by_id, row.entered_at, changed = by.id, at, True
    if changed and not problems:
        record(Action.LOG_ENTERED, visit, actor=by, at=at, patient_id=visit.patient_id)
    return problems


def _whole(text: str, most: int, words: str) -> tuple[int | None, str]:
    return numbers.whole(text, low=0, high=most, otherwise=words) if text.strip() else (None, "")

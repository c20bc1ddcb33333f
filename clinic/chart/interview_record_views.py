"""The completed intake on paper and as a file: every answer in order, and why there is none where there is none."""

import json
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import intake_of
from clinic.assessment.visit_strip import labels
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.chart import interview_record
from clinic.chart.blueprint import bp
from clinic.chart.interview_record import Item, Standing
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import findings
from clinic.i18n import LANGUAGES, language
from clinic.interview.models import FEET, Intake
from clinic.knowledge import library as knowledge
from clinic.paper import foot_map
from clinic.patients.finding import find_visit
from clinic.patients.models import Visit
from clinic.practice.models import practice_here
from clinic.renderer import client
from clinic.values import days
from clinic.values.legibility import cut, spelled


def _gathered(visit_id: UUID, form: str) -> tuple[Visit, Intake]:
    """The visit with its intake; printing it leaves a trace."""
    here = find_visit(visit_id)
    intake = intake_of(here) or abort(404)
    record(
        Action.INTAKE_PRINTED,
        intake,
        actor=current_person(),
        at=utcnow(),
        patient_id=here.patient_id,
        form=form,
        language=_language(),
    )
    return here, intake


def _language() -> str:
    wanted = request.args.get("language", "")
    return wanted if wanted in LANGUAGES else language()


@bp.get("/visits/<uuid:visit_id>/intake.pdf")
@allow(clinician, records=True)
def intake_pdf(visit_id: UUID) -> ResponseReturnValue:
    """The interview as a tagged PDF, in the language of the page or the one asked for."""
    here, intake = _gathered(visit_id, "pdf")
    with force_locale(_language()):
        html = render_template("paper/interview_record.html", **_context(here, intake))
    files = pictures(intake, findings.zones(findings.of(here)))
    db.session.commit()  # no transaction stays open while the pages are laid out
    try:
        data = client.render(spelled(html), files)
    except client.RenderFailed as failed:
        return render_template("chart/intake_failed.html", visit=find_visit(visit_id), words=str(failed)), 503
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="intake.pdf"'
    return response


@bp.get("/visits/<uuid:visit_id>/intake.json")
@allow(clinician, records=True)
def intake_file(visit_id: UUID) -> ResponseReturnValue:
    """The same answers as a file for another program. Its name says nothing about the patient."""
    here, intake = _gathered(visit_id, "json")
    zone = practice_here().zone
    with force_locale(_language()):
        data = {
            "patient": {
                "name": here.patient.name,
                "born_on": here.patient.born_on.isoformat(),
                "chart_number": here.patient.chart_number,
            },
            "visit_at": days.iso(here.starts_at, zone),
            "sent_at": days.iso(intake.sent_at, zone) if intake.sent_at else None,
            "sent_by": interview_record.sent_by(intake) or "tablet",
            "answered_in": intake.language,
            "printed_in": language(),
            "answers": interview_record.as_json(interview_record.parts(intake, knowledge.load())),
        }
    db.session.commit()
    response = Response(json.dumps(data, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="intake.json"'
    return response


def _context(here: Visit, intake: Intake) -> dict[str, Any]:
    library = knowledge.load()
    parts, words = interview_record.parts(intake, library), language()
    found = findings.zones(findings.of(here))
    zone_words = library.wording
    marks = {
        side: {
            "told": [zone_words.value("sym_zone", zone, words) for zone in _marked(intake, side)],
            "worst": _worst(intake, side, zone_words, words),
            "found": [zone_words.value("sym_zone", zone, words) for zone in found.get(side, ())],
        }
        for side in FEET
    }
    every = [zone for side in FEET for zone in (*_marked(intake, side), *found.get(side, ()))]
    return {
        "practice": practice_here(),
        "patient": here.patient,
        "visit": here,
        "intake": intake,
        "parts": [(part, _sides(part.items)) for part in parts],
        "tally": interview_record.tally(parts),
        "sent_by": interview_record.sent_by(intake),
        "typists": sorted({item.by for part in parts for item in part.items if item.by}),
        "languages": LANGUAGES,
        "lang": words,
        "marks": marks,
        "shows_tops": bool(set(foot_map.ON_TOP) & set(every)),
        "labels": labels(),
        "reads": reads,
        "cut": cut,
    }


def reads(item: Item) -> str:
    """What stands in the place of an answer."""
    said = {
        Standing.SKIPPED: _("Skipped by the patient"),
        Standing.BLANK: _("Left blank"),
        Standing.OPEN: _("Not answered yet"),
        Standing.NOT_ASKED: _("Not asked"),
        Standing.UNSURE: item.answer or _("Not sure"),
    }.get(item.standing, item.answer)
    return str(said)


def _sides(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    """The items as lines of a table: the two feet of one question side by side."""
    rows: list[dict[str, Any]] = []
    for item in items:
        if item.foot and rows and rows[-1]["code"] == item.code and item.foot not in rows[-1]["feet"]:
            rows[-1]["feet"][item.foot] = item
        else:
            rows.append({"code": item.code, "item": item, "feet": {item.foot: item} if item.foot else {}})
    return rows


def _marked(intake: Intake, side: str) -> list[str]:
    row = next((row for row in intake.feet if row.side == side), None)
    return list(row.sym_zone or ()) if row is not None else []


def _worst(intake: Intake, side: str, wording: Any, words: str) -> str:
    row = next((row for row in intake.feet if row.side == side), None)
    return str(wording.value("sym_zone", row.sym_zone_worst, words)) if row and row.sym_zone_worst else ""


def pictures(intake: Intake, found: dict[str, list[str]]) -> dict[str, bytes]:
    """The foot map, one picture for each sole and each top."""
    return {
        f"{name}-{side}": foot_map.file(_marked(intake, side), found.get(side, ()), side=side, picture=picture)
        for side in FEET
        for name, picture in (("told-sole", foot_map.SOLE), ("told-top", foot_map.TOP))
    }

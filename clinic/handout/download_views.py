"""The plan to carry away without an account: one file for the phone, and the times for a calendar."""

from typing import cast
from uuid import UUID

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from clinic.access import allow, current_person, desk
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.content.plan_content import PlanContent
from clinic.database import db
from clinic.handout import printouts
from clinic.handout.blueprint import bp
from clinic.handout.signed_page import find_version, practice_here
from clinic.paper import calendar_file as calendar
from clinic.paper import phone_file
from clinic.signed.models import PlanVersion

SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Should a browser ever show the file instead of saving it, nothing in it runs here."""


@bp.get("/handouts/<uuid:version_id>/take-home.html", endpoint="take_home")
@allow(desk, records=True)
def take_home_file(version_id: UUID) -> ResponseReturnValue:
    """The plan as one file that needs no network."""
    version = find_version(version_id)
    content = PlanContent.from_json(version.content)
    language = _language(content)
    page = phone_file.html(content, cast(phone_file.Language, language))
    _note(version, language, "file")
    return _attachment(page.encode(), "application/octet-stream", phone_file.name(content))


@bp.get("/handouts/<uuid:version_id>/calendar.ics", endpoint="calendar")
@allow(desk, records=True)
def calendar_file(version_id: UUID) -> ResponseReturnValue:
    """Two weeks of exercise times and the next visit."""
    version, practice = find_version(version_id), practice_here()
    content = PlanContent.from_json(version.content)
    language = _language(content)
    data = calendar.ics(content, language, zone=practice.zone, stamp=version.signed_at)
    _note(version, language, "calendar")
    return _attachment(data, "text/calendar; charset=utf-8", calendar.name(content))


def _language(content: PlanContent) -> str:
    usual = content.language if content.language in printouts.LANGUAGES else "en"
    asked = request.args.get("lang", usual)
    return asked if asked in printouts.LANGUAGES else abort(404)


def _note(version: PlanVersion, language: str, kind: str) -> None:
    record(
        Action.HANDOUT_PRINTED,
        version,
        actor=current_person(),
        at=utcnow(),
        patient_id=version.visit.patient_id,
        language=language,
        paper=kind,
    )
    db.session.commit()


def _attachment(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SEALED
    return response

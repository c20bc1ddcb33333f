"""Typing the paper tick sheet back in: its code first, then a grid of small boxes."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from clinic import guessing, numbered
from clinic.access import allow, current_person, desk
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.content.plan_content import PlanContent
from clinic.content.tick_rows import log_rows
from clinic.database import db
from clinic.followup import tick_sheet
from clinic.followup.blueprint import bp
from clinic.signed.models import PlanVersion


@bp.route("/tick-sheets", methods=["GET", "POST"])
@allow(desk)
def log() -> ResponseReturnValue:
    """Ask for the code on the sheet. It never stands in an address."""
    if request.method == "GET":
        return render_template("followup/log.html", problem="")
    try:
        version = tick_sheet.find(request.form.get("code", ""), by=current_person(), at=utcnow())
    except guessing.TooManyTries as slow:
        words = _("That was too many codes. Wait 15 minutes, or find the patient on today's list.")
        return render_template("followup/log.html", problem=words), 429, {"Retry-After": str(slow.seconds)}
    target = url_for("followup.log_sheet", version_id=version.id) if version is not None else ""
    db.session.commit()
    if not target:
        words = _("No sheet has this code. Look at the foot of the tick sheet: eight letters and digits.")
        return render_template("followup/log.html", problem=words), 422
    return redirect(target, code=303)


@bp.get("/tick-sheets/<uuid:version_id>")
@allow(desk, records=True)
def log_sheet(version_id: UUID) -> ResponseReturnValue:
    """The sheet as a grid, with what was typed before."""
    version = _version(version_id)
    record(Action.HANDOUT_VIEWED, version, actor=current_person(), at=utcnow(), patient_id=version.visit.patient_id)
    page = _page(version, typed=_shown(version), wrong={})
    db.session.commit()
    return page


@bp.post("/tick-sheets/<uuid:version_id>")
@allow(desk)
def save_log(version_id: UUID) -> ResponseReturnValue:
    """Keep what was typed. Nothing is kept while a box is wrong."""
    version = _version(version_id)
    content = PlanContent.from_json(version.content)
    typed = {key: value for key, value in request.form.items() if len(value) <= 10}
    is_late = numbered.is_late(version.id, f"{current_person().id}:ticks", request.form.get("number"))
    was = _was()
    changed, wrong = tick_sheet.read(content, typed, was)
    if is_late:
        changed = {}  # stuck on its way while the same person saved the sheet anew: what stands is newer
    theirs = tick_sheet.crossed(version, changed, was, by=current_person())
    for box, value in theirs.items():
        wrong[box] = _("Somebody entered “%(value)s” here meanwhile. Look at both, then save.", value=value)
    if wrong:
        page = _page(version, typed=typed, wrong=wrong, was=was | theirs)
        db.session.rollback()
        return page, 422
    try:
        tick_sheet.save(version, changed, by=current_person(), at=utcnow())
        db.session.commit()
    except IntegrityError as clash:
        raise StaleDataError from clash
    flash(_("The tick sheet is saved."))
    return redirect(url_for("followup.log"), code=303)


def _version(version_id: UUID) -> PlanVersion:
    return tick_sheet.open_sheet(version_id) or abort(404)


def _shown(version: PlanVersion) -> dict[str, str]:
    return {tick_sheet.name(row, day): str(value) for (row, day), value in tick_sheet.written(version).items()}


def _was() -> dict[str, str]:
    try:
        was: Any = json.loads(request.form.get("was", ""))
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in was.items()} if isinstance(was, dict) else {}


def _weeks(content: PlanContent) -> list[list[tuple[int, str, str]]]:
    """The days of each week as on the paper: number, short and long words."""
    first = content.log_from or content.plan_on
    days = [
        (n, format_date(on := first + dt.timedelta(days=n - 1), "EEE d"), format_date(on, "full"))
        for n in range(1, content.log_days + 1)
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def _page(
    version: PlanVersion, *, typed: dict[str, str], wrong: dict[str, str], was: dict[str, str] | None = None
) -> str:
    content = PlanContent.from_json(version.content)
    shown = typed if was is None else was
    return render_template(
        "followup/log_sheet.html",
        version=version,
        patient=version.visit.patient,
        rows=log_rows(content),
        weeks=_weeks(content),
        typed=typed,
        was=json.dumps(shown, sort_keys=True),
        wrong=wrong,
        name=tick_sheet.name,
    )

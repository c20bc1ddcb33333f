"""Every version of a visit's plan, what changed from each to the next, and starting again from any of them."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, undefer

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import intake_of, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.content import changes as changing
from clinic.database import db
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.patients.models import Visit
from clinic.plan import drafting, suggestions
from clinic.plan.blueprint import bp
from clinic.practice.models import practice_here
from clinic.signed.models import PlanVersion
from clinic.values.days import day_of


def versions_of(visit: Visit) -> list[PlanVersion]:
    """Every version of this visit and the patient's earlier ones, oldest first, in one query."""
    visits = [*visit.earlier(), visit]
    query = (
        sa.select(PlanVersion)
        .where(PlanVersion.visit_id.in_([one.id for one in visits]))
        .options(joinedload(PlanVersion.signed_by), joinedload(PlanVersion.visit), undefer(PlanVersion.draft))
        .order_by(PlanVersion.signed_at, PlanVersion.number)
    )
    return list(db.session.scalars(query))


@bp.get("/visits/<uuid:visit_id>/plan-history")
@allow(clinician, records=True)
def history(visit_id: UUID) -> ResponseReturnValue:
    """Versions with their differences, newest first."""
    visit, library = find_visit(visit_id), knowledge.load()
    versions = versions_of(visit)
    rows: list[dict[str, Any]] = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else None
        changes = changing.between(before.draft, version.draft, library) if before is not None else ()
        rows.append({"version": version, "changes": [one for one in changes if one.kind != "same"], "before": before})
    record(Action.PLAN_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    own = [version for version in versions if version.visit_id == visit.id]
    page = render_template("plan/history.html", **banner(visit, intake_of(visit), own), rows=list(reversed(rows)))
    db.session.commit()
    return page


@bp.post("/visits/<uuid:visit_id>/plan/from/<uuid:version_id>")
@allow(clinician)
def restart(visit_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Make the draft what an older version was; what does not fit any more is named before signing."""
    visit, by, at = find_visit(visit_id), current_person(), utcnow()
    version = db.session.get(PlanVersion, version_id)
    if version is None or version.visit.patient_id != visit.patient_id:
        abort(404)
    seen = look(visit, knowledge.load())
    plan = suggestions.start(seen, by=by, at=at, today=day_of(at, practice_here().zone))
    with drafting.changing(plan, seen=plan.revision, by=by, at=at, what="restarted"):
        drafting.restore(plan, version.draft)
        plan.next_visit_at = visit.next_visit_at
    db.session.commit()
    return redirect(url_for("plan.build", plan_id=plan.id), code=303)

"""A clinician's usual plans: keep the lines of a draft under a name, share them, apply them to another."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError

from clinic.access import allow, clinician, current_person
from clinic.accounts.models import User
from clinic.audit.trail import Action, record
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.plan import drafting, forms, proposing
from clinic.plan.blueprint import bp
from clinic.plan.drafting import DOSE, Line, StaleDraft
from clinic.plan.models import Part, Plan, PlanTemplate, PlanVersion, State
from clinic.plan.pages import banner, find, note_view
from clinic.plan.situation import Situation, look

KEPT = (*DOSE, "side", "resistance", "starts_easier", "note_en", "note_es", "numbers")


def visible_to(user: User) -> list[PlanTemplate]:
    """One's own usual plans and those shared in the practice, by name."""
    query = (
        sa.select(PlanTemplate)
        .where(sa.or_(PlanTemplate.owner_id == user.id, PlanTemplate.is_shared))
        .options(joinedload(PlanTemplate.owner))
        .order_by(PlanTemplate.name, PlanTemplate.id)
    )
    return list(db.session.scalars(query))


def keep(plan: Plan, *, name: str, is_shared: bool, by: User) -> PlanTemplate:
    """Keep the exercises and shoe advice of a draft under a name; the same name of the same owner is replaced."""
    row = db.session.scalar(sa.select(PlanTemplate).where(PlanTemplate.owner_id == by.id, PlanTemplate.name == name))
    if row is None:
        row = PlanTemplate(name=name, owner_id=by.id)
        db.session.add(row)
    row.is_shared = is_shared
    row.lines = [
        {"part": item.part.value, "code": item.code, **{field: getattr(item, field) for field in KEPT}}
        for part in (Part.EXERCISE, Part.FOOTWEAR)
        for item in plan.lines(part, State.ACCEPTED)
    ]
    return row


def apply(
    plan: Plan, template: PlanTemplate, seen: Situation, *, revision: int, by: User, at: Any
) -> tuple[int, list[str]]:
    """Put a usual plan's lines into the draft. What the rules exclude here stays out; its codes are said."""
    out = {one.code for one in seen.decision.excluded}
    put, left = 0, []
    with drafting.changing(plan, seen=revision, by=by, at=at, what="template"):
        for line in template.lines:
            if line["code"] in out:
                left.append(line["code"])
                continue
            known = proposing.library_line(Part(line["part"]), line["code"], "", seen.decision, seen.library)
            if known is None:
                continue
            values = (known.values or {}) | {field: line[field] for field in KEPT if field != "side"}
            reason = (
                ""
                if values.get("because", {}).get("reasons")
                else _("From the usual plan: %(name)s", name=template.name)
            )
            drafting.put(plan, Line(known.part, known.code, values=values), state=State.ACCEPTED, by=by, reason=reason)
            put += 1
    return put, left


@bp.get("/plans/<uuid:plan_id>/usual")
@allow(clinician, records=True)
def templates(plan_id: UUID) -> ResponseReturnValue:
    """One's usual plans, and keeping this one."""
    plan = find(plan_id)
    seen = look(plan.visit, knowledge.load())
    return _page(plan, seen, forms.TemplateForm())


def _page(plan: Plan, seen: Situation, form: forms.TemplateForm) -> str:
    note_view(plan)
    versions = PlanVersion.of(plan.visit)
    mine = visible_to(current_person())
    return render_template(
        "plan/templates.html",
        **banner(plan.visit, seen.intake, plan, versions),
        rows=mine,
        form=form,
        me=current_person(),
        names={line["code"]: seen.library.name_of_line(line) for row in mine for line in row.lines},
    )


@bp.post("/plans/<uuid:plan_id>/usual")
@allow(clinician)
def keep_template(plan_id: UUID) -> ResponseReturnValue:
    """Keep this plan's lines under a name."""
    plan, form = find(plan_id), forms.TemplateForm()
    if not form.validate_on_submit():
        return _page(plan, look(plan.visit, knowledge.load()), form), 422
    template = keep(plan, name=(form.name.data or "").strip(), is_shared=form.is_shared.data, by=current_person())
    db.session.flush()
    record(Action.TEMPLATE_KEPT, template, actor=current_person(), at=utcnow())
    db.session.commit()
    flash(_("Kept."))
    return redirect(url_for("plan.templates", plan_id=plan.id), code=303)


@bp.post("/plans/<uuid:plan_id>/usual/<uuid:template_id>")
@allow(clinician)
def apply_template(plan_id: UUID, template_id: UUID) -> ResponseReturnValue:
    """Put a usual plan into this draft."""
    plan, by = find(plan_id), current_person()
    template = db.session.get(PlanTemplate, template_id)
    if template is None or (template.owner_id != by.id and not template.is_shared):
        abort(404)
    seen = look(plan.visit, knowledge.load())
    revision = request.form.get("revision", type=int)
    try:
        put, left = apply(plan, template, seen, revision=revision or 0, by=by, at=utcnow())
        db.session.commit()
    except (StaleDraft, StaleDataError):
        db.session.rollback()
        flash(_("Somebody else changed this plan. Nothing was overwritten. Try again."), "error")
        return redirect(url_for("plan.templates", plan_id=plan_id), code=303)
    flash(ngettext("%(num)s line put into the plan.", "%(num)s lines put into the plan.", put))
    if left:
        names = ", ".join(seen.library.name(code)[language()] for code in left)
        flash(_("Left out for this patient: %(names)s.", names=names), "caution")
    return redirect(url_for("plan.build", plan_id=plan.id), code=303)


@bp.post("/usual/<uuid:template_id>/share")
@allow(clinician)
def share_template(template_id: UUID) -> ResponseReturnValue:
    """Share one's own usual plan with the practice, or stop sharing it."""
    template = db.session.get(PlanTemplate, template_id)
    if template is None or template.owner_id != current_person().id:
        abort(404)
    template.is_shared = not template.is_shared
    act = Action.TEMPLATE_SHARED if template.is_shared else Action.TEMPLATE_WITHDRAWN
    record(act, template, actor=current_person(), at=utcnow())
    db.session.commit()
    plan_id = request.form.get("plan_id", "")
    try:
        target = url_for("plan.templates", plan_id=UUID(plan_id))
    except ValueError:
        target = url_for("chart.today")
    return redirect(target, code=303)

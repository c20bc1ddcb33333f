"""A clinician's usual plans: keep the lines of a draft under a name, share them, apply them to another."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import Situation, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.plan import forms
from clinic.plan.blueprint import bp
from clinic.plan.draft_page import find, note_view
from clinic.plan.drafting import StaleDraft
from clinic.plan.models import Plan, PlanTemplate
from clinic.plan.plan_templates import apply, keep, visible_to
from clinic.signed.models import PlanVersion


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
        **banner(plan.visit, seen.intake, versions, plan.id),
        plan=plan,
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
        target = url_for("desk.today")
    return redirect(target, code=303)

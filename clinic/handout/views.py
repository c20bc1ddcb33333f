"""The signed plan as paper: choose, print, reprint the same bytes; and, before signing, a look at the draft and its
paper made ahead."""

from uuid import UUID

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic.access import Role, allow, clinician, current_person, desk, visitor
from clinic.assessment import assessment
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.content.plan_content import Dose, PlanContent
from clinic.database import db
from clinic.handout import prerender, printouts
from clinic.handout.blueprint import bp
from clinic.handout.signed_page import find_version, practice_here
from clinic.i18n import language
from clinic.knowledge import library
from clinic.paper import wording
from clinic.paper.document import Variant
from clinic.patients.models import Patient
from clinic.plan import draft_content, drafting
from clinic.renderer.client import RenderFailed
from clinic.signed.models import PlanVersion
from clinic.values import tongue


def _asked(language: str) -> Variant:
    try:
        return printouts.variant(
            language,
            request.values.get("paper", "letter"),
            request.values.get("size", "standard"),
            mono=request.values.get("mono") == "y",
        )
    except printouts.NoSuchVariant:
        abort(404)


@bp.get("/handouts/<uuid:version_id>")
@allow(desk, records=True)
def show(version_id: UUID) -> ResponseReturnValue:
    """What was signed, and the papers it can be printed on."""
    version = find_version(version_id)
    practice = practice_here()
    versions = PlanVersion.of(version.visit)
    record(
        Action.HANDOUT_VIEWED,
        version,
        actor=current_person(),
        at=utcnow(),
        patient_id=version.visit.patient_id,
    )
    content, chosen = PlanContent.from_json(version.content), printouts.usual(version.visit.patient, practice)
    if not printouts.find(version, chosen):
        prerender.shelf().offer(version.id, content, chosen, practice.logo)
    page = render_template(
        "handout/show.html",
        version=version,
        visit=version.visit,
        content=content,
        newest=versions[-1],
        doses=[_dose(item.dose) for item in content.exercises],
        spanish_checked=not any(code.endswith(":es") for code in version.unapproved),
        chosen=chosen,
        is_clinician=visitor().has(Role.CLINICIAN),
        translations_open=practice.allows_unreviewed_translation,
    )
    db.session.commit()
    return page


def _dose(dose: Dose) -> str:
    return ", ".join(f"{big.get(language())} {small.get(language())}" for big, small in wording.boxes(dose))


@bp.post("/handouts/<uuid:version_id>/choose")
@allow(desk)
def choose(version_id: UUID) -> ResponseReturnValue:
    """Keep the choice of paper for this patient."""
    version = find_version(version_id)
    _remember(version.visit.patient, _asked(request.form.get("language", "")))
    db.session.commit()
    return redirect(url_for("handout.show", version_id=version_id), code=303)


def _remember(patient: Patient, chosen: Variant) -> None:
    if printouts.remember(patient, chosen):
        fields = ["handout"]
        record(
            Action.PATIENT_CORRECTED, patient, actor=current_person(), at=utcnow(), patient_id=patient.id, fields=fields
        )


@bp.post("/plans/<uuid:plan_id>/paper")
@allow(clinician)
def choose_early(plan_id: UUID) -> ResponseReturnValue:
    """Choose the language or the print size while the plan is still a draft; the rest of the choice stays."""
    plan = drafting.find(plan_id) or abort(404)
    usual = printouts.usual(plan.visit.patient, practice_here())
    try:
        chosen = printouts.variant(
            request.form.get("language", usual.language),
            usual.paper,
            request.form.get("size", usual.size),
            mono=usual.mono,
        )
    except printouts.NoSuchVariant:
        abort(404)
    _remember(plan.visit.patient, chosen)
    db.session.commit()
    return redirect(url_for("plan.build", plan_id=plan_id, _anchor="sign"), code=303)


@bp.get("/handouts/<uuid:version_id>/<language>.pdf")
@allow(desk, records=True)
def pdf(version_id: UUID, language: str) -> ResponseReturnValue:
    """The paper itself. The first print renders it; every later one sends the same bytes."""
    version = find_version(version_id)
    chosen = _asked(language)
    at = utcnow()
    stored = printouts.find(version, chosen)
    again = stored is not None
    if stored is None:
        content, logo = PlanContent.from_json(version.content), practice_here().logo
        db.session.rollback()  # no transaction stays open while the page is laid out
        try:
            data = prerender.shelf().take(content.sha256, chosen, logo) or printouts.render(content, chosen, logo)
        except RenderFailed as failed:
            return _failed(version_id, chosen, failed)
        version = find_version(version_id)
        stored = printouts.keep(version, chosen, data, at=at)
    printouts.note(version, chosen, by=current_person(), at=at, again=again)
    data, name = stored.pdf, f"plan-{version.log_code}-{chosen.language}.pdf"
    db.session.commit()
    return _paper(data, name)


def _paper(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _failed(version_id: UUID, chosen: Variant, failed: RenderFailed) -> ResponseReturnValue:
    page = render_template("handout/failed.html", version=find_version(version_id), chosen=chosen, words=str(failed))
    return page, 503, {"Retry-After": "10"}


@bp.get("/handouts/<uuid:version_id>/<language>/plain")
@allow(desk, records=True)
def plain(version_id: UUID, language: str) -> ResponseReturnValue:
    """The plan as a plain page, for when the printer of PDFs fails."""
    version = find_version(version_id)
    chosen = _asked(language)
    printouts.note(version, chosen, by=current_person(), at=utcnow(), again=False)
    content = PlanContent.from_json(version.content)
    boxes = [wording.boxes(item.dose) for item in content.exercises]
    goal_lang = tongue.guess(content.goal.words.en) if content.goal else ""
    shown = {"content": content, "chosen": chosen, "boxes": boxes, "goal_lang": goal_lang}
    page = render_template("handout/plain.html", version=version, say=wording.say, **shown)
    db.session.commit()
    return page


@bp.post("/plans/<uuid:plan_id>/ahead")
@allow(clinician)
def make_ahead(plan_id: UUID) -> ResponseReturnValue:
    """Make the paper of the draft as it stands, in the background: the builder asks after every change."""
    plan = drafting.find(plan_id) or abort(404)
    practice = practice_here()
    content = draft_content.freeze(plan, assessment.look(plan.visit, library.load()), practice, by=current_person())
    prerender.shelf().offer(plan.id, content, printouts.usual(plan.visit.patient, practice), practice.logo)
    return "", 204


@bp.get("/plans/<uuid:plan_id>/preview/<language>.pdf")
@allow(clinician, records=True)
def preview(plan_id: UUID, language: str) -> ResponseReturnValue:
    """The draft as it would print. Every page says that nobody has accepted it."""
    plan = drafting.find(plan_id) or abort(404)
    chosen = _asked(language)
    seen = assessment.look(plan.visit, library.load())
    content = draft_content.freeze(plan, seen, practice_here(), by=current_person())
    logo = practice_here().logo
    record(Action.PLAN_VIEWED, plan, actor=current_person(), at=utcnow(), patient_id=plan.visit.patient_id)
    db.session.commit()
    try:
        data = printouts.render(content, chosen, logo, draft=True)
    except RenderFailed as failed:
        return render_template("handout/draft_failed.html", plan=plan, visit=plan.visit, words=str(failed)), 503
    return _paper(data, "draft.pdf")

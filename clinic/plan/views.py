"""The plan: start, build, change, add from the library, sign. Every change carries the revision its page showed."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import Situation, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.content.plan_lines import Part
from clinic.database import db
from clinic.knowledge import library as knowledge
from clinic.patients.finding import find_visit
from clinic.plan import (
    builder,
    builder_actions,
    drafting,
    forms,
    library_picker,
    shoes_worn,
    signing,
    suggestions,
)
from clinic.plan.blueprint import bp
from clinic.plan.draft_page import find, note_view
from clinic.plan.drafting import StaleDraft
from clinic.plan.models import Plan
from clinic.practice.models import Practice, practice_here
from clinic.signed.models import PlanVersion
from clinic.values.days import day_of
from clinic.values.edits import Refusal


@bp.post("/visits/<uuid:visit_id>/plan")
@allow(clinician)
def start(visit_id: UUID) -> ResponseReturnValue:
    """Open the draft of a visit; the first time with everything the rules propose."""
    visit, at = find_visit(visit_id), utcnow()
    seen = look(visit, knowledge.load())
    if seen.intake is None:
        return redirect(url_for("chart.visit", visit_id=visit.id), code=303)
    today = day_of(at, practice_here().zone)
    plan = suggestions.start(seen, by=current_person(), at=at, today=today)
    db.session.commit()
    return redirect(url_for("plan.build", plan_id=plan.id), code=303)


@bp.get("/plans/<uuid:plan_id>")
@allow(clinician, records=True)
def build(plan_id: UUID) -> ResponseReturnValue:
    """Show the builder. What is only proposed follows the findings; what a clinician touched stays."""
    return _builder(plan_id)


def _builder(plan_id: UUID) -> str:
    plan = find(plan_id)
    return _shown(plan, look(plan.visit, knowledge.load()))


def _shown(plan: Plan, seen: Situation, *, refused: Sequence[Refusal] = ()) -> str:
    message = ""
    if suggestions.is_out_of_date(plan, seen):
        came, went = suggestions.refresh(plan, seen)
        db.session.flush()
        if came or went:
            message = _("The findings changed, so the suggestions did too. Look through them again.")
    record(Action.PLAN_VIEWED, plan, actor=current_person(), at=utcnow(), patient_id=plan.visit.patient_id)
    page = _page(plan, seen, message=message, refused=refused)
    db.session.commit()
    return page


def _page(plan: Plan, seen: Situation, **more: Any) -> str:
    versions = PlanVersion.of(plan.visit)
    rows = builder.page(plan, seen, practice_here(), by=current_person(), versions=versions)
    return render_template("plan/build.html", **banner(plan.visit, seen.intake, versions, plan.id) | rows | more)


@bp.post("/plans/<uuid:plan_id>")
@allow(clinician)
def change(plan_id: UUID) -> ResponseReturnValue:
    """Save what was typed, then do what was pressed: accept, move, remove, put back, easier, harder, undo.

    In place a value that could not be kept holds up no button: it stays in its box, with what to do about it.
    """
    plan, practice = find(plan_id), practice_here()
    seen = look(plan.visit, knowledge.load())
    revision = request.form.get("revision", type=int)
    if revision is None:
        abort(400)
    edits = _edits(plan, practice, seen)
    what, again = request.form.get("do", "save"), _comes_again(plan, edits, revision, seen)
    if again and builder_actions.is_done(plan, what):
        what = "save"
    try:
        builder_actions.save(plan, edits, seen=plan.revision if again else revision, by=current_person(), at=utcnow())
        in_place = "HX-Request" in request.headers
        if edits.wrong and not in_place:
            db.session.commit()
            return _not_saved(plan, seen, edits)
        item = builder_actions.do(plan, what, seen=plan.revision, by=current_person(), at=utcnow(), situation=seen)
        db.session.commit()
    except (StaleDraft, StaleDataError):
        db.session.rollback()
        return _stale(plan_id, edits)
    if in_place:  # all that the page needs is at hand
        db.session.expire(plan, ["items"])  # a line may have moved
        return _shown(plan, seen, refused=_refusals(plan, seen, edits))
    return redirect(builder.builder_url(plan, item), code=303)


def _comes_again(plan: Plan, edits: forms.Edits, revision: int, seen: Situation) -> bool:
    standing = builder.shown_by(plan, seen, practice_here().zone) if plan.revision != revision else {}
    return builder_actions.is_own_again(plan, edits, seen=revision, standing=standing, by=current_person())


def _edits(plan: Plan, practice: Practice, seen: Situation) -> forms.Edits:
    usual = builder.usual_time(plan, practice)
    zone, today = practice.zone, day_of(utcnow(), practice.zone)
    shoes = seen.library.footwear
    edits = forms.read(plan, request.form, zone=zone, footwear=shoes, usual_time=usual, today=today)
    pairs, wrong = shoes_worn.read(plan, seen, edits.touched)
    if pairs is not None:
        edits.head["pairs"] = pairs
    edits.wrong |= wrong
    return edits


def _status(status: int) -> int:
    """A page swapped in place only takes in answers that went well."""
    return 200 if request.headers.get("HX-Request") else status


def _refusals(plan: Plan, seen: Situation, edits: forms.Edits) -> list[Refusal]:
    there = builder.shown_by(plan, seen, practice_here().zone) if edits.wrong else {}
    return [
        Refusal(key, builder.label(plan, key, seen), words, edits.touched.get(key, ("", ""))[1])
        for key, words in edits.wrong.items()
        if key in there  # its line may have been taken out, and its box with it
    ]


def _not_saved(plan: Plan, seen: Situation, edits: forms.Edits) -> ResponseReturnValue:
    """The rest is kept. What could not be stays in its box, with what to do about it; nothing is pressed or signed."""
    refused = _refusals(plan, seen, edits)
    if "HX-Request" in request.headers:  # Sign was pressed while a change was still to be sent
        return _shown(plan, seen, refused=refused)
    standing = builder.shown_by(plan, seen, practice_here().zone)
    note_view(plan)
    page = render_template(
        "plan/not_saved.html",
        plan=plan,
        refused=refused,
        was_here=json.dumps({one.key: standing.get(one.key, "") for one in refused}),
    )
    db.session.commit()
    return page, 422


def _stale(plan_id: UUID, edits: forms.Edits) -> ResponseReturnValue:
    """Both versions side by side; nothing was overwritten."""
    plan, practice = find(plan_id), practice_here()
    note_view(plan)
    seen = look(plan.visit, knowledge.load())
    standing = builder.shown_by(plan, seen, practice.zone)
    rows = [
        {
            "key": key,
            "label": builder.label(plan, key, seen),
            "yours": mine,
            "theirs": standing.get(key, ""),
            "is_gone": key not in standing,
        }
        for key, (_was, mine) in edits.touched.items()
    ]
    was = json.dumps({row["key"]: row["theirs"] for row in rows if not row["is_gone"]})
    page = render_template("plan/stale.html", plan=plan, rows=rows, change=plan.undo or {}, was=was)
    # Swapped in place of the builder, so that the choice is made before anything else is typed.
    whole = {"HX-Retarget": "#plan", "HX-Reselect": "#plan", "HX-Reswap": "outerHTML"}
    return page, _status(409), whole


@bp.get("/plans/<uuid:plan_id>/library")
@allow(clinician, records=True)
def library(plan_id: UUID) -> ResponseReturnValue:
    """Exercises, shoes and swaps to add: search, filter, pictures, and why some are left out."""
    plan = find(plan_id)
    note_view(plan)
    seen = look(plan.visit, knowledge.load())
    kinds = request.args.getlist("kind")
    books = library_picker.find(plan, seen, request.args.get("q", ""), kinds)
    versions = PlanVersion.of(plan.visit)
    return render_template(
        "plan/library.html",
        **banner(plan.visit, seen.intake, versions, plan.id),
        plan=plan,
        books=books,
        kinds=kinds,
        all_kinds=library_picker.KINDS,
        q=request.args.get("q", ""),
    )


@bp.post("/plans/<uuid:plan_id>/lines")
@allow(clinician)
def add(plan_id: UUID) -> ResponseReturnValue:
    """Add a line from the library. One that the rules leave out needs a reason."""
    plan, form = find(plan_id), forms.AddForm()
    seen = look(plan.visit, knowledge.load())
    revision = request.form.get("revision", type=int)
    if not form.validate_on_submit() or revision is None:
        abort(400)
    part, code = Part(form.part.data), form.code.data or ""
    line = suggestions.library_line(part, code, form.replaces.data or "", seen.decision, seen.library)
    if line is None:
        abort(404)
    try:
        item = drafting.add(
            plan,
            line,
            seen=revision,
            by=current_person(),
            at=utcnow(),
            reason=form.reason.data or "",
            needs_reason=library_picker.needs_reason(line, seen),
        )
        db.session.commit()
    except drafting.NeedsReason:
        db.session.rollback()
        target = url_for("plan.library", plan_id=plan_id, q=code, missing=code, _anchor=f"add-{code}")
        return redirect(target, code=303)
    except (StaleDraft, StaleDataError):
        db.session.rollback()
        return _stale(plan_id, forms.Edits())
    if request.headers.get("HX-Request"):  # the drawer beside the plan: the plan follows, and then the drawer does
        db.session.expire(plan, ["items"])
        return _shown(plan, seen), 200, {"HX-Trigger-After-Settle": "plan-added"}
    return redirect(builder.builder_url(plan, item), code=303)


@bp.post("/plans/note-grade")
@allow(clinician)
def grade() -> ResponseReturnValue:
    """How hard a note is to read while it is typed. Nothing is kept, and nothing says whose note it is."""
    notes = [(tongue, request.form.get(f"note_{tongue}", "")[: forms.NOTE_MOST]) for tongue in ("en", "es")]
    return render_template("plan/_grade.html", note_scores=builder.scores(notes))


@bp.post("/plans/<uuid:plan_id>/sign")
@allow(clinician)
def sign(plan_id: UUID) -> ResponseReturnValue:
    """Sign exactly what was on the screen. A last change that was not saved yet is saved and shown instead."""
    plan, practice, by, at = find(plan_id), practice_here(), current_person(), utcnow()
    seen = look(plan.visit, knowledge.load())
    form = forms.SignForm()
    revision = request.form.get("revision", type=int)
    edits = _edits(plan, practice, seen)
    if edits.touched and revision is not None:
        try:
            again = _comes_again(plan, edits, revision, seen)
            builder_actions.save(plan, edits, seen=plan.revision if again else revision, by=by, at=at)
            db.session.commit()
        except (StaleDraft, StaleDataError):
            db.session.rollback()
            return _stale(plan_id, edits)
        if edits.wrong:
            return _not_saved(plan, seen, edits)
        return _refused(plan_id, _("Your last change was saved just now. Look at the plan and sign again."), [])
    if not form.validate_on_submit():
        return _refused(plan_id, _("Look at the plan again, then sign."), [])
    try:
        version = signing.sign(
            plan,
            seen=form.seen.data or "",
            situation=seen,
            practice=practice,
            by=by,
            at=at,
            change_reason=(form.change_reason.data or "").strip(),
            untested_reason=(form.untested_reason.data or "").strip(),
        )
        db.session.commit()
    except signing.PlanNotReady as refusal:
        db.session.rollback()
        return _refused(plan_id, _("The plan is not ready to be signed."), refusal.points)
    except signing.SignedAlready as refusal:
        return _signed_already(refusal.version)
    except (signing.ChangedSinceShown, StaleDataError, IntegrityError):
        db.session.rollback()
        if there := signing.signed_with(find(plan_id).visit, form.seen.data or ""):  # by the other of two presses
            return _signed_already(there)
        return _refused(plan_id, _("The plan changed after this page was opened. Nothing was signed."), [])
    return redirect(url_for("handout.show", version_id=version.id), code=303)


def _signed_already(version: PlanVersion) -> ResponseReturnValue:
    """One version, and true words, whichever press or tab came second."""
    number, target = version.number, url_for("handout.show", version_id=version.id)
    db.session.rollback()
    flash(_("This is signed already, as version %(n)s. Nothing has changed since, so no other was made.", n=number))
    return redirect(target, code=303)


def _refused(plan_id: UUID, words: str, points: list[signing.Point]) -> ResponseReturnValue:
    plan = find(plan_id)
    note_view(plan)
    seen = look(plan.visit, knowledge.load())
    page = _page(plan, seen, message=words, refusal=points)
    db.session.rollback()
    return page, 409

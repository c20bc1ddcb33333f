"""The referral's pages: read, hand on, print."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from clinic.access import allow, clinician, current_person
from clinic.assessment.assessment import Situation, look
from clinic.assessment.visit_strip import banner
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import rulings
from clinic.exam.forms import ReferralForm
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.letters.blueprint import bp
from clinic.letters.referral import Note, Told, note, told
from clinic.patients.finding import find_visit
from clinic.practice.models import practice_here
from clinic.renderer import client
from clinic.signed.models import PlanVersion
from clinic.values.legibility import cut, spelled

RUNGS = ("", "snug", "tight", "tightest", "tiniest")


HOLDS = (3000, 5200, 7600, 10800)
"""The ladder of fit: each rung sets the same words closer, so that one page holds every one of them. How many letters
a rung is tried with; the press goes on to the next where that was too hopeful."""


@bp.route("/visits/<uuid:visit_id>/referral", methods=["GET", "POST"])
@allow(clinician, records=True)
def referral(visit_id: UUID) -> ResponseReturnValue:
    """Show the note, and record who was told."""
    here, by, at = find_visit(visit_id), current_person(), utcnow()
    seen = look(here, knowledge.load())
    words = language()
    paper = note(seen, words)
    form = ReferralForm()
    if form.validate_on_submit():
        codes = sorted({card.code for card in paper.urgent})
        rulings.refer(
            here,
            flags=codes,
            addressee=(form.addressee.data or "").strip(),
            told_patient=(form.told_patient.data or "").strip(),
            by=by,
            at=at,
        )
        db.session.commit()
        return redirect(url_for("letters.referral", visit_id=here.id), code=303)
    record(Action.CHART_VIEWED, here, actor=by, at=at, patient_id=here.patient_id)
    suggested = " ".join(dict.fromkeys(card.patient_words for card in paper.urgent))
    page = render_template(
        "letters/referral.html",
        **banner(here, seen.intake, PlanVersion.of(here)),
        **context(seen, paper),
        form=form,
        suggested=suggested,
    )
    db.session.commit()
    return page, 422 if form.errors else 200


def context(seen: Situation, paper: Note) -> dict[str, Any]:
    """What the note's page and paper both need."""
    rows = told(seen.visit)
    return {
        "note": paper,
        "told": rows,
        "here": practice_here(),
        "at": rows[0].at if rows else utcnow(),
        "cut": cut,
        **_ladder(paper, rows),
    }


def _ladder(paper: Note, rows: list[Told]) -> dict[str, str]:
    """The rung to begin on, and those left to the press."""
    pieces = [*paper.own_words, *paper.vitals, paper.medicines]
    pieces += [piece for flag in paper.fired for piece in (flag.check_for, flag.where, *flag.answers)]
    pieces += [piece for row in (*paper.found, *paper.not_examined) for piece in row]
    pieces += [piece for row in rows for piece in (row.words, row.addressee, row.by)]
    letters = sum(len(piece) + 2 for piece in pieces)
    first = sum(letters > most for most in HOLDS)
    return {"rung": RUNGS[first], "rungs": " ".join(RUNGS[first + 1 :])}


@bp.get("/visits/<uuid:visit_id>/referral.pdf")
@allow(clinician, records=True)
def referral_pdf(visit_id: UUID) -> ResponseReturnValue:
    """The note on one page of paper."""
    here = find_visit(visit_id)
    seen = look(here, knowledge.load())
    paper = note(seen, language())
    record(Action.CHART_VIEWED, here, actor=current_person(), at=utcnow(), patient_id=here.patient_id)
    html = render_template(
        "paper/referral.html",
        patient=here.patient,
        visit=here,
        signer=current_person(),
        intake=seen.intake,
        **context(seen, paper),
    )
    db.session.commit()  # no transaction stays open while the page is laid out
    try:
        data = client.render(spelled(html))
    except client.RenderFailed as failed:
        return render_template("letters/referral_failed.html", visit=find_visit(visit_id), words=str(failed)), 503
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="referral.pdf"'
    return response

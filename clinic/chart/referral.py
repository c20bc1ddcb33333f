"""The referral note after an urgent flag: one page for whoever sees the patient next, and who was told when."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import allow, clinician, current_person
from clinic.audit.trail import Action, record
from clinic.chart import cards
from clinic.chart.blueprint import bp
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import battery, findings, flags
from clinic.exam.forms import ReferralForm
from clinic.handout import pdf
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.plan.models import Plan, PlanVersion
from clinic.plan.pages import banner, find_visit, practice_here
from clinic.plan.situation import Situation, look

MEDICINES = ("hx_thinner", "hx_steroid", "hx_immuno")
NOT_EXAMINED = ("exam_pulses", "exam_monofil", "exam_skin", "exam_temp_diff", "exam_palp")


@dataclass(frozen=True)
class Note:
    """What the note says, from what was recorded and nothing else."""

    urgent: tuple[cards.FlagCard, ...]
    sides: str
    found: tuple[str, ...]
    not_examined: tuple[str, ...]
    medicines: tuple[str, ...]
    wells: tuple[int, bool] | None


def note(seen: Situation, words: str) -> Note:
    """The note of one visit."""
    urgent = tuple(card for card in cards.flags(seen, words) if card.is_urgent)
    chosen = urgent or tuple(card for card in cards.flags(seen, words) if card.refers)
    given = findings.values(seen.found)
    said = []
    open_ = []
    for side in seen.feet:
        for name, value in given.get(side, {}).items():
            if value != findings.LEFT_OUT:
                label = str(battery.TESTS[name].label)
                said.append(f"{cards.foot_words(side)}: {label}, {battery.said(name, value)}")
        open_ += [
            f"{cards.foot_words(side)}: {battery.TESTS[name].label}"
            for name in NOT_EXAMINED
            if given.get(side, {}).get(name) in (None, findings.LEFT_OUT)
        ]
    person = seen.case.get("p", {})
    medicines = [seen.library.wording.fact(name, words) for name in MEDICINES if person.get(name) in ("yes", "unsure")]
    sides = ", ".join(dict.fromkeys(card.where for card in chosen))
    return Note(chosen, sides, tuple(said), tuple(open_), tuple(medicines), battery.wells(seen.found))


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
        flags.refer(
            here,
            flags=codes,
            addressee=(form.addressee.data or "").strip(),
            told_patient=(form.told_patient.data or "").strip(),
            by=by,
            at=at,
        )
        db.session.commit()
        return redirect(url_for("chart.referral", visit_id=here.id), code=303)
    record(Action.CHART_VIEWED, here, actor=by, at=at, patient_id=here.patient_id)
    suggested = " ".join(dict.fromkeys(card.patient_words for card in paper.urgent))
    page = render_template(
        "chart/referral.html",
        **banner(here, seen.intake, Plan.of(here), PlanVersion.of(here)),
        **context(seen, paper),
        form=form,
        suggested=suggested,
    )
    db.session.commit()
    return page, 422 if form.errors else 200


def context(seen: Situation, paper: Note) -> dict[str, Any]:
    """What the note's page and paper both need."""
    told = flags.referrals(seen.visit)
    return {
        "note": paper,
        "told": told,
        "here": practice_here(),
        "quotes": [str(seen.case.get("p", {}).get("act_goal") or "")],
        "at": told[0].told_at if told else utcnow(),
        "level": paper.urgent[0].urgency if paper.urgent else _("none"),
    }


@bp.get("/visits/<uuid:visit_id>/referral.pdf")
@allow(clinician, records=True)
def referral_pdf(visit_id: UUID) -> ResponseReturnValue:
    """The note on one page of paper."""
    here = find_visit(visit_id)
    seen = look(here, knowledge.load())
    paper = note(seen, language())
    record(Action.CHART_VIEWED, here, actor=current_person(), at=utcnow(), patient_id=here.patient_id)
    html = render_template(
        "chart/referral_paper.html", patient=here.patient, visit=here, signer=current_person(), **context(seen, paper)
    )
    db.session.commit()  # no transaction stays open while the page is laid out
    try:
        data = pdf.render(html)
    except pdf.RenderFailed as failed:
        return render_template("chart/referral_failed.html", visit=find_visit(visit_id), words=str(failed)), 503
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="referral.pdf"'
    return response

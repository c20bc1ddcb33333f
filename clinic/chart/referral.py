"""The referral note after an urgent flag: one page for whoever sees the patient next, and who was told when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import allow, clinician, current_person
from clinic.accounts.models import User
from clinic.audit.trail import Action, record
from clinic.chart import cards, story
from clinic.chart.blueprint import bp
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import battery, findings, flags
from clinic.exam.forms import ReferralForm
from clinic.exam.models import VITALS, ZONES
from clinic.handout import pdf
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.patients.models import Visit
from clinic.plan.models import Plan, PlanVersion
from clinic.plan.pages import banner, find_visit, practice_here
from clinic.plan.situation import Situation, look
from clinic.values.legibility import cut, spelled

MEDICINES = ("hx_thinner", "hx_steroid", "hx_immuno")
NOT_EXAMINED = ("exam_pulses", "exam_monofil", "exam_skin", "exam_temp_diff", "exam_palp")
BLOOD_FLOW = ("RF01", "RF10", "RF25", "RF26")
CLOT = "RF11"
RUNGS = ("", "snug", "tight", "tightest", "tiniest")
HOLDS = (3000, 5200, 7600, 10800)
"""The ladder of fit: each rung sets the same words closer, so that one page holds every one of them. How many letters
a rung is tried with; the press goes on to the next where that was too hopeful."""


@dataclass(frozen=True)
class Fired:
    """One flag of the note: what to check for, on which side, and the answers and findings behind it."""

    check_for: str
    where: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Who was told what, by whom and when."""

    addressee: str
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Note:
    """What the note says, from what was recorded and nothing else."""

    urgent: tuple[cards.FlagCard, ...]
    fired: tuple[Fired, ...]
    sides: str
    level: str
    own_words: tuple[str, ...]
    vitals: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    not_examined: tuple[tuple[str, str], ...]
    medicines: str
    wells: tuple[int, bool] | None


def note(seen: Situation, words: str) -> Note:
    """The note of one visit: of its urgent flags, or, where there is none, of those that refer."""
    every = cards.flags(seen, words)
    urgent = tuple(card for card in every if card.is_urgent)
    chosen = urgent or tuple(card for card in every if card.refers)
    given = findings.values(seen.found)
    wells = battery.wells(seen.found)
    return Note(
        urgent,
        tuple(Fired(card.check_for, card.where, _answers(card, seen, words)) for card in chosen),
        ", ".join(dict.fromkeys(card.where for card in chosen)),
        chosen[0].urgency if chosen else _("none"),
        tuple(story.quotes(seen.case)),
        tuple(f"{label} {value}" for label, value in findings.vitals(seen.found)),
        _found(seen, given),
        _not_examined(seen, given, {card.code for card in chosen}, wells),
        _medicines(seen, words),
        wells,
    )


def _answers(card: cards.FlagCard, seen: Situation, words: str) -> tuple[str, ...]:
    """What fired a flag: the questions as the patient read them with the answers, and the findings with their units."""
    library, lines = seen.library, []
    for name, value in card.given.items():
        question = library.questions.get(name)
        if question is None:
            continue
        if question.who == "clinician":
            lines.append(f"{battery.TESTS[name].label}: {battery.said(name, value)}")
        else:
            lines.append(f"{question.words[words]} {library.wording.value(name, value, words)}")
    return tuple(lines) or card.facts


def _found(seen: Situation, given: dict[str, dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Every finding that was recorded, foot by foot."""
    rows = []
    marks = findings.zones(seen.found)
    for side in ("r", "l", "p"):
        said = [
            f"{battery.TESTS[name].label} {battery.said(name, getattr(findings.row_of(seen.found, side), name))}"
            for name, value in given.get(side, {}).items()
            if value != findings.LEFT_OUT and not name.startswith("wells_")
        ]
        if marks.get(side):
            said.append(f"{battery.TESTS[ZONES].label} {battery.said(ZONES, marks[side])}")
        if said:
            rows.append((cards.foot_words(side), "; ".join(said)))
    return tuple(rows)


def _not_examined(
    seen: Situation, given: dict[str, dict[str, Any]], codes: set[str], wells: tuple[int, bool] | None
) -> tuple[tuple[str, str], ...]:
    rows = []
    wanted = (*NOT_EXAMINED, *(("exam_abi",) if codes & set(BLOOD_FLOW) else ()))
    for side in seen.feet:
        left = [
            str(battery.TESTS[name].label)
            for name in wanted
            if given.get(side, {}).get(name) in (None, findings.LEFT_OUT)
        ]
        if left:
            rows.append((cards.foot_words(side), "; ".join(left)))
    person = [
        str(battery.TESTS[name].label) for name in VITALS if seen.found is None or getattr(seen.found, name) is None
    ]
    if CLOT in codes and wells is None:
        person.append(_("Wells score"))
    if person:
        rows.append((cards.foot_words(None), "; ".join(person)))
    return tuple(rows)


def _medicines(seen: Situation, words: str) -> str:
    """The medicines that matter in a hurry: those told, those that are not sure, and those nobody asked about."""
    person, wording = seen.case.get("p", {}), seen.library.wording
    named: dict[str, list[str]] = {"yes": [], "unsure": [], "": []}
    for name in MEDICINES:
        answer = person.get(name) or ""
        if answer in named:
            named[answer].append(wording.fact(name, words))
    said = []
    if named["yes"]:
        said.append(", ".join(named["yes"]))
    if named["unsure"]:
        said.append(_("not sure: %(what)s", what=", ".join(named["unsure"])))
    if named[""]:
        said.append(_("not asked yet: %(what)s", what=", ".join(named[""])))
    return "; ".join(said) or _("none told")


def told(visit: Visit) -> list[Told]:
    """Who was told after this visit's flags, newest first, each with the name of who told them."""
    rows = flags.referrals(visit)
    query = sa.select(User).where(User.id.in_([row.told_by_id for row in rows]))
    people = {user.id: user.title for user in db.session.scalars(query)} if rows else {}
    return [Told(row.addressee, row.told_patient, people.get(row.told_by_id, ""), row.told_at) for row in rows]


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
        "chart/referral_paper.html",
        patient=here.patient,
        visit=here,
        signer=current_person(),
        intake=seen.intake,
        **context(seen, paper),
    )
    db.session.commit()  # no transaction stays open while the page is laid out
    try:
        data = pdf.render(spelled(html))
    except pdf.RenderFailed as failed:
        return render_template("chart/referral_failed.html", visit=find_visit(visit_id), words=str(failed)), 503
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="referral.pdf"'
    return response

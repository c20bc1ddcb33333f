"""The desk's door to an intake: start it, pair a tablet, help, and type answers into one that is open.

Front desk never sees the answers as a whole: one open step at a time, audited, no review page.
"""

import uuid

import segno
from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic import numbered
from clinic.access import Role, allow, clinician, current_person, desk, visitor
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.desk import body_measures
from clinic.desk.blueprint import bp
from clinic.i18n import LANGUAGES
from clinic.interview import flow, guardian, saving, screens, stopping
from clinic.interview.forms import form_for
from clinic.interview.models import Intake
from clinic.interview.review import lines
from clinic.interview.status import standing
from clinic.kiosk import handover as deskwork
from clinic.kiosk import pairing
from clinic.kiosk.interview_views import line_names, posted, row_title
from clinic.knowledge import library
from clinic.patients.models import Visit
from clinic.practice.models import Practice


@bp.route("/visits/<uuid:visit_id>/intake", methods=["GET", "POST"])
@allow(desk, records=True)
def start(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Check who is here, choose the language, then show a code or use this device."""
    visit = db.get_or_404(Visit, visit_id)
    if request.method == "GET":
        record(Action.PATIENT_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
        db.session.commit()
    intake = Intake.of(visit)
    if intake is not None and intake.sent_at is not None:
        return render_template("desk/sent_already.html", visit=visit), 409 if request.method == "POST" else 200
    way, known, practice = None, library.load(), Practice.here()
    system = intake.units if intake else deskwork.usual_units(practice)
    before = None if intake else deskwork.last_sent(visit)
    stands = body_measures.stands(intake, before, known, system=system)
    form = body_measures.form_for(stands, system=system, sent=request.form)
    chosen = request.form.get("language", "")
    language = chosen if chosen in LANGUAGES else intake.language if intake else visit.patient.language
    if language not in LANGUAGES:
        language = "en"
    if form.validate_on_submit():
        now, person = utcnow(), current_person()
        is_late = numbered.is_late(visit.id, f"{person.id}:measures", request.form.get("number"))
        intake = deskwork.start(visit, language=language, by=person, at=now, library=known)
        kept = is_late or body_measures.keep(intake, form, by=person, at=now, library=known)
        if not kept:
            db.session.rollback()
            intake = Intake.of(visit)
        elif request.form.get("go") == "here":
            deskwork.use_here(intake, vouched=request.form.get("vouched") == "y", by=person, at=now)
            db.session.commit()
            return redirect(url_for("kiosk.resume"), code=303)
        elif request.form.get("go") == "save":
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("desk.start", visit_id=visit.id), code=303)
        else:
            way = pairing.make(intake, by=person, at=now)
            db.session.commit()
            form = body_measures.form_for(body_measures.stands(intake, None, known, system=system), system=system)
    page = render_template(
        "desk/start.html",
        visit=visit,
        intake=intake,
        form=form,
        way=way,
        address=join_address(),
        qr=_qr(way) if way else None,
        language=language,
        offered={code: name for code, name in LANGUAGES.items() if practice is None or code in practice.languages},
        standing=standing(intake) if intake else None,
        tablets=len(deskwork.tablets_on(intake, at=utcnow())) if intake else 0,
    )
    return page, 422 if form.errors else 200


def join_address() -> str:
    """What somebody types on the tablet."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}{url_for('kiosk.join')}"


def _qr(way: pairing.Way) -> str:
    picture = segno.make(f"{join_address()}#{way.token}", error="m")
    return str(picture.svg_data_uri(scale=5, border=2, dark="#17252b", light="#ffffff"))


def _waits(intake: Intake) -> bool:
    return stopping.is_stopped(intake) or guardian.holds_up(intake)


def _open_intake(intake_id: uuid.UUID) -> Intake:
    intake = db.get_or_404(Intake, intake_id)
    if intake.sent_at is not None:
        abort(404)
    return saving.locked(intake) if request.method == "POST" else intake


@bp.post("/intakes/<uuid:intake_id>/help-given")
@allow(desk)
def help_given(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody has gone to help."""
    intake = _open_intake(intake_id)
    deskwork.help_given(intake, by=current_person(), at=utcnow())
    db.session.commit()
    return redirect(url_for("desk.start", visit_id=intake.visit_id), code=303)


@bp.post("/intakes/<uuid:intake_id>/right-person")
@allow(desk)
def right_person(intake_id: uuid.UUID) -> ResponseReturnValue:
    """The desk has looked, and it is the person on the chart."""
    intake = _open_intake(intake_id)
    deskwork.right_person(intake, by=current_person(), at=utcnow())
    db.session.commit()
    return redirect(url_for("desk.start", visit_id=intake.visit_id), code=303)


@bp.post("/intakes/<uuid:intake_id>/wrong-person")
@allow(desk)
def wrong_person(intake_id: uuid.UUID) -> ResponseReturnValue:
    """The desk has looked, and it is somebody else."""
    intake = _open_intake(intake_id)
    deskwork.wrong_person(intake, by=current_person(), at=utcnow())
    db.session.commit()
    return redirect(url_for("desk.start", visit_id=intake.visit_id), code=303)


@bp.post("/intakes/<uuid:intake_id>/guardian-agreed")
@allow(desk)
def guardian_agreed(intake_id: uuid.UUID) -> ResponseReturnValue:
    """The parent or guardian of a patient under 18 is here and agrees; also after the answers were sent."""
    intake = saving.locked(db.get_or_404(Intake, intake_id))
    guardian.agreed(intake, by=current_person(), at=utcnow(), library=library.load())
    db.session.commit()
    if intake.sent_at is not None and visitor().has(Role.CLINICIAN):
        return redirect(url_for("chart.visit", visit_id=intake.visit_id, _anchor="flags"), code=303)
    return redirect(url_for("desk.start", visit_id=intake.visit_id), code=303)


@bp.post("/intakes/<uuid:intake_id>/go-on")
@allow(clinician)
def go_on(intake_id: uuid.UUID) -> ResponseReturnValue:
    """The clinician has come to an urgent answer; the patient may go on."""
    intake = _open_intake(intake_id)
    stopping.go_on(intake, by=current_person(), at=utcnow())
    db.session.commit()
    return redirect(url_for("chart.visit", visit_id=intake.visit_id, _anchor="flags"), code=303)


@bp.get("/intakes/<uuid:intake_id>/steps")
@allow(desk)
def assist(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Type answers for the patient: begin at the first screen that is open."""
    intake = _open_intake(intake_id)
    if _waits(intake):
        return redirect(url_for("desk.start", visit_id=intake.visit_id), code=303)
    screen = flow.furthest(intake, library.load())
    return redirect(url_for("desk.step", intake_id=intake.id, slug=screen.slug), code=303)


@bp.route("/intakes/<uuid:intake_id>/steps/<slug>", methods=["GET", "POST"])
@allow(desk, records=True)
def step(intake_id: uuid.UUID, slug: str) -> ResponseReturnValue:
    """One screen of an open intake, on the desk's own screen."""
    intake, known, person = _open_intake(intake_id), library.load(), current_person()
    screen = flow.find(intake, slug, known)
    if screen is None or _waits(intake):
        return redirect(url_for("desk.assist", intake_id=intake.id), code=303)
    if screen.step.look == "review":
        return render_template("desk/assisted.html", intake=intake, missing=flow.missing(intake, known))
    g.language = intake.language if request.args.get("as") == "patient" else None
    form, cards = form_for(screen, intake, known)
    if request.method == "POST":
        outcome = saving.put_screen(intake, screen, posted(), by=person, at=utcnow(), library=known)
        db.session.commit()
        if not outcome.errors:
            onward = flow.after(intake, slug, known)
            return redirect(url_for("desk.step", intake_id=intake.id, slug=onward.slug), code=303)
        screen = flow.find(intake, slug, known) or screen  # an answer may have opened a question, or hidden one
        form, cards = form_for(screen, intake, known, conflicts=outcome.conflicts)
        form.show_errors(outcome.errors)
    else:
        record(
            Action.INTAKE_OPENED_BY_STAFF,
            intake,
            actor=person,
            at=utcnow(),
            patient_id=intake.visit.patient_id,
            step=screen.slug,
        )
        db.session.commit()
    page = render_template(
        "desk/assist.html",
        intake=intake,
        screen=screen,
        form=form,
        cards=cards,
        earlier=flow.before(intake, slug, known),
        headings=screens.HEADINGS,
        library=known,
        both=len(flow.feet(intake)) > 1,
        row_title=row_title(intake, screen),
        line_names=line_names(intake, screen),
    )
    return page, 422 if form.errors else 200


@bp.get("/intakes/<uuid:intake_id>/answers")
@allow(clinician, records=True)
def answers(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Every answer in order, with what was skipped, left blank or not asked."""
    intake = db.get_or_404(Intake, intake_id)
    record(Action.INTAKE_REVIEWED, intake, actor=current_person(), at=utcnow(), patient_id=intake.visit.patient_id)
    stopping.see(intake, at=utcnow())
    db.session.commit()
    return render_template(
        "desk/answers.html", intake=intake, visit=intake.visit, groups=lines(intake, library.load(), every=True)
    )

"""Find, register and correct people, and book their visits."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from clinic.access import allow, current_person, desk
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.patients import registration
from clinic.patients.forms import PatientForm, SearchForm, WalkInForm
from clinic.patients.models import Patient, Visit
from clinic.patients.visit_forms import VisitForm, today
from clinic.practice.models import Practice
from clinic.values.days import bounds, wall_clock

bp = Blueprint("patients", __name__)


def _note_view(patient: Patient) -> None:
    """Leave the trace of a page that shows this person."""
    record(Action.PATIENT_VIEWED, patient, actor=current_person(), at=utcnow(), patient_id=patient.id)
    db.session.commit()


@bp.route("/patients", methods=["GET", "POST"])
@allow(desk)
def find() -> ResponseReturnValue:
    """Search by name, date of birth or chart number. The words searched for are never in an address."""
    form, found = SearchForm(), None
    if form.validate_on_submit():
        found = form.found()
        record(Action.PATIENTS_SEARCHED, actor=current_person(), at=utcnow(), hits=len(found))
        db.session.commit()
    return render_template("patients/find.html", form=form, found=found)


@bp.route("/patients/new", methods=["GET", "POST"])
@allow(desk)
def register() -> ResponseReturnValue:
    """Register a person and, when a time is given, book the visit. Sent again, it shows who stands."""
    form = PatientForm()
    form.offer_visit()
    if form.validate_on_submit() and form.check_when():
        by, at = current_person(), utcnow()
        try:
            patient = form.same or registration.register(form, by=by, at=at)
        except registration.ChartTaken:
            return _chart_taken(form, "patients/register.html")
        if form.starts_at is not None and registration.at_that_time(patient, form.starts_at) is None:
            registration.book(patient, starts_at=form.starts_at, clinician=form.chosen_clinician(), by=by, at=at)
        db.session.commit()
        flash(_("Registered already. Nothing was changed.") if form.same else _("Registered."))
        return redirect(url_for("patients.show", patient_id=patient.id), code=303)
    return render_template("patients/register.html", form=form)


def _chart_taken(form: PatientForm | WalkInForm, page: str) -> ResponseReturnValue:
    db.session.rollback()
    form.chart_number.errors = [_("Check the chart number: another person has it.")]
    return render_template(page, form=form)


@bp.route("/walk-in", methods=["GET", "POST"])
@allow(desk)
def walk_in() -> ResponseReturnValue:
    """Somebody is at the desk without an appointment: three fields and the visit starts now, or today's goes on."""
    form = WalkInForm()
    if form.validate_on_submit():
        by, at = current_person(), utcnow()
        try:
            patient = form.known or registration.register(form.as_patient(), by=by, at=at)
        except registration.ChartTaken:
            return _chart_taken(form, "patients/walk_in.html")
        visit = registration.standing(patient, *bounds(today(), Practice.zone_here()))
        if visit is not None:
            flash(_("This person has a visit today already. Here it is."))
        else:
            visit = registration.book(patient, starts_at=at, clinician=form.next_clinician(), by=by, at=at)
        db.session.commit()
        return redirect(url_for("desk.start", visit_id=visit.id), code=303)
    return render_template("patients/walk_in.html", form=form)


@bp.get("/patients/<uuid:patient_id>")
@allow(desk, records=True)
def show(patient_id: uuid.UUID) -> ResponseReturnValue:
    """One person: details and visits."""
    with_whom = selectinload(Patient.visits).joinedload(Visit.clinician)
    patient = db.get_or_404(Patient, patient_id, options=[with_whom])
    _note_view(patient)
    return render_template("patients/show.html", patient=patient, today=today())


@bp.route("/patients/<uuid:patient_id>/correct", methods=["GET", "POST"])
@allow(desk, records=True)
def correct(patient_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a person's details."""
    patient = db.get_or_404(Patient, patient_id)
    form = PatientForm(obj=patient)
    form.patient = patient
    if form.validate_on_submit():
        registration.correct(patient, form, by=current_person(), at=utcnow())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("patients.show", patient_id=patient.id), code=303)
    _note_view(patient)
    return render_template("patients/correct.html", form=form, patient=patient)


@bp.route("/patients/<uuid:patient_id>/visits/new", methods=["GET", "POST"])
@allow(desk, records=True)
def book(patient_id: uuid.UUID) -> ResponseReturnValue:
    """Book a visit for a person."""
    patient = db.get_or_404(Patient, patient_id)
    form = VisitForm()
    form.offer(today=today())
    if form.validate_on_submit() and form.check_when() and _book(patient, form):
        return redirect(url_for("patients.show", patient_id=patient.id), code=303)
    _note_view(patient)
    return render_template("patients/book.html", form=form, patient=patient, visit=None)


def _book(patient: Patient, form: VisitForm) -> bool:
    """Whether the visit that was asked for stands now, new or from before."""
    assert form.starts_at is not None
    clinician, standing = form.chosen_clinician(), registration.at_that_time(patient, form.starts_at)
    if standing is not None and standing.clinician_id != clinician.id:
        form.visit_time.errors = [
            _(
                "This person has a visit at this time with %(clinician)s. Change that one.",
                clinician=standing.clinician.title,
            )
        ]
        return False
    if standing is None:
        registration.book(patient, starts_at=form.starts_at, clinician=clinician, by=current_person(), at=utcnow())
    db.session.commit()
    flash(_("The visit is booked.") if standing is None else _("This visit is booked already. Nothing was changed."))
    return True


@bp.route("/visits/<uuid:visit_id>/move", methods=["GET", "POST"])
@allow(desk, records=True)
def move(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Change when, or with whom, a visit is."""
    visit = db.get_or_404(Visit, visit_id)
    local = wall_clock(visit.starts_at, Practice.zone_here())
    form = VisitForm(visit_on=visit.day, visit_time=local.time(), clinician_id=str(visit.clinician_id))
    form.offer(today=today())
    if form.validate_on_submit() and form.check_when(stands=visit):
        assert form.starts_at is not None
        clinician = form.chosen_clinician()
        registration.move(visit, starts_at=form.starts_at, clinician=clinician, by=current_person(), at=utcnow())
        db.session.commit()
        flash(_("The visit was changed."))
        return redirect(url_for("patients.show", patient_id=visit.patient_id), code=303)
    _note_view(visit.patient)
    return render_template("patients/book.html", form=form, patient=visit.patient, visit=visit)

"""Signing in and out, one-time links, and the staff list for administrators."""

import uuid

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf

from clinic import guessing, return_path, sessions
from clinic.access import Visitor, admin, allow, anyone, current_person, staff, visitor
from clinic.accounts import confirming, devices, granting, posted, setting_up
from clinic.accounts import sign_in as entering
from clinic.accounts import staff as people
from clinic.accounts.forms import FirstForm, PasswordForm, SignInForm, UserForm
from clinic.accounts.models import RoleRequest, User
from clinic.clock import utcnow
from clinic.database import db
from clinic.web.errors import stale_form
from clinic.web.filters import clock, day

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(anyone)
def sign_in() -> ResponseReturnValue:
    """Ask for name and password, start a session, and go on to the page that was asked for."""
    sent = request.form.get("posted", "")
    if (person := visitor().person) is not None:
        return posted.show(sent, person) or return_path.go_on(url_for("desk.today"))
    form = SignInForm()
    if form.validate_on_submit():
        address, at = request.remote_addr or "", utcnow()
        try:
            tried = entering.attempt(form.username.data or "", address=address, device=devices.here(), at=at)
            db.session.commit()  # the slow hash comes next, and nobody shall wait for the database meanwhile
            person, told = entering.sign_in(tried, form.password.data or "", at=at)
        except guessing.TooManyTries as slow:
            form.refuse(entering.said_wait(slow.seconds))
            page = render_template("accounts/sign_in.html", form=form, posted=sent)
            return page, 429, {"Retry-After": str(slow.seconds)}
        except entering.Refused:
            db.session.commit()
            form.refuse(_("The user name and the password do not fit together. Check both and try again."))
        else:
            db.session.commit()
            for sentence in told:
                flash(sentence)
            return _after_sign_in(sent, person)
    expired = sessions.current().expired is sessions.Kind.STAFF
    return render_template("accounts/sign_in.html", form=form, expired=expired, posted=sent)


def _after_sign_in(sent: str, person: User) -> ResponseReturnValue:
    """What was sent while nobody was signed in, to be saved now; else the page asked for, or the person's first."""
    if posted.opened(sent) is not None:
        g.visitor = Visitor(person)
        if page := posted.show(sent, person):
            return page
    return return_path.go_on(setting_up.first_page(person) or url_for("desk.today"))


@bp.get("/here")
@allow(staff)
def here() -> ResponseReturnValue:
    """Who is signed in, for a page that is about to send something; and the token its forms need from now on."""
    person = current_person()
    return jsonify(id=str(person.id), name=person.name, token=generate_csrf())


@bp.post("/confirm")
@allow(staff)
def confirm() -> ResponseReturnValue:
    """Answer the question whether it is still you, and go to the page that asked."""
    to = confirming.way_on(request.form.get("to", "")) or url_for("desk.today")
    problem = confirming.judge(request.form.get(confirming.FIELD, ""), at=utcnow())
    return confirming.page(problem, to) if problem else redirect(to, code=303)


@bp.errorhandler(CSRFError)
def _too_old(error: CSRFError) -> ResponseReturnValue:
    """A sign-in page left open overnight is shown anew with the name that was typed: it has nothing to go back to."""
    if request.endpoint != "accounts.sign_in":
        return stale_form(error)
    form = SignInForm()
    form.refuse(_("This page was open too long. Type your password again."))
    return render_template("accounts/sign_in.html", form=form, posted=request.form.get("posted", "")), 400


@bp.post("/sign-out")
@allow(staff)
def sign_out() -> ResponseReturnValue:
    """End this session for good."""
    entering.sign_out(current_person(), at=utcnow())
    db.session.commit()
    response = redirect(url_for("accounts.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return return_path.forget(response)


@bp.route("/setup/<token>", methods=["GET", "POST"])
@allow(anyone)
def set_up(token: str) -> ResponseReturnValue:
    """Use a one-time link: the first administrator sets up the practice, everybody else chooses a password."""
    link = entering.find_link(token, at=utcnow())
    if link is None:
        return render_template("accounts/link_over.html"), 404
    user = db.session.get(User, link.user_id) if link.user_id else None
    form = PasswordForm() if user else FirstForm()
    own = [user.name] if user else [request.form.get(part, "") for part in ("name", "username", "practice_name")]
    form.personal = people.first_guesses(*own)
    if form.validate_on_submit():
        if isinstance(form, FirstForm):
            people.set_up_practice(link, form, at=utcnow())
        elif user is not None:
            people.use_link(link, user, form.password.data or "", at=utcnow())
            devices.remember(user, at=utcnow())
        db.session.commit()
        flash(_("Your password is set. Sign in with it now."))
        return redirect(url_for("accounts.sign_in"), code=303)
    return render_template("accounts/set_up.html", form=form, user=user, token=token)


@bp.route("/password", methods=["GET", "POST"])
@allow(staff, fresh=True)
def password() -> ResponseReturnValue:
    """Choose a new password; every other session of this person ends."""
    user = current_person()
    form = PasswordForm(personal=people.first_guesses(user.name))
    if form.validate_on_submit():
        entering.set_password(user, form.password.data or "", at=utcnow(), by=user)
        sessions.begin(sessions.Kind.STAFF, user_id=user.id)
        confirming.note(utcnow())
        devices.remember(user, at=utcnow())
        db.session.commit()
        flash(_("Your new password is set. Everywhere else you have been signed out."))
        return redirect(url_for("desk.today"), code=303)
    return render_template("accounts/password.html", form=form)


@bp.get("/users")
@allow(admin)
def users() -> ResponseReturnValue:
    """Everyone with an account."""
    requests = [(one, granting.may_decide(one, current_person())) for one in granting.open_requests()]
    return render_template("accounts/users.html", users=User.everyone(), requests=requests)


@bp.route("/users/new", methods=["GET", "POST"])
@allow(admin, fresh=True)
def add_user() -> ResponseReturnValue:
    """Give somebody an account; they choose their own password through a one-time link."""
    form = UserForm()
    if form.validate_on_submit():
        user = people.add(form, by=current_person(), at=utcnow())
        token = entering.make_link(user, at=utcnow())
        db.session.commit()
        return render_template("accounts/link.html", user=user, link=_address(token))
    return render_template("accounts/user.html", form=form, user=None)


@bp.route("/users/<uuid:user_id>", methods=["GET", "POST"])
@allow(admin, fresh=True)
def edit_user(user_id: uuid.UUID) -> ResponseReturnValue:
    """Change name, credentials and roles."""
    user = db.get_or_404(User, user_id)
    form = UserForm(obj=user)
    form.user = user
    if form.validate_on_submit():
        asked = people.change(user, form, by=current_person(), at=utcnow())
        db.session.commit()
        flash(_saved(asked))
        return redirect(url_for("accounts.users"), code=303)
    return render_template("accounts/user.html", form=form, user=user)


@bp.post("/users/<uuid:user_id>/link")
@allow(admin, fresh=True)
def new_link(user_id: uuid.UUID) -> ResponseReturnValue:
    """A new one-time link for somebody who has lost the password."""
    user = db.get_or_404(User, user_id)
    token = people.new_link(user, by=current_person(), at=utcnow())
    db.session.commit()
    return render_template("accounts/link.html", user=user, link=_address(token))


@bp.post("/users/<uuid:user_id>/role")
@allow(admin, fresh=True)
def decide_role(user_id: uuid.UUID) -> ResponseReturnValue:
    """Say yes or no to the clinical role that an administrator asked for; the one who asked may take it back."""
    request_ = db.first_or_404(sa.select(RoleRequest).where(RoleRequest.user_id == user_id))
    by, at = current_person(), utcnow()
    if request.form.get("answer") == "yes":
        if not granting.may_decide(request_, by):
            abort(403)
        granting.grant(request_, by=by, at=at)
    else:
        granting.refuse(request_, by=by, at=at)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("accounts.users"), code=303)


@bp.post("/users/<uuid:user_id>/disable")
@allow(admin, fresh=True)
def disable_user(user_id: uuid.UUID) -> ResponseReturnValue:
    """Close or open an account. A closed one is out at its next request."""
    user = db.get_or_404(User, user_id)
    if user.id == current_person().id:
        abort(409)
    people.toggle(user, by=current_person(), at=utcnow())
    db.session.commit()
    return redirect(url_for("accounts.users"), code=303)


def _address(token: str) -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for("accounts.set_up", token=token)


def _saved(asked: RoleRequest | None) -> str:
    """What became of a change to one's own account."""
    if asked is None:
        return _("Saved.")
    if asked.ready_at is None:
        return _("Saved. Another administrator must say yes before you are a clinician here: they find it under Staff.")
    return _(
        "Saved. There is no other administrator, so you will be a clinician here on %(day)s at %(time)s. The"
        " clinicians are told. You may take it back under Staff.",
        day=day(asked.ready_at),
        time=clock(asked.ready_at),
    )

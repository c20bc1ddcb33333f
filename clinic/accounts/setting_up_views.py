"""The set-up of a new practice, page by page, and the list of what is left."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import admin, allow, current_person
from clinic.accounts import setting_up
from clinic.accounts.forms import CopiesForm, TeamForm
from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.practice.forms import ContactForm, PlaceForm
from clinic.practice.models import Practice

bp = Blueprint("setting_up", __name__, url_prefix="/setting-up")


@bp.get("")
@allow(admin)
def overview() -> ResponseReturnValue:
    """What is settled and what is left."""
    practice = db.get_or_404(Practice, 1)
    return render_template("accounts/setting_up.html", points=setting_up.points(practice, User.everyone()))


@bp.route("/<name>", methods=["GET", "POST"])
@allow(admin, fresh=True)
def step(name: str) -> ResponseReturnValue:
    """One page of the set-up."""
    practice = db.get_or_404(Practice, 1)
    form = _form(name, practice)
    if form.validate_on_submit():
        _keep(name, form, practice)
        db.session.commit()
        return redirect(setting_up.after(name), code=303)
    place = setting_up.STEPS.index(name) + 1
    return render_template(
        f"accounts/setting_up_{name}.html", form=form, here=practice, name=name, place=place, steps=setting_up.STEPS,
        **_shown(name, practice),
    )  # fmt: skip


def _form(name: str, practice: Practice) -> Any:
    if name == "practice":
        return ContactForm(obj=practice)
    if name == "place":
        form = PlaceForm(obj=practice)
        if "place" not in practice.settled and not form.is_submitted():
            setting_up.guess_place(form)
        return form
    if name == "team":
        return TeamForm()
    if name == "copies":
        return CopiesForm(has_copies="copies" in practice.settled, has_trust="tablets" in practice.settled)
    abort(404)


def _keep(name: str, form: Any, practice: Practice) -> None:
    by, at = current_person(), utcnow()
    settled = set(practice.settled)
    if name in ("practice", "place"):
        if fields := form.fill(practice):
            record(Action.PRACTICE_CHANGED, actor=by, at=at, fields=fields)
        if name == "place":
            setting_up.settle(practice, settled | {"place"}, by=by, at=at)
    elif name == "team":
        made = setting_up.add_team(form, by=by, at=at)
        if made:
            flash(_("The accounts are made. Under Staff, make each person's link when they are beside you."))
    else:
        said = {"copies": form.has_copies.data, "tablets": form.has_trust.data}
        setting_up.settle(practice, (settled - set(said)) | {key for key in said if said[key]}, by=by, at=at)


def _shown(name: str, practice: Practice) -> dict[str, Any]:
    if name == "team":
        staff = [user for user in User.everyone() if user.disabled_at is None]
        return {"points": {point.key: point for point in setting_up.points(practice, staff)}, "staff": staff}
    if name == "copies":
        config = current_app.config
        folder = config.get("KEY_FOLDER")
        return {
            "data": config.get("DATA_FOLDER"),
            "keys": folder,
            "is_embedded": str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite"),
            "authority": next(iter(sorted(folder.glob("tls/*/authority.crt"))), None) if folder else None,
            "has_tls": str(config["BASE_URL"]).startswith("https:"),
            "staff_url": url_for("accounts.users"),
        }
    return {}

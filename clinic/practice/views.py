"""The practice's details, for administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import admin, allow, current_person
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.practice.forms import PracticeForm
from clinic.practice.models import Practice

bp = Blueprint("practice", __name__, url_prefix="/settings")


@bp.route("", methods=["GET", "POST"])
@allow(admin, fresh=True)
def settings() -> ResponseReturnValue:
    """Name, address, phone, logo, paper, languages, time zone, tablet."""
    practice = db.get_or_404(Practice, 1)
    form = PracticeForm(obj=practice)
    if form.validate_on_submit():
        if fields := form.fill(practice):
            record(Action.PRACTICE_CHANGED, actor=current_person(), at=utcnow(), fields=fields)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("practice.settings"), code=303)
    return render_template("practice/settings.html", form=form, here=practice)

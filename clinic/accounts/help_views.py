"""Help for staff: what each of them does here, and what to do when something does not work."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from clinic.access import allow, staff
from clinic.knowledge.library import load

bp = Blueprint("help", __name__)


@bp.get("/help")
@allow(staff)
def show() -> ResponseReturnValue:
    """One page for all, with the parts of each role."""
    return render_template("accounts/help.html", revision=load().revision[:8])

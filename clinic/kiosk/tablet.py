"""What every page of the tablet shares: one intake and its own session, its language, and where it must be now."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from flask_wtf.csrf import CSRFError

from clinic import sessions
from clinic.database import db
from clinic.i18n import LANGUAGES
from clinic.interview import guardian, saving
from clinic.interview.models import Intake
from clinic.practice.models import Practice
from clinic.sessions import Kind
from clinic.web.errors import stale_form

bp = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@bp.before_request
def _language() -> None:
    """The page speaks the intake's language."""
    intake_id = sessions.current().intake_id
    g.intake = db.session.get(Intake, intake_id) if intake_id else None
    if g.intake is not None:
        g.language = g.intake.language


@bp.errorhandler(CSRFError)
def _second_tap(error: CSRFError) -> ResponseReturnValue:
    """A second tap on Send arrives when the first has ended the session and its token: the answers are sent."""
    if request.endpoint == "kiosk.send" and sessions.current().intake_id is None:
        return go("kiosk.done")
    return stale_form(error)


@bp.after_request
def _note_the_end(response: Response) -> Response:
    """A tablet that is sent back to the code is told there why, and whether its last answer was kept."""
    here = sessions.current()
    if response.location != url_for("kiosk.join"):
        return response
    if here.expired is Kind.TABLET:
        here["ended"] = "idle"
    elif here.row_id is None and request.cookies:  # its session was ended from elsewhere
        here["ended"] = "elsewhere"
    gives_answers = request.method == "POST" and request.endpoint in ("kiosk.answer", "kiosk.step")
    if "ended" in here and gives_answers and not request.form.get("kept"):
        here["unsaved"] = True
    return response


def here() -> Intake:
    """The one intake this tablet holds."""
    intake: Intake | None = g.intake
    if intake is None:
        abort(404)
    return intake


def hold() -> Intake:
    """The same, held until the end of the transaction."""
    return saving.locked(here())


def detour(intake: Intake, *, to_confirm: bool = False) -> Response | None:
    """Where this tablet must be instead, if anywhere."""
    here = sessions.current()
    if intake.sent_at is not None:
        return go("kiosk.done")
    if here.get("waiting"):
        return go("kiosk.taken")
    if intake.mismatch_at is not None:
        return go("kiosk.mismatch")
    if not to_confirm and not is_known(intake):
        return go("kiosk.confirm")
    if intake.urgent_at is not None:
        return go("kiosk.stopped")
    if guardian.holds_up(intake):
        return go("kiosk.wait_for_guardian")
    return None


def is_known(intake: Intake) -> bool:
    """Whether who holds this very tablet has said name and date of birth, or the desk has vouched for them."""
    return intake.confirmed_at is not None and not sessions.current().get("unknown")


def go(endpoint: str, **values: Any) -> Response:
    """Send the tablet to another of its pages."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def switch(intake: Intake) -> bool:
    """Take the language that was pressed, if any was, and go on in it. Whether one was."""
    wanted = request.form.get("language", "")
    practice = Practice.here()
    if wanted in LANGUAGES and (practice is None or wanted in practice.languages):
        g.language = intake.language = wanted
        refresh()
    return bool(wanted)


def cleared(response: Response) -> Response:
    """The same answer, which also empties what the browser has kept."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response

"""The tablet's way in and out: a code, who are you, wait for the desk, send, hand back. No way to staff pages."""

from flask import Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.exceptions import TooManyRequests

from clinic import guessing, sessions
from clinic.access import allow, anyone
from clinic.access import tablet as tablets
from clinic.accounts import devices
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import LANGUAGES
from clinic.interview import flow, screens
from clinic.interview.forms import ConfirmForm, JoinForm
from clinic.interview.models import Intake
from clinic.kiosk import handover, identity, pairing, sending, tablet
from clinic.kiosk.interview_views import review
from clinic.kiosk.tablet import bp as bp
from clinic.knowledge import library
from clinic.sessions import Kind


@bp.get("/")
@allow(anyone)
def resume() -> ResponseReturnValue:
    """Go to wherever this tablet left off."""
    if g.intake is None:
        return tablet.go("kiosk.join")
    return tablet.detour(g.intake) or tablet.go("kiosk.step", slug=flow.furthest(g.intake, library.load()).slug)


@bp.route("/join", methods=["GET", "POST"])
@allow(anyone)
def join() -> ResponseReturnValue:
    """Bring this device onto an intake with a code or a link."""
    if g.intake is not None:
        return tablet.go("kiosk.resume")
    form = JoinForm()
    if request.form.get("language") in LANGUAGES:
        sessions.current()["language"] = request.form["language"]
        refresh()  # the page is drawn here and now, with the code that was typed
    elif form.validate_on_submit():
        now, device = utcnow(), devices.here()
        place = f"device {device}" if devices.is_known(device) else guessing.place(request.remote_addr or "")
        try:
            intake = pairing.redeem(code=form.code.data or "", token=form.token.data or "", place=place, at=now)
        except guessing.TooManyTries as slow:
            db.session.commit()
            raise TooManyRequests(retry_after=slow.seconds) from None
        except pairing.WrongCode:
            db.session.commit()
            form.code.errors = [_("This code does not work. Check it, or ask the front desk for a new one.")]
            form.token.data = ""
        else:
            handover.hand_over(intake, at=now)
            db.session.commit()
            return tablet.go("kiosk.resume")
    here = sessions.current()
    ended = "idle" if here.expired is Kind.TABLET else here.get("ended", "")
    page = render_template("kiosk/join.html", form=form, ended=ended, unsaved=here.get("unsaved", False))
    return page, 422 if form.errors else 200


@bp.route("/confirm", methods=["GET", "POST"])
@allow(tablets)
def confirm() -> ResponseReturnValue:
    """Ask who is here, before anything of the chart is shown."""
    intake = tablet.here() if request.method == "GET" else tablet.hold()
    detour = tablet.detour(intake, to_confirm=True)
    if detour is not None or tablet.is_known(intake):
        return detour or tablet.go("kiosk.resume")
    form = ConfirmForm()
    if request.method == "POST" and tablet.switch(intake):
        db.session.commit()  # the page is drawn here and now, so that what was typed stays on it and nowhere else
    elif form.validate_on_submit():
        is_right = identity.confirm(
            intake,
            name=str(form.name.data),
            born_on=form.born_on.data,
            called=form.called.data or "",
            at=utcnow(),
        )
        if is_right:
            sessions.current().pop("unknown", None)
        db.session.commit()
        return tablet.go("kiosk.resume")
    return render_template(
        "kiosk/confirm.html", form=form, intake=intake, headings=screens.HEADINGS
    ), 422 if form.errors else 200


@bp.get("/mismatch")
@allow(tablets)
def mismatch() -> ResponseReturnValue:
    """The person is not the one on the chart: stop, show nothing, wait for the desk."""
    intake = tablet.here()
    if intake.mismatch_at is None:
        return tablet.go("kiosk.resume")
    return render_template("kiosk/mismatch.html", intake=intake)


@bp.route("/taken", methods=["GET", "POST"])
@allow(tablets)
def taken() -> ResponseReturnValue:
    """This intake is open on another tablet. Go on here only when asked to."""
    intake = tablet.here()
    if not sessions.current().get("waiting"):
        return tablet.go("kiosk.resume")
    if request.method == "POST":
        handover.take_over(intake, at=utcnow())
        db.session.commit()
        return tablet.go("kiosk.resume")
    return render_template("kiosk/taken.html", intake=intake)


@bp.post("/language")
@allow(tablets)
def switch() -> ResponseReturnValue:
    """Speak another language, where no answers stand on the page."""
    intake = tablet.hold()
    tablet.switch(intake)
    db.session.commit()
    return tablet.go("kiosk.resume")


@bp.get("/stopped")
@allow(tablets)
def stopped() -> ResponseReturnValue:
    """The calm sentence: see staff now. No cause, no name."""
    intake = tablet.here()
    if intake.urgent_at is None or intake.sent_at is not None:
        return tablet.go("kiosk.resume")
    return render_template("kiosk/stopped.html", intake=intake, words=library.load().texts["T-URGENT"])


@bp.get("/waiting")
@allow(tablets)
def wait_for_guardian() -> ResponseReturnValue:
    """A person under 18 is here without a parent or guardian: stop kindly. The desk goes on with them."""
    intake = tablet.here()
    detour = tablet.detour(intake)
    if detour is not None and detour.location != url_for("kiosk.wait_for_guardian"):
        return detour
    if detour is None:
        return tablet.go("kiosk.resume")
    return render_template("kiosk/guardian.html", intake=intake)


@bp.get("/lock")
@allow(anyone, records=True)
def lock() -> ResponseReturnValue:
    """Nobody touched this tablet for a while: let go of the intake. The draft stays on the server."""
    if g.intake is not None:
        language = g.intake.language
        sessions.end()
        db.session.commit()
        sessions.current()["language"] = language
    return tablet.cleared(make_response(render_template("kiosk/join.html", form=JoinForm(formdata=None), ended="idle")))


@bp.post("/help")
@allow(tablets)
def ask_help() -> ResponseReturnValue:
    """Light the desk's board."""
    intake = tablet.hold()
    if intake.sent_at is None:
        sending.ask_help(intake, at=utcnow())
        db.session.commit()
    return tablet.go("kiosk.resume") if not request.form.get("back") else _back_to(intake)


def _back_to(intake: Intake) -> Response:
    slug = request.form.get("back", "")
    return tablet.go("kiosk.step", slug=slug) if flow.find(intake, slug, library.load()) else tablet.go("kiosk.resume")


@bp.post("/send")
@allow(anyone)
def send() -> ResponseReturnValue:
    """Send the answers, end this session, and hand the tablet back."""
    if g.intake is None:
        return tablet.go("kiosk.done")
    intake = tablet.hold()
    if detour := tablet.detour(intake):
        return detour
    try:
        sending.send(intake, key=request.form.get("send_key", ""), at=utcnow(), library=library.load())
    except sending.NotComplete:
        db.session.rollback()
        return review(tablet.here(), tried=True)
    language = intake.language
    sessions.end_all_on(intake.id)
    sessions.end()
    db.session.commit()
    sessions.current()["language"] = language
    return tablet.cleared(tablet.go("kiosk.done"))


@bp.get("/done")
@allow(anyone)
def done() -> ResponseReturnValue:
    """Hand the tablet back. No name, no answers, no links."""
    return tablet.cleared(make_response(render_template("kiosk/done.html")))

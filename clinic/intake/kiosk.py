"""The tablet's door: patient-facing pages of exactly one intake, their own session, no way out to staff pages."""

import secrets
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from clinic import sessions
from clinic.access import allow, anyone, tablet
from clinic.clock import utcnow
from clinic.database import db
from clinic.i18n import LANGUAGES
from clinic.intake import answers, desk, identity, pairing, saving, sending, steps
from clinic.intake.forms import Card, ConfirmForm, JoinForm, StepForm, form_for, seen_on
from clinic.intake.models import Intake
from clinic.intake.review import lines
from clinic.intake.words import activity_name
from clinic.knowledge import library
from clinic.practice.models import Practice
from clinic.sessions import Kind
from clinic.web import stale_form

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
        return _go("kiosk.done")
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


def _here() -> Intake:
    intake: Intake | None = g.intake
    if intake is None:
        abort(404)
    return intake


def _hold() -> Intake:
    return saving.locked(_here())


def _detour(intake: Intake, *, to_confirm: bool = False) -> Response | None:
    """Where this tablet must be instead, if anywhere."""
    here = sessions.current()
    if intake.sent_at is not None:
        return _go("kiosk.done")
    if here.get("waiting"):
        return _go("kiosk.taken")
    if intake.mismatch_at is not None:
        return _go("kiosk.mismatch")
    if intake.confirmed_at is None and not to_confirm:
        return _go("kiosk.confirm")
    if intake.urgent_at is not None:
        return _go("kiosk.stopped")
    return None


def _go(endpoint: str, **values: Any) -> Response:
    return make_response(redirect(url_for(endpoint, **values), code=303))


@bp.get("/")
@allow(anyone)
def resume() -> ResponseReturnValue:
    """Go to wherever this tablet left off."""
    if g.intake is None:
        return _go("kiosk.join")
    return _detour(g.intake) or _go("kiosk.step", slug=steps.furthest(g.intake, library.load()).slug)


@bp.route("/join", methods=["GET", "POST"])
@allow(anyone)
def join() -> ResponseReturnValue:
    """Bring this device onto an intake with a code or a link."""
    if g.intake is not None:
        return _go("kiosk.resume")
    form = JoinForm()
    if request.form.get("language") in LANGUAGES:
        sessions.current()["language"] = request.form["language"]
        return _go("kiosk.join")
    if form.validate_on_submit():
        now = utcnow()
        try:
            intake = pairing.redeem(
                code=form.code.data or "", token=form.token.data or "", address=request.remote_addr or "", at=now
            )
        except pairing.TooManyTries:
            db.session.commit()
            abort(429)
        except pairing.WrongCode:
            db.session.commit()
            form.code.errors = [_("This code does not work. Check it, or ask the front desk for a new one.")]
            form.token.data = ""
        else:
            desk.hand_over(intake, at=now)
            db.session.commit()
            return _go("kiosk.resume")
    here = sessions.current()
    ended = "idle" if here.expired is Kind.TABLET else here.get("ended", "")
    page = render_template("kiosk/join.html", form=form, ended=ended, unsaved=here.get("unsaved", False))
    return page, 422 if form.errors else 200


@bp.route("/confirm", methods=["GET", "POST"])
@allow(tablet)
def confirm() -> ResponseReturnValue:
    """Ask who is here, before anything of the chart is shown."""
    intake = _here() if request.method == "GET" else _hold()
    detour = _detour(intake, to_confirm=True)
    if detour is not None or intake.confirmed_at is not None:
        return detour or _go("kiosk.resume")
    form = ConfirmForm()
    if request.method == "POST" and _switch(intake):
        db.session.commit()
        return _go("kiosk.confirm")
    if form.validate_on_submit():
        identity.confirm(intake, name=str(form.name.data), born_on=form.born_on.data, at=utcnow())
        db.session.commit()
        return _go("kiosk.resume")
    return render_template(
        "kiosk/confirm.html", form=form, intake=intake, headings=steps.HEADINGS
    ), 422 if form.errors else 200


@bp.get("/mismatch")
@allow(tablet)
def mismatch() -> ResponseReturnValue:
    """The person is not the one on the chart: stop, show nothing, wait for the desk."""
    intake = _here()
    if intake.mismatch_at is None:
        return _go("kiosk.resume")
    return render_template("kiosk/mismatch.html", intake=intake)


@bp.route("/taken", methods=["GET", "POST"])
@allow(tablet)
def taken() -> ResponseReturnValue:
    """This intake is open on another tablet. Go on here only when asked to."""
    intake = _here()
    if not sessions.current().get("waiting"):
        return _go("kiosk.resume")
    if request.method == "POST":
        desk.take_over(intake, at=utcnow())
        db.session.commit()
        return _go("kiosk.resume")
    return render_template("kiosk/taken.html", intake=intake)


@bp.post("/language")
@allow(tablet)
def switch() -> ResponseReturnValue:
    """Speak another language, where no answers stand on the page."""
    intake = _hold()
    _switch(intake)
    db.session.commit()
    return _go("kiosk.resume")


def _switch(intake: Intake) -> bool:
    """Take the language that was pressed, if any was. Whether one was."""
    wanted = request.form.get("language", "")
    practice = Practice.here()
    if wanted in LANGUAGES and (practice is None or wanted in practice.languages):
        intake.language = wanted
    return bool(wanted)


@bp.get("/stopped")
@allow(tablet)
def stopped() -> ResponseReturnValue:
    """The calm sentence: see staff now. No cause, no name."""
    intake = _here()
    if intake.urgent_at is None or intake.sent_at is not None:
        return _go("kiosk.resume")
    return render_template("kiosk/stopped.html", intake=intake, words=library.load().texts["T-URGENT"])


@bp.route("/<slug>", methods=["GET", "POST"])
@allow(tablet)
def step(slug: str) -> ResponseReturnValue:
    """One screen of the interview."""
    intake = _here() if request.method == "GET" else _hold()
    if detour := _detour(intake):
        return detour
    known = library.load()
    screen = steps.find(intake, slug, known)
    if screen is None:
        if slug in {item.slug for item in (*steps.STEPS, *steps.RETURN_STEPS)} or slug.split("-")[0] in steps.SPLIT:
            return _go("kiosk.resume")
        abort(404)
    if not steps.is_open(intake, screen, known):
        return _go("kiosk.step", slug=steps.furthest(intake, known).slug)
    if screen.step.look == "review":
        return _review(intake)
    form, cards = form_for(screen, intake, known)
    if request.method == "POST":
        switched = _switch(intake)
        outcome = saving.put_screen(
            intake, screen, posted(), by="tablet", at=utcnow(), library=known, passing=not switched and not _backwards()
        )
        db.session.commit()
        if switched:
            return _go("kiosk.step", slug=slug)
        if detour := _detour(intake):
            return detour
        if _backwards():
            earlier = steps.before(intake, slug, known)
            return _go("kiosk.step", slug=earlier.slug if earlier else slug)
        if not outcome.errors:
            return _onward(intake, slug)
        form.show_errors(outcome.errors)
    return _screen_page(intake, screen, form, cards), 422 if form.errors else 200


def _backwards() -> bool:
    return request.form.get("go") == "back"


def _onward(intake: Intake, slug: str) -> Response:
    known = library.load()
    if request.args.get("from") == "review" and steps.furthest(intake, known).step.look == "review":
        return _go("kiosk.step", slug="review")
    return _go("kiosk.step", slug=steps.after(intake, slug, known).slug)


def posted() -> dict[str, Any]:
    """The form as sent: one value, or a list where a name repeats."""
    return {name: values[0] if len(values) == 1 else values for name, values in request.form.lists()}


def _screen_page(intake: Intake, screen: steps.Screen, form: StepForm, cards: list[Card]) -> str:
    known = library.load()
    back_to: dict[str, Any] = {"from": "review"} if request.args.get("from") == "review" else {}
    return render_template(
        "intake/step.html",
        intake=intake,
        screen=screen,
        form=form,
        cards=cards,
        earlier=steps.before(intake, screen.slug, known),
        headings=steps.HEADINGS,
        library=known,
        both=len(steps.feet(intake)) > 1,
        action=url_for("kiosk.step", slug=screen.slug, **back_to),
        save_url=url_for("kiosk.answer"),
        state_url=url_for("kiosk.state", screen=screen.slug),
        activity_title=activity_title(intake, screen),
    )


def activity_title(intake: Intake, screen: steps.Screen) -> str:
    """Which thing of the usual week a screen asks about."""
    if screen.step.look != "activity":
        return ""
    row = next(row for row in intake.activities if row.position == screen.position)
    return activity_name(row.activity, library.load())


def _review(intake: Intake, *, tried: bool = False) -> ResponseReturnValue:
    known = library.load()
    if request.method == "POST" and not tried:
        if _switch(intake):
            db.session.commit()
            return _go("kiosk.step", slug="review")
        if _backwards():
            earlier = steps.before(intake, "review", known)
            return _go("kiosk.step", slug=earlier.slug if earlier else "review")
    page = render_template(
        "intake/review.html",
        intake=intake,
        headings=steps.HEADINGS,
        groups=lines(intake, known),
        missing=steps.missing(intake, known),
        send_key=secrets.token_urlsafe(16),
        tried=tried,
        state_url=url_for("kiosk.state", screen="review"),
    )
    return page, 422 if tried else 200


@bp.post("/answer")
@allow(tablet, passive=True)
def answer() -> ResponseReturnValue:
    """Keep one answer as it is given. Says what stands if somebody else changed it meanwhile."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets; no answer of ours is like that
        sent = None
    if not isinstance(sent, dict) or not isinstance(sent.get("field"), str):
        return jsonify(error=_("This answer could not be read. Reload the page.")), 422
    intake = _hold()
    if _detour(intake) is not None:
        db.session.rollback()
        return jsonify(stop=url_for("kiosk.resume")), 409
    name, foot = sent["field"], sent.get("foot") or ""
    if foot in ("r", "l") and not name.startswith(f"{foot}-"):
        name = f"{foot}-{name}"
    seen = sent.get("seen", saving.NOT_SAID)
    known = library.load()
    try:
        changed = saving.put(
            intake,
            name,
            sent.get("value"),
            unit=str(sent.get("unit") or ""),
            seen=seen,
            by="tablet",
            at=utcnow(),
            library=known,
        )
    except saving.Conflict as conflict:
        db.session.rollback()
        return jsonify(error=_("Somebody at the desk changed this meanwhile."), current=conflict.current), 409
    except answers.Refused as refusal:
        db.session.rollback()
        return jsonify(error=str(refusal)), 422
    except saving.NoSuchQuestion:
        db.session.rollback()
        return jsonify(error=_("This question is not asked any more. Reload the page.")), 404
    if changed:
        sessions.note_activity()
    stop = url_for("kiosk.stopped") if intake.urgent_at is not None else None
    db.session.commit()
    return jsonify(saved=True, changed=changed, stop=stop)


@bp.get("/state")
@allow(tablet, passive=True)
def state() -> ResponseReturnValue:
    """What stands on one screen, for a page that stays open while staff answer beside the tablet."""
    intake = _here()
    if _detour(intake) is not None:
        return jsonify(stop=url_for("kiosk.resume"))
    screen = steps.find(intake, request.args.get("screen", ""), library.load())
    if screen is None:
        return jsonify(stop=url_for("kiosk.resume"))
    return jsonify(values=seen_on(screen, intake), asked=[ask.name for ask in screen.every_ask], version=intake.version)


@bp.get("/lock")
@allow(anyone, records=True)
def lock() -> ResponseReturnValue:
    """Nobody touched this tablet for a while: let go of the intake. The draft stays on the server."""
    if g.intake is not None:
        language = g.intake.language
        sessions.end()
        db.session.commit()
        sessions.current()["language"] = language
    return _cleared(make_response(render_template("kiosk/join.html", form=JoinForm(formdata=None), ended="idle")))


@bp.post("/help")
@allow(tablet)
def ask_help() -> ResponseReturnValue:
    """Light the desk's board."""
    intake = _hold()
    if intake.sent_at is None:
        sending.ask_help(intake, at=utcnow())
        db.session.commit()
    return _go("kiosk.resume") if not request.form.get("back") else _back_to(intake)


def _back_to(intake: Intake) -> Response:
    slug = request.form.get("back", "")
    return _go("kiosk.step", slug=slug) if steps.find(intake, slug, library.load()) else _go("kiosk.resume")


@bp.post("/send")
@allow(anyone)
def send() -> ResponseReturnValue:
    """Send the answers, end this session, and hand the tablet back."""
    if g.intake is None:
        return _go("kiosk.done")
    intake = _hold()
    if detour := _detour(intake):
        return detour
    try:
        sending.send(intake, key=request.form.get("send_key", ""), at=utcnow(), library=library.load())
    except sending.NotComplete:
        db.session.rollback()
        return _review(_here(), tried=True)
    language = intake.language
    sessions.end_all_on(intake.id)
    sessions.end()
    db.session.commit()
    sessions.current()["language"] = language
    return _cleared(_go("kiosk.done"))


def _cleared(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/done")
@allow(anyone)
def done() -> ResponseReturnValue:
    """Hand the tablet back. No name, no answers, no links."""
    return _cleared(make_response(render_template("kiosk/done.html")))

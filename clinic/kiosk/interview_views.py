"""The interview on the tablet: one screen after the other, each answer kept as it is given, then the review."""

import secrets
from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic import numbered, sessions
from clinic.access import allow
from clinic.access import tablet as tablets
from clinic.clock import utcnow
from clinic.database import db
from clinic.interview import answer_reader, flow, saving, screens
from clinic.interview.answer_words import activity_name, line_name, pair_name
from clinic.interview.forms import Card, StepForm, form_for, seen_on
from clinic.interview.models import Intake
from clinic.interview.review import lines
from clinic.kiosk import tablet
from clinic.kiosk.tablet import bp
from clinic.knowledge import library


@bp.route("/<slug>", methods=["GET", "POST"])
@allow(tablets)
def step(slug: str) -> ResponseReturnValue:
    """One screen of the interview."""
    intake = tablet.here() if request.method == "GET" else tablet.hold()
    if detour := tablet.detour(intake):
        return detour
    known = library.load()
    screen = flow.find(intake, slug, known)
    if screen is None:
        if (
            slug in {item.slug for item in (*screens.STEPS, *screens.RETURN_STEPS)}
            or slug.split("-")[0] in screens.SPLIT
        ):
            return tablet.go("kiosk.resume")
        abort(404)
    if not flow.is_open(intake, screen, known):
        return tablet.go("kiosk.step", slug=flow.furthest(intake, known).slug)
    if screen.step.look == "review":
        return review(intake)
    form, cards = form_for(screen, intake, known)
    if request.method == "POST":
        switched = tablet.switch(intake)
        outcome = saving.put_screen(
            intake, screen, posted(), by="tablet", at=utcnow(), library=known, passing=not switched and not _backwards()
        )
        db.session.commit()
        if detour := tablet.detour(intake):
            return detour
        if not outcome.errors:  # whichever way they are going, what could not be kept is said first
            return tablet.go("kiosk.step", slug=slug) if switched else _away(intake, slug)
        screen = flow.find(intake, slug, known) or screen  # an answer may have opened a question, or hidden one
        form, cards = form_for(screen, intake, known, conflicts=outcome.conflicts)
        form.show_errors(outcome.errors)
    return _screen_page(intake, screen, form, cards), 422 if form.errors else 200


def _backwards() -> bool:
    return request.form.get("go") == "back"


def _away(intake: Intake, slug: str) -> Response:
    known = library.load()
    if _backwards():
        earlier = flow.before(intake, slug, known)
        return tablet.go("kiosk.step", slug=earlier.slug if earlier else slug)
    if request.args.get("from") == "review" and flow.furthest(intake, known).step.look == "review":
        return tablet.go("kiosk.step", slug="review")
    return tablet.go("kiosk.step", slug=flow.after(intake, slug, known).slug)


def posted() -> dict[str, Any]:
    """The form as sent: one value, or a list where a name repeats."""
    return {name: values[0] if len(values) == 1 else values for name, values in request.form.lists()}


def _screen_page(intake: Intake, screen: flow.Screen, form: StepForm, cards: list[Card]) -> str:
    known = library.load()
    back_to: dict[str, Any] = {"from": "review"} if request.args.get("from") == "review" else {}
    return render_template(
        "kiosk/step.html",
        intake=intake,
        screen=screen,
        form=form,
        cards=cards,
        earlier=flow.before(intake, screen.slug, known),
        headings=screens.HEADINGS,
        library=known,
        both=len(flow.feet(intake)) > 1,
        action=url_for("kiosk.step", slug=screen.slug, **back_to),
        save_url=url_for("kiosk.answer"),
        state_url=url_for("kiosk.state", screen=screen.slug),
        row_title=row_title(intake, screen),
        line_names=line_names(intake, screen),
    )


def row_title(intake: Intake, screen: flow.Screen) -> str:
    """Which thing of the usual week, or which shoes, a screen asks about."""
    known = library.load()
    if screen.step.look == "activity":
        row = next(row for row in intake.activities if row.position == screen.position)
        return activity_name(row.activity, known)
    if screen.step.look == "pair":
        return pair_name(next(pair for pair in intake.shoes if pair.position == screen.position), known)
    return ""


def line_names(intake: Intake, screen: flow.Screen) -> dict[int, str]:
    """The exercises that a screen asks about, by their row."""
    known = library.load()
    rows = sorted({ask.row for ask in screen.asks if ask.table == "line"})
    return {row: line_name(intake, row, known) for row in rows}


def review(intake: Intake, *, tried: bool = False) -> ResponseReturnValue:
    known = library.load()
    if request.method == "POST" and not tried:
        if tablet.switch(intake):
            db.session.commit()
            return tablet.go("kiosk.step", slug="review")
        if _backwards():
            return _away(intake, "review")
    page = render_template(
        "kiosk/review.html",
        intake=intake,
        headings=screens.HEADINGS,
        groups=lines(intake, known),
        missing=flow.missing(intake, known),
        send_key=secrets.token_urlsafe(16),
        tried=tried,
        state_url=url_for("kiosk.state", screen="review"),
    )
    return page, 422 if tried else 200


@bp.post("/answer")
@allow(tablets, passive=True)
def answer() -> ResponseReturnValue:
    """Keep one answer as it is given. Says what stands if somebody else changed it meanwhile."""
    sent = _read()
    if sent is None:
        return jsonify(error=_("This answer could not be read. Reload the page.")), 422
    intake = tablet.hold()
    name, number, saves = sent["field"], numbered.read(sent.get("number")), numbered.held(intake.id)
    detour = tablet.detour(intake)
    is_told_again = saves.has(name, number)
    if detour is not None and not (is_told_again and detour.location == url_for("kiosk.stopped")):
        db.session.rollback()
        return jsonify(stop=url_for("kiosk.resume")), 409
    if is_told_again:  # stuck on its way, or sent twice: nothing of it is new
        return _kept(intake, name, saves, is_late=saves.is_late(name, number))
    try:
        if _put(intake, name, sent):
            sessions.note_activity()
    except answer_reader.Conflict as conflict:
        db.session.rollback()
        return jsonify(error=_("Somebody at the desk changed this meanwhile."), current=conflict.current), 409
    except answer_reader.Refused as refusal:
        db.session.rollback()
        return jsonify(error=str(refusal)), 422
    except answer_reader.NoSuchQuestion:
        db.session.rollback()
        return jsonify(error=_("This question is not asked any more. Reload the page.")), 404
    saves.note([name], number)
    db.session.commit()
    return _kept(intake, name, saves)


def _read() -> dict[str, Any] | None:
    """The answer as sent, its field named as its control; none where nobody can tell what it is."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets; no answer of ours is like that
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("field"), str):
        return None
    name, foot = sent["field"], sent.get("foot") or ""
    return {**sent, "field": f"{foot}-{name}" if foot in ("r", "l") and not name.startswith(f"{foot}-") else name}


def _put(intake: Intake, name: str, sent: dict[str, Any]) -> bool:
    return saving.put(
        intake,
        name,
        sent.get("value"),
        unit=str(sent.get("unit") or ""),
        seen=sent.get("seen", answer_reader.NOT_SAID),
        by="tablet",
        at=utcnow(),
        library=library.load(),
    )


def _kept(intake: Intake, name: str, saves: numbered.SaveNumbers, *, is_late: bool = False) -> Response:
    """The answer to a save that was kept: the same however often the page asks."""
    stop = url_for("kiosk.stopped") if intake.urgent_at is not None else None
    stands = saving.standing(intake, name, library.load())
    told = {"late": True, "error": _("This was changed meanwhile. Check the answer.")} if is_late else {}
    return jsonify(saved=True, current=stands, number=saves.newest, stop=stop, **told)


@bp.get("/state")
@allow(tablets, passive=True)
def state() -> ResponseReturnValue:
    """What stands on one screen, for a page that stays open while staff answer beside the tablet."""
    intake = tablet.here()
    if tablet.detour(intake) is not None:
        return jsonify(stop=url_for("kiosk.resume"))
    screen = flow.find(intake, request.args.get("screen", ""), library.load())
    if screen is None:
        return jsonify(stop=url_for("kiosk.resume"))
    return jsonify(
        values=seen_on(screen, intake),
        asked=[ask.name for ask in screen.every_ask],
        version=intake.version,
        number=numbered.first(intake.id, at=utcnow()),
    )

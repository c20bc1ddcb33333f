"""The clinical library for staff: every entry and rule in words, with sources, review state and where it is used."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from clinic.access import allow, staff
from clinic.knowledge import shelf
from clinic.knowledge.library import load

bp = Blueprint("knowledge", __name__, url_prefix="/library")
# The practice keeps approvals and asks here, by name, what an entry is; neither slice sees the other.
bp.record(lambda state: state.app.extensions.update(cards=shelf.entry))


@bp.get("")
@allow(staff)
def library() -> ResponseReturnValue:
    """All entries, searched by words and filtered by kind."""
    kind, term = request.args.get("kind", "exercises"), request.args.get("q", "")[:100]
    if kind not in shelf.SHELVES:
        abort(404)
    cards = shelf.find(kind, term)
    return render_template(
        "knowledge/library.html", shelves=shelf.SHELVES, kind=kind, term=term, cards=cards, approvals=_approvals()
    )


@bp.get("/<code>")
@allow(staff)
def entry(code: str) -> ResponseReturnValue:
    """One entry with everything that stands behind it."""
    found = shelf.entry(code)
    if found is None:
        abort(404)
    rule = load().texts["T-TRANSLATION"]
    return render_template("knowledge/entry.html", card=found, translation_rule=rule, approvals=_approvals())


def _approvals() -> object:
    """Who approved which content here; the practice keeps that, and the library only asks."""
    return current_app.extensions["approvals"]()

"""The clinical library for staff: every entry and rule in words, with sources, review state and where it is used."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from clinic.access import allow, staff
from clinic.knowledge import shelf

bp = Blueprint("knowledge", __name__, url_prefix="/library")


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
    return render_template("knowledge/entry.html", card=found, approvals=_approvals())


def _approvals() -> object:
    """Who approved which content here; the practice keeps that, and the library only asks."""
    return current_app.extensions["approvals"]()

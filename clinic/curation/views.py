"""The clinical library for staff: every entry and rule in words, with sources, review state and where it is used."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from clinic.access import allow, staff
from clinic.curation import library_search
from clinic.curation.blueprint import bp
from clinic.knowledge.library import load

# The practice keeps approvals and asks here, by name, what an entry is; neither slice sees the other.
bp.record(lambda state: state.app.extensions.update(cards=library_search.entry))


@bp.get("/library")
@allow(staff)
def library() -> ResponseReturnValue:
    """All entries, searched by words and filtered by kind."""
    kind, term = request.args.get("kind", "exercises"), request.args.get("q", "")[:100]
    if kind not in library_search.SHELVES:
        abort(404)
    cards = library_search.find(kind, term)
    return render_template(
        "curation/library.html",
        shelves=library_search.SHELVES,
        kind=kind,
        term=term,
        cards=cards,
        approvals=_approvals(),
    )


@bp.get("/library/<code>")
@allow(staff)
def entry(code: str) -> ResponseReturnValue:
    """One entry with everything that stands behind it."""
    found = library_search.entry(code)
    if found is None:
        abort(404)
    rule = load().texts["T-TRANSLATION"]
    return render_template("curation/entry.html", card=found, translation_rule=rule, approvals=_approvals())


def _approvals() -> object:
    """Who approved which content here; the practice keeps that, and the library only asks."""
    return current_app.extensions["approvals"]()

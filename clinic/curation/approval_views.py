"""Approving an entry of the library."""

import re
import uuid

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from clinic.access import allow, current_person, lead
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.curation.blueprint import bp
from clinic.curation.models import Approval, Approvals
from clinic.database import db
from clinic.forms import text


@bp.post("/settings/approvals/<code>")
@allow(lead)
def approve(code: str) -> ResponseReturnValue:
    """The lead clinician read an entry, as it stood on screen (its hash), and approves it.

    For a language, the form also names the qualified translator who checked it; the clinician vouches for that.
    """
    sha256, language = request.form.get("sha256", ""), request.form.get("language", "")
    checker = text.tidy(request.form.get("checked_by", ""))
    card = current_app.extensions["cards"](code)
    if card is None or not hasattr(card.entry, "sha256"):
        abort(404)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or language not in ("", "es"):
        abort(400)
    if sha256 != card.entry.sha256:
        flash(_("This entry has changed since you opened it. Read it again, then approve it."), "error")
    elif language and not checker:
        flash(_("Enter the name of the qualified translator who checked the Spanish."), "error")
    elif problem := text.trouble(checker, text.NAME):
        flash(problem, "error")
    elif Approvals().of(card.code, sha256, language) is None:
        by, at = current_person(), utcnow()
        row = Approval(
            id=uuid.uuid4(),
            code=card.code,
            language=language,
            content_sha256=sha256,
            approved_by_id=by.id,
            checked_by_name=checker,
            approved_at=at,
        )
        db.session.add(row)
        record(Action.CONTENT_APPROVED, row, actor=by, at=at, code=card.code, revision=sha256[:12])
        db.session.commit()
        flash(_("Approved. The approval lapses when the entry changes."))
    return redirect(url_for("curation.entry", code=code), code=303)

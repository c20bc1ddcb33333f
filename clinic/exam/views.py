"""Recording findings, answering flags, asking again, and saying who was told. Every save lands back on the visit."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from wtforms import Field

from clinic import numbered
from clinic.access import allow, clinician, current_person
from clinic.audit.actions import Action
from clinic.audit.trail import record as trace
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import findings, forms, items, rulings, together
from clinic.exam.models import ExamFindings, FlagAnswer, Ruling
from clinic.exam.together import Crossed
from clinic.forms import BaseForm, text
from clinic.i18n import language
from clinic.knowledge import library
from clinic.patients.models import Visit
from clinic.practice.models import Practice
from clinic.values.days import day_of
from clinic.values.edits import Refusal

bp = Blueprint("exam", __name__)


def _visit(visit_id: UUID) -> Visit:
    query = sa.select(Visit).where(Visit.id == visit_id).options(joinedload(Visit.patient), joinedload(Visit.clinician))
    return db.session.scalar(query) or abort(404)


def _back(visit: Visit, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("chart.visit", visit_id=visit.id, _anchor=anchor), code=303)


def _refuse(visit: Visit, status: int, **more: Any) -> tuple[str, int]:
    """A page that says what to correct. A page swapped in place only takes in answers that went well."""
    status = 200 if request.headers.get("HX-Request") else status
    return render_template("exam/record.html", visit=visit, **more), status


def _once_more(visit: Visit, form: BaseForm, places: dict[str, str]) -> ResponseReturnValue:
    """Everything that was typed, in its boxes, with what to do beside those that could not be kept.

    `places` are the boxes of the form by name, each with where it stands on the visit.
    """
    refused = [
        Refusal(places[field.name], str(field.label.text), str(field.errors[0]), "", is_text=False)
        for field in form
        if field.errors and field.name in places
    ]
    status = 200 if request.headers.get("HX-Request") else 422
    page = render_template("exam/once_more.html", visit=visit, form=form, places=places, refused=refused)
    return page, status


def _is_late(visit: Visit, form: str) -> bool:
    """Whether this was stuck on its way while the same person saved the same form anew."""
    return numbered.is_late(visit.id, f"{current_person().id}:{form}", request.form.get("number"))


def _told_crossed(visit: Visit, rows: list[Crossed]) -> ResponseReturnValue:
    """Nothing was saved: somebody else saved this meanwhile. Both are shown, and one is chosen."""
    trace(Action.CHART_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    return _refuse(visit, 409, crossed=rows, refused=[])


@bp.post("/visits/<uuid:visit_id>/findings")
@allow(clinician)
def record(visit_id: UUID) -> ResponseReturnValue:
    """Save the findings that were touched on the page."""
    visit = _visit(visit_id)
    changes, reasons, wrong = forms.read(request.form)
    late = _is_late(visit, "findings")  # first: it holds the visit, so that what is read next stays as it is
    found = findings.open_for(visit)
    was = forms.shown(request.form)
    reasons, theirs = findings.sort_reasons(found, reasons, was)
    wrong |= {
        key: _("Somebody else wrote here: “%(words)s”. Bring both together.", words=said)
        for key, said in theirs.items()
    }
    over = findings.crossed(found, changes, is_late=late)
    held = {(change.foot, change.field) for change, _standing in over}
    findings.apply(
        found,
        [change for change in changes if (change.foot, change.field) not in held],
        {place: words for place, words in reasons.items() if place not in held},
        by=current_person(),
        at=utcnow(),
        is_late=late,
    )
    if over:
        trace(Action.CHART_VIEWED, visit, actor=current_person(), at=utcnow(), patient_id=visit.patient_id)
    db.session.commit()
    if not over and not wrong:
        return _back(visit, "exam")
    shown = findings.shown_after(found, changes, was) | theirs
    return _not_saved(visit, shown, _crossed(found, over), _refusals(wrong))


def _crossed(found: ExamFindings, over: list[tuple[findings.Change, str]]) -> list[Crossed]:
    return [
        Crossed(
            _label(change.foot, change.field),
            _said(change.field, standing, _typed(found, change)),
            _said(change.field, change.now, change.value),
            url_for("exam.record", visit_id=found.visit_id),
            (
                ("was", json.dumps({change.key: standing})),
                *((change.key, value) for value in request.form.getlist(change.key)),
            ),
        )
        for change, standing in over
    ]


def _label(foot: str, field: str) -> str:
    side, label = {"l": _("left"), "r": _("right")}.get(foot, ""), str(items.TESTS[field].label)
    return f"{label}, {side}" if side else label


PICKED = ("sign", "choice", "many")


def _refusals(wrong: dict[str, str]) -> list[Refusal]:
    refused = []
    for key, words in wrong.items():
        foot, _dash, field = key.removeprefix("why-").partition("-")
        kind = "text" if key.startswith("why-") else items.TESTS[field].kind
        refused.append(
            Refusal(key, _label(foot, field), words, " ".join(request.form.getlist(key)), is_text=kind not in PICKED)
        )
    return refused


def _not_saved(visit: Visit, shown: dict[str, str], over: list[Crossed], refused: list[Refusal]) -> ResponseReturnValue:
    """The rest is kept. What could not be stays in its box, with what to do about it; the page knows what it shows."""
    tests = [key for one in refused for key in {one.key, one.key.removeprefix("why-")}]
    was = {key: shown.get(key, "") for key in tests}
    status = 409 if over else 422
    page, status = _refuse(visit, status, crossed=over, refused=refused, was=json.dumps(was), shown=json.dumps(shown))
    # What follows from the values that were kept is fetched by the page itself.
    return page, status, {"HX-Trigger": "partly-saved"}


def _typed(found: ExamFindings, change: findings.Change) -> Any:
    row = findings.row_of(found, change.foot)
    return getattr(row, change.field) if row is not None else None


def _said(field: str, spelled: str, value: Any) -> str:
    return _("not tested") if spelled == items.NOT_TESTED else items.said(field, value)


@bp.post("/visits/<uuid:visit_id>/findings/undo")
@allow(clinician)
def undo(visit_id: UUID) -> ResponseReturnValue:
    """Take back the last finding."""
    visit = _visit(visit_id)
    numbered.held(visit.id)
    found = findings.of(visit)
    if found is not None:
        if findings.is_own(found, current_person()):
            findings.undo(found, by=current_person(), at=utcnow())
        else:
            flash(_("Somebody else recorded the last finding, so nothing was taken back."))
        db.session.commit()
    return _back(visit, "exam")


@bp.post("/visits/<uuid:visit_id>/impression")
@allow(clinician)
def impression(visit_id: UUID) -> ResponseReturnValue:
    """Save the working impression."""
    visit = _visit(visit_id)
    form = forms.ImpressionForm()
    if not form.validate_on_submit():
        return _once_more(visit, form, {"impression": "impression-words"})
    seen, words, late = request.form.get("was"), text.tidy(form.impression.data or ""), _is_late(visit, "impression")
    found = findings.open_for(visit)
    if late or found.impression == words or seen == words:
        db.session.commit()
        return _back(visit, "impression")
    if seen not in (None, found.impression) and findings.of_another(found, "p-impression", current_person()):
        url, sent = url_for("exam.impression", visit_id=visit.id), (("was", found.impression), ("impression", words))
        return _told_crossed(visit, [Crossed(_("Working impression"), found.impression, words, url, sent)])
    findings.say_impression(found, words, by=current_person(), at=utcnow())
    db.session.commit()
    return _back(visit, "impression")


@bp.post("/visits/<uuid:visit_id>/flags")
@allow(clinician)
def answer(visit_id: UUID) -> ResponseReturnValue:
    """Save what was decided about one flag."""
    visit = _visit(visit_id)
    form = forms.FlagForm()
    at = utcnow()
    today = day_of(at, Practice.zone_here())
    entry = library.load().red_flags.get(form.flag.data or "")
    feet = {"r": ["r"], "l": ["l"], "both": ["r", "l"], "p": ["p"]}.get(form.foot.data or "")
    if entry is None or feet is None:
        abort(400)
    fine = form.validate_on_submit()
    if not (form.check_elsewhere(today) and fine):
        return _rule_once_more(visit, form)
    if _is_late(visit, f"flag:{form.foot.data}:{entry.code}"):
        return _back(visit, "flags")
    if over := _ruled_by_another(visit, form, feet):
        return _told_crossed(visit, over)
    try:
        for foot in feet:
            rulings.answer(
                visit,
                foot=foot,
                flag=entry,
                ruling=Ruling(form.ruling.data),
                reason=(form.reason.data or "").strip(),
                seen_by=(form.seen_by.data or "").strip(),
                seen_on=form.seen_on.data,
                result=(form.result.data or "").strip(),
                by=current_person(),
                at=at,
            )
    except rulings.RulingNotAllowed:
        form.ruling.errors = [_("This flag cannot be cleared here. Record who saw the patient, or refer.")]
        return _rule_once_more(visit, form)
    db.session.commit()
    return _back(visit, "flags")


def _ruled_by_another(visit: Visit, form: forms.FlagForm, feet: list[str]) -> list[Crossed]:
    """What somebody else decided about this flag after the page was made, unless it is the same."""
    rulings, mine = (
        {value: str(words) for value, words in forms.RULINGS},
        (form.ruling.data, text.tidy(form.reason.data or "")),
    )
    for row in FlagAnswer.of(visit):
        if row.flag != form.flag.data or row.foot not in feet or (row.ruling.value, row.reason) == mine:
            continue
        if together.by_somebody_else(row, request.form.get("stood"), current_person()):
            sent = tuple((one.name, _sent_as(one)) for one in form if one.name not in ("csrf_token", "stood"))
            theirs, yours = (f"{rulings[which]}: {why}" for which, why in ((row.ruling.value, row.reason), mine))
            url = url_for("exam.answer", visit_id=visit.id)
            return [
                Crossed(_("Flag %(code)s", code=row.flag), theirs, yours, url, (*sent, ("stood", together.stamp(row))))
            ]
    return []


def _sent_as(field: Field) -> str:
    return field.data.isoformat() if isinstance(field.data, dt.date) else str(field.data or "")


def _rule_once_more(visit: Visit, form: forms.FlagForm) -> ResponseReturnValue:
    key = f"{form.foot.data}-{form.flag.data}"
    ends = {"ruling": "ruling", "reason": "reason", "seen_by": "by", "seen_on": "on", "result": "result"}
    return _once_more(visit, form, {name: f"{key}-{end}" for name, end in ends.items()})


@bp.post("/visits/<uuid:visit_id>/asked-again")
@allow(clinician)
def ask_again(visit_id: UUID) -> ResponseReturnValue:
    """Save what the patient said when a safety question was asked again."""
    visit = _visit(visit_id)
    form = forms.AskAgainForm()
    question = library.load().questions.get(form.field.data or "")
    if question is None or not question.code.startswith("rf_"):
        abort(400)
    if not form.validate_on_submit():
        return _once_more(visit, form, {"finding": f"finding-{question.code}"})
    finding = text.tidy(form.finding.data or "")
    if _is_late(visit, f"again:{question.code}"):
        return _back(visit, "flags")
    row = rulings.asked_again(visit).get(question.code)
    if row is not None and row.finding == finding:
        db.session.commit()
        return _back(visit, "flags")
    if row is not None and together.by_somebody_else(row, request.form.get("stood"), current_person()):
        url = url_for("exam.ask_again", visit_id=visit.id)
        sent = (("field", question.code), ("finding", finding), ("stood", together.stamp(row)))
        return _told_crossed(visit, [Crossed(question.words[language()], row.finding, finding, url, sent)])
    rulings.ask_again(visit, field=question.code, finding=finding, by=current_person(), at=utcnow())
    db.session.commit()
    return _back(visit, "flags")

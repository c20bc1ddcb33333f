"""What keeps a plan locked, each with its box on the visit: the clinician asks, and types the answer there."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from clinic import numbered
from clinic.access import allow, clinician, current_person
from clinic.audit.trail import Action, record
from clinic.chart.blueprint import bp
from clinic.chart.cards import foot_words
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam import battery
from clinic.forms import text
from clinic.i18n import language
from clinic.intake import afterwards, answers, saving
from clinic.intake.models import Intake
from clinic.intake.steps import Ask
from clinic.knowledge import library as knowledge
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question
from clinic.plan.pages import find_visit
from clinic.plan.situation import Situation, look
from clinic.values.edits import Refusal

IN_THE_EXAM = {"sym_zone": "exam_zone-mth1"}
"""Where the exam has the box of what is missing; a finding has its own."""


@dataclass(frozen=True)
class Row:
    """One answer that the plan waits for, or that was filled in here."""

    key: str
    where: str
    words: str
    options: tuple[tuple[str, str], ...]
    stands: str
    is_open: bool
    place: str = ""
    """The box in the exam, where it is not here."""

    @property
    def is_short(self) -> bool:
        """Few enough choices to stand side by side."""
        return len(self.options) <= 3


def rows(seen: Situation) -> tuple[Row, ...]:
    """Every answer the plan waits for, with those that were filled in here, so that a slip can be put right."""
    open_, intake = set(seen.waited_for), seen.intake
    here = afterwards.given(intake) if intake is not None else set()
    screen = {question.code for question in seen.library.dictionary.screen}
    wanted = [*open_, *(one for one in here - open_ if one[1] in screen)]
    order = list(seen.library.questions)
    wanted.sort(key=lambda one: (order.index(one[1]), one[0] != "r"))
    return tuple(row(part, code, intake, seen.library, is_open=(part, code) in open_) for part, code in wanted)


def row(part: str, code: str, intake: Intake | None, library: Library, *, is_open: bool) -> Row:
    """One of them."""
    question, foot = library.questions[code], part if part != "p" else ""
    stands = str(saving.shown(intake, Ask(question, foot))) if intake is not None and not place(part, question) else ""
    return Row(
        f"missing-{part}-{code}",
        foot_words(foot) if foot else "",
        str(battery.TESTS[code].label) if code in battery.TESTS else question.words[language()],
        tuple((str(value), library.wording.value(code, value, language())) for value in answers.choices(question)),
        stands,
        is_open,
        place(part, question),
    )


def place(part: str, question: Question) -> str:
    """The box in the exam that settles it: of what is missing on no foot yet, the left foot's comes first."""
    if question.code in IN_THE_EXAM:
        return f"{'l' if part == 'p' else part}-{IN_THE_EXAM[question.code]}"
    return f"{part}-{question.code}" if question.who == "clinician" else ""


def shown(found: tuple[Row, ...]) -> str:
    """What the boxes show, for the page to send back."""
    return json.dumps({one.key: one.stands for one in found if not one.place}, separators=(",", ":"))


@bp.post("/visits/<uuid:visit_id>/missing-answers")
@allow(clinician)
def fill_in(visit_id: UUID) -> ResponseReturnValue:
    """Save the answers that the clinician asked for, each by itself."""
    here, by = find_visit(visit_id), current_person()
    seen = look(here, knowledge.load())
    refused: list[Refusal] = []
    if not numbered.is_late(here.id, f"{by.id}:missing", request.form.get("number")):
        refused = keep(seen, request.form, by=by, at=utcnow())
    if not refused:
        db.session.commit()
        return redirect(url_for("chart.visit", visit_id=here.id, _anchor="missing"), code=303)
    record(Action.CHART_VIEWED, here, actor=by, at=utcnow(), patient_id=here.patient_id)
    standing = json.loads(shown(rows(seen)))
    was = json.dumps({one.key: standing.get(one.key, "") for one in refused})
    page = render_template("chart/not_answered.html", visit=here, refused=refused, was=was)
    db.session.commit()
    return page, 200 if request.headers.get("HX-Request") else 422


def keep(seen: Situation, sent: MultiDict[str, str], *, by: Any, at: dt.datetime) -> list[Refusal]:
    """Keep every answer that was given, and say which could not be."""
    if seen.intake is None:
        return []
    intake, was, refused = saving.locked(seen.intake), text.notes(sent.get("was", "")), []
    for one in rows(seen):
        if one.place or one.key not in was or one.key not in sent:
            continue
        _missing, part, code = one.key.split("-")
        ask, raw = Ask(seen.library.questions[code], part if part != "p" else ""), sent.getlist(one.key)
        try:
            if len(raw) > 1:
                raise answers.Refused(_("This answer came twice. Give it once more."))
            afterwards.put(intake, ask, raw[0].strip(), seen=was[one.key], by=by, at=at, library=seen.library)
        except answers.Refused as refusal:
            refused.append(Refusal(one.key, one.words, str(refusal), raw[0], is_text=not one.options))
        except answers.Conflict:
            said = _("Somebody else answered this meanwhile. Look at the visit again.")
            refused.append(Refusal(one.key, one.words, said, raw[0], is_text=False))
    return refused

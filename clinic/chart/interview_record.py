"""The whole interview, question by question in the dictionary's order: the answer, or why there is none."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.database import db
from clinic.i18n import LANGUAGES, language
from clinic.interview import flow, screens, typed, visibility
from clinic.interview.answer_words import activity_name, words
from clinic.interview.flow import Ask, Screen
from clinic.interview.models import FEET, Intake
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question


class Standing(enum.StrEnum):
    """What became of one question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    CARRIED = "carried"
    SKIPPED = "skipped"
    BLANK = "blank"
    OPEN = "open"
    NOT_ASKED = "not_asked"


SECTIONS = {
    "about": lazy("Visit and person"),
    "safety": lazy("Safety questions"),
    "symptoms": lazy("Symptoms"),
    "history": lazy("Medical history"),
    "shape": lazy("Foot shape"),
    "footwear": lazy("Footwear"),
    "activity": lazy("Activity"),
    "goals": lazy("Goals and outlook"),
    "return": lazy("Since the last visit"),
}
DESK = ("adm_chart", "adm_name", "adm_date", "adm_pt", "age", "sex_birth", "lang", "interp", "large_print")


@dataclass(frozen=True)
class Item:
    """One question about the person or one foot. `why` says what hid it, or whose answer of last time stands."""

    code: str
    foot: str
    question: str
    answer: str
    standing: Standing
    why: str = ""
    value: Any = None
    is_own_words: bool = False
    by: str = ""
    """The member of staff who typed it; empty when it was answered on the tablet."""


@dataclass(frozen=True)
class Part:
    """The questions of one section of the dictionary."""

    key: str
    title: str
    items: tuple[Item, ...]


def parts(intake: Intake, library: Library) -> list[Part]:
    """Every question that the desk or the patient could be asked, in the dictionary's order."""
    gathering = _Gathering(intake, library)
    found: dict[str, list[Item]] = {}
    for question in (*library.questions.values(), *(visibility.RETURN_QUESTIONS.values() if intake.is_return else ())):
        if question.section in SECTIONS and question.who != "clinician":
            found.setdefault(question.section, []).extend(gathering.items(question))
    return [Part(key, str(title), tuple(found[key])) for key, title in SECTIONS.items() if key in found]


class _Gathering:
    def __init__(self, intake: Intake, library: Library) -> None:
        self.intake, self.library, self.lang = intake, library, language()
        self.hurting = flow.feet(intake)
        self.asked: dict[tuple[str, str], tuple[Screen, Ask]] = {
            (ask.code, ask.foot): (screen, ask)
            for screen in flow.screens(intake, library)
            for ask in screen.every_ask
            if not ask.table
        }
        self.place = {code: step.slug for step in screens.STEPS for code in _codes(step)}
        self.return_slugs = {step.slug for step in screens.RETURN_STEPS}
        self.return_codes = {code for step in screens.RETURN_STEPS for code in _codes(step)}
        self.typed = typed_by_staff(intake)

    def items(self, question: Question) -> Iterator[Item]:
        if question.kind == "repeat":
            yield from self._repeat(question)
        elif question.code in DESK:
            yield self._desk(question)
        else:
            for foot in FEET if question.scope == "foot" else ("",):
                yield self._item(question, foot)

    def _item(self, question: Question, foot: str) -> Item:
        screen, ask = self.asked.get((question.code, foot), (None, Ask(question, foot)))
        value = flow.value(self.intake, ask)
        said = words(ask, value, self.intake).replace("\n", "; " if question.kind == "many" else "\n")
        given = (question.code, foot, _full(question, self.lang))
        own = question.kind == "text" and bool(said)
        by = self.typed.get((question.code, foot), "")
        if screen is None and said and by:  # staff asked it on the visit, also of a foot the patient did not mark
            return Item(*given, said, Standing.UNSURE if value == "unsure" else Standing.ANSWERED, "", value, own, by)
        if screen is None and foot and foot not in self.hurting and question.code != "sym_zone":
            return Item(*given, "", Standing.NOT_ASKED, _("No spot was marked on this foot."))
        if screen is None and said:
            if question.code == "sym_side" and not self.intake.is_return:
                return Item(*given, said, Standing.ANSWERED, _("This follows from the foot map."), value)
            if question.who == "desk" and question.code != "guardian_ok":
                return Item(*given, said, Standing.ANSWERED, "", value)
            return Item(*given, said, Standing.CARRIED, self._why_not(question, foot), value, own)
        if screen is None:
            if question.who == "desk" and question.code != "guardian_ok":
                return Item(*given, "", Standing.BLANK, _("The desk did not write it down."))
            return Item(*given, "", Standing.NOT_ASKED, self._why_not(question, foot))
        if value == "unsure" or (said and value is None):
            return Item(*given, said, Standing.UNSURE, "", value, by=by)
        if said:
            return Item(*given, said, Standing.ANSWERED, "", value, own, by)
        return self._unanswered(given, screen, ask)

    def _unanswered(self, given: tuple[str, str, str], screen: Screen, ask: Ask) -> Item:
        if ask.code == "sym_zone" and self.hurting:
            return Item(*given, "", Standing.BLANK, _("No spot was marked on this foot."))
        if flow.is_skipped(self.intake, ask):
            return Item(*given, "", Standing.SKIPPED)
        if self.intake.sent_at is None and (ask in flow.missing_on(self.intake, screen) or not self._passed(screen)):
            return Item(*given, "", Standing.OPEN)
        return Item(*given, "", Standing.BLANK)

    def _passed(self, screen: Screen) -> bool:
        return screen.slug in self.intake.steps_done

    def _why_not(self, question: Question, foot: str) -> str:
        """The rule that hid a question, as a sentence."""
        code = question.code
        if self.intake.is_return:
            step = self.place.get(code, "")
            if step not in self.return_slugs or code not in self.return_codes:
                return _("This is asked at the first visit only.")
            column, opens = screens.OPENED_BY.get(step, ("", ""))
            if column and getattr(self.intake, column) != opens:
                return self._unchanged(column)
        elif question.section == "return":
            return _("This is asked at a return visit only.")
        if code == "sym_side":
            return _("The foot map says which foot.")
        if code == "sym_zone_worst":
            return _("Asked only when two or more spots are marked.")
        if code in ("psfs_2_score", "psfs_3_score"):
            return _("No such activity was named.")
        if question.ask_if is not None:
            return _("Asked only when: %(rule)s.", rule=self.library.words(question.ask_if, self.lang))
        return _("This is not part of the interview.")

    def _unchanged(self, column: str) -> str:
        asked = visibility.RETURN_QUESTIONS.get(column) or self.library.questions[column]
        said = words(Ask(asked), getattr(self.intake, column), self.intake)
        if not said:
            return _("Opened only by the answer to: %(question)s", question=asked.words[self.lang])
        return _("The patient answered “%(answer)s” to: %(question)s", answer=said, question=asked.words[self.lang])

    def _desk(self, question: Question) -> Item:
        patient, visit = self.intake.visit.patient, self.intake.visit
        sex = self.intake.sex_birth or patient.sex_birth
        yes_no = {True: _("Yes"), False: _("No")}
        value: Any = {
            "adm_chart": patient.chart_number,
            "adm_name": patient.print_name,
            "adm_date": str(format_date(visit.day, "long")),
            "adm_pt": visit.clinician.initials,
            "age": visit.age,
            "sex_birth": words(Ask(self.library.questions["sex_birth"]), sex, self.intake) if sex else "",
            "lang": LANGUAGES.get(patient.language, patient.language),
            "interp": yes_no[patient.wants_interpreter],
            "large_print": yes_no[patient.wants_large_print],
        }[question.code]
        said = str(value) if value is not None else ""
        why = "" if said else _("The desk did not write it down.")
        standing = Standing.ANSWERED if said else Standing.BLANK
        return Item(question.code, "", _full(question, self.lang), said, standing, why, value)

    def _repeat(self, question: Question) -> Iterator[Item]:
        """One item for the list as a whole, then one for each of its rows."""
        given = (question.code, "", _full(question, self.lang))
        rows = list(self._rows(question))
        if rows:
            yield Item(*given, "; ".join(name for name, _said in rows), Standing.ANSWERED)
            for name, said in rows:
                told = Standing.ANSWERED if said else Standing.BLANK
                yield Item(question.code, "", name, said, told)
        elif question.code == "act_list" and self.intake.has_no_activity:
            yield Item(*given, _("None of these"), Standing.ANSWERED)
        elif question.code == "act_list" and self.intake.sent_at is None:
            yield Item(*given, "", Standing.OPEN)
        elif question.code == "shoes":
            yield Item(*given, "", Standing.BLANK, _("No pair was described one by one."))
        elif question.code == "fu_lines":
            why = _("There was no line of a last plan to ask about.")
            if not self.intake.is_return:
                why = _("This is asked at a return visit only.")
            yield Item(*given, "", Standing.NOT_ASKED, why)
        else:
            yield Item(*given, "", Standing.BLANK)

    def _rows(self, question: Question) -> Iterator[tuple[str, str]]:
        held: list[tuple[str, Any]] = []
        if question.code == "act_list":
            held = [(activity_name(row.activity, self.library), row) for row in self.intake.activities]
        elif question.code == "shoes":
            use = next(field for field in question.fields if field.code == "use")
            held = [(words(Ask(use), row.use, self.intake) or _("Shoes"), row) for row in self.intake.shoes]
        elif question.code == "fu_lines":
            held = [
                (self.library.name_of_line(line)[self.lang], self.intake.told_of(line["code"]))
                for line in self.intake.plan_lines
            ]
        for name, row in held:
            said = []
            for field in question.fields[1:]:
                column = {"min": "minutes"}.get(field.code, field.code)
                value = typed.value(row, column, field) if hasattr(row, column) else None
                text = words(Ask(field), value, self.intake)
                if text:
                    said.append(f"{_label(field, self.lang)}: {text}")
            yield name, "; ".join(said)


def _codes(step: screens.Step) -> Iterator[str]:
    yield from (*step.asks, *step.more)
    for group in step.ticks:
        yield from group.asks


def _full(question: Question, lang: str) -> str:
    return question.words[lang]


def _label(question: Question, lang: str) -> str:
    return (question.label or question.words)[lang].rstrip("?").lstrip("¿")


def typed_by_staff(intake: Intake) -> dict[tuple[str, str], str]:
    """Who typed an answer beside the tablet: question and foot, to the name of the member of staff."""
    query = (
        sa.select(AuditEvent.detail, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_id == intake.id, AuditEvent.action == Action.INTAKE_ANSWER_SAVED.value)
        .order_by(AuditEvent.number)
    )
    found: dict[tuple[str, str], str] = {}
    lists = {group.name: group.asks for step in screens.STEPS for group in step.ticks}
    for detail, name in db.session.execute(query):
        field = str(detail.get("field", ""))
        for code in lists.get(field, (field,)):
            found[code, str(detail.get("foot", ""))] = name or ""
    return {key: name for key, name in found.items() if name}


def sent_by(intake: Intake) -> str:
    """Who pressed send: the name of a member of staff, or nothing for the tablet."""
    query = (
        sa.select(User.name)
        .join(AuditEvent, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_id == intake.id, AuditEvent.action == Action.INTAKE_SENT.value)
    )
    return db.session.scalar(query) or ""


def tally(found: list[Part]) -> dict[Standing, int]:
    """How many questions stand in each way."""
    every = [item.standing for part in found for item in part.items]
    return {standing: every.count(standing) for standing in Standing}


def as_json(found: list[Part]) -> list[Mapping[str, Any]]:
    """The same as plain values: one object for each question."""
    return [
        {
            "section": part.key,
            "field": item.code,
            "foot": item.foot or None,
            "question": item.question,
            "standing": item.standing.value,
            "answer": item.answer or None,
            "why": item.why or None,
            "typed_by": item.by or None,
        }
        for part in found
        for item in part.items
    ]

"""The referral note after an urgent flag: one page for whoever sees the patient next, and who was told when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from clinic.accounts.models import User
from clinic.assessment import answer_summary, flag_cards
from clinic.assessment.assessment import Situation
from clinic.database import db
from clinic.exam import findings, items, rulings
from clinic.exam.models import VITALS, ZONES
from clinic.patients.models import Visit

MEDICINES = ("hx_thinner", "hx_steroid", "hx_immuno")
NOT_EXAMINED = ("exam_pulses", "exam_monofil", "exam_skin", "exam_temp_diff", "exam_palp")
BLOOD_FLOW = ("RF01", "RF10", "RF25", "RF26")
CLOT = "RF11"


@dataclass(frozen=True)
class Fired:
    """One flag of the note: what to check for, on which side, and the answers and findings behind it."""

    check_for: str
    where: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Who was told what, by whom and when."""

    addressee: str
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Note:
    """What the note says, from what was recorded and nothing else."""

    urgent: tuple[flag_cards.FlagCard, ...]
    fired: tuple[Fired, ...]
    sides: str
    level: str
    own_words: tuple[str, ...]
    vitals: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    not_examined: tuple[tuple[str, str], ...]
    medicines: str
    wells: tuple[int, bool] | None


def note(seen: Situation, words: str) -> Note:
    """The note of one visit: of its urgent flags, or, where there is none, of those that refer."""
    every = flag_cards.flags(seen, words)
    urgent = tuple(card for card in every if card.is_urgent)
    chosen = urgent or tuple(card for card in every if card.refers)
    given = findings.values(seen.found)
    wells = items.wells(seen.found)
    return Note(
        urgent,
        tuple(Fired(card.check_for, card.where, _answers(card, seen, words)) for card in chosen),
        ", ".join(dict.fromkeys(card.where for card in chosen)),
        chosen[0].urgency if chosen else _("none"),
        tuple(answer_summary.quotes(seen.case)),
        tuple(f"{label} {value}" for label, value in findings.vitals(seen.found)),
        _found(seen, given),
        _not_examined(seen, given, {card.code for card in chosen}, wells),
        _medicines(seen, words),
        wells,
    )


def _answers(card: flag_cards.FlagCard, seen: Situation, words: str) -> tuple[str, ...]:
    """What fired a flag: the questions as the patient read them with the answers, and the findings with their units."""
    library, lines = seen.library, []
    for name, value in card.given.items():
        question = library.questions.get(name)
        if question is None:
            continue
        if question.who == "clinician":
            lines.append(f"{items.TESTS[name].label}: {items.said(name, value)}")
        else:
            lines.append(f"{question.words[words]} {library.wording.value(name, value, words)}")
    return tuple(lines) or card.facts


def _found(seen: Situation, given: dict[str, dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Every finding that was recorded, foot by foot."""
    rows = []
    marks = findings.zones(seen.found)
    for side in ("r", "l", "p"):
        said = [
            f"{items.TESTS[name].label} {items.said(name, getattr(findings.row_of(seen.found, side), name))}"
            for name, value in given.get(side, {}).items()
            if value != findings.LEFT_OUT and not name.startswith("wells_")
        ]
        if marks.get(side):
            said.append(f"{items.TESTS[ZONES].label} {items.said(ZONES, marks[side])}")
        if said:
            rows.append((flag_cards.foot_words(side), "; ".join(said)))
    return tuple(rows)


def _not_examined(
    seen: Situation, given: dict[str, dict[str, Any]], codes: set[str], wells: tuple[int, bool] | None
) -> tuple[tuple[str, str], ...]:
    rows = []
    wanted = (*NOT_EXAMINED, *(("exam_abi",) if codes & set(BLOOD_FLOW) else ()))
    for side in seen.feet:
        left = [
            str(items.TESTS[name].label)
            for name in wanted
            if given.get(side, {}).get(name) in (None, findings.LEFT_OUT)
        ]
        if left:
            rows.append((flag_cards.foot_words(side), "; ".join(left)))
    person = [
        str(items.TESTS[name].label) for name in VITALS if seen.found is None or getattr(seen.found, name) is None
    ]
    if CLOT in codes and wells is None:
        person.append(_("Wells score"))
    if person:
        rows.append((flag_cards.foot_words(None), "; ".join(person)))
    return tuple(rows)


def _medicines(seen: Situation, words: str) -> str:
    """The medicines that matter in a hurry: those told, those that are not sure, and those nobody asked about."""
    person, wording = seen.case.get("p", {}), seen.library.wording
    named: dict[str, list[str]] = {"yes": [], "unsure": [], "": []}
    for name in MEDICINES:
        answer = person.get(name) or ""
        if answer in named:
            named[answer].append(wording.fact(name, words))
    said = []
    if named["yes"]:
        said.append(", ".join(named["yes"]))
    if named["unsure"]:
        said.append(_("not sure: %(what)s", what=", ".join(named["unsure"])))
    if named[""]:
        said.append(_("not asked yet: %(what)s", what=", ".join(named[""])))
    return "; ".join(said) or _("none told")


def told(visit: Visit) -> list[Told]:
    """Who was told after this visit's flags, newest first, each with the name of who told them."""
    rows = rulings.referrals(visit)
    query = sa.select(User).where(User.id.in_([row.told_by_id for row in rows]))
    people = {user.id: user.title for user in db.session.scalars(query)} if rows else {}
    return [Told(row.addressee, row.told_patient, people.get(row.told_by_id, ""), row.told_at) for row in rows]

"""Flags, patterns and questions to ask again, as the visit page shows them: what fired, and what may be said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.assessment.assessment import PERSON, Situation
from clinic.exam import together
from clinic.exam.models import FlagAnswer, Ruling
from clinic.exam.rulings import allowed
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Source, Urgency
from clinic.rules.triage import FiredFlag

URGENCIES = {
    Urgency.EMERG: lazy("Emergency now"),
    Urgency.SAMEDAY: lazy("Seen today"),
    Urgency.REFER_48H: lazy("Seen within 48 hours"),
    Urgency.REFER_3D: lazy("Seen within 3 days"),
    Urgency.REFER_7D: lazy("Seen within 7 days"),
    Urgency.REFER_14D: lazy("Seen within 14 days"),
    Urgency.CAUTION: lazy("Caution"),
}
RULINGS = {
    Ruling.CLEARED: lazy("Cleared"),
    Ruling.IMAGE_FIRST: lazy("Image first"),
    Ruling.REFER: lazy("Refer"),
    Ruling.SEEN_ELSEWHERE: lazy("Elsewhere"),
}
KEEP = lazy("Keep in force")
DOWNGRADE = lazy("Not urgent: 14 days")


@dataclass(frozen=True)
class FlagCard:
    """One flag of one foot, or of both where nothing but the person's answers fired it."""

    code: str
    foot: str
    where: str
    check_for: str
    facts: tuple[str, ...]
    given: Mapping[str, Any]
    rule: str
    urgency: str
    action: str
    patient_words: str
    sources: tuple[Source, ...]
    options: tuple[tuple[str, Any], ...]
    answer: FlagAnswer | None
    ruling_words: str
    is_urgent: bool
    refers: bool

    @property
    def stamp(self) -> str:
        """Which answer the card shows."""
        return together.stamp(self.answer)

    @property
    def values(self) -> list[str]:
        """The rulings that may be given."""
        return [value for value, _words in self.options]


@dataclass(frozen=True)
class PatternCard:
    """One pattern that answers fit, with what speaks against it."""

    code: str
    foot: str
    name: str
    facts: tuple[str, ...]
    counters: tuple[str, ...]
    against: str
    missing: tuple[str, ...]
    basis: str
    sources: tuple[str, ...]


def foot_words(foot: str | None) -> str:
    """Which foot, as the first words of a line."""
    return {"r": _("Right foot"), "l": _("Left foot"), "both": _("Both feet")}.get(foot or "", _("The person"))


def facts(given: Mapping[str, Any], library: Library, language: str) -> tuple[str, ...]:
    """Facts with their values, one line each: what was answered, not what was derived from it."""
    lines = []
    for name, value in given.items():
        if name in library.questions:
            lines.append(f"{library.wording.fact(name, language)}: {library.wording.value(name, value, language)}")
    if not lines:
        lines = [library.wording.fact(name, language) for name in given]
    return tuple(lines)


def flags(seen: Situation, language: str) -> list[FlagCard]:
    """Flags by urgency, unanswered ones first."""
    cards = [_card(fired, foot, seen, language) for fired, foot in _merged(seen)]
    order = list(Urgency)
    urgency = {fired.code: order.index(fired.flag.urgency) for fired in seen.raised}
    return sorted(cards, key=lambda card: (card.answer is not None, urgency[card.code], card.code, card.foot != "r"))


def unanswered(seen: Situation) -> list[FlagCard]:
    """The cards that wait for an answer."""
    return [card for card in flags(seen, "en") if card.answer is None]


def _merged(seen: Situation) -> list[tuple[FiredFlag, str]]:
    """A flag that only the person's answers fired is one question, not one for each foot."""
    by_code: dict[str, list[FiredFlag]] = {}
    for fired in seen.raised:
        by_code.setdefault(fired.code, []).append(fired)
    found: list[tuple[FiredFlag, str]] = []
    for several in by_code.values():
        personal = all(_is_personal(fired, seen.library) for fired in several)
        same = len({_ruled(fired, seen) for fired in several}) == 1
        if len(several) > 1 and personal and same:
            found.append((several[0], "both"))
        else:
            found += [(fired, fired.foot or PERSON) for fired in several]
    return found


def _is_personal(fired: FiredFlag, library: Library) -> bool:
    asked = [library.questions[name] for name in fired.evidence.fired if name in library.questions]
    return all(question.scope == "person" for question in asked)


def _ruled(fired: FiredFlag, seen: Situation) -> tuple[str, str] | None:
    answer = seen.answers.get((fired.foot or PERSON, fired.code))
    return (answer.ruling.value, answer.reason) if answer is not None else None


def _card(fired: FiredFlag, foot: str, seen: Situation, language: str) -> FlagCard:
    flag, library = fired.flag, seen.library
    answer = seen.answers.get((fired.foot or PERSON, fired.code))
    names = {ruling: RULINGS[ruling] for ruling in allowed(flag)}
    if flag.urgency is Urgency.CAUTION:
        names[Ruling.REFER] = KEEP
    if flag.downgrade is not None and Ruling.CLEARED in names:
        names[Ruling.CLEARED] = DOWNGRADE
    return FlagCard(
        code=flag.code,
        foot=foot,
        where=foot_words(foot),
        check_for=flag.check_for[language],
        facts=facts(fired.evidence.fired, library, language),
        given=fired.evidence.fired,
        rule=library.words(flag.when, language),
        urgency=str(URGENCIES[flag.urgency]),
        action=flag.action[language],
        patient_words=flag.patient[language],
        sources=tuple(library.sources[key] for key in flag.sources if key in library.sources),
        options=tuple((ruling.value, words) for ruling, words in names.items()),
        answer=answer,
        ruling_words=str(names.get(answer.ruling, "")) if answer is not None else "",
        is_urgent=flag.urgency.stops,
        refers=flag.urgency.refers,
    )


def patterns(seen: Situation, language: str) -> list[PatternCard]:
    """Every pattern of every foot, in the library's order."""
    library = seen.library
    return [
        PatternCard(
            code=one.code,
            foot=one.foot,
            name=one.hypothesis.name[language],
            facts=facts(one.evidence.fired, library, language),
            counters=facts(one.against, library, language) if one.against else (),
            against=one.hypothesis.against[language] if one.hypothesis.against else "",
            missing=tuple(library.wording.fact(name, language) for name in one.evidence.missing),
            basis=one.hypothesis.basis[language],
            sources=one.hypothesis.sources,
        )
        for foot in seen.picture.feet
        for one in foot.hypotheses
    ]


def to_ask_again(seen: Situation, language: str) -> list[dict[str, Any]]:
    """Safety answers of yes that fired no rule, unanswered ones first."""
    library = seen.library
    rows = [
        {
            "field": name,
            "words": library.questions[name].words[language],
            "value": library.wording.value(name, seen.case["p"].get(name), language),
            "answer": seen.again.get(name),
            "stamp": together.stamp(seen.again.get(name)),
        }
        for name in seen.picture.unexplained
    ]
    return sorted(rows, key=lambda row: row["answer"] is not None)


def marked(seen: Situation) -> frozenset[str]:
    """The answers that changed something: those behind a flag, a pattern or a yellow flag."""
    found: set[str] = set()
    for foot in seen.picture.feet:
        for one in _evidence(foot):
            found |= set(one)
    for yellow in seen.picture.yellow:
        found |= set(yellow.facts)
    return frozenset(found)


def _evidence(foot: Any) -> Iterable[Mapping[str, Any]]:
    for fired in (*foot.flags, *foot.hypotheses):
        yield fired.evidence.fired

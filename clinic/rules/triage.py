"""Which flags and patterns the answers raise, foot by foot, what a ruling ends, and what is urgent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clinic.knowledge.case import Answers, View
from clinic.knowledge.conditions import Evidence, evidence, holds
from clinic.knowledge.facts import blanks
from clinic.knowledge.schema import Condition, Hypothesis, Leaf, RedFlag, Urgency, YellowFlag

if TYPE_CHECKING:
    from clinic.knowledge.library import Library

Rulings = Mapping[str, Mapping[str, str]]
"""What clinicians decided: foot to flag to `cleared`, `image_first`, `refer` or `seen_elsewhere`."""

BONE_STRESS = ("RF20", "RF21")
CONTEXT = ("hx_smoke", "hx_dvt", "rf_bedsurg", "sym_tried", "can_see_feet", "can_reach_feet")
"""Answers that fire no rule by themselves and are shown beside the plan."""


@dataclass(frozen=True)
class FiredFlag:
    """A red flag that holds on one foot (or on the person, before a foot is known)."""

    flag: RedFlag
    foot: str | None
    evidence: Evidence
    urgency: Urgency
    ruling: str | None = None
    is_open: bool = True
    """It still locks or restricts; false once the field that opens it is filled."""

    @property
    def code(self) -> str:
        """The flag's code."""
        return self.flag.code

    @property
    def stops(self) -> bool:
        """No exercise plan while it holds."""
        return self.urgency.stops

    @property
    def locks(self) -> bool:
        """The plan stays shut while it holds."""
        return self.flag.locks and self.is_open


@dataclass(frozen=True)
class FiredHypothesis:
    """A pattern the answers of one foot fit, with the answers that do not."""

    hypothesis: Hypothesis
    foot: str
    evidence: Evidence
    against: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The hypothesis's code."""
        return self.hypothesis.code


@dataclass(frozen=True)
class FiredYellow:
    """A yellow flag and the answers behind it, over all feet."""

    flag: YellowFlag
    facts: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The flag's code."""
        return self.flag.code


@dataclass
class Foot:
    """One foot, judged: its view, and the flags and patterns that hold on it."""

    side: str | None
    view: View
    flags: tuple[FiredFlag, ...] = ()
    ended: tuple[FiredFlag, ...] = ()
    """Flags whose rule holds and that a ruling has ended."""
    hypotheses: tuple[FiredHypothesis, ...] = ()
    untouched: View | None = None
    """Of a foot that does not hurt: the same without anything that was told or found of it."""

    def adds(self, condition: Condition) -> bool:
        """The condition holds here, and on a foot without pain not by what is known of the person alone."""
        return holds(condition, self.view) and not (self.untouched is not None and holds(condition, self.untouched))


@dataclass(frozen=True)
class Picture:
    """The whole case, judged. `strict` is the same with untested findings read as abnormal."""

    answers: Answers
    feet: tuple[Foot, ...]
    strict: tuple[Foot, ...]
    yellow: tuple[FiredYellow, ...]
    unexplained: tuple[str, ...] = field(default=())
    """Safety questions answered yes that fired no rule: to be asked again by the clinician."""
    context: Mapping[str, Any] = field(default_factory=dict)


def judge(given: Answers | Mapping[str, Any], library: "Library", rulings: Rulings | None = None) -> Picture:
    """Everything the answers raise. Without a foot, the person is judged alone."""
    answers = read(given)
    sides: tuple[str | None, ...] = answers.evaluated() or (None,)
    feet = _feet(answers, sides, library, rulings or {}, strict=False)
    strict = _feet(answers, sides, library, rulings or {}, strict=True) if answers.not_tested else feet
    return Picture(answers, feet, strict, _yellow(feet, library), _unexplained(feet, library), _context(answers))


def read(given: Answers | Mapping[str, Any]) -> Answers:
    """The answers, from a case as plain data where they are not read yet."""
    return given if isinstance(given, Answers) else Answers.of(given)


def urgent(given: Answers | Mapping[str, Any], library: "Library") -> tuple[FiredFlag, ...]:
    """The EMERG and SAMEDAY flags that the answers so far raise, the most urgent first."""
    answers = read(given)
    found: list[FiredFlag] = []
    for side in answers.evaluated() or (None,):
        view = View(answers, side, library.dictionary)
        for flag in library.red_flags.values():
            if flag.urgency.stops and holds(flag.when, view):
                found.append(FiredFlag(flag, side, evidence(flag.when, view), flag.urgency))
    order = list(Urgency)
    return tuple(sorted(found, key=lambda fired: order.index(fired.urgency)))


def _feet(
    answers: Answers, sides: tuple[str | None, ...], library: "Library", rulings: Rulings, *, strict: bool
) -> tuple[Foot, ...]:
    feet = tuple(_foot(answers, side, library, rulings.get(side or "", {}), strict=strict) for side in sides)
    either = frozenset(code for foot in feet for code in foot.view.codes or {})
    for foot in feet:
        foot.view.codes_either_foot = either
    return feet


def _foot(answers: Answers, side: str | None, library: "Library", rulings: Mapping[str, str], *, strict: bool) -> Foot:
    ended = frozenset(code for code, ruling in rulings.items() if ends(library.red_flags.get(code), ruling))
    view = View(answers, side, library.dictionary, ruled_out=ended, strict=strict)
    foot = Foot(side, view, untouched=_untouched(answers, side, library, ended))
    raised = [
        _raised(flag, view, rulings.get(flag.code)) for flag in library.red_flags.values() if foot.adds(flag.when)
    ]
    foot.flags = tuple(fired for fired in raised if fired.code not in ended)
    foot.ended = tuple(fired for fired in raised if fired.code in ended) + _ended_bone_stress(view, library, rulings)
    view.codes = {fired.code: fired.evidence for fired in foot.flags}
    if side is None:
        return foot
    foot.hypotheses = tuple(
        _fitting(hypothesis, side, view) for hypothesis in library.hypotheses.values() if foot.adds(hypothesis.when)
    )
    view.codes |= {fired.code: fired.evidence for fired in foot.hypotheses}
    return foot


def _untouched(answers: Answers, side: str | None, library: "Library", ended: frozenset[str]) -> View | None:
    """A foot without pain reports only what its own findings add; the person's flags stand under the feet that hurt."""
    if not View(answers, side, library.dictionary).is_without_pain:
        return None
    person = Answers(answers.person, {one: dict(foot) for one, foot in answers.feet.items() if one != side})
    bare = View(person, side, library.dictionary, ruled_out=ended)
    bare.codes = {flag.code: None for flag in library.red_flags.values() if holds(flag.when, bare)}
    return bare


def ends(flag: RedFlag | None, ruling: str) -> bool:
    """This ruling ends this flag on its foot. EMERG and SAMEDAY end by less, and a lock by none."""
    return flag is not None and ruling in flag.ends_by


def _raised(flag: RedFlag, view: View, ruling: str | None) -> FiredFlag:
    urgency = flag.downgrade if flag.downgrade and ruling == "cleared" else flag.urgency
    is_open = flag.opened_by is None or view.value(flag.opened_by) is None
    return FiredFlag(flag, view.side, evidence(flag.when, view), urgency, ruling, is_open)


def _ended_bone_stress(view: View, library: "Library", rulings: Mapping[str, str]) -> tuple[FiredFlag, ...]:
    """Bone stress flags ended by a ruling no longer hold, since the fact behind them is no longer suspected."""
    if not view.ruled_out.intersection(BONE_STRESS):
        return ()
    before = View(view.answers, view.side, view.dictionary, strict=view.strict)
    return tuple(
        _raised(library.red_flags[code], before, rulings[code])
        for code in BONE_STRESS
        if code in view.ruled_out
        and holds(library.red_flags[code].when, before)
        and not holds(library.red_flags[code].when, view)
    )


def _fitting(hypothesis: Hypothesis, side: str, view: View) -> FiredHypothesis:
    why = evidence(hypothesis.when, view)
    against = dict(why.otherwise)
    if hypothesis.against_when is not None and holds(hypothesis.against_when, view):
        against |= evidence(hypothesis.against_when, view).fired
    return FiredHypothesis(hypothesis, side, why, against)


def _yellow(feet: tuple[Foot, ...], library: "Library") -> tuple[FiredYellow, ...]:
    found = []
    for flag in library.yellow_flags.values():
        facts: dict[str, Any] = {}
        for foot in feet:
            if holds(flag.when, foot.view):
                facts |= evidence(flag.when, foot.view).fired
        if facts:
            found.append(FiredYellow(flag, facts))
    return tuple(found)


def _unexplained(feet: tuple[Foot, ...], library: "Library") -> tuple[str, ...]:
    """Safety answers of yes or not sure that no flag on any foot rests on, ended ones counted."""
    explained = {name for foot in feet for fired in (*foot.flags, *foot.ended) for name in fired.evidence.fired}
    asked = [question.code for question in library.dictionary.safety]
    return tuple(name for name in asked if feet[0].view.yes(name) and name not in explained)


def waited_for(picture: Picture, library: "Library") -> tuple[tuple[str, str], ...]:
    """What keeps a plan locked and can be filled in: part (`p`, `r` or `l`) and field, in the order it is asked.

    The safety screen's blanks, and the field that opens a lock (a surgeon's limits).
    """
    found: dict[tuple[str, str], None] = {}
    for foot in picture.feet:
        for fired in foot.flags:
            if not fired.locks:
                continue
            opening = (fired.flag.opened_by,) if fired.flag.opened_by else ()
            for name in blanks(foot.view) if _waits_for_answers(fired) else opening:
                part = foot.side if foot.side and library.questions[name].scope == "foot" else "p"
                found.setdefault((part, name))
    order = list(library.questions)
    return tuple(sorted(found, key=lambda one: (order.index(one[1]), one[0] != "r")))


def _waits_for_answers(fired: FiredFlag) -> bool:
    return isinstance(fired.flag.when, Leaf) and fired.flag.when.fact == "screen_incomplete"


def _context(answers: Answers) -> dict[str, Any]:
    return {name: answers.person[name] for name in CONTEXT if answers.person.get(name) not in (None, "no", ["none"])}


def wells(answers: Answers) -> int | None:
    """The two-level Wells score as the clinician ticked it; none while nothing is ticked (Wells03)."""
    ticked = [answers.person.get(f"wells_{n}") for n in range(1, 10)]
    other = answers.person.get("wells_alt")
    if other is None and not any(value is not None for value in ticked):
        return None
    return sum(1 for value in ticked if value == "yes") - (2 if other == "yes" else 0)

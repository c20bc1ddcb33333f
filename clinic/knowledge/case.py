"""The answers of one case, and one foot of it as rules see it. A missing answer makes no comparison true. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import ge, gt, le, lt
from typing import Any, Literal

from clinic.knowledge.schema import Group, Leaf, Question, Text
from clinic.values.quantities import Threshold, largest

SIDES = ("r", "l")
SKIPPED = "skipped"
NOT_TESTED = "not_tested"
COUNTS_AS_ABNORMAL = {"exam_monofil": "reduced", "exam_pulses": "absent"}
"""Findings that count as abnormal for the gate, exclusions and shoes when they were not tested."""

HIGH_HEEL = Threshold.per(cm=4, inch=1.5)
RAISED_HEEL = Threshold.per(cm=2.5, inch=1)
"""The limits of H02, which a test holds against its file: of several pairs the one that reaches the most counts."""

Limit = float | Threshold
Side = Literal["r", "l"]


@dataclass(frozen=True)
class Answers:
    """One case: the person's answers and each foot's. Blank is None; `not_tested` names findings that were left out."""

    person: Mapping[str, Any]
    feet: Mapping[str, Mapping[str, Any]]
    not_tested: frozenset[tuple[str, str]] = frozenset()
    """Pairs of foot (`r`, `l`, or `p`) and field."""

    @classmethod
    def of(cls, case: Mapping[str, Any]) -> "Answers":
        """The answers of a case `{"p": {...}, "r": {...}, "l": {...}}` whose values have been checked."""
        untested: list[tuple[str, str]] = []
        person = dict(_kept("p", case.get("p") or {}, untested))
        feet = {side: dict(_kept(side, case[side] or {}, untested)) for side in SIDES if side in case}
        _worst_shoe(person)
        feet = {side: _worst_pain(foot) for side, foot in feet.items()}
        return cls(person, feet, frozenset(untested))

    def hurts(self, side: str) -> bool:
        """The patient says that this foot hurts, by the side, the map or the pain."""
        foot = self.feet.get(side, {})
        named = self.person.get("sym_side") in ("both", {"r": "right", "l": "left"}[side])
        return bool(
            named
            or foot.get("sym_zone")
            or any((foot.get(f"nprs_{when}") or 0) > 0 for when in ("now", "avg", "worst"))
        )

    def painful(self) -> tuple[str, ...]:
        """The feet that hurt."""
        return tuple(side for side in SIDES if self.hurts(side))

    def evaluated(self) -> tuple[str, ...]:
        """The feet that rules run on: those that hurt or have any answer."""
        return tuple(
            side
            for side in SIDES
            if self.hurts(side) or any(value is not None for value in self.feet.get(side, {}).values())
        )


def _kept(part: str, values: Mapping[str, Any], untested: list[tuple[str, str]]) -> Iterable[tuple[str, Any]]:
    for name, value in values.items():
        if value == NOT_TESTED:
            untested.append((part, name))
        if value in (SKIPPED, NOT_TESTED) or (value == [] and name != "act_list"):
            value = None
        yield name, value


def _worst_pain(foot: dict[str, Any]) -> dict[str, Any]:
    """Let the highest pain that was given count as the worst: which is right is asked again, and care does not wait."""
    worst = foot.get("nprs_worst")
    if worst is None:
        return foot
    return {**foot, "nprs_worst": max(worst, foot.get("nprs_now") or 0, foot.get("nprs_avg") or 0)}


def _worst_shoe(person: dict[str, Any]) -> None:
    """Let the worst of several pairs feed the shoe answers: the tightest, the highest, the oldest, the most pointed."""
    pairs = person.get("shoes") or []
    for name, order in (("width_feel", ("tight", "loose", "ok")), ("toebox", ("pointed", "unsure", "square", "round"))):
        given = [pair.get(name) for pair in pairs] + [person.get(f"shoe_{name}")]
        known = [value for value in given if value is not None]
        if pairs and known:
            person[f"shoe_{name}"] = min(known, key=order.index)
    for name, steps in (("heel_cm", (HIGH_HEEL, RAISED_HEEL)), ("age_mo", ())):
        given = [pair.get(name) for pair in pairs] + [person.get(f"shoe_{name}")]
        known = [value for value in given if value is not None]
        if pairs and known:
            person[f"shoe_{name}"] = largest(known, *steps)


class Dictionary:
    """The questions, as the facts need them: where each answer lives, and which ones the safety screen asks."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self.feet = frozenset(name for name, question in questions.items() if question.scope == "foot")
        asked = [question for question in questions.values() if question.who != "clinician"]
        self.screen = tuple(
            question
            for question in asked
            if question.section == "safety"
            or (question.section == "history" and question.required in ("always", "when_shown"))
            or question.code == "age"
        )
        self.safety = tuple(question for question in asked if question.section == "safety")
        self.of_sore_feet = frozenset(question.code for question in self.screen if question.scope == "foot")
        """What the screen asks of each foot that hurts; of another it is not asked, and not asked is not open."""


class View:
    """One foot with its person, as rules see them. Without a side only the person is seen.

    `strict` reads findings that were not tested as abnormal. `ruled_out` names flags a clinician ended on this foot.
    """

    def __init__(
        self,
        answers: Answers,
        side: str | None,
        dictionary: Dictionary,
        *,
        ruled_out: frozenset[str] = frozenset(),
        strict: bool = False,
    ) -> None:
        self.answers, self.side, self.dictionary = answers, side, dictionary
        self.ruled_out, self.strict = ruled_out, strict
        self.foot = answers.feet.get(side, {}) if side else {}
        painful = answers.painful()
        self.is_without_pain = bool(side and painful and side not in painful)
        """Another foot hurts, and this one does not."""
        self.codes: dict[str, Any] | None = None
        """Codes of the flags and hypotheses that hold on this foot, each with its evidence; set by triage."""
        self.codes_either_foot: frozenset[str] = frozenset()
        self._derived: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """The answer or the derived fact; None when it is missing."""
        if name in FACTS:
            if name not in self._derived:
                self._derived[name] = FACTS[name].compute(self)
            return self._derived[name]
        if name in self.dictionary.feet:
            found = self.foot.get(name)
            part = self.side
        else:
            found = self.answers.person.get(name)
            part = "p"
        if found is None and self.strict and name in COUNTS_AS_ABNORMAL and (part, name) in self.answers.not_tested:
            return COUNTS_AS_ABNORMAL[name]
        if found is None and self.is_without_pain and name in self.dictionary.of_sore_feet:
            return "no"
        return found

    def fired(self, code: str) -> bool:
        """A flag or a hypothesis holds on this foot."""
        if self.codes is None:
            raise LookupError(f"{code} is asked for before flags and hypotheses are known")
        return code in self.codes

    def has(self, name: str, *options: str | int) -> bool:
        """Any of the options is chosen."""
        value = self.value(name)
        if value is None:
            return False
        return any(option in options for option in value) if isinstance(value, list | tuple) else value in options

    def chosen(self, name: str) -> int:
        """How many are chosen, not counting `none` and `unsure`."""
        value = self.value(name)
        return 0 if value is None else sum(1 for option in value if option not in ("none", "unsure"))

    def yes(self, name: str) -> bool:
        """Yes; in the safety and history questions also not sure."""
        value = self.value(name)
        return value is True or value == "yes" or (value == "unsure" and name.startswith(("rf_", "hx_")))

    def no(self, name: str) -> bool:
        """No, said so."""
        value = self.value(name)
        return value is False or value == "no"

    def number(self, name: str) -> float | None:
        """The answer as a number; None when missing or not sure."""
        value = self.value(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def ge(self, name: str, least: Limit) -> bool:
        """At least; false when missing."""
        value = self.number(name)
        return value is not None and ge(*_alike(value, least))

    def gt(self, name: str, below: Limit) -> bool:
        """More than; false when missing."""
        value = self.number(name)
        return value is not None and gt(*_alike(value, below))

    def le(self, name: str, most: Limit) -> bool:
        """At most; false when missing."""
        value = self.number(name)
        return value is not None and le(*_alike(value, most))

    def lt(self, name: str, above: Limit) -> bool:
        """Less than; false when missing."""
        value = self.number(name)
        return value is not None and lt(*_alike(value, above))

    def asked(self, question: Question) -> bool:
        """The question is put to this person: it is shown always, or what it hangs on is so."""
        return question.ask_if is None or _shown(question.ask_if, self)


def _alike(value: float, limit: Limit) -> tuple[float, float]:
    """Both in the unit in which the value was typed, where the limit has a number for it."""
    return limit.against(value) if isinstance(limit, Threshold) else (value, limit)


def _shown(condition: Any, view: View) -> bool:
    """Skip logic: leaves and plain groups over answers only."""
    if isinstance(condition, Leaf):
        return leaf_holds(condition, view)
    if isinstance(condition, Group):
        held = sum(1 for part in condition.parts if _shown(part, view))
        return {
            "all": held == len(condition.parts),
            "any": held > 0,
            "none": held == 0,
            "at_least": held >= condition.n,
        }[condition.how]
    raise TypeError(f"Skip logic cannot ask for {condition!r}")


def leaf_holds(leaf: Leaf, view: View) -> bool:
    """One comparison."""
    return COMPARE[leaf.op](view, leaf.fact, leaf.value)


COMPARE: dict[str, Callable[[View, str, Any], bool]] = {
    "has": lambda view, fact, value: view.has(fact, *value),
    "chosen": lambda view, fact, value: (view.chosen(fact) > 0) == value,
    "eq": lambda view, fact, value: view.value(fact) == value and view.value(fact) is not None,
    "ne": lambda view, fact, value: view.value(fact) != value,
    "ge": View.ge,
    "gt": View.gt,
    "le": View.le,
    "lt": View.lt,
    "yes": lambda view, fact, value: view.yes(fact) == value,
    "no": lambda view, fact, value: view.no(fact) == value,
    "missing": lambda view, fact, value: (view.value(fact) is None) == value,
}


@dataclass(frozen=True)
class Fact:
    """One derived fact: what it is called, what kind of value it has, what it reads, and how it is computed."""

    name: str
    kind: Literal["bool", "number"]
    words: Text
    reads: tuple[str, ...]
    compute: Callable[[View], Any]
    flags: tuple[str, ...] = field(default=())
    """Flags and hypotheses it asks for."""


FACTS: dict[str, Fact] = {}
"""The derived facts by name; `facts` fills it."""

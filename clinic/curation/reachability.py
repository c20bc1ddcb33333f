"""Finds answers that make a rule hold, so that a rule that can never hold is found before a patient is.

It walks the ways a condition can be true, keeps for every answer the values that are still possible, and tries what is
left on the real rule. Pure, and the same each time.
"""

import itertools
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from clinic.knowledge.case import FACTS, Answers, View, leaf_holds
from clinic.knowledge.conditions import holds, leaves
from clinic.knowledge.facts import inputs
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Always, Condition, Fired, Group, Leaf, Question
from clinic.values.quantities import Threshold

Ways = Iterator[dict[str, tuple[Any, ...]]]
"""Each way a condition can hold: the values still possible for each answer it needs."""

MOST_TRIES = 400
"""Whole sets of answers tried per rule."""
MOST_STEPS = 20_000
"""Steps of the search per rule; a rule so tangled that nothing is found by then is not one a clinician can read."""
MOST_WAYS = 400
"""Ways kept of bringing one derived fact about."""
DEEPEST = 3
"""A derived fact is made true by at most this many answers at once."""


class Finder:
    """Looks for answers within one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.questions = library.questions
        self.thresholds = _thresholds(library)
        self._values: dict[str, tuple[Any, ...]] = {}
        self._made: dict[tuple[Leaf, bool], tuple[dict[str, tuple[Any, ...]], ...]] = {}
        self._steps = 0

    def find(self, condition: Condition) -> Answers | None:
        """Answers of one foot for which the condition holds; none if there are none to be found."""
        self._steps = 0
        for way in itertools.islice(self.ways(condition, True), MOST_TRIES):
            answers = self._answers({name: values[0] for name, values in way.items() if values[0] is not None})
            if holds(condition, self.view(answers)):
                return answers
        return None

    def view(self, answers: Answers) -> View:
        """One foot whose flags and patterns are worked out when they are asked for."""
        view = View(answers, "r", self.library.dictionary)
        view.codes = codes = _Lazy(view, self.library)
        view.codes_either_foot = _LazySet(codes)
        return view

    def ways(self, condition: Condition, wanted: bool) -> Ways:
        """Every way the condition comes out as wanted."""
        if isinstance(condition, Always):
            if condition.value == wanted:
                yield {}
        elif isinstance(condition, Fired):
            rule = self.library.red_flags.get(condition.code) or self.library.hypotheses[condition.code]
            yield from self.ways(rule.when, wanted)
        elif isinstance(condition, Leaf):
            yield from self._leaf(condition, wanted)
        else:
            yield from self._group(condition, wanted)

    def _group(self, group: Group, wanted: bool) -> Ways:
        every = (group.how == "all") == wanted if group.how in ("all", "any") else group.how == "none" and wanted
        inner = wanted if group.how in ("all", "any") else not wanted
        if group.how == "at_least":
            size = group.n if wanted else len(group.parts) - group.n + 1
            for parts in itertools.combinations(group.parts, size):
                yield from self._together(parts, wanted, {})
        elif every:
            yield from self._together(group.parts, inner, {})
        else:
            for part in group.parts:
                yield from self.ways(part, inner)

    def _together(self, parts: tuple[Condition, ...], wanted: bool, so_far: dict[str, tuple[Any, ...]]) -> Ways:
        if not parts:
            yield so_far
            return
        for way in self.ways(parts[0], wanted):
            self._steps += 1
            if self._steps > MOST_STEPS:
                return
            both = _both(so_far, way)
            if both is not None:
                yield from self._together(parts[1:], wanted, both)

    def _leaf(self, leaf: Leaf, wanted: bool) -> Ways:
        if (leaf, wanted) not in self._made:
            self._made[leaf, wanted] = tuple(self._ways_of(leaf, wanted))
        yield from self._made[leaf, wanted]

    def _ways_of(self, leaf: Leaf, wanted: bool) -> Ways:
        if leaf.fact in FACTS:
            for made in itertools.islice(self._made_by(leaf, wanted), MOST_WAYS):
                yield {name: (value,) for name, value in made.items()}
            return
        values = tuple(value for value in self.values(leaf.fact) if self._is(leaf, {leaf.fact: value}) == wanted)
        if values:
            yield {leaf.fact: values}

    def _made_by(self, leaf: Leaf, wanted: bool) -> Iterator[dict[str, Any]]:
        """Few answers that bring a derived fact about; blanks elsewhere."""
        names = _roots(leaf.fact, self.library)
        if self._is(leaf, {}) == wanted:
            yield {}
        for size in range(1, DEEPEST + 1):
            found = False
            for chosen in itertools.combinations(names, size):
                for values in itertools.product(*(self._telling(name) for name in chosen)):
                    made = dict(zip(chosen, values, strict=True))
                    if self._is(leaf, made) == wanted:
                        found = True
                        yield made
            if found:
                return

    def _is(self, leaf: Leaf, given: Mapping[str, Any]) -> bool:
        return leaf_holds(leaf, self.view(self._answers(given)))

    def _answers(self, given: Mapping[str, Any]) -> Answers:
        feet = self.library.dictionary.feet
        person = {name: value for name, value in given.items() if name not in feet}
        return Answers(person, {"r": {name: value for name, value in given.items() if name in feet}})

    def _telling(self, name: str) -> tuple[Any, ...]:
        """The values worth trying one by one: single options, and numbers at either side of each threshold."""
        return tuple(value for value in self.values(name) if value is not None and not _is_pair(value))

    def values(self, name: str) -> tuple[Any, ...]:
        """Values an answer may take, blank first: every option, pairs of options, numbers around each threshold."""
        if name not in self._values:
            question = self.questions.get(name)
            found = _values_of(question, self.thresholds.get(name, ())) if question else ()
            self._values[name] = (None, *found)
        return self._values[name]


class _Lazy(dict[str, Any]):
    """The codes that hold on one foot, each found out when it is asked for."""

    def __init__(self, view: View, library: Library) -> None:
        super().__init__()
        self.view, self.library = view, library

    def __contains__(self, code: object) -> bool:
        rule = self.library.red_flags.get(str(code)) or self.library.hypotheses.get(str(code))
        return rule is not None and holds(rule.when, self.view)


class _LazySet(frozenset[str]):
    """The codes of either foot, where there is only one foot."""

    codes: _Lazy

    def __new__(cls, codes: _Lazy) -> "_LazySet":
        made = super().__new__(cls)
        made.codes = codes
        return made

    def __and__(self, other: AbstractSet[object]) -> frozenset[str]:
        return frozenset(str(code) for code in other if code in self.codes)


def _both(one: dict[str, tuple[Any, ...]], other: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]] | None:
    """What both ways leave possible; none if they exclude each other."""
    both = dict(one)
    for name, values in other.items():
        if name not in both:
            both[name] = values
            continue
        same = set(map(id, values))  # every value comes from the one list of the answer's values
        left = tuple(value for value in both[name] if id(value) in same)
        if not left:
            return None
        both[name] = left
    return both


def _roots(fact: str, library: Library) -> tuple[str, ...]:
    """The answers behind a derived fact, through the flags it asks for too."""
    found = dict.fromkeys(inputs(fact))
    if fact in FACTS:
        for code in FACTS[fact].flags:
            rule = library.red_flags.get(code) or library.hypotheses[code]
            for leaf in leaves(rule.when):
                if isinstance(leaf, Leaf):
                    found.update(dict.fromkeys(inputs(leaf.fact)))
    return tuple(found)


def _thresholds(library: Library) -> dict[str, tuple[float, ...]]:
    """Every number that a rule or a derived fact compares an answer with."""
    found: dict[str, dict[float, None]] = {"exam_abi": {0.9: None, 1.4: None}, "exam_mtp1_df": {40: None}}
    found |= {"exam_hv": {2: None}, "hx_falls": {1: None}, "exam_tug_s": {12: None}}
    for entry in library.entries():
        for name in ("when", "exclude", "caution", "boost", "against_when", "ask_if", "required_when"):
            rule = getattr(entry, name, None)
            for leaf in leaves(rule) if rule is not None else ():
                if not isinstance(leaf, Leaf):
                    continue
                limit = leaf.value.numbers[0][1] if isinstance(leaf.value, Threshold) else leaf.value
                if isinstance(limit, int | float) and not isinstance(limit, bool):
                    found.setdefault(leaf.fact, {})[limit] = None
    return {name: tuple(values) for name, values in found.items()}


def _values_of(question: Question, thresholds: tuple[float, ...]) -> tuple[Any, ...]:
    if question.kind in ("one", "yesno"):
        return question.values
    if question.kind == "many":
        singles = [[value] for value in question.values]
        apart = [option.value for option in question.options if not option.alone]
        return (*singles, *(list(pair) for pair in itertools.combinations(apart, 2)))
    if question.kind in ("int", "number", "grade"):
        near = [at + by for at in thresholds for by in (0, -1, 1)]
        ends = [value for value in (question.low, question.high) if value is not None]
        low, high = min(ends, default=0), max(ends, default=0)
        middle = [(low + high) // 2] if ends else []
        return tuple(dict.fromkeys(value for value in (*near, *ends, *middle) if low <= value <= high))
    if question.code == "act_list":
        return ([{"id": "a_bike_90"}], [{"id": "a_run_6"}])
    return ("given",) if question.kind == "text" else ()


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2

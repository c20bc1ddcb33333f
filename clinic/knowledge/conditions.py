"""Conditions of the rule files: read and checked, judged on one foot with their evidence, and put into words.

A condition compares named facts with values; there is no arithmetic and nothing is ever evaluated as code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clinic.knowledge.case import COMPARE, FACTS, View
from clinic.knowledge.facts import blanks, inputs
from clinic.knowledge.measure_words import number_words, quantity_words
from clinic.knowledge.schema import Always, Condition, Fired, Group, Leaf, Question
from clinic.knowledge.yaml_lines import Problem, Record, Rows
from clinic.values.quantities import Quantity, Threshold, of

GROUPS = ("all", "any", "none")
_COMPARES = frozenset({"ge", "gt", "le", "lt"})
_OPS: dict[str, frozenset[str]] = {
    "bool": frozenset({"yes", "no"}),
    "yesno": frozenset({"yes", "no", "eq", "ne", "has", "missing"}),
    "one": frozenset({"has", "eq", "ne", "missing"}),
    "many": frozenset({"has", "chosen", "missing"}),
    "number": frozenset({"ge", "gt", "le", "lt", "eq", "ne", "missing"}),
    "other": frozenset({"missing"}),
}
_KINDS = {"int": "number", "number": "number", "grade": "number", "one": "one", "many": "many", "yesno": "yesno"}


class Reader:
    """Reads conditions of one file and notes what is wrong with them."""

    def __init__(self, questions: Mapping[str, Question], codes: frozenset[str], file: str) -> None:
        self.questions, self.codes, self.file = questions, codes, file
        self.problems: list[Problem] = []

    def read(self, node: Any, line: int) -> Condition:
        """The condition, or a never-true one with a problem noted."""
        if not isinstance(node, Record):
            return self._wrong(line, "a condition is a mapping")
        line = node.line
        keys = list(node)
        if len(keys) == 1 and keys[0] in GROUPS:
            parts = self._parts(node[keys[0]], line)
            return Group(keys[0], parts) if parts else Always(False)  # type: ignore[arg-type]
        if keys == ["at_least"]:
            return self._at_least(node["at_least"], line)
        if keys == ["always"] and isinstance(node["always"], bool):
            return Always(node["always"])
        if keys in (["flag"], ["hypothesis"]):
            code = node[keys[0]]
            if code not in self.codes or code.startswith("RF") != (keys[0] == "flag"):
                return self._wrong(line, f"{code} is not a {keys[0]}")
            return Fired(code)
        if "fact" in node:
            return self._leaf(node, line)
        return self._wrong(line, f"a condition cannot be made of {', '.join(keys)}")

    def _wrong(self, line: int, message: str) -> Condition:
        self.problems.append(Problem(self.file, line, message))
        return Always(False)

    def _parts(self, node: Any, line: int) -> tuple[Condition, ...]:
        if not isinstance(node, Rows) or not node:
            self._wrong(line, "a list of conditions is needed")
            return ()
        return tuple(self.read(part, at) for part, at in zip(node, node.lines, strict=True))

    def _at_least(self, node: Any, line: int) -> Condition:
        if not isinstance(node, Record) or set(node) != {"n", "of"} or not isinstance(node["n"], int):
            return self._wrong(line, "at_least needs n and of")
        parts = self._parts(node["of"], line)
        if not 1 <= node["n"] <= len(parts):
            return self._wrong(line, f"at_least {node['n']} of {len(parts)} can never hold or always does")
        return Group("at_least", parts, node["n"])

    def _leaf(self, node: Record, line: int) -> Condition:
        fact = node["fact"]
        rest = [key for key in node if key != "fact"]
        kind, options = self._kind(fact)
        if not kind:
            return self._wrong(line, f"{fact} is no question and no derived fact")
        if not rest and kind == "bool":
            return Leaf(fact, "yes", True)
        if len(rest) != 1:
            return self._wrong(line, f"{fact} needs exactly one comparison")
        op, value = rest[0], node[rest[0]]
        if op not in _OPS[kind]:
            return self._wrong(line, f"{fact} ({kind}) cannot be compared with {op}")
        units = self.questions[fact].units if fact in self.questions and op in _COMPARES else ()
        if isinstance(value, Record) or len(units) == 2:  # spans may be given in one: a week is a week in any unit
            return self._limit(fact, op, value, units, line)
        if fault := _value_fault(kind, op, value, options):
            return self._wrong(line, f"{fact}: {fault}")
        return Leaf(fact, op, tuple(value) if op == "has" else value)

    def _limit(self, fact: str, op: str, value: Any, units: tuple[str, ...], line: int) -> Condition:
        """A limit on what may be typed in several units has its own round number in each."""
        if not isinstance(value, Record) or set(value) != set(units):
            return self._wrong(line, f"{fact} is typed in {', '.join(units)}: {op} needs a round number of each")
        if fault := next((fault for each in value.values() if (fault := _value_fault("number", op, each, ()))), ""):
            return self._wrong(line, f"{fact}: {fault}")
        limit = Threshold(tuple((unit, value[unit]) for unit in units))
        if unlike := limit.unlike():
            return self._wrong(line, f"{fact}: {unlike} is not the same limit as {value[units[0]]:g} {units[0]}")
        return Leaf(fact, op, limit)

    def _kind(self, fact: Any) -> tuple[str, tuple[Any, ...]]:
        if fact in FACTS:
            return FACTS[fact].kind, ()
        if fact in self.questions:
            question = self.questions[fact]
            kind = _KINDS.get(question.kind, "other")
            return kind, ("yes", "no", "unsure") if kind == "yesno" else question.values
        return "", ()


def _value_fault(kind: str, op: str, value: Any, options: tuple[Any, ...]) -> str:
    if op in ("yes", "no", "missing", "chosen"):
        return "" if isinstance(value, bool) else f"{op} needs true or false"
    if op == "has":
        if not isinstance(value, list) or not value:
            return "has needs a list of options"
        unknown = [option for option in value if option not in options]
        return f"{unknown[0]} is not an option" if unknown else ""
    if kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if number else f"{value!r} is not a number"
    return "" if value in options else f"{value!r} is not an option"


def leaves(condition: Condition) -> Iterator[Leaf | Fired | Always]:
    """Every leaf, from left to right."""
    if isinstance(condition, Group):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


Test = Callable[[View], bool]
_TESTS: dict[int, tuple[Condition, Test]] = {}


def holds(condition: Condition, view: View) -> bool:
    """The condition is true of this foot."""
    known = _TESTS.get(id(condition))
    if known is None:  # the condition is kept beside its test, so that its identity is not given away again
        known = _TESTS.setdefault(id(condition), (condition, _test(condition)))
    return known[1](view)


def _test(condition: Condition) -> Test:
    """The condition as one function, made once: rules are asked many times."""
    if isinstance(condition, Leaf):
        compare, fact, value = COMPARE[condition.op], condition.fact, condition.value
        return lambda view: compare(view, fact, value)
    if isinstance(condition, Fired):
        code = condition.code
        return lambda view: view.fired(code)
    if isinstance(condition, Always):
        always = condition.value
        return lambda view: always
    return _group_test(condition)


def _group_test(group: Group) -> Test:
    tests, least = [_test(part) for part in group.parts], group.n

    def every(view: View) -> bool:
        for test in tests:  # noqa: SIM110 (all() over a generator takes twice as long)
            if not test(view):
                return False
        return True

    def some(view: View) -> bool:
        for test in tests:  # noqa: SIM110
            if test(view):
                return True
        return False

    if group.how == "all":
        return every
    if group.how == "any":
        return some
    if group.how == "none":
        return lambda view: not some(view)
    return lambda view: sum(1 for test in tests if test(view)) >= least


@dataclass(frozen=True)
class Evidence:
    """Why a condition holds on one foot: what fired, what was answered otherwise, and what is not known."""

    fired: dict[str, Any]
    otherwise: dict[str, Any]
    missing: tuple[str, ...]


def evidence(condition: Condition, view: View) -> Evidence:
    """The facts behind a condition that holds, each with its value; derived facts with the answers behind them."""
    fired: dict[str, Any] = {}
    otherwise: dict[str, Any] = {}
    missing: dict[str, None] = {}
    if isinstance(condition, Group) and condition.how == "none":
        _gather_absent(condition, view, fired)
    else:
        _gather(condition, view, fired, otherwise, missing)
    for name in fired:
        otherwise.pop(name, None)
    return Evidence(fired, otherwise, tuple(name for name in missing if name not in fired))


def _gather(
    condition: Condition, view: View, fired: dict[str, Any], otherwise: dict[str, Any], missing: dict[str, None]
) -> None:
    if isinstance(condition, Group):
        for part in condition.parts:
            if condition.how == "none" or not holds(part, view):
                _gather_not(part, view, otherwise, missing)
            elif isinstance(part, Group) and part.how == "none" and condition.how != "all":
                _gather_absent(part, view, fired)
            else:
                _gather(part, view, fired, otherwise, missing)
    elif isinstance(condition, Fired):
        fired[condition.code] = True
        if view.codes and isinstance(found := view.codes.get(condition.code), Evidence):
            fired.update(found.fired)
            missing.update(dict.fromkeys(found.missing))
    elif isinstance(condition, Leaf):
        _note(condition.fact, view, fired, missing)


def _gather_absent(condition: Condition, view: View, fired: dict[str, Any]) -> None:
    """Where an alternative holds because something is not so, that is what fired: its answers as they are."""
    for leaf in leaves(condition):
        if isinstance(leaf, Leaf):
            fired[leaf.fact] = _plain(view.value(leaf.fact))


def _note(fact: str, view: View, fired: dict[str, Any], missing: dict[str, None]) -> None:
    """Note a fact that fired; for a derived one, also the answers that made it so."""
    fired[fact] = _plain(view.value(fact))
    if fact not in FACTS:
        return
    if fact == "screen_incomplete":  # what is not there is what fired
        fired.update(dict.fromkeys(blanks(view)))
        return
    for code in FACTS[fact].flags:
        if view.codes and code in view.codes:
            fired[code] = True
    for read in FACTS[fact].reads:
        value = view.value(read)
        if read in FACTS:
            if value not in (None, False, 0):
                _note(read, view, fired, missing)
        elif value is None:
            missing[read] = None
        elif _says_something(value):
            fired[read] = _plain(value)


def _gather_not(condition: Condition, view: View, otherwise: dict[str, Any], missing: dict[str, None]) -> None:
    for leaf in leaves(condition):
        if not isinstance(leaf, Leaf):
            continue
        value = view.value(leaf.fact)
        if value is not None:
            otherwise[leaf.fact] = _plain(value)
            continue
        for name in inputs(leaf.fact):
            if view.value(name) is None and _is_asked(name, view):
                missing[name] = None


def _is_asked(name: str, view: View) -> bool:
    question = view.dictionary.questions.get(name)
    return question is None or view.asked(question)


def _says_something(value: Any) -> bool:
    return value not in ("no", 0, "none", "intact", "both", "neg") and list(
        value if isinstance(value, list) else [1]
    ) != ["none"]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# In words

_JOIN = {"en": {"all": " and ", "any": " or "}, "es": {"all": " y ", "any": " o "}}
_COMPARED = {
    "en": {
        "ge": "{fact}: {value} or more",
        "gt": "{fact}: more than {value}",
        "le": "{fact}: {value} or less",
        "lt": "{fact}: less than {value}",
        "eq": "{fact}: {value}",
        "ne": "{fact}: anything but {value}, or no answer",
        "has": "{fact}: {value}",
        "chosen": "{fact}: any",
        "yes": "{fact}: yes",
        "no": "{fact}: no",
        "missing": "{fact}: no answer",
    },
    "es": {
        "ge": "{fact}: {value} o más",
        "gt": "{fact}: más de {value}",
        "le": "{fact}: {value} o menos",
        "lt": "{fact}: menos de {value}",
        "eq": "{fact}: {value}",
        "ne": "{fact}: cualquiera menos {value}, o sin respuesta",
        "has": "{fact}: {value}",
        "chosen": "{fact}: alguno",
        "yes": "{fact}: sí",
        "no": "{fact}: no",
        "missing": "{fact}: sin respuesta",
    },
}
_ODD = {
    "en": {
        "none": "none of: {parts}",
        "at_least": "at least {n} of: {parts}",
        "always": "always",
        "never": "never",
        "not": "not ({part})",
    },
    "es": {
        "none": "ninguno de: {parts}",
        "at_least": "al menos {n} de: {parts}",
        "always": "siempre",
        "never": "nunca",
        "not": "no ({part})",
    },
}


class Wording:
    """Puts conditions and answers into words, with the questions' own labels and the entries' own names."""

    def __init__(self, questions: Mapping[str, Question], names: Mapping[str, Any]) -> None:
        self.questions, self.names = questions, names

    def fact(self, name: str, language: str) -> str:
        """What a fact is called: the question's words, the derived fact's words, or the entry's name."""
        if name in FACTS:
            return FACTS[name].words[language]
        if name in self.questions:
            question = self.questions[name]
            return (question.label or question.words)[language]
        if name in self.names:
            return f"{name} {self.names[name][language]}"
        return name

    def value(self, name: str, value: Any, language: str) -> str:
        """An answer as it reads."""
        if isinstance(value, list | tuple):
            parts = [self.value(name, part, language) for part in value]
            return ", ".join(parts)
        if value is None:
            return _COMPARED[language]["missing"].format(fact="").lstrip(": ")
        if isinstance(value, bool):
            return {"en": ("no", "yes"), "es": ("no", "sí")}[language][value]
        question = self.questions.get(name)
        for option in question.options if question else ():
            if option.value == value:
                return option.words[language]
        if value in ("yes", "no", "unsure"):
            return _YES_NO[language][value]
        if isinstance(value, dict):
            return ", ".join(f"{key} {part}" for key, part in value.items() if part is not None)
        if isinstance(value, Threshold):
            return _limit_words(value, language)
        if question and (len(question.units) > 1 or isinstance(value, Quantity)):
            return quantity_words(of(value, question.unit), language)
        return number_words(value, question.unit if question else "", language)

    def words(self, condition: Condition, language: str = "en") -> str:
        """The whole condition as one sentence without its stop."""
        return self._words(condition, language, inner=False)

    def _words(self, condition: Condition, language: str, *, inner: bool) -> str:
        odd = _ODD[language]
        if isinstance(condition, Always):
            return odd["always" if condition.value else "never"]
        if isinstance(condition, Fired):
            return self.fact(condition.code, language)
        if isinstance(condition, Leaf):
            return self._leaf(condition, language)
        parts = [self._words(part, language, inner=True) for part in condition.parts]
        if condition.how in ("all", "any"):
            joined = _JOIN[language][condition.how].join(parts)
            return f"({joined})" if inner and len(parts) > 1 else joined
        if condition.how == "none":
            said = odd["not"].format(part=parts[0].strip("()")) if len(parts) == 1 else ""
            return said or odd["none"].format(parts="; ".join(parts))
        said = odd["at_least"].format(n=condition.n, parts="; ".join(parts))
        return f"({said})" if inner else said

    def _leaf(self, leaf: Leaf, language: str) -> str:
        fact = self.fact(leaf.fact, language)
        if leaf.op in ("yes", "no", "missing", "chosen") and leaf.value is False:
            positive = _COMPARED[language][leaf.op].format(fact=fact)
            return _ODD[language]["not"].format(part=positive)
        if leaf.fact in FACTS and FACTS[leaf.fact].kind == "bool":
            return fact if leaf.op == "yes" else _ODD[language]["not"].format(part=fact)
        options: Iterable[Any] = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        value = _JOIN[language]["any"].join(self.value(leaf.fact, option, language) for option in options)
        return _COMPARED[language][leaf.op].format(fact=fact, value=value)


def _limit_words(limit: Threshold, language: str) -> str:
    """4 cm (1.5 in); of how long something lasts the first unit says enough."""
    first, *others = (number_words(number, unit, language) for unit, number in limit.numbers)
    return f"{first} ({others[0]})" if len(others) == 1 else first


_YES_NO = {
    "en": {"yes": "yes", "no": "no", "unsure": "not sure"},
    "es": {"yes": "sí", "no": "no", "unsure": "no sé"},
}

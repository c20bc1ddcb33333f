"""Turns the plain values of one entry's file into its frozen type, and notes each field that is missing or wrong."""

import dataclasses
import functools
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from clinic.knowledge.conditions import Reader
from clinic.knowledge.schema import Always, Dose, Entry, Exercise, Option, Passage, Question, Review, Source, Text
from clinic.knowledge.yaml_lines import Problem, Record

CONDITIONS = frozenset({"when", "exclude", "caution", "boost", "against_when", "ask_if", "required_when"})
OWN = frozenset({"sha256", "file"})
"""Fields that are worked out, not written."""


class Builder:
    """Builds one entry. Problems carry the line of the field, or of the entry where the field is missing."""

    def __init__(
        self, file: str, record: Any, reader: Reader | None, shared: Mapping[str, Option] | None = None
    ) -> None:
        self.file, self.reader, self.shared = file, reader, shared or {}
        self.record = record if isinstance(record, Record) else Record(1)
        self.problems: list[Problem] = []
        if not isinstance(record, Record):
            self._wrong(1, "holds no entry")

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))

    def build(self, kind: Any) -> Any:
        """The entry of this kind, or none if anything is wrong."""
        written = dict(self.record)
        if kind is Exercise:
            _split_start(written)
        known = self._known(kind, written)
        values = {
            name: self._value(known[name], name, value, self.record.line_of(name))
            for name, value in written.items()
            if name in known
        }
        if self.problems or (self.reader and self.reader.problems):
            return None
        try:
            return kind(**values, sha256=_hash(self.record), file=self.file)
        except TypeError as wrong:
            self._wrong(self.record.line, str(wrong))
            return None

    def _known(self, kind: Any, written: Mapping[str, Any]) -> dict[str, "_Shape"]:
        """The fields of this kind; those missing and those unknown are noted."""
        known = _shapes(kind)
        for name in _needed(kind):
            if name not in written:
                self._wrong(self.record.line, f"{name} is missing")
        for name in written:
            if name not in known:
                self._wrong(self.record.line_of(name), f"{name} is not known")
        return known

    def source(self, key: str) -> Source | None:
        """One line of the bibliography."""
        found: Source | None = self._plain(Source, {"key": key, **self.record})
        return found

    def passage(self, key: str) -> Passage | None:
        """One text of texts.yaml."""
        written = {"id": key.lower(), "code": key, **self.record}
        for name in ("sources", "review", "translation"):
            if name not in written:
                self._wrong(self.record.line, f"{name} is missing")
        found = self._plain(Passage, written)
        return dataclasses.replace(found, sha256=_hash(self.record), file=self.file) if found else None

    def _plain(self, kind: Any, written: Mapping[str, Any]) -> Any:
        known = self._known(kind, written)
        if self.problems:
            return None
        values = {k: self._value(known[k], k, v, self.record.line_of(k)) for k, v in written.items()}
        return None if self.problems else kind(**values)

    def _value(self, shape: "_Shape", name: str, value: Any, line: int) -> Any:
        """One field's value in its type."""
        if value is None:
            if not shape.optional:
                self._wrong(line, f"{name} is empty")
            return None
        if shape.how == "text":
            return self.text(name, value, line)
        if shape.how == "plain":
            if type(value) is not shape.hint and not (shape.hint is float and type(value) is int):
                self._wrong(line, f"{name}: {value!r} is not {_CALLED.get(shape.hint, shape.hint)}")
            return value
        if shape.how == "condition":
            return self.reader.read(value, line) if self.reader else Always(False)
        if shape.how == "choice":
            if value not in shape.hint:
                self._wrong(line, f"{name}: {value} is not one of {', '.join(map(str, shape.hint))}")
            return value
        if shape.how == "special":
            return _SPECIAL[name](self, name, value, line)
        if shape.how == "tuple":
            return self._tuple(shape, name, value, line)
        if shape.how == "entry":
            if shape.hint is Option and isinstance(value, str) and value in self.shared:
                return self.shared[value]
            return self._dose(value, line) if shape.hint is Dose else self._nested(shape.hint, name, value, line)
        return self._enum(shape.hint, name, value, line)

    def _enum(self, hint: Any, name: str, value: Any, line: int) -> Any:
        try:
            return hint(value)
        except ValueError:
            self._wrong(line, f"{name}: {value} is not known")
            return None

    def _tuple(self, shape: "_Shape", name: str, value: Any, line: int) -> Any:
        if not isinstance(value, list):
            self._wrong(line, f"{name} is a list")
            return ()
        inner = shape.inner * len(value) if shape.repeats else shape.inner
        if len(inner) != len(value):
            self._wrong(line, f"{name} needs {len(inner)} values")
            return ()
        lines = getattr(value, "lines", [line] * len(value))
        return tuple(self._value(s, name + ".", v, n) for s, v, n in zip(inner, value, lines, strict=True))

    def text(self, name: str, value: Any, line: int) -> Text:
        """A text in both languages."""
        if not isinstance(value, Record) or set(value) - {"en", "es"}:
            self._wrong(line, f"{name} needs en and es")
            return Text("", "")
        for language in ("en", "es"):
            if not isinstance(value.get(language), str) or not value[language].strip():
                said = "has no Spanish" if language == "es" else "has no English"
                self._wrong(value.line_of(language), f"{name.rstrip('.')} {said}")
                return Text("", "")
        return Text(value["en"], value["es"])

    def _nested(self, hint: Any, name: str, value: Any, line: int) -> Any:
        if not isinstance(value, Record):
            self._wrong(line, f"{name.rstrip('.')} is a mapping")
            return None
        inner = Builder(self.file, value, self.reader, self.shared)
        if hint is Option:
            words = Record(value.line)
            for language in ("en", "es"):
                if language in value:
                    words[language] = value.pop(language)
                    words.lines[language] = value.line_of(language)
            value["words"] = words
        if hint is Question:
            value["section"] = self.record.get("section", "")
        found = inner._plain(hint, value)
        self.problems += inner.problems
        return found

    def _dose(self, value: Any, line: int) -> Any:
        if not isinstance(value, Record):
            self._wrong(line, "dose is a mapping")
            return None
        written = dict(value)
        limits = written.pop("limits", None) or {}
        inner = Builder(self.file, value, None)
        found = inner._plain(Dose, written)
        self.problems += inner.problems
        for key, pair in limits.items():
            if key not in _shapes(Dose) or not isinstance(pair, list) or len(pair) != 2 or pair[0] > pair[1]:
                self._wrong(value.line_of("limits"), f"limits of {key} are not a low and a high number")
        kept = {key: (pair[0], pair[1]) for key, pair in limits.items() if len(pair) == 2}
        return dataclasses.replace(found, limits=kept) if found else None

    def _steps(self, name: str, value: Any, line: int) -> tuple[Text, ...]:
        if not isinstance(value, Record) or set(value) != {"en", "es"}:
            self._wrong(line, "steps needs en and es")
            return ()
        en, es = value["en"], value["es"]
        if not en or not es or len(en) != len(es):
            self._wrong(value.line_of("es"), "steps has no Spanish for each English step")
            return ()
        return tuple(Text(a, b) for a, b in zip(en, es, strict=True))

    def _review(self, name: str, value: Any, line: int) -> Any:
        return self._nested(Review, name, value, line)

    def _translation(self, name: str, value: Any, line: int) -> dict[str, Any]:
        if not isinstance(value, Record) or "es" not in value:
            self._wrong(line, "translation needs es")
            return {}
        return {
            language: None if state is None else self._nested(Review, name, state, line)
            for language, state in value.items()
        }

    def _as_it_is(self, name: str, value: Any, line: int) -> Any:
        return value


_SPECIAL: dict[str, Any] = {
    "steps": Builder._steps,
    "review": Builder._review,
    "translation": Builder._translation,
    "risk": Builder._as_it_is,
    "value": Builder._as_it_is,
}


def _split_start(written: dict[str, Any]) -> None:
    """`start: {replace: EX12}` names an exercise, any other start is a text."""
    start = written.get("start")
    if isinstance(start, Record) and set(start) == {"replace"}:
        written["start"], written["replace"] = None, start["replace"]


@dataclasses.dataclass(frozen=True, slots=True)
class _Shape:
    """How the value of one field is read, worked out once per field."""

    how: str
    hint: Any
    optional: bool
    inner: tuple["_Shape", ...] = ()
    repeats: bool = False


_CALLED = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _shape(name: str, hint: Any) -> _Shape:
    optional = False
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        args = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        optional = len(args) < len(typing.get_args(hint))
        hint = args[0] if len(args) == 1 else hint
    if name in CONDITIONS:
        return _Shape("condition", hint, optional)
    if name in _SPECIAL:
        return _Shape("special", hint, optional)
    if hint is Text:
        return _Shape("text", hint, optional)
    if typing.get_origin(hint) is Literal:
        return _Shape("choice", typing.get_args(hint), optional)
    if typing.get_origin(hint) is tuple:
        args = [arg for arg in typing.get_args(hint) if arg is not Ellipsis]
        inner = tuple(_shape(name + ".", arg) for arg in args)
        return _Shape("tuple", hint, optional, inner, Ellipsis in typing.get_args(hint))
    if dataclasses.is_dataclass(hint):
        return _Shape("entry", hint, optional)
    return _Shape("plain" if hint in _CALLED else "enum", hint, optional)


@functools.cache
def _shapes(kind: Any) -> dict[str, _Shape]:
    """The fields that may be written, and how each is read."""
    hints = typing.get_type_hints(kind)
    return {name: _shape(name, hint) for name, hint in hints.items() if name not in OWN}


@functools.cache
def _needed(kind: Any) -> tuple[str, ...]:
    """The fields that must be written."""
    missing = dataclasses.MISSING
    fields = [f for f in dataclasses.fields(kind) if f.name not in OWN]
    needed = [f.name for f in fields if f.default is missing and f.default_factory is missing]
    stated = ("sources", "evidence", "tag", "review", "translation")
    is_stated = issubclass(kind, Entry) and kind not in (Question, Passage)
    return (*needed, *(name for name in stated if is_stated and name not in needed))


def _hash(record: Mapping[str, Any]) -> str:
    """Hash of an entry's content without its review and translation states, which are bound to it."""
    kept = {key: value for key, value in record.items() if key not in ("review", "translation")}
    return hashlib.sha256(_CANONICAL(kept).encode()).hexdigest()


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

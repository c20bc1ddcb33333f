"""The clinical library: reads the files under data/, checks every reference and condition, names its revision by hash.

Loaded once per process. A library with any fault is refused whole, with file and line of each.
"""

import dataclasses
import functools
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinic.knowledge import entry_reader
from clinic.knowledge.case import Dictionary
from clinic.knowledge.conditions import Reader, Wording
from clinic.knowledge.schema import (
    Activity,
    Entry,
    Exercise,
    Footwear,
    Gate,
    Hypothesis,
    Ladder,
    Option,
    Passage,
    Question,
    RedFlag,
    Source,
    SportFit,
    Text,
    YellowFlag,
)
from clinic.knowledge.yaml_lines import LibraryFault, Problem, Record, parse

DATA = Path(__file__).parent / "data"
SECTIONS = (
    "about",
    "safety",
    "symptoms",
    "history",
    "shape",
    "footwear",
    "activity",
    "goals",
    "exam",
    "wells",
    "limits",
    "return",
)
FOLDERS: dict[str, type[Entry]] = {
    "exercises": Exercise,
    "footwear": Footwear,
    "activities": Activity,
    "red_flags": RedFlag,
    "yellow_flags": YellowFlag,
    "hypotheses": Hypothesis,
    "gates": Gate,
    "swaps": SportFit,
    "ladders": Ladder,
}


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything the clinic knows, by code."""

    questions: Mapping[str, Question]
    exercises: Mapping[str, Exercise]
    footwear: Mapping[str, Footwear]
    activities: Mapping[str, Activity]
    red_flags: Mapping[str, RedFlag]
    yellow_flags: Mapping[str, YellowFlag]
    hypotheses: Mapping[str, Hypothesis]
    gates: Mapping[str, Gate]
    swaps: Mapping[str, SportFit]
    ladders: Mapping[str, Ladder]
    sources: Mapping[str, Source]
    texts: Mapping[str, Passage]
    revision: str
    dictionary: Dictionary
    wording: Wording
    lines: Mapping[tuple[str, str], int] = field(repr=False)
    """Where in its file a field of an entry stands: (code, field) to line."""

    def entries(self) -> Iterator[Entry]:
        """Every entry of every kind, by kind and code."""
        for kind in (*FOLDERS, "questions", "texts"):
            yield from getattr(self, kind).values()

    def entry(self, code: str) -> Entry | None:
        """The entry with the code, whatever its kind."""
        for kind in (*FOLDERS, "questions", "texts"):
            if code in getattr(self, kind):
                found: Entry = getattr(self, kind)[code]
                return found
        return None

    def words(self, condition: Any, language: str = "en") -> str:
        """A condition of this library in words."""
        return self.wording.words(condition, language)

    def version(self, code: str, easier: bool) -> Exercise:
        """An exercise as it is given: in full, or as its easier version (its own, or the exercise that is easier)."""
        entry = self.exercises[code]
        if not easier:
            return entry
        other = entry.replace or entry.regress_to
        if entry.starting is None and other is not None:
            simpler = self.exercises[other]
            shown = ("name", "picture", "alt", "steps", "feel", "stop_if", "dose")
            return dataclasses.replace(entry, **{name: getattr(simpler, name) for name in shown})
        return entry.easier()

    def name_of_line(self, line: Mapping[str, Any]) -> Text:
        """What a line of a plan is called: an exercise that begins with its easier version has another name."""
        if line["code"] in self.exercises:
            return self.version(line["code"], bool(line.get("starts_easier"))).name
        return self.name(line["code"])

    def name(self, code: str) -> Text:
        """What an entry is called."""
        entry = self.entry(code)
        for attribute in ("name", "check_for", "label", "words", "text"):
            if isinstance(found := getattr(entry, attribute, None), Text):
                return found
        return Text(code, code)


@functools.cache
def load(path: Path = DATA) -> Library:
    """The library, read once per process; `LibraryFault` if anything in it is wrong."""
    library, problems = examine(path)
    if problems or library is None:
        raise LibraryFault(*problems)
    return library


def examine(path: Path = DATA) -> tuple[Library | None, list[Problem]]:
    """The library and everything wrong with it; no library where files are too broken to go on."""
    return _Loading(path).library()


class _Loading:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.lines: dict[tuple[str, str], int] = {}
        self.hashes: list[str] = []
        self.records: dict[str, list[tuple[str, Record]]] = {}
        self.shared: dict[str, Option] = {}

    def library(self) -> tuple[Library | None, list[Problem]]:
        """Read, build, check."""
        for folder in (*FOLDERS, "questions"):
            self.records[folder] = list(self._records(folder))
        singles = {name: self._read(f"{name}.yaml") for name in ("texts", "sources", "answers")}
        if self.problems:
            return None, sorted(self.problems)
        self.shared = self._answers(singles["answers"])
        questions = self._questions()
        rules = {folder: {record.get("code") for _, record in self.records[folder]} for folder in FOLDERS}
        codes = frozenset(code for kind in ("red_flags", "hypotheses") for code in rules[kind] if code)
        kinds = {folder: self._kind(folder, questions, codes) for folder in FOLDERS}
        sources = self._sources(singles["sources"])
        texts = self._texts(singles["texts"])
        if self.problems:
            return None, sorted(self.problems)
        names = {code: entry.name for code, entry in kinds["hypotheses"].items()}
        names |= {code: entry.check_for for code, entry in kinds["red_flags"].items()}
        library = Library(
            questions=questions,
            sources=sources,
            texts=texts,
            revision=hashlib.sha256("\n".join(sorted(self.hashes)).encode()).hexdigest(),
            dictionary=Dictionary(questions),
            wording=Wording(questions, names),
            lines=self.lines,
            **kinds,
        )
        self.problems += _references(library)
        return library, sorted(self.problems)

    def _read(self, name: str) -> Any:
        try:
            text = (self.path / name).read_bytes()
            self.hashes.append(f"{name} {hashlib.sha256(text).hexdigest()}")
            return parse(text.decode(), name=name)
        except LibraryFault as fault:
            self.problems += fault.problems
        except (OSError, UnicodeDecodeError) as wrong:
            self._wrong(name, 1, f"cannot be read: {wrong}")
        return None

    def _records(self, folder: str) -> Iterator[tuple[str, Record]]:
        here = self.path / folder
        names = sorted(os.listdir(here)) if here.is_dir() else []
        for name in (f"{folder}/{name}" for name in names if name.endswith(".yaml")):
            value = self._read(name)
            if value is None:
                continue
            items = value if folder == "questions" else [value]
            if not isinstance(items, list) or not all(isinstance(item, Record) for item in items):
                self._wrong(name, 1, "holds no entry")
                continue
            for item in items:
                yield name, item

    def _wrong(self, file: str, line: int, message: str) -> None:
        self.problems.append(Problem(file, line, message))

    def _built(self, kind: type[Entry], file: str, record: Record, reader: Reader) -> Entry | None:
        builder = entry_reader.Builder(file, record, reader, self.shared)
        entry: Entry | None = builder.build(kind)
        self.problems += builder.problems + reader.problems
        if entry is None:
            return None
        if kind is not Question and file.rpartition("/")[2] != f"{entry.id}.yaml":
            self._wrong(file, record.line_of("id"), f"{entry.id} is not the name of the file")
        self.lines.update({(entry.code, key): line for key, line in record.lines.items()})
        self.lines[entry.code, ""] = record.line
        return entry

    def _kind(self, folder: str, questions: Mapping[str, Question], codes: frozenset[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        ids: set[str] = set()
        for file, record in self.records[folder]:
            entry = self._built(FOLDERS[folder], file, record, Reader(questions, codes, file))
            if entry is None:
                continue
            if entry.code in found or entry.id in ids:
                self._wrong(file, record.line_of("code"), f"{entry.code} is there twice")
            found[entry.code] = entry
            ids.add(entry.id)
        return dict(sorted(found.items()))

    def _answers(self, record: Any) -> dict[str, Option]:
        """The answers that many questions share (yes, no, not sure), written once."""
        found = {}
        for value, node in record.items():
            builder = entry_reader.Builder("answers.yaml", node, None)
            words = builder.text("words", node, record.line_of(value))
            self.problems += builder.problems
            found[value] = Option(value=value, words=words)
        return found

    def _questions(self) -> dict[str, Question]:
        """Questions first without their conditions, which may name each other; then with them."""
        plain: dict[str, Question] = {}
        for _, record in self.records["questions"]:
            code = record.get("code")
            options = [
                option if isinstance(option, Record) else {"value": option} for option in record.get("options") or []
            ]
            plain[str(code)] = Question(
                id="",
                code=str(code),
                scope="person",
                who=record.get("who", "patient"),
                section="",
                kind=record.get("kind", "text"),
                unit=str(record.get("unit", "")),
                words=Text("", ""),
                options=tuple(Option(value=option.get("value", ""), words=Text("", "")) for option in options),
            )
        found: dict[str, Question] = {}
        for file, record in self.records["questions"]:
            record["section"] = file.removeprefix("questions/").removesuffix(".yaml")
            entry = self._built(Question, file, record, Reader(plain, frozenset(), file))
            if isinstance(entry, Question):
                if entry.code in found:
                    self._wrong(file, record.line_of("code"), f"{entry.code} is there twice")
                if entry.section not in SECTIONS:
                    self._wrong(file, 1, f"{entry.section} is no section of the dictionary")
                found[entry.code] = entry
        order = {section: place for place, section in enumerate(SECTIONS)}
        return dict(sorted(found.items(), key=lambda item: order.get(item[1].section, 99)))

    def _sources(self, record: Any) -> dict[str, Source]:
        found = {}
        for key, node in record.items():
            builder = entry_reader.Builder("sources.yaml", node, None)
            source = builder.source(key)
            self.problems += builder.problems
            if source:
                found[key] = source
            self.lines[f"source:{key}", ""] = record.line_of(key)
        return found

    def _texts(self, record: Any) -> dict[str, Passage]:
        found = {}
        for key, node in record.items():
            builder = entry_reader.Builder("texts.yaml", node, None)
            passage = builder.passage(key)
            self.problems += builder.problems
            self.lines.update({(key, name): line for name, line in node.lines.items()})
            self.lines[key, ""] = record.line_of(key)
            if passage:
                found[key] = passage
        return found


def _references(library: Library) -> Iterator[Problem]:
    """Codes and sources that are named and not there."""

    def missing(
        entry: Entry, key: str, names: Iterable[str | None], known: Iterable[str], what: str
    ) -> Iterator[Problem]:
        line = library.lines.get((entry.code, key), library.lines.get((entry.code, ""), 1))
        for name in names:
            if name is not None and name not in known:
                yield Problem(entry.file, line, f"{name} is not {what}")

    for entry in library.entries():
        yield from missing(entry, "sources", entry.sources, library.sources, "a source")
    for hypothesis in library.hypotheses.values():
        yield from missing(hypothesis, "exercises", hypothesis.exercises, library.exercises, "an exercise")
        yield from missing(hypothesis, "footwear", hypothesis.footwear, library.footwear, "a footwear item")
    for exercise in library.exercises.values():
        for key in ("replace", "progress_to", "progress_like", "regress_to"):
            at = "start" if key == "replace" else key
            yield from missing(exercise, at, [getattr(exercise, key)], library.exercises, "an exercise")
    for fit in library.swaps.values():
        yield from missing(fit, "activities", fit.activities, library.activities, "an activity")
    for flag in library.red_flags.values():
        yield from missing(flag, "opened_by", [flag.opened_by], library.questions, "a question")

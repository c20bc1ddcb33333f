"""The gate on the clinical library: what a clinician could not rely on is refused, with file and line. Pure.

Loading already refuses missing fields, English without Spanish, unknown sources and codes, and conditions of the wrong
type. Here come rules that can never hold, entries and texts nothing uses, pictures and numbers that are not there,
questions that do not say why they are asked, texts above their grade.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from clinic.curation import text_usage
from clinic.curation.reachability import Finder
from clinic.knowledge.blanks import fill
from clinic.knowledge.dose_words import LITERAL, PLACE, with_dose
from clinic.knowledge.library import DATA, Library, examine
from clinic.knowledge.schema import Always, Condition, Entry, Exercise, Group
from clinic.knowledge.yaml_lines import Problem
from clinic.values import readability

PICTURES = Path(__file__).parents[1] / "static" / "pictures"
LANGUAGES = ("en", "es")

NOT_AT_HOME = re.compile(r"\bdo not do this\b|\byour therapist\b|\bin the clinic\b", re.IGNORECASE)
"""What no step says: a step has a dose beside it and is done at home."""

Passages = list[tuple[str, int, str]]
"""Texts a patient reads in the order they are read: file, line, words."""


def check(path: Path = DATA, *, pictures: Path = PICTURES) -> list[Problem]:
    """Everything wrong with the library, by file and line; an empty list if it may be used."""
    library, problems = examine(path)
    if library is None:
        return problems
    blanks = list(text_usage.blanks(library))
    found = [
        *problems,
        *unused(library),
        *never(library),
        *dangling(library, pictures),
        *versions(library),
        *text_usage.texts(library),
        *text_usage.reasons(library),
        *blanks,
    ]
    if not blanks:  # words with a blank that nothing fills cannot be read as they will be printed
        found += hard_to_read(library)
    return sorted(set(found))


def unused(library: Library) -> Iterator[Problem]:
    """Entries that nothing can ever bring up, and sources that nothing cites."""
    listed = {code for hypothesis in library.hypotheses.values() for code in hypothesis.exercises}
    linked = {code for exercise in library.exercises.values() for code in _leads_to(exercise)}
    for exercise in library.exercises.values():
        boosted = exercise.boost != Always(False)
        if not (exercise.seed or exercise.pt_pick or boosted or exercise.code in listed | linked):
            yield _at(library, exercise, "code", f"{exercise.code} is listed by no pattern and cannot be picked")
    for hypothesis in library.hypotheses.values():
        if not (hypothesis.exercises or hypothesis.footwear or hypothesis.leads_to):
            yield _at(library, hypothesis, "code", f"{hypothesis.code} leads to nothing")
    sports = {activity.sport for activity in library.activities.values()}
    for fit in library.swaps.values():
        if fit.code not in sports and fit.code != "light":
            yield _at(library, fit, "code", f"{fit.code} is the sport of no activity")
    cited = {source for entry in library.entries() for source in entry.sources}
    for key in library.sources:
        if key not in cited:
            line = library.lines.get((f"source:{key}", ""), 1)
            yield Problem("sources.yaml", line, f"{key} is cited by nothing")


def never(library: Library) -> Iterator[Problem]:
    """Rules that can never hold, and rules that another one always forestalls."""
    finder = Finder(library)
    for entry in library.entries():
        for name in ("when", "against_when", "ask_if", "required_when", "exclude"):
            rule = getattr(entry, name, None)
            if rule is None or (name == "exclude" and rule == Always(False)):
                continue
            if finder.find(rule) is None:
                yield _at(library, entry, name, f"{entry.code} {name} can never hold")
            else:
                yield from _idle_parts(library, finder, entry, name, rule)
    for exercise in library.exercises.values():
        yield from _forestalled(library, finder, exercise)
    before: tuple[Condition, ...] = ()
    for gate in library.gates.values():
        if before and finder.find(Group("all", (gate.when, Group("none", before)))) is None:
            yield _at(library, gate, "when", f"{gate.code} is never reached: an earlier gate always holds first")
        before = (*before, gate.when)
    if finder.find(Group("none", before)) is not None:
        yield _at(library, list(library.gates.values())[-1], "when", "the last gate must hold for everyone")


def _idle_parts(library: Library, finder: Finder, entry: Entry, name: str, rule: Condition) -> Iterator[Problem]:
    """Alternatives of a rule that can never hold by themselves."""
    if isinstance(rule, Group) and rule.how in ("any", "none"):
        for part in rule.parts:
            if finder.find(part) is None:
                said = library.words(part)
                yield _at(library, entry, name, f"{entry.code} {name}: this part can never hold: {said}")


def _forestalled(library: Library, finder: Finder, exercise: Exercise) -> Iterator[Problem]:
    """An exercise always excluded, or whose caution or boost only holds where it is excluded anyway."""
    allowed = Group("none", (exercise.exclude,))
    if finder.find(allowed) is None:
        yield _at(library, exercise, "exclude", f"{exercise.code} is always excluded")
        return
    for name in ("caution", "boost"):
        rule: Condition = getattr(exercise, name)
        if rule != Always(False) and finder.find(Group("all", (rule, allowed))) is None:
            yield _at(library, exercise, name, f"{exercise.code} {name} never holds where the exercise is allowed")


def dangling(library: Library, pictures: Path) -> Iterator[Problem]:
    """Pictures that are named and not there."""
    there = {path.stem for path in pictures.glob("*.svg")}
    for entry in library.entries():
        named = [(getattr(entry, "picture", None), "picture")]
        named += [(option.picture, "options") for option in getattr(entry, "options", ())]
        if isinstance(entry, Exercise) and entry.starting is not None:
            named.append((entry.starting.picture, "starting"))
        for name, key in named:
            if name is not None and name not in there:
                yield _at(library, entry, key, f"there is no picture {name}")


def versions(library: Library) -> Iterator[Problem]:
    """Exercises that call for care and have no easier version of their own words, picture and steps."""
    for exercise in library.exercises.values():
        careful = exercise.caution != Always(False)
        if careful and exercise.starting is None and exercise.replace is None:
            yield _at(library, exercise, "caution", f"{exercise.code} calls for care and has no easier version")
        easier = exercise.starting
        if easier is not None and exercise.name == easier.name:
            yield _at(library, exercise, "starting", f"{exercise.code} has an easier version of the same name")
        if easier is not None and exercise.steps == easier.steps:
            yield _at(library, exercise, "starting", f"{exercise.code} has an easier version with the same steps")
        yield from _written_out(library, exercise)
        for key, steps in (("steps", exercise.steps), ("starting", easier.steps if easier is not None else ())):
            if any(NOT_AT_HOME.search(step["en"]) for step in steps):
                yield _at(
                    library, exercise, key, f"{exercise.code} gives a dose for home of what is done in the clinic"
                )


def _written_out(library: Library, exercise: Exercise) -> Iterator[Problem]:
    """Numbers of the dose that would stay as they are when the clinician gives another dose."""
    texts = [("steps", step) for step in exercise.steps] + [
        ("progress", exercise.progress),
        ("regress", exercise.regress),
    ]
    texts += [("starting", step) for step in (exercise.starting.steps if exercise.starting is not None else ())]
    for key, text in texts:
        for language in LANGUAGES:
            if found := LITERAL.search(text[language]):
                said = f"{exercise.code} names the dose itself ({found[0]}): write {{hold_s}}, {{reps}} or {{times}}"
                yield _at(library, exercise, key, said)
            if PLACE.findall(text["en"]) != PLACE.findall(text["es"]):
                yield _at(library, exercise, key, f"{exercise.code} asks for other numbers in Spanish than in English")
            if "{" in PLACE.sub("", text[language]):
                yield _at(library, exercise, key, f"{exercise.code} has a place that is none: {text[language]}")


def hard_to_read(library: Library) -> Iterator[Problem]:
    """Blocks of patient text above their grade."""
    for language in LANGUAGES:
        for passages in _read_together(library, language):
            for file, line, block in _blocks(passages):
                score = readability.score(block, language)
                if not score.ok:
                    start = " ".join(block.split())[:50]
                    yield Problem(file, line, f"is too hard to read ({language}, {score.label}): {start}")


def _leads_to(exercise: Exercise) -> Iterator[str]:
    for code in (exercise.replace, exercise.progress_to, exercise.regress_to):
        if code is not None:
            yield code


def _at(library: Library, entry: Entry, key: str, message: str) -> Problem:
    line = library.lines.get((entry.code, key), library.lines.get((entry.code, ""), 1))
    return Problem(entry.file, line, message)


def _blocks(passages: Passages) -> Iterator[tuple[str, int, str]]:
    """The passages joined into blocks, each with the place of its first one."""
    place = 0
    for block in readability.blocks(text for _, _, text in passages):
        file, line, _ = passages[place]
        yield file, line, block
        taken = 0
        while place < len(passages) and taken < len(block):
            taken += len(passages[place][2]) + 1
            place += 1


def _read_together(library: Library, language: str) -> Iterator[Passages]:
    """What a patient reads in one go: an exercise, a shoe item, a section of questions, the texts, the flags."""
    for exercise in library.exercises.values():
        yield _exercise(library, exercise, language)
    for item in library.footwear.values():
        numbers = {number.name: number.value for number in item.numbers}
        texts = [("name", item.name), ("words", item.words), ("why", item.why)]
        texts += [("words_instead", item.words_instead)] if item.words_instead else []
        yield [_place(library, item, key, fill(text[language], numbers, language)) for key, text in texts]
    yield [
        _place(library, activity, key, text[language])
        for activity in library.activities.values()
        for key, text in (("name", activity.name), ("note", activity.note))
        if text is not None
    ]
    for kind in (library.red_flags, library.yellow_flags):
        yield [_place(library, flag, "patient", flag.patient[language]) for flag in kind.values()]
    yield [
        _place(library, text, language, text[language]) for text in library.texts.values() if text.audience == "patient"
    ]
    for ladder in library.ladders.values():
        parts = [("before", text) for text in ladder.before]
        parts += [("stages", text) for stage in ladder.stages for text in (stage.what, stage.move_on)]
        parts += [("rules", text) for text in ladder.rules] + [("zero_pain", ladder.zero_pain)]
        yield [_place(library, ladder, key, text[language]) for key, text in parts]
    yield from _questions(library, language)


def _exercise(library: Library, exercise: Exercise, language: str) -> Passages:
    texts = [(key, getattr(exercise, key)) for key in ("name", "aim", "why", "position", "equipment")]
    texts += [("steps", step) for step in exercise.steps]
    texts += [(key, getattr(exercise, key)) for key in ("feel", "stop_if", "progress", "regress", "precaution")]
    texts += [("start", exercise.start)] if exercise.start else []
    if exercise.starting is not None:
        easier = exercise.starting
        said = (easier.name, *easier.steps, easier.feel, easier.stop_if)
        texts += [("starting", text) for text in said if text is not None]
    return [_place(library, exercise, key, with_dose(text, exercise.dose)[language]) for key, text in texts]


def _questions(library: Library, language: str) -> Iterator[Passages]:
    """Every section of what a patient is asked: words, hint and options."""
    sections: dict[str, Passages] = {}
    for question in library.questions.values():
        if question.who != "patient":
            continue
        parts = [("words", question.words)] + ([("hint", question.hint)] if question.hint else [])
        parts += [
            ("options", option.words) for option in question.options if option.value not in ("yes", "no", "unsure")
        ]
        here = sections.setdefault(question.section, [])
        here += [_place(library, question, key, text[language]) for key, text in parts]
    yield from sections.values()


def _place(library: Library, entry: Entry, key: str, words: str) -> tuple[str, int, str]:
    problem = _at(library, entry, key, "")
    return problem.file, problem.line, words

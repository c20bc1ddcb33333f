"""From the lines of a plan to the words that are printed: the one road for the command line, where nobody has accepted
anything yet, and for a clinician's draft (`freezing`). Pure: no draft, no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from clinic.content import pad_placement, plan_content
from clinic.content.activity_advice import keep_moving
from clinic.content.calm import week_rule
from clinic.content.pad_placement import pads
from clinic.content.plan_content import (
    Clinic,
    Dose,
    Exercise,
    Light,
    Person,
    PlanContent,
    Reason,
    Shoe,
    Side,
    Sore,
    Source,
    Swap,
    ToDo,
    Week,
    Words,
)
from clinic.knowledge.blanks import fill_text
from clinic.knowledge.case import Answers, View
from clinic.knowledge.dose_words import with_dose
from clinic.knowledge.library import Library
from clinic.knowledge.measure_words import number_words
from clinic.knowledge.schema import Activity, Text
from clinic.knowledge.schema import Exercise as Entry
from clinic.rules import duration
from clinic.rules.proposal import Decision, ExerciseChoice
from clinic.values.dates import from_iso
from clinic.values.quantities import Quantity, of

CALL = ("T-CALL-1", "T-CALL-2", "T-CALL-3", "T-CALL-4", "T-CALL-5")
GO_NOW = ("T-GO-1", "T-GO-2", "T-GO-3", "T-GO-4", "T-GO-5", "T-GO-911")
SORE = {
    "r": Words("The ball of your right foot is sore.", "Le duele la parte delantera del pie derecho."),
    "l": Words("The ball of your left foot is sore.", "Le duele la parte delantera del pie izquierdo."),
    "both": Words("The balls of both feet are sore.", "Le duele la parte delantera de los dos pies."),
}
MOVING = Words("The right amount of moving helps it heal.", "Moverse en su justa medida ayuda a sanar.")
HOURS_ON_FEET = "YF5"
"""The flag of long standing at work, with which the hourly break is printed."""
GOAL_LENGTH = 120
NOTHING = Words("")


class NoPlan(ValueError):
    """The decision is a stop or a lock: there is nothing to put on paper."""


@dataclass(frozen=True, kw_only=True)
class ExerciseLine:
    """One exercise that goes on paper: `entry` is the version that is given (`Library.version`), `rounds` how often its
    dose is gone through, for the minutes."""

    entry: Entry
    dose: Dose
    rounds: int
    side: Side
    starts_easier: bool
    note: Words = NOTHING


@dataclass(frozen=True)
class SwapLine:
    """One activity in place of another, week by week, with the keys of the texts that go with it."""

    code: str
    replaces: str
    weeks: tuple[Week, ...]
    texts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """What may be done instead of it; only the one counts."""


@dataclass(frozen=True)
class Lines:
    """What goes on paper, in order: all that the rules propose, or what a clinician made of it."""

    exercises: tuple[ExerciseLine, ...]
    footwear: tuple[tuple[str, Mapping[str, float]], ...]
    """Codes, each with the numbers of its line where they are not the library's."""
    swaps: tuple[SwapLine, ...]


@dataclass(frozen=True)
class Goal:
    """What the patient wants to do again, how well it goes now, and by when."""

    words: str
    now: int | None
    by: date | None

    @classmethod
    def of(cls, person: Mapping[str, Any]) -> "Goal | None":
        """The goal, or the first thing that is hard. It takes the score that was given for it and no other."""
        words = str(person.get("act_goal") or person.get("psfs_1") or "").strip()[:GOAL_LENGTH]
        if not words:
            return None
        hard = {n: str(person.get(f"psfs_{n}") or "").strip()[:GOAL_LENGTH] for n in (1, 2, 3)}
        scored = next((n for n, other in hard.items() if other.casefold() == words.casefold()), None)
        now = person.get(f"psfs_{scored}_score") if scored else None
        by = person.get("act_goal_date")
        return cls(
            words,
            now if isinstance(now, int) else None,
            from_iso(by) if isinstance(by, str) and by else by or None,
        )


def compose(
    decision: Decision,
    case: Mapping[str, Any],
    library: Library,
    *,
    clinic: Clinic,
    person: Person,
    clinician: str,
    plan_on: date,
    language: str = "en",
) -> PlanContent:
    """Everything the engine proposes, as content that can be printed (as a draft)."""
    if decision.status != "plan":
        raise NoPlan(decision.status)
    goal = Goal.of(case.get("p", {}))
    return replace(
        written(
            proposed(decision, library), decision, case, library, clinic=clinic, person=person, light=light(decision)
        ),
        clinician=clinician,
        plan_on=plan_on,
        log_from=plan_on,
        language=language,
        goal=plan_content.Goal(Words.own(goal.words), now=goal.now, by=goal.by) if goal else None,
    )


def light(decision: Decision, **limits: int) -> Light:
    """How pain may guide the patient, with the limits of a clinician where they set any."""
    return Light(mode=decision.light, numbness_is_red=decision.numbness_is_red, **limits)


def proposed(decision: Decision, library: Library) -> Lines:
    """The lines of a proposal that nobody has changed."""
    return Lines(
        exercises=tuple(_proposed(choice, library) for choice in decision.exercises),
        footwear=tuple((choice.code, {}) for choice in decision.footwear),
        swaps=tuple(
            SwapLine(
                choice.code,
                choice.replaces.code,
                tuple(Week(week.days, week.minutes) for week in choice.weeks),
                choice.texts,
                others,
            )
            for choice, others in decision.swaps
        ),
    )


def written(
    lines: Lines,
    decision: Decision,
    case: Mapping[str, Any],
    library: Library,
    *,
    clinic: Clinic,
    person: Person,
    light: Light,
) -> PlanContent:
    """The one road from lines to words, for the command line and for the app alike. What only a clinician knows
    (goal, note, dates, the way back) is the caller's to add."""
    answers = Answers.of(case)
    shoes = tuple(_shoe(code, numbers, decision, answers, library) for code, numbers in lines.footwear)
    swaps = tuple(_swap(choice, answers, library) for choice in lines.swaps)
    reasons = tuple(_reasons(lines))
    unsuited, may_fall = not_for(decision), bool(View(answers, None, library.dictionary).value("dv_fall"))
    padded = next((numbers for code, numbers in lines.footwear if code == pad_placement.CODE), None)
    exercises = tuple(_exercise(line, unsuited, may_fall=may_fall) for line in lines.exercises)
    cited = {key for part in (exercises, shoes, reasons) for item in part for key in item.sources}
    return PlanContent(
        clinic=clinic,
        person=person,
        clinician="",
        plan_on=date.min,
        number=1,
        log_code="",
        language="en",
        summary=_summary(answers),
        sore=sore(case, library),
        goal=None,
        next_visit=None,
        todo=tuple(_todo(shoes, swaps, decision, library)),
        light=light,
        call=_texts(CALL, library),
        go_now=_texts(GO_NOW, library),
        exercises=exercises,
        minutes_a_day=duration.a_day((line.dose, line.rounds) for line in lines.exercises),
        shoes=shoes,
        pads=pads(padded, answers) if padded is not None else (),
        swaps=swaps,
        swap_rule=week_rule(light, library) if swaps else Words(""),
        reasons=reasons,
        anatomy=_text("T-ANAT", library),
        strong=_text("T-STRONG", library),
        active=keep_moving(decision, library),
        breaks=_text("T-BREAK", library) if any(flag.code == HOURS_ON_FEET for flag in decision.yellow) else Words(""),
        disclaimer=_text("T-DISCLAIM", library),
        sources=tuple(Source(key, library.sources[key].citation) for key in sorted(cited) if key in library.sources),
        library_revision=decision.revision,
    )


def words(text: Text) -> Words:
    """A text of the library as frozen words."""
    return Words(text.en, text.es)


def _text(key: str, library: Library) -> Words:
    return words(library.texts[key].text)


def _texts(keys: Iterable[str], library: Library) -> tuple[Words, ...]:
    return tuple(_text(key, library) for key in keys)


def _summary(answers: Answers) -> Words:
    painful = [side for side in ("r", "l") if answers.hurts(side)]
    sore = SORE["both"] if len(painful) == 2 else SORE[painful[0]] if painful else Words("")
    return Words(f"{sore.en} {MOVING.en}".strip(), f"{sore.es} {MOVING.es}".strip())


def sore(case: Mapping[str, Any], library: Library) -> tuple[Sore, ...]:
    """Each foot's marked zones, in the order of the map; the left foot first, as the feet are drawn."""
    known = library.questions["sym_zone"].options
    found = []
    sides: tuple[Literal["r", "l"], ...] = ("l", "r")
    for side in sides:
        marked = set(case.get(side, {}).get("sym_zone") or ())
        zones = [option for option in known if option.value in marked]
        if zones:
            named = Words(", ".join(zone.words.en for zone in zones), ", ".join(zone.words.es for zone in zones))
            found.append(Sore(side, tuple(str(zone.value) for zone in zones), named))
    return tuple(found)


def _proposed(choice: ExerciseChoice, library: Library) -> ExerciseLine:
    easier = bool(choice.cautions) and choice.start is not None
    entry = library.version(choice.code, easier)
    return ExerciseLine(
        entry=entry,
        dose=dose_of(entry.dose, each_side=duration.sides(entry.dose.per, choice.feet) == 2),
        rounds=duration.rounds(entry.dose.per, choice.feet, choice.times_over),
        side=choice.feet,
        starts_easier=easier,
    )


def dose_of(dose: Any, *, each_side: bool) -> Dose:
    """The dose of a line (anything with the numbers of one) as it is printed."""
    return Dose(
        sets=dose.sets or 1,
        reps=dose.reps,
        hold_s=dose.hold_s or None,
        seconds=dose.seconds,
        times_day=dose.times_day or 1,
        days_week=dose.days_week or 7,
        rest_s=dose.rest_s,
        each_side=each_side,
    )


def not_for(decision: Decision) -> frozenset[str]:
    """The exercises that this patient must not do, or not in full."""
    careful = (choice.code for choice in (*decision.exercises, *decision.ranked) if choice.cautions)
    return frozenset([*careful, *(exclusion.code for exclusion in decision.excluded)])


def _exercise(line: ExerciseLine, unsuited: frozenset[str], *, may_fall: bool = False) -> Exercise:
    entry, cautious = line.entry, line.starts_easier
    # Who begins with the easier version is not shown the full one, nor anybody a way that is not for them.
    easier = (
        words(with_dose(entry.regress, line.dose)) if not cautious and entry.regress_to not in unsuited else NOTHING
    )
    # A harder way stands up, lets go or closes the eyes: who may fall is shown it by the therapist, not by a sheet.
    is_harder_fit = not cautious and not may_fall and unsuited.isdisjoint({entry.progress_to, entry.progress_like})
    harder = words(with_dose(entry.progress, line.dose)) if is_harder_fit else NOTHING
    return Exercise(
        code=entry.code,
        name=words(entry.name),
        picture=entry.picture,
        alt=words(entry.alt),
        dose=line.dose,
        steps=tuple(words(step) for step in (with_dose(one, line.dose) for one in entry.steps) if step.en),
        feel=words(entry.feel),
        stop_if=words(entry.stop_if),
        why=words(entry.why),
        easier=easier,
        harder=harder,
        precaution=words(entry.precaution) if cautious else NOTHING,
        note=line.note,
        side=line.side,
        sources=entry.sources,
    )


def _run_so_far(ran: Quantity) -> Words:
    """How far the patient's own pair has gone, in the unit it was told in."""
    en, es = ("km", "unos {n} km") if ran.unit == "km" else ("miles", "unas {n} millas")
    said = Words(number_words(ran.typed, "", "en"), number_words(ran.typed, "", "es"))
    return Words(f"Yours have about {said.en} {en}.", f"Los suyos tienen {es.format(n=said.es)}.")


def _shoe(code: str, numbers: Mapping[str, float], decision: Decision, answers: Answers, library: Library) -> Shoe:
    entry = library.footwear[code]
    choice = next((one for one in decision.footwear if one.code == code), None)
    known = {number.name: number.value for number in entry.numbers} | dict(numbers)
    text = words(fill_text(choice.words if choice is not None else entry.words, known))
    own, miles = Words(""), answers.person.get("shoe_miles")
    if code == "FW06" and miles:
        own = _run_so_far(of(miles, "mi"))
    return Shoe(code, text, words(entry.name), own, entry.sources)


def _swap(line: SwapLine, answers: Answers, library: Library) -> Swap:
    entry = library.activities[line.code]
    others = [library.activities[code] for code in line.others if code in library.activities]
    notes = [words(entry.note)] if entry.note else []
    notes += [Words(f"{o.name.en}: {o.note.en}", f"{o.name.es}: {o.note.es}") for o in others if o.note]
    notes += [_text(key, library) for key in line.texts if key in library.texts]
    return Swap(
        code=line.code,
        replaces=_usual(library.activities[line.replaces], answers),
        do=words(entry.name),
        weeks=line.weeks,
        note=Words(" ".join(note.en for note in notes), " ".join(note.es for note in notes)),
        others=tuple(_in_a_sentence(words(other.name)) for other in others),
    )


PROPER = ("Pilates", "Zumba")


def _in_a_sentence(name: Words) -> Words:
    """A name after "or": a small letter, unless it is somebody's name."""
    en, es = (said if said.startswith(PROPER) else said[:1].lower() + said[1:] for said in (name.en, name.es))
    return Words(en, es)


def _usual(activity: Activity, answers: Answers) -> Words:
    name = activity.name
    rows: list[Mapping[str, Any]] = answers.person.get("act_list") or []
    row = next((row for row in rows if row["id"] == activity.code), {})
    if row.get("min") is None or row.get("days") is None:
        return words(name)
    return Words(
        f"{name.en}, {row['min']} minutes, {row['days']} days", f"{name.es}, {row['min']} minutos, {row['days']} días"
    )


def _todo(shoes: tuple[Shoe, ...], swaps: tuple[Swap, ...], decision: Decision, library: Library) -> Iterable[ToDo]:
    if swaps and swaps[0].weeks:
        first, week = swaps[0], swaps[0].weeks[0]
        yield ToDo(
            Words(f"{first.do.en}.", f"{first.do.es}."),
            Words(f"{week.days} days, {week.minutes} minutes.", f"{week.days} días, {week.minutes} minutos."),
        )
    if shoes:
        yield ToDo(Words(f"{shoes[0].lead.en}.", f"{shoes[0].lead.es}."), shoes[0].text)
    if decision.gate is not None and decision.gate.impact < 3:
        yield ToDo(_text("T-NO-IMPACT", library), avoid=True)


def _reasons(lines: Lines) -> Iterable[Reason]:
    for line in lines.exercises:
        entry = line.entry
        yield Reason(Words(f"{entry.name.en}:", f"{entry.name.es}:"), words(entry.why), entry.sources)

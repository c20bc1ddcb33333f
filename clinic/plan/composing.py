"""The plan as the rules propose it, put into words: what a draft starts from where there is no clinician yet, as on the
command line. Pure: no draft, no database, and nothing here has been accepted by anyone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from clinic.knowledge.answers import Answers
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Text
from clinic.knowledge.wording import fill_text
from clinic.plan import minutes
from clinic.plan.content import (
    Clinic,
    Dose,
    Exercise,
    Goal,
    Light,
    Pad,
    Person,
    PlanContent,
    Reason,
    Shoe,
    Sore,
    Source,
    Swap,
    ToDo,
    Week,
    Words,
)
from clinic.plan.decision import Decision, ExerciseChoice, FootwearChoice
from clinic.plan.decision import Swap as SwapChoice
from clinic.plan.moving import keep_moving

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
BEHIND_MM = 5


class NoPlan(ValueError):
    """The decision is a stop or a lock: there is nothing to put on paper."""


def compose(
    decision: Decision,
    case: Mapping[str, Any],
    library: Library,
    *,
    clinic: Clinic,
    person: Person,
    clinician: str,
    plan_on: date,
    number: int = 1,
    log_code: str = "",
    language: str = "en",
    next_visit: datetime | None = None,
) -> PlanContent:
    """Everything the engine proposes, as content that can be printed (as a draft)."""
    if decision.status != "plan":
        raise NoPlan(decision.status)
    answers = Answers.of(case)
    shoes = tuple(_shoe(choice, answers) for choice in decision.footwear)
    swaps = tuple(_swap(choice, answers, library) for choice in decision.activities)
    reasons = tuple(_reasons(decision))
    exercises = tuple(_exercise(choice) for choice in decision.exercises)
    cited = {key for reason in reasons for key in reason.sources} | {key for shoe in shoes for key in shoe.sources}
    return PlanContent(
        clinic=clinic,
        person=person,
        clinician=clinician,
        plan_on=plan_on,
        number=number,
        log_code=log_code,
        language=language,
        summary=_summary(answers),
        sore=sore(case, library),
        goal=_goal(answers.person),
        next_visit=next_visit,
        todo=tuple(_todo(shoes, swaps, decision, library)),
        light=Light(mode=decision.light, numbness_is_red=decision.numbness_is_red),
        call=_texts(CALL, library),
        go_now=_texts(GO_NOW, library),
        exercises=exercises,
        minutes_a_day=minutes.a_day(
            (choice.exercise.dose, minutes.rounds(choice.exercise.dose.per, choice.feet, choice.times_over))
            for choice in decision.exercises
        ),
        shoes=shoes,
        pad=_pad(decision, answers),
        swaps=swaps,
        swap_rule=_text("T-WEEK-RULE", library) if swaps else Words(""),
        reasons=reasons,
        anatomy=_text("T-ANAT", library),
        strong=_text("T-STRONG", library),
        active=keep_moving(decision, library),
        breaks=_text("T-BREAK", library) if any(flag.code == HOURS_ON_FEET for flag in decision.yellow) else Words(""),
        disclaimer=_text("T-DISCLAIM", library),
        sources=tuple(Source(key, library.sources[key].citation) for key in sorted(cited) if key in library.sources),
        log_from=plan_on,
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


def _goal(person: Mapping[str, Any]) -> Goal | None:
    """The goal in the patient's words; how it goes now is what they said of the first thing that is hard."""
    wanted, hard, now = person.get("act_goal"), person.get("psfs_1"), person.get("psfs_1_score")
    if not (wanted or hard):
        return None
    score = now if isinstance(now, int) and (not wanted or wanted == hard) else None
    by = person.get("act_goal_date")
    return Goal(Words.own(str(wanted or hard)), now=score, by=date.fromisoformat(by) if by else None)


def _exercise(choice: ExerciseChoice) -> Exercise:
    entry, dose = choice.exercise, choice.exercise.dose
    cautious = bool(choice.cautions)
    start = words(choice.start) if choice.start else Words("")
    return Exercise(
        code=entry.code,
        name=words(entry.name),
        picture=entry.picture,
        alt=words(entry.alt),
        dose=Dose(
            sets=dose.sets or 1,
            reps=dose.reps,
            hold_s=dose.hold_s or None,
            seconds=dose.seconds,
            times_day=dose.times_day,
            days_week=dose.days_week,
            rest_s=dose.rest_s,
            each_side=minutes.sides(dose.per, choice.feet) == 2,
        ),
        steps=tuple(words(step) for step in entry.steps),
        feel=words(entry.feel),
        stop_if=words(entry.stop_if),
        why=words(entry.why),
        easier=words(entry.regress),
        harder=words(entry.progress),
        precaution=words(entry.precaution) if cautious else Words(""),
        start=start if cautious else Words(""),
        side=choice.feet,
        sources=entry.sources,
    )


def _shoe(choice: FootwearChoice, answers: Answers) -> Shoe:
    entry = choice.footwear
    text = words(fill_text(choice.words, {number.name: number.value for number in entry.numbers}))
    own, miles = Words(""), answers.person.get("shoe_miles")
    if entry.code == "FW06" and miles:
        own = Words(f"Yours have about {miles:g} miles.", f"Los suyos tienen unas {miles:g} millas.")
    return Shoe(entry.code, text, words(entry.name), own, entry.sources)


def _swap(choice: SwapChoice, answers: Answers, library: Library) -> Swap:
    notes = [words(choice.activity.note)] if choice.activity.note else []
    notes += [_text(key, library) for key in choice.texts if key in library.texts]
    return Swap(
        code=choice.code,
        replaces=_usual(choice, answers),
        do=words(choice.activity.name),
        weeks=tuple(Week(week.days, week.minutes) for week in choice.weeks),
        note=Words(" ".join(note.en for note in notes), " ".join(note.es for note in notes)),
    )


def _usual(choice: SwapChoice, answers: Answers) -> Words:
    name = choice.replaces.name
    rows: list[Mapping[str, Any]] = answers.person.get("act_list") or []
    row = next((row for row in rows if row["id"] == choice.replaces.code), {})
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


def _reasons(decision: Decision) -> Iterable[Reason]:
    for choice in decision.exercises:
        entry = choice.exercise
        yield Reason(Words(f"{entry.name.en}:", f"{entry.name.es}:"), words(entry.why), entry.sources)


def _pad(decision: Decision, answers: Answers) -> Pad | None:
    if not any(choice.code == "FW10" for choice in decision.footwear):
        return None
    sides: tuple[Literal["r", "l"], ...] = ("r", "l")
    for side in sides:
        foot = answers.feet.get(side, {})
        marked = foot.get("pad_heads") or [zone for zone in foot.get("sym_zone") or () if zone.startswith("mth")]
        if marked:
            length = foot.get("foot_len_mm")
            heads = tuple(sorted(int(head[-1]) for head in marked))
            return Pad(side, heads, foot_mm=round(length) if length else None, behind_mm=BEHIND_MM)
    return None

"""From a draft to the words that are printed and signed, in both languages. Reads the draft, changes nothing."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from clinic.accounts.models import User
from clinic.knowledge.library import Library
from clinic.knowledge.wording import fill_text
from clinic.plan import changing, content, ledger, minutes
from clinic.plan.composing import CALL, GO_NOW, MOVING, SORE, sore, words
from clinic.plan.content import Dose, ExtraPage, PlanContent, Words
from clinic.plan.models import Part, Plan, PlanItem, State
from clinic.plan.moving import keep_moving
from clinic.plan.situation import Situation
from clinic.practice.models import Practice

LOG_DAYS = 14
EVERY_OTHER_DAY = 2
SHOPPING = tuple(f"T-SHOP-{n}" for n in range(1, 9))


def freeze(plan: Plan, seen: Situation, practice: Practice, *, by: User) -> PlanContent:
    """Everything a patient will read, as it stands in the draft now."""
    library, patient = seen.library, plan.visit.patient
    accepted = [item for item in plan.items if item.state is not State.REMOVED]
    exercises = [
        _exercise(item, library) for item in accepted if item.part is Part.EXERCISE and item.code in library.exercises
    ]
    shoes = [_shoe(item, seen) for item in accepted if item.part is Part.FOOTWEAR and item.code in library.footwear]
    swaps = [_swap(item, seen) for item in accepted if item.part is Part.ACTIVITY and item.code in library.activities]
    worn = ledger.on_paper(plan, seen)
    last = changing.last_version(plan) if plan.has_changes_page else None
    since = changing.changes(last.draft, plan, library) if last is not None else ()
    reasons = tuple(_reasons(accepted, library))
    cited = {key for exercise in exercises for key in exercise.sources} | {
        key for shoe in shoes for key in shoe.sources
    }
    cited |= {key for reason in reasons for key in reason.sources}
    return PlanContent(
        clinic=content.Clinic(name=practice.name, phone=practice.phone, address=practice.address),
        person=content.Person(name=patient.name, called=patient.called),
        clinician=by.title,
        plan_on=plan.plan_on,
        number=plan.number,
        log_code=plan.log_code,
        language=patient.language,
        summary=_summary(seen),
        sore=sore(seen.case, library),
        goal=_goal(plan),
        next_visit=plan.next_visit_at.astimezone(practice.zone).replace(tzinfo=None) if plan.next_visit_at else None,
        todo=tuple(_todo(shoes, swaps, seen)),
        light=content.Light(
            mode=seen.decision.light,
            go_to=plan.green_most,
            easy_to=plan.yellow_most,
            numbness_is_red=seen.decision.numbness_is_red,
        ),
        call=_texts(CALL, library),
        go_now=_texts(GO_NOW, library),
        exercises=tuple(exercises),
        minutes_a_day=a_day(plan),
        shoes=(*shoes, worn) if worn is not None else tuple(shoes),
        pad=_pad(accepted, seen),
        swaps=tuple(swaps),
        swap_rule=_text("T-WEEK-RULE", library) if swaps else Words(""),
        reasons=reasons,
        ladder=way_back(plan, seen),
        note=_own(plan.note_en, plan.note_es),
        anatomy=_text("T-ANAT", library),
        strong=_text("T-STRONG", library),
        active=keep_moving(seen.decision, library),
        breaks=_text("T-BREAK", library) if any(one.code == "YF5" for one in seen.picture.yellow) else Words(""),
        disclaimer=_text("T-DISCLAIM", library),
        sources=tuple(
            content.Source(key, library.sources[key].citation) for key in sorted(cited) if key in library.sources
        ),
        log_from=plan.plan_on,
        log_days=LOG_DAYS,
        extras=tuple(_extras(plan, accepted, since)),
        shoe_card=_shoe_card(seen) if plan.has_shoe_card else None,
        changes=tuple(since),
        changed_since=last.signed_at.astimezone(practice.zone).date() if last is not None and since else None,
        library_revision=library.revision,
    )


def a_day(plan: Plan) -> int:
    """Minutes a day of the exercises in the draft."""
    return minutes.a_day((item, rounds(item)) for item in plan.lines(Part.EXERCISE))


def sides(item: PlanItem) -> int:
    """Two when both feet do it one after the other."""
    return minutes.sides(_per(item), item.side)


def rounds(item: PlanItem) -> int:
    """How often the whole dose is gone through."""
    return minutes.rounds(_per(item), item.side, item.because.get("times_over", {}))


def _per(item: PlanItem) -> str:
    return str(item.because.get("per", "side"))


def _text(key: str, library: Library) -> Words:
    return words(library.texts[key].text)


def _texts(keys: Iterable[str], library: Library) -> tuple[Words, ...]:
    return tuple(_text(key, library) for key in keys)


def _own(english: str, spanish: str) -> Words:
    english, spanish = english.strip(), spanish.strip()
    return Words(english, spanish) if english else Words(spanish, spanish)


def _summary(seen: Situation) -> Words:
    painful = [side for side in ("r", "l") if seen.picture.answers.hurts(side)]
    which = SORE["both"] if len(painful) == 2 else SORE[painful[0]] if painful else Words("")
    return Words(f"{which.en} {MOVING.en}".strip(), f"{which.es} {MOVING.es}".strip())


def _goal(plan: Plan) -> content.Goal | None:
    if not plan.goal.strip():
        return None
    return content.Goal(Words.own(plan.goal.strip()), now=plan.goal_now, aim=plan.goal_aim, by=plan.goal_on)


def _exercise(item: PlanItem, library: Library) -> content.Exercise:
    entry = library.exercises[item.code]
    cautious = item.starts_easier
    note = _own(item.note_en, item.note_es)
    if item.resistance.strip():
        with_it = Words.own(item.resistance.strip())
        note = Words(f"{with_it.en}. {note.en}".strip(), f"{with_it.es}. {note.es}".strip())
    return content.Exercise(
        code=item.code,
        name=words(entry.name),
        picture=entry.picture,
        alt=words(entry.alt),
        dose=Dose(
            sets=item.sets or 1,
            reps=item.reps,
            hold_s=item.hold_s or None,
            seconds=item.seconds,
            times_day=item.times_day or 1,
            days_week=item.days_week or 7,
            rest_s=item.rest_s,
            each_side=sides(item) == 2,
        ),
        steps=tuple(words(step) for step in entry.steps),
        feel=words(entry.feel),
        stop_if=words(entry.stop_if),
        why=words(entry.why),
        easier=words(entry.regress),
        harder=words(entry.progress),
        precaution=words(entry.precaution) if cautious else Words(""),
        start=words(entry.start or entry.regress) if cautious else Words(""),
        note=note,
        side=cast(Literal["r", "l", "both"], item.side or "both"),
        sources=entry.sources,
    )


def _shoe(item: PlanItem, seen: Situation) -> content.Shoe:
    entry = seen.library.footwear[item.code]
    choice = next((one for one in seen.decision.footwear if one.code == item.code), None)
    numbers = {number.name: number.value for number in entry.numbers} | item.numbers
    text = fill_text(choice.words if choice is not None else entry.words, numbers)
    own = Words("")
    miles = seen.case.get("p", {}).get("shoe_miles")
    if item.code == "FW06" and miles:
        own = Words(f"Yours have about {miles:g} miles.", f"Los suyos tienen unas {miles:g} millas.")
    return content.Shoe(item.code, words(text), words(entry.name), own, entry.sources)


def _swap(item: PlanItem, seen: Situation) -> content.Swap:
    entry, library = seen.library.activities[item.code], seen.library
    said = [library.texts[key].text for key in item.because.get("texts", ()) if key in library.texts]
    notes = [entry.note, *said] if entry.note else said
    weeks = tuple(content.Week(int(week["days"]), int(week["minutes"])) for week in item.weeks)
    return content.Swap(
        code=item.code,
        replaces=_usual(item.replaces, seen),
        do=words(entry.name),
        weeks=weeks,
        note=Words(" ".join(note.en for note in notes), " ".join(note.es for note in notes)),
    )


def _usual(code: str, seen: Situation) -> Words:
    name = seen.library.activities[code].name
    rows: list[Mapping[str, Any]] = seen.case.get("p", {}).get("act_list") or []
    row = next((row for row in rows if row["id"] == code), {})
    if row.get("min") is None or row.get("days") is None:
        return words(name)
    return Words(
        f"{name.en}, {row['min']} minutes, {row['days']} days", f"{name.es}, {row['min']} minutos, {row['days']} días"
    )


def _todo(shoes: list[content.Shoe], swaps: list[content.Swap], seen: Situation) -> Iterable[content.ToDo]:
    if swaps and swaps[0].weeks:
        first, week = swaps[0], swaps[0].weeks[0]
        yield content.ToDo(
            Words(f"{first.do.en}.", f"{first.do.es}."),
            Words(f"{week.days} days, {week.minutes} minutes.", f"{week.days} días, {week.minutes} minutos."),
        )
    if shoes:
        lead = shoes[0].lead
        yield content.ToDo(Words(f"{lead.en}.", f"{lead.es}."), shoes[0].text)
    if seen.decision.gate is not None and seen.decision.gate.impact < 3:
        yield content.ToDo(_text("T-NO-IMPACT", seen.library), avoid=True)


def _reasons(items: Iterable[PlanItem], library: Library) -> Iterable[content.Reason]:
    for item in items:
        entry = library.exercises.get(item.code) if item.part is Part.EXERCISE else None
        if entry is not None:
            yield content.Reason(Words(f"{entry.name.en}:", f"{entry.name.es}:"), words(entry.why), entry.sources)


def _pad(items: Iterable[PlanItem], seen: Situation) -> content.Pad | None:
    item = next((item for item in items if item.part is Part.FOOTWEAR and item.code == "FW10"), None)
    if item is None:
        return None
    feet: tuple[Literal["r", "l"], ...] = ("r", "l")
    for side in feet:
        foot = seen.case.get(side, {})
        marked = foot.get("pad_heads") or [zone for zone in foot.get("sym_zone") or [] if zone.startswith("mth")]
        if marked:
            length = foot.get("foot_len_mm")
            return content.Pad(
                side=side,
                heads=tuple(sorted(int(head[-1]) for head in marked)),
                foot_mm=int(length) if isinstance(length, (int, float)) else None,
                shoe_size=_shoe_size(seen.case.get("p", {})),
                behind_mm=int(item.numbers.get("behind_mm", 5)),
                first_day_h=float(item.numbers.get("first_day_h", 1)),
                add_h=float(item.numbers.get("add_h", 1)),
            )
    return None


def _shoe_size(person: Mapping[str, Any]) -> str:
    size, system = person.get("shoe_size"), person.get("shoe_size_system")
    names = {"us_m": "US", "us_w": "US", "eu": "EU", "uk": "UK", "mx": "MX"}
    return f"{names[system]} {size:g}" if size and system in names else ""


def _extras(plan: Plan, items: Iterable[PlanItem], since: Iterable[content.Change]) -> Iterable[ExtraPage]:
    if plan.has_shoe_card:
        yield "shoe_card"
    if plan.has_pad_page and any(item.code == "FW10" for item in items):
        yield "pad_page"
    if plan.has_changes_page and tuple(since):
        yield "changes"


def way_back(plan: Plan, seen: Situation) -> content.Ladder | None:
    """The chosen way back with a first possible day for each step: every other day, as often as the step asks."""
    ladder = seen.library.ladders.get(plan.ladder)
    if ladder is None:
        return None
    offered = next((way for way in seen.decision.ways_back if way.ladder.code == ladder.code), None)
    on, stages = plan.ladder_on, []
    for stage in ladder.stages:
        stages.append(content.Stage(stage.code, words(stage.what), words(stage.move_on), on))
        sessions = re.match(r"[0-9]+", stage.move_on.en)
        on = on + dt.timedelta(days=EVERY_OTHER_DAY * int(sessions[0])) if on is not None and sessions else None
    return content.Ladder(tuple(stages), zero_pain=offered.zero_pain if offered is not None else False)


def _shoe_card(seen: Situation) -> content.ShoeCard:
    def length(side: str, name: str) -> int | None:
        value = seen.case.get(side, {}).get(name)
        return round(value) if isinstance(value, (int, float)) else None

    return content.ShoeCard(
        length_r_mm=length("r", "foot_len_mm"),
        length_l_mm=length("l", "foot_len_mm"),
        width_r_mm=length("r", "foot_width_mm"),
        width_l_mm=length("l", "foot_width_mm"),
        look_for=_texts(SHOPPING, seen.library),
    )


def local_today(at: dt.datetime, practice: Practice) -> dt.date:
    """The date where the clinic is."""
    return at.astimezone(practice.zone).date()

"""From a draft to the words that are printed and signed, in both languages. Reads the draft, changes nothing."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, cast

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.content import compose, pad_placement, plan_content
from clinic.content.calm import move_on
from clinic.content.changes import between
from clinic.content.compose import ExerciseLine, Lines, SwapLine, words
from clinic.content.plan_content import Change, ExtraPage, PlanContent, Words
from clinic.content.plan_lines import Part, State
from clinic.knowledge.library import Library
from clinic.plan import drafting, shoes_worn
from clinic.plan.models import Plan, PlanItem
from clinic.practice.models import Practice
from clinic.rules import activity_swaps, duration
from clinic.signed import versions
from clinic.values.days import day_of, wall_clock

LOG_DAYS = 14
EVERY_OTHER_DAY = 2
SHOPPING = tuple(f"T-SHOP-{n}" for n in range(1, 9))


def freeze(plan: Plan, seen: Situation, practice: Practice, *, by: User) -> PlanContent:
    """Everything a patient will read, as it stands in the draft now."""
    patient = plan.visit.patient
    worn = shoes_worn.on_paper(plan, seen)
    last = versions.last_version(plan.visit) if plan.has_changes_page else None
    since = changes_since(last.draft, plan, seen.library) if last is not None else ()
    written = compose.written(
        _lines(plan, seen.library),
        seen.decision,
        seen.case,
        seen.library,
        clinic=plan_content.Clinic(name=practice.name, phone=practice.phone, address=practice.address),
        person=plan_content.Person(name=patient.name, called=patient.called),
        light=_light(plan, seen),
    )
    return replace(
        written,
        clinician=by.title,
        plan_on=plan.plan_on,
        number=plan.number,
        log_code=plan.log_code,
        language=patient.language,
        goal=_goal(plan),
        next_visit=wall_clock(plan.next_visit_at, practice.zone) if plan.next_visit_at else None,
        shoes=(*written.shoes, worn) if worn is not None else written.shoes,
        ladder=way_back(plan, seen),
        note=_own(plan.note_en, plan.note_es),
        log_from=plan.plan_on,
        log_days=LOG_DAYS,
        extras=tuple(_extras(plan, written.pads, since)),
        shoe_card=_shoe_card(seen) if plan.has_shoe_card else None,
        changes=tuple(since),
        changed_since=day_of(last.signed_at, practice.zone) if last is not None and since else None,
    )


def a_day(plan: Plan) -> int:
    """Minutes a day of the exercises in the draft."""
    return duration.a_day((item, rounds(item)) for item in plan.lines(Part.EXERCISE))


def a_week(plan: Plan) -> tuple[int, int]:
    """Minutes a week of the exercises in the draft, and of its swaps in their fullest week."""
    swaps = [[(week.get("days") or 0) * (week.get("minutes") or 0) for week in item.weeks] for item in _chosen(plan)]
    exercises = duration.a_week((item, rounds(item)) for item in plan.lines(Part.EXERCISE))
    return exercises, max((sum(weeks) for weeks in zip_longest(*swaps, fillvalue=0)), default=0)


def _chosen(plan: Plan) -> list[PlanItem]:
    """One swap for each replaced activity: a draft of before may still hold several."""
    return list({item.replaces: item for item in reversed(plan.lines(Part.ACTIVITY))}.values())


def sides(item: PlanItem) -> int:
    """Two when both feet do it one after the other."""
    return duration.sides(_per(item), item.side)


def rounds(item: PlanItem) -> int:
    """How often the whole dose is gone through."""
    return duration.rounds(_per(item), item.side, item.because.get("times_over", {}))


def _per(item: PlanItem) -> str:
    return str(item.because.get("per", "side"))


def _own(english: str, spanish: str) -> Words:
    english, spanish = english.strip(), spanish.strip()
    return Words(english, spanish) if english else Words(spanish, spanish)


def _goal(plan: Plan) -> plan_content.Goal | None:
    if not plan.goal.strip():
        return None
    return plan_content.Goal(Words.own(plan.goal.strip()), now=plan.goal_now, aim=plan.goal_aim, by=plan.goal_on)


def _lines(plan: Plan, library: Library) -> Lines:
    """What is not removed, in order."""
    items = [item for item in plan.items if item.state is not State.REMOVED]
    return Lines(
        exercises=tuple(
            _exercise(item, library) for item in items if item.part is Part.EXERCISE and item.code in library.exercises
        ),
        footwear=tuple(
            (item.code, item.numbers) for item in items if item.part is Part.FOOTWEAR and item.code in library.footwear
        ),
        swaps=tuple(
            SwapLine(
                item.code,
                item.replaces,
                tuple(plan_content.Week(int(week["days"]), int(week["minutes"])) for week in item.weeks),
                tuple(item.because.get("texts", ())),
                tuple(item.because.get("or", ()))[: activity_swaps.OPTIONS - 1],
            )
            for item in items
            if item.part is Part.ACTIVITY and item.code in library.activities and item.replaces in library.activities
        ),
    )


def _exercise(item: PlanItem, library: Library) -> ExerciseLine:
    note = _own(item.note_en, item.note_es)
    if item.resistance.strip():
        with_it = Words.own(item.resistance.strip())
        note = Words(f"{with_it.en}. {note.en}".strip(), f"{with_it.es}. {note.es}".strip())
    return ExerciseLine(
        entry=library.version(item.code, item.starts_easier),
        dose=compose.dose_of(item, each_side=sides(item) == 2),
        rounds=rounds(item),
        side=cast(plan_content.Side, item.side or "both"),
        starts_easier=item.starts_easier,
        note=note,
    )


def pads(plan: Plan, seen: Situation) -> tuple[plan_content.Pad, ...]:
    """The pads that the draft gives, one for each foot."""
    item = next((item for item in plan.lines(Part.FOOTWEAR) if item.code == pad_placement.CODE), None)
    return pad_placement.pads(item.numbers, seen.picture.answers) if item is not None else ()


def pad_obstacle(plan: Plan, given: Iterable[plan_content.Pad]) -> tuple[pad_placement.Obstacle, str] | None:
    """Why the life-size pad page cannot be printed, and for which foot; nothing when it can."""
    advised = any(item.code == pad_placement.CODE for item in plan.lines(Part.FOOTWEAR))
    return pad_placement.obstacle(given, advised=advised)


def _extras(
    plan: Plan, pads: tuple[plan_content.Pad, ...], since: Iterable[plan_content.Change]
) -> Iterable[ExtraPage]:
    if plan.has_shoe_card:
        yield "shoe_card"
    if plan.has_pad_page and pad_obstacle(plan, pads) is None:
        yield "pad_page"
    if plan.has_changes_page and tuple(since):
        yield "changes"


def _light(plan: Plan, seen: Situation) -> plan_content.Light:
    return compose.light(seen.decision, go_to=plan.green_most, easy_to=plan.yellow_most)


def way_back(plan: Plan, seen: Situation) -> plan_content.Ladder | None:
    """The chosen way back with a first possible day for each step: every other day, as often as the step asks."""
    ladder = seen.library.ladders.get(plan.ladder)
    if ladder is None:
        return None
    offered = next((way for way in seen.decision.ways_back if way.ladder.code == ladder.code), None)
    zero_pain = offered.zero_pain if offered is not None else False
    on, stages, light = plan.ladder_on, [], _light(plan, seen)
    for stage in ladder.stages:
        stages.append(
            plan_content.Stage(
                stage.code, words(stage.what), move_on(stage.move_on, light, seen.library, zero_pain=zero_pain), on
            )
        )
        sessions = re.match(r"[0-9]+", stage.move_on.en)
        on = on + dt.timedelta(days=EVERY_OTHER_DAY * int(sessions[0])) if on is not None and sessions else None
    return plan_content.Ladder(tuple(stages), zero_pain=zero_pain)


def _shoe_card(seen: Situation) -> plan_content.ShoeCard:
    def length(side: str, name: str) -> int | None:
        value = seen.case.get(side, {}).get(name)
        return round(value) if isinstance(value, (int, float)) else None

    return plan_content.ShoeCard(
        length_r_mm=length("r", "foot_len_mm"),
        length_l_mm=length("l", "foot_len_mm"),
        width_r_mm=length("r", "foot_width_mm"),
        width_l_mm=length("l", "foot_width_mm"),
        look_for=tuple(words(seen.library.texts[key].text) for key in SHOPPING),
    )


def changes_since(before: Mapping[str, Any], plan: Plan, library: Library) -> tuple[Change, ...]:
    """The draft against an older one."""
    return between(before, drafting.snapshot(plan), library)

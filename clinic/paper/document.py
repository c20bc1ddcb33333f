"""From frozen content to the page that is printed: plain values and one template. Pure: no request, no database, no
renderer, so that the command line and the worker's caller get the same page from the same content.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from clinic.content.plan_content import Exercise, Pad, PlanContent, Stage, Swap, Words
from clinic.content.tick_rows import log_rows
from clinic.paper import foot_map, page_fit, traffic_light, wording
from clinic.paper.pad_drawing import LIFE_MM, Placement
from clinic.paper.page_fit import Size as Size
from clinic.paper.wording import say
from clinic.values import tongue
from clinic.values.days import written_day
from clinic.values.legibility import cut, legible, undrawable

Paper = Literal["letter", "a4"]
Language = Literal["en", "es", "both"]

TEMPLATES = Path(__file__).parents[2] / "templates"
PICTURES = Path(__file__).parents[1] / "static" / "pictures"

OURS = "footing:"
"""How a page names one of our pictures, or a scan code."""

NOTE_LINES = 60
"""A note of more lines than this is set as one paragraph."""

NOTE_ON_FRONT = 240
"""A clinician's note longer than this moves behind the exercises, so that the front page stays whole."""


@dataclass(frozen=True)
class Variant:
    """How the same content is put on paper."""

    paper: Paper = "letter"
    size: Size = "standard"
    language: Language = "en"
    mono: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages on the sheet, in order."""
        return ("en", "es") if self.language == "both" else (self.language,)


@dataclass(frozen=True)
class Picture:
    """A picture's name for the renderer and its words for who cannot see it."""

    url: Markup
    """Never text: text may be given places to break, which would make another name of it."""
    alt: Words


@dataclass(frozen=True)
class Card:
    """One exercise on the page."""

    number: int
    item: Exercise
    picture: Picture | None
    boxes: list[tuple[Words, Words]]
    side: Words
    sources: list[int]
    """Those that no reason further on names."""


@dataclass(frozen=True)
class LogWeek:
    """One table of the tick sheet."""

    title: Words
    days: list[tuple[Words, int]]


def html(content: PlanContent, variant: Variant | None = None, *, draft: bool = False, logo: bool = False) -> str:
    """The page as HTML for `pdf.render`. `logo` says that a picture called `logo` goes along with it."""
    values = build(content, variant or Variant(), draft=draft)
    return _environment().get_template("paper/plan.html").render(logo=logo, **values)


def build(content: PlanContent, variant: Variant, *, draft: bool = False) -> dict[str, Any]:
    """Everything the template needs, as plain values."""
    languages = variant.languages
    numbers = {source.key: n for n, source in enumerate(content.cited(), start=1)}
    explained = {key for reason in content.reasons for key in reason.sources}
    phone = content.clinic.phone
    return {
        "languages": languages,
        "variant": variant,
        "draft": draft,
        "unprintable": _unprintable(content) if draft else None,
        "content": content,
        **page_fit.ladder(content, variant.size, languages),
        "danger_first": variant.size == "large" or variant.language == "both",
        "title": say("document", name=content.person.name, date=wording.day(content.plan_on))
        if content.person.name
        else say("title_of_nobody"),
        "headline": say("title", name=content.person.called) if content.person.called else say("title_of_nobody"),
        "lead": _lead(content),
        "plan_of": say("plan_of", date=wording.day(content.plan_on)),
        "head": _head(content, variant),
        "footer": _footer(content),
        "call_title": say("call_us", phone=phone),
        "version": say("version", n=content.number, date=wording.day(content.plan_on)),
        "only_for": say("only_for", name=content.person.name),
        "note_from": say("note_from", who=content.clinician),
        "note_lines": lambda language: _lines(content.note.get(language)),
        "note_on_front": len(content.note.en) <= NOTE_ON_FRONT,
        "bands": traffic_light.bands(content),
        "next_visit": wording.appointment(content.next_visit) if content.next_visit else say("not_booked"),
        "goal": _goal(content),
        "goal_lang": tongue.guess(content.goal.words.en) if content.goal else "",
        "headed": wording.headed,
        "feet": list(_feet(content, variant)),
        "scan": Picture(Markup("{}code.{}").format(OURS, content.log_code), say("code_alt", code=content.log_code)),
        "score": lambda n: say("out_of_ten", n=n).get(languages[0]) if len(languages) == 1 else f"{n}/10",
        "cards": [_card(n, item, numbers, explained, variant) for n, item in enumerate(content.exercises, start=1)],
        "do": say("do_exercise") if len(content.exercises) == 1 else say("do_exercises", n=len(content.exercises)),
        "minutes": say("minutes_a_day", n=content.minutes_a_day),
        "pads": [_pad(pad, variant) for pad in content.all_pads()],
        "swap_weeks": max((len(swap.weeks) for swap in content.swaps), default=0),
        "swap_rows": _swap_rows(content.swaps),
        "swap_cells": _swap_cells,
        "sources": content.cited(),
        "citation": lambda source: wording.citation(source.citation),
        "numbers_of": lambda keys: _numbers(keys, numbers),
        "log_weeks": _log_weeks(content.log_from or content.plan_on, content.log_days),
        "log_rows": [
            (
                say("minutes", name=row.name) if row.counts == "minutes" else row.name,
                wording.how_often(row.days_week),
                row,
            )
            for row in log_rows(content)
        ],
        "stage_days": [wording.day(stage.on) if stage.on else Words("") for stage in _stages(content)],
        "changed_since": say("changes_since", date=wording.day(content.changed_since))
        if content.changed_since
        else None,
        "picture": lambda name: picture(name, variant.mono),
        "say": say,
    }


def picture(name: str, mono: bool = False, flip: bool = False) -> Markup:
    """The renderer's name for one of our pictures."""
    return Markup("{}{}{}{}").format(OURS, name, ".flip" if flip else "", ".mono" if mono else "")


def _feet(content: PlanContent, variant: Variant) -> Iterable[tuple[Picture, Words]]:
    """The foot map: the sole of each sore foot, and its top where a sole cannot show the spot."""
    for foot in content.sore:
        above = [zone for zone in foot.zones if zone in foot_map.ON_TOP]
        for name, zones in ((foot_map.SOLE, [zone for zone in foot.zones if zone not in above]), (foot_map.TOP, above)):
            if not zones:
                continue
            view = "top" if name == foot_map.TOP else "sole"
            marked = f"{name}.z-{'-'.join(zones)}"
            # Escaped here, or the long name would be given places to break.
            url = picture(marked, variant.mono, foot_map.is_turned(foot.side, name))
            yield Picture(url, say(f"map_{view}_{foot.side}", zones=foot.named)), say(f"seen_{view}_{foot.side}")


def _unprintable(content: PlanContent) -> Words | None:
    """What a draft says of letters that no font of ours draws, so that they are changed before the plan is signed."""
    letters = undrawable(content.canonical().decode())
    return say("unprintable", letters=" ".join(letters)) if letters else None


def _lines(note: str) -> list[str]:
    lines = [line for line in note.splitlines() if line.strip()]
    return lines if len(lines) <= NOTE_LINES else [" ".join(lines)]


def _lead(content: PlanContent) -> Words:
    start = wording.day(content.plan_on, with_year=False)
    # A draft from the command line has neither a patient nor a clinician.
    made = say("made_with", who=content.clinician) if content.clinician else Words("", "")
    if content.next_visit:
        end = wording.day(written_day(content.next_visit))
        return Words(f"{start.en} to {end.en}. {made.en}", f"Del {start.es} al {end.es}. {made.es}")
    today = wording.day(content.plan_on)
    return Words(f"{today.en}. {made.en}", f"{today.es}. {made.es}")


@dataclass(frozen=True)
class Head:
    """The running head: two lines at most, so what is too long is cut; the first page has it whole."""

    clinic: str
    phone: str
    name: str


def _head(content: PlanContent, variant: Variant) -> Head:
    most = 28 if variant.size == "large" else 56
    clinic, phone = cut(content.clinic.name, most), content.clinic.phone
    has_room = variant.size == "standard" and len(clinic) + len(phone) < most
    return Head(clinic, phone if has_room else "", cut(content.person.name, most))


def _footer(content: PlanContent) -> Words:
    name, phone = content.person.name, content.clinic.phone
    if len(name) + len(phone) > 45:
        return say("questions_only", phone=phone)
    return say("questions", name=name, phone=phone)


def _goal(content: PlanContent) -> Words:
    goal = content.goal
    if goal is None or goal.by is None:
        return goal.words if goal else Words("")
    by = say("by", date=wording.day(goal.by))
    return Words(f"{goal.words.en} {by.en}", f"{goal.words.get('es')} {by.es}")


def _card(number: int, item: Exercise, numbers: dict[str, int], explained: set[str], variant: Variant) -> Card:
    has_picture = bool(item.picture) and (PICTURES / f"{item.picture}.svg").is_file()
    return Card(
        number=number,
        item=item,
        picture=Picture(picture(item.picture, variant.mono, item.side == "l"), item.alt) if has_picture else None,
        boxes=wording.boxes(item.dose),
        side=say(f"foot_{item.side}") if item.side != "both" else Words(""),
        sources=_numbers(set(item.sources) - explained, numbers),
    )


def _numbers(keys: Iterable[str], numbers: dict[str, int]) -> list[int]:
    return sorted(numbers[key] for key in keys if key in numbers)


@dataclass(frozen=True)
class PadView:
    """One foot's pad: its two pictures and their words."""

    side: str
    small: Picture
    name: Words
    title: Words
    large: Picture
    words: Words
    wear: Words
    size: Words
    is_beside: bool
    """Whether the words find room beside the drawing."""


def _pad(pad: Pad, variant: Variant) -> PadView:
    left = pad.side == "l"
    foot_mm = pad.foot_mm or LIFE_MM
    at = Placement.of(pad.heads, pad.webs, behind_mm=pad.behind_mm, foot_mm=foot_mm)
    where = f".{at.name}" if at is not None else ""
    # Drawn at life size for a foot of 250 mm; in thousandths for any other.
    life = f".x{round(foot_mm / LIFE_MM * 1000)}"
    # The picture is of a right insole; the left one is its mirror image.
    return PadView(
        side=pad.side,
        small=Picture(picture("pad-insole" + where, variant.mono, left), say(f"pad_alt_{pad.side}")),
        name=say(f"insole_{pad.side}"),
        title=say("pad_title", size=pad.size),
        large=Picture(picture("pad-life" + where + life, variant.mono, left), say(f"padpage_alt_{pad.side}")),
        words=say(f"padpage_words_{pad.side}", n=pad.behind_mm),
        wear=say("padpage_wear", first=wording.hours(pad.first_day_h), more=wording.hours(pad.add_h)),
        size=say("shoe_size", size=pad.shoe_size) if pad.shoe_size else Words(""),
        is_beside=variant.size == "standard" and len(variant.languages) == 1 and foot_mm <= page_fit.BESIDE_MM,
    )


@dataclass(frozen=True)
class SwapRow:
    """A swap with how many rows share the thing it stands in for; none where the row above has said it."""

    swap: Swap
    span: int


def _swap_rows(swaps: tuple[Swap, ...]) -> list[SwapRow]:
    rows = []
    for _, group in groupby(swaps, key=lambda swap: swap.replaces):
        same = list(group)
        rows += [SwapRow(swap, 0 if at else len(same)) for at, swap in enumerate(same)]
    return rows


def _swap_cells(swap: Swap, weeks: int) -> list[Words]:
    """Days and minutes for each week of the table; a swap with fewer weeks goes on as in its last."""
    cells = []
    for n in range(weeks):
        week = swap.weeks[min(n, len(swap.weeks) - 1)]
        cells.append(
            say("day_times", minutes=week.minutes)
            if week.days == 1
            else say("days_times", days=week.days, minutes=week.minutes)
        )
    return cells


def _log_weeks(start: date, days: int) -> list[LogWeek]:
    weeks = []
    for n in range((days + 6) // 7):
        first = start + timedelta(days=7 * n)
        dates = [first + timedelta(days=k) for k in range(min(7, days - 7 * n))]
        letters = [(Words(wording.DAYS["en"][d.weekday()], wording.DAYS["es"][d.weekday()]), d.day) for d in dates]
        weeks.append(LogWeek(say("week_starts", n=n + 1, date=wording.weekday(first)), letters))
    return weeks


def _stages(content: PlanContent) -> tuple[Stage, ...]:
    return content.ladder.stages if content.ladder else ()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finished,
    )
    environment.filters["t"] = text
    environment.filters["plain"] = lambda words, language: words.get(language)
    return environment


def _finished(value: Any) -> Any:
    """Every text that reaches the page, with what our fonts cannot draw spelled out."""
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def text(words: Words, language: str) -> Markup:
    """The words in the language of their place; English in a Spanish place says that it is English."""
    shown = escape(legible(words.get(language)))
    if words.language(language) != language and words.es != words.en:
        return Markup('<span lang="en">{}</span>').format(shown)
    return shown

"""What is frozen when a plan is signed: every word, dose, reason and source, in both languages, as plain data.

Nothing here knows who signed or when: those live in the record beside the content, so a page rendered ahead of the
signature and the signed page are the same bytes.
"""

import hashlib
import json
import types
import typing
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Self

FORMAT = 1
LATER = {"later": True}
"""Marks a field that plans were signed without: left out while it says the usual, so that their hashes still hold."""

Side = Literal["r", "l", "both"]
LightMode = Literal["pain", "zero", "skin"]
"""How pain may guide the patient: a 0-10 scale, no pain at all, or (where pain is not felt) the skin instead."""
ExtraPage = Literal["shoe_card", "pad_page", "changes"]
ChangeKind = Literal["new", "more", "less", "same", "removed"]


class ContentMalformed(ValueError):
    """The stored data is not a plan's content."""


@dataclass(frozen=True)
class Words:
    """One text in both languages. Spanish left empty means: not translated, show the English and say so."""

    en: str
    es: str = ""

    @classmethod
    def own(cls, text: str) -> Self:
        """Words somebody wrote by hand, shown as they are in either language."""
        return cls(en=text, es=text)

    def get(self, language: str) -> str:
        """The text in the language, or the English where there is no translation."""
        return (self.es or self.en) if language == "es" else self.en

    def language(self, language: str) -> str:
        """The language `get` answers in, for the `lang` of the words around it."""
        return "es" if language == "es" and self.es else "en"

    def __bool__(self) -> bool:
        return bool(self.en or self.es)


@dataclass(frozen=True)
class Clinic:
    """Whose paper it is. The logo is named by its hash."""

    name: str
    phone: str
    address: str = ""
    logo_sha256: str = ""


@dataclass(frozen=True)
class Person:
    """The patient as the paper names them: no date of birth and no chart number is ever here."""

    name: str
    called: str
    """The name used to speak to the patient in the title."""


@dataclass(frozen=True)
class Goal:
    """The patient's goal in their own words, and where they are with it (0 to 10, higher is better)."""

    words: Words
    now: int | None = None
    aim: int | None = None
    by: date | None = None


@dataclass(frozen=True)
class ToDo:
    """One line of the plan at a glance: what to do, or what to leave."""

    lead: Words
    more: Words = Words("")
    avoid: bool = False


@dataclass(frozen=True)
class Light:
    """The traffic light: its mode, and the highest pain for go and for go easy."""

    mode: LightMode = "pain"
    go_to: int = 2
    easy_to: int = 5
    numbness_is_red: bool = False


@dataclass(frozen=True)
class Dose:
    """How much and how often. Reps, hold or seconds left empty are not shown."""

    sets: int
    reps: int | None = None
    hold_s: int | None = None
    seconds: int | None = None
    times_day: int = 1
    days_week: int = 7
    rest_s: int | None = None
    each_side: bool = False


@dataclass(frozen=True)
class Exercise:
    """One exercise as the patient reads it."""

    code: str
    name: Words
    picture: str
    alt: Words
    dose: Dose
    steps: tuple[Words, ...]
    feel: Words
    stop_if: Words
    why: Words = Words("")
    easier: Words = Words("")
    harder: Words = Words("")
    precaution: Words = Words("")
    start: Words = Words("")
    """The starting version when a precaution holds."""
    note: Words = Words("")
    """The clinician's own words for this patient."""
    side: Side = "both"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shoe:
    """One line of the shoe checklist, with the patient's own number where there is one."""

    code: str
    text: Words
    lead: Words = Words("")
    own: Words = Words("")
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sore:
    """Where one foot hurts, as it was marked on the foot map: the zones' codes, and the same in words."""

    side: Literal["r", "l"]
    zones: tuple[str, ...]
    named: Words


@dataclass(frozen=True)
class Pad:
    """Where the pad goes: behind which heads (1-5) of which foot, and the lengths its life-size page needs."""

    side: Literal["r", "l"]
    heads: tuple[int, ...]
    size: str = "M"
    foot_mm: int | None = None
    """Length of the foot; the picture is scaled to it."""
    shoe_size: str = ""
    behind_mm: int = 5
    """From the heads to the front edge of the pad."""
    first_day_h: float = field(default=1.0, metadata=LATER)
    add_h: float = field(default=1.0, metadata=LATER)
    """Hours of wear on the first day, and hours more on each day after it."""
    webs: tuple[str, ...] = field(default=(), metadata=LATER)
    """The space between two heads (`34`) that it goes behind, where no head is named."""


@dataclass(frozen=True)
class Week:
    """One week of a swap: how many days, how many minutes."""

    days: int
    minutes: int


@dataclass(frozen=True)
class Swap:
    """What to do in place of something that loads the foot, week by week (the last week goes on)."""

    code: str
    replaces: Words
    do: Words
    weeks: tuple[Week, ...]
    note: Words = Words("")
    others: tuple[Words, ...] = field(default=(), metadata=LATER)
    """What may be done instead of it, printed after "or"."""


@dataclass(frozen=True)
class Reason:
    """Why something was picked, with its sources by key."""

    lead: Words
    text: Words
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One step of the way back to running or jumping."""

    name: str
    what: Words
    move_on: Words = Words("")
    on: date | None = None


@dataclass(frozen=True)
class Ladder:
    """The way back, if the clinician gives one."""

    stages: tuple[Stage, ...]
    zero_pain: bool = False


@dataclass(frozen=True)
class ShoeCard:
    """What to show in the shoe shop. Lengths in millimetres, standing."""

    length_r_mm: int | None = None
    length_l_mm: int | None = None
    width_r_mm: int | None = None
    width_l_mm: int | None = None
    look_for: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Change:
    """One line of the what-changed page."""

    kind: ChangeKind
    name: Words
    text: Words = Words("")


@dataclass(frozen=True)
class Source:
    """A reference as it is printed."""

    key: str
    citation: str


@dataclass(frozen=True)
class PlanContent:
    """A whole plan, ready to print in either language."""

    clinic: Clinic
    person: Person
    clinician: str
    """Name and letters of the clinician whose plan this is, reserved with the draft."""
    plan_on: date
    number: int
    """The version number, reserved with the draft."""
    log_code: str
    """Printed on the tick sheet so that it finds its way back; means nothing outside."""
    language: str
    summary: Words
    goal: Goal | None
    next_visit: datetime | None
    """Clinic's local time, without an offset."""
    todo: tuple[ToDo, ...]
    light: Light
    call: tuple[Words, ...]
    go_now: tuple[Words, ...]
    exercises: tuple[Exercise, ...]
    minutes_a_day: int
    sore: tuple[Sore, ...] = ()
    """The foot map; empty where nothing is marked."""
    shoes: tuple[Shoe, ...] = ()
    pad: Pad | None = None
    """The one pad of plans that were signed before each foot had its own."""
    swaps: tuple[Swap, ...] = ()
    swap_rule: Words = Words("")
    reasons: tuple[Reason, ...] = ()
    ladder: Ladder | None = None
    note: Words = Words("")
    anatomy: Words = Words("")
    strong: Words = Words("")
    active: Words = Words("")
    breaks: Words = Words("")
    """T-ANAT, T-STRONG, T-ACTIVE and T-BREAK; empty where they do not apply."""
    disclaimer: Words = Words("")
    sources: tuple[Source, ...] = ()
    log_from: date | None = None
    log_days: int = 14
    extras: tuple[ExtraPage, ...] = ()
    shoe_card: ShoeCard | None = None
    changes: tuple[Change, ...] = ()
    changed_since: date | None = None
    library_revision: str = ""
    pads: tuple[Pad, ...] = field(default=(), metadata=LATER)
    """One for each foot."""
    format: int = field(default=FORMAT)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column."""
        data: dict[str, Any] = _plain(self)
        return data

    @classmethod
    def from_json(cls, data: object) -> "PlanContent":
        """The content again, or `ContentMalformed` naming the place that is wrong."""
        content = _typed(cls, data, "content")
        if not isinstance(content, cls):
            raise ContentMalformed("content: not a plan")
        if content.format != FORMAT:
            raise ContentMalformed(f"format: {content.format} is not known, only {FORMAT}")
        return content

    def canonical(self) -> bytes:
        """The one spelling that is hashed: keys sorted, no blanks, UTF-8."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode()

    @property
    def sha256(self) -> str:
        """Hash of the canonical spelling, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def all_pads(self) -> tuple[Pad, ...]:
        """The pads, whenever the plan was signed; the left foot first, as the feet are drawn."""
        known = self.pads or ((self.pad,) if self.pad is not None else ())
        return tuple(sorted(known, key=lambda pad: pad.side))

    def cited(self) -> tuple[Source, ...]:
        """The sources that something in the plan cites, in the order they are first cited."""
        wanted: dict[str, None] = {}
        cited = [item.sources for item in self.exercises]
        cited += [*(item.sources for item in self.reasons), *(item.sources for item in self.shoes)]
        for keys in cited:
            wanted.update(dict.fromkeys(keys))
        known = {source.key: source for source in self.sources}
        first = [known[key] for key in wanted if key in known]
        return (*first, *(source for source in self.sources if source.key not in wanted))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kept = (f for f in fields(value) if "later" not in f.metadata or getattr(value, f.name) != f.default)
        return {f.name: _plain(getattr(value, f.name)) for f in kept}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _typed(kind: Any, value: object, at: str) -> Any:
    origin = typing.get_origin(kind)
    if origin is types.UnionType or origin is typing.Union:
        if value is None:
            return None
        (inner,) = (option for option in typing.get_args(kind) if option is not type(None))
        return _typed(inner, value, at)
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise ContentMalformed(f"{at}: {value!r} is not one of {', '.join(typing.get_args(kind))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise ContentMalformed(f"{at}: not a list")
        inner = typing.get_args(kind)[0]
        return tuple(_typed(inner, item, f"{at}[{i}]") for i, item in enumerate(value))
    if is_dataclass(kind):
        return _built(kind, value, at)
    if kind is date or kind is datetime:
        return _moment(kind, value, at)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ContentMalformed(f"{at}: not {'a number' if kind is int else 'a text' if kind is str else 'yes or no'}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _built(kind: Any, value: object, at: str) -> Any:
    if not isinstance(value, dict):
        raise ContentMalformed(f"{at}: not an object")
    hints = _hints(kind)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise ContentMalformed(f"{at}: {unknown[0]!r} is not known")
    try:
        return kind(**{name: _typed(hints[name], item, f"{at}.{name}") for name, item in value.items()})
    except TypeError as missing:
        raise ContentMalformed(f"{at}: {missing}") from missing


def _moment(kind: type[date], value: object, at: str) -> date:
    if not isinstance(value, str):
        raise ContentMalformed(f"{at}: not a date")
    try:
        return kind.fromisoformat(value)
    except ValueError as wrong:
        raise ContentMalformed(f"{at}: {value!r} is not a date") from wrong

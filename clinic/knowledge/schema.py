"""The frozen types of the clinical library: what one entry of each kind holds. No behaviour beyond reading a text.

In the files a condition is written as lists (`all`, `any`, `none`, `at_least: {n: 2, of: [...]}`) over leaves:

    {fact: sym_zone, has: [mth2, ball_all]}      any of these is chosen (one or many choice)
    {fact: shp_hammer, chosen: true}             at least one is chosen, not counting `none` and `unsure`
    {fact: nprs_worst, ge: 6}                    ge, gt, le, lt: false when missing
    {fact: shoe_heel_cm, ge: {cm: 4, in: 1.5}}   the same limit as a round number of each unit that may be typed
    {fact: shoe_measured, eq: lt1y}              false when missing
    {fact: shoe_measured, ne: lt1y}              true when missing
    {fact: sym_limp, yes: true}                  `unsure` counts as yes in the safety and history questions
    {fact: can_reach_feet, no: true}
    {fact: exam_fpi, missing: true}
    {fact: dv_bsi}                               a fact that is true or false by itself
    {flag: RF11}    {hypothesis: H01}            that rule fired on this foot
    {always: true}  {always: false}
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, TypeAlias

from clinic.values.quantities import Threshold
from clinic.values.units import offered

Value: TypeAlias = str | int | float | bool
Who = Literal["patient", "desk", "clinician"]
Scope = Literal["person", "foot"]
Kind = Literal["text", "int", "number", "date", "one", "many", "grade", "yesno", "repeat"]
Required = Literal["always", "when_shown", "optional", "clinician"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str
    es: str

    def __getitem__(self, language: str) -> str:
        return self.es if language == "es" and self.es else self.en

    def get(self, language: str) -> str:
        """The text in the language, or in English where there is none."""
        return self[language]


# Conditions


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact, one comparator, one value: a tuple of options for `has`, a limit in each unit where there are many."""

    fact: str
    op: str
    value: Value | tuple[str, ...] | Threshold


@dataclass(frozen=True, slots=True)
class Fired:
    """A flag (`RF11`) or a hypothesis (`H01`) holds on this foot."""

    code: str


@dataclass(frozen=True, slots=True)
class Always:
    """True or false whatever the answers."""

    value: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`all`, `any` or `none` of the parts; `at_least` n of them."""

    how: Literal["all", "any", "none", "at_least"]
    parts: tuple["Condition", ...]
    n: int = 0


Condition: TypeAlias = Leaf | Fired | Always | Group


# Entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who checked an entry and when. The library ships none."""

    by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry of the library has. `sha256` binds an approval to exactly this content."""

    id: str
    code: str
    sources: tuple[str, ...] = ()
    evidence: str = ""
    tag: str = ""
    review: Review | None = None
    translation: dict[str, Review | None] = field(default_factory=dict)
    sha256: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How many times over a dose is done on one foot: in so many ways, or once for each option ticked of a question."""

    ways: int | None = None
    each: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much and how often.

    `per` side: each painful foot by itself; both: the two feet at once; turns: standing, one foot after the other, and
    both feet whichever hurts.
    """

    sets: int | None = None
    reps: int | None = None
    hold_s: int | None = None
    seconds: int | None = None
    times_day: int = 1
    days_week: int = 7
    rest_s: int | None = None
    per: Literal["side", "both", "turns"] | None = None
    again: Again | None = None
    weeks: int | None = None
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An easier version of an exercise, as it is printed where the exercise begins with it. No picture is better than
    one of another movement; what is not given is as in the full version."""

    name: Text
    picture: str | None
    alt: Text | None
    steps: tuple[Text, ...]
    feel: Text | None = None
    stop_if: Text | None = None
    dose: Dose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Entry):
    """One exercise. `start` is the version to begin with when `caution` holds, or `replace` the exercise instead;
    `starting` is that version in its own words."""

    seed: bool = False
    pt_pick: bool = False
    """No pattern lists it; the clinician may pick it."""
    professional_name: Text
    name: Text
    aim: Text
    why: Text
    muscles: Text
    position: Text
    equipment: Text
    picture: str
    alt: Text
    dose: Dose
    steps: tuple[Text, ...]
    feel: Text
    stop_if: Text
    progress: Text
    progress_to: str | None = None
    progress_like: str | None = None
    """An exercise that asks what the harder way asks: it is not printed where that one is not for the patient."""
    regress: Text
    regress_to: str | None = None
    precaution: Text
    start: Text | None = None
    starting: Version | None = None
    replace: str | None = None
    exclude: Condition
    caution: Condition
    boost: Condition
    evidence_note: Text

    def easier(self) -> "Exercise":
        """The exercise with its easier version in place of the full one; unchanged where it has none of its own."""
        version = self.starting
        if version is None:
            return self
        return replace(
            self,
            name=version.name,
            picture=version.picture or "",
            alt=version.alt or version.name,
            steps=version.steps,
            feel=version.feel or self.feel,
            stop_if=version.stop_if or self.stop_if,
            dose=replace(version.dose, again=self.dose.again, limits=self.dose.limits) if version.dose else self.dose,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a footwear item that the clinician may change, within limits."""

    name: str
    label: Text
    value: float
    unit: str
    limits: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footwear(Entry):
    """One piece of footwear advice. In the file: `when` is the trigger, `words` what the patient reads,
    `words_instead` the other words of FW00."""

    name: Text
    when: Condition
    words: Text
    words_instead: Text | None = None
    why: Text
    pt_note: Text
    numbers: tuple[Number, ...] = ()
    picture: str | None = None
    alt: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Entry):
    """One row of the activity table. `code` is `a_bike_90`, `compendium` its code there (`01220`).

    `verified` is V2x, V1x or R; `needs` the access that makes it possible (any of `pool`, `bike`, `gym_bike`,
    `elliptical`, `rower`, `gym`; an empty list: nothing is needed; null: it is never offered as a swap); `group` its
    place (1-9) in the list of swaps; `sport` the kind of sport it is, for the swaps that fit it.
    """

    name: Text
    professional_name: Text
    compendium: str
    met: float
    verified: Literal["V2x", "V1x", "R"]
    impact: int
    forefoot: int
    note: Text | None = None
    needs: tuple[str, ...] | None = None
    needs_swim: bool = False
    group: int | None = None
    sport: Literal["run", "walk", "court", "dance", "hike", "golf", "climb", "rope", "bike", "water"] | None = None


class Urgency(StrEnum):
    """How soon, most urgent first."""

    EMERG = "EMERG"
    SAMEDAY = "SAMEDAY"
    REFER_48H = "REFER_48h"
    REFER_3D = "REFER_3d"
    REFER_7D = "REFER_7d"
    REFER_14D = "REFER_14d"
    CAUTION = "CAUTION"

    @property
    def stops(self) -> bool:
        """No exercise plan is made."""
        return self in (Urgency.EMERG, Urgency.SAMEDAY)

    @property
    def refers(self) -> bool:
        """Somebody else must see the patient, in days."""
        return self.value.startswith("REFER")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag(Entry):
    """Answers that need a check. `locks` keeps the plan shut; `opened_by` is the field that opens it again."""

    check_for: Text
    when: Condition
    urgency: Urgency
    action: Text
    patient: Text
    locks: bool = False
    opened_by: str | None = None
    ends_by: tuple[str, ...] = ("cleared", "seen_elsewhere")
    downgrade: Urgency | None = None
    """The urgency left when a clinician clears it, where clearing does not end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YellowFlag(Entry):
    """Answers that change the conversation and never block."""

    name: Text
    when: Condition
    action: Text
    patient: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis(Entry):
    """Answers that fit a pattern. Shown to the clinician, never a diagnosis."""

    name: Text
    when: Condition
    against: Text | None = None
    against_when: Condition | None = None
    exercises: tuple[str, ...] = ()
    footwear: tuple[str, ...] = ()
    leads_to: Text | None = None
    basis: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Entry):
    """How much impact and forefoot load planned exercise may have."""

    name: Text
    when: Condition
    impact: int
    forefoot: int
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SportFit(Entry):
    """The swaps that fit a kind of sport; their groups come first. `words` names fits that are no activity here."""

    name: Text
    activities: tuple[str, ...]
    words: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a way back."""

    code: str
    name: Text
    what: Text
    move_on: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Entry):
    """A graded way back to running, or to jumping and court sports."""

    name: Text
    before: tuple[Text, ...]
    stages: tuple[Stage, ...]
    rules: tuple[Text, ...]
    zero_pain: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Entry):
    """A text that belongs to no single entry: a block of the handout, a card, something staff read."""

    audience: Literal["patient", "staff"]
    en: str
    es: str
    about: tuple[str, ...] = ()
    """The entries, or whole kinds of entries, beside which the library shows it."""
    printed_as: str | None = None
    """The handout's name for it, where it is one of the paper's fixed words."""
    blanks: tuple[str, ...] = ()
    """The numbers and words that are put into it when it is shown."""

    @property
    def text(self) -> Text:
        """Both languages."""
        return Text(self.en, self.es)

    def __getitem__(self, language: str) -> str:
        return self.text[language]

    def get(self, language: str) -> str:
        """The text in the language, or in English where there is none."""
        return self.text[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of the bibliography. `tag` says how far it was verified."""

    key: str
    label: str
    citation: str
    tag: str
    supports: Text
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None


# Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that may be picked."""

    value: str | int
    words: Text
    picture: str | None = None
    alone: bool = False
    """Excludes all the others (`none`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Entry):
    """One line of the data dictionary. `code` is the field's id (`sym_zone`), `id` the same in kebab-case."""

    scope: Scope
    who: Who
    confirms: bool = False
    """The clinician measures or confirms what the patient says."""
    section: str
    kind: Kind
    words: Text
    label: Text | None = None
    """A short name for staff and for rules in words."""
    hint: Text | None = None
    why: Text | None = None
    """Why it is asked, for staff. Every question of the dictionary has one; the columns of a repeat need none."""
    options: tuple[Option, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    max_length: int | None = None
    pattern: str | None = None
    rows: tuple[int, int] | None = None
    required: Required = "optional"
    required_when: Condition | None = None
    """For clinician's items: must be answered, or marked not tested with a reason, when this holds."""
    ask_if: Condition | None = None
    fields: tuple["Question", ...] = ()
    """The columns of a repeat."""
    more: bool = False
    """Asked behind *More*."""
    risk: Value | None = None
    """The answer that only adds risk (yes; the abnormal value of a finding)."""
    again: Literal["anew", "changed"] | None = None
    """On a return visit: asked anew, or shown with *same* or *changed*."""

    @property
    def units(self) -> tuple[str, ...]:
        """The units it may be answered in, the one kept first. What a clinician measures has one."""
        return (self.unit,) if self.who == "clinician" else offered(self.unit)

    @property
    def values(self) -> tuple[str | int, ...]:
        """The options' values."""
        return tuple(option.value for option in self.options)

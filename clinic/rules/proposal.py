"""What the engine proposes and why, as frozen values. Nothing here is accepted by anyone yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from clinic.knowledge.schema import Activity, Exercise, Footwear, Gate, Ladder, Text
from clinic.rules.triage import FiredFlag, FiredHypothesis, FiredYellow

Status = Literal["plan", "stop", "locked"]
LightMode = Literal["pain", "zero", "skin"]
Feet = Literal["r", "l", "both"]


@dataclass(frozen=True)
class Reason:
    """One rule that holds: which, on which foot, the facts that fired, what speaks otherwise, what is not known."""

    code: str
    """The rule: a hypothesis, a flag, a gate, or a rule of an entry (`EX14 exclude`, `seed`)."""
    foot: str | None
    facts: Mapping[str, Any]
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Code, foot and facts."""
        return {"code": self.code, "foot": self.foot, "facts": dict(self.facts)}


@dataclass(frozen=True)
class ExerciseChoice:
    """One exercise the engine would give, or could; `start` is its starting version when a caution holds."""

    exercise: Exercise
    score: int
    feet: Feet
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    against: tuple[Reason, ...]
    sources: tuple[str, ...]
    start: Text | None = None
    instead_of: str | None = None
    """The exercise whose place this one took, because a caution holds for it."""
    times_over: Mapping[str, int] = field(default_factory=dict)
    """By foot, how many times over the dose is done; once where nothing is said."""
    look_for_missing: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def code(self) -> str:
        """The exercise's code."""
        return self.exercise.code

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What is not known and could speak for it, against it, or for caution. Looked up when it is asked for."""
        return self.look_for_missing()


@dataclass(frozen=True)
class Exclusion:
    """An exercise that must not be given, with the feet and facts that say so."""

    exercise: Exercise
    reasons: tuple[Reason, ...]
    times_over: Mapping[str, int] = field(default_factory=dict)
    """As in `ExerciseChoice`, for the clinician who adds it all the same."""

    @property
    def code(self) -> str:
        """The exercise's code."""
        return self.exercise.code

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the exercise and its rules."""
        return self.exercise.sources


@dataclass(frozen=True)
class FootwearChoice:
    """One piece of footwear advice. `words` are the entry's, or its other words."""

    footwear: Footwear
    words: Text
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def code(self) -> str:
        """The item's code."""
        return self.footwear.code

    @property
    def sources(self) -> tuple[str, ...]:
        """The item's sources."""
        return self.footwear.sources


@dataclass(frozen=True)
class Week:
    """One week of a swap."""

    days: int
    minutes: int


@dataclass(frozen=True)
class Swap:
    """One activity to do in place of another; without weeks a physician and the PT set the volume."""

    activity: Activity
    replaces: Activity
    weeks: tuple[Week, ...]
    reasons: tuple[Reason, ...]
    texts: tuple[str, ...]
    """Texts that go with it, by key (`T-TALK`)."""

    @property
    def code(self) -> str:
        """The substitute's code."""
        return self.activity.code

    @property
    def sources(self) -> tuple[str, ...]:
        """The substitute's sources."""
        return self.activity.sources


@dataclass(frozen=True)
class Replacing:
    """One activity of the usual week that the gate does not allow, and what could be done in its place."""

    activity: Activity
    options: tuple[Swap, ...]
    """One of them, not all: the first is proposed, the others may stand in for it."""
    fit_words: Text | None
    """Fits that are no activity of the table (a cart, a floor barre)."""

    def chosen(self, code: str = "") -> Swap:
        """The option of this code, or the first, with every text that one of the others brings (such as pool shoes)."""
        one = next((option for option in self.options if option.code == code), self.options[0])
        texts = dict.fromkeys(text for option in (one, *self.options) for text in option.texts)
        return replace(one, texts=tuple(texts))


@dataclass(frozen=True)
class Offered:
    """One of the three always listed (swim, cycle, elliptical), or why it is not for now."""

    activity: Activity
    obstacle: Literal["gate", "access", "skin"] | None = None


@dataclass(frozen=True)
class Check:
    """One thing that must be true before the way back begins; None where it is still to be tested."""

    words: Text
    holds: bool | None


@dataclass(frozen=True)
class WayBack:
    """A graded return, with what must be true first. Offered only where the gate allows it."""

    ladder: Ladder
    checks: tuple[Check, ...]
    zero_pain: bool


@dataclass(frozen=True)
class Decision:
    """The whole proposal for one case."""

    status: Status
    because: tuple[Reason, ...]
    flags: Mapping[str, tuple[FiredFlag, ...]]
    ended: Mapping[str, tuple[FiredFlag, ...]]
    hypotheses: Mapping[str, tuple[FiredHypothesis, ...]]
    yellow: tuple[FiredYellow, ...]
    unexplained: tuple[str, ...]
    context: Mapping[str, Any]
    missing: tuple[str, ...]
    """What the safety screen still has to ask, on any foot."""
    gate: Gate | None = None
    gate_reasons: tuple[Reason, ...] = ()
    exercises: tuple[ExerciseChoice, ...] = ()
    ranked: tuple[ExerciseChoice, ...] = ()
    """Every exercise that is not excluded, best first, for the clinician to pick from."""
    excluded: tuple[Exclusion, ...] = ()
    footwear: tuple[FootwearChoice, ...] = ()
    replacing: tuple[Replacing, ...] = ()
    trio: tuple[Offered, ...] = ()
    ways_back: tuple[WayBack, ...] = ()
    light: LightMode = "pain"
    numbness_is_red: bool = False
    recheck_weeks: tuple[int, ...] = (2, 6)
    recheck_months: tuple[int, int] | None = None
    """How often a foot with diabetes is seen again (IWGDF)."""
    revision: str = ""

    @property
    def cautions(self) -> tuple[str, ...]:
        """Codes of the exercises given whose caution holds."""
        return tuple(choice.code for choice in self.exercises if choice.cautions)

    @property
    def activities(self) -> tuple[Swap, ...]:
        """Every swap offered, by replaced activity, best first. They are alternatives: their minutes never add up."""
        return tuple(swap for replacing in self.replacing for swap in replacing.options)

    @property
    def swaps(self) -> tuple[tuple[Swap, tuple[str, ...]], ...]:
        """The one swap proposed for each replaced activity, with the codes of those that could stand in for it."""
        return tuple(
            (replacing.chosen(), tuple(other.code for other in replacing.options[1:]))
            for replacing in self.replacing
            if replacing.options
        )

    def as_json(self) -> dict[str, Any]:
        """The decision in codes, as the command line prints it."""
        return {
            "status": self.status,
            "because": [reason.as_json() for reason in self.because],
            "flags": {side: [fired.code for fired in fired_here] for side, fired_here in self.flags.items()},
            "hypotheses": {side: [fired.code for fired in here] for side, here in self.hypotheses.items()},
            "yellow_flags": [fired.code for fired in self.yellow],
            "gate": self.gate.code if self.gate else None,
            "exercises": [choice.code for choice in self.exercises],
            "excluded": [exclusion.code for exclusion in self.excluded],
            "cautions": list(self.cautions),
            "footwear": [choice.code for choice in self.footwear],
            "activities": [
                {
                    "id": swap.code,
                    "replaces": swap.replaces.code,
                    "weeks": [{"days": week.days, "minutes": week.minutes} for week in swap.weeks],
                }
                for swap in self.activities
            ],
        }

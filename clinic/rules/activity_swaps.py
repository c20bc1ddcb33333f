"""What to do in place of an activity that loads the foot too much, and how much of it (clinical.md 6.3-6.5). Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clinic.knowledge.library import Library
from clinic.knowledge.schema import Activity, Gate, SportFit
from clinic.rules.proposal import Offered, Reason, Replacing, Swap, Week
from clinic.rules.triage import Picture

OPTIONS = 3
SHARES = (0.7, 0.85, 1.0)
SHARES_SLOW = (0.5, 0.85, 1.0)
SESSION_CAPS = (60, 60, 60)
SESSION_CAPS_SLOW = (20, 25, 30)
WEEK_CAP = 1500
WEEK_CAP_SLOW = 500
MET_CAP_SLOW = 4.0
MET_BELOW_LIGHT = 3.0
SHORTEST = 10
STEP = 5
TRIO = (("a_swim_slow", "a_swim_leis"), ("a_bike_90", "a_bike_60", "a_bike_rec"), ("a_ellip",))


@dataclass(frozen=True)
class Limits:
    """What this person may do, worked out once: gate, effort, water, access, and how volume is set."""

    gate: Gate
    reasons: tuple[Reason, ...]
    light: bool
    slow: bool
    by_minutes: bool
    set_by_physician: bool
    open_skin: bool
    access: frozenset[str]
    can_swim: bool
    numb: bool
    talk_test: bool
    bone: bool
    """A bone is suspected: what is done in a week does not rise, and takes no more time than what it replaces."""
    time_min: float | None
    """Minutes a day that the patient gave."""

    def allows(self, activity: Activity) -> bool:
        """The gate, and light effort where that is asked, allow it."""
        loads = activity.impact <= self.gate.impact and activity.forefoot <= self.gate.forefoot
        return loads and not (self.light and activity.met >= MET_BELOW_LIGHT)

    def obstacle(self, activity: Activity) -> Literal["gate", "access", "skin"] | None:
        """Why it is not for this person now."""
        if not self.allows(activity):
            return "gate"
        if activity.needs is None or (activity.needs and not self.access.intersection(activity.needs)):
            return "access"
        if activity.needs_swim and not self.can_swim:
            return "access"
        return "skin" if "pool" in activity.needs and self.open_skin else None


def limits(picture: Picture, gate: Gate, reasons: tuple[Reason, ...]) -> Limits:
    """The limits of this case."""
    views = [foot.view for foot in picture.strict]
    first = views[0]
    flags = [fired for foot in picture.feet for fired in foot.flags]
    return Limits(
        gate=gate,
        reasons=reasons,
        light=any(fired.code == "RF36" and fired.is_open for fired in flags),
        slow=first.yes("act_inactive") or first.yes("hx_heart"),
        by_minutes=first.ge("age", 60) or first.lt("age", 18),
        set_by_physician=any(fired.code == "RF37" for fired in flags),
        open_skin=first.yes("rf_wound") or any(view.has("exam_skin", "ulcer", "infected") for view in views),
        access=frozenset(first.value("act_access") or ()) - {"none"},
        can_swim=first.yes("act_can_swim"),
        numb=any(view.value("dv_neurop") for view in views),
        talk_test=first.has("hx_preg", "t1", "t2", "t3", "post"),
        bone=any(view.value("dv_bsi") for view in views),
        time_min=first.number("time_min"),
    )


def replacing(picture: Picture, limit: Limits, library: Library, *, exercise_minutes: float) -> tuple[Replacing, ...]:
    """Each activity of the usual week above the limits, matched alone, with up to three options, of which one is done.

    `exercise_minutes` is what the exercises take of the week.
    """
    rows = [row for row in picture.answers.person.get("act_list") or [] if _is_done(row)]
    above = [row for row in rows if not limit.allows(library.activities[row["id"]])]
    budget = Budget(limit, sum(_met_minutes(row, library) for row in rows))
    budget.minutes = week_limit(limit.time_min, usual_minutes(above)) - exercise_minutes
    return tuple(_replaced(row, limit, library, budget) for row in above)


def usual_minutes(rows: Iterable[Mapping[str, Any]]) -> float:
    """What rows of the usual week take, in minutes a week."""
    return sum(map(_minutes, rows))


def week_limit(time_min: float | None, replaced: float) -> float:
    """Minutes a week for exercises and swaps together: what the patient gave, and what the replaced activities took.

    Without a number of the patient's there is no limit of theirs to keep.
    """
    return math.inf if time_min is None else 7 * time_min + replaced


def trio(limit: Limits, library: Library) -> tuple[Offered, ...]:
    """Swim, cycle and elliptical: always listed, or with what stands in the way."""
    found = []
    for codes in TRIO:
        kinds = [Offered(library.activities[code], limit.obstacle(library.activities[code])) for code in codes]
        free = [offered for offered in kinds if offered.obstacle is None]
        blocked = [offered for offered in kinds if offered.obstacle != "gate"]
        found.append((free or blocked or kinds)[0])
    return tuple(found)


class Budget:
    """The week's limit in MET-minutes, spent activity by activity; the first keeps what it would have alone."""

    def __init__(self, limit: Limits, own_total: float) -> None:
        cap = WEEK_CAP_SLOW if limit.slow else max(WEEK_CAP, own_total)
        self.left = [float(cap)] * len(SHARES)
        self.minutes = math.inf
        """Minutes of the week that are left for swaps."""

    def spend(self, swap: Swap) -> None:
        """Take what a swap uses."""
        for place, week in enumerate(swap.weeks):
            self.left[place] -= swap.activity.met * week.minutes * week.days
        self.minutes -= max((week.minutes * week.days for week in swap.weeks), default=0)


def weeks(
    row: Mapping[str, Any], replaced: Activity, other: Activity, limit: Limits, budget: Budget
) -> tuple[Week, ...]:
    """Days and minutes for weeks 1 to 3; empty where the week's limits leave less than the shortest session."""
    days = min(max(row["days"], 2), 6)
    shares: tuple[float, ...] = SHARES_SLOW if limit.slow else SHARES
    caps: tuple[int, ...] = SESSION_CAPS_SLOW if limit.slow else SESSION_CAPS
    longest = budget.minutes / days
    if limit.bone:
        shares, caps = (shares[0],) * len(shares), (caps[0],) * len(caps)
        longest = min(longest, max(_minutes(row) / days, SHORTEST))
    found = []
    for share, cap, left in zip(shares, caps, budget.left, strict=True):
        if limit.by_minutes:
            minutes, most = share * row["min"], float(cap)
        else:
            total = replaced.met * row["min"] * row["days"]
            minutes = share * total / other.met / days
            most = min(float(cap), left / (other.met * days))
        most = min(most, longest)
        if most < SHORTEST:
            return ()
        found.append(Week(days, max(SHORTEST, _down(min(minutes, most)))))
    return tuple(found)


def _down(minutes: float) -> int:
    """Rounded down to the step; a hair below a step counts as on it."""
    return math.floor(minutes / STEP + 1e-9) * STEP


def _is_done(row: Mapping[str, Any]) -> bool:
    return (row.get("days") is None or row["days"] > 0) and (row.get("min") is None or row["min"] > 0)


def _minutes(row: Mapping[str, Any]) -> float:
    return float(row["min"] * row["days"]) if _is_known(row) else 0.0


def _is_known(row: Mapping[str, Any]) -> bool:
    return row.get("days") is not None and row.get("min") is not None


def _met_minutes(row: Mapping[str, Any], library: Library) -> float:
    met: float = library.activities[row["id"]].met
    return met * row["min"] * row["days"] if _is_known(row) else 0.0


def _replaced(row: Mapping[str, Any], limit: Limits, library: Library, budget: Budget) -> Replacing:
    activity = library.activities[row["id"]]
    fit = library.swaps.get(activity.sport or "")
    options: list[Swap] = []
    for group in _groups(activity, limit, library, fit):
        swap = _from_group(group, row, activity, limit, budget)
        if swap:
            options.append(swap)
        if len(options) == OPTIONS:
            break
    if options:
        budget.spend(options[0])
    return Replacing(activity, tuple(options), fit.words if fit else None)


def _groups(
    replaced: Activity, limit: Limits, library: Library, fit: SportFit | None
) -> Iterator[tuple[Activity, ...]]:
    """The groups of the list in order, those that fit the sport first; for light effort its own short list."""
    if limit.light:
        for code in library.swaps["light"].activities:
            yield (library.activities[code],)
        return
    groups: dict[int, list[Activity]] = {}
    for activity in library.activities.values():
        if activity.group is not None:
            groups.setdefault(activity.group, []).append(activity)
    first = [library.activities[code].group for code in fit.activities] if fit else []
    for number in dict.fromkeys([*(n for n in first if n is not None), *sorted(groups)]):
        yield tuple(groups[number])


def _from_group(
    group: tuple[Activity, ...], row: Mapping[str, Any], replaced: Activity, limit: Limits, budget: Budget
) -> Swap | None:
    """The activity of the group with the highest MET that is not above the replaced one and passes every limit."""
    able = [
        activity
        for activity in group
        if limit.obstacle(activity) is None
        and activity.met <= replaced.met
        and activity.code != replaced.code
        and not (limit.slow and activity.met > MET_CAP_SLOW)
    ]
    for activity in sorted(able, key=lambda activity: (-activity.met, activity.code)):
        amount: tuple[Week, ...] = ()
        if _is_known(row) and not limit.set_by_physician:
            amount = weeks(row, replaced, activity, limit, budget)
            if not amount:
                continue
        return Swap(activity, replaced, amount, limit.reasons, _texts(activity, limit))
    return None


def _texts(activity: Activity, limit: Limits) -> tuple[str, ...]:
    said = []
    if limit.set_by_physician:
        said.append("T-SWAP-DOCTOR")
    elif limit.light:
        said.append("T-SWAP-LIGHT")
    elif limit.slow:
        said.append("T-SWAP-SLOW")
    if limit.by_minutes:
        said.append("T-SWAP-MINUTES")
    if limit.by_minutes or limit.talk_test:
        said.append("T-TALK")
    if limit.numb and "pool" in (activity.needs or ()):
        said.append("T-POOL-SHOES")
    return tuple(said)

"""What got worse since the last intake, and what else forbids more: clinical.md 1.I with the red light of 6.8. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

PAIN_MATTERS = 2
FUNCTION_MATTERS = 1.3
"""The changes that matter (clinical.md section 7)."""

Mark = Literal["limp", "numb", "swollen", "night", "pain", "trend", "function", "health"]
RED: frozenset[Mark] = frozenset({"limp", "numb", "swollen", "night", "pain", "trend"})
"""Marks that are a red light for the whole plan; with the others nothing is progressed."""

_HOW_OFTEN = {"sym_numb": ("no", "sometimes", "always"), "sym_night": ("no", "some", "most")}
_SAYS_YES = ("yes", "unsure")

Case = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Sign:
    """One thing that speaks against more: what, and on which foot where it belongs to one."""

    mark: Mark
    foot: str | None = None

    @property
    def is_red(self) -> bool:
        """Whether it is a red light."""
        return self.mark in RED


def signs(now: Case, before: Case | None) -> tuple[Sign, ...]:
    """Everything that got worse from one intake to the next. A limp is red whether new or not.

    What the last intake left blank is taken as not there, as for a foot that did not hurt then; pain and function need
    both numbers. Without an earlier intake only what stands by itself is told: a limp, and a trend for the worse.
    """
    return (*_person(now.get("p", {}), before.get("p", {}) if before is not None else None), *_feet(now, before))


def _person(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[Sign]:
    if now.get("sym_limp") == "yes":
        yield Sign("limp")
    if before is None:
        return
    if now.get("rf_night") in _SAYS_YES and before.get("rf_night") not in _SAYS_YES:
        yield Sign("night")
    if now.get("fu_health_changed") == "yes":
        yield Sign("health")
    then, today = _function(before), _function(now)
    if then is not None and today is not None and then - today >= FUNCTION_MATTERS:
        yield Sign("function")


def _feet(now: Case, before: Case | None) -> Iterator[Sign]:
    for side in ("r", "l"):
        foot = now.get(side, {})
        if foot.get("sym_trend") == "worse":
            yield Sign("trend", side)
        if before is None:
            continue
        was = before.get(side, {})
        if _more(foot, was, "sym_numb") or _elsewhere(foot, was):
            yield Sign("numb", side)
        if any(foot.get(name) == "yes" and was.get(name) != "yes" for name in ("sym_swell_top", "sym_swell_bottom")):
            yield Sign("swollen", side)
        if _more(foot, was, "sym_night") or (foot.get("sym_rest_pain") == "yes" and was.get("sym_rest_pain") != "yes"):
            yield Sign("night", side)
        if any(_up(foot.get(name), was.get(name)) for name in ("nprs_avg", "nprs_worst")):
            yield Sign("pain", side)


def _more(now: Mapping[str, Any], before: Mapping[str, Any], name: str) -> bool:
    order = _HOW_OFTEN[name]
    today, then = now.get(name), before.get(name)
    return today in order and order.index(today) > (order.index(then) if then in order else 0)


def _elsewhere(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Numb in another place than last time. Toes to one gap is less, so it is not new."""
    where, was = now.get("sym_numb_where"), before.get("sym_numb_where")
    if now.get("sym_numb") not in ("sometimes", "always") or where is None or was is None or where == was:
        return False
    return (was, where) != ("toes_all", "toes_one_gap")


def _up(now: Any, before: Any) -> bool:
    return isinstance(now, int) and isinstance(before, int) and now - before >= PAIN_MATTERS


def _function(person: Mapping[str, Any]) -> float | None:
    scores = [person[f"psfs_{n}_score"] for n in (1, 2, 3) if isinstance(person.get(f"psfs_{n}_score"), int)]
    return round(sum(scores) / len(scores), 1) if scores else None

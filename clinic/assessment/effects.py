"""What differs between two decisions, in sentences: nothing is said only where nothing a clinician can see differs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from clinic.content import shoe_pairs
from clinic.knowledge.facts import shoe_verdict
from clinic.knowledge.library import Library
from clinic.rules.proposal import Decision, ExerciseChoice, Replacing, WayBack
from clinic.rules.triage import FiredFlag

Came = Callable[[str], str]


@dataclass(frozen=True)
class Effects:
    """Two decisions of one visit, before and after, and the case that both are of."""

    before: Decision
    now: Decision
    case: Mapping[str, Any]
    library: Library
    language: str

    @property
    def is_more(self) -> bool:
        """A flag came, or a stop."""
        came = _flags(self.now).keys() - _flags(self.before).keys()
        return bool(came) or (self.now.status == "stop" != self.before.status)

    def sentences(self) -> list[str]:
        """Everything that differs, flags first. A plan that cannot be made any more is not told line by line."""
        lines = [*self._flags(), *self._patterns(), *self._open(), *self._status(), *self._shoes_worn()]
        if self.now.status == "plan":
            lines += [*self._exercises(), *self._footwear(), *self._swaps(), *self._limits(), *self._way_back()]
        return lines

    def _said(self, codes: Iterable[str]) -> str:
        return ", ".join(self.library.name(code)[self.language] for code in dict.fromkeys(codes))

    def _named(self, keys: Iterable[tuple[str, str]]) -> str:
        """Codes with their foot, where both feet are looked at."""
        both = len({*self.before.flags, *self.now.flags} - {None}) > 1
        foot = {"r": _("right"), "l": _("left")}
        names = [
            f"{self.library.name(code)[self.language]} ({foot[side]})"
            if both and side in foot
            else self.library.name(code)[self.language]
            for code, side in sorted(keys)
        ]
        return ", ".join(names)

    def _flags(self) -> Iterator[str]:
        old, new = _flags(self.before), _flags(self.now)
        if came := new.keys() - old.keys():
            yield _("New flag: %(what)s.", what=self._named(came))
        if went := old.keys() - new.keys():
            yield _("Flag gone: %(what)s.", what=self._named(went))
        if other := [key for key in old.keys() & new.keys() if _force(old[key]) != _force(new[key])]:
            yield _("Weighs differently now: %(what)s.", what=self._named(other))

    def _patterns(self) -> Iterator[str]:
        old, new = _patterns(self.before), _patterns(self.now)
        if came := new - old:
            yield _("Now fits: %(what)s.", what=self._named(came))
        if went := old - new:
            yield _("No longer fits: %(what)s.", what=self._named(went))
        old_yellow, new_yellow = ([one.code for one in d.yellow] for d in (self.before, self.now))
        if came_up := [code for code in new_yellow if code not in old_yellow]:
            yield _("To talk about: %(what)s.", what=self._said(came_up))
        if settled := [code for code in old_yellow if code not in new_yellow]:
            yield _("No longer to talk about: %(what)s.", what=self._said(settled))

    def _open(self) -> Iterator[str]:
        wording, language = self.library.wording, self.language
        for names, old, words in (
            (self.now.missing, self.before.missing, _("Still to be asked: %(what)s.")),
            (self.before.missing, self.now.missing, _("No longer to be asked: %(what)s.")),
            (self.now.unexplained, self.before.unexplained, _("To be asked again: %(what)s.")),
            (self.before.unexplained, self.now.unexplained, _("Need not be asked again: %(what)s.")),
        ):
            if named := [wording.fact(name, language) for name in names if name not in old]:
                yield words % {"what": ", ".join(named)}

    def _status(self) -> Iterator[str]:
        if self.before.status != self.now.status:
            yield {
                "plan": _("A plan can be made."),
                "stop": _("No plan: stop and refer."),
                "locked": _("The plan is locked."),
            }[self.now.status]

    def _shoes_worn(self) -> Iterator[str]:
        kinds = self.library.questions["shoe_main"].options
        names = {str(option.value): option.words for option in kinds} | shoe_pairs.USES
        old, new = (frozenset(code for code, _side in _patterns(d)) for d in (self.before, self.now))
        said = {
            "keep": _("%(shoes)s: keep."),
            "limit": _("%(shoes)s: wear less."),
            "stop": _("%(shoes)s: not for now."),
        }
        for pair in shoe_pairs.told(self.case):
            verdict = shoe_verdict(pair, new)
            if verdict != shoe_verdict(pair, old):
                yield said[verdict] % {"shoes": names.get(pair["shoe"], shoe_pairs.USES["other"])[self.language]}

    def _exercises(self) -> Iterator[str]:
        old, new = ({one.code: one for one in d.exercises} for d in (self.before, self.now))
        yield from self._came_and_went(list(old), list(new))
        for code in (code for code in new if code in old):
            if bool(new[code].cautions) != bool(old[code].cautions):
                words = _("%(what)s starts easier.") if new[code].cautions else _("%(what)s starts in full.")
                yield words % {"what": self._said([code])}
            elif _how(new[code]) != _how(old[code]):
                yield _("%(what)s is done differently.", what=self._said([code]))
        if [code for code in old if code in new] != [code for code in new if code in old]:
            yield _("The exercises come in another order.")
        out = [{one.code for one in d.excluded} for d in (self.before, self.now)]
        if shut := sorted(out[1] - out[0] - old.keys()):
            yield _("Left out now: %(what)s.", what=self._said(shut))
        if (opened := sorted(out[0] - out[1] - new.keys())) and self.before.status == "plan":
            yield _("May be given again: %(what)s.", what=self._said(opened))

    def _footwear(self) -> Iterator[str]:
        old, new = ({one.code: one for one in d.footwear} for d in (self.before, self.now))
        yield from self._came_and_went(list(old), list(new))
        if other := [code for code in new if code in old and new[code].words != old[code].words]:
            yield _("Other words for: %(what)s.", what=self._said(other))

    def _came_and_went(self, old: list[str], new: list[str]) -> Iterator[str]:
        if came := [code for code in new if code not in old]:
            yield _("Proposal gains: %(what)s.", what=self._said(came))
        if went := [code for code in old if code not in new]:
            yield _("Proposal loses: %(what)s.", what=self._said(went))

    def _swaps(self) -> Iterator[str]:
        old, new = (_by_row(d.replacing) for d in (self.before, self.now))
        for key, replacing in new.items():
            what = replacing.activity.name[self.language]
            if key in old and _options(old[key]) == _options(replacing):
                continue
            if replacing.options:
                yield _("Instead of %(what)s, now: %(swap)s.", what=what, swap=self._swap(replacing))
            else:
                yield _("Nothing stands in for %(what)s now.", what=what)
        for key, replacing in old.items():
            if key not in new:
                yield _("%(what)s needs no swap any more.", what=replacing.activity.name[self.language])
        if [_offer(d) for d in (self.before,)] != [_offer(self.now)] and self.before.status == "plan":
            yield _("What is within reach in the pool, on the bike and on the elliptical changed.")

    def _swap(self, replacing: Replacing) -> str:
        first = replacing.options[0]
        amounts = [_("%(days)s × %(minutes)s min", days=week.days, minutes=week.minutes) for week in first.weeks]
        names = [one.activity.name[self.language] for one in replacing.options]
        said = _(" or ").join(names)
        return f"{said}, {', '.join(dict.fromkeys(amounts))}" if amounts else said

    def _limits(self) -> Iterator[str]:
        old, new = self.before, self.now
        if new.gate is not None and new.gate != old.gate:
            yield _("Activity limit: %(gate)s.", gate=new.gate.words[self.language].rstrip("."))
        if new.light != old.light:
            yield {
                "pain": _("Pain guides the load."),
                "zero": _("Loading is allowed without any pain only."),
                "skin": _("The skin guides the load, not the pain."),
            }[new.light]
        if new.numbness_is_red != old.numbness_is_red:
            yield (
                _("Numbness stops the exercise.") if new.numbness_is_red else _("Numbness need not stop the exercise.")
            )
        if new.recheck_months != old.recheck_months or new.recheck_weeks != old.recheck_weeks:
            yield _("The next checks fall on other dates.")

    def _way_back(self) -> Iterator[str]:
        old, new = ({way.ladder.code: way for way in d.ways_back} for d in (self.before, self.now))
        if opened := [way.ladder.name[self.language] for code, way in new.items() if code not in old]:
            yield _("The way back opens: %(what)s.", what=", ".join(opened))
        if shut := [way.ladder.name[self.language] for code, way in old.items() if code not in new]:
            yield _("The way back closes: %(what)s.", what=", ".join(shut))
        if any(code in old and _terms(way) != _terms(old[code]) for code, way in new.items()):
            yield _("What must be true before the way back changed.")


def _flags(decision: Decision) -> dict[tuple[str, str], FiredFlag]:
    return {(fired.code, side or ""): fired for side, here in decision.flags.items() for fired in here}


def _force(fired: FiredFlag) -> tuple[Any, ...]:
    return fired.urgency, fired.is_open


def _patterns(decision: Decision) -> set[tuple[str, str]]:
    return {(fired.code, side or "") for side, here in decision.hypotheses.items() for fired in here}


def _how(choice: ExerciseChoice) -> tuple[Any, ...]:
    return choice.feet, choice.start, dict(choice.times_over), choice.instead_of


def _by_row(rows: Iterable[Replacing]) -> dict[tuple[str, int], Replacing]:
    """By activity; the same one may stand in a week more than once."""
    found: dict[tuple[str, int], Replacing] = {}
    for row in rows:
        found[row.activity.code, sum(code == row.activity.code for code, _n in found)] = row
    return found


def _options(replacing: Replacing) -> list[tuple[Any, ...]]:
    return [(one.code, one.weeks, one.texts) for one in replacing.options]


def _offer(decision: Decision) -> list[tuple[Any, ...]]:
    return [(offered.activity.code, offered.obstacle) for offered in decision.trio]


def _terms(way: WayBack) -> tuple[Any, ...]:
    return way.zero_pain, tuple(check.holds for check in way.checks)

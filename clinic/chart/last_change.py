"""What the last finding or answer changed: flags, patterns and the proposal, judged with and without it."""

import copy
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from clinic.assessment.assessment import PERSON, Situation, decide, ruled
from clinic.assessment.effects import Effects
from clinic.exam import items
from clinic.exam.findings import LEFT_OUT, stands, united
from clinic.exam.items import NOT_TESTED
from clinic.exam.models import ZONES
from clinic.rules.proposal import Decision


@dataclass(frozen=True)
class Changed:
    """The last change in words, and what followed from it."""

    what: str
    lines: tuple[str, ...]
    is_more: bool


def last_change(seen: Situation, language: str) -> Changed | None:
    """The newest change at this visit with its effect, or nothing when there was none."""
    change = seen.found.last_change if seen.found is not None else None
    if not change:
        return None
    if "findings" in change:
        what, before = _without_findings(seen, change["findings"])
    else:
        what, before = _without_ruling(seen, change)
    found = Effects(before, seen.decision, seen.case, seen.library, language)
    return Changed(what, tuple(found.sentences()), found.is_more)


def _without_findings(seen: Situation, findings: dict[str, str]) -> tuple[str, Decision]:
    case = copy.deepcopy(dict(seen.case))
    said = []
    for key, was in findings.items():
        foot, _sep, field = key.partition("-")
        case.setdefault(foot, {})
        case[foot].pop(field, None)
        if field == ZONES:
            row = next((row for row in seen.intake.feet if row.side == foot), None) if seen.intake else None
            case[foot]["sym_zone"] = united(row.sym_zone if row else None, items.unspell(field, was))
        elif was == NOT_TESTED:
            case[foot][field] = LEFT_OUT
        elif was:
            case[foot][field] = items.unspell(field, was)
        label = str(items.TESTS[field].label)
        now = stands(seen.found, foot, field)
        words = _("not tested") if now == NOT_TESTED else items.said(field, items.unspell(field, now))
        if foot == "p":
            said.append(_("%(test)s: %(value)s.", test=label, value=words))
        elif foot == "r":
            said.append(_("%(test)s, right: %(value)s.", test=label, value=words))
        else:
            said.append(_("%(test)s, left: %(value)s.", test=label, value=words))
    return " ".join(said), decide(case, ruled(seen.answers), seen.library)


def _without_ruling(seen: Situation, change: dict[str, Any]) -> tuple[str, Decision]:
    """As it was decided before this answer: each foot with the ruling it had, or with none."""
    flag, was = change["flag"], change["was"]
    before = {foot: dict(rulings) for foot, rulings in ruled(seen.answers).items()}
    for foot, ruling in (was if isinstance(was, dict) else {change["foot"]: was}).items():
        rulings = before.setdefault("" if foot == PERSON else foot, {})
        rulings.pop(flag, None)
        if ruling:
            rulings[flag] = ruling
    return _("Flag %(flag)s answered.", flag=flag), decide(seen.case, before, seen.library)

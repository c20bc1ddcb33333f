"""What the last finding or answer changed: flags, patterns and the proposal, judged with and without it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from clinic.exam import battery
from clinic.exam.battery import NOT_TESTED
from clinic.exam.findings import LEFT_OUT, stands, united
from clinic.exam.models import ZONES
from clinic.plan.decision import Decision
from clinic.plan.situation import Situation, decide


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
    lines, more = effects(before, seen.decision, seen, language)
    return Changed(what, tuple(lines), more)


def _without_findings(seen: Situation, findings: dict[str, str]) -> tuple[str, Decision]:
    case = copy.deepcopy(dict(seen.case))
    said = []
    for key, was in findings.items():
        foot, _sep, field = key.partition("-")
        case.setdefault(foot, {})
        case[foot].pop(field, None)
        if field == ZONES:
            row = next((row for row in seen.intake.feet if row.side == foot), None) if seen.intake else None
            case[foot]["sym_zone"] = united(row.sym_zone if row else None, battery.unspell(field, was))
        elif was == NOT_TESTED:
            case[foot][field] = LEFT_OUT
        elif was:
            case[foot][field] = battery.unspell(field, was)
        label = str(battery.TESTS[field].label)
        now = stands(seen.found, foot, field)
        words = _("not tested") if now == NOT_TESTED else battery.said(field, battery.unspell(field, now))
        if foot == "p":
            said.append(_("%(test)s: %(value)s.", test=label, value=words))
        elif foot == "r":
            said.append(_("%(test)s, right: %(value)s.", test=label, value=words))
        else:
            said.append(_("%(test)s, left: %(value)s.", test=label, value=words))
    return " ".join(said), decide(case, seen.answers, seen.library)


def _without_ruling(seen: Situation, change: dict[str, Any]) -> tuple[str, Decision]:
    flag = change["flag"]
    before = {key: row for key, row in seen.answers.items() if key[1] != flag or change.get("was")}
    return _("Flag %(flag)s answered.", flag=flag), decide(seen.case, before, seen.library)


def effects(before: Decision, now: Decision, seen: Situation, language: str) -> tuple[list[str], bool]:
    """What differs between two decisions, in sentences; and whether a flag or a stop is among it."""
    name = seen.library.name
    flags, old_flags = _codes(now.flags), _codes(before.flags)
    patterns, old_patterns = _codes(now.hypotheses), _codes(before.hypotheses)
    lines: list[str] = []

    def said(codes: list[str]) -> str:
        return ", ".join(name(code)[language] for code in codes)

    def note(new: set[str], old: set[str], came: Any, went: Any) -> None:
        if new - old:
            lines.append(came(said(sorted(new - old))))
        if old - new:
            lines.append(went(said(sorted(old - new))))

    note(flags, old_flags, lambda w: _("New flag: %(what)s.", what=w), lambda w: _("Flag gone: %(what)s.", what=w))
    note(
        patterns,
        old_patterns,
        lambda w: _("Now fits: %(what)s.", what=w),
        lambda w: _("No longer fits: %(what)s.", what=w),
    )
    if before.status != now.status:
        words = {
            "plan": _("A plan can be made."),
            "stop": _("No plan: stop and refer."),
            "locked": _("The plan is locked."),
        }
        lines.append(words[now.status])
    new, old = now.as_json(), before.as_json()
    if new["status"] == old["status"] == "plan":
        for part in ("exercises", "footwear"):
            note(
                set(new[part]),
                set(old[part]),
                lambda w: _("Proposal gains: %(what)s.", what=w),
                lambda w: _("Proposal loses: %(what)s.", what=w),
            )
        if new["gate"] != old["gate"]:
            lines.append(_("Activity gate: %(gate)s.", gate=new["gate"]))
    return lines, bool(flags - old_flags) or (now.status == "stop" != before.status)


def _codes(by_foot: Mapping[str, tuple[Any, ...]]) -> set[str]:
    return {one.code for here in by_foot.values() for one in here}

"""The answers in words, in the order they were asked: for the patient to check and for the clinician to read."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from clinic.i18n import language
from clinic.interview import flow, screens, visibility
from clinic.interview.answer_words import activity_name, line_name, pair_name, words
from clinic.interview.flow import Ask, Screen
from clinic.interview.models import Intake
from clinic.knowledge.library import Library


@dataclasses.dataclass(frozen=True)
class Line:
    """One question and its answer. `value` is empty when there is none; `standing` then says why."""

    label: str
    value: str
    screen: str
    name: str
    standing: str = ""

    @property
    def is_open(self) -> bool:
        """It still needs an answer."""
        return self.standing == "open"


@dataclasses.dataclass(frozen=True)
class Group:
    """The lines under one of the seven headings."""

    title: Any
    lines: list[Line]


def lines(intake: Intake, library: Library, *, every: bool = False) -> list[Group]:
    """The answers by heading. For the patient tick lists are short: what is true. `every` names each item."""
    found: dict[int, list[Line]] = {}
    both = len(flow.feet(intake)) > 1
    for screen in flow.screens(intake, library):
        rows = found.setdefault(screen.heading, [])
        for group, asks in screen.ticks:
            rows += _each(intake, screen, asks, both) if every else [_ticked(intake, screen, group, asks)]
        if screen.step.look == "activity":
            rows.append(_activity(intake, screen, library))
        elif screen.step.look == "pair":
            rows.append(_pair(intake, screen, library))
        elif screen.step.look == "lines":
            rows += _lines(intake, screen, library)
        else:
            rows += _each(intake, screen, screen.asks, both)
        if screen.step.picks:
            rows.append(_picked(intake, screen, library))
    return [Group(screens.HEADINGS[number - 1], rows) for number, rows in sorted(found.items()) if rows]


def _each(intake: Intake, screen: Screen, asks: tuple[Ask, ...], both: bool) -> list[Line]:
    rows = []
    for ask in asks:
        label = (ask.question.label or ask.question.words)[language()]
        if ask.code == "sym_zone":
            if flow.feet(intake) and not flow.value(intake, ask):
                continue
            label = _("Where it hurts, right foot") if ask.foot == "r" else _("Where it hurts, left foot")
        elif ask.foot and both:
            foot = _("Right foot") if ask.foot == "r" else _("Left foot")
            label = f"{foot}: {label}"
        value = words(ask, flow.value(intake, ask), intake)
        rows.append(Line(label, value, screen.slug, ask.name, _standing(intake, screen, ask, value)))
    return rows


def _standing(intake: Intake, screen: Screen, ask: Ask, value: str) -> str:
    if value:
        return ""
    if ask.more or not ask.is_required:
        return "blank"
    if flow.is_skipped(intake, ask):
        return "skipped"
    return "open" if ask in flow.missing_on(intake, screen) else "blank"


def _ticked(intake: Intake, screen: Screen, group: screens.Ticks, asks: tuple[Ask, ...]) -> Line:
    true = [_item(ask, flow.value(intake, ask)) for ask in asks if flow.value(intake, ask) in ("yes", "unsure")]
    if any(flow.value(intake, ask) is None for ask in asks):
        return Line(str(group.title), "", screen.slug, group.name, "open")
    said = "\n".join(true)
    return Line(str(group.title), said or _("None of these"), screen.slug, group.name)


def _item(ask: Ask, value: str) -> str:
    words = ask.question.words[language()]
    return _("Not sure: %(question)s", question=words) if value == "unsure" else words


def _picked(intake: Intake, screen: Screen, library: Library) -> Line:
    if screen.step.picks == "shoes":
        use = Ask(visibility.use_of_shoes(library))
        names = [words(use, row.use, intake) for row in intake.shoes]
        label = (library.questions["shoes"].label or library.questions["shoes"].words)[language()]
        return Line(label, "\n".join(names), screen.slug, "shoes", "" if names else "blank")
    names = [activity_name(row.activity, library) for row in intake.activities]
    if not names and not intake.has_no_activity:
        return Line(str(screen.step.title), "", screen.slug, "act_list", "open")
    return Line(str(screen.step.title), "\n".join(names) or _("None of these"), screen.slug, "act_list")


def _activity(intake: Intake, screen: Screen, library: Library) -> Line:
    row = next(row for row in intake.activities if row.position == screen.position)
    parts = []
    if row.days is not None:
        parts.append(ngettext("%(num)s day a week", "%(num)s days a week", row.days))
    if row.minutes is not None:
        parts.append(ngettext("%(num)s minute a day", "%(num)s minutes a day", row.minutes))
    for ask in screen.asks:
        value = flow.value(intake, ask)
        if ask.code in ("effort", "surface") and value:
            parts.append(words(ask, value, intake))
    if row.pain is not None:
        parts.append(_("pain %(number)s out of 10", number=row.pain))
    open_ = flow.missing_on(intake, screen)
    skipped = any(flow.is_skipped(intake, ask) for ask in screen.asks)
    standing = "open" if open_ else "" if parts else "skipped" if skipped else "blank"
    return Line(activity_name(row.activity, library), ", ".join(parts), screen.slug, screen.asks[0].name, standing)


def _pair(intake: Intake, screen: Screen, library: Library) -> Line:
    parts = []
    for ask in screen.asks:
        value = flow.value(intake, ask)
        if value is None:
            continue
        said = words(ask, value, intake)
        match ask.code:
            case "hours_wk":
                parts.append(_("%(hours)s a week", hours=said))
            case "heel_cm":
                parts.append(_("heel %(height)s", height=said))
            case "age_mo":
                parts.append(_("%(months)s old", months=said))
            case "toebox":
                parts.append(_("toe: %(shape)s", shape=said))
            case _:
                parts.append(said)
    name = pair_name(next(row for row in intake.shoes if row.position == screen.position), library)
    return Line(name, ", ".join(parts), screen.slug, screen.asks[0].name, "" if parts else "blank")


def _lines(intake: Intake, screen: Screen, library: Library) -> Iterator[Line]:
    missing = flow.missing_on(intake, screen)
    for row in sorted({ask.row for ask in screen.asks}):
        asks = [ask for ask in screen.asks if ask.row == row]
        parts = [said for ask in asks if (said := _of_line(ask, flow.value(intake, ask), intake))]
        skipped = any(flow.is_skipped(intake, ask) for ask in asks)
        standing = "open" if any(ask.row == row for ask in missing) else "skipped" if skipped and not parts else ""
        said = "" if standing == "open" else ", ".join(parts)
        yield Line(line_name(intake, row, library), said, screen.slug, asks[0].name, standing)


def _of_line(ask: Ask, value: Any, intake: Intake) -> str:
    if value is None:
        return ""
    match ask.code:
        case "fu_done":
            return ngettext("%(num)s day of the week", "%(num)s days of the week", value)
        case "fu_pain":
            return _("pain %(number)s out of 10", number=value)
        case "fu_morning":
            return _("worse the next morning") if value == "worse" else _("the same the next morning")
        case _:
            return words(ask, value, intake)

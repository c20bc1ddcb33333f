"""Who is asked what: the screens of one person's interview as the answers stand, and what is still open on them.

Whether a question is asked follows from its `ask_if` and from which feet hurt. A question that is not asked is null,
and never counts as missing.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from clinic.interview import doubts, typed, visibility
from clinic.interview import screens as topics
from clinic.interview.models import FEET, Intake
from clinic.interview.screens import Step, Ticks
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question


@dataclasses.dataclass(frozen=True)
class Ask:
    """One question as it is put to this person: about a foot, or about the person (no foot)."""

    question: Question
    foot: str = ""
    more: bool = False
    table: str = ""
    """For a column of a repeat: `activity` of the usual week, `pair` of shoes, or `line` of the last plan."""
    row: int = 0
    place: int = 0

    @property
    def name(self) -> str:
        """The name of its form control: the column, with the foot, or the row of a repeat, in front."""
        if self.table:
            return f"{self.table}-{self.row}-{self.question.code}"
        return f"{self.foot}-{self.question.code}" if self.foot else self.question.code

    @property
    def code(self) -> str:
        """The question's id in the dictionary."""
        return self.question.code

    @property
    def column(self) -> str:
        """The column that keeps the answer."""
        return {"min": "minutes"}.get(self.code, self.code) if self.table == "activity" else self.code

    @property
    def is_required(self) -> bool:
        """Whether it needs an answer, or an explicit skip, before the intake is sent."""
        if self.code == "fu_health_changed":  # asked on a return visit only, and then it decides what follows
            return True
        if self.table == "line":
            return self.code != "fu_why_not"
        return self.question.required in ("always", "when_shown") and not self.more

    @property
    def may_skip(self) -> bool:
        """Safety and medical history are never skipped."""
        if self.table == "line":
            return self.is_required
        return self.is_required and not self.code.startswith(("rf_", "hx_", "guardian_", "fu_"))


@dataclasses.dataclass(frozen=True)
class Screen:
    """One screen of one person's interview."""

    slug: str
    step: Step
    foot: str = ""
    asks: tuple[Ask, ...] = ()
    ticks: tuple[tuple[Ticks, tuple[Ask, ...]], ...] = ()
    hidden: tuple[Ask, ...] = ()
    """Questions that another answer on the same screen may open."""
    position: int = 0

    @property
    def heading(self) -> int:
        """Its place among the seven headings, from 1."""
        return self.step.heading

    @property
    def may_open(self) -> bool:
        """Whether answers on this screen show or hide other questions on it."""
        return bool(self.hidden) or any(ask.code in topics.OPENED_HERE for ask in self.asks)

    @property
    def every_ask(self) -> tuple[Ask, ...]:
        """Every question of the screen, in reading order."""
        return tuple(ask for _, asks in self.ticks for ask in asks) + self.asks


def feet(intake: Intake) -> tuple[str, ...]:
    """The feet that hurt: those with a mark on the map, or, where the map was skipped, the ones named."""
    marked = tuple(side for side in FEET if any(row.side == side and row.sym_zone for row in intake.feet))
    if marked or "sym_zone" not in intake.skipped:
        return marked
    return {"right": ("r",), "left": ("l",), "both": FEET}.get(intake.sym_side or "", ())


def screens(intake: Intake, library: Library) -> list[Screen]:
    """Every screen of this person's interview as it stands now, in order. Ends with the review."""
    view = visibility.View(intake, library)
    found: list[Screen] = []
    for step in topics.RETURN_STEPS if intake.is_return else topics.STEPS:
        found += _screens_of(step, intake, view)
    return found


def _screens_of(step: Step, intake: Intake, view: visibility.View) -> Iterator[Screen]:
    if intake.is_return and step.slug in topics.OPENED_BY:
        column, answer = topics.OPENED_BY[step.slug]
        if getattr(intake, column) != answer:
            return
    if step.look in ("review", "activities"):
        yield Screen(step.slug, step)
    elif step.look == "map":
        yield Screen(step.slug, step, asks=tuple(Ask(view.question("sym_zone"), side) for side in ("l", "r")))
    elif step.look == "activity":
        yield from _rows(step, view.columns("act_list", but="id"), len(intake.activities))
    elif step.look == "pair":
        yield from _rows(step, view.columns("shoes", but="use"), len(intake.shoes))
    elif step.look == "lines":
        yield from _lines(step, intake, view)
    elif step.look == "ticks":
        groups = tuple(
            (group, tuple(ask for ask in _asks(view, group.asks, ()) if view.is_asked(ask.question)))
            for group in step.ticks
        )
        yield Screen(step.slug, step, ticks=groups)
    elif step.slug == "side":
        if "sym_zone" in intake.skipped:
            yield Screen(step.slug, step, asks=(Ask(view.question("sym_side")),))
    else:
        hurting = feet(intake)
        for side in hurting if step.per_foot else ("",):
            every = list(_asks(view, step.asks, hurting, side)) + list(_asks(view, step.more, hurting, side, more=True))
            every = [dataclasses.replace(ask, place=place) for place, ask in enumerate(every)]
            asked = tuple(ask for ask in every if view.is_asked(ask.question, ask.foot))
            hidden = tuple(ask for ask in every if ask not in asked and ask.code in topics.OPENED_HERE)
            if asked:
                slug = f"{step.slug}-{side}" if side and len(hurting) > 1 else step.slug
                yield Screen(slug, step, side, asked, hidden=hidden)


def _rows(step: Step, columns: tuple[Question, ...], count: int) -> Iterator[Screen]:
    for place in range(count):
        asks = tuple(Ask(column, table=step.slug, row=place + 1) for column in columns)
        yield Screen(f"{step.slug}-{place + 1}", step, asks=asks, position=place)


def _lines(step: Step, intake: Intake, view: visibility.View) -> Iterator[Screen]:
    """The lines of the last plan, a few to a screen."""
    columns, few = view.columns("fu_lines", but="line"), topics.LINES_A_SCREEN
    for first in range(0, len(intake.plan_lines), few):
        every: list[Ask] = []
        asked: list[Ask] = []
        for place, line in enumerate(intake.plan_lines[first : first + few], start=first):
            told = intake.told_of(line["code"])
            for column in columns:
                ask = Ask(column, table="line", row=place + 1, place=len(every))
                every.append(ask)
                if view.is_asked_of_line(column, told, line["days"]):
                    asked.append(ask)
        slug = step.slug if not first else f"{step.slug}-{first // few + 1}"
        hidden = tuple(ask for ask in every if ask not in asked)
        yield Screen(slug, step, asks=tuple(asked), hidden=hidden, position=first)


def _asks(
    view: visibility.View, codes: tuple[str, ...], hurting: tuple[str, ...], side: str = "", *, more: bool = False
) -> Iterator[Ask]:
    for code in codes:
        question = view.question(code)
        if side and question.scope == "person" and side != hurting[-1]:
            continue  # of the person, so asked once, with the last foot
        for foot in ((side,) if side else hurting) if question.scope == "foot" else ("",):
            yield Ask(question, foot, more or question.more)


def find(intake: Intake, slug: str, library: Library) -> Screen | None:
    """The screen of this name, if this person is asked it."""
    return next((screen for screen in screens(intake, library) if screen.slug == slug), None)


def after(intake: Intake, slug: str, library: Library) -> Screen:
    """The screen that follows `slug`."""
    every = screens(intake, library)
    places = [place for place, screen in enumerate(every) if screen.slug == slug]
    return every[min(places[0] + 1, len(every) - 1)] if places else every[0]


def before(intake: Intake, slug: str, library: Library) -> Screen | None:
    """The screen that comes before `slug`; nothing before the first."""
    every = screens(intake, library)
    place = next((place for place, screen in enumerate(every) if screen.slug == slug), 0)
    return every[place - 1] if place else None


def furthest(intake: Intake, library: Library) -> Screen:
    """The first screen that has not been passed: nobody gets beyond it."""
    every = screens(intake, library)
    return next((screen for screen in every if screen.slug not in intake.steps_done), every[-1])


def is_open(intake: Intake, screen: Screen, library: Library) -> bool:
    """Whether the person may be on `screen`: everything before it has been passed."""
    every = [item.slug for item in screens(intake, library)]
    return every.index(screen.slug) <= every.index(furthest(intake, library).slug)


def value(intake: Intake, ask: Ask) -> Any:
    """The stored answer; of a foot or a line without a row, nothing."""
    row = holder(intake, ask)
    found = typed.value(row, ask.column, ask.question) if row is not None else None
    return None if found == "" else found


def holder(intake: Intake, ask: Ask) -> Any:
    """The row that keeps the answer, if there is one yet."""
    if ask.table == "line":
        return intake.told_of(intake.plan_lines[ask.row - 1]["code"])
    if ask.table:
        rows = intake.activities if ask.table == "activity" else intake.shoes
        return next((row for row in rows if row.position == ask.row - 1), None)
    if ask.foot:
        return next((row for row in intake.feet if row.side == ask.foot), None)
    return intake


UNSURE = "?"
"""Stands behind the code of an item that somebody is not sure about."""


def ticked(intake: Intake, asks: tuple[Ask, ...]) -> list[str]:
    """What a tick list shows: the items that are true, those one is not sure about, and `none` when all are no."""
    values = [value(intake, ask) for ask in asks]
    if values and all(item == "no" for item in values):
        return ["none"]
    behind = {"yes": "", "unsure": UNSURE}
    return [ask.code + behind[item] for ask, item in zip(asks, values, strict=True) if item in behind]


def is_skipped(intake: Intake, ask: Ask) -> bool:
    """Whether the person said to skip this question."""
    if ask.table:
        return ask.name in intake.skipped
    if not ask.foot or ask.code == "sym_zone":
        return ask.code in intake.skipped
    return any(row.side == ask.foot and ask.code in row.skipped for row in intake.feet)


def missing_on(intake: Intake, screen: Screen) -> list[Ask]:
    """What still needs an answer on one screen."""
    if screen.step.look == "activities":
        return []
    if screen.step.look == "map":
        return [] if feet(intake) or is_skipped(intake, screen.asks[-1]) else [screen.asks[-1]]
    return [
        ask
        for ask in screen.every_ask
        if ask.is_required and value(intake, ask) in (None, []) and not is_skipped(intake, ask)
    ]


def missing(intake: Intake, library: Library) -> list[tuple[Screen, list[Ask]]]:
    """Everything that keeps the intake from being sent, screen by screen."""
    doubted = doubts.of(intake)
    found = [
        (screen, [*missing_on(intake, screen), *(ask for ask in screen.every_ask if ask.name in doubted)])
        for screen in screens(intake, library)
    ]
    return [
        (screen, asks)
        for screen, asks in found
        if asks or (screen.slug not in intake.steps_done and screen.step.look != "review")
    ]

"""Each page and each edit of the big practice, as somebody at a browser would ask for it."""

import datetime as dt
import itertools
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from clinic import sessions
from clinic.accounts.models import User
from clinic.database import db
from clinic.exam import items
from clinic.followup.models import LogEntry
from clinic.handout.models import Handout
from clinic.interview.models import Intake, case
from clinic.knowledge.case import Answers
from clinic.knowledge.library import load
from clinic.patients.models import Visit
from clinic.plan.models import Plan
from clinic.rules.triage import urgent
from clinic.signed.models import PlanVersion
from tests.conftest import NOON
from tests.page import fields


class Browser:
    """Somebody signed in, asking the application without a network; knows its token and counts seconds."""

    def __init__(self, app: Flask, **whose: Any) -> None:
        self.client: FlaskClient = app.test_client()
        self.sid = uuid.uuid4().hex
        row = {"kind": sessions.Kind.STAFF, "data": {}, "created_at": NOON, **whose}
        with app.app_context():
            row["active_at"] = NOON
            db.session.add(sessions.BrowserSession(token_sha256=sessions._hash(self.sid), **row))
            db.session.commit()
        self.client.set_cookie("sid", self.sid)
        self.token = ""
        self.seconds = self.worked = 0.0

    def ask(self, path: str, **how: Any) -> Any:
        """One request on the clock."""
        method = "POST" if "data" in how or "json" in how else "GET"
        start, worked = time.perf_counter(), time.thread_time()
        answer = self.client.open(path, method=method, **how)
        self.seconds += time.perf_counter() - start
        self.worked += time.thread_time() - worked
        if answer.status_code >= 400 or b"<title>Error" in answer.data:
            raise SystemExit(f"{method} {path} answered {answer.status_code}: {answer.text[:2000]}")
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', answer.data)
        self.token = found[1].decode() if found else self.token
        return answer

    def send(self, path: str, *, in_place: bool = False, **data: Any) -> Any:
        """Send a form, or one control of a page that follows in place; open the page that it leads to."""
        headers = {"HX-Request": "true"} if in_place else {}
        answer = self.ask(path, data={"csrf_token": self.token, **data}, headers=headers)
        return self.ask(answer.location, headers=headers) if answer.status_code == 303 else answer


@dataclass
class Turn:
    """One page or edit with its measurements."""

    name: str
    who: Browser
    act: Callable[[int], Any]
    before: Callable[[int], Any] = lambda _n: None
    times: int = 0
    """How often, if not as often as the others."""
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)


class Day:
    """The people and papers that the measurement works with, as plain values."""

    def __init__(self) -> None:
        ask = db.session.scalars
        start, end = (NOON + dt.timedelta(hours=hours) for hours in (-9, 9))
        ready = (
            sa.select(Plan)
            .join(Visit, Plan.visit_id == Visit.id)
            .where(Visit.starts_at > start, Visit.starts_at < end, ~sa.exists().where(PlanVersion.visit_id == Visit.id))
            .order_by(Visit.id)
        )
        plans = list(ask(ready))
        self.plans = [(plan.id, plan.visit_id) for plan in plans]
        self.rich = {plan.visit_id: len(plan.visit.patient.visits) for plan in plans}
        self.patient, self.name = plans[0].visit.patient_id, plans[0].visit.patient.name.split()[-1]
        self.chart = plans[0].visit.patient.chart_number
        self.intakes = {plan.visit_id: Intake.of(plan.visit).id for plan in plans}  # type: ignore[union-attr]
        known = load()
        every = ask(sa.select(Intake).where(Intake.sent_at.is_(None)).order_by(Intake.id))
        told = next(one for one in every if not urgent(Answers.of(case(one)), known))
        self.told, self.told_at = told.id, told.visit_id
        self.pain = next(f"{foot.side}-nprs_now" for foot in told.feet if foot.sym_zone)
        paper = ask(sa.select(Handout).order_by(Handout.id).limit(1)).one()
        self.paper = f"/handouts/{paper.version_id}"
        self.pdf = f"{self.paper}/{paper.language}.pdf?paper={paper.paper}&size={paper.size}"
        self.signed = ask(sa.select(Handout.version_id).order_by(Handout.id.desc()).limit(1)).one()
        self.signed_at = ask(sa.select(PlanVersion.visit_id).where(PlanVersion.id == self.signed)).one()
        self.ticked = ask(sa.select(LogEntry.version_id).order_by(LogEntry.id).limit(1)).one()
        self.users = {user.username: user.id for user in User.everyone()}
        db.session.rollback()


def signable(by: Browser, plans: list[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    """The plans that are ready to be signed, and the rest."""
    fine: list[Any] = []
    rest: list[Any] = []
    for plan_id, visit_id in plans:
        page = by.ask(f"/plans/{plan_id}").text
        (rest if "app-dot is-red" in page else fine).append((plan_id, visit_id))
    return fine, rest


def form(page: Any, css: str) -> dict[str, Any]:
    """What a browser would send for a form of a page."""
    found = BeautifulSoup(page.text, "html.parser").select_one(css)
    assert found is not None, css
    return fields(found)


class Builder:
    """The edits of one plan: each takes the page as it stands, changes one thing, and lands on the page again."""

    def __init__(self, who: Browser, plan_id: Any) -> None:
        self.who, self.path = who, f"/plans/{plan_id}"
        self.data: dict[str, Any] = {}
        self.line = self.out = ""

    def open(self, n: int) -> None:
        """Read the form; choose a line."""
        page = self.who.ask(self.path)
        self.data = form(page, "form#plan")
        soup = BeautifulSoup(page.text, "html.parser")
        lines = [str(tag["id"]).removeprefix("line-") for tag in soup.select("article.app-ex")]
        self.line = lines[1 if len(lines) > 1 else 0]
        gone = re.findall(r'value="back:(\w+)"', page.text)
        self.out = gone[0] if gone else ""

    def whole(self, n: int) -> None:
        """The same, with nothing removed."""
        self.open(n)
        if self.out:
            self.press(f"back:{self.out}")
            self.whole(n)

    def lacking(self, n: int) -> None:
        """The same, with a line removed."""
        self.open(n)
        if not self.out:
            self.press(f"remove:{self.line}")
            self.lacking(n)

    def press(self, what: str, **changes: Any) -> None:
        """Press a button, with something typed before."""
        self.who.send(self.path, in_place=True, **{**self.data, **changes, "do": what})


def turns(app: Flask, day: "Day") -> tuple[list[Turn], dict[str, tuple[str, str]]]:
    """All that is measured, in the order of a day; and of the pages who asks for what."""

    def staff(name: str) -> Browser:
        return Browser(app, user_id=day.users[name])

    desk, admin, pt = staff("desk"), staff("admin"), staff("pt1")
    fine, rest = signable(pt, day.plans)
    plan_id, visit_id = fine.pop()
    _plan, examined = (rest or fine).pop()  # what is found there may lock its plan
    builder = Builder(pt, plan_id)
    visit, number = f"/visits/{visit_id}", itertools.count(700_000)
    assert len(fine) > 2, "Too few plans that can be signed."
    found: list[Turn] = []
    paths: dict[str, tuple[str, str]] = {}

    def page(words: str, who: Browser, path: str) -> None:
        found.append(Turn(words, who, lambda _n: who.ask(path)))
        paths[words] = who.sid, path

    def edit(words: str, act: Callable[[int], Any], who: Browser = pt, **more: Any) -> None:
        found.append(Turn(words, who, act, **more))

    page("today's list", desk, "/")
    page("today's list, its table alone", desk, "/board")
    found[-1].before = lambda n: n or desk.ask("/")
    page("find: the empty page", desk, "/patients")
    edit("find by name", lambda _n: desk.send("/patients", term=day.name), desk)
    edit("find by chart number", lambda _n: desk.send("/patients", term=day.chart), desk)
    page("register: the empty page", desk, "/patients/new")
    edit("register", lambda _n: desk.send("/patients/new", **newcomer(next(number))), desk)
    page("one person", desk, f"/patients/{day.patient}")
    page("book a visit", desk, f"/patients/{day.patient}/visits/new")
    page("start an intake", desk, f"/visits/{day.told_at}/intake")
    page(f"visit, with {day.rich[visit_id] - 1} before it", pt, visit)
    exam = Exam(pt, f"/visits/{examined}")
    edit(f"a finding, each of {len(exam.tests)}", exam.save, before=exam.open, times=len(exam.tests))
    edit("undo a finding", lambda _n: pt.send(f"{exam.visit}/findings/undo"))
    edit("working impression", lambda n: pt.send(f"{exam.visit}/impression", in_place=True, impression=f"Said {n}"))
    flag = flag_form(pt, fine + rest)
    if flag:
        edit("answer a flag", lambda n: pt.send(flag[0], in_place=True, **{**flag[1], "reason": f"Seen, {n}."}))
    page("every answer", pt, f"/intakes/{day.intakes[visit_id]}/answers")
    page("chart note", pt, f"{visit}/note")
    page("scores", pt, f"{visit}/scores")
    edit("scores, saved", lambda n: pt.send(f"{visit}/scores", lefs=str(30 + n % 40)))
    page("how it went", desk, f"{visit}/how-it-went")
    page("plan", pt, f"/plans/{plan_id}")
    edit("plan: a dose", lambda n: builder.press("save", **{f"{builder.line}-reps": 8 + n % 5}), before=builder.open)
    edit("plan: remove a line", lambda _n: builder.press(f"remove:{builder.line}"), before=builder.whole)
    edit("plan: accept it again", lambda _n: builder.press(f"back:{builder.out}"), before=builder.lacking)
    edit("plan: move up", lambda _n: builder.press(f"up:{builder.line}"), before=builder.open)
    edit(
        "plan: easier, harder",
        lambda n: builder.press(f"{('easier', 'harder')[n % 2]}:{builder.line}"),
        before=builder.open,
    )
    edit("plan: note", lambda n: builder.press("save", note_en=f"Go slowly, {n}."), before=builder.open)
    edit("plan: goal and next visit", lambda n: builder.press("save", goal_aim=n % 11), before=builder.open)
    edit("plan: accept all", lambda _n: builder.press("accept-all"), before=builder.open)
    edit("plan: undo", lambda _n: builder.press("undo"), before=builder.open)
    edit("plan: how hard a note reads", lambda n: pt.send("/plans/note-grade", note_en=f"Walk {n} minutes each day."))
    page("library beside the plan", pt, f"/plans/{plan_id}/library")
    page("library beside the plan, searched", pt, f"/plans/{plan_id}/library?q=stretch")
    chosen: dict[str, Any] = {}
    edit(
        "plan: add from the library",
        lambda _n: pt.send(f"/plans/{plan_id}/lines", in_place=True, **chosen),
        before=lambda _n: book(pt, plan_id, chosen),
        times=9,
    )
    page("usual plans", pt, f"/plans/{plan_id}/usual")
    ready = itertools.cycle(fine)
    draft: dict[str, Any] = {}
    edit(
        "sign, and the paper's page",
        lambda _n: pt.send(draft.pop("path") + "/sign", **(draft.pop("data") | {"untested_reason": "Measured only"})),
        before=lambda _n: draft.update(to_sign(pt, next(ready)[0])),
    )
    page("handout", desk, day.paper)
    page("print a stored handout", desk, day.pdf)
    page("plan history, with its differences", pt, f"/visits/{day.signed_at}/plan-history")
    page("plan history of today", pt, f"{visit}/plan-history")
    page("tick sheet: type a code", desk, "/tick-sheets")
    page("tick sheet", desk, f"/tick-sheets/{day.ticked}")
    sheet: dict[str, Any] = {}
    edit(
        "tick sheet, a box",
        lambda _n: desk.send(f"/tick-sheets/{day.ticked}", **sheet),
        desk,
        before=lambda n: tick(desk, day.ticked, sheet, n),
    )
    page("clinical library", pt, "/library")
    page("fairness", pt, "/fairness")
    page("log", admin, "/log")
    page("log, older", admin, "/log?before=500")
    page("log, one kind of act", admin, "/log?action=plan:signed")
    page("users", admin, "/users")
    page("settings", admin, "/settings")
    tablet = Browser(app, kind=sessions.Kind.TABLET, intake_id=day.told, idle_seconds=180)
    page("tablet: a screen", tablet, "/kiosk/safety")
    page("tablet: the review", tablet, "/kiosk/review")
    edit(
        "tablet: an answer kept",
        lambda n: tablet.ask(
            "/kiosk/answer",
            json={"field": day.pain, "value": n % 2},
            headers={"X-CSRFToken": tablet.token},
        ),
        tablet,
        before=lambda _n: tablet.token or tablet.ask("/kiosk/safety"),
    )
    return found, paths


def newcomer(number: int) -> dict[str, str]:
    """Somebody nobody knows yet."""
    return {"name": f"Testa Newcomer{number}", "born_on": "03/14/1974", "chart_number": str(number), "language": "en"}


def exam_values() -> dict[str, tuple[str, str]]:
    """Every test of the exam by its control, with two values to change between."""
    found = {}
    for feet, tests in ((("l", "r"), items.FOOT_TESTS), (("p",), items.PERSON_TESTS)):
        for test in tests:
            if test.is_number:
                values = [f"{test.low:g}", f"{test.low + test.step:g}"]
            elif test.kind == "date":
                values = ["2026-11-01", "2026-11-02"]
            else:
                values = [value for value, _words in test.options] or ["As told.", "As told today."]
            found |= {f"{foot}-{test.field}": (values[0], values[-1]) for foot in feet}
    return found


class Exam:
    """Findings of one visit, one control changed at a time, each test in its turn."""

    def __init__(self, who: Browser, visit: str) -> None:
        self.who, self.visit = who, visit
        self.tests = list(exam_values().items())
        self.sent: dict[str, str] = {}

    def open(self, n: int) -> None:
        """Read what the page shows, and choose what to change."""
        key, values = self.tests[n % len(self.tests)]
        page = BeautifulSoup(self.who.ask(self.visit).text, "html.parser").select_one("#exam-was input")
        assert page is not None
        stands = json.loads(str(page["value"])).get(key, "")
        self.sent = {"was": json.dumps({key: stands}), key: values[0] if stands != values[0] else values[1]}

    def save(self, _n: int) -> None:
        """Send it, and take the page that says what follows."""
        self.who.send(f"{self.visit}/findings", in_place=True, **self.sent)


def flag_form(who: Browser, plans: list[tuple[Any, Any]]) -> tuple[str, dict[str, Any]] | None:
    """A flag of somebody today, as its form is filled in."""
    for _plan, visit_id in plans:
        page = who.ask(f"/visits/{visit_id}")
        tag = BeautifulSoup(page.text, "html.parser").select_one("section.app-flag input[name=flag]")
        if tag is not None:
            owner = tag.find_parent("form")
            assert owner is not None
            rulings = [str(one["value"]) for one in owner.select("input[name=ruling]")]
            return str(owner["action"]), {**fields(owner), "ruling": "refer" if "refer" in rulings else rulings[0]}
    return None


def book(who: Browser, plan_id: Any, sent: dict[str, Any]) -> None:
    """The form of an exercise that is not in the plan."""
    page = BeautifulSoup(who.ask(f"/plans/{plan_id}/library").text, "html.parser")
    forms = [one for one in page.select("#books form") if not one.select_one("[name=reason]")]
    forms = forms or page.select("#books form")
    sent.clear()
    sent.update({"reason": "Asked for it."} | {name: value for name, value in fields(forms[0]).items() if value})


def to_sign(who: Browser, plan_id: Any) -> dict[str, Any]:
    """The page with the button, read."""
    page = who.ask(f"/plans/{plan_id}")
    return {"path": f"/plans/{plan_id}", "data": form(page, "form#plan")}


def tick(who: Browser, version_id: Any, sheet: dict[str, Any], n: int) -> None:
    """Change one box of a sheet."""
    sheet.clear()
    sheet.update(form(who.ask(f"/tick-sheets/{version_id}"), "main form"))
    box = next(key for key in sheet if re.fullmatch(r"\w+-1", key))
    sheet[box] = str(n % 2)

"""Pages and edits ask the database a fixed number of questions, however many people and however long the history."""

import datetime as dt
import json
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from clinic.interview.models import Intake
from clinic.patients.models import Patient
from tests import factories
from tests.browsers import tablet
from tests.house import whole
from tests.plan.pressing import open_plan, press, sent, sign
from tests.plan.visits import case, visit_of

MOST = {
    "setting_up.step": 4,
    "setting_up.overview": 4,
    "kiosk.wait_for_guardian": 3,
    "accounts.here": 2,
    "help.show": 3,
    "accounts.add_user": 3,
    "accounts.edit_user": 3,
    "accounts.password": 4,
    "accounts.set_up": 4,
    "accounts.sign_in": 2,
    "accounts.users": 5,
    "audit.check": 6,
    "audit.log": 13,
    "desk.ask_to_take_back": 9,
    "curation.fairness": 3,
    "chart.intake_file": 14,
    "desk.live_board": 13,
    "chart.note": 22,
    "chart.note_file": 21,
    "letters.referral": 20,
    "desk.today": 17,
    "chart.visit": 33,  # and who else recorded what, and where its saves stand
    "handout.calendar": 7,
    "handout.plain": 7,
    "handout.show": 9,
    "handout.take_home": 6,
    "desk.answers": 12,
    "desk.assist": 9,
    "desk.start": 11,  # and whether the visit may be taken back
    "desk.step": 13,
    "kiosk.confirm": 3,
    "kiosk.done": 4,
    "kiosk.join": 3,
    "kiosk.mismatch": 3,
    "kiosk.resume": 8,
    "kiosk.state": 8,
    "kiosk.step": 9,
    "kiosk.stopped": 3,
    "kiosk.taken": 3,
    "curation.entry": 4,
    "curation.library": 4,
    "patients.book": 10,
    "patients.correct": 8,
    "patients.find": 3,
    "patients.move": 12,
    "patients.register": 6,
    "patients.show": 10,
    "patients.walk_in": 3,
    "plan.build": 30,
    "plan.history": 14,
    "followup.how_it_went": 8,  # and where its saves stand
    "plan.library": 18,
    "followup.log": 3,
    "followup.log_sheet": 9,
    "followup.scores": 16,  # and where its saves stand
    "plan.templates": 19,
    "practice.settings": 3,
}
"""Questions a page may ask, the session's own included. More needs a reason, and this line."""

EDITS = {
    "a dose": 19,
    "a finding": 13,
    "a line: bring back": 19,
    "a line: move": 19,
    "a line: remove": 19,
    "a line: undo": 19,
    "a score": 14,  # its lock, its number, and what somebody else wrote meanwhile
    "an answer to a flag": 16,  # and what somebody else ruled meanwhile
    "the impression": 12,
    "the note": 18,
    "undo of a finding": 13,  # and whose the last one was
}
"""And an edit, without the page that it leads to."""

PAPERS = {"chart.intake_pdf", "letters.referral_pdf", "handout.pdf", "handout.preview"}
"""Laid out by the printing process; what they ask is asked by the pages as well."""

ENDS = {"kiosk.lock"}
"""Lets go of the tablet."""


@pytest.fixture
def queries():
    said = []

    def note(_connection, _cursor, statement, *_more):
        asks = statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))
        if asks and "pg_advisory" not in statement:  # the log's turn on PostgreSQL; SQLite has it from its BEGIN
            said.append(statement)

    event.listen(sa.engine.Engine, "before_cursor_execute", note)
    yield said
    event.remove(sa.engine.Engine, "before_cursor_execute", note)


def _before(browser, patient, *days):
    """Visits of last autumn, each with its plan signed."""
    for month, day in days:
        answers = case("V01")
        del answers["p"]["age"]
        old = visit_of(answers, patient=patient, starts_at=dt.datetime(2026, month, day, 15, 0, tzinfo=dt.UTC))
        sign(browser, press(browser, open_plan(browser, old), "accept-all"))


def _pages(app, house, browser, on_tablet, queries):
    """How often each page asks; the second time, for the first may have something to note."""
    found = {}
    for endpoint, path in whole.places(app, house):
        if endpoint in PAPERS | ENDS:
            continue
        who = on_tablet if endpoint.startswith("kiosk.") else browser
        who.get(path, check=False)
        queries.clear()
        who.get(path, check=False)
        found[endpoint] = max(len(queries), found.get(endpoint, 0))
    return found


def _edits(house, browser, queries, value):
    """How often each edit asks, without the page that it leads to."""
    found = {}

    def edit(name, path, data):
        browser.csrf()
        queries.clear()
        assert browser.send(path, data).status_code == 303, name
        found[name] = len(queries)

    visit, plan = f"/visits/{house.visit_id}", f"/plans/{house.plan_id}"
    stands = json.loads(browser.get(visit).one("#exam-was input")["value"])["r-exam_hr_reps"]
    edit("a finding", f"{visit}/findings", {"was": json.dumps({"r-exam_hr_reps": stands}), "r-exam_hr_reps": value})
    edit("undo of a finding", f"{visit}/findings/undo", {})
    edit("the impression", f"{visit}/impression", {"impression": f"Impression {value}"})
    answer = {"foot": "r", "flag": "RF23", "ruling": "refer", "reason": f"Reason {value}"}
    edit("an answer to a flag", f"{visit}/flags", answer)
    edit("a score", f"{visit}/scores", {"lefs": value})
    page = browser.get(plan)
    first = page.all("article.app-ex")[0]["id"].removeprefix("line-")
    edit("a dose", plan, {**sent(page, **{f"{first}__reps": value}), "do": "save"})
    for name, what in (("remove", "remove"), ("bring back", "back"), ("move", "down"), ("undo", "undo")):
        target = what if what == "undo" else f"{what}:{first}"
        edit(f"a line: {name}", plan, {**sent(browser.get(plan)), "do": target})
    edit("the note", plan, {**sent(browser.get(plan), note_en=f"Note {value}"), "do": "save"})
    return found


def test_no_page_and_no_edit_asks_more_where_there_is_more(app, sign_in_as, db, clock, queries):
    by = whole.everybody()
    browser = sign_in_as(by)
    house = whole.make(by)
    patient = db.session.get(Patient, house.patient_id)
    _before(browser, patient, (11, 3))
    on_tablet = tablet(app, db.session.get(Intake, house.intake_id), clock)
    browser.get("/")  # opens the day, so that its table may be asked for alone
    few = _counts(app, house, browser, on_tablet, queries, 11)
    _before(browser, patient, (9, 1), (9, 15), (10, 6))
    for _ in range(3):
        whole.make(by, name=f"Testa Other{uuid.uuid4().hex[:4]}")
        factories.UserFactory()
    many = _counts(app, house, browser, on_tablet, queries, 12)
    assert {name: (few[name], count) for name, count in many.items() if count > few[name]} == {}
    allowed = MOST | EDITS
    assert {name: count for name, count in many.items() if count > allowed.get(name, 0)} == {}


def _counts(app, house, browser, on_tablet, queries, value):
    pages = _pages(app, house, browser, on_tablet, queries)
    return pages | _edits(house, browser, queries, value)

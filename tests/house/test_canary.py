"""A patient whose every word is a marker: who sees it leaves a trace, who may not see it gets none, no log holds it."""

import base64
import io
import logging
import re

import pytest
import sqlalchemy as sa

from clinic.audit.models import AuditEvent
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.plan.models import Plan
from clinic.signed.models import PlanVersion
from clinic.web import JSONLines
from tests.browsers import tablet
from tests.factories import UserFactory
from tests.house import whole
from tests.house.doors import DOORS, WHO
from tests.house.whole import MARK
from tests.interview.tablets import FIRST_VISIT, fill_in
from tests.plan.pressing import open_plan, press, sent, sign


def _rows_since(number):
    return list(database.session.scalars(sa.select(AuditEvent).where(AuditEvent.number > number)))


def _newest():
    return database.session.scalar(sa.select(sa.func.max(AuditEvent.number))) or 0


# Pages that list several people: the row says who looked and how; each person's own page names the person.
LISTS = {"desk.today": "today:viewed", "patients.find": "patients:searched", "audit.log": "log:viewed"}


def test_every_page_that_shows_a_patient_leaves_a_row_that_names_user_patient_and_action(app, sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    silent, seen = [], 0
    for endpoint, path in whole.places(app, record):
        if endpoint.startswith("kiosk.") or path.endswith(".pdf"):
            continue
        before = _newest()
        page = browser.get(path, check=False)
        assert page.status_code < 500, path
        if MARK not in page.get_data(as_text=True):
            continue
        seen += 1
        rows = [row for row in _rows_since(before) if row.actor_id == me.id and row.action]
        named = [row for row in rows if row.patient_id == record.patient_id]
        if endpoint in LISTS:
            named = [row for row in rows if row.action == LISTS[endpoint]]
        if not named and endpoint != "desk.live_board":
            silent.append(f"{endpoint} {path}")
    assert silent == []
    assert seen > 30


def test_every_paper_leaves_a_row_that_names_user_and_patient(sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    for path in (
        f"/handouts/{record.version_id}/en.pdf",
        f"/plans/{record.plan_id}/preview/en.pdf",
        f"/visits/{record.visit_id}/referral.pdf",
    ):
        before = _newest()
        assert browser.get(path).data.startswith(b"%PDF"), path
        rows = _rows_since(before)
        assert any(row.actor_id == me.id and row.patient_id == record.patient_id for row in rows), path


def test_a_search_that_finds_somebody_leaves_a_row_without_the_words_searched_for(sign_in_as, house):
    me, _record = house
    browser = sign_in_as(me)
    before = _newest()
    assert MARK in browser.send("/patients", {"term": MARK}).says
    (row,) = _rows_since(before)
    assert (row.actor_id, row.action, row.detail) == (me.id, "patients:searched", {"hits": 1})


def test_the_live_list_shows_no_day_that_was_not_opened_with_a_trace(sign_in_as, house):
    me, _record = house
    browser = sign_in_as(me)
    assert MARK not in browser.get("/board", headers={"HX-Request": "true"}).text
    before = _newest()
    assert MARK in browser.get("/").text
    assert [row.action for row in _rows_since(before)] == ["today:viewed"]
    assert MARK in browser.get("/board", headers={"HX-Request": "true"}).text
    browser.get("/?day=2026-11-23")
    assert MARK not in browser.get("/board?day=2026-11-23", headers={"HX-Request": "true"}).text
    assert MARK in browser.get("/board?day=2026-11-24", headers={"HX-Request": "true"}).text


def test_refusals_that_show_a_form_again_leave_a_row_too(sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    silent = []
    for path in (
        f"/patients/{record.patient_id}/correct",
        f"/patients/{record.patient_id}/visits/new",
        f"/visits/{record.visit_id}/move",
        f"/visits/{record.visit_id}/referral",
        f"/plans/{record.plan_id}/usual",
        f"/plans/{record.plan_id}/sign",
    ):
        before = _newest()
        page = browser.send(path, {"name": "", "visit_on": "x"}, check=False)
        if MARK in page.text and not [row for row in _rows_since(before) if row.patient_id == record.patient_id]:
            silent.append(f"{path} {page.status_code}")
    assert silent == []


def _visitors(app, sign_in_as, record, clock):
    """Somebody of each kind, under the name that the list of doors has for them."""
    yield "stranger", app.test_client()
    yield "tablet", tablet(app, database.session.get(Intake, record.intake_id), clock)
    for role in ("front_desk", "clinician", "admin"):
        yield role, sign_in_as(UserFactory(roles=[role]))
    roles = ["front_desk", "clinician", "admin"]
    yield "disabled", sign_in_as(UserFactory(roles=roles, is_lead=True, disabled_at=clock()))


def test_no_refusal_carries_anything_of_the_patient(app, sign_in_as, house, clock):
    _me, record = house
    leaks, cells = [], 0
    for who, browser in _visitors(app, sign_in_as, record, clock):
        for method in ("GET", "POST"):
            for endpoint, path in whole.places(app, record, method):
                if who in WHO[DOORS[endpoint]] and who != "disabled":
                    continue
                if endpoint == "desk.step" and not path.endswith("/goals"):
                    continue
                data = {"csrf_token": browser.csrf()} if method == "POST" else None
                page = browser.open(path, method=method, data=data, check=False)
                cells += 1
                said = page.get_data() + str(page.headers).encode()
                if MARK.encode() in said or (page.status_code == 200 and endpoint not in OPEN):
                    leaks.append(f"{who} {method} {path}: {page.status_code}")
    assert leaks == []
    assert cells > 150


OPEN = {"accounts.sign_in", "accounts.set_up", "kiosk.join", "kiosk.done", "kiosk.resume", "kiosk.lock", "kiosk.send"}


def test_the_address_of_a_paper_just_printed_is_worth_nothing_to_a_stranger(app, sign_in_as, house):
    me, record = house
    path = f"/handouts/{record.version_id}/en.pdf"
    assert sign_in_as(me).get(path).data.startswith(b"%PDF")
    for other in (app.test_client(), sign_in_as("admin")):
        page = other.get(path)
        assert page.status_code in (303, 403) and b"%PDF" not in page.data
    assert app.test_client().get(path).headers["Location"] == "/sign-in"


@pytest.fixture
def logged():
    """Everything any logger of this process says, as the server would write it, and as plain text."""
    out = io.StringIO()
    ours, plain = logging.StreamHandler(out), logging.StreamHandler(out)
    ours.setFormatter(JSONLines())
    root, footing = logging.getLogger(), logging.getLogger("footing")
    levels = root.level, footing.level
    for logger, handler in ((root, plain), (footing, ours), (footing, plain)):
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield out
    for logger, handler in ((root, plain), (footing, ours), (footing, plain)):
        logger.removeHandler(handler)
    root.setLevel(levels[0])
    footing.setLevel(levels[1])


class Watch:
    """A browser that keeps every address it asked for and every header it was given."""

    def __init__(self, browser):
        self.browser, self.addresses, self.headers = browser, [], []

    def __getattr__(self, name):
        return getattr(self.browser, name)

    def get(self, path, **more):
        return self._kept(path, self.browser.get(path, **more))

    def post(self, path, **more):
        return self._kept(path, self.browser.post(path, **more))

    def send(self, path, data=None, **more):
        return self._kept(path, self.browser.send(path, data, **more))

    def _kept(self, path, page):
        self.addresses.append(path)
        self.headers += [f"{name}: {value}" for name, value in page.headers.items()]
        for step in page.history:
            self.headers += [f"{name}: {value}" for name, value in step.headers.items()]
        return page


def test_a_whole_visit_leaves_nothing_of_the_patient_in_logs_addresses_cookies_or_file_names(
    app, sign_in_as, db, clock, logged
):
    desk = Watch(sign_in_as(UserFactory(roles=["front_desk"])))
    clinician = Watch(sign_in_as(UserFactory(roles=["clinician"])))
    person = {"name": f"{MARK} Person", "born_on": "03/14/1992", "chart_number": f"{MARK}-1"}
    desk.get("/")
    desk.send("/patients/new", {**person, "language": "en", "sex_birth": "male", "print_name": f"{MARK} called"})
    desk.send("/patients", {"term": MARK})
    patient = db.session.query(Patient).one()
    assert desk.send("/walk-in", person).status_code == 303
    visit = db.session.query(Visit).one()
    desk.get(f"/patients/{patient.id}")
    desk.send(f"/visits/{visit.id}/intake", {"language": "en"})
    hand = Watch(sign_in_as(UserFactory(roles=["front_desk"])))
    hand.send(f"/visits/{visit.id}/intake", {"language": "en", "go": "here"})
    hand.send("/kiosk/confirm", {"name": f"{MARK} Person", "born_on": "03/14/1992"})
    goals = {**FIRST_VISIT["goals"], "psfs_1": f"{MARK} psfs", "act_goal": f"{MARK} goal"}
    fill_in(hand, {**FIRST_VISIT, "goals": goals})
    token = hand.csrf()
    headers = {"X-CSRFToken": token}
    assert hand.post("/kiosk/answer", json={"field": "psfs_1", "value": f"{MARK} again"}, headers=headers).json["saved"]
    hand.post("/kiosk/answer", json={"field": MARK, "value": MARK, "seen": MARK}, headers=headers)
    assert hand.post("/kiosk/send", data=hand.get("/kiosk/review").form("/kiosk/send")).status_code == 303
    _treated(clinician, visit)
    version = db.session.query(PlanVersion).one()
    for path in (f"/handouts/{version.id}/en.pdf", f"/visits/{visit.id}/note.txt", f"/visits/{visit.id}/referral.pdf"):
        assert clinician.get(path).status_code == 200
    clinician.send(f"/plans/{db.session.query(Plan).one().id}/usual", {"name": f"{MARK} usual"})
    for browser in (desk, hand, clinician):
        assert MARK not in "\n".join(browser.addresses + browser.headers)
    stored = db.session.execute(sa.text("SELECT count(*) FROM patient WHERE name LIKE 'ZZCANARY%'")).scalar()
    assert stored == 1
    said = logged.getvalue()
    assert '"route": "/visits/<uuid:visit_id>"' in said and said.count("\n") > 80
    for spelled in (MARK, MARK.encode("utf-16-le").decode("latin-1"), base64.b64encode(MARK.encode()).decode()[:10]):
        assert spelled not in said
    assert "1992" not in said and not re.search(r"03/14", said)
    trail = db.session.scalars(sa.select(AuditEvent)).all()
    assert len(trail) > 40 and not [row for row in trail if MARK in repr(row.detail)]


def _treated(clinician, visit):
    """Findings, a flag's worth of words, the plan, the signature."""
    clinician.get(f"/visits/{visit.id}")
    found = {"was": '{"r-exam_skin": "", "r-exam_kw_cm": ""}', "r-exam_skin": "intact", "r-exam_kw_cm": "11"}
    clinician.send(f"/visits/{visit.id}/findings", found)
    clinician.send(f"/visits/{visit.id}/impression", {"impression": f"{MARK} impression"})
    clinician.send(f"/visits/{visit.id}/referral", {"addressee": f"{MARK} someone", "told_patient": f"{MARK} told"})
    page = press(clinician, open_plan(clinician, visit), "accept-all")
    page = press(clinician, page, goal=f"{MARK} goal", note_en=f"{MARK} note")
    for point in page.all("#sign a"):
        if point["href"].startswith(f"/visits/{visit.id}#r-"):
            field = point["href"].partition("#r-")[2]
            left_out = {"was": f'{{"r-{field}": ""}}', f"r-{field}": "not_tested", f"why-r-{field}": f"{MARK} why"}
            clinician.send(f"/visits/{visit.id}/findings", left_out)
    page = press(clinician, clinician.get(page.request.path), "accept-all")
    answer = sign(clinician, page, change_reason=f"{MARK} reason")
    assert answer.status_code == 303, (answer.says, sent(page))
    clinician.get(answer.location)

"""A form changes what it asks for and nothing else, whatever else is sent along, and takes each answer once."""

import datetime as dt
import json
import uuid

import pytest

from clinic.accounts.models import User
from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.plan.models import Plan
from clinic.practice.models import Practice
from clinic.signed.models import PlanVersion
from tests.browsers import tablet
from tests.factories import UserFactory, VisitFactory
from tests.house import whole
from tests.plan.pressing import open_plan, press, sent
from tests.plan.visits import case, visit_of

STRANGE = uuid.UUID("00000000-0000-4000-8000-00000000dead")


def every_column(*, other: uuid.UUID = STRANGE) -> dict[str, str]:
    """Every column of every table as somebody might send it along, with values nothing of ours would have."""
    found: dict[str, str] = {}
    for table in database.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type.python_type if hasattr(column.type, "python_type") else str
            found[column.name] = {
                uuid.UUID: str(other),
                int: "7",
                float: "7.5",
                bool: "y",
                dt.datetime: "1999-01-01T00:00:00",
                dt.date: "1999-01-01",
            }.get(kind, "stolen")
            found[f"{table.name}.{column.name}"] = found[f"{table.name}-{column.name}"] = found[column.name]
    return found | {"role": "admin", "roles[]": "admin", "is_admin": "y", "signed_by": str(other), "clinic_id": "2"}


def _row(model, key):
    row = database.session.get(model, key, populate_existing=True)
    found = {column.key: getattr(row, column.key) for column in model.__mapper__.column_attrs}
    database.session.commit()
    return found


def _moved(before, after, *, but=()):
    ours = {"updated_at", "version", "revision", *but}
    return sorted(name for name in before if before[name] != after[name] and name not in ours)


def _along(*declared):
    """Everything, less what the form asks for."""
    return {name: value for name, value in every_column().items() if name not in declared}


def _controls(page):
    """The names of everything that can be filled in or pressed on a page."""
    return {control["name"] for control in page.all("[name]")}


def test_there_is_a_column_of_every_table_in_what_is_sent_along(db):
    sent_along = every_column()
    assert {"signed_by_id", "patient_id", "number", "roles", "password_hash", "content_sha256", "visit_id"} <= set(
        sent_along
    )
    assert len(sent_along) > 400


def test_registering_and_correcting_a_person(sign_in_as, db):
    browser = sign_in_as("front_desk")
    person = {"name": "Testa Form", "born_on": "03/14/1974", "chart_number": "F-1", "language": "en"}
    asked = (*person, "print_name", "sex_birth", "wants_interpreter", "wants_large_print", "clinician_id")
    assert browser.send("/patients/new", {**_along(*asked), **person}).status_code == 303
    patient = db.session.query(Patient).one()
    assert patient.id != STRANGE and (patient.paper, patient.handout_language, patient.prints_mono) == (
        None,
        None,
        False,
    )
    assert patient.name_sort == "testa form" and patient.created_at.year != 1999
    before = _row(Patient, patient.id)
    assert browser.send(f"/patients/{before['id']}/correct", {**_along(*asked), **person}).status_code == 303
    assert _moved(before, _row(Patient, before["id"])) == []


def test_booking_and_moving_a_visit(sign_in_as, db):
    visit = VisitFactory()
    browser = sign_in_as("front_desk")
    when = {"visit_on": "11/30/2026", "visit_time": "9:30 AM", "clinician_id": str(visit.clinician_id)}
    before = _row(Visit, visit.id)
    assert browser.send(f"/visits/{visit.id}/move", {**_along(*when), **when}).status_code == 303
    assert _moved(before, _row(Visit, before["id"])) == ["starts_at"]
    path = f"/patients/{before['patient_id']}/visits/new"
    assert browser.send(path, {**_along(*when), **when, "visit_time": "11:30 AM"}).status_code == 303
    made = db.session.query(Visit).filter(Visit.id != before["id"]).one()
    assert made.patient_id == before["patient_id"] and made.id != STRANGE and made.next_visit_at is None


def test_a_visit_is_given_to_nobody_but_a_clinician_at_work(sign_in_as, db):
    visit = VisitFactory()
    desk, gone = UserFactory(roles=["front_desk"]), UserFactory(roles=["clinician"], disabled_at=visit.starts_at)
    browser = sign_in_as("front_desk")
    for who in (desk.id, gone.id, STRANGE, "1"):
        when = {"visit_on": "11/30/2026", "visit_time": "9:30 AM", "clinician_id": str(who)}
        assert browser.send(f"/visits/{visit.id}/move", when).errors()


def test_ones_own_password_changes_nothing_else_of_oneself(sign_in_as, db):
    browser = sign_in_as("front_desk")
    before = _row(User, browser.user.id)
    new = {"password": "orbit lantern mosaic thirteen"}
    assert browser.send("/password", {**_along("password", "username"), **new, "roles": "admin"}).status_code == 303
    assert _moved(before, _row(User, before["id"])) == ["password_hash"]


def test_an_account_takes_only_what_the_administrator_was_asked(sign_in_as, db):
    browser, other = sign_in_as("admin"), UserFactory(roles=["front_desk"], password_hash="x")
    asked = {"name": other.name, "username": other.username, "roles": "front_desk", "credentials": other.credentials}
    before = _row(User, other.id)
    path = f"/users/{before['id']}"
    assert browser.send(path, {**_along(*asked, "is_lead"), **asked, "is_lead": ""}).status_code == 303
    assert _moved(before, _row(User, before["id"]), but=("initials",)) == []
    made = {**asked, "username": "made.up", "name": "Made Up"}
    assert browser.send("/users/new", {**_along(*asked, "is_lead"), **made}).status_code == 200
    new = User.named("made.up")
    assert new.password_hash is None and new.roles == ["front_desk"] and not new.is_lead and new.id != STRANGE


def test_a_role_that_does_not_exist_is_refused(sign_in_as, db):
    other = UserFactory(roles=["front_desk"])
    asked = {"name": other.name, "username": other.username, "roles": ["front_desk", "root"]}
    assert sign_in_as("admin").send(f"/users/{other.id}", asked).errors()
    assert _row(User, other.id)["roles"] == ["front_desk"]


def test_the_practice_takes_only_what_its_form_asks(sign_in_as, db):
    browser = sign_in_as("admin")
    form = browser.get("/settings").form("/settings")
    before = _row(Practice, 1)
    along = _along(*form, "removes_logo", "allows_unreviewed_translation")
    assert browser.send("/settings", {**along, **form, "allows_unreviewed_translation": "y"}).status_code == 303
    assert _moved(before, _row(Practice, 1)) == []


def test_every_screen_of_the_interview(app, house, clock):
    _me, record = house
    browser = tablet(app, database.session.get(Intake, record.intake_id), clock)
    before = whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
    before["intake"] = [_row(Intake, record.sent_id), _row(Intake, record.intake_id)]
    for slug in record.slugs[:-1]:
        shown = browser.get(f"/kiosk/{slug}")
        form = shown.form(f"/kiosk/{slug}")
        along = _along(*_controls(shown))
        page = browser.post(f"/kiosk/{slug}", data={**along, **form, "go": "on"})
        assert page.status_code == 303, (slug, page.errors())
    after = whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
    mine = _row(Intake, record.intake_id)
    assert _row(Intake, record.sent_id) == before["intake"][0]
    assert _moved(before["intake"][1], mine, but=("step", "last_answer_at")) == []
    before.pop("intake"), after.pop("intake")
    assert whole.differences(before, after) == []


def test_one_answer_of_the_tablet_names_a_question_or_nothing(app, house, clock):
    _me, record = house
    browser = tablet(app, database.session.get(Intake, record.intake_id), clock)
    headers = {"X-CSRFToken": browser.csrf()}
    before = _row(Intake, record.intake_id)
    asked = {"sent_at", "confirmed_at", "urgent_at", "visit_id", "send_key", "steps_done", "version", "language", "id"}
    columns = [name for name in every_column() if "." not in name and "-" not in name]
    for field in {*columns[::5], *asked}:
        page = browser.post("/kiosk/answer", json={"field": field, "value": None}, headers=headers)
        assert page.status_code in (200, 404, 422), field
        if page.status_code == 200:
            assert field not in asked
    assert _moved({name: before[name] for name in asked}, _row(Intake, record.intake_id)) == []


def test_sending_sends_and_nothing_else(app, house, clock):
    _me, record = house
    browser = tablet(app, database.session.get(Intake, record.intake_id), clock)
    form = browser.get("/kiosk/review").form("/kiosk/send")
    before = _row(Intake, record.intake_id)
    assert browser.post("/kiosk/send", data={**_along("send_key"), **form}).headers["Location"] == "/kiosk/done"
    after = _row(Intake, record.intake_id)
    assert _moved(before, after, but=("help_at",)) == ["send_key", "sent_at"] and after["sent_at"] == clock()


def test_findings_impressions_flags_and_referrals(sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    visit = f"/visits/{record.visit_id}"
    posts = {
        f"{visit}/impression": {"impression": "Sore joint"},
        f"{visit}/flags": {"foot": "r", "flag": "RF23", "ruling": "refer", "reason": "To be seen"},
        f"{visit}/asked-again": {"field": "rf_joints", "finding": "Knees, years ago"},
        f"{visit}/referral": {"addressee": "The surgeon", "told_patient": "Go today"},
        f"{visit}/findings": {"was": '{"r-exam_kw_cm": "11"}', "r-exam_kw_cm": "10"},
    }
    for path, form in posts.items():
        before = whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
        page = browser.send(path, {**_along(*form, "seen_by", "seen_on", "result", "was"), **form})
        assert page.status_code == 303, (path, page.says)
        after = whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
        moved = whole.differences(before, after)
        allowed = {"exam_findings", "foot_findings", "flag_answer", "re_asked", "referral"}
        assert moved and set(moved) <= allowed, (path, moved)
        for name in moved:
            said = repr([row for row in after[name] if row not in before[name]])
            assert "stolen" not in said and str(STRANGE) not in said and "1999" not in said, (path, name, said)


def test_the_plan_and_its_signature(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    form = {**sent(page), "was": page.one('form#plan input[name="was"]')["value"]}
    plan = Plan.of(visit)
    before, items = _row(Plan, plan.id), [(item.id, item.code, item.state, item.position) for item in plan.items]
    along = _along(*form, *_controls(page), *json.loads(form["was"]), "do", "seen", "change_reason", "untested_reason")
    answer = browser.send(f"/plans/{before['id']}", {**along, **form, "do": "save"})
    assert answer.status_code == 303, answer.says
    assert _moved(before, _row(Plan, before["id"])) == []
    assert [(item.id, item.code, item.state, item.position) for item in Plan.of(visit).items] == items
    page = browser.get(f"/plans/{before['id']}")
    button, seen = page.one("#sign-button")["formaction"], page.one('#sign input[name="seen"]')["value"]
    assert browser.send(button, {**along, **sent(page), "seen": seen}).status_code == 303
    version = db.session.query(PlanVersion).one()
    assert (version.number, version.signed_by_id, version.visit_id) == (1, browser.user.id, visit.id)
    assert version.content_sha256 == seen and version.log_code != "stolen" and version.signed_at.year == 2026
    assert str(STRANGE) not in repr(version.content) and version.unapproved != "stolen"


def test_a_plan_cannot_be_signed_in_the_name_of_another(sign_in_as, db):
    visit, other = visit_of(case("V01")), UserFactory(name="Somebody Else")
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    forged = {"signed_by_id": str(other.id), "signed_by": str(other.id), "clinician_id": str(other.id), "number": "9"}
    assert browser.send(page.one("#sign-button")["formaction"], {**sent(page), **forged}).status_code == 303
    version = db.session.query(PlanVersion).one()
    assert version.signed_by_id == browser.user.id and version.number == 1
    assert "Somebody Else" not in repr(version.content)


# Each form's scalar fields, given twice: the second value never quietly wins or loses.
TWICE = [
    ("/patients/new", "name"),
    ("/patients/new", "chart_number"),
    ("/walk-in", "born_on"),
    ("/patients", "term"),
    ("/users/new", "username"),
    ("/settings", "phone"),
    ("/visits/{visit}/move", "clinician_id"),
    ("/visits/{visit}/impression", "impression"),
    ("/visits/{visit}/flags", "ruling"),
    ("/visits/{visit}/flags", "reason"),
    ("/visits/{visit}/asked-again", "finding"),
    ("/visits/{visit}/referral", "addressee"),
    ("/visits/{visit}/findings", "r-exam_skin"),
    ("/plans/{plan}", "goal"),
    ("/plans/{plan}/usual", "name"),
    ("/plans/{plan}/lines", "code"),
]
ASKED = {
    "/patients/new": {"name": "Testa", "born_on": "03/14/1974", "chart_number": "T-2", "language": "en"},
    "/walk-in": {"name": "Testa", "born_on": "03/14/1974", "chart_number": "T-2"},
    "/patients": {"term": "Testa"},
    "/users/new": {"name": "Testa", "username": "testa.two", "roles": "front_desk"},
    "/visits/{visit}/move": {"visit_on": "11/30/2026", "visit_time": "9:30 AM", "clinician_id": "{me}"},
    "/visits/{visit}/impression": {"impression": "Sore"},
    "/visits/{visit}/flags": {"foot": "r", "flag": "RF23", "ruling": "refer", "reason": "Seen"},
    "/visits/{visit}/asked-again": {"field": "rf_joints", "finding": "No"},
    "/visits/{visit}/referral": {"addressee": "Clinic", "told_patient": "Go"},
    "/visits/{visit}/findings": {"was": '{"r-exam_skin": "intact"}', "r-exam_skin": "tinea"},
    "/plans/{plan}": {"revision": "{revision}", "was": '{"goal": "x"}', "goal": "Walk", "do": "save"},
    "/plans/{plan}/usual": {"name": "Usual two"},
    "/plans/{plan}/lines": {"revision": "{revision}", "part": "footwear", "code": "FW01"},
}


@pytest.mark.parametrize(("pattern", "field"), TWICE, ids=[f"{path} {field}" for path, field in TWICE])
def test_an_answer_that_comes_twice_is_refused(sign_in_as, house, pattern, field):
    me, record = house
    browser = sign_in_as(me)
    revision = str(database.session.get(Plan, record.plan_id).revision)
    path = pattern.format(visit=record.visit_id, plan=record.plan_id)
    form = browser.get("/settings").form("/settings") if path == "/settings" else ASKED[pattern]
    form = {
        name: value.replace("{me}", str(me.id)).replace("{revision}", revision) if isinstance(value, str) else value
        for name, value in form.items()
    }
    before = whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
    first = form[field] if isinstance(form[field], str) else ""
    page = browser.send(path, {**form, field: [first, f"{first}x"]}, check=False)
    assert page.status_code in (200, 400, 422), page.status_code
    assert "came twice" in page.text or page.status_code == 400
    assert (
        whole.differences(
            before, whole.contents(leave_out=("browser_session", "audit_event", "audit_head", "save_numbers"))
        )
        == []
    )

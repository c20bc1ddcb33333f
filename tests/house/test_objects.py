"""Every address with a key in it: unknown, deleted, or of another record is "nothing here", and nothing moves."""

import dataclasses
import re
import uuid

import pytest
import sqlalchemy as sa

from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.patients.models import Patient, Visit
from clinic.plan.models import Plan, PlanTemplate
from clinic.signed.models import PlanVersion
from tests.browsers import tablet
from tests.factories import UserFactory, VisitFactory
from tests.house import whole
from tests.plan.pressing import open_plan, sent
from tests.plan.visits import case, visit_of

KEYS = ("patient_id", "visit_id", "plan_id", "version_id", "template_id", "user_id", "intake_id", "sent_id")


def _changed(before):
    return whole.differences(before, whole.contents(leave_out=("browser_session",)))


def _with_a_key(app):
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if "<uuid:" in rule.rule
    ]


def test_a_key_that_never_was_is_nothing_here_and_changes_nothing(app, sign_in_as, house):
    me, record = house
    browser = sign_in_as(me)
    nowhere = dataclasses.replace(record, **{key: uuid.uuid4() for key in KEYS})
    browser.get("/")
    before, cells = whole.contents(leave_out=("browser_session",)), 0
    for rule, method in _with_a_key(app):
        path = whole.fill(rule.rule, {**whole._values(rule.endpoint, nowhere)[0], "token": "x"})
        data = {"csrf_token": browser.csrf(), **FILLED} if method == "POST" else None
        page = browser.open(path, method=method, data=data)
        cells += 1
        assert page.status_code in REFUSED.get(rule.endpoint, {404}), f"{method} {path}: {page.status_code}"
    assert _changed(before) == []
    assert cells > 35


# What a well-meant form might hold, so that nothing is refused for want of fields before its key is looked at.
FILLED = {"revision": "1", "seen": "0" * 64, "part": "exercise", "code": "EX01", "name": "Usual", "language": "en"}
# Sharing asks for the owner's own plan and an account has no page of its own: both say 404 as well.
REFUSED: dict[str, set[int]] = {}


def test_a_key_that_is_no_key_is_nothing_here(app, sign_in_as, house):
    me, _record = house
    browser = sign_in_as(me)
    for rule, method in _with_a_key(app):
        path = re.sub(r"<uuid:\w+>", "1%20OR%201=1", rule.rule)
        path = re.sub(r"<(?:\w+:)?\w+>", "en", path)
        data = {"csrf_token": browser.csrf()} if method == "POST" else None
        assert browser.open(path, method=method, data=data).status_code == 404, path


def test_a_visit_of_one_person_never_takes_the_plan_of_another(sign_in_as, house):
    me, mine = house
    other = whole.make(me)
    browser = sign_in_as(me)
    before = whole.contents(leave_out=("browser_session", "audit_event", "audit_head"))
    page = browser.send(f"/visits/{mine.visit_id}/plan/from/{other.version_id}")
    assert page.status_code == 404
    assert whole.differences(before, whole.contents(leave_out=("browser_session", "audit_event", "audit_head"))) == []


def test_a_line_of_another_plan_is_not_touched_through_this_one(sign_in_as, db):
    me = whole.everybody()
    mine, other = visit_of(case("V01")), visit_of(case("V01"))
    browser = sign_in_as(me)
    open_plan(browser, other)
    page = open_plan(browser, mine)
    there, here = Plan.of(other), Plan.of(mine)
    revision = there.revision
    foreign, path = there.items[0].id.hex, f"/plans/{here.id}"
    for pressed in (f"remove:{foreign}", f"accept:{foreign}", f"up:{foreign}", f"easier:{foreign}"):
        assert browser.send(path, {**sent(page), "do": pressed}).status_code == 409
    was = f'{{"{foreign}-sets": "3"}}'
    edited = browser.send(path, {"revision": str(Plan.of(mine).revision), "was": was, f"{foreign}-sets": "9"})
    assert edited.status_code in (303, 409)
    there = Plan.of(other)
    assert there.revision == revision
    assert all(item.state.value == "proposed" and item.sets != 9 for item in there.items)


def test_a_plan_id_in_the_body_does_not_send_a_change_elsewhere(sign_in_as, house):
    me, mine = house
    other = whole.make(me)
    browser = sign_in_as(me)
    before = database.session.get(Plan, other.plan_id).revision
    page = browser.get(f"/plans/{mine.plan_id}")
    stolen = {"plan_id": str(other.plan_id), "id": str(other.plan_id), "visit_id": str(other.visit_id), "goal": "Mine"}
    assert browser.send(f"/plans/{mine.plan_id}", {**sent(page), **stolen, "do": "save"}).status_code == 303
    assert database.session.get(Plan, other.plan_id).revision == before
    assert database.session.get(Plan, mine.plan_id).visit_id == mine.visit_id
    assert database.session.get(Plan, mine.plan_id).goal == "Mine"


def test_a_usual_plan_that_is_not_shared_is_its_owners_alone(sign_in_as, house):
    me, mine = house
    template = database.session.get(PlanTemplate, mine.template_id)
    template.is_shared = False
    database.session.commit()
    browser = sign_in_as("clinician")
    assert browser.send(f"/plans/{mine.plan_id}/usual/{mine.template_id}", {"revision": "1"}).status_code == 404
    assert browser.send(f"/usual/{mine.template_id}/share").status_code == 404
    assert whole.MARK + " template" not in browser.get(f"/plans/{mine.plan_id}/usual").text
    template = database.session.get(PlanTemplate, mine.template_id)
    assert not template.is_shared and template.owner_id == me.id


def test_what_was_deleted_is_nothing_here(app, sign_in_as, db):
    browser = sign_in_as(whole.everybody())
    visit = VisitFactory()
    keys = {"patient_id": visit.patient_id, "visit_id": visit.id}
    other = UserFactory(roles=["front_desk"])
    for table, key in ((Visit, visit.id), (Patient, visit.patient_id)):
        db.session.execute(sa.delete(table).where(table.id == key))
    keys["user_id"] = other.id
    db.session.delete(other)
    db.session.commit()
    cells = 0
    for rule, method in _with_a_key(app):
        if not set(rule.arguments) <= set(keys):
            continue
        data = {"csrf_token": browser.csrf()} if method == "POST" else None
        assert browser.open(whole.fill(rule.rule, keys), method=method, data=data).status_code == 404, rule.rule
        cells += 1
    assert cells > 20


def test_a_tablet_knows_no_intake_but_its_own(app, db, clock, house):
    me, mine = house
    other = whole.make(me)
    browser = tablet(app, database.session.get(Intake, mine.intake_id), clock)
    stolen = {"intake_id": str(other.intake_id), "id": str(other.intake_id), "visit_id": str(other.later_visit_id)}
    query = "&".join(f"{name}={value}" for name, value in stolen.items())
    page = browser.get(f"/kiosk/goals?{query}")
    sent_ = {**page.form("/kiosk/goals"), **stolen, "psfs_1": "Walk to town"}
    browser.post(f"/kiosk/goals?{query}", data=sent_)
    headers = {"X-CSRFToken": browser.csrf()}
    browser.post("/kiosk/answer", json={"field": "act_goal", "value": "Dance", **stolen}, headers=headers)
    browser.get(f"/kiosk/state?screen=goals&{query}")
    ours, theirs = (database.session.get(Intake, key) for key in (mine.intake_id, other.intake_id))
    assert (ours.psfs_1, ours.act_goal) == ("Walk to town", "Dance")
    assert (theirs.psfs_1, theirs.act_goal) == (f"{whole.MARK} intake.psfs_1", f"{whole.MARK} intake.act_goal")
    for path in (f"/intakes/{other.intake_id}/steps/goals", f"/kiosk/{other.intake_id}", f"/visits/{mine.visit_id}"):
        assert browser.get(path).status_code in (403, 404)


def test_a_signed_version_of_one_visit_is_printed_under_no_other_key(sign_in_as, house):
    me, mine = house
    browser = sign_in_as(me)
    for key in (mine.visit_id, mine.plan_id, mine.patient_id, mine.intake_id, me.id):
        assert browser.get(f"/handouts/{key}").status_code == 404
        assert browser.get(f"/handouts/{key}/en.pdf").status_code == 404
    assert database.session.get(PlanVersion, mine.version_id).visit_id == mine.visit_id


@pytest.mark.parametrize(
    "name", ["_external", "_scheme", "_method", "_anchor", "slug", "endpoint", "self", "as", "from"]
)
def test_a_word_in_the_address_never_steers_the_addresses_on_the_page(app, clock, house, sign_in_as, name):
    me, mine = house
    hand = tablet(app, database.session.get(Intake, mine.intake_id), clock)
    staff = sign_in_as(me)
    for browser, path in ((hand, "/kiosk/goals"), (staff, f"/intakes/{mine.intake_id}/steps/goals"), (staff, "/")):
        page = browser.get(f"{path}?{name}=javascript")
        assert page.status_code == 200
        assert all(form["action"].startswith("/") for form in page.all("form[action]"))
        assert all(link["href"].startswith(("/", "#", "?")) for link in page.all("a[href]"))

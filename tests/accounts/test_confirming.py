"""What could do most harm asks for the password once more, and nobody gives themselves the charts in one step."""

import datetime as dt

import pytest

from clinic.accounts import passwords
from clinic.accounts.models import Notice, RoleRequest, User
from clinic.audit.models import AuditEvent
from clinic.operations import janitor
from clinic.practice.models import Practice
from tests.factories import UserFactory

GOOD = "four plain words here"
HARMFUL = {
    "accounts.password",
    "accounts.add_user",
    "accounts.edit_user",
    "accounts.new_link",
    "accounts.disable_user",
    "accounts.decide_role",
    "practice.settings",
    "setting_up.step",
    "audit.log",
    "audit.find",
    "audit.check",
}


@pytest.fixture(scope="module")
def good_hash():
    return passwords.make_hash(GOOD)


@pytest.fixture
def admin(good_hash, db):
    return UserFactory(name="Ada Admin", username="ada", roles=["admin"], password_hash=good_hash)


def _details(db, action):
    db.session.expire_all()
    return [e.detail for e in db.session.query(AuditEvent).filter_by(action=action).order_by(AuditEvent.number)]


def test_every_page_of_accounts_settings_and_log_that_can_do_harm_asks(app):
    asks = {name for name, view in app.view_functions.items() if getattr(view, "fresh", False)}
    assert asks == HARMFUL


@pytest.mark.parametrize(("seconds", "asked"), [(4 * 60 + 59, False), (5 * 60 + 1, True)])
@pytest.mark.parametrize("path", ["/password", "/users/new", "/settings", "/log", "/log/check"])
def test_a_password_given_five_minutes_ago_is_asked_again(sign_in_as, clock, admin, path, seconds, asked):
    browser = sign_in_as(admin)
    clock.tick(seconds=seconds)
    page = browser.get(path)
    assert (page.status_code, page.h1 == "Confirm it is you") == ((403, True) if asked else (200, False))


def test_the_page_that_asked_is_opened_once_the_password_is_given(sign_in_as, clock, admin):
    browser = sign_in_as(admin)
    clock.tick(minutes=6)
    form = browser.get("/log?action=log%3Aviewed&before=7").form("/confirm")
    assert form["to"] == "/log?action=log%3Aviewed&before=7"
    wrong = browser.post("/confirm", data={**form, "confirm_password": "wrong" * 4})
    assert wrong.status_code == 403 and wrong.errors() == ["This is not your password. Type it again."]
    assert wrong.form("/confirm")["to"] == form["to"]
    right = browser.post("/confirm", data={**form, "confirm_password": GOOD})
    assert right.status_code == 303 and right.headers["Location"] == form["to"]
    assert browser.get(form["to"]).status_code == 200


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_the_question_never_leads_elsewhere(sign_in_as, admin, to):
    page = sign_in_as(admin).send("/confirm", {"to": to, "confirm_password": GOOD})
    assert page.status_code == 303 and page.headers["Location"] == "/"


def test_a_form_that_was_sent_too_late_is_kept_and_goes_on(sign_in_as, clock, admin, db):
    browser = sign_in_as(admin)
    form = browser.get("/users/new").form("/users/new")
    form |= {"name": "Zoë <O’Brien>", "username": "zoe", "roles": ["front_desk", "clinician"]}
    clock.tick(minutes=6)
    asked = browser.post("/users/new", data=form)
    assert asked.h1 == "Confirm it is you" and User.named("zoe") is None
    kept = asked.form("/users/new")
    assert kept["name"] == "Zoë <O’Brien>" and kept["roles"] == ["front_desk", "clinician"]
    again = browser.post("/users/new", data={**kept, "confirm_password": "wrong" * 4})
    assert again.errors() and User.named("zoe") is None
    done = browser.post("/users/new", data={**again.form("/users/new"), "confirm_password": GOOD})
    assert done.status_code == 200 and done.one("#link")
    assert User.named("zoe").roles == ["front_desk", "clinician"] and User.named("zoe").name == "Zoë <O’Brien>"


def test_settings_sent_too_late_change_nothing_until_the_password_is_given(sign_in_as, clock, admin, db):
    browser = sign_in_as(admin)
    form = {**browser.get("/settings").form(), "name": "Elm Street Clinic"}
    clock.tick(minutes=6)
    kept = browser.post("/settings", data=form).form("/settings")
    assert Practice.here().name != "Elm Street Clinic"
    assert browser.post("/settings", data={**kept, "confirm_password": GOOD}).status_code == 303
    assert Practice.here().name == "Elm Street Clinic"


def test_the_answer_needs_the_forms_token_and_is_no_way_to_guess(sign_in_as, clock, admin, db):
    browser = sign_in_as(admin)
    clock.tick(minutes=6)
    for path in ("/confirm", "/users/new"):
        assert browser.post(path, data={"confirm_password": GOOD, "to": "/log"}).status_code == 400
    for _ in range(5):
        browser.send("/confirm", {"confirm_password": "wrong" * 4, "to": "/log"})
    page = browser.send("/confirm", {"confirm_password": GOOD, "to": "/log"})
    assert page.status_code == 403 and "Wait 1 second" in page.errors()[0]
    clock.tick(seconds=2)
    assert browser.send("/confirm", {"confirm_password": GOOD, "to": "/log"}).status_code == 303
    assert len(_details(db, "session:refused")) == 1


def test_signing_in_counts_as_giving_the_password(client, admin):
    client.send("/sign-in", {"username": "ada", "password": GOOD})
    assert client.get("/log").status_code == 200


def _roles(browser, user, *roles, lead=False, **more):
    form = {"name": user.name, "username": user.username, "credentials": "", "roles": list(roles), **more}
    return browser.send(f"/users/{user.id}", form | ({"is_lead": "y"} if lead else {}))


def test_roles_stand_in_the_log_as_they_were_and_as_they_are(sign_in_as, admin, db):
    user = UserFactory(roles=["clinician"], is_lead=True)
    _roles(sign_in_as(admin), user, "clinician", "front_desk")
    (detail,) = _details(db, "user:changed")
    assert detail["before"] == ["clinician", "lead"] and detail["after"] == ["front_desk", "clinician"]
    page = sign_in_as(admin).get("/log?action=user:changed")
    assert "before: clinician, clinical lead; after: front desk, clinician" in page.says


def test_who_is_concerned_is_told_at_the_next_sign_in(client, sign_in_as, admin, clock, db, good_hash):
    user = UserFactory(username="jordan", name="Jordan Lee", password_hash=good_hash, roles=["front_desk"])
    browser = sign_in_as(admin)
    _roles(browser, user, "front_desk", "clinician")
    browser.send(f"/users/{user.id}/link")
    _roles(browser, user, "front_desk", "clinician", credentials="PT")
    client.send("/sign-in", {"username": "jordan", "password": GOOD})
    says = client.get("/").says
    for sentence in (
        "What you may do here was changed on Nov 24, 2026",
        "Ada Admin made a link to a new password for your account on Nov 24, 2026",
        "Ada Admin changed your name or your user name here",
    ):
        assert sentence in says
    assert db.session.query(Notice).count() == 0


def _long_here(clock, *, days=1, **more):
    """Another administrator, with an account that somebody uses."""
    back = clock() - dt.timedelta(days=days)
    return UserFactory(roles=["admin"], password_hash="set", created_at=back, **more)


def test_an_administrator_cannot_make_a_clinician_of_themselves_in_one_step(sign_in_as, admin, clock, db):
    other = _long_here(clock, name="Bo Boss")
    browser = sign_in_as(admin)
    _roles(browser, admin, "admin", "clinician", "front_desk", lead=True)
    assert User.named("ada").roles == ["front_desk", "admin"] and not User.named("ada").is_lead
    page = browser.get("/users")
    assert "Another administrator must say yes" in page.says and "Another administrator says yes or no" in page.says
    answer = {"answer": "yes"}
    assert browser.send(f"/users/{admin.id}/role", answer).status_code == 403
    newer = _long_here(clock, days=-1, name="Cy New")
    assert sign_in_as(newer).send(f"/users/{admin.id}/role", answer).status_code == 403, "made for the purpose"
    assert "Yes" in sign_in_as(other).get("/users").one("section").text
    assert sign_in_as(other).send(f"/users/{admin.id}/role", answer).status_code == 303
    assert set(User.named("ada").roles) == {"front_desk", "clinician", "admin"} and User.named("ada").is_lead
    assert _details(db, "role:asked") == [{"roles": ["clinician", "lead"]}]
    assert _details(db, "user:changed")[-1]["after"] == ["front_desk", "clinician", "admin", "lead"]
    assert db.session.query(RoleRequest).count() == 0


def test_no_means_no_and_one_may_take_it_back(sign_in_as, admin, clock, db):
    other = _long_here(clock)
    for who in (other, admin):
        browser = sign_in_as(admin)
        _roles(browser, admin, "admin", "clinician")
        assert sign_in_as(who).send(f"/users/{admin.id}/role", {"answer": "no"}).status_code == 303
        assert User.named("ada").roles == ["admin"] and db.session.query(RoleRequest).count() == 0
    assert len(_details(db, "role:refused")) == 2


def test_where_there_is_no_other_administrator_a_day_passes_and_the_clinicians_are_told(
    client, sign_in_as, admin, clock, db, good_hash
):
    UserFactory(username="jordan", roles=["clinician"], password_hash=good_hash)
    browser = sign_in_as(admin)
    _roles(browser, admin, "admin", "clinician")
    assert "you will be a clinician here on Nov 25, 2026 at" in browser.get("/users").says
    client.send("/sign-in", {"username": "jordan", "password": GOOD})
    assert "Ada Admin, an administrator, asked on Nov 24, 2026 to be a clinician here" in client.get("/").says
    clock.tick(hours=23, minutes=59)
    janitor.sweep()
    assert User.named("ada").roles == ["admin"]
    clock.tick(minutes=2)
    janitor.sweep()
    assert User.named("ada").roles == ["clinician", "admin"]


def test_giving_up_a_role_or_keeping_it_asks_nobody(sign_in_as, admin, db):
    both = UserFactory(username="both", roles=["clinician", "admin"], is_lead=True)
    _roles(sign_in_as(both), both, "clinician", "admin", lead=True)
    assert User.named("both").roles == ["clinician", "admin"] and User.named("both").is_lead
    _roles(sign_in_as(both), both, "admin")
    assert User.named("both").roles == ["admin"] and db.session.query(RoleRequest).count() == 0


def test_a_lead_who_is_no_clinician_is_said_and_nothing_typed_is_lost(admin, sign_in_as, db):
    browser = sign_in_as(admin)
    sent = {"name": "Sam Sample", "username": "sam", "credentials": "", "roles": ["front_desk"], "is_lead": "y"}
    page = browser.send("/users/new", sent)
    assert "only a clinician approves the library" in page.errors()[0] and User.named("sam") is None
    assert page.one("#name")["value"] == "Sam Sample" and page.one("#is_lead").has_attr("checked")
    assert browser.send("/users/new", {**sent, "roles": ["front_desk", "clinician"]}).status_code == 200
    assert User.named("sam").is_lead

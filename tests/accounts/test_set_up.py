"""The first start: no account, one link, once."""

import pytest
import sqlalchemy as sa

from clinic.accounts import sign_in
from clinic.accounts.models import SetUpLink, User
from clinic.audit.models import AuditEvent
from clinic.practice.models import Practice
from tests.factories import UserFactory
from tests.house.test_access import _path

FIRST = {
    "practice_name": "Sample Street Clinic",
    "name": "Testa Admin",
    "username": "testa",
    "password": "four plain words here",
    "is_clinician": "y",
    "credentials": "PT",
}


@pytest.fixture
def empty(db):
    """A database in which nothing has been set up."""
    db.session.delete(Practice.here())
    db.session.commit()


def _link(db, clock):
    token = sign_in.make_link(None, at=clock())
    db.session.commit()
    return f"/setup/{token}"


def test_a_new_practice_has_no_account_and_every_other_door_is_shut(app, client, empty, db):
    assert db.session.query(User).count() == 0
    cells = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("static", "accounts.set_up"):
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            data = None if method == "GET" else {"csrf_token": client.csrf()}
            page = client.open(_path(app, rule), method=method, data=data, check=False)
            assert page.status_code in (302, 303, 403, 404), f"{method} {rule.rule}: {page.status_code}"
            cells += 1
    assert cells > 80 and db.session.query(User).count() == 0


def test_the_link_makes_the_practice_and_its_first_administrator(client, empty, db, clock):
    path = _link(db, clock)
    assert client.get(path).h1.startswith("Set up")
    page = client.send(path, FIRST)
    assert page.status_code == 303
    user = User.named("testa")
    assert user.roles == ["admin", "clinician"] and Practice.here().name == "Sample Street Clinic"
    assert client.send("/sign-in", {"username": "testa", "password": FIRST["password"]}).status_code == 303


def test_a_used_link_is_worth_nothing(client, empty, db, clock):
    path = _link(db, clock)
    client.send(path, FIRST)
    assert client.get(path).status_code == 404
    assert client.send(path, {**FIRST, "username": "second"}).status_code == 404
    assert db.session.query(User).count() == 1


def test_a_link_lives_for_fifteen_minutes(client, empty, db, clock):
    path = _link(db, clock)
    clock.tick(minutes=16)
    assert client.get(path).status_code == 404


def test_a_first_link_dies_as_soon_as_anybody_has_an_account(client, empty, db, clock):
    one, two = _link(db, clock), _link(db, clock)
    client.send(one, FIRST)
    assert client.get(two).status_code == 404


def test_a_mistake_keeps_what_was_typed(client, empty, db, clock):
    page = client.send(_link(db, clock), {**FIRST, "password": "short"})
    assert page.title.startswith("Error: ") and "longer" in page.errors()[0]
    assert page.one("#practice_name")["value"] == "Sample Street Clinic"


def test_an_administrator_gives_accounts_and_the_person_chooses_the_password(sign_in_as, client, db):
    admin = sign_in_as("admin")
    page = admin.send(
        "/users/new", {"name": "Sam Sample", "username": "sam", "roles": ["front_desk"], "credentials": ""}
    )
    link = page.one("#link")["value"]
    path = link[link.index("/setup/") :]
    assert "signs in with this user name: sam" in page.says
    assert client.get(path).one('[autocomplete="username"]')["value"] == "sam", "nobody has to guess it"
    assert client.send(path, {"password": "horse tree lamp river"}).status_code == 303
    assert client.get(path).status_code == 404
    assert client.send("/sign-in", {"username": "sam", "password": "horse tree lamp river"}).status_code == 303


def test_the_page_for_a_new_password_shows_the_user_name(sign_in_as):
    browser = sign_in_as(UserFactory(username="sam.sample", roles=["front_desk"]))
    shown = browser.get("/password").one('[autocomplete="username"]')
    assert shown["value"] == "sam.sample" and shown.has_attr("readonly") and not shown.has_attr("name")


def test_a_link_made_on_the_command_line_opens_at_the_practices_address(app, db, monkeypatch):
    UserFactory(username="alex", name="Alex Sample", roles=["admin"])
    run = app.test_cli_runner().invoke
    monkeypatch.setitem(app.config, "LINKS_AT", "https://clinic.example/footing")
    made = run(args=["users", "link", "alex"])
    assert made.stdout.startswith("https://clinic.example/footing/setup/") and "signs in as alex" in made.stderr
    links = db.session.query(SetUpLink).count()
    monkeypatch.setitem(app.config, "LINKS_AT", "")
    dead = run(args=["users", "link", "alex"])
    assert dead.exit_code == 1 and "FOOTING_BASE_URL" in dead.stderr and dead.stdout == ""
    assert db.session.query(SetUpLink).count() == links, "and the link before it still works"


def test_new_roles_bite_at_once(sign_in_as, db):
    admin, desk = sign_in_as("admin"), sign_in_as("front_desk")
    person = desk.user
    admin.send(f"/users/{person.id}", {"name": person.name, "username": person.username, "roles": ["admin"]})
    assert desk.get("/patients").status_code == 303


def test_the_last_administrator_stays_one(sign_in_as):
    admin = sign_in_as("admin")
    page = admin.send(
        f"/users/{admin.user.id}", {"name": admin.user.name, "username": admin.user.username, "roles": ["clinician"]}
    )
    assert "nobody else" in page.errors()[0]


@pytest.mark.parametrize("extra", ["id", "password_hash", "disabled_at", "created_at"])
def test_only_declared_fields_of_an_account_can_be_sent(sign_in_as, db, extra):
    admin, other = sign_in_as("admin"), sign_in_as("front_desk")
    before = getattr(other.user, extra)
    admin.send(
        f"/users/{other.user.id}",
        {"name": "Sam", "username": other.user.username, "roles": ["front_desk"], extra: "2001-01-01"},
    )
    db.session.refresh(other.user)
    assert getattr(other.user, extra) == before


def test_the_machine_gives_a_link_when_the_only_administrator_forgot_the_password(app, client, db):
    admin = UserFactory(username="alex", roles=["admin"], password_hash=None)
    said = app.test_cli_runner().invoke(args=["users", "link", "Alex"])
    assert said.exit_code == 0, said.output
    path = said.stdout.strip().removeprefix(app.config["LINKS_AT"])
    assert client.send(path, {"password": "horse tree lamp river"}).status_code == 303
    assert client.send("/sign-in", {"username": "alex", "password": "horse tree lamp river"}).status_code == 303
    row = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "user:linked")).one()
    assert (row.actor_id, row.actor_kind) == (None, "system") and row.subject_id == admin.id


@pytest.mark.parametrize("name", ["nobody", "gone"])
def test_the_machine_gives_no_link_to_an_account_that_is_closed_or_not_there(app, db, clock, name):
    UserFactory(username="gone", disabled_at=clock())
    said = app.test_cli_runner().invoke(args=["users", "link", name])
    assert said.exit_code == 1 and "no open account" in said.output

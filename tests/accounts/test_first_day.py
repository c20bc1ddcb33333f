"""The first day of a new practice: the set-up page by page, and a list that empties itself."""

import zoneinfo

import pytest

from clinic.accounts import sign_in
from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.practice import region
from clinic.practice.models import Practice
from tests.accounts.test_set_up import FIRST, empty  # noqa: F401
from tests.factories import UserFactory

PLACE = {
    "time_zone": "America/Chicago",
    "paper": "letter",
    "units": "us",
    "date_order": "mdy",
    "languages": ["en", "es"],
    "emergency_number": "911",
}


@pytest.fixture
def alex(client, empty, db, clock):  # noqa: F811
    """The first administrator's browser, just signed in."""
    token = sign_in.make_link(None, at=clock())
    db.session.commit()
    assert client.send(f"/setup/{token}", {**FIRST, "is_clinician": ""}).status_code == 303
    page = client.send("/sign-in", {"username": FIRST["username"], "password": FIRST["password"]})
    client.landed = page.location
    return client


def _left(browser):
    return [tag["id"].removeprefix("set-up-") for tag in browser.get("/setting-up").all("[id^=set-up-]")]


def test_the_first_administrator_lands_in_the_set_up_and_the_list_empties_itself(alex, db):
    assert alex.landed == "/setting-up/practice"
    assert _left(alex) == ["phone", "place", "admin", "lead", "desk", "copies"]
    sent = {"name": "Sample Street Clinic", "phone": "(555) 010-0100", "address": "1 Sample Street"}
    assert alex.send("/setting-up/practice", sent).location == "/setting-up/place"
    assert alex.send("/setting-up/place", PLACE).location == "/setting-up/team"
    team = {
        "admin_name": "Bea Sample",
        "admin_username": "bea",
        "lead_name": "Vale Sample",
        "lead_credentials": "PT, DPT",
        "lead_username": "vale",
    }
    assert alex.send("/setting-up/team", team).location == "/setting-up/copies"
    assert alex.send("/setting-up/copies", {"has_copies": "y"}).location == "/setting-up"
    assert _left(alex) == ["admin", "lead", "desk"], "nobody can help before choosing a password"
    bea, vale = User.named("bea"), User.named("vale")
    assert bea.roles == ["admin"] and (vale.roles, vale.is_lead) == (["clinician"], True)
    assert bea.password_hash is None, "a password is chosen by its person alone"
    bea.password_hash = vale.password_hash = "chosen"
    UserFactory(roles=["front_desk"], password_hash="chosen")
    db.session.commit()
    assert _left(alex) == []
    assert "Everything is set up." in alex.get("/setting-up").says
    assert Practice.here().time_zone == "America/Chicago"
    fields = [e.detail for e in db.session.query(AuditEvent).filter_by(action="practice:changed")]
    assert {"fields": ["settled"]} in fields


def test_every_step_can_be_left_and_the_start_page_says_what_remains(alex, db):
    page = alex.get("/")
    assert "6 things left to set up" in page.says
    assert [a["href"] for a in page.all(".app-first-day a")][:2] == ["/setting-up/practice", "/setting-up/place"]
    Practice.here().phone = "(555) 010-0100"
    db.session.commit()
    assert "5 things left to set up" in alex.get("/").says


def test_a_clinician_who_administers_sees_one_line_above_the_day(sign_in_as, db):
    Practice.here().phone = ""
    db.session.commit()
    page = sign_in_as("admin", "clinician").get("/")
    assert page.one(".app-first-day-line a")["href"] == "/setting-up"
    assert not sign_in_as("clinician").get("/").all(".app-first-day-line")


def test_the_place_is_filled_in_from_the_machine_and_saved_only_when_read(alex, monkeypatch):
    monkeypatch.setattr(region, "machine_zone", lambda: "Europe/Madrid")
    page = alex.get("/setting-up/place")
    assert page.one("#time_zone option[selected]")["value"] == "Europe/Madrid"
    assert page.one("input[name=paper][checked]")["value"] == "a4"
    assert page.one("input[name=units][checked]")["value"] == "metric"
    assert page.one("#emergency_number")["value"] == "112"
    assert "place" not in Practice.here().settled


def test_a_machine_that_shows_no_place_lets_the_zone_be_chosen(alex, monkeypatch):
    monkeypatch.setattr(region, "machine_zone", lambda: "")
    assert not alex.get("/setting-up/place").all("#time_zone option[selected]")
    page = alex.send("/setting-up/place", {**PLACE, "time_zone": ""})
    assert "Choose the time zone" in page.errors()[0]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": "Sample", "phone": ""}, "number patients call"),
        ({"name": "Sample", "phone": "ask at the desk"}, "whole number"),
        ({"name": "Sample", "phone": "555"}, "whole number"),
        ({"name": "", "phone": "(555) 010-0100"}, "name of the practice"),
    ],
)
def test_patients_must_be_able_to_call(alex, sent, sentence):
    page = alex.send("/setting-up/practice", sent)
    assert sentence in page.errors()[0]
    assert page.one("#phone")["value"] == sent["phone"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"admin_name": "Bea Sample"}, "Enter a user name"),
        ({"admin_username": "bea"}, "person's name"),
        ({"lead_name": "Vale", "lead_username": "testa"}, "already"),
        (
            {"admin_name": "Bea", "admin_username": "bea", "lead_name": "Vale", "lead_username": "Bea "},
            "same user name",
        ),
    ],
)
def test_half_a_person_is_not_made(alex, db, sent, sentence):
    page = alex.send("/setting-up/team", sent)
    assert any(sentence in error for error in page.errors())
    assert db.session.query(User).count() == 1


def test_what_was_ticked_by_hand_can_be_taken_back(alex, db):
    alex.send("/setting-up/copies", {"has_copies": "y"})
    assert "copies" in Practice.here().settled
    alex.send("/setting-up/copies", {})
    assert "copies" not in Practice.here().settled


def test_over_tls_the_tablets_stand_on_the_list(alex, app, db, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://clinic.example:8443")
    page = alex.get("/setting-up")
    assert page.one("#set-up-tablets")
    alex.send("/setting-up/copies", {"has_copies": "y", "has_trust": "y"})
    assert not alex.get("/setting-up").all("#set-up-tablets")


def test_a_new_practice_prints_no_unchecked_spanish_until_somebody_says_so(alex):
    assert Practice.here().allows_unreviewed_translation is False


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_zone_offered_exists_and_those_of_the_united_states_come_first(language):
    offered = region.zones(language)
    assert all(zone in zoneinfo.available_timezones() for zone, _ in offered)
    assert [zone for zone, _ in offered][: len(region.FIRST)] == list(region.FIRST)
    eastern = {"en": "Eastern Time (New York)", "es": "Hora oriental (Nueva York)"}[language]
    assert offered[0][1] == eastern, "in the language of the page"
    assert len({words for _, words in offered}) > 300 and not any("Etc/" in zone for zone, _ in offered)


@pytest.mark.parametrize(
    ("zone", "usual"),
    [
        ("America/New_York", ("letter", "us", "mdy", "911")),
        ("America/Puerto_Rico", ("letter", "us", "mdy", "911")),
        ("America/Mexico_City", ("letter", "metric", "dmy", "911")),
        ("America/Toronto", ("letter", "metric", "dmy", "911")),
        ("Europe/London", ("a4", "metric", "dmy", "999")),
        ("Europe/Madrid", ("a4", "metric", "dmy", "112")),
        ("UTC", ("a4", "metric", "dmy", "112")),
    ],
)
def test_what_is_usual_follows_the_region(zone, usual):
    found = region.usual_in(zone)
    assert (found.paper, found.units, found.date_order, found.emergency_number) == usual


def test_the_account_menu_leads_to_the_password_and_to_help(sign_in_as):
    for role in ("front_desk", "clinician", "admin"):
        browser = sign_in_as(role)
        links = [a["href"] for a in browser.get("/").all(".app-me a")]
        assert "/password" in links and "/help" in links
        assert ("/setting-up" in links) == (role == "admin")
        assert browser.get("/help").h1 == "Help"


@pytest.mark.parametrize(
    "password", ["mariamariamaria1", "lakesidelakeside1", "Lakeside-Torres-2026", "samplesville 12345"]
)
def test_a_password_made_of_the_practice_its_staff_and_its_town_is_refused(sign_in_as, db, password):
    practice = Practice.here()
    practice.name, practice.address = "Lakeside Therapy", "12 Example Street, Samplesville"
    UserFactory(name="Maria Torres", username="maria")
    db.session.commit()
    page = sign_in_as(UserFactory(name="Jordan Lee")).send("/password", {"password": password})
    assert "first guesses" in page.errors()[0]

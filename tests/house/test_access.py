"""Closed unless opened, and every door is on this list. A change of access is a visible line in a diff."""

import re
import uuid

import pytest

from tests.browsers import tablet
from tests.factories import IntakeFactory, PatientFactory, UserFactory, VisitFactory
from tests.house.doors import DOORS, WHO


def _endpoints(app):
    return {
        rule.endpoint: app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }


def test_every_view_has_a_rule_and_it_is_the_one_on_the_list(app):
    found = {name: getattr(view, "rule", None) for name, view in _endpoints(app).items()}
    said = {name: rule.__name__ if rule else "nobody" for name, rule in found.items()}
    assert said == DOORS


def _path(app, rule) -> str:
    path = rule.rule
    for name, converter in rule._converters.items():
        value = (
            str(uuid.uuid4())
            if "UUID" in type(converter).__name__
            else "1"
            if "Integer" in type(converter).__name__
            else "x"
        )
        path = re.sub(rf"<[^<>]*\b{name}>", value, path)
    return path


def _browser(app, sign_in_as, clock, who):
    if who == "stranger":
        return app.test_client()
    if who == "tablet":
        return tablet(app, IntakeFactory(confirmed_at=clock()), clock)
    if who == "lead":
        return sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    if who == "disabled":
        return sign_in_as(UserFactory(roles=["clinician", "front_desk", "admin"], is_lead=True, disabled_at=clock()))
    return sign_in_as(who)


def _turned_away(page) -> bool:
    return page.status_code in (401, 403) or page.headers.get("Location", "").endswith(("/sign-in", "/kiosk/join"))


@pytest.mark.parametrize("who", ["stranger", "tablet", "front_desk", "clinician", "lead", "admin", "disabled"])
def test_every_door_opens_for_those_on_the_list_and_for_nobody_else(app, sign_in_as, db, clock, who):
    wrong, cells = [], 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            browser = _browser(app, sign_in_as, clock, who)
            data = None if method == "GET" else {"csrf_token": browser.csrf()}
            page = browser.open(_path(app, rule), method=method, data=data, check=False)
            allowed = who in WHO[DOORS[rule.endpoint]]
            kept_out = _turned_away(page)
            cells += 1
            if page.status_code >= 500 or (not allowed and not kept_out):
                wrong.append(f"{who} {method} {rule.rule}: {page.status_code}")
            elif allowed and kept_out and rule.endpoint not in SELF_CLOSING:
                wrong.append(f"{who} {method} {rule.rule}: kept out with {page.status_code}")
    assert wrong == []
    assert cells > 60


# Doors that are open but whose own view may answer 401 or 403, or send on to signing in.
SELF_CLOSING = {
    "desk.live_board",
    "accounts.confirm",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.password",
    "kiosk.resume",
    "kiosk.lock",
    "kiosk.send",
}


def test_a_view_without_a_rule_is_refused_to_everybody(app, sign_in_as, db, monkeypatch):
    view = app.view_functions["accounts.users"]
    monkeypatch.delattr(view, "rule")
    assert sign_in_as("clinician", "front_desk", "admin").get("/users").status_code == 403


def test_a_refusal_says_nothing_of_the_patient(app, sign_in_as, db):
    visit = VisitFactory(patient=PatientFactory(name="ZZCANARY Sample", chart_number="ZZCANARY1"))
    for browser in (app.test_client(), sign_in_as("admin")):
        for path in (f"/patients/{visit.patient_id}", f"/visits/{visit.id}", f"/visits/{visit.id}/move"):
            page = browser.get(path)
            assert page.status_code in (303, 403)
            assert "ZZCANARY" not in page.text + str(page.headers)

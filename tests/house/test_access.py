"""Closed unless opened, and every door is on this list. A change of access is a visible line in a diff."""

import re
import uuid

import pytest

from clinic import access
from tests.house.doors import DOORS, WHO

RULES = {name: rule for name, rule in vars(access).items() if callable(rule)}


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


def _browsers(app, sign_in_as):
    disabled = sign_in_as("clinician", "front_desk", "admin")
    disabled.user.disabled_at = app.extensions["clock"]()
    return {
        "stranger": app.test_client(),
        "front_desk": sign_in_as("front_desk"),
        "clinician": sign_in_as("clinician"),
        "admin": sign_in_as("admin"),
        "disabled": disabled,
    }


@pytest.mark.parametrize("who", ["stranger", "front_desk", "clinician", "admin", "disabled"])
def test_every_door_opens_for_those_on_the_list_and_for_nobody_else(app, sign_in_as, db, who):
    browser = _browsers(app, sign_in_as)[who]
    db.session.commit()
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if rule.endpoint == "accounts.sign_out":
                continue
            if method == "GET":
                page = browser.get(_path(app, rule), check=False)
            else:
                page = (
                    browser.send(_path(app, rule), method=method, check=False)
                    if False
                    else browser.open(_path(app, rule), method=method, data={"csrf_token": browser.csrf()}, check=False)
                )
            turned_away = page.status_code in (401, 403) or page.headers.get("Location", "").endswith(
                ("/sign-in", "/kiosk/join")
            )
            allowed = who in WHO[DOORS[rule.endpoint]]
            if (
                page.status_code >= 500
                or (allowed and turned_away and rule.endpoint not in SELF_CLOSING)
                or (not allowed and not turned_away)
            ):
                wrong.append(f"{who} {method} {rule.rule}: {page.status_code}")
    assert wrong == []


# Doors that are open but whose own view may answer 401 or 403, or send on to signing in.
SELF_CLOSING = {"chart.live_board", "accounts.set_up", "kiosk.join", "accounts.sign_in"}


def test_a_view_without_a_rule_is_refused_to_everybody(app, sign_in_as, db, monkeypatch):
    view = app.view_functions["accounts.users"]
    monkeypatch.delattr(view, "rule")
    assert sign_in_as("clinician", "front_desk", "admin").get("/users").status_code == 403


def test_a_refusal_says_nothing_of_the_patient(app, sign_in_as, db):
    from tests.factories import PatientFactory, VisitFactory

    visit = VisitFactory(patient=PatientFactory(name="ZZCANARY Sample", chart_number="ZZCANARY1"))
    for browser in (app.test_client(), sign_in_as("admin")):
        for path in (f"/patients/{visit.patient_id}", f"/visits/{visit.id}", f"/visits/{visit.id}/move"):
            page = browser.get(path)
            assert page.status_code in (303, 403)
            assert "ZZCANARY" not in page.text + str(page.headers)

"""The builder's page: what it shows, what it leaves out, and the words it says."""

import re

import pytest

from clinic.audit.models import AuditEvent
from clinic.content.plan_lines import Part, State
from clinic.knowledge.library import load
from clinic.plan.models import Plan, PlanTemplate
from tests.plan.pressing import line, open_plan, press, sent
from tests.plan.visits import case, visit_of

HTMX = {"HX-Request": "true"}


def _article(page, name):
    return next(tag for tag in page.all("article.app-ex") if tag["aria-label"] == name)


def test_where_no_pain_at_all_is_allowed_no_other_limit_can_be_set(sign_in_as, db):
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit_of(case("V02")))
    assert "No pain at all: bone stress" in page.says
    assert not page.all("#green_most") and not page.all("#yellow_most")
    page = open_plan(browser, visit_of(case("V01")))
    assert page.one("#green_most")["value"] == "2" and page.one("#yellow_most")["value"] == "5"


def test_the_note_is_scored_while_it_is_typed_without_being_kept(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    easy = browser.send(
        "/plans/note-grade", {"note_en": "Rest your foot. Ride your bike.", "note_es": ""}, headers=HTMX
    )
    assert "Grade" in easy.says and easy.one(".down")
    hard = browser.send(
        "/plans/note-grade",
        {"note_en": "Subsequently utilise rehabilitation modalities appropriately.", "note_es": "Bien."},
        headers=HTMX,
    )
    assert hard.one(".up") and "Ease in Spanish" in hard.says and "goal 65 or more" in hard.says
    spanish = browser.send(
        "/plans/note-grade", {"note_en": "Rest your foot."}, headers={**HTMX, "Accept-Language": "es"}
    )
    assert "Grado escolar 0,0" in spanish.says and "Grade" not in spanish.says
    assert Plan.of(visit).note_en == ""
    saved = press(browser, page, note_en="Rest your foot. Ride your bike.")
    assert saved.one("#note-grade .down").get_text() == easy.one(".down").get_text()


def test_the_front_desk_cannot_have_a_note_scored(sign_in_as, db):
    assert sign_in_as("front_desk").send("/plans/note-grade", {"note_en": "Rest."}).status_code == 403


def test_undo_says_what_it_takes_back(sign_in_as, db):
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit_of(case("V01"))), "accept-all")
    assert page.one("#undo")["title"] == "Undo: all lines accepted"
    page = press(browser, page, f"remove:{line(page, 'Toe spread')}")
    assert page.one("#undo")["title"] == "Undo: Toe spread: removed"
    page = press(browser, page, note_en="Rest.")
    assert page.one("#undo")["title"] == "Undo: goal, note, visit or shoes changed"


def test_a_line_says_whether_it_was_accepted_edited_or_added(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    page = press(browser, page, **{f"{line(page, 'Toe spread')}-reps": "7"})
    plan = Plan.of(visit)
    data = {"part": "exercise", "code": "EX09", "reason": "Likes it", "revision": plan.revision}
    page = browser.get(browser.send(f"/plans/{plan.id}/lines", data).location)
    tags = {name: _article(page, name).select_one("h3 .nhsuk-tag").get_text() for name in ("Toe spread", "Toe swap")}
    assert tags == {"Toe spread": "Edited", "Toe swap": "Added"}
    assert _article(page, "Calf stretch at the wall").select_one("h3 .nhsuk-tag").get_text() == "Accepted"


def test_an_exercise_timed_in_seconds_shows_its_time_beside_its_sets(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    open_plan(browser, visit)
    plan = Plan.of(visit)
    data = {"part": "exercise", "code": "EX20", "reason": "Tight sole", "revision": plan.revision}
    page = browser.get(browser.send(f"/plans/{plan.id}/lines", data).location)
    key = line(page, "Roll a ball under your arch")
    assert page.one(f"[name='{key}-seconds']")["value"] == "60"
    page = press(browser, page, **{f"{key}-seconds": "90"})
    assert next(item for item in Plan.of(visit).lines(Part.EXERCISE) if item.code == "EX20").seconds == 90


def test_a_usual_plan_names_what_it_left_out_in_the_readers_language(sign_in_as, db):
    browser = sign_in_as("clinician")
    spanish = {"Accept-Language": "es"}
    visit = visit_of(case("V02"))
    open_plan(browser, visit)
    plan = Plan.of(visit)
    row = PlanTemplate(name="Mi plan", owner_id=browser.user.id, lines=[{"part": "exercise", "code": "EX01"}])
    db.session.add(row)
    db.session.commit()
    answer = browser.send(f"/plans/{plan.id}/usual/{row.id}", {"revision": plan.revision}, headers=spanish)
    says = browser.get(answer.location, headers=spanish).one(".app-flash.is-caution").get_text()
    name = load().exercises["EX01"].name
    assert name.es in says and name.en not in says


def test_an_added_line_answers_the_drawer_with_the_plan_and_a_sign_to_look_again(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    open_plan(browser, visit)
    plan = Plan.of(visit)
    data = {"part": "exercise", "code": "EX09", "reason": "Likes it", "revision": plan.revision}
    answer = browser.send(f"/plans/{plan.id}/lines", data, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.headers["HX-Trigger-After-Settle"] == "plan-added"
    assert "Toe swap" in [tag["aria-label"] for tag in answer.all("article.app-ex")]
    added = next(item for item in Plan.of(visit).items if item.code == "EX09")
    assert (added.state, added.reason) == (State.ACCEPTED, "Likes it")


@pytest.mark.parametrize("name", ["V01", "V02", "V07", "V10"])
def test_the_long_list_of_what_is_left_out_is_folded_after_six(sign_in_as, db, name):
    page = open_plan(sign_in_as("clinician"), visit_of(case(name)))
    rows = page.all("#left-out li")
    folded = page.all("#more-left-out li")
    assert len(folded) == max(0, len(rows) - 6)


@pytest.mark.parametrize("do", ["down", "up", "remove", "easier", "accept"])
def test_a_press_in_place_is_answered_with_the_plan_as_it_stands_after_it(sign_in_as, db, do):
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit_of(case("V01")))
    second = page.all("article.app-ex")[1]["id"].removeprefix("line-")
    answer = browser.send(page.one("form#plan")["action"], {**sent(page), "do": f"{do}:{second}"}, headers=HTMX)
    assert answer.status_code == 200
    again = browser.get(page.one("form#plan")["action"])
    for css in ("#exercises", "#left-out", "#plan-state", "#sign"):
        shown, stands = (re.sub(r'name="csrf_token"[^>]*', "", str(one.one(css))) for one in (answer, again))
        assert shown == stands, css
    assert str(answer.one("#exercises")) != str(page.one("#exercises"))


def test_a_change_typed_in_place_is_answered_with_the_plan_and_can_be_taken_back_from_there(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    path, first = page.one("form#plan")["action"], page.all("article.app-ex")[0]["id"].removeprefix("line-")
    page = browser.send(path, {**sent(page, **{f"{first}__reps": 21}), "do": "save"}, headers=HTMX)
    assert page.one(f"[id='{first}-reps']")["value"] == "21"
    page = browser.send(path, {**sent(page), "do": "undo"}, headers=HTMX)
    assert page.one(f"[id='{first}-reps']")["value"] != "21"
    assert [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.number)][-2:] == [
        "plan:changed",
        "plan:viewed",
    ]

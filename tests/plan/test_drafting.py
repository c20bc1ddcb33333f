"""Working on a draft: nothing is accepted silently, nothing is lost, nobody overwrites anybody."""

from clinic.content.plan_content import PlanContent
from clinic.content.plan_lines import Part, State
from clinic.plan.models import Plan
from clinic.practice.models import Practice
from clinic.signed.models import PlanVersion
from tests.plan.pressing import line, open_plan, press, sent, sign
from tests.plan.visits import case, visit_of


def _codes(plan, part=Part.EXERCISE, *states):
    return [item.code for item in plan.lines(part, *states)]


def test_a_new_draft_holds_the_proposal_and_nothing_is_accepted(sign_in_as, db):
    visit = visit_of(case("V01"))
    open_plan(sign_in_as("clinician"), visit)
    plan = Plan.of(visit)
    assert _codes(plan) == ["EX04", "EX02", "EX03", "EX08", "EX13"]
    assert _codes(plan, Part.FOOTWEAR) == ["FW01", "FW06", "FW07", "FW08", "FW10"]
    assert {item.state for item in plan.items} == {State.PROPOSED}


def test_opening_the_plan_twice_gives_the_same_draft(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    first, second = open_plan(browser, visit), open_plan(browser, visit)
    assert first.request.path == second.request.path
    assert db.session.query(Plan).count() == 1


def test_every_line_shows_why_its_source_and_that_nobody_has_reviewed_it(sign_in_as, db):
    page = open_plan(sign_in_as("clinician"), visit_of(case("V01")))
    for article in page.all("article.app-ex"):
        assert "Why:" in article.get_text() and len(article.select_one(".why").get_text()) > 15
        assert article.select(".cite")
        assert article.select('[title="Not yet reviewed by a clinician"]')


def test_an_edited_line_is_saved_and_counts_as_accepted(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    key = line(page, "Toe curl with a towel")
    press(browser, page, **{f"{key}-reps": "8"})
    item = Plan.of(visit).lines(Part.EXERCISE)[0]
    assert (item.reps, item.state) == (8, State.ACCEPTED)


def test_lines_move_go_and_come_back(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    page = press(browser, page, f"down:{line(page, 'Toe curl with a towel')}")
    assert _codes(Plan.of(visit))[:2] == ["EX02", "EX04"]
    key = line(page, "Toe curl with a towel")
    page = press(browser, page, f"remove:{key}")
    assert "EX04" not in _codes(Plan.of(visit))
    assert "Toe curl with a towel" in page.one("#left-out").get_text()
    press(browser, page, f"back:{key}")
    assert "EX04" in _codes(Plan.of(visit))


def test_the_last_change_can_be_undone_and_done_again(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    page = press(browser, page, f"remove:{line(page, 'Toe spread')}")
    page = press(browser, page, "undo")
    assert "EX03" in _codes(Plan.of(visit))
    press(browser, page, "undo")
    assert "EX03" not in _codes(Plan.of(visit))


def test_harder_steps_to_the_next_exercise_and_easier_comes_back(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    page = press(browser, page, f"easier:{line(page, 'Heel lift on both feet')}")
    plan = Plan.of(visit)
    heel = next(item for item in plan.items if item.code == "EX13")
    assert heel.starts_easier and heel.state is State.ACCEPTED
    page = press(browser, page, f"harder:{heel.id.hex}")
    assert not next(item for item in Plan.of(visit).items if item.code == "EX13").starts_easier


def test_more_than_five_exercises_bring_a_warning(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    browser.send(
        f"/plans/{Plan.of(visit).id}/lines",
        {"revision": sent(page)["revision"], "part": "exercise", "code": "EX05", "replaces": "", "reason": ""},
    )
    page = browser.get(page.request.path)
    assert "More than 5: long plans are not done" in page.one("#load").get_text()


def test_an_exercise_the_rules_leave_out_needs_a_reason(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    shelf = browser.get(f"{page.request.path}/library?q=EX14")
    assert "Left out" in shelf.says and "Worst pain: 5" in shelf.says
    data = {"revision": sent(page)["revision"], "part": "exercise", "code": "EX14", "replaces": "", "reason": " "}
    refused = browser.send(f"{page.request.path}/lines", data)
    assert "library" in refused.location and "EX14" not in _codes(Plan.of(visit))
    browser.send(f"{page.request.path}/lines", data | {"reason": "Pain only after 30 reps, tested today"})
    item = next(item for item in Plan.of(visit).items if item.code == "EX14")
    assert (item.state, item.reason) == (State.ACCEPTED, "Pain only after 30 reps, tested today")


def test_a_stale_page_is_refused_with_both_versions_and_can_be_put_on_top(sign_in_as, db):
    visit = visit_of(case("V01"))
    first, second = sign_in_as("clinician"), sign_in_as("clinician")
    page = open_plan(first, visit)
    other = open_plan(second, visit)
    key = line(page, "Toe spread")
    press(first, page, **{f"{key}-reps": "12"})
    answer = second.send(other.request.path, {**sent(other, **{f"{key}-reps": "6"}), "do": "save"})
    assert answer.status_code == 409
    row = next(tag for tag in answer.all("tr") if "Reps" in tag.get_text())
    assert "12" in row.get_text() and "6" in row.get_text()
    assert first.user.name in answer.says

    def reps():
        return next(item for item in Plan.of(visit).items if item.code == "EX03").reps

    assert reps() == 12
    form = next(tag for tag in answer.all("main form"))
    from tests.page import fields

    second.send(form["action"], {k: v for k, v in fields(form).items() if k != "csrf_token"})
    assert reps() == 6


def test_new_findings_bring_the_suggestions_up_to_date_and_leave_what_was_accepted(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    page = press(browser, page, f"accept:{line(page, 'Heel lift on both feet')}")
    browser.send(f"/visits/{visit.id}/findings", {"was": '{"r-exam_palp": "mth2"}', "r-exam_palp": ["mth2", "shaft3"]})
    page = browser.get(page.request.path)
    assert "The findings changed" in page.says
    heel = next(tag for tag in page.all("article.app-ex") if tag["aria-label"] == "Heel lift on both feet")
    assert "No longer fits" in heel.get_text()
    assert "EX04" not in _codes(Plan.of(visit))


def test_the_note_is_scored_for_reading_as_it_is_saved(sign_in_as, db):
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit_of(case("V01")))
    hard = "Notwithstanding considerable improvement, metatarsophalangeal hyperextension remains contraindicated."
    page = press(browser, page, note_en=hard)
    assert page.one("#note-grade .up")
    page = press(browser, page, note_en="Good work. Ride the bike. Call us if it hurts more.")
    assert page.one("#note-grade .down")


def test_a_pain_limit_below_green_is_refused(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    answer = browser.send(page.request.path, sent(page, yellow_most="1"))
    assert answer.status_code == 422
    assert Plan.of(visit).yellow_most == 5


def test_shoe_numbers_and_swap_minutes_are_kept(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    plan = Plan.of(visit)
    wear = next(item for item in plan.items if item.code == "FW06")
    bike = next(item for item in plan.items if item.code == "a_bike_90")
    page = press(browser, page, **{f"{wear.id.hex}-num-new_mi": "450", f"{bike.id.hex}-w1-minutes": "30"})
    assert "450 miles" in page.one(f"#words-{wear.id.hex}").get_text()
    db.session.expire_all()
    assert next(item for item in Plan.of(visit).items if item.code == "a_bike_90").weeks[0]["minutes"] == 30
    page = press(browser, page, **{f"{wear.id.hex}-num-new_mi": "724 km", f"{bike.id.hex}-w1-minutes": "½ h"})
    assert "450 miles" in page.one(f"#words-{wear.id.hex}").get_text()


def test_a_comma_before_three_digits_is_asked_about_in_every_box_of_the_plan(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    items = {item.code: item.id.hex for item in Plan.of(visit).items}
    dose = next(item.id.hex for item in Plan.of(visit).items if item.part is Part.EXERCISE)
    for box in (f"{dose}-sets", f"{items['a_bike_90']}-w1-minutes", f"{items['FW10']}-num-first_day_h", "goal_now"):
        answer = browser.send(page.request.path, sent(page, **{box: "1,000"}))
        assert answer.status_code == 422 and "Do you mean 1000 or 1?" in answer.says, box


def test_the_hours_a_pad_is_worn_reach_the_signed_plan_as_they_were_set(sign_in_as, db):
    answers = case("V01")
    visit = visit_of({**answers, "r": {**answers["r"], "foot_len_mm": 262}})
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    pad = next(item for item in Plan.of(visit).items if item.code == "FW10")
    page = press(browser, page, "accept-all", **{f"{pad.id.hex}-num-first_day_h": "2", "has_pad_page": "y"})
    sign(browser, page)
    (version,) = PlanVersion.of(visit)
    assert version.content["pads"][0]["first_day_h"] == 2
    assert PlanContent.from_json(version.content).sha256 == version.content_sha256


def test_a_usual_plan_is_kept_shared_and_used_without_what_does_not_suit(sign_in_as, db):
    first, second = sign_in_as("clinician"), sign_in_as("clinician")
    page = press(first, open_plan(first, visit_of(case("V01"))), "accept-all")
    first.send(f"{page.request.path}/usual", {"name": "My usual runner plan", "is_shared": "y"})
    injured = visit_of(case("V02"))
    open_plan(second, injured)
    plan = Plan.of(injured)
    shelf = second.get(f"/plans/{plan.id}/usual")
    assert "My usual runner plan" in shelf.says
    form = next(tag for tag in shelf.all("main form") if "Use this plan" in tag.get_text())
    answer = second.send(form["action"], {"revision": str(plan.revision)})
    page = second.get(answer.location)
    assert "Left out for this patient" in page.says
    assert "EX04" not in _codes(Plan.of(injured))


def test_a_pad_page_that_would_not_be_true_is_refused_at_its_box_and_before_signing(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all", has_pad_page="y")
    why = "the right foot is not measured: enter its length under Exam"
    assert why in page.one("#pad-refusal").get_text()
    answer = sign(browser, page)
    assert answer.status_code == 409
    assert f"the pad page cannot be printed: {why}" in answer.says
    page = press(browser, page, has_pad_page=None)
    assert page.one("#has_pad_page").has_attr("disabled")
    assert sign(browser, page).status_code == 303


def test_no_plan_is_signed_while_the_clinic_has_no_phone(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    Practice.here().phone = " "
    db.session.commit()
    page = browser.get(page.request.path)
    answer = sign(browser, page)
    assert answer.status_code == 409
    assert "the clinic has no phone number" in answer.says
    assert "/settings" in str(answer.one("#sign")) or "/settings" in str(answer.one("#plan-note"))
    assert PlanVersion.of(visit) == []


def test_letters_of_a_name_that_no_font_draws_are_named_before_signing(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    assert page.all("#unprintable") == []
    visit.patient.name = "\U00013080 Ruiz"
    db.session.commit()
    page = browser.get(page.request.path)
    assert "These letters cannot be printed and come out as codes: \U00013080" in page.one("#unprintable").get_text()

"""Answers are kept when given, checked on the server, and never overwrite what somebody else just said."""

import json
import unicodedata
from typing import Any

import pytest

from clinic.database import db
from clinic.interview import doubts, flow
from clinic.interview.models import Intake, IntakeActivity, IntakeShoe, case
from clinic.knowledge.case import Answers
from clinic.knowledge.library import load
from tests.interview.tablets import FIRST_VISIT, fill_in, follow


def put(tablet: Any, field: str, value: Any, **more: Any) -> Any:
    """Save one answer as the page's script does."""
    token = tablet.csrf()
    return tablet.post("/kiosk/answer", json={"field": field, "value": value, **more}, headers={"X-CSRFToken": token})


def send(tablet: Any, slug: str, **changed: Any) -> Any:
    """Send a screen as it stands, with some answers changed."""
    page = tablet.get(f"/kiosk/{slug}")
    return tablet.post(f"/kiosk/{slug}", data={**page.form(f"/kiosk/{slug}"), **changed, "go": "on"})


def test_an_answer_is_kept_when_it_is_given(tablet: Any, intake: Intake) -> None:
    assert put(tablet, "r-sym_zone", ["mth2", "web23"], seen=[]).json["saved"]
    assert intake.foot("r").sym_zone == ["mth2", "web23"] and intake.sym_side == "right"
    assert put(tablet, "sym_limp", "yes", seen="").status_code == 200
    assert intake.sym_limp == "yes"


def test_an_answer_that_staff_changed_meanwhile_is_shown_and_not_overwritten(
    tablet: Any, intake: Intake, db: Any
) -> None:
    put(tablet, "r-sym_zone", ["mth2"], seen=[])
    put(tablet, "r-nprs_now", "3", seen="")
    intake.foot("r").nprs_now = 7
    db.session.commit()
    page = put(tablet, "r-nprs_now", "4", seen="3")
    assert page.status_code == 409 and page.json["current"] == "7"
    assert intake.foot("r").nprs_now == 7
    assert put(tablet, "r-nprs_now", "4", seen="7").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "more"),
    [
        ("psfs_1", "Run with ", "Run with my club"),
        ("psfs_1", unicodedata.normalize("NFD", "Ir al café"), "Ir al café con Inés"),
        ("act_long_now", "5.0", "5.05"),
        ("act_goal_date", "3/14/2027", "March 15, 2027"),
    ],
)
def test_whoever_pauses_while_typing_is_never_taken_for_somebody_else(
    tablet: Any, intake: Intake, field: str, typed: str, more: str
) -> None:
    fill_in(tablet)
    screen = "changes" if field == "act_long_now" else "goals"
    before = tablet.get(f"/kiosk/{screen}").form(f"/kiosk/{screen}")[field]
    assert put(tablet, field, typed, seen=before).status_code == 200
    page = put(tablet, field, more, seen=typed)
    assert page.status_code == 200, page.json
    page = put(tablet, field, "", seen="somebody else's words")
    assert page.status_code == 409


def test_a_whole_screen_leaves_alone_what_its_sender_did_not_touch(tablet: Any, intake: Intake, db: Any) -> None:
    fill_in(tablet, until="pain")
    page = tablet.get("/kiosk/pain")
    form = page.form("/kiosk/pain")
    intake.foot("r").sym_trend = "worse"
    db.session.commit()
    tablet.post("/kiosk/pain", data={**form, **FIRST_VISIT["pain"], "r-sym_trend": ""})
    assert intake.foot("r").sym_trend == "worse" and intake.foot("r").nprs_now == 3


@pytest.mark.parametrize("missing", ["ticks-now", "ticks-lately"])
def test_an_untouched_tick_list_is_not_an_answer(tablet: Any, intake: Intake, missing: str) -> None:
    answers = {"ticks-now": "none", "ticks-lately": "none", missing: []}
    page = send(tablet, "safety", **answers)
    assert page.status_code == 422
    question = {"ticks-now": "Do you have any of these now?", "ticks-lately": "And any of these?"}[missing]
    assert page.errors() == [f"{question} Tick any that are true. If none is, tick “None of these”."]
    assert intake.rf_breath == (None if missing == "ticks-now" else "no")


def test_two_lists_left_out_are_two_different_sentences_that_name_them(tablet: Any, intake: Intake) -> None:
    page = send(tablet, "safety", **{"ticks-now": [], "ticks-lately": []})
    first, second = page.errors()
    assert first.startswith("Do you have any of these now?") and second.startswith("And any of these?")
    assert [link["href"] for link in page.all(".nhsuk-error-summary__list a")] == ["#ticks-now", "#ticks-lately"]


def test_none_of_these_says_no_to_every_item_shown(tablet: Any, intake: Intake) -> None:
    put(tablet, "ticks-now", ["none"], seen=[])
    assert {intake.rf_breath, intake.rf_fever, intake.rf_calf} == {"no"} and intake.rf_lump is None


def test_none_of_these_beside_a_tick_is_asked_about(tablet: Any, intake: Intake) -> None:
    page = send(tablet, "safety", **{"ticks-now": ["rf_trauma", "none"], "ticks-lately": "none"})
    assert page.errors() == ["You chose “none” and something else. Keep only one of the two."]


def test_what_is_not_ticked_in_a_list_with_a_tick_is_no(tablet: Any, intake: Intake) -> None:
    send(tablet, "safety", **{"ticks-now": ["rf_trauma"], "ticks-lately": ["rf_touch"]})
    assert (intake.rf_trauma, intake.rf_wound, intake.rf_touch, intake.rf_sweat) == ("yes", "no", "yes", "no")


def test_an_injury_opens_one_more_question_and_its_answer_goes_when_the_injury_does(
    tablet: Any, intake: Intake
) -> None:
    page = send(tablet, "safety", **{"ticks-now": ["rf_trauma"], "ticks-lately": "none"})
    assert page.headers["Location"] == "/kiosk/injury"
    put(tablet, "rf_cant4", "no", seen="")
    assert intake.rf_cant4 == "no"
    page = send(tablet, "safety", **{"ticks-now": "none", "ticks-lately": "none"})
    assert page.headers["Location"] == "/kiosk/map" and intake.rf_cant4 is None


def test_required_answers_are_asked_for_by_name_and_may_be_skipped_outside_safety_and_history(
    tablet: Any, intake: Intake
) -> None:
    fill_in(tablet, until="when")
    page = send(tablet, "when", **{"r-sym_agg": ["walk"], "r-sym_ease": ["rest"]})
    assert page.status_code == 422 and page.errors() == ["Tick at least one answer."]
    assert page.one(".nhsuk-error-summary a")["href"] == "#r-sym_timing"
    assert page.title.startswith("Error: ")
    page = tablet.post("/kiosk/when", data={**page.form("/kiosk/when"), "skip-r-sym_timing": "y", "go": "on"})
    assert page.status_code == 303
    assert intake.foot("r").skipped == ["sym_timing"] and intake.foot("r").sym_timing is None


def test_medical_history_cannot_be_skipped(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="health-more")
    page = send(tablet, "health-more", **{**FIRST_VISIT["health-more"], "hx_diabetes": "", "skip-hx_diabetes": "y"})
    assert page.status_code == 422 and intake.skipped == []


def test_the_worst_pain_is_not_lower_than_the_usual_pain(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="pain")
    page = send(tablet, "pain", **{**FIRST_VISIT["pain"], "r-nprs_avg": "6", "r-nprs_worst": "4"})
    assert page.errors() == ["The worst pain cannot be lower than the usual pain. Change one of the two."]


@pytest.mark.parametrize(
    ("field", "typed", "unit", "kept"),
    [
        ("shoe_heel_cm", "3", "in", 7.62),
        ("shoe_heel_cm", "7,5", "cm", 7.5),
        ("act_before_min", "90", "", 90),
    ],
)
def test_numbers_are_taken_in_either_system(
    tablet: Any, intake: Intake, field: str, typed: str, unit: str, kept: float
) -> None:
    assert put(tablet, field, typed, unit=unit, seen="").status_code == 200
    assert getattr(intake, field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("shoe_heel_cm", "9", "Enter a number from 0 to 5."),
        ("time_min", "4", "Enter a number from 5 to 60."),
        ("time_min", "10.5", "Enter a whole number, without a decimal."),
        ("time_min", "some", "Enter a number, like 8."),
        ("time_min", "1e999", "Enter a number, like 8."),
        ("time_min", True, "Enter a number, like 8."),
        ("yf_mood", "often", "Choose one of the answers on this page."),
        ("psfs_1", "a\x00b", "Take out the signs that cannot be shown, then try again."),
        ("psfs_1", "\ud800", "Take out the signs that cannot be shown, then try again."),
        ("psfs_1", "x" * 10_000, "Shorten this to 120 letters or fewer."),
        ("ticks-now", {"a": 1}, "Choose from the answers on this page."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    tablet: Any, intake: Intake, field: str, typed: Any, sentence: str
) -> None:
    page = put(tablet, field, typed, unit="in" if field == "shoe_heel_cm" else "", seen="")
    assert page.status_code == 422 and page.json["error"] == sentence


@pytest.mark.parametrize(
    ("language", "field", "typed", "answer"),
    [
        ("en", "shoe_miles", "1,200", 1200),
        ("es", "shoe_miles", "1.200", 1200),
        ("en", "shoe_miles", "1.200", "Do you mean 1200 or 1.2? Type one of the two."),
        ("es", "shoe_miles", "1,200", "¿Quiso decir 1200 o 1,2? Escriba uno de los dos."),
        ("en", "act_before_min", "1,000", 1000),
        ("es", "act_before_min", "1.000", 1000),
        ("en", "time_min", "1,000", "Enter a number from 5 to 60."),
        ("en", "shoe_heel_cm", "2 1/2", 6.35),
        ("es", "shoe_heel_cm", "2½ cm", 2.5),
        ("en", "r-sym_weeks", "18 months", 78),
        ("es", "r-sym_weeks", "medio año", 26),
        ("es", "r-sym_weeks", "seis semanas", 6),
        ("en", "r-sym_weeks", "six", 6),
        ("en", "time_min", "٢٠", 20),
        ("en", "shoe_age_mo", "2 years", 24),
        ("en", "time_min", "half an hour", 30),
        ("en", "time_min", "--5", "Enter a number, like 8."),
        ("es", "time_min", "💥", "Escriba un número, como 8."),
    ],
)
def test_a_number_is_read_in_the_language_of_the_page_or_asked_about(
    tablet: Any, intake: Intake, language: str, field: str, typed: str, answer: Any
) -> None:
    intake.language, intake.shoe_main, intake.foot("r").sym_zone = language, "athletic", ["mth2"]
    db.session.commit()
    page = put(tablet, field, typed, seen="")
    if isinstance(answer, str):
        assert page.status_code == 422 and page.json["error"] == answer
    else:
        holder = next(row for row in intake.feet if row.side == "r") if field.startswith("r-") else intake
        assert page.status_code == 200 and getattr(holder, field.removeprefix("r-")) == answer


@pytest.mark.parametrize("words", ["<b>walk</b> & “run”", "上楼梯 🦶🏽", "مشي \u200fطويل", "á dance", "line\nbreak"])
def test_words_in_any_script_are_kept_exactly(tablet: Any, intake: Intake, words: str) -> None:
    assert put(tablet, "psfs_1", words, seen="").status_code == 200
    assert intake.psfs_1 == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"field": 3}', b'{"field": "rf_cant4", "value": "yes"}', b"\xff"])
def test_a_broken_save_gets_a_clear_refusal(tablet: Any, intake: Intake, body: bytes) -> None:
    page = tablet.post(
        "/kiosk/answer", data=body, content_type="application/json", headers={"X-CSRFToken": tablet.csrf()}
    )
    assert page.status_code in (404, 422) and page.json["error"]


def test_a_field_of_the_record_itself_cannot_be_written(tablet: Any, intake: Intake) -> None:
    for field in ("sent_at", "language", "visit_id", "reviewed_at", "exam_kw_cm", "age", "sex_birth", "r-side"):
        assert put(tablet, field, "x", seen="").status_code == 404


def test_an_urgent_answer_stops_the_interview_without_saying_why(tablet: Any, intake: Intake, sign_in_as: Any) -> None:
    page = put(tablet, "ticks-now", ["rf_breath"], seen=[])
    assert page.json["stop"] == "/kiosk/stopped"
    assert intake.urgent_level == "EMERG" and intake.urgent_at is not None
    stop = tablet.get("/kiosk/stopped")
    assert stop.h1 == "Please see the front desk now" and "breath" not in stop.says and "chest" not in stop.says
    assert tablet.get("/kiosk/map").headers["Location"] == "/kiosk/stopped"
    assert put(tablet, "sym_limp", "yes", seen="").status_code == 409
    assert "Call the clinician now" in sign_in_as("front_desk").get(f"/visits/{intake.visit_id}/intake").says
    assert sign_in_as("front_desk").send(f"/intakes/{intake.id}/go-on").status_code == 403
    sign_in_as("clinician").send(f"/intakes/{intake.id}/go-on")
    assert tablet.get("/kiosk/safety").status_code == 200
    assert put(tablet, "ticks-now", ["rf_breath", "rf_fever"], seen=["rf_breath"]).json["stop"] is None


def test_an_urgent_answer_stops_the_interview_without_scripts_too(tablet: Any, intake: Intake) -> None:
    page = send(tablet, "safety", **{"ticks-now": ["rf_calf"], "ticks-lately": "none"})
    assert page.headers["Location"] == "/kiosk/stopped" and intake.urgent_level == "SAMEDAY"


def test_nobody_gets_beyond_the_first_open_screen(tablet: Any, intake: Intake) -> None:
    assert tablet.get("/kiosk/review").headers["Location"] == "/kiosk/safety"
    assert tablet.get("/kiosk/goals").headers["Location"] == "/kiosk/safety"
    assert tablet.get("/kiosk/no-such-screen").status_code == 404


def test_changing_the_language_keeps_the_screen_and_what_was_typed(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="goals")
    page = tablet.get("/kiosk/goals")
    sent = {**page.form("/kiosk/goals"), "psfs_1": "Bailar", "language": "es"}
    page = tablet.post("/kiosk/goals", data=sent)
    assert page.headers["Location"] == "/kiosk/goals"
    page = tablet.get("/kiosk/goals")
    assert page.soup.html["lang"] == "es" and page.form("/kiosk/goals")["psfs_1"] == "Bailar"


LEAVING = [({"go": "back"}, "Check the answer"), ({"language": "es"}, "Revise la respuesta")]


@pytest.mark.parametrize(("leaving", "sentence"), LEAVING, ids=["back", "another language"])
def test_whoever_leaves_a_screen_is_told_first_of_an_answer_that_the_desk_changed_meanwhile(
    tablet: Any, intake: Intake, db: Any, leaving: dict[str, str], sentence: str
) -> None:
    fill_in(tablet, until="feel")
    form = tablet.get("/kiosk/pain").form("/kiosk/pain")
    intake.foot("r").nprs_now = 7
    db.session.commit()
    page = tablet.post("/kiosk/pain", data={**form, "r-nprs_now": "1", **leaving})
    assert page.status_code == 422 and sentence in " ".join(page.errors())
    assert intake.foot("r").nprs_now == 7 and page.form("/kiosk/pain")["r-nprs_now"] == "7"
    page = tablet.post("/kiosk/pain", data={**page.form("/kiosk/pain"), "r-nprs_now": "1", **leaving})
    assert page.status_code == 303 and intake.foot("r").nprs_now == 1


def test_whoever_goes_back_is_told_first_of_what_could_not_be_kept(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="feel")
    form = tablet.get("/kiosk/feel").form("/kiosk/feel")
    page = tablet.post("/kiosk/feel", data={**form, "r-sym_weeks": "a while", "go": "back"})
    assert page.status_code == 422 and page.form("/kiosk/feel")["r-sym_weeks"] == "a while"
    page = tablet.post("/kiosk/feel", data={**page.form("/kiosk/feel"), "r-sym_weeks": "", "go": "back"})
    assert page.headers["Location"] == "/kiosk/pain"


def test_another_language_on_the_first_page_keeps_the_code_that_was_typed(app: Any, db: Any) -> None:
    browser = app.test_client()
    page = browser.get("/kiosk/join")
    page = browser.post("/kiosk/join", data={**page.form("/kiosk/join"), "code": "K7PQ", "language": "es"})
    assert page.soup.html["lang"] == "es" and page.form("/kiosk/join")["code"] == "K7PQ"
    assert browser.get("/kiosk/join").soup.html["lang"] == "es"


def test_sending_an_incomplete_intake_names_what_is_missing(tablet: Any, intake: Intake, db: Any) -> None:
    fill_in(tablet)
    intake.hx_gout = None
    db.session.commit()
    page = tablet.send("/kiosk/send", {"send_key": "k"})
    assert page.status_code == 422 and page.errors() == ["Your health"]
    assert intake.sent_at is None


def test_a_change_from_the_review_comes_back_to_the_review(tablet: Any, intake: Intake) -> None:
    fill_in(tablet)
    page = tablet.get("/kiosk/shape?from=review")
    form = page.form("/kiosk/shape?from=review")
    page = tablet.post("/kiosk/shape?from=review", data={**form, "r-shp_arch": "high", "go": "on"})
    assert page.headers["Location"] == "/kiosk/review" and intake.foot("r").shp_arch == "high"


def test_a_second_press_on_send_ends_on_the_same_page(tablet: Any, intake: Intake) -> None:
    fill_in(tablet)
    form = tablet.get("/kiosk/review").form("/kiosk/send")
    tablet.post("/kiosk/send", data=form)
    sent = intake.sent_at
    page = tablet.post("/kiosk/send", data=form)
    assert page.headers["Location"] == "/kiosk/done" and intake.sent_at == sent


def test_a_foot_without_marks_is_forgotten_when_the_map_is_passed(tablet: Any, intake: Intake) -> None:
    fill_in(tablet)
    page = send(tablet, "map", **{"r-sym_zone": [], "l-sym_zone": ["heel"]})
    assert page.headers["Location"] == "/kiosk/pain"
    assert [row.side for row in intake.feet] == ["l"] and intake.sym_side == "left"


def test_two_painful_feet_are_asked_about_one_after_the_other(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="map")
    page = follow(tablet, send(tablet, "map", **{"r-sym_zone": ["web34"], "l-sym_zone": ["mth1", "toe1"]}))
    assert page.request.path == "/kiosk/pain-r" and page.h1.startswith("Right foot:")


def test_a_map_that_is_skipped_asks_which_foot_instead(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="map")
    assert send(tablet, "map").errors() == ["Tap at least one spot that hurts."]
    page = send(tablet, "map", **{"skip-r-sym_zone": "y"})
    assert page.headers["Location"] == "/kiosk/side"
    page = send(tablet, "side", sym_side="left")
    assert page.headers["Location"] == "/kiosk/pain"


def test_the_state_of_a_screen_shows_what_staff_typed_beside_the_tablet(tablet: Any, intake: Intake, db: Any) -> None:
    fill_in(tablet, until="signs")
    intake.sym_limp = "yes"
    db.session.commit()
    state = tablet.get("/kiosk/state?screen=signs").json
    assert state["values"]["sym_limp"] == "yes" and "sym_limp" in state["asked"]


def test_reading_does_not_keep_an_idle_tablet_awake(tablet: Any, intake: Intake, clock: Any) -> None:
    tablet.get("/kiosk/safety")
    for _poll in range(5):
        clock.tick(seconds=50)
        page = tablet.get("/kiosk/state?screen=safety")
    assert page.status_code == 303 and page.headers["Location"] == "/kiosk/join"
    assert "This tablet was not used for a while" in tablet.get("/kiosk/lock").says


def test_an_idle_tablet_lets_go_and_the_draft_stays(tablet: Any, intake: Intake) -> None:
    put(tablet, "ticks-now", ["none"], seen=[])
    page = tablet.get("/kiosk/lock")
    assert "Your answers are safe" in page.says and intake.rf_breath == "no"
    assert tablet.get("/kiosk/safety").headers["Location"] == "/kiosk/join"


def test_a_hidden_record_of_what_was_seen_may_be_anything(tablet: Any, intake: Intake) -> None:
    for seen in ("", "{", "[]", json.dumps({"ticks-now": {"x": 1}}), "null", "9" * 30_000):
        page = send(tablet, "safety", **{"seen": seen, "ticks-now": "none", "ticks-lately": "none"})
        assert page.status_code in (303, 422)


def test_every_screen_of_a_finished_interview_can_be_opened_and_passed_again_unchanged(
    tablet: Any, intake: Intake
) -> None:
    passed = fill_in(tablet)
    before = case(intake)
    for slug in passed:
        assert send(tablet, slug).status_code == 303, slug
    assert case(intake) == before


def test_pain_now_above_the_worst_is_kept_asked_again_and_counts_until_then(tablet: Any, intake: Intake) -> None:
    fill_in(tablet, until="pain")
    page = send(tablet, "pain", **{**FIRST_VISIT["pain"], "r-nprs_now": "9", "r-nprs_worst": "5"})
    assert page.status_code == 422
    assert page.errors() == [
        "You say the pain is 9 now and was 5 at its worst this week. Please look at both numbers once more: "
        "the worst cannot be lower than the pain now."
    ]
    foot = intake.foot("r")
    assert (foot.nprs_now, foot.nprs_worst) == (9, 5), "nothing that was said is lost"
    assert Answers.of(case(intake)).feet["r"]["nprs_worst"] == 9 and "pain" not in intake.steps_done
    assert follow(tablet, send(tablet, "pain", **{"r-nprs_worst": "9"})).request.path == "/kiosk/feel"


def test_it_is_asked_in_spanish_and_at_the_desk_and_keeps_the_answers_from_being_sent(
    app: Any, tablet: Any, intake: Intake, sign_in_as: Any
) -> None:
    fill_in(tablet)
    intake.foot("r").nprs_now, intake.language = 9, "es"
    db.session.commit()
    with app.test_request_context():
        assert [screen.slug for screen, _asks in flow.missing(intake, load())] == ["pain"]
    page = send(tablet, "pain")
    assert "Usted dice que el dolor es 9 ahora" in page.errors()[0]
    desk = sign_in_as("front_desk")
    address = f"/intakes/{intake.id}/steps/pain"
    page = desk.post(address, data=desk.get(address).form(address))
    assert page.status_code == 422 and "You say the pain is 9 now" in page.errors()[0]
    told = sign_in_as("clinician").get(f"/visits/{intake.visit_id}").one("#told").get_text(" ")
    assert "ask again; until then 9 counts" in told


def test_other_numbers_that_cannot_be_are_asked_again_too(app: Any, intake: Intake) -> None:
    intake.shoe_hours = 20
    intake.shoes.append(IntakeShoe(position=0, use="work", hours_wk=60))
    intake.activities.append(IntakeActivity(position=0, activity="a_walk", days=9, minutes=60))
    intake.activities.append(IntakeActivity(position=1, activity="a_yoga", days=7, minutes=600))
    intake.activities.append(IntakeActivity(position=2, activity="a_golf_carry", days=7, minutes=900))
    intake.foot("r").sym_weeks = 52 * 150
    with app.test_request_context():
        found = doubts.of(intake)
    assert sorted(found) == ["activity-1-days", "activity-3-min", "pair-1-hours_wk", "r-sym_weeks"]
    intake.shoe_hours, intake.foot("r").sym_weeks = 15, 52
    intake.activities[0].days, intake.activities[2].minutes = 7, 60
    with app.test_request_context():
        assert doubts.of(intake) == {}

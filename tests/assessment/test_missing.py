"""A locked plan always shows what it waits for, with a box for each on the visit, and the answers there unlock it."""

import json
import random
from typing import Any

import pytest
from flask_babel import force_locale

from clinic.assessment import missing
from clinic.assessment.assessment import look
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.chart import interview_record
from clinic.interview.models import Intake
from clinic.rules import engine, triage
from tests.plan.visits import case, visit_of
from tests.rules import random_cases
from tests.rules.random_cases import LIBRARY

HARMLESS: dict[str, Any] = {"hx_falls": 0, "sym_zone": ["mth2"], "pt_surgeon_limits": "Full weight, no limits"}
"""Of every other question it is no."""
COUNT, RENDERED = 640, 12


def gappy(seed: int) -> dict[str, Any]:
    """A random case; of every other one some answers of the safety screen are blank, on a foot or of the person."""
    draw, made = random.Random(f"gaps {seed}"), random_cases.case(seed)
    if draw.random() < 0.5:
        for question in draw.sample(LIBRARY.dictionary.screen[1:], draw.choice((1, 2, 5, 50))):
            for part in ("p",) if question.scope == "person" else [side for side in "rl" if side in made]:
                made[part][question.code] = None
    if draw.random() < 0.2:  # the clinician finds a spot on a foot of which nobody was asked
        made["l"] = {"sym_zone": ["web34"]}
    if draw.random() < 0.05:
        for side in [side for side in "rl" if side in made]:
            made[side]["sym_zone"] = None
    return made


def _waited(made: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return triage.waited_for(triage.judge(made, LIBRARY), LIBRARY)


def test_every_lock_of_random_cases_has_its_boxes_and_harmless_answers_unlock_it(app: Any) -> None:
    locked = opened = 0
    with app.test_request_context():
        for seed in range(COUNT):
            made = gappy(seed)
            decision, waited = engine.recommend(made, LIBRARY), _waited(made)
            codes = {reason.code for reason in decision.because} if decision.status == "locked" else set()
            assert bool(waited) or not codes & {"RF90", "RF31"}, seed
            if decision.status == "locked" and waited:
                locked += 1
            for _round in range(5):
                for part, code in waited:
                    box = missing.row(part, code, None, LIBRARY, is_open=True)
                    assert box.words and (box.place or box.options or LIBRARY.questions[code].kind == "int"), (
                        seed,
                        code,
                    )
                    side = part if part != "p" or code != "sym_zone" else "l"
                    made.setdefault(side, {})[code] = HARMLESS.get(code, "no")
                if not (waited := _waited(made)):
                    break
            assert not waited, seed
            after = engine.recommend(made, LIBRARY)
            assert not {reason.code for reason in after.because} & {"RF90", "RF31"}, seed
            opened += decision.status == "locked" and after.status == "plan"
    assert locked > COUNT / 5 and opened > COUNT / 10


def _answer(browser: Any, visit: Any, page: Any, **given: Any) -> Any:
    form = page.form(f"/visits/{visit.id}/missing-answers")
    sent = {name.replace("__", "-"): value for name, value in given.items()}
    return browser.send(f"/visits/{visit.id}/missing-answers", {**form, **sent})


def _locks() -> list[int]:
    return [seed for seed in range(200) if {part for part, _code in _waited(gappy(seed))}][:RENDERED]


@pytest.mark.parametrize("seed", _locks())
def test_the_visit_shows_every_box_of_a_lock_and_opens_when_they_are_filled_in(
    sign_in_as: Any, db: Any, seed: int
) -> None:
    visit, browser = visit_of(gappy(seed)), sign_in_as("clinician")
    for _round in range(5):
        db.session.expire_all()
        seen, page = look(visit, LIBRARY), browser.get(f"/visits/{visit.id}")
        if not seen.waited_for:
            break
        count = len(seen.waited_for)
        if seen.decision.status == "locked":
            link = page.one("#sign a[href='#missing']").get_text()
            assert link == f"Locked: {count} answer{'s' if count > 1 else ''} missing."
        answers, findings = {}, {}
        for part, code in seen.waited_for:
            key, place = f"missing-{part}-{code}", missing.place(part, LIBRARY.questions[code])
            if place:
                assert page.one(f"#missing a[href='#{place}']") and page.one(f"#{place}")
                findings[page.one(f"#{place}")["name"]] = "mth2" if code == "sym_zone" else HARMLESS[code]
            else:
                assert page.all(f"#missing [name='{key}']"), key
                answers[key] = str(HARMLESS.get(code, "no"))
        if answers:
            assert _answer(browser, visit, page, **answers).status_code == 303
        if findings:
            sent = {"was": json.dumps(dict.fromkeys(findings, "")), **findings}
            assert browser.send(f"/visits/{visit.id}/findings", sent).status_code == 303
    assert not look(visit, LIBRARY).waited_for
    assert "Locked" not in page.one("#sign").get_text()


@pytest.fixture
def second_foot(sign_in_as: Any, db: Any) -> Any:
    """The patient marked the right foot; the clinician finds a spot on the left one too."""
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    browser.send(f"/visits/{visit.id}/findings", {"was": '{"l-exam_zone": ""}', "l-exam_zone": "web34"})
    return visit, browser


def test_a_spot_found_on_the_other_foot_asks_what_nobody_asked_of_it(second_foot: Any, db: Any) -> None:
    visit, browser = second_foot
    page = browser.get(f"/visits/{visit.id}")
    words = page.one("#missing").get_text(" ")
    assert "2 answers are missing: the plan is locked" in words and "Left foot." in words
    assert "Locked: 2 answers missing." in page.one("#sign").get_text()
    plan = browser.send(f"/visits/{visit.id}/plan")
    bar = browser.get(plan.location).one("#sign")
    assert bar.select_one("a[href$='#missing']").get_text() == "locked: 2 answers missing"
    assert _answer(browser, visit, page, **{"missing-l-hx_foot_sx": "no"}).status_code == 303
    page = browser.get(f"/visits/{visit.id}")
    assert "Locked: 1 answer missing." in page.one("#sign").get_text()
    assert _answer(browser, visit, page, **{"missing-l-hx_inject": "no"}).status_code == 303
    assert look(visit, LIBRARY).decision.status == "plan"
    page = browser.get(f"/visits/{visit.id}")
    assert "No flag is waiting." in page.one("#sign").get_text()
    assert "Asked and filled in here" in page.one("#missing").get_text()


def test_what_was_filled_in_says_who_typed_it_and_can_be_put_right(second_foot: Any, db: Any) -> None:
    visit, browser = second_foot
    page = browser.get(f"/visits/{visit.id}")
    _answer(browser, visit, page, **{"missing-l-hx_foot_sx": "lt6w", "missing-l-hx_inject": "no"})
    intake = Intake.of(visit)
    saved = db.session.query(AuditEvent).filter_by(action=Action.INTAKE_ANSWER_SAVED.value, subject_id=intake.id)
    trail = saved.order_by(AuditEvent.number).all()
    assert {(one.actor_id, one.detail["field"], one.detail["foot"]) for one in trail} == {
        (browser.user.id, "hx_foot_sx", "l"),
        (browser.user.id, "hx_inject", "l"),
    }
    with force_locale("en"):
        items = {
            (item.code, item.foot): item for part in interview_record.parts(intake, LIBRARY) for item in part.items
        }
    assert items["hx_foot_sx", "l"].by == browser.user.name and items["hx_foot_sx", "l"].answer
    page = browser.get(f"/visits/{visit.id}")
    assert page.all("#l-RF31") and page.one("#missing-l-hx_foot_sx option[selected]")["value"] == "lt6w"
    _answer(browser, visit, page, **{"missing-l-hx_foot_sx": "no"})
    assert not browser.get(f"/visits/{visit.id}").all("#l-RF31")


def test_a_number_that_cannot_be_kept_takes_no_answer_with_it(sign_in_as: Any, db: Any) -> None:
    told = case("V01")
    told["p"] |= {"hx_falls": None, "rf_fever": None}
    visit, browser = visit_of(told), sign_in_as("clinician")
    page = browser.get(f"/visits/{visit.id}")
    answer = _answer(browser, visit, page, **{"missing-p-hx_falls": "two hundred", "missing-p-rf_fever": "no"})
    assert answer.status_code == 422 and "1 value not saved" in answer.one("#sign").get_text()
    assert answer.one("#missing-p-hx_falls").get_text().strip() == "two hundred"
    db.session.expire_all()
    assert (Intake.of(visit).rf_fever, Intake.of(visit).hx_falls) == ("no", None)
    again = {**answer.form(f"/visits/{visit.id}/missing-answers"), "missing-p-hx_falls": "0"}
    assert browser.send(f"/visits/{visit.id}/missing-answers", again).status_code == 303
    db.session.expire_all()
    assert Intake.of(visit).hx_falls == 0


def test_only_what_is_missing_is_filled_in_and_never_over_what_somebody_else_said(second_foot: Any, db: Any) -> None:
    visit, browser = second_foot
    path, shown = f"/visits/{visit.id}/missing-answers", {"missing-p-rf_fever": "", "missing-l-hx_inject": ""}
    told = Intake.of(visit).rf_fever
    browser.send(path, {"was": json.dumps(shown), "missing-p-rf_fever": "yes"})
    Intake.of(visit).foot("l").hx_inject = "yes"
    db.session.commit()
    browser.send(path, {"was": json.dumps(shown), "missing-l-hx_inject": "no"})
    db.session.expire_all()
    assert (Intake.of(visit).rf_fever, Intake.of(visit).foot("l").hx_inject) == (told, "yes")


def test_in_spanish_the_card_and_the_bar_are_spanish(second_foot: Any, db: Any) -> None:
    visit, browser = second_foot
    page = browser.get(f"/visits/{visit.id}", headers={"Accept-Language": "es"})
    assert "Bloqueado: faltan 2 respuestas." in page.one("#sign").get_text()
    assert "Faltan 2 respuestas: el plan está bloqueado" in page.one("#missing").get_text(" ")

"""The paper tick sheet comes back into the chart: found by its code, typed in, corrected, and used."""

import datetime as dt
import json

import pytest

from clinic.audit.models import AuditEvent
from clinic.content.plan_content import PlanContent
from clinic.content.tick_rows import log_rows
from clinic.followup import tick_sheet
from clinic.followup.models import LogEntry
from clinic.signed.models import PlanVersion
from tests.paper.sample import runner
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


@pytest.fixture
def sheet(sign_in_as, db):
    """A plan signed two weeks ago."""
    browser = sign_in_as("clinician")
    visit = visit_of(case("V01"), starts_at=dt.datetime(2026, 11, 10, 17, 30, tzinfo=dt.UTC))
    sign(browser, press(browser, open_plan(browser, visit), "accept-all"))
    return PlanVersion.of(visit)[0]


def _fill(browser, sheet, **boxes):
    page = browser.get(f"/tick-sheets/{sheet.id}")
    form = page.form(f"/tick-sheets/{sheet.id}")
    return browser.send(f"/tick-sheets/{sheet.id}", {**form, **{k.replace("_", "-"): v for k, v in boxes.items()}})


def _traces(db, action):
    return db.session.query(AuditEvent).filter_by(action=action).count()


def test_the_front_desk_finds_the_sheet_by_its_code_and_no_address_holds_it(sign_in_as, sheet):
    desk = sign_in_as("front_desk")
    code = sheet.log_code
    answer = desk.send("/tick-sheets", {"code": f" {code[:4].lower()}-{code[4:]} "})
    assert answer.location == f"/tick-sheets/{sheet.id}" and code not in answer.location
    page = desk.get(answer.location)
    assert sheet.visit.patient.name in page.h1
    content = PlanContent.from_json(sheet.content)
    assert len(page.all("[data-counts]")) == 14 * len(log_rows(content))
    assert all(e.name.en in page.says for e in content.exercises)
    assert content.summary.en not in page.says and content.exercises[0].why.en not in page.text


def test_a_wrong_code_is_said_politely_and_too_many_have_to_wait(sign_in_as, sheet, clock):
    desk = sign_in_as("front_desk")
    for _ in range(10):
        page = desk.send("/tick-sheets", {"code": "NOSHEET2"})
        assert page.status_code == 422 and page.errors()
    refused = desk.send("/tick-sheets", {"code": sheet.log_code})
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "900"
    assert sign_in_as("front_desk").send("/tick-sheets", {"code": sheet.log_code}).status_code == 303
    clock.tick(minutes=14)
    desk.get("/tick-sheets")
    clock.tick(minutes=2)
    assert desk.send("/tick-sheets", {"code": sheet.log_code}).status_code == 303


def test_done_not_done_and_not_written_are_three_different_things(sign_in_as, sheet, db):
    desk = sign_in_as("front_desk")
    assert _fill(desk, sheet, EX03_1="1", EX03_2="0", EX03_3=" ", pain_1="10", swap_1="45").status_code == 303
    assert tick_sheet.written(sheet) == {("EX03", 1): 1, ("EX03", 2): 0, ("pain", 1): 10, ("swap", 1): 45}
    page = desk.get(f"/tick-sheets/{sheet.id}")
    assert [page.one(f"#EX03-{day}").get("value") for day in (1, 2, 3)] == ["1", "0", ""]
    assert _traces(db, "log:entered") == 1


def test_a_correction_writes_over_and_leaves_its_own_trace(sign_in_as, sheet, db):
    desk = sign_in_as("front_desk")
    _fill(desk, sheet, EX03_1="1", EX03_2="1")
    other = sign_in_as("front_desk")
    _fill(other, sheet, EX03_1="0", EX03_2="")
    assert tick_sheet.written(sheet) == {("EX03", 1): 0}
    assert {entry.entered_by_id for entry in db.session.query(LogEntry)} == {other.user.id}
    _fill(other, sheet)
    assert _traces(db, "log:entered") == 2, "saving without a change leaves no trace"


def test_two_people_on_the_same_sheet_do_not_undo_each_other(sign_in_as, sheet):
    desk, other = sign_in_as("front_desk"), sign_in_as("front_desk")
    form = desk.get(f"/tick-sheets/{sheet.id}").form(f"/tick-sheets/{sheet.id}")
    _fill(other, sheet, EX03_1="1")
    desk.send(f"/tick-sheets/{sheet.id}", {**form, "EX03-2": "0"})
    assert tick_sheet.written(sheet) == {("EX03", 1): 1, ("EX03", 2): 0}


def test_two_people_in_the_same_box_are_told(sign_in_as, sheet):
    one, other = sign_in_as("front_desk"), sign_in_as("front_desk")
    mine = one.get(f"/tick-sheets/{sheet.id}").form(f"/tick-sheets/{sheet.id}")
    assert _fill(other, sheet, pain_1="4").status_code == 303
    page = one.send(f"/tick-sheets/{sheet.id}", {**mine, "pain-1": "7", "pain-2": "3"})
    assert page.status_code == 422 and "Somebody entered “4” here meanwhile" in page.says
    assert tick_sheet.written(sheet) == {("pain", 1): 4}
    form = page.form(f"/tick-sheets/{sheet.id}")
    assert form["pain-1"] == "7" and form["pain-2"] == "3" and json.loads(form["was"])["pain-1"] == "4"
    assert one.send(f"/tick-sheets/{sheet.id}", form).status_code == 303
    assert tick_sheet.written(sheet) == {("pain", 1): 7, ("pain", 2): 3}


@pytest.mark.parametrize(
    ("box", "value"), [("EX03-1", "2"), ("pain-1", "11"), ("swap-1", "601"), ("swap-1", "1,000"), ("EX03-1", "x")]
)
def test_a_box_that_cannot_be_is_sent_back_with_everything_that_was_typed(sign_in_as, sheet, box, value):
    desk = sign_in_as("front_desk")
    page = desk.send(f"/tick-sheets/{sheet.id}", {"was": "{}", box: value, "EX02-3": "1"})
    assert page.status_code == 422 and len(page.errors()) == 1
    assert page.one(f"#{box}")["value"] == value and page.one(f"#{box}")["aria-invalid"] == "true"
    assert page.one("#EX02-3")["value"] == "1"
    assert tick_sheet.written(sheet) == {}


def test_boxes_that_the_sheet_does_not_have_are_passed_over(sign_in_as, sheet):
    desk = sign_in_as("front_desk")
    strange = {"was": json.dumps([1]), "EX99-1": "1", "EX03-15": "1", "EX03-0": "1", "EX03-1": "1"}
    assert desk.send(f"/tick-sheets/{sheet.id}", strange).status_code == 303
    assert tick_sheet.written(sheet) == {("EX03", 1): 1}


def test_an_administrator_alone_opens_no_sheet(sign_in_as, sheet):
    assert sign_in_as("admin").get(f"/tick-sheets/{sheet.id}").status_code == 403


def test_the_summary_counts_done_over_written_and_the_worst_pain_of_each_day(sign_in_as, sheet):
    assert tick_sheet.summary(sheet) is None and tick_sheet.said(sheet) == []
    _fill(sign_in_as("front_desk"), sheet, EX03_1="1", EX03_2="0", EX02_1="1", pain_1="6", pain_3="2", swap_2="30")
    found = tick_sheet.summary(sheet)
    assert (found.done, found.written, found.minutes) == (2, 3, 30)
    assert found.adherence == pytest.approx(2 / 3)
    first = PlanContent.from_json(sheet.content).log_from
    assert found.pain == ((first, 6), (first + dt.timedelta(days=2), 2))


def test_days_a_week_come_from_the_written_boxes_and_only_where_enough_are_written(sign_in_as, sheet):
    asked = {e.code: e.dose.days_week for e in PlanContent.from_json(sheet.content).exercises}
    boxes = {f"EX03_{day}": "1" if day % 2 else "0" for day in range(1, 15)}
    boxes |= {f"EX02_{day}": "1" for day in range(1, 15)}
    boxes |= {"EX04_1": "1", "EX04_2": "0"}
    _fill(sign_in_as("front_desk"), sheet, **boxes)
    assert tick_sheet.days_done(sheet) == {"EX03": 4, "EX02": asked["EX02"]}


def test_what_was_told_at_the_visit_goes_before_what_the_sheet_says():
    told = tick_sheet.Told(5, 1, "same")
    assert tick_sheet.with_days(told, 2) is told
    assert tick_sheet.with_days(None, None) is None
    assert tick_sheet.with_days(tick_sheet.Told(None, 1, "same"), 2) == tick_sheet.Told(2, 1, "same")


def test_the_next_proposal_and_the_visit_read_the_sheet(sign_in_as, sheet, db):
    clinician = sign_in_as("clinician")
    second = visit_of(case("V01"), patient=sheet.visit.patient)
    boxes = {f"EX03_{day}": "1" if day in (1, 2) else "0" for day in range(1, 15)}
    _fill(sign_in_as("front_desk"), sheet, **boxes, pain_1="5", pain_2="3")
    clinician.send(f"/visits/{second.id}/how-it-went", {"EX03-pain": "1", "EX03-morning": "same"})
    spread = next(
        tag for tag in open_plan(clinician, second).all("article.app-ex") if tag["aria-label"] == "Toe spread"
    )
    assert "Hold: done 1 of 5 days" in " ".join(spread.get_text(" ").split())
    says = clinician.get(f"/visits/{second.id}").says
    assert "Tick sheet: 2 of 14 written boxes done. Worst pain 5 of 10, on the last day 3." in says


def test_every_box_on_the_paper_has_its_box_on_the_screen():
    boxes = list(tick_sheet.boxes(runner()))
    assert len(boxes) == 14 * 7 and len({tick_sheet.name(row.key, day) for row, day in boxes}) == len(boxes)


def test_pain_written_in_the_last_week_holds_what_would_be_made_harder():
    day = dt.date(2026, 11, 1)
    pain = tuple((day + dt.timedelta(days=n), value) for n, value in enumerate((9, 9, 9, 2, 3, 6, 7, 2, 1, 1, 8, 2)))
    sheet = tick_sheet.Summary(done=0, written=0, minutes=0, pain=pain)
    assert tick_sheet.sore_days(sheet, most=5) == (6, 7, 8)
    assert tick_sheet.sore_days(sheet, most=8) == ()
    assert tick_sheet.sore_days(None, most=5) == ()


def test_a_sore_last_week_on_the_sheet_stands_in_the_next_proposal(sign_in_as, sheet, db):
    clinician = sign_in_as("clinician")
    second = visit_of(case("V01"), patient=sheet.visit.patient)
    boxes = {f"EX03_{day}": "1" for day in range(1, 15)}
    _fill(sign_in_as("front_desk"), sheet, **boxes, pain_1="9", pain_13="6", pain_14="8")
    clinician.send(f"/visits/{second.id}/how-it-went", {"EX03-pain": "1", "EX03-morning": "same"})
    page = open_plan(clinician, second)
    spread = next(tag for tag in page.all("article.app-ex") if tag["aria-label"] == "Toe spread")
    words = " ".join(spread.get_text(" ").split())
    assert "Hold: green, but tick sheet: pain up to 8 on 2 days of its last week" in words

"""Any text in the world, in every box: kept letter for letter, or refused with a sentence. Never a crash."""

import json
import unicodedata
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clinic.accounts.models import User
from clinic.curation.models import Approval
from clinic.database import db as database
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked, Referral
from clinic.forms.text import tidy, trouble
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Patient
from clinic.plan.models import Plan, PlanItem, PlanTemplate
from clinic.practice.models import Practice
from clinic.values.names import is_enough, search_words, sort_key
from tests.browsers import tablet
from tests.factories import PatientFactory
from tests.house import whole

REFUSED = {
    "nothing but a NUL": "a\x00b",
    "an escape": "a\x1b[31mb",
    "a backspace": "a\x08b",
    "a C1 control": "a\x85b\x9fc",
    "no character": "a\ufffeb",
    "no character either": "a\ufdd0b",
    "no character far up": "a\U0001ffffb",
    "a turn that is not closed": "a\u202eb",
    "an isolate that is not closed": "a\u2067b",
    "a close without an opening": "a\u2069b",
    "nine accents": "a" + "\u0301" * 10,
    "a heap of accents": "a" + "\u0336" * 60,
}
TAKEN = {
    "an apostrophe": "O'Neil",
    "one letter": "Ö",
    "a word that means nothing to databases": "Null",
    "right to left": "יעל כהן",
    "Arabic with marks": "مُحَمَّد",
    "a turn that is closed": "\u2067יעל\u2069 Testa",
    "Thai": "ปั้นจั่น",
    "a family of emoji": "👩‍👩‍👧‍👦",
    "decomposed": "Zoe\u0308",
    "eight accents": "x" + "\u0332" * 8,
    "percent and underscore": "100%_\\",
    "quotes": "\"'`;--",
    "far up": "𠮷野家",
    "a hundred letters": "a" * 100,
}


class Box:
    """One text box of the house: where it is sent, and where its text stands afterwards."""

    def __init__(self, path, field, most, read, along=None):
        self.path, self.field, self.most, self.read, self.along = path, field, most, read, along or {}

    def __repr__(self):
        return f"{self.path} {self.field}"


def _first(model, **by):
    return lambda: database.session.query(model).populate_existing().filter_by(**by).first()


def _last(model, field):
    def read():
        rows = database.session.query(model).populate_existing().all()
        return {getattr(row, field) for row in rows}

    return read


def _boxes(record, me):
    visit, plan = f"/visits/{record.visit_id}", f"/plans/{record.plan_id}"
    row = database.session.get(Patient, record.patient_id)
    person = {"name": row.name, "born_on": "03/14/1974", "chart_number": row.chart_number, "language": "en"}
    practice = {"name": "Sample", "emergency_number": "911", "paper": "a4", "languages": ["en", "es"]}
    practice |= {"time_zone": "America/New_York", "tablet_idle_minutes": "3", "phone": "(555) 010-0143"}
    practice |= {"units": "us", "date_order": "mdy"}
    item = _first(PlanItem, plan_id=record.plan_id)()
    flag = {"foot": "r", "flag": "RF23", "ruling": "seen_elsewhere", "reason": "a", "seen_by": "b", "result": "c"}
    flag |= {"seen_on": "2026-11-20"}
    told = {"addressee": "a", "told_patient": "b"}
    yield Box(f"/patients/{record.patient_id}/correct", "name", 100, _last(Patient, "name"), person)
    yield Box(f"/patients/{record.patient_id}/correct", "print_name", 30, _last(Patient, "print_name"), person)
    for field, most in (("name", 100), ("address", 200), ("emergency_number", 20)):
        yield Box("/settings", field, most, _last(Practice, field), practice)
    yield Box(f"{visit}/impression", "impression", 300, _last(ExamFindings, "impression"))
    for field, most in (("reason", 2000), ("seen_by", 100), ("result", 2000)):
        yield Box(f"{visit}/flags", field, most, _last(FlagAnswer, field), flag)
    yield Box(f"{visit}/asked-again", "finding", 2000, _last(ReAsked, "finding"), {"field": "rf_joints"})
    for field, most in (("addressee", 200), ("told_patient", 2000)):
        yield Box(f"{visit}/referral", field, most, _last(Referral, field), told)
    for field, most in (("pt_surgeon_limits", 2000), ("pt_exercise_clearance_by", 100)):
        yield Box(f"{visit}/findings", f"p-{field}", most, _last(ExamFindings, field))
    for field, most in (("goal", 120), ("note_en", 10_000)):
        yield Box(plan, field, most, _last(Plan, field))
    for field, most in (("resistance", 60), ("reason", 2000)):
        yield Box(plan, f"{item.id.hex}-{field}", most, _last(PlanItem, field))
    yield Box(f"{plan}/usual", "name", 60, _last(PlanTemplate, "name"))
    code = "/settings/approvals/EX01"
    along = {"sha256": "0" * 64, "language": "es"}
    yield Box(code, "checked_by", 100, _last(Approval, "checked_by_name"), along)
    for field in ("psfs_1", "psfs_2", "act_goal"):
        yield Box("/kiosk/goals", field, 120, _last(Intake, field))


class Room:
    """Everything a test of boxes needs, made once."""

    def __init__(self, app, sign_in_as, clock):
        self.me = whole.everybody()
        self.record = whole.make(self.me)
        self.staff = sign_in_as(self.me)
        self.hand = tablet(app, database.session.get(Intake, self.record.intake_id), clock)
        self.boxes = list(_boxes(self.record, self.me))
        self.goals = self.hand.get("/kiosk/goals").form("/kiosk/goals")

    def send(self, box, text):
        """Type `text` into a box; the page that answers."""
        form = {**box.along, box.field: text}
        if box.path.endswith("/findings"):
            now = getattr(_first(ExamFindings)(), box.field.removeprefix("p-")) or ""
            form["was"] = note(box.field, now)
        if box.path == f"/plans/{self.record.plan_id}":
            plan = database.session.get(Plan, self.record.plan_id, populate_existing=True)
            form |= {"revision": str(plan.revision), "was": note(box.field, "\u2603"), "do": "save"}
        if "sha256" in form:  # an approval is given once for each content, and only for the content there is
            database.session.execute(sa.delete(Approval))
            form["sha256"] = load().exercises["EX01"].sha256
        if box.path.startswith("/kiosk"):
            form = {**self.goals, box.field: text, "go": "on", "seen": "{}"}
            return self.hand.post(box.path, data=form)
        return self.staff.send(box.path, form)


def note(key, value):
    """What a page keeps of a box it showed."""
    return json.dumps({key: value})


@pytest.fixture
def room(app, sign_in_as, db, clock):
    return Room(app, sign_in_as, clock)


def _kept(box, text):
    return (tidy(text) or None) in box.read() or (tidy(text) or "") in box.read()


def _hold(room, box, text):
    """The promise itself: kept exactly, or refused with words."""
    page = room.send(box, text)
    assert page.status_code < 500, (box, ascii(text))
    if trouble(text, box.most) is None and tidy(text):
        assert page.status_code in (200, 303), (box, ascii(text), page.says)
        assert page.status_code == 303 or box.path == "/settings", (box, ascii(text), page.says[:400])
        assert _kept(box, text), (box, ascii(text))
        assert unicodedata.is_normalized("NFC", tidy(text))
    elif trouble(text, box.most) is not None:
        assert page.status_code in (200, 400, 422) or "app-flash" in page.text or page.location, (box, ascii(text))
        assert not _kept(box, text), (box, ascii(text))
        if page.status_code != 303:
            assert page.all('[role="alert"], .nhsuk-error-summary, .app-flash'), (box, ascii(text))


def _turns(room, texts, request):
    """Every text with the boxes it is tried in: all in the long run, else in turn, so that each has its share."""
    for place, text in enumerate(texts):
        for at, box in enumerate(room.boxes):
            if request.config.getoption("--long") or (at + place) % 4 == 0:
                yield box, text


def test_what_has_no_place_in_a_record_is_refused_by_every_box(room, request):
    for box, text in _turns(room, REFUSED.values(), request):
        page = room.send(box, text)
        assert page.status_code < 500, box
        assert not _kept(box, text), (box, ascii(text))


def test_what_people_write_is_kept_letter_for_letter_by_every_box(room, request):
    for box, text in _turns(room, TAKEN.values(), request):
        if len(text) <= box.most:
            _hold(room, box, text)


def test_one_letter_too_many_is_said_and_not_cut_off(room):
    for box in room.boxes:
        long = "a" * box.most
        _hold(room, box, long)
        page = room.send(box, long + "b")
        assert page.status_code < 500 and not _kept(box, long + "b"), box


NASTY = st.text(
    st.sampled_from(
        "aZ \t\n'\"`\\%_;<>&{}[]()\x00\x01\x1b\x7f\x85\u0301\u0336\u200d\u200f\u202e\u2066\u2069\ufeff\ufffe😀ß"
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=70,
)
QUIET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@QUIET
@given(data=st.data(), text=NASTY)
def test_any_text_in_any_box_is_kept_or_refused(room, data, text):
    box = data.draw(st.sampled_from(room.boxes))
    page = room.send(box, text)
    assert page.status_code < 500, (box, ascii(text))
    if "emergency_number" in box.field and not tidy(text):
        return
    if tidy(text) and trouble(text, box.most) is None:
        assert _kept(box, text), (box, ascii(text), page.says[:300])
    elif tidy(text):
        assert not _kept(box, text), (box, ascii(text))


@QUIET
@given(term=NASTY)
@example(term="%%")
@example(term="__")
@example(term="\\\\")
@example(term="' OR 1=1 --")
def test_a_search_finds_what_a_plain_comparison_finds_and_never_more(room, term):
    if not database.session.query(Patient).filter_by(chart_number="S-1").count():
        for number, name in enumerate(("O'Neil 100%", "Zoë under_score", "back\\slash", "יעל כהן", "İstanbul ß"), 1):
            PatientFactory(name=name, name_sort=sort_key(name), chart_number=f"S-{number}")
    page = room.staff.send("/patients", {"term": term})
    assert page.status_code < 500
    wanted = tidy(term)
    if trouble(term, 100) or not is_enough(wanted):
        assert page.errors()
        return
    everyone = database.session.query(Patient).all()
    words = search_words(wanted)
    plain = {
        p.id
        for p in everyone
        if all(word in p.name_sort for word in words)
        or "".join(words) in p.name_sort.replace(" ", "")
        or wanted.lower() in p.chart_number.lower()
    }
    shown = {p.id for p in everyone if f"/patients/{p.id}" in page.text}
    assert shown == plain


RAW = [b"%ff%fe", b"%ED%A0%80", b"%c0%80", b"%", b"%zz", b"\xff\xfe\x00", b"%00", b"+" * 50, b"a=b;c&&&==&"]


def test_bytes_that_are_no_text_break_nothing(room):
    token = quote(room.staff.csrf()).encode()
    boxes = [box for box in room.boxes if not box.path.startswith(("/kiosk", "/plans"))]
    for place, raw in enumerate(RAW * 3):
        box = boxes[place % len(boxes)]
        body = b"csrf_token=" + token + b"&" + box.field.encode() + b"=" + raw
        page = room.staff.post(box.path, data=body, content_type="application/x-www-form-urlencoded", check=False)
        assert page.status_code < 500, box


def test_a_note_of_the_page_that_is_no_note_of_ours_breaks_nothing(room):
    for body in ["[" * 30_000, '{"field":' * 3000, '{"a":1}', "null", "1e999", '{"field":"psfs_1"', ""]:
        plan, visit = f"/plans/{room.record.plan_id}", f"/visits/{room.record.visit_id}"
        for path, along in ((plan, {"revision": "1", "goal": "x"}), (f"{plan}/sign", {"revision": "1"})):
            assert room.staff.send(path, {**along, "was": body}, check=False).status_code < 500
        assert (
            room.staff.send(f"{visit}/findings", {"was": body, "r-exam_skin": "intact"}, check=False).status_code < 500
        )
        assert room.hand.post("/kiosk/goals", data={**room.goals, "seen": body}, check=False).status_code < 500
        headers = {"X-CSRFToken": room.hand.csrf(), "Content-Type": "application/json"}
        assert room.hand.post("/kiosk/answer", data=body, headers=headers).status_code == 422


def test_a_day_at_the_end_of_time_breaks_nothing(room):
    visit, plan = f"/visits/{room.record.visit_id}", f"/plans/{room.record.plan_id}"
    when = {"visit_time": "11:30 PM", "clinician_id": str(room.me.id)}
    for day in ("0001-01-01", "9999-12-31", "2026-02-30"):
        assert room.staff.get(f"/?day={day}").status_code == 200
        for said in (day, f"{day[5:7]}/{day[8:10]}/{day[:4]}"):
            for path in (f"{visit}/move", f"/patients/{room.record.patient_id}/visits/new"):
                assert room.staff.send(path, {**when, "visit_on": said}).status_code in (200, 303), path
        for field in ("next_on", "goal_on"):
            revision = database.session.get(Plan, room.record.plan_id, populate_existing=True).revision
            was = json.dumps({field: "\u2603", "next_time": "\u2603"})
            form = {"revision": str(revision), "was": was, field: day, "next_time": "23:30", "do": "save"}
            assert room.staff.send(plan, form).status_code in (303, 422), (field, day)
        found = {"was": note("p-pt_surgeon_limits_on", ""), "p-pt_surgeon_limits_on": day}
        assert room.staff.send(f"{visit}/findings", found).status_code in (303, 409, 422)
        for path in ("/", plan, visit, f"/patients/{room.record.patient_id}"):
            assert room.staff.get(path).status_code == 200, (path, day)
    assert room.staff.get(f"{plan}/preview/en.pdf").status_code == 200


def test_a_number_that_is_none_breaks_nothing(room):
    for number in ["-1", "9" * 30, "NaN", "١٢", "1_000"]:
        visit, plan = f"/visits/{room.record.visit_id}", f"/plans/{room.record.plan_id}"
        assert room.staff.get(f"/log?before={number}").status_code == 200
        item = _first(PlanItem, plan_id=room.record.plan_id)().id.hex
        for field in (f"{item}-sets", "yellow_most"):
            revision = database.session.get(Plan, room.record.plan_id, populate_existing=True).revision
            form = {"revision": str(revision), "was": note(field, "x"), field: number, "do": "save"}
            assert room.staff.send(plan, form).status_code in (303, 422), field
        assert room.staff.send(plan, {"revision": number, "was": "{}", "do": "undo"}).status_code in (303, 400, 409)
        assert room.staff.send("/settings", {"tablet_idle_minutes": number}).status_code < 500
        for field in ("r-exam_kw_cm", "r-exam_fpi1"):
            form = {"was": note(field, ""), field: number}
            assert room.staff.send(f"{visit}/findings", form).status_code in (303, 409, 422), field
        assert room.staff.get(visit).status_code == 200


def test_a_name_whose_capitals_grow_fits_its_column(sign_in_as, db):
    form = {"name": "ß ﬃ ŉ ΐ ﬃ ß", "username": "grows", "roles": "front_desk"}
    assert sign_in_as("admin").send("/users/new", form).status_code == 200
    assert len(User.named("grows").initials) <= 6


def test_a_tablet_may_send_a_quarter_of_what_a_desk_may(room):
    limit = 256 << 10
    headers = {"X-CSRFToken": room.hand.csrf()}
    fits = room.hand.post("/kiosk/answer", data=b"x" * limit, headers=headers, content_type="application/json")
    assert fits.status_code == 422
    page = room.hand.post("/kiosk/answer", data=b"x" * (limit + 1), headers=headers, content_type="application/json")
    assert page.status_code == 413
    page = room.hand.post("/kiosk/goals", data=b"x" * (limit + 1), headers=headers, content_type="text/plain")
    assert page.status_code == 413
    many = {"csrf_token": room.hand.csrf(), **{f"f{n}": "x" for n in range(401)}}
    assert room.hand.post("/kiosk/goals", data=many, content_type="multipart/form-data").status_code == 413
    large = {"csrf_token": room.hand.csrf(), "psfs_1": "x" * (129 << 10)}
    page = room.hand.post("/kiosk/goals", data=large, content_type="multipart/form-data", check=False)
    assert page.status_code == 413

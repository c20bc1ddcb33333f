"""The log's own page: whom a row is about, found by person, in words of the reader's language."""

import json

import pytest
from flask_babel import force_locale

from clinic import labels
from clinic.accounts.forms import UserForm
from clinic.audit import action_words
from clinic.audit.actions import Action
from clinic.audit.models import AuditEvent
from clinic.audit.trail import record
from clinic.exam import items
from clinic.followup.measures import MEASURES
from clinic.interview import screens
from clinic.knowledge import library
from clinic.patients.registration import COLUMNS as PATIENT
from clinic.practice.forms import COLUMNS as PRACTICE
from tests.factories import PatientFactory, UserFactory, VisitFactory


@pytest.fixture
def mary(db):
    return PatientFactory(name="Mary O’Brien", chart_number="C-100")


def _rows(page):
    return [" ".join(row.get_text(" ").split()) for row in page.all("tbody tr")]


def test_a_row_names_the_patient_by_name_and_chart_number(sign_in_as, mary):
    looked = sign_in_as(UserFactory(name="Sam Desk", roles=["front_desk"]))
    looked.get(f"/patients/{mary.id}")
    page = sign_in_as("admin").get("/log")
    (row,) = [row for row in _rows(page) if "Looked at a patient" in row]
    assert "Sam Desk" in row and "Mary O’Brien, chart C-100" in row
    assert not page.all(f"a[href='/patients/{mary.id}']"), "an administrator opens no patient's page"
    both = sign_in_as("admin", "front_desk").get("/log")
    assert both.all(f"a[href='/patients/{mary.id}']")


def test_a_row_on_an_account_names_whose_it_is(sign_in_as, db, clock):
    admin, sam = sign_in_as("admin"), UserFactory(name="Sam Desk", username="sam")
    record(Action.USER_LINKED, sam, actor=admin.user, at=clock())
    db.session.commit()
    (row,) = [row for row in _rows(admin.get("/log")) if "Made a sign-in link" in row]
    assert "user : Sam Desk (sam)" in row or "user: Sam Desk (sam)" in row


def test_who_looked_at_this_patient(sign_in_as, mary, db):
    other = PatientFactory(name="Edith Other", chart_number="C-200")
    looked = sign_in_as(UserFactory(name="Sam Desk", roles=["front_desk"]))
    for patient in (mary, other):
        looked.get(f"/patients/{patient.id}")
    visit = VisitFactory(patient=mary)
    looked.get(f"/visits/{visit.id}/intake")
    admin = sign_in_as("admin")
    found = admin.send("/log/people", {"term": "obrien mary"})
    assert found.status_code == 303 and found.location == f"/log?person={mary.id}"
    page = admin.get(found.location)
    assert "Mary O’Brien (C-100)" in page.says
    rows = _rows(page)
    assert len(rows) == 2 and all("Mary O’Brien" in row and "Sam Desk" in row for row in rows)
    asked = db.session.query(AuditEvent).filter_by(action="log:viewed").one()
    assert asked.patient_id == mary.id, "and that is on record too"
    told = _rows(admin.get(f"/log?person={looked.user.id}"))
    assert len(told) == 3 and all("Sam Desk" in row for row in told)


def test_a_person_is_found_by_chart_number_or_user_name_and_the_words_are_in_no_address(sign_in_as, mary, db):
    admin = sign_in_as("admin")
    sam = UserFactory(name="Sam Desk", username="sam.desk", roles=["front_desk"])
    assert admin.send("/log/people", {"term": "c-100"}).location.endswith(str(mary.id))
    assert admin.send("/log/people", {"term": "sam.desk"}).location.endswith(str(sam.id))
    PatientFactory(name="Mary Other", chart_number="C-300")
    page = admin.send("/log/people", {"term": "mary"})
    assert "2 people found" in page.says and "chart C-100" in page.says and "chart C-300" in page.says
    assert "Enter at least 2 letters" in admin.send("/log/people", {"term": "m"}).errors()[0]
    assert admin.send("/log/people", {"term": "m\0%_"}).status_code == 200


def test_nothing_changed_leaves_no_row_and_no_row_says_fields_of_nothing(sign_in_as, db, clock):
    admin = sign_in_as("admin")
    page = admin.get("/settings")
    assert admin.post("/settings", data=page.form("/settings")).status_code == 303
    person = f"/users/{admin.user.id}"
    assert admin.post(person, data=admin.get(person).form(person)).status_code == 303
    assert not db.session.query(AuditEvent).filter(AuditEvent.action.in_(["practice:changed", "user:changed"])).count()
    # An older version wrote such rows; they are there for good.
    record(Action.PRACTICE_CHANGED, actor=admin.user, at=clock(), fields=[])
    db.session.commit()
    assert "fields:" not in admin.get("/log").says


FIELDS = [
    *(("practice", code) for code in (*PRACTICE, "logo", "settled")),
    *(("user", code) for code in ("name", "credentials", "roles", "is_lead", "username")),
    *(("patient", code) for code in (*PATIENT, "handout")),
    *(("visit", code) for code in ("starts_at", "clinician_id")),
    *(("exam_findings", code) for code in (*items.TESTS, "impression")),
    *(("visit", measure.code) for measure in MEASURES),
    *(("intake", code) for code in library.load().questions),
]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_field_the_log_may_name_has_a_name_in_the_readers_language(app, db, language):
    with app.test_request_context(), force_locale(language):
        bare = [code for kind, code in FIELDS if labels.field(code, kind) == code]
        assert bare == [] and len(FIELDS) > 250
        slugs = [step.slug for step in (*screens.STEPS, *screens.RETURN_STEPS)]
        assert [slug for slug in slugs if labels.screen(slug) == slug] == []
        assert labels.screen("pain-r").endswith({"en": "(right)", "es": "(derecho)"}[language])
        assert labels.field("burned", "practice") == "burned", "what this version does not know keeps its code"


def test_the_log_is_spanish_on_a_spanish_page(sign_in_as, db, clock, mary):
    admin = sign_in_as("admin")
    record(Action.PRACTICE_CHANGED, actor=admin.user, at=clock(), fields=["time_zone", "phone"])
    record(Action.PATIENT_CORRECTED, mary, actor=admin.user, at=clock(), patient_id=mary.id, fields=["born_on"])
    record(Action.EXAM_RECORDED, mary, actor=admin.user, at=clock(), patient_id=mary.id, fields=["rf_calf"], foot="l")
    db.session.commit()
    page = admin.get("/log", headers={"Accept-Language": "es"})
    assert "Zona horaria, Teléfono" in page.says and "Fecha de nacimiento" in page.says
    assert not any(code in page.says for code in ("time_zone", "born_on", "rf_calf", "phone"))
    assert "Hora oriental (Nueva York)" in admin.get("/settings", headers={"Accept-Language": "es"}).says


@pytest.mark.parametrize(
    ("action", "detail", "said"),
    [
        (Action.INTAKE_URGENT, {"level": "EMERG"}, "urgencia: emergencia"),
        (Action.INTAKE_URGENT, {"level": "SAMEDAY"}, "urgencia: el mismo día"),
        (Action.INTAKE_PAIRED, {"way": "code"}, "con un código"),
        (Action.INTAKE_PAIRED, {"way": "link"}, "con un enlace"),
        (Action.EXAM_RECORDED, {"fields": ["exam_kw_cm"], "foot": "r"}, "pie: derecho"),
        (Action.INTAKE_STEP_SAVED, {"step": "pain-l"}, "(izquierdo)"),
        (Action.USER_CHANGED, {"fields": [], "before": ["lead"], "after": []}, "antes: clínico principal"),
    ],
)
def test_values_too_are_words_of_the_readers_language(app, db, action, detail, said):
    with app.test_request_context(), force_locale("es"):
        told = action_words.detail(AuditEvent(action=action.value, subject_kind="intake", detail=detail))
    assert said in told and "exam_kw" not in told, told


def test_words_of_a_detail_are_never_taken_from_what_somebody_typed(app, db):
    """The labels are the program's own; a code that is none comes back as it is, escaped by the page."""
    with app.test_request_context(), force_locale("en"):
        event = AuditEvent(subject_kind="user", detail=json.loads('{"fields": ["<b>", "password"], "reason": ""}'))
        assert action_words.detail(event) == f"fields: <b>, {labels.field('password', 'user')}"
        assert not hasattr(UserForm, "password")

"""A practice that version 0.2.0 made: opened, verified, reprinted and gone on with."""

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import flask_migrate
import pytest

from clinic import create_app
from clinic.audit import trail
from clinic.clock import wall_clock
from clinic.content.plan_content import PlanContent
from clinic.database import db
from clinic.exam.models import Referral
from clinic.followup.models import LogEntry
from clinic.handout.models import Handout
from clinic.patients.models import Patient, Visit
from clinic.signed.models import PlanVersion
from config import Config
from tests import databases
from tests.browsers import Client
from tests.paper.printed import Paper
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case

HERE = Path(__file__).parent
KEPT = HERE / "v0_2_0"
MIGRATIONS = str(HERE.parents[1] / "migrations")
PASSWORD = "made-up people only"


@pytest.fixture(scope="module")
def where(request):
    return KEPT / ("postgresql" if request.config.getoption("--database") else "sqlite")


@pytest.fixture(scope="module")
def expected(where):
    return json.loads((where / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kept(request, where, database_url, tmp_path_factory):
    """The application on a copy of the practice, brought up to date. On each of the databases the tests run on."""
    folder = tmp_path_factory.mktemp("practice")
    data, keys = folder / "data", folder / "keys"
    for place in (data, keys):
        place.mkdir(mode=0o700)
    (data / "footing.lock").touch(mode=0o600)
    for key in where.glob("*.key"):
        shutil.copyfile(key, keys / key.name)
        (keys / key.name).chmod(0o600)
    environ = {"FOOTING_PRACTICE": str(data), "FOOTING_KEYS": str(keys)}
    server = request.config.getoption("--database")
    if not server:
        shutil.copyfile(where / "footing.db", data / "footing.db")
        yield from _opened(environ)
        return
    (data / "footing.postgresql").touch(mode=0o600)
    with databases.fresh(server) as url:
        dump = gzip.decompress((where / "practice.sql.gz").read_bytes())
        address = url.replace("postgresql+psycopg://", "postgresql://")
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", address], input=dump, check=True, capture_output=True)
        yield from _opened({**environ, "FOOTING_DATABASE_URL": url})


class Hands(Client):
    """A browser beside a database of its own: lets go of the lock before it asks for a form's token."""

    def csrf(self):
        """A valid CSRF token for this session."""
        db.session.commit()
        return super().csrf()


def _opened(environ):
    app = create_app(Config.from_env(environ))
    app.test_client_class = Hands
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def inside(kept):
    with kept.app_context():
        yield kept
        db.session.remove()


def _enter(app, username):
    browser = app.test_client()
    form = browser.get("/sign-in").form("/sign-in")
    answer = browser.post("/sign-in", data={**form, "username": username, "password": PASSWORD})
    assert answer.status_code == 303, answer.says
    return browser


def test_its_audit_trail_is_intact_to_the_last_event(inside, expected):
    assert trail.newest() >= expected["events"]
    assert list(trail.faults()) == []


def test_every_signed_version_hashes_as_it_did(inside, expected):
    versions = {str(version.id): version for version in db.session.query(PlanVersion)}
    assert set(expected["versions"]) <= set(versions)
    for key, was in expected["versions"].items():
        version = versions[key]
        assert version.content_sha256 == was["sha256"]
        assert PlanContent.from_json(version.content).sha256 == was["sha256"]
        assert version.log_code == was["code"] and version.visit.patient.name == was["patient"]


def test_nobody_and_nothing_is_missing(inside, expected):
    charts = {patient.chart_number for patient in db.session.query(Patient)}
    assert set(expected["patients"]) <= charts
    assert db.session.query(LogEntry).count() >= expected["ticks"]
    assert [str(row.visit_id) for row in db.session.query(Referral)] == expected["referrals"]


def test_every_printed_handout_is_printed_again_to_the_byte(inside, expected):
    rows = {str(row.id): row for row in db.session.query(Handout)}
    assert set(expected["handouts"]) <= set(rows)
    assert all(hashlib.sha256(rows[key].pdf).hexdigest() == sha for key, sha in expected["handouts"].items())
    printed = {
        f"/handouts/{row.version_id}/{row.language}.pdf?paper={row.paper}&size={row.size}"
        + ("&mono=y" if row.mono else ""): key
        for key, row in rows.items()
    }
    db.session.remove()
    desk = _enter(inside, "sam")
    for path, key in printed.items():
        assert hashlib.sha256(desk.get(path).data).hexdigest() == expected["handouts"][key], path


def test_a_variant_that_was_never_printed_is_printed_now_with_the_signed_words(inside):
    version = db.session.query(PlanVersion).order_by(PlanVersion.signed_at.desc()).first()
    content = PlanContent.from_json(version.content)
    path = f"/handouts/{version.id}/en.pdf"
    db.session.remove()
    text = " ".join(Paper(_enter(inside, "sam").get(path).data).text.split())
    for line in content.exercises:
        assert line.name.en in text


def test_a_tick_sheet_of_then_is_found_by_its_code_and_shows_its_ticks(inside, expected):
    desk = _enter(inside, "sam")
    opened = 0
    for code in expected["tick_codes"]:
        answer = desk.send("/tick-sheets", {"code": code})
        assert answer.status_code == 303
        page = desk.get(answer.location)
        opened += any(tag.get("value") == "1" for tag in page.all("[data-counts]"))
    assert opened == 1


def test_every_page_of_then_opens_for_a_clinician(inside, expected):
    visits = [str(visit.id) for visit in db.session.query(Visit)]
    patients = [str(patient.id) for patient in db.session.query(Patient)]
    signed = {str(version.visit_id) for version in db.session.query(PlanVersion)}
    db.session.remove()
    jordan = _enter(inside, "jordan")
    pages = [f"/visits/{visit}" for visit in visits] + [f"/patients/{patient}" for patient in patients]
    pages += [f"/visits/{visit}/{page}" for visit in signed for page in ("note", "plan-history", "intake.pdf")]
    pages += [f"/visits/{visit}/referral.pdf" for visit in expected["referrals"]]
    for page in pages:
        assert jordan.get(page).status_code == 200, page


def test_the_next_visit_of_a_patient_of_then_goes_through_to_paper(inside):
    from tests import factories

    version = db.session.query(PlanVersion).filter_by(number=2).one()
    patient, clinician = version.visit.patient, version.visit.clinician
    answers = case("V01")
    answers["p"].pop("age")
    visit = factories.VisitFactory(patient=patient, clinician=clinician, starts_at=wall_clock())
    factories.answered(answers, visit=visit, sent_at=wall_clock())
    db.session.commit()
    jordan = _enter(inside, "jordan")
    _tell_how_it_went(jordan, visit)
    page = press(jordan, open_plan(jordan, visit), "accept-all")
    signed = sign(jordan, page)
    assert signed.status_code == 303, signed.says
    handout = jordan.get(signed.location)
    assert jordan.get(handout.one("#print")["href"]).data.startswith(b"%PDF")
    assert list(trail.faults()) == []


def _tell_how_it_went(browser, visit):
    page = browser.get(f"/visits/{visit.id}/how-it-went")
    form = page.form(f"/visits/{visit.id}/how-it-went")
    fine = {name: "same" for name in form if name.endswith("-morning")} | {n: "1" for n in form if n.endswith("-pain")}
    assert browser.send(f"/visits/{visit.id}/how-it-went", {**form, **fine}).status_code == 303

"""Makes the practice that every later version must go on reading. Run once, in a checkout of version 0.2.0 (510e54e).

    python tests/practices/make.py FOLDER                          an embedded practice
    python tests/practices/make.py FOLDER postgresql+psycopg://…   the same on a server

Everybody in it is made up. The keys lie beside the data because there is nothing to protect.
"""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import flask_migrate

from clinic import create_app, demo, sessions
from clinic.accounts.models import User
from clinic.assessment import assessment
from clinic.audit import trail
from clinic.database import db
from clinic.exam.models import FlagAnswer, Ruling
from clinic.handout.models import Handout
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit, sort_key
from clinic.signed.models import PlanVersion
from config import Config
from tests.browsers import Client, holding
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

DAY = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)


class Clock:
    """Stands still until it is moved."""

    now = DAY

    def __call__(self) -> dt.datetime:
        return self.now


class Hands(Client):
    """A browser beside a database of its own: lets go of the lock before it asks for a form's token."""

    def csrf(self) -> str:
        """A valid CSRF token for this session."""
        db.session.commit()
        return super().csrf()


def main(folder: Path, url: str = "") -> None:
    """Make the practice in `folder`."""
    environ = {"FOOTING_PRACTICE": str(folder / "data"), "FOOTING_KEYS": str(folder / "keys")}
    app = create_app(Config.from_env({**environ, "FOOTING_DATABASE_URL": url}))
    app.test_client_class = Hands
    clock = app.extensions["clock"] = Clock()
    with app.app_context():
        flask_migrate.upgrade(directory="migrations")
    with app.test_request_context():
        demo.fill(at=clock())
        db.session.commit()
        db.session.remove()
    with app.app_context():
        _a_day(app, clock)
        db.session.commit()
        expected = _expected()
        db.session.remove()
        db.engine.dispose()
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _staff(app: Any, clock: Clock, username: str) -> Any:
    user = User.named(username)
    assert user is not None
    browser = holding(app, clock(), kind=sessions.Kind.STAFF, user_id=user.id)
    browser.user = user
    return browser


def _a_day(app: Any, clock: Clock) -> None:
    jordan = _staff(app, clock, "jordan")
    desk = _staff(app, clock, "sam")
    _signed_corrected_reprinted(jordan, desk, clock)
    _spanish(_staff(app, clock, "avery"), clock)
    _referred(jordan)


def _examined(name: str, person: str, chart: str, language: str, by: Any) -> Visit:
    """A made-up patient with the answers and findings of a reference case."""
    answers = case(name)
    age = answers["p"].pop("age")
    patient = Patient(
        chart_number=chart,
        name=person,
        name_sort=sort_key(person),
        born_on=dt.date(DAY.year - age, 1, 15),
        language=language,
        handout_language=language,
    )
    db.session.add(patient)
    visit: Visit = visit_of(answers, patient=patient, clinician=by.user, starts_at=DAY + dt.timedelta(hours=1))
    return visit


def _signed_corrected_reprinted(jordan: Any, desk: Any, clock: Clock) -> None:
    """Signed, printed, corrected, printed in large print, reprinted; then the tick sheet comes back."""
    visit = _examined("V01", "Rosa Sample-Quinn", "004601", "en", jordan)
    page = press(jordan, open_plan(jordan, visit), "accept-all")
    page = press(jordan, page, "save", note_en="Ice after long days on your feet.")
    signed = sign(jordan, page)
    assert signed.status_code == 303, signed.says
    first = PlanVersion.of(visit)[0]
    desk.get(f"/handouts/{first.id}/en.pdf")
    page = open_plan(jordan, visit)
    page = press(jordan, page, "save", note_en="Ice after long days on your feet. Call if numbness comes.")
    assert sign(jordan, page, change_reason="Added when to call").status_code == 303
    second = PlanVersion.of(visit)[-1]
    assert (first.number, second.number) == (1, 2), (first.number, second.number)
    for variant in (f"/handouts/{second.id}/en.pdf", f"/handouts/{second.id}/en.pdf", f"/handouts/{first.id}/en.pdf"):
        assert desk.get(variant).mimetype == "application/pdf"
    chosen = desk.get(f"/handouts/{second.id}")
    desk.send(chosen.one("form[action$=choose]")["action"], {"size": "large", "language": "en", "paper": "letter"})
    desk.get(desk.get(f"/handouts/{second.id}").one("#print")["href"])
    desk.get(f"/handouts/{second.id}/take-home.html")
    desk.get(f"/handouts/{second.id}/calendar.ics")
    clock.now += dt.timedelta(minutes=5)
    _tick(desk, second)


def _tick(desk: Any, version: PlanVersion) -> None:
    address = desk.send("/tick-sheets", {"code": version.log_code}).location
    page = desk.get(address)
    boxes = [tag["name"] for tag in page.all("[data-counts]")]
    form = page.form(f"/tick-sheets/{version.id}")
    values = {name: "1" if n % 3 else "0" for n, name in enumerate(boxes[:20])}
    assert desk.send(f"/tick-sheets/{version.id}", {**form, **values}).status_code == 303


def _spanish(avery: Any, clock: Clock) -> None:
    """Signed in Spanish, both feet, printed in Spanish and in both languages."""
    visit = _examined("V07", "Tomás Muestra", "004602", "es", avery)
    for fired in assessment.look(visit, load()).unanswered:
        db.session.add(
            FlagAnswer(
                visit_id=visit.id,
                foot=fired.foot or "",
                flag=fired.code,
                ruling=Ruling.CLEARED,
                reason="Looked at today; goes on with care.",
                answered_by_id=avery.user.id,
                answered_at=clock(),
            )
        )
    db.session.commit()
    page = press(avery, open_plan(avery, visit), "accept-all")
    signed = sign(avery, page)
    assert signed.status_code == 303, signed.says
    version = PlanVersion.of(visit)[0]
    for language in ("es", "both"):
        assert avery.get(f"/handouts/{version.id}/{language}.pdf").mimetype == "application/pdf"


def _referred(jordan: Any) -> None:
    """A made-up person with a sudden hot toe: stopped, referred, the note printed."""
    visit = _examined("V01", "Henry Sample", "004600", "en", jordan)
    intake = Intake.of(visit)
    assert intake is not None
    foot = intake.foot("r")
    for field in ("rf_toe_sudden", "rf_hot_red"):
        setattr(foot if hasattr(foot, field) else intake, field, "yes")
    db.session.commit()
    told = {"addressee": "Emergency room, Sampletown", "told_patient": "Go there now; do not drive yourself."}
    assert jordan.send(f"/visits/{visit.id}/referral", told).status_code == 303
    assert jordan.get(f"/visits/{visit.id}/referral.pdf").mimetype == "application/pdf"


def _expected() -> dict[str, Any]:
    versions = db.session.query(PlanVersion).order_by(PlanVersion.signed_at, PlanVersion.number).all()
    handouts = db.session.query(Handout).all()
    assert list(trail.faults()) == []
    return {
        "events": trail.newest(),
        "versions": {
            str(v.id): {"sha256": v.content_sha256, "code": v.log_code, "patient": v.visit.patient.name}
            for v in versions
        },
        "handouts": {str(h.id): h.pdf_sha256 for h in handouts},
        "tick_codes": [v.log_code for v in versions],
        "referrals": [str(row.visit_id) for row in db.session.query(_referral())],
        "ticks": db.session.query(_entries()).count(),
        "patients": sorted(p.chart_number for p in db.session.query(Patient)),
    }


def _referral() -> Any:
    from clinic.exam.models import Referral

    return Referral


def _entries() -> Any:
    from clinic.followup.models import LogEntry

    return LogEntry


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])

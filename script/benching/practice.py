"""A big practice for `script/bench clinic`: made-up people with years of visits, in an encrypted SQLite file.

A few people are made as the app makes them (interview, findings, flags answered, plan signed, tick sheet typed in,
paper printed), each with as many visits as anybody has. Everybody else is one of these again (copies.py).
"""

import datetime as dt
import json
from pathlib import Path

from flask import Flask

from benching import copies
from benching.copies import Row
from clinic.access import Role
from clinic.accounts.models import User
from clinic.assessment import assessment
from clinic.content.plan_content import PlanContent
from clinic.database import db
from clinic.exam import findings, rulings
from clinic.exam.models import FOOT_FIELDS as TESTS
from clinic.exam.models import PERSON_FIELDS as PERSON_TESTS
from clinic.exam.models import ExamFindings, Ruling
from clinic.followup import measures, tick_sheet
from clinic.handout import printouts
from clinic.interview.models import FOOT_FIELDS, PERSON_FIELDS, Intake, IntakeActivity, IntakeShoe, LineReport
from clinic.knowledge import case_file
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit
from clinic.plan import draft_content, drafting, signing, suggestions
from clinic.practice.models import Practice
from clinic.signed import carried_lines
from clinic.signed.models import PlanVersion
from tests.conftest import NOON

ROOT = Path(__file__).resolve().parents[2]
APART = dt.timedelta(days=14)
CASES = ("V01", "V02", "V03", "V05", "V07", "V09", "V10", "V14")
STAFF = (("desk", [Role.FRONT_DESK]), ("admin", [Role.ADMIN]), *((f"pt{n}", [Role.CLINICIAN]) for n in range(1, 7)))


def fill(app: Flask, patients: int, visits: int) -> None:
    """Make everything in an empty, migrated database."""
    with app.test_request_context():
        staff = _staff()
        longest = -(-visits // patients)
        moulds = [_mould(n, name, longest, staff[2 + n % 6]) for n, name in enumerate(CASES)]
        kept = copies.by_patient()
        with db.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.rollback()
            copies.write(raw, [kept[mould] for mould in moulds], patients, visits)


def _staff() -> list[User]:
    db.session.add(Practice(id=1, name="Riverside Physical Therapy", address="12 Example Street, Sampletown"))
    staff = [
        User(
            username=name,
            name=f"Sample {name.title()}",
            credentials="PT, DPT" if Role.CLINICIAN in roles else "",
            initials="SS",
            roles=[role.value for role in roles],
            is_lead=name == "pt1",
        )
        for name, roles in STAFF
    ]
    db.session.add_all(staff)
    db.session.commit()
    return staff


# People made as the app makes them


def _mould(number: int, name: str, visits: int, by: User) -> str:
    """One person with so many visits, the last one now; the id as it is stored."""
    told = json.loads((ROOT / f"tests/rules/cases/{name}.json").read_text(encoding="utf-8"))["answers"]
    case = case_file.checked(told, defaults=True)
    age = case["p"].get("age") or 45
    patient = Patient(
        chart_number=f"M{number}",
        name=f"Mould Person{number:02}",
        name_sort=f"mould person{number:02}",
        born_on=dt.date(NOON.year - age, 1, 15),
        language="en",
    )
    db.session.add(patient)
    for place in range(visits):
        at = NOON - APART * (visits - 1 - place)
        _visit(patient, case, place, visits, by, at)
        db.session.commit()
    return patient.id.hex


def _visit(patient: Patient, case: Row, place: int, visits: int, by: User, at: dt.datetime) -> None:
    here = Visit(patient=patient, clinician=by, starts_at=at)
    db.session.add(here)
    _interview(here, _better(case, place), place, at)
    found = ExamFindings(visit=here, not_tested={}, impression="")
    for field in PERSON_TESTS:
        if field in case["p"]:
            setattr(found, field, case["p"][field])
    for side in ("r", "l"):
        for field in TESTS:
            if case.get(side, {}).get(field) is not None:
                setattr(found.foot(side), field, case[side][field])
    db.session.add(found)
    db.session.flush()
    last = carried_lines.last_plan(here)
    for line in last:
        db.session.add(LineReport(visit_id=here.id, code=line["code"], fu_done=5, fu_pain=2, entered_at=at))
    measures.keep(here, {"faam_adl": 55.0 + 3 * place, "lefs": 40.0 + 3 * place}, by=by, at=at)
    seen = _settled(here, by, at)
    plan = suggestions.start(seen, by=by, at=at, today=at.date())
    drafting.accept_all(plan, seen=plan.revision, by=by, at=at)
    plan.next_visit_at = at + APART
    db.session.flush()
    practice = db.get_or_404(Practice, 1)
    content = draft_content.freeze(plan, seen, practice, by=by)
    try:
        version = signing.sign(
            plan,
            seen=content.sha256,
            situation=seen,
            practice=practice,
            by=by,
            at=at,
            untested_reason="Measured only",
        )
    except signing.PlanNotReady:
        return  # a flag that needs a doctor first
    if place % 4 == 0:
        days = {(row.key, day): 1 for row, day in tick_sheet.boxes(content) if row.counts == "tick"}
        tick_sheet.save(version, days, by=by, at=at + APART)
    if place == visits - 2:
        _print(version, patient, practice, at)


def _print(version: PlanVersion, patient: Patient, practice: Practice, at: dt.datetime) -> None:
    chosen = printouts.usual(patient, practice)
    data = printouts.render(PlanContent.from_json(version.content), chosen, None)
    printouts.keep(version, chosen, data, at=at)


def _better(case: Row, place: int) -> Row:
    """The same case some weeks later: less pain, more of what matters."""
    later = {part: dict(given) for part, given in case.items()}
    for side in ("r", "l"):
        for field in ("nprs_now", "nprs_avg", "nprs_worst"):
            if later.get(side, {}).get(field) is not None:
                later[side][field] = max(later[side][field] - place // 3, 0)
    if later["p"].get("psfs_1_score") is not None:
        later["p"]["psfs_1_score"] = min(later["p"]["psfs_1_score"] + place // 2, 10)
    return later


def _interview(here: Visit, case: Row, place: int, at: dt.datetime) -> None:
    minutes = dt.timedelta(minutes=1)
    told = Intake(
        visit=here,
        started_at=at - 30 * minutes,
        confirmed_at=at - 29 * minutes,
        last_answer_at=at - 19 * minutes,
        sent_at=at - 18 * minutes,
        reviewed_at=at,
        is_return=place > 0,
        steps_done=["about", "safety", "symptoms", "history", "shape", "footwear", "activity"],
        skipped=[],
    )
    for field, value in case["p"].items():
        if field in PERSON_FIELDS and field not in ("act_list", "shoes"):
            setattr(told, field, value)
    for side in ("r", "l"):
        for field, value in case.get(side, {}).items():
            if field in FOOT_FIELDS:
                setattr(told.foot(side), field, value)
    for position, entry in enumerate(case["p"].get("act_list") or []):
        more = {field: entry.get(field) for field in ("days", "effort", "surface", "pain")}
        told.activities.append(
            IntakeActivity(position=position, activity=entry["id"], minutes=entry.get("min"), **more)
        )
    told.shoes.append(IntakeShoe(position=0, use="work", hours_wk=40, width_feel="tight", heel_cm=2, age_mo=12))
    db.session.add(told)


def _settled(here: Visit, by: User, at: dt.datetime) -> assessment.Situation:
    """The visit with every flag answered, every yes asked again and every required test left out with a reason."""
    library = load()
    for _ in range(4):
        seen = assessment.look(here, library)
        if not (seen.unanswered or seen.to_ask_again or seen.missing):
            break
        for fired in seen.unanswered:
            flag = library.red_flags[fired.code]
            fit = (Ruling.CLEARED, Ruling.SEEN_ELSEWHERE, Ruling.REFER)
            ruling = next(one for one in fit if one in rulings.allowed(flag))
            more: Row = {"seen_by": "a made-up doctor", "seen_on": at.date(), "result": "Nothing was found."}
            rulings.answer(
                here, foot=fired.foot or "p", flag=flag, ruling=ruling, reason="Looked at it.", by=by, at=at, **more
            )
        for field in seen.to_ask_again:
            rulings.ask_again(here, field=field, finding="It was years ago.", by=by, at=at)
        left_out = dict.fromkeys(seen.missing, "No time today.")
        changes = [findings.Change(foot, field, None, "", True) for foot, field in seen.missing]
        findings.apply(findings.open_for(here), changes, left_out, by=by, at=at)
        db.session.flush()
    return assessment.look(here, library)

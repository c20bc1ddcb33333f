"""A whole house: one patient with everything a record can hold, and every address at which it can be asked for."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask import Flask, g

from clinic.access import Role
from clinic.accounts.models import User
from clinic.assessment import assessment
from clinic.content.plan_lines import Part
from clinic.curation.models import Approval
from clinic.database import db
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked, Referral, Ruling
from clinic.interview import consequences, flow
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit
from clinic.plan import draft_content, drafting, signing, suggestions
from clinic.plan.models import Plan, PlanTemplate
from clinic.practice.models import Practice
from clinic.signed.models import PlanVersion
from tests import factories
from tests.plan.visits import case, visit_of

MARK = "ZZCANARY"
AT = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)
Words = Callable[[str, int], str]


def marked(field: str, most: int) -> str:
    """Plainly recognisable words, another for each field."""
    return f"{MARK} {field}"[:most]


@dataclass(frozen=True)
class Whole:
    """The keys of everything there is of one patient: a signed visit, and a later one whose intake is under way."""

    patient_id: uuid.UUID
    visit_id: uuid.UUID
    sent_id: uuid.UUID
    plan_id: uuid.UUID
    version_id: uuid.UUID
    template_id: uuid.UUID
    later_visit_id: uuid.UUID
    intake_id: uuid.UUID
    user_id: uuid.UUID
    slugs: tuple[str, ...]


def everybody(**more: Any) -> User:
    """A person who holds every role there is."""
    roles = [role.value for role in Role]
    return factories.UserFactory(**{"roles": roles, "is_lead": True, **more})


def make(by: User, words: Words = marked, **patient: Any) -> Whole:
    """Make one patient's whole record; `words(field, limit)` gives every text a person can type."""
    number = uuid.uuid4().hex[:8]
    person = factories.PatientFactory(
        **{
            "name": words("patient.name", 100),
            "print_name": words("patient.print_name", 30),
            "chart_number": f"{MARK}-{number}",
            "sex_birth": "male",
            **patient,
        }
    )
    visit = _examined(person, by, words)
    plan, version = _signed(visit, by, words)
    template = PlanTemplate(
        name=words("template.name", 60),
        owner_id=by.id,
        is_shared=True,
        lines=list(_template_lines(plan)),
    )
    later = factories.VisitFactory(patient=person, clinician=by, starts_at=AT + dt.timedelta(minutes=40))
    under_way = _under_way(later, words)
    db.session.add(template)
    db.session.commit()
    sent = Intake.of(visit)
    assert sent is not None
    return Whole(
        patient_id=person.id,
        visit_id=visit.id,
        sent_id=sent.id,
        plan_id=plan.id,
        version_id=version.id,
        template_id=template.id,
        later_visit_id=later.id,
        intake_id=under_way.id,
        user_id=by.id,
        slugs=tuple(screen.slug for screen in flow.screens(under_way, load())),
    )


def _texts(intake: Intake, words: Words) -> None:
    for field in ("act_goal", "psfs_1", "psfs_2", "psfs_3"):
        setattr(intake, field, words(f"intake.{field}", 120))
    intake.psfs_1_score = intake.psfs_2_score = intake.psfs_3_score = 4


def _examined(person: Patient, by: User, words: Words) -> Visit:
    answers = case("V01")
    answers["p"] |= {"rf_lump": "yes", "rf_joints": "yes"}
    del answers["p"]["age"]
    visit = visit_of(answers, patient=person, clinician=by, starts_at=AT)
    intake = Intake.of(visit)
    found = ExamFindings.of(visit)
    assert intake is not None and found is not None
    _texts(intake, words)
    found.impression = words("findings.impression", 300)
    for name, most in (("pt_surgeon_limits", 2000), ("pt_exercise_clearance", 2000)):
        setattr(found, name, words(f"findings.{name}", most))
        setattr(found, f"{name}_by", words(f"findings.{name}_by", 100))
    found.foot("r").not_tested = {"exam_hr_reps": words("findings.not_tested", 500)}
    for foot in ("r",):
        db.session.add(
            FlagAnswer(
                visit_id=visit.id,
                foot=foot,
                flag="RF23",
                ruling=Ruling.SEEN_ELSEWHERE,
                reason=words("flag.reason", 2000),
                seen_by=words("flag.seen_by", 100),
                seen_on=AT.date(),
                result=words("flag.result", 2000),
                answered_by_id=by.id,
                answered_at=AT,
            )
        )
    db.session.add(
        ReAsked(
            visit_id=visit.id,
            field="rf_joints",
            finding=words("again.finding", 2000),
            asked_by_id=by.id,
            asked_at=AT,
        )
    )
    db.session.add(
        Referral(
            visit_id=visit.id,
            flags=["RF23"],
            addressee=words("referral.addressee", 200),
            told_patient=words("referral.told", 2000),
            told_by_id=by.id,
            told_at=AT,
        )
    )
    db.session.commit()
    return visit


def _signed(visit: Visit, by: User, words: Words) -> tuple[Plan, PlanVersion]:
    practice = db.session.get(Practice, 1)
    assert practice is not None
    g.language = "en"  # nobody's browser is asking
    seen = assessment.look(visit, load())
    plan = suggestions.start(seen, by=by, at=AT, today=AT.date())
    drafting.accept_all(plan, seen=plan.revision, by=by, at=AT)
    plan.goal = words("plan.goal", 120)
    plan.note_en, plan.note_es = words("plan.note_en", 10_000), words("plan.note_es", 10_000)
    plan.has_shoe_card = plan.has_changes_page = True
    for item in plan.lines(Part.EXERCISE)[:1]:
        item.resistance = words("line.resistance", 60)
        item.note_en, item.note_es = words("line.note_en", 2000), words("line.note_es", 2000)
        item.reason = words("line.reason", 2000)
    db.session.flush()
    content = draft_content.freeze(plan, seen, practice, by=by)
    version = signing.sign(
        plan,
        seen=content.sha256,
        # Why nothing was tested is asked only where nothing was; the words are wanted all the same.
        situation=replace(seen, found=None),
        practice=practice,
        by=by,
        at=AT,
        change_reason=words("version.change_reason", 500),
        untested_reason=words("version.untested_reason", 500),
    )
    db.session.commit()
    return plan, version


def _template_lines(plan: Plan) -> Iterator[dict[str, Any]]:
    from clinic.plan.plan_templates import KEPT

    for item in plan.lines(Part.EXERCISE):
        yield {"part": item.part.value, "code": item.code, **{field: getattr(item, field) for field in KEPT}}


def _under_way(visit: Visit, words: Words) -> Intake:
    answers = case("V01")
    del answers["p"]["age"]
    answers["r"] |= {"sym_zone_worst": "mth2", "nprs_now": 3, "sym_trend": "same", "sym_pop": "no"}
    answers["r"] |= {"sym_timing": ["during"]}
    answers["p"] |= dict.fromkeys(("shoe_toebox_low", "shoe_thin", "shoe_worn", "shoe_change", "act_inactive"), "no")
    answers["p"] |= {"can_see_feet": "yes", "can_reach_feet": "yes"}
    intake = factories.answered(answers, visit=visit, sent_at=None, started_at=AT, confirmed_at=AT)
    _texts(intake, words)
    db.session.flush()
    consequences.drop_stale(intake, load())
    intake.steps_done = [screen.slug for screen in flow.screens(intake, load())][:-1]
    db.session.commit()
    return intake


def words_of_the_practice(words: Words) -> None:
    """Let the practice's own fields, and a translator's name, say something else."""
    practice = db.session.get(Practice, 1)
    assert practice is not None
    practice.name, practice.address = words("practice.name", 100), words("practice.address", 200)
    practice.phone = words("practice.phone", 40)
    practice.emergency_number = words("practice.emergency_number", 20)
    lead = everybody(name=words("user.name", 100), credentials=words("user.credentials", 60))
    entry = load().exercises["EX01"]
    for language, checker in (("", ""), ("es", words("approval.checked_by", 100))):
        db.session.add(
            Approval(
                code="EX01",
                language=language,
                content_sha256=entry.sha256,
                approved_by_id=lead.id,
                checked_by_name=checker,
                approved_at=AT,
            )
        )
    db.session.commit()


def _values(endpoint: str, whole: Whole) -> list[dict[str, Any]]:
    """What the parts of an address stand for: more than one where a page has several faces."""
    visits = [whole.visit_id, whole.later_visit_id]
    base: dict[str, Any] = {
        "patient_id": whole.patient_id,
        "visit_id": whole.visit_id,
        "plan_id": whole.plan_id,
        "version_id": whole.version_id,
        "template_id": whole.template_id,
        "user_id": whole.user_id,
        "intake_id": whole.sent_id if endpoint == "desk.answers" else whole.intake_id,
        "code": "EX01",
        "language": "en",
        "token": "none",
        "slug": "goals",
        "name": "practice",
    }
    if endpoint == "desk.start":
        return [{**base, "visit_id": visit} for visit in visits]
    if endpoint == "setting_up.step":
        return [{"name": name} for name in ("practice", "place", "team", "copies")]
    if endpoint == "desk.step":
        return [{**base, "slug": slug} for slug in whole.slugs]
    return [base]


def places(app: Flask, whole: Whole, method: str = "GET") -> Iterator[tuple[str, str]]:
    """Every address of the house that answers to `method`, with its endpoint; the static files aside."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for values in _values(rule.endpoint, whole):
            yield rule.endpoint, fill(rule.rule, values)


def fill(pattern: str, values: dict[str, Any]) -> str:
    """An address with its parts filled in."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), pattern)


def contents(*, leave_out: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order of the key: what a test compares before and after."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in db.metadata.sorted_tables:
        if table.name in leave_out:
            continue
        rows = db.session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = [tuple(_plain(value) for value in row) for row in rows]
    db.session.commit()
    return found


def _plain(value: Any) -> Any:
    return repr(value) if isinstance(value, list | dict) else value


def differences(before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """The tables that are not as they were."""
    return [name for name in before if before[name] != after[name]]

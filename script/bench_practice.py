"""A big practice for `script/bench clinic`: made-up people with years of visits, in an encrypted SQLite file.

A few people are made as the app makes them (interview, findings, flags answered, plan signed, tick sheet typed in,
paper printed), each with as many visits as anybody has. Everybody else is one of these again: other ids, other name,
other days. Then comes an audit trail as such visits leave it, sealed event by event.
"""

import datetime as dt
import hashlib
import json
import random
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from clinic.access import Role
from clinic.accounts.models import User
from clinic.audit import trail
from clinic.audit.models import AuditEvent
from clinic.audit.trail import Action
from clinic.database import Base, Moment, db
from clinic.exam import findings, flags
from clinic.exam.models import FOOT_FIELDS as TESTS
from clinic.exam.models import PERSON_FIELDS as PERSON_TESTS
from clinic.exam.models import ExamFindings, Ruling
from clinic.handout import printing
from clinic.intake.models import FOOT_FIELDS, PERSON_FIELDS, Intake, IntakeActivity, IntakeShoe, LineReport
from clinic.knowledge.library import load
from clinic.patients.models import Patient, Visit, sort_key
from clinic.plan import casefile, drafting, freezing, logbook, proposing, scoring, signing, situation
from clinic.plan.content import PlanContent
from clinic.plan.models import PlanVersion
from clinic.practice.models import Practice

ROOT = Path(__file__).resolve().parents[1]
NOW = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)
"""When it is in this practice; its clock stands still."""
APART = dt.timedelta(days=14)
CASES = ("V01", "V02", "V03", "V05", "V07", "V09", "V10", "V14")
FIRST = ("Testa", "Exempla", "Probo", "Muestra", "Paradigma", "Sampel", "Fiktiva", "Modela")
LAST = ("Sample", "Placeholder", "Ejemplo", "Mustermann", "Nobody", "Specimen", "Pretend", "Invento")
STAFF = (("desk", [Role.FRONT_DESK]), ("admin", [Role.ADMIN]), *((f"pt{n}", [Role.CLINICIAN]) for n in range(1, 7)))
TODAY = {"ready": 48, "filling": 6, "to_start": 6}
"""Who comes today: interview sent and plan drafted, on the tablet, not here yet."""

ANSWERS = 40
ACTS: tuple[tuple[Action, str, int, dict[str, Any]], ...] = (
    (Action.VISIT_BOOKED, "visit", 1, {}),
    (Action.INTAKE_STARTED, "intake", 1, {}),
    (Action.INTAKE_PAIRED, "intake", 1, {"way": "code"}),
    (Action.INTAKE_IDENTITY_CONFIRMED, "intake", 1, {}),
    (Action.INTAKE_ANSWER_SAVED, "intake", ANSWERS, {"field": "sym_zone", "foot": "r"}),
    (Action.INTAKE_SENT, "intake", 1, {}),
    (Action.CHART_VIEWED, "visit", 6, {}),
    (Action.INTAKE_REVIEWED, "intake", 1, {}),
    (Action.EXAM_RECORDED, "exam_findings", 8, {"fields": ["exam_mulder"], "foot": "r"}),
    (Action.PLAN_STARTED, "plan", 1, {}),
    (Action.PLAN_VIEWED, "plan", 5, {}),
    (Action.PLAN_CHANGED, "plan", 4, {"what": "changed", "code": "EX01"}),
    (Action.PLAN_SIGNED, "plan_version", 1, {"number": 1, "sha256": "0" * 64}),
    (Action.HANDOUT_VIEWED, "plan_version", 1, {}),
    (Action.HANDOUT_PRINTED, "plan_version", 1, {"language": "en", "paper": "letter", "size": "standard"}),
)
"""What one visit leaves in the trail, and how often."""

Row = dict[str, Any]


def fill(app: Flask, patients: int, visits: int) -> None:
    """Make everything in an empty, migrated database."""
    with app.test_request_context():
        staff = _staff()
        longest = -(-visits // patients)
        moulds = [_mould(n, name, longest, staff[2 + n % 6]) for n, name in enumerate(CASES)]
        kept = _by_patient()
        with db.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.rollback()
            _copy(raw, [kept[mould] for mould in moulds], patients, visits)


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
    told = json.loads((ROOT / f"tests/plan/cases/{name}.json").read_text(encoding="utf-8"))["answers"]
    case = casefile.checked(told, defaults=True)
    age = case["p"].get("age") or 45
    patient = Patient(
        chart_number=f"M{number}",
        name=f"Mould Person{number:02}",
        name_sort=f"mould person{number:02}",
        born_on=dt.date(NOW.year - age, 1, 15),
        language="en",
    )
    db.session.add(patient)
    for place in range(visits):
        at = NOW - APART * (visits - 1 - place)
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
    last = proposing.last_plan(here)
    for line in last:
        db.session.add(LineReport(visit_id=here.id, code=line["code"], fu_done=5, fu_pain=2, entered_at=at))
    scoring.keep(here, {"faam_adl": 55.0 + 3 * place, "lefs": 40.0 + 3 * place}, by=by, at=at)
    seen = _settled(here, by, at)
    plan = proposing.start(seen, by=by, at=at, today=at.date())
    drafting.accept_all(plan, seen=plan.revision, by=by, at=at)
    plan.next_visit_at = at + APART
    db.session.flush()
    practice = db.get_or_404(Practice, 1)
    content = freezing.freeze(plan, seen, practice, by=by)
    try:
        version = signing.sign(plan, seen=content.sha256, situation=seen, practice=practice, by=by, at=at)
    except signing.PlanNotReady:
        return  # a flag that needs a doctor first
    if place % 4 == 0:
        days = {(row.key, day): 1 for row, day in logbook.boxes(content) if row.counts == "tick"}
        logbook.save(version, days, by=by, at=at + APART)
    if place == visits - 2:
        _print(version, patient, practice, at)


def _print(version: PlanVersion, patient: Patient, practice: Practice, at: dt.datetime) -> None:
    chosen = printing.usual(patient, practice)
    data = printing.render(PlanContent.from_json(version.content), chosen, None)
    printing.keep(version, chosen, data, at=at)


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


def _settled(here: Visit, by: User, at: dt.datetime) -> situation.Situation:
    """The visit with every flag answered, every yes asked again and every required test left out with a reason."""
    library = load()
    for _ in range(4):
        seen = situation.look(here, library)
        if not (seen.unanswered or seen.to_ask_again or seen.missing):
            break
        for fired in seen.unanswered:
            flag = library.red_flags[fired.code]
            fit = (Ruling.CLEARED, Ruling.SEEN_ELSEWHERE, Ruling.REFER)
            ruling = next(one for one in fit if one in flags.allowed(flag))
            more: Row = {"seen_by": "a made-up doctor", "seen_on": at.date(), "result": "Nothing was found."}
            flags.answer(
                here, foot=fired.foot or "p", flag=flag, ruling=ruling, reason="Looked at it.", by=by, at=at, **more
            )
        for field in seen.to_ask_again:
            flags.ask_again(here, field=field, finding="It was years ago.", by=by, at=at)
        left_out = dict.fromkeys(seen.missing, "No time today.")
        changes = [findings.Change(foot, field, None, "", True) for foot, field in seen.missing]
        findings.apply(findings.open_for(here), changes, left_out, by=by, at=at)
        db.session.flush()
    return situation.look(here, library)


# Everybody else

PARTS = tuple(
    table
    for table in Base.metadata.sorted_tables
    if table.name not in ("user", "practice", "audit_event", "audit_head", "browser_session", "plan_template")
    and (table.name == "patient" or table.foreign_keys)
)
"""The tables of a patient, owners first."""


def _by_patient() -> dict[str, dict[str, list[Row]]]:
    """Every stored row of the people there are, as the database spells it: person to table to rows."""
    found: dict[str, dict[str, list[Row]]] = {}
    whose: dict[str, str] = {}
    for table in PARTS:
        owners = [key.parent.name for key in table.foreign_keys if key.column.table.name != "user"]
        for stored in db.session.execute(sa.select(sa.text("*")).select_from(table)).mappings():
            row = dict(stored)
            person = row["id"] if table.name == "patient" else next((whose[row[o]] for o in owners if row[o]), None)
            if person is not None:
                whose[row["id"]] = person
                found.setdefault(person, {}).setdefault(table.name, []).append(row)
    db.session.rollback()
    return found


class _Copy:
    """One mould, ready to be written again and again for other people."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.rows = rows
        self.visits = [row["id"] for row in sorted(rows["visit"], key=lambda row: row["starts_at"])]
        self.canonical = {
            row["id"]: PlanContent.from_json(json.loads(row["content"])).canonical().decode()
            for row in rows.get("plan_version", ())
        }
        self.place: dict[str, int] = {}
        for table in PARTS:
            owners = [key.parent.name for key in table.foreign_keys if key.column.table.name not in ("user", "patient")]
            for row in rows.get(table.name, ()):
                if table.name == "visit":
                    self.place[row["id"]] = self.visits.index(row["id"])
                elif table.name != "patient":
                    self.place[row["id"]] = next(self.place[row[owner]] for owner in owners if row[owner])

    def again(self, who: "_Person") -> Iterator[tuple[str, Row]]:
        """The rows of another person, with the newest `who.visits` visits."""
        new: dict[str, str] = {}
        first = len(self.visits) - who.visits
        for table in PARTS:
            moments = [c.name for c in table.columns if isinstance(c.type, Moment | sa.Date)]
            keys = [key.parent.name for key in table.foreign_keys if key.column.table.name != "user"]
            for old in self.rows.get(table.name, ()):
                if table.name != "patient" and self.place[old["id"]] < first:
                    continue
                is_last = table.name != "patient" and self.place[old["id"]] == len(self.visits) - 1
                if is_last and table.name in who.not_yet:
                    continue
                row = dict(old)
                row["id"] = new[old["id"]] = who.key()
                for name in keys:
                    row[name] = new.get(row[name], row[name])
                for name in moments:
                    if row[name] is not None:
                        row[name] = moved(row[name], who.delta)
                self._adapt(table.name, row, who, old["id"], is_last=is_last)
                yield table.name, row

    def _adapt(self, table: str, row: Row, who: "_Person", was: str, *, is_last: bool) -> None:
        if table == "patient":
            row |= {"chart_number": who.chart, "name": who.name, "name_sort": sort_key(who.name)}
        elif table == "plan":
            row["log_code"] = who.code()
            if is_last and "plan_version" in who.not_yet:
                row["number"] = 1
        elif table == "plan_version":
            code, name = row["log_code"], self.rows["patient"][0]["name"]
            row["log_code"] = who.code()
            for old, new in ((code, row["log_code"]), (name, who.name)):
                row["content"] = row["content"].replace(old, new)
            text = self.canonical[was].replace(code, row["log_code"]).replace(name, who.name)
            row["content_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        elif table == "intake" and is_last and who.stage == "filling":
            row |= {"sent_at": None, "reviewed_at": None}


class _Person:
    """Somebody new: name, number, when they come, and how far they are today."""

    def __init__(self, number: int, visits: int, dice: random.Random) -> None:
        self.name = f"{FIRST[number % 8]} {LAST[number // 8 % 8]}{number}"
        self.chart, self.visits, self.dice = f"{100000 + number}", visits, dice
        stages = [stage for stage, many in TODAY.items() for _ in range(many)]
        self.stage = stages[number] if number < len(stages) else "past"
        if self.stage == "past":
            self.delta = -dt.timedelta(days=dice.randrange(1, 1400), minutes=dice.randrange(-240, 240, 30))
        else:
            self.delta = dt.timedelta(minutes=(number % 16) * 30 - 240)
        plans = {"plan_version", "log_entry", "handout"}
        exam = {"plan", "plan_item", "exam_findings", "foot_findings", "flag_answer", "re_asked", "score"}
        told = {"intake", "intake_foot", "intake_activity", "intake_shoe", "line_report"}
        self.not_yet: set[str] = {
            "past": set(),
            "ready": plans,
            "filling": plans | exam,
            "to_start": plans | exam | told,
        }[self.stage]

    def key(self) -> str:
        """A new id."""
        return uuid.UUID(int=self.dice.getrandbits(128), version=4).hex

    def code(self) -> str:
        """A new code for a tick sheet."""
        return "".join(self.dice.choices(drafting.LETTERS, k=8))


def moved(text: str, delta: dt.timedelta) -> str:
    """A stored day or moment, moved."""
    if len(text) == 10:
        return (dt.date.fromisoformat(text) + dt.timedelta(days=delta.days)).isoformat()
    return spelled(dt.datetime.fromisoformat(text) + delta)


def spelled(moment: dt.datetime) -> str:
    """A moment as SQLite stores it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _copy(raw: Any, moulds: list[dict[str, list[Row]]], patients: int, visits: int) -> None:
    """Write everybody else and the trail. Nothing here needs to survive a crash, so nothing is waited for."""
    copies, dice = [_Copy(rows) for rows in moulds], random.Random(5)  # noqa: S311
    few, more = divmod(visits, patients)
    people = (_Person(n, few + (n < more), dice) for n in range(patients))
    for pragma in ("synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF"):
        raw.execute(f"PRAGMA {pragma}")
    dropped = _drop_indexes(raw)
    raw.execute("BEGIN")
    happened: list[tuple[str, dict[str, str], str, str]] = []
    batch: dict[str, list[Row]] = {}
    for number, who in enumerate(people):
        mine: dict[str, dict[str, str]] = {}
        for table, row in copies[number % len(copies)].again(who):
            batch.setdefault(table, []).append(row)
            _note(table, row, mine)
        patient = mine.pop("")["patient"]
        happened += [(ids["at"], ids, ids["by"], patient) for ids in mine.values()]
        if number % 50 == 49:
            _write(raw, batch)
    _write(raw, batch)
    happened.sort(key=lambda visit: visit[0])
    _trail(raw, happened)
    for index in dropped:
        raw.execute(index)
    raw.execute("COMMIT")
    raw.execute("PRAGMA optimize")
    for pragma in ("synchronous = FULL", "cache_size = -2000", "foreign_keys = ON", "wal_checkpoint(TRUNCATE)"):
        raw.execute(f"PRAGMA {pragma}")


def _note(table: str, row: Row, mine: dict[str, dict[str, str]]) -> None:
    """Remember what the trail will speak of: one entry for each visit, the patient under no visit."""
    if table == "patient":
        mine[""] = {"patient": row["id"]}
    elif table == "visit":
        mine[row["id"]] = {"visit": row["id"], "at": row["starts_at"], "by": row["clinician_id"]}
    elif table in ("intake", "exam_findings", "plan", "plan_version"):
        mine[row["visit_id"]][table] = row["id"]


def _drop_indexes(raw: Any) -> list[str]:
    """Take away what can be made again at the end, in one go."""
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _sql in rows:
        raw.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in rows]


def _write(raw: Any, batch: dict[str, list[Row]]) -> None:
    for table in PARTS:
        rows = batch.pop(table.name, [])
        if rows:
            names, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
            values = [tuple(row.values()) for row in rows]
            raw.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', values)  # noqa: S608


# The trail


class _Event:
    """What a seal is made of; as light as two million of them ask for."""

    __slots__ = tuple(column.key for column in sa.inspect(AuditEvent).columns)


def _trail(raw: Any, visits: Iterable[tuple[str, dict[str, str], str, str]]) -> None:
    number, seal = raw.execute("SELECT number, seal FROM audit_head").fetchone()
    names = [name for name in _Event.__slots__ if name != "seal"]
    marks = ", ".join("?" * (len(names) + 1))
    sql = f"INSERT INTO audit_event ({', '.join(names)}, seal) VALUES ({marks})"  # noqa: S608
    rows: list[tuple[Any, ...]] = []
    for starts_at, ids, by, patient in visits:
        at = dt.datetime.fromisoformat(starts_at).replace(tzinfo=dt.UTC)
        for action, kind, often, detail in ACTS:
            if kind not in ids:
                continue
            for _ in range(often):
                number += 1
                at += dt.timedelta(seconds=1)
                seal = _sealed(seal, number, at, (action, kind, detail), ids[kind], by, patient)
                text = json.dumps(detail)
                rows.append((number, spelled(at), by, "staff", action.value, kind, ids[kind], patient, text, seal))
        if len(rows) > 20_000:
            raw.executemany(sql, rows)
            rows.clear()
    raw.executemany(sql, rows)
    head = trail._head_seal(number, seal)
    raw.execute("UPDATE audit_head SET number = ?, seal = ?, head_seal = ?", (number, seal, head))


def _sealed(
    before: str, number: int, at: dt.datetime, act: tuple[Action, str, Row], subject: str, by: str, patient: str
) -> str:
    event: Any = _Event()
    event.number, event.at, (event.action, event.subject_kind, event.detail) = number, at, act
    event.actor_id, event.subject_id, event.patient_id = dashed(by), dashed(subject), dashed(patient)
    event.actor_kind = "staff"
    return trail._seal(before, event)


def dashed(key: str) -> str:
    """An id as Python spells it."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"

"""Everybody else of the big practice: copies of a few people under other ids, names and days, straight into SQLite."""

import datetime as dt
import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from benching import trails
from clinic.content.plan_content import PlanContent
from clinic.database import Base, Moment, db
from clinic.plan import drafting
from clinic.values.names import sort_key

FIRST = ("Testa", "Exempla", "Probo", "Muestra", "Paradigma", "Sampel", "Fiktiva", "Modela")
LAST = ("Sample", "Placeholder", "Ejemplo", "Mustermann", "Nobody", "Specimen", "Pretend", "Invento")
TODAY = {"ready": 48, "filling": 6, "to_start": 6}
"""Who comes today: interview sent and plan drafted, on the tablet, not here yet."""

Row = dict[str, Any]
PARTS = tuple(
    table
    for table in Base.metadata.sorted_tables
    if table.name not in ("user", "practice", "audit_event", "audit_head", "browser_session", "plan_template")
    and (table.name == "patient" or table.foreign_keys)
)
"""The tables of a patient, owners first."""


def by_patient() -> dict[str, dict[str, list[Row]]]:
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
    return trails.spelled(dt.datetime.fromisoformat(text) + delta)


def write(raw: Any, moulds: list[dict[str, list[Row]]], patients: int, visits: int) -> None:
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
    trails.write(raw, happened)
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

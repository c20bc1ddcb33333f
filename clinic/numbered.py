"""Saves carry a number, so that one which was stuck on its way never replaces a newer one, and twice counts once.

A page counts its saves. It begins with the server's clock in milliseconds, never lower than the last number it was
told, and goes up with each save and with the time that passes: so a page that is loaded again, or another device that
takes over, goes on above what came before (docs/decisions/0017). Of each field the newest number is kept.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from clinic.database import Base, db

MOST = 2**52
"""Numbers beyond this are no page's: a script cannot count on from them exactly."""


class SaveNumbers(Base):
    """The newest number of each field of one thing that pages save bit by bit: an intake, an exam, a tick sheet."""

    __tablename__ = "save_numbers"

    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def newest(self) -> int:
        """The highest number of any field; 0 before the first."""
        return max(self.numbers.values(), default=0)

    def is_late(self, name: str, number: int | None) -> bool:
        """Whether a newer save of this field has been kept already. A save without a number is never late."""
        return number is not None and number < self.numbers.get(name, 0)

    def has(self, name: str, number: int | None) -> bool:
        """Whether this very save of the field, or a newer one, has been kept already."""
        return number is not None and number <= self.numbers.get(name, 0)

    def note(self, names: Iterable[str], number: int | None) -> None:
        """Remember that these fields were saved under `number`."""
        if number is not None:
            newer = {name: number for name in names if number > self.numbers.get(name, 0)}
            if newer:
                self.numbers = {**self.numbers, **newer}


def held(subject_id: uuid.UUID) -> SaveNumbers:
    """The numbers of one subject, made when first needed and held until the end of the transaction."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(SaveNumbers).values(subject_id=subject_id, numbers={}).on_conflict_do_nothing())
    row = db.session.get(SaveNumbers, subject_id, with_for_update=True, populate_existing=True)
    assert row is not None
    return row


def is_late(subject_id: uuid.UUID, form: str, raw: Any) -> bool:
    """Whether this form of a page was saved under a newer number already; if not, this is the newest now.

    `form` names the form and whose it is: what somebody else saved meanwhile is judged by what the page last saw.
    """
    number, saves = read(raw), held(subject_id)
    if saves.is_late(form, number):
        return True
    saves.note([form], number)
    return False


def first(subject_id: uuid.UUID, *, at: dt.datetime) -> int:
    """The number that a page shown now begins with."""
    row = db.session.get(SaveNumbers, subject_id)
    return max(moment(at), row.newest if row is not None else 0)


def moment(at: dt.datetime) -> int:
    """A moment as a number: milliseconds."""
    return int(at.timestamp() * 1000)


def read(raw: Any) -> int | None:
    """The number that a page sent; none where it sent none that counts."""
    text = str(raw).strip() if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= MOST else None


def forget(subject_id: uuid.UUID) -> None:
    """Nothing more is saved of this subject, so no number matters any more."""
    db.session.execute(sa.delete(SaveNumbers).where(SaveNumbers.subject_id == subject_id))

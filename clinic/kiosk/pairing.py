"""Bringing another device onto one intake: a typed code and a link, one use, ten minutes, few wrong tries.

The link's token travels in the URL fragment or in a form, never in a path, so no log ever holds it.
"""

import dataclasses
import datetime as dt
import hashlib
import re
import secrets

import sqlalchemy as sa

from clinic import guessing
from clinic.audit import refusals
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import is_open
from clinic.database import db
from clinic.interview.models import Intake
from clinic.kiosk.models import Pairing

LIFE = dt.timedelta(minutes=10)
WINDOW = dt.timedelta(minutes=10)
MOST_TRIES = 5
# No 0 O 1 I L, no vowels that spell words, no pairs that look or sound alike on a screen.
ALPHABET = "23456789CDFGHJKMPQRTVWXY"
LENGTH = 8


class WrongCode(Exception):
    """The code or link is unknown, used or too old. Never says which."""


@dataclasses.dataclass(frozen=True)
class Way:
    """A fresh way onto an intake. The plain code and token exist only here; the database keeps hashes."""

    code: str
    token: str
    expires_at: dt.datetime

    @property
    def spaced(self) -> str:
        """The code in two groups, easier to read aloud and to type."""
        return f"{self.code[:4]} {self.code[4:]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plain(code: str) -> str:
    """A code as somebody typed it: any case, with or without spaces and dashes."""
    return re.sub(r"[\s\-.]+", "", code).upper()


def make(intake: Intake, *, by: object, at: dt.datetime) -> Way:
    """A new code and link for `intake`; the ones before stop working."""
    revoke(intake)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    token = secrets.token_urlsafe(16)
    db.session.add(
        Pairing(
            intake_id=intake.id,
            code_sha256=_hash(code),
            link_sha256=_hash(token),
            expires_at=at + LIFE,
            made_by_id=by.id,  # type: ignore[attr-defined]
        )
    )
    record(Action.INTAKE_CODE_MADE, intake, actor=by, at=at, patient_id=intake.visit.patient_id)
    return Way(code, token, at + LIFE)


def revoke(intake: Intake) -> None:
    """Make every open way onto `intake` useless."""
    db.session.execute(sa.delete(Pairing).where(Pairing.intake_id == intake.id, Pairing.used_at.is_(None)))


def redeem(*, code: str = "", token: str = "", place: str, at: dt.datetime) -> Intake:
    """The intake that a typed code or a link opens. Wrong ones are counted; the caller commits either way.

    `place` is the network address, or a device that the practice knows: strangers on the clinic's own network cannot
    use up its tries.
    """
    here = guessing.key("pairing", place)
    guessing.hold(here)
    tries, last = guessing.tries(here, WINDOW, at=at)
    if tries >= MOST_TRIES and last is not None:
        _refuse("too many tries", place, at=at, counts=False)
        raise guessing.TooManyTries(max(1, int((last + WINDOW - at).total_seconds())))
    matches = Pairing.link_sha256 == _hash(token) if token else Pairing.code_sha256 == _hash(plain(code))
    found = db.session.scalar(
        sa.select(Pairing).where(matches, Pairing.used_at.is_(None), Pairing.expires_at > at).with_for_update()
    )
    if found is None or not is_open(found.expires_at, LIFE, at) or found.intake.sent_at is not None:
        guessing.count(here, at=at)
        _refuse("wrong code", place, at=at)
        raise WrongCode
    found.used_at = at
    intake = found.intake
    way = "link" if token else "code"
    record(Action.INTAKE_PAIRED, intake, actor="tablet", at=at, patient_id=intake.visit.patient_id, way=way)
    return intake


def _refuse(reason: str, place: str, *, at: dt.datetime, counts: bool = True) -> None:
    action = Action.INTAKE_PAIRING_REFUSED
    refusals.note(action, actor="tablet", place=place, reason=reason, at=at, counts=counts)


def sweep(at: dt.datetime) -> None:
    """Remove codes and links that were over yesterday."""
    db.session.execute(sa.delete(Pairing).where(Pairing.expires_at < at - dt.timedelta(days=1)))

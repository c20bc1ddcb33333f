"""Bringing another device onto one intake: a typed code and a link, one use, ten minutes, few wrong tries.

The link's token travels in the URL fragment or in a form, never in a path, so no log ever holds it.
"""

import dataclasses
import datetime as dt
import hashlib
import re
import secrets

import sqlalchemy as sa

from clinic.audit.trail import Action, record
from clinic.database import db
from clinic.intake.models import Intake, Pairing, PairingTry

LIFE = dt.timedelta(minutes=10)
WINDOW = dt.timedelta(minutes=10)
MOST_TRIES = 5
# No 0 O 1 I L, no vowels that spell words, no pairs that look or sound alike on a screen.
ALPHABET = "23456789CDFGHJKMPQRTVWXY"
LENGTH = 8


class WrongCode(Exception):
    """The code or link is unknown, used or too old. Never says which."""


class TooManyTries(Exception):
    """This address has guessed too often."""


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
    db.session.execute(sa.delete(Pairing).where(Pairing.expires_at < at - dt.timedelta(days=1)))
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


def redeem(*, code: str = "", token: str = "", address: str, at: dt.datetime) -> Intake:
    """The intake that a typed code or a link opens. Wrong ones are counted; the caller commits either way."""
    where = _hash(f"address {address}")
    tries = db.session.scalar(
        sa.select(sa.func.count()).where(PairingTry.address_sha256 == where, PairingTry.at > at - WINDOW)
    )
    if (tries or 0) >= MOST_TRIES:
        record(Action.INTAKE_PAIRING_REFUSED, actor="tablet", at=at, reason="too many tries")
        raise TooManyTries
    matches = Pairing.link_sha256 == _hash(token) if token else Pairing.code_sha256 == _hash(plain(code))
    found = db.session.scalar(
        sa.select(Pairing).where(matches, Pairing.used_at.is_(None), Pairing.expires_at > at).with_for_update()
    )
    if found is None or found.intake.sent_at is not None:
        db.session.execute(sa.delete(PairingTry).where(PairingTry.at < at - WINDOW))
        db.session.add(PairingTry(address_sha256=where, at=at))
        record(Action.INTAKE_PAIRING_REFUSED, actor="tablet", at=at, reason="wrong code")
        raise WrongCode
    found.used_at = at
    intake = found.intake
    way = "link" if token else "code"
    record(Action.INTAKE_PAIRED, intake, actor="tablet", at=at, patient_id=intake.visit.patient_id, way=way)
    return intake

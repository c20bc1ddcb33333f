"""Keys and their fingerprints: which keys a practice was made with, and whether those at hand are the same.

A fingerprint says nothing about its key. It is written when the practice is made, or at the first start of a version
that knows fingerprints; from then on a server with other keys does not start, and so cannot spoil the audit trail.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from clinic.database import Base

SECRET, DATABASE = "secret", "database"
FILES = {SECRET: "secret.key", DATABASE: "database.key"}
LENGTH = 16


class KeyFingerprint(Base):
    """The fingerprint of one key of this practice."""

    __tablename__ = "key_fingerprint"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(2 * LENGTH))


def fingerprint(key: str) -> str:
    """What may be known of a key: the first bytes of a seal that it makes of words that everybody knows."""
    return hmac.new(key.encode(), b"footing key fingerprint", hashlib.sha256).digest()[:LENGTH].hex()


def at_hand(config: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprints of the keys this application was given."""
    keys = {SECRET: config["SECRET_KEY"], DATABASE: config["DATABASE_KEY"]}
    if not config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        del keys[DATABASE]
    return {name: fingerprint(key) for name, key in keys.items() if key}


def wrong(connection: Connection, mine: Mapping[str, str]) -> str | None:
    """The name of a key at hand that is not this practice's; nothing where all fit, or none is known yet."""
    if not sa.inspect(connection).has_table(KeyFingerprint.__tablename__):
        return None
    rows = connection.execute(sa.select(KeyFingerprint.name, KeyFingerprint.fingerprint)).all()
    return next((name for name, known in rows if name in mine and mine[name] != known), None)


def remember(connection: Connection, mine: Mapping[str, str]) -> None:
    """Write down the fingerprints that are not known yet."""
    known = set(connection.scalars(sa.select(KeyFingerprint.name)))
    for name, value in mine.items():
        if name not in known:
            connection.execute(sa.insert(KeyFingerprint).values(name=name, fingerprint=value))

"""Passwords: how long, how hashed. Argon2id with the library's defaults (RFC 9106: t=3, 64 MiB, p=4)."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 128

_hasher = PasswordHasher()
_two_at_once = threading.BoundedSemaphore(2)  # each hash takes 64 MiB; a burst of sign-ins must not take the machine
# A hash of nobody's password: an unknown name costs the same time as a wrong password.
_NOBODY = _hasher.hash("nobody has this password, it only takes time")


def normal(password: str) -> str:
    """The form that is hashed: NFKC and nothing else, so that two keyboards give one password."""
    return unicodedata.normalize("NFKC", password)


def make_hash(password: str) -> str:
    """The Argon2id hash of `password`."""
    with _two_at_once:
        return _hasher.hash(normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether `password` fits; without a hash it takes as long and never fits."""
    with _two_at_once:
        try:
            _hasher.verify(password_hash or _NOBODY, normal(password))
            return password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def is_guessable(password: str, *personal: str) -> bool:
    """Whether the password is one thing repeated, a plain row of keys, or built on the person's own name."""
    plain = normal(password).casefold()
    if len(set(plain)) < 5:
        return True
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "footingfootingfooting")
    if any(plain in row * 6 or plain[::-1] in row * 6 for row in rows):
        return True
    half = len(plain) // 2
    if any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, half + 1)):
        return True
    return any(len(word) > 3 and plain.replace(word.casefold(), "").strip("0123456789 !.-") == "" for word in personal)

"""Passwords: how long, how hashed. Argon2id with the library's defaults (RFC 9106: t=3, 64 MiB, p=4)."""

import re
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


# What guessers try first, put together: words of their lists, of the work done here, and of the months and seasons.
_FIRST_WORDS = """
password passw0rd passphrase contrasena clave secret secreto access acceso admin administrator administrador root user
usuario guest login signin welcome bienvenido hello hola letmein changeme default temporary temp test testing qwerty
qwertz azerty iloveyou teamo love amor sunshine princess princesa dragon monkey football futbol baseball basketball
superman batman starwars pokemon shadow master trustno jesus michael jordan
footing footpain foot feet dolor clinic clinica practice practica patient paciente patients doctor
doctora nurse therapy terapia therapist terapeuta physical physio fisio physiotherapy rehab rehabilitation podiatry
ortho orthopedic medical medico health salud healthcare hospital office front desk reception recepcion computer tablet
ipad laptop network internet wifi server
january february march april may june july august september october november december spring summer autumn fall winter
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre primavera verano otono invierno
monday tuesday wednesday thursday friday saturday sunday one two three four five six seven eight nine ten
uno dos tres cuatro cinco seis siete ocho nueve diez
abc abcd abcde abcdef asdf asdfgh asdfghjkl zxcvbn zxcvbnm qwertyuiop correct horse battery staple
"""
_FIRST = re.compile("|".join(sorted(_FIRST_WORDS.split(), key=len, reverse=True)))
_READ_AS = str.maketrans("@4301$5!", "aaeoissi")
FEWEST_OF_ITS_OWN = 6
"""Letters that must be left when the first guesses are taken out."""


def is_guessable(password: str, *personal: str) -> bool:
    """Whether it is one thing repeated, a row of keys, built on the person's own name, or only of first guesses."""
    plain = normal(password).casefold()
    if len(set(plain)) < 5:
        return True
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "footingfootingfooting")
    if any(plain in row * 6 or plain[::-1] in row * 6 for row in rows):
        return True
    half = len(plain) // 2
    if any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, half + 1)):
        return True
    if any(len(word) > 3 and plain.replace(word.casefold(), "").strip("0123456789 !.-") == "" for word in personal):
        return True
    return any(_is_first_guess(spelled) for spelled in (plain, plain.translate(_READ_AS)))


def _is_first_guess(plain: str) -> bool:
    """Whether nothing but digits and signs is left once the words of the lists are taken out."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))
    left = _FIRST.sub("", re.sub(r"[\s!-/:-@\[-`{-~]+", "", bare))
    return sum(not mark.isdigit() for mark in left) < FEWEST_OF_ITS_OWN

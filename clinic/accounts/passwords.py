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


LEAST_GUESSES = 10**8
"""Fewer, as zxcvbn counts, and a copied hash gives the password away; its own scale calls that "somewhat guessable"."""
MOST_JUDGED = 72  # more letters than that cannot make a password weaker, and judging them all takes seconds


def is_guessable(password: str, *personal: str) -> bool:
    """Whether a guesser would come to it early: repeats, rows of keys, common words, and the words of this practice.

    `personal` holds whole names and addresses: the person's own, the practice's, the town's.
    """
    from zxcvbn import zxcvbn  # its lists take a moment to read: only where a password is chosen

    plain = normal(password).casefold()
    own = sorted({word.casefold() for name in personal for word in re.split(r"[\W_]+", name) if len(word) > 2})
    judged = zxcvbn(plain[:MOST_JUDGED], user_inputs=[*own, *_FIRST_WORDS.split()])
    if judged["guesses"] < LEAST_GUESSES:
        return True
    words = re.compile(
        "|".join(map(re.escape, sorted((_bare(word) for word in own), key=len, reverse=True))) or r"(?!)"
    )
    return any(_is_first_guess(spelled, words) for spelled in (plain, plain.translate(_READ_AS)))


def _bare(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def _is_first_guess(plain: str, personal: re.Pattern[str]) -> bool:
    """Whether nothing but digits and signs is left once the words of the lists and of the practice are taken out."""
    left = re.sub(r"[\s!-/:-@\[-`{-~]+", "", _bare(plain))
    left = _FIRST.sub("", personal.sub("", left))
    return sum(not mark.isdigit() for mark in left) < FEWEST_OF_ITS_OWN

"""How hard a text is to read: Flesch-Kincaid grade in English, INFLESZ ease in Spanish.

Pure arithmetic, used by the tests, by the check on the library and by live scoring while a clinician types.
Syllables come from pyphen's hyphenation points, which undercount English (a line may not be broken before a single
letter), so a count of vowel groups and a short list of exceptions correct it. On the hand-counted words of
`tests/values/test_readability.py` the corrected count is right for at least 97 of 100 English words and for every
Spanish word; pyphen alone is right for about 87 of 100 English ones. An error of one syllable in a hundred words moves
the grade by about 0.1.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyphen  # type: ignore[import-untyped]

MAX_GRADE = 6.0
"""The hardest Flesch-Kincaid grade a block of English patient text may have."""

MIN_EASE = 65.0
"""The lowest INFLESZ ease a block of Spanish patient text may have: where 'bastante fácil' begins."""

MIN_BLOCK_WORDS = 30
"""Shorter passages are joined with their neighbours before they are scored: a formula needs some text."""

_NAMES = """
acetaminophen ibuprofen naproxen insulin aspirin cortisone
paracetamol acetaminofén ibuprofeno naproxeno insulina aspirina cortisona
diabetes arthritis neuroma bunion bunions neuropathy osteoporosis hammertoe hammertoes cellulitis psoriasis gangrene
tendinitis artritis artrosis neuropatía juanete juanetes celulitis gangrena lupus gota
metatarsal metatarsals fascia sesamoid achilles ligament ligaments muscle muscles
metatarsiano metatarsianos sesamoideo aquiles ligamento ligamentos músculo músculos
tobillo tobillos rodilla rodillas pantorrilla pantorrillas espinilla espinillas estómago
"""

NAMES = frozenset(_NAMES.split())
"""Drugs, diseases and parts of the body that have no shorter plain word: two syllables each at most."""

_ENGLISH_EXCEPTIONS = {
    "area": 3, "areas": 3, "being": 2, "cleated": 2, "diet": 2, "doing": 2, "every": 2, "everyone": 3,
    "everything": 3, "evening": 2, "fluid": 2, "going": 2, "idea": 3, "ideas": 3, "lion": 2, "poem": 2, "quiet": 2,
    "really": 2, "ruin": 2, "science": 2, "seeing": 2, "create": 2, "theatre": 3, "trial": 2, "trials": 2, "usual": 3,
    "usually": 4, "period": 3, "periods": 3, "previous": 3, "various": 3, "curious": 3, "serious": 3, "radio": 3,
    "video": 3, "museum": 3, "riot": 2, "giant": 2, "dial": 2, "via": 2, "client": 2, "reliable": 4, "variety": 4,
    "society": 4, "aerobic": 3, "aerobics": 3, "business": 2, "different": 3, "favorite": 3, "family": 3, "camera": 3,
    "chocolate": 3, "comfortable": 4, "vegetable": 4, "sometimes": 2, "someone": 2, "something": 2, "somewhere": 2,
    "homework": 2, "household": 2, "lifestyle": 2, "maybe": 2, "shoelace": 2, "shoelaces": 3, "sideways": 2,
    "safely": 2, "barefoot": 2, "forefoot": 2, "therefore": 2, "whole": 1, "eye": 1, "eyes": 1, "people": 2,
    "little": 2, "middle": 2, "ankle": 2, "simple": 2, "gentle": 2, "able": 2, "table": 2, "tired": 1, "hour": 1,
    "hours": 1, "our": 1, "fire": 1, "rhythm": 2, "doesn't": 2, "didn't": 2, "isn't": 2, "wasn't": 2, "couldn't": 2,
    "shouldn't": 2, "wouldn't": 2, "hadn't": 2, "haven't": 2, "aren't": 1, "weren't": 1, "don't": 1, "won't": 1,
    "can't": 1, "you've": 1, "we've": 1, "they've": 1, "i've": 1, "you're": 1, "we're": 1, "they're": 1, "says": 1,
    "used": 1, "naked": 2, "wicked": 2, "sacred": 2, "toes": 1, "shoes": 1, "does": 1, "goes": 1, "ms": 1, "mr": 2,
    "dr": 2, "mm": 2, "cm": 2, "km": 2, "kg": 2, "lb": 1, "mi": 1, "min": 1, "am": 1, "pm": 2, "pt": 2, "tv": 2,
    "id": 2, "er": 2, "x": 1, "w": 2, "mph": 2, "re-check": 2, "biceps": 2, "triceps": 2, "sesame": 3, "recipe": 3,
    "apostrophe": 4, "zumba": 2, "hiit": 1, "pilates": 3, "sometime": 2, "useful": 2, "careful": 2, "carefully": 3,
    "movement": 2, "moving": 2, "placement": 2, "someday": 2, "baseline": 2, "sideline": 2, "homemade": 2,
    "tightened": 2, "loosened": 2, "opened": 2, "worsened": 2, "lined": 1, "wrinkled": 2, "swollen": 2,
}  # fmt: skip

_SPANISH_UNITS = {"mm": 2, "cm": 2, "km": 2, "kg": 2, "min": 2, "dr": 2, "dra": 3, "sr": 2, "sra": 3, "vs": 2}

_ABBREVIATIONS = (
    "dr", "dra", "mr", "mrs", "ms", "sr", "sra", "st", "vs", "e.g", "i.e", "a.m", "p.m", "p. ej", "approx",
    "aprox", "no", "núm", "etc", "min", "ej", "ud", "uds",
)  # fmt: skip

_WORD = re.compile(r"[0-9]+(?:[.,:][0-9]+)*|[^\W\d_]+(?:['’\-.][^\W\d_]+)*", re.UNICODE)
_END = re.compile(r"[.!?…:;]+(?=[\s\"'”»)]|$)|\n+")

# Vowels that meet and are said apart, as in do-ing, heav-i-er, var-i-ous, me-di-a, flu-id-ity.
_APART = re.compile(r"[aeiou]ing$|[aeiou]ier$|[^aeioutscg]ier(?:s)?$|[^tscg]ious$|[^tscgq]ia(?!l)[a-z]*$|[uo]ity")
# A last e after a consonant is silent; it sounds after t or d (lift-ed), a hiss (rais-es), consonant and l (an-kle).
_SILENT_E = re.compile(r"[^aeiouy](?:e|es|ed)$")
_SOUNDED_E = re.compile(r"[td]ed$|(?:[sxzcg]|[cs]h)es$|[^aeiouyl]l(?:e|es|ed)$")

_EN = pyphen.Pyphen(lang="en_US")
_ES = pyphen.Pyphen(lang="es")


@dataclass(frozen=True, slots=True)
class Score:
    """What one text scores: `value` is a school grade in English and an ease from 0 to 100 in Spanish."""

    value: float
    scale: str
    label: str
    ok: bool
    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float | None:
        """The Flesch-Kincaid grade, or none when the text is Spanish."""
        return self.value if self.scale == "flesch-kincaid" else None

    @property
    def ease(self) -> float | None:
        """The INFLESZ ease, or none when the text is English."""
        return self.value if self.scale == "inflesz" else None


def score(text: str, language: str) -> Score:
    """Score one passage. An empty passage is easy."""
    spoken = words(text)
    count, lines = len(spoken), max(1, len(sentences(text)))
    total = sum(syllables(word, language) for word in spoken)
    if language == "es":
        ease = inflesz(words=count, sentences=lines, syllables=total)
        return Score(ease, "inflesz", ease_label(ease), ease >= MIN_EASE, count, lines, total)
    grade = flesch_kincaid(words=count, sentences=lines, syllables=total)
    return Score(grade, "flesch-kincaid", grade_label(grade), grade <= MAX_GRADE, count, lines, total)


def flesch_kincaid(*, words: int, sentences: int, syllables: int) -> float:
    """The United States school grade that reads such a text, never below 0."""
    if not words:
        return 0.0
    return max(0.0, round(0.39 * words / sentences + 11.8 * syllables / words - 15.59, 1))


def inflesz(*, words: int, sentences: int, syllables: int) -> float:
    """Szigriszt-Pazos perspicuity, read on the INFLESZ scale: 65 and over is fairly easy, over 80 very easy."""
    if not words:
        return 100.0
    return min(100.0, round(206.835 - 62.3 * syllables / words - words / sentences, 1))


def fernandez_huerta(*, words: int, sentences: int, syllables: int) -> float:
    """The older Spanish ease of Fernandez Huerta, as a second reading: 70 and over is fairly easy."""
    if not words:
        return 100.0
    return min(100.0, round(206.84 - 60.0 * syllables / words - 1.02 * words / sentences, 1))


def grade_label(grade: float) -> str:
    """The grade as staff read it."""
    return f"Grade {grade:.1f}"


def ease_label(ease: float) -> str:
    """The band of the INFLESZ scale an ease falls in, by its Spanish name."""
    for floor, name in ((80.0, "muy fácil"), (65.0, "bastante fácil"), (55.0, "normal"), (40.0, "algo difícil")):
        if ease >= floor:
            return name
    return "muy difícil"


def words(text: str) -> list[str]:
    """The words and numbers of a text. A hyphenated compound is one word."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text. A line break ends one; a decimal point or an abbreviation does not."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        before = text[start : end.start()].rstrip().lower()
        if "\n" not in end.group() and end.group() == "." and _ends_in_abbreviation(before, text[end.end() :]):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    found.append(text[start:])
    return [sentence.strip() for sentence in found if words(sentence)]


def _ends_in_abbreviation(before: str, after: str) -> bool:
    for short in _ABBREVIATIONS:
        if before == short or before.endswith((f" {short}", f"({short}")):
            # "Take 5 min. Rest." ends a sentence although "min." is short for minutes: a capital follows.
            return short in {"dr", "dra", "mr", "mrs", "ms", "sr", "sra", "st"} or not after.lstrip()[:1].isupper()
    return False


def blocks(passages: Sequence[str] | Iterable[str]) -> list[str]:
    """Join passages in order until each block has at least 30 words; a short last one joins the block before."""
    joined: list[str] = []
    held: list[str] = []
    for passage in passages:
        held.append(passage)
        if len(words("\n".join(held))) >= MIN_BLOCK_WORDS:
            joined.append("\n".join(held))
            held = []
    if held:
        rest = "\n".join(held)
        if joined:
            joined[-1] = f"{joined[-1]}\n{rest}"
        else:
            joined.append(rest)
    return joined


@lru_cache(maxsize=8192)
def syllables(word: str, language: str) -> int:
    """How many syllables a reader says. Numerals and names of drugs, diseases and the body count two at most."""
    if word[0].isdigit():
        return min(2, _number_syllables(word, language))
    lower = word.lower().replace("’", "'").strip("'")
    count = _spanish(lower) if language == "es" else _english(lower)
    return min(count, 2) if lower in NAMES else count


def _english(word: str) -> int:
    if word in _ENGLISH_EXCEPTIONS:
        return _ENGLISH_EXCEPTIONS[word]
    if re.search(r"[-.]", word):
        return sum(_english(part) for part in re.split(r"[-.]", word) if part)
    word = word.removesuffix("'s") if not word.endswith(("ss's", "ch's", "x's")) else word
    if word in _ENGLISH_EXCEPTIONS:
        return _ENGLISH_EXCEPTIONS[word]
    groups = _vowel_groups(word)
    hyphens = len(_EN.positions(word)) + 1
    # Hyphenation finds true splits between vowels but misses one-letter syllables; vowel groups find those.
    return max(1, groups, hyphens)


def _vowel_groups(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word)
    letters = re.sub(r"(?<=[aeiou])y(?=[aeiou])", "-", letters)
    letters = re.sub(r"^y(?=[aeiou])", "", letters)
    letters = re.sub(r"qu", "q", letters)
    letters = re.sub(r"gue(?=[sd]?$)", "ge", letters)
    groups = len(re.findall(r"[aeiouy]+", letters))
    groups += len(_APART.findall(letters))
    if _SILENT_E.search(letters) and not _SOUNDED_E.search(letters):
        groups -= 1
    if re.search(r"[aeiouy][^aeiouy]+e(?:ful|fully|less|ment|ments|ly|ness)$", letters):
        groups -= 1
    return max(1, groups)


def _spanish(word: str) -> int:
    if word in _SPANISH_UNITS:
        return _SPANISH_UNITS[word]
    if re.search(r"[-.]", word):
        return sum(_spanish(part) for part in re.split(r"[-.]", word) if part)
    # A strong vowel is a nucleus; a stressed weak vowel beside one is another; weak vowels together are one.
    spoken = re.sub(r"(?<=[qg])u(?=[eéií])", "", word)
    spoken = re.sub(r"h(?=[aeiouáéíóúü])", "", spoken) if not spoken.startswith("h") else spoken[1:]
    spoken = re.sub(r"y(?![aeiouáéíóú])", "i", spoken)
    nuclei = 0
    for run in re.findall(r"[aeiouáéíóúü]+", spoken):
        strong = len(re.findall(r"[aeoáéóíú]", run))
        nuclei += max(1, strong)
    return max(1, nuclei, len(_ES.positions(word)) + 1)


_ENGLISH_NUMBERS = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_ENGLISH_TENS = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)
_SPANISH_NUMBERS = (2, 2, 1, 1, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2, 3, 2, 3, 4, 4, 4)
_SPANISH_TENS = (0, 0, 2, 2, 3, 3, 3, 3, 3, 3)


def _number_syllables(number: str, language: str) -> int:
    """A number read aloud: whole numbers as numbers, the decimals digit by digit."""
    small = _SPANISH_NUMBERS if language == "es" else _ENGLISH_NUMBERS
    grouped = re.sub(r"(?<=\d),(?=\d{3}\b)", "", number)
    whole, *decimals = re.split(r"[.,:]", grouped)
    count = _whole_syllables(int(whole), language) if len(whole) <= 6 else sum(small[int(d)] for d in whole)
    for part in decimals:
        count += (2 if language == "es" else 1) + sum(small[int(digit)] for digit in part)
    return count


def _whole_syllables(number: int, language: str) -> int:
    spanish = language == "es"
    if number < 20:
        return (_SPANISH_NUMBERS if spanish else _ENGLISH_NUMBERS)[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        if not ones:
            return (_SPANISH_TENS if spanish else _ENGLISH_TENS)[tens]
        if spanish:
            # veintiuno is one word; treinta y uno has the y besides.
            return _SPANISH_TENS[tens] + (0 if tens == 2 else 1) + _SPANISH_NUMBERS[ones]
        return _ENGLISH_TENS[tens] + _ENGLISH_NUMBERS[ones]
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        if spanish:
            head = (
                (1 if not rest else 2)
                if hundreds == 1
                else {5: 3, 7: 4, 9: 4}.get(hundreds, _SPANISH_NUMBERS[hundreds] + 2)
            )
        else:
            head = _ENGLISH_NUMBERS[hundreds] + 2
        return head + (_whole_syllables(rest, language) if rest else 0)
    thousands, rest = divmod(number, 1000)
    head = (0 if spanish and thousands == 1 else _whole_syllables(thousands, language)) + (1 if spanish else 2)
    return head + (_whole_syllables(rest, language) if rest else 0)

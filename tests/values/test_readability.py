"""How hard a text is to read: the formulas, the syllables they rest on, and what counts as a sentence and a block."""

import pytest

from clinic.values.readability import (
    MIN_BLOCK_WORDS,
    blocks,
    fernandez_huerta,
    flesch_kincaid,
    inflesz,
    score,
    sentences,
    syllables,
    words,
)

# Counted by hand, on the words a plan is made of and on the endings that trip counters.
ENGLISH = """
the 1|foot 1|heel 1|ball 1|hold 1|slowly 2|lower 2|lift 1|toes 1|shoes 1|middle 2|little 2|people 2|exercise 3
exercises 4|surface 2|surfaces 3|pressure 2|stretch 1|stretches 2|stretched 1|needed 2|rested 2|walked 1|lifted 2
relax 2|towel 2|before 2|another 3|counter 2|sturdy 2|worse 1|morning 2|therapist 3|physical 3|doctor 2|numbness 2
tingle 2|swollen 2|swelling 2|activity 4|usual 3|minutes 2|seconds 2|area 3|idea 3|being 2|doing 2|easy 2|easier 3
heavy 2|heavier 3|pointed 2|insole 2|cushioned 2|barefoot 2|forefoot 2|emergency 4|infection 3|redness 2|blister 2
balance 2|support 2|cycle 2|bicycle 3|elliptical 4|machine 2|swimming 2|medicine 3|prescription 3|carefully 3
safely 2|movement 2|whole 1|uses 2|used 1|closes 2|changes 2|changed 1|added 2|sizes 2|knees 1|laces 2|breathe 1
quiet 2|measured 2|gradual 3|painful 2|hour 1|different 3|every 2|family 3|eye 1|stable 2|comfortable 4|possible 3
handled 2|settled 2|wiggle 2|marbles 2|gently 2|simple 2|simply 2|unable 3|trouble 2|appointment 3|improves 2
serious 3|previous 3|special 2|patient 2|region 2|motion 2|opinion 3|science 2|weight 1|straight 1|enough 2|tired 1
higher 2|power 2|useful 2|treatment 2|created 3|rides 1|replaced 2|recover 3|pictures 2|called 1|rolled 1|scale 1
scales 1|miles 1|female 2|smiles 1|argue 2|tongue 1|vague 1|unique 2|technique 2|bones 1|loosen 2|chooses 2|raises 2
raised 1|nurses 2|once 1|dances 2|places 2|edges 2|massage 2|bandages 3|ages 2|aged 1|sometimes 2|something 2
"""

SPANISH = """
el 1|pie 1|talón 2|siéntese 3|levante 3|baje 2|despacio 3|sostenga 3|estire 3|dedos 2|zapatos 3|día 2|días 2|río 2
todavía 4|aún 2|país 2|oído 3|baúl 2|hacia 2|cuidado 3|viaje 2|ruido 2|ciudad 2|agua 2|bueno 2|guante 2|guerra 2
queso 2|quiere 2|aquí 2|vergüenza 3|leer 2|caer 2|aéreo 4|caminar 3|ejercicio 4|ejercicios 4|segundos 3|toalla 3
espalda 3|izquierda 3|duele 2|hinchado 3|caliente 3|enrojecido 5|inmediatamente 6|médico 3|terapeuta 4|hoy 1|muy 1
ley 1|y 1|ayuda 3|mayor 2|apoyo 3|haya 2|ahora 3|alcohol 3|almohada 4|búho 2|vehículo 4|zanahoria 4|ahí 2|estudie 3
después 2|también 2|acción 2|presión 2|hueso 2|pierna 2|puntiagudo 4|uñas 2|pequeño 3|mañana 3|causa 2|aire 2|seis 1
bicicleta 4|piscina 3|elíptica 4|continúe 4|evalúe 4
"""


def counted(table: str) -> list[tuple[str, int]]:
    pairs = (entry.split() for line in table.strip().splitlines() for entry in line.split("|"))
    return [(word, int(count)) for word, count in pairs]


def test_english_syllables_agree_with_a_count_by_hand() -> None:
    table = counted(ENGLISH)
    wrong = [(word, count, syllables(word, "en")) for word, count in table if syllables(word, "en") != count]
    assert len(table) > 150
    assert len(wrong) <= len(table) * 0.03, wrong


def test_spanish_syllables_agree_with_a_count_by_hand() -> None:
    wrong = [(word, count) for word, count in counted(SPANISH) if syllables(word, "es") != count]
    assert wrong == []


@pytest.mark.parametrize("name", ["diabetes", "metatarsal", "ibuprofen", "Achilles", "arthritis"])
def test_names_of_drugs_diseases_and_the_body_count_two_syllables_at_most(name: str) -> None:
    assert syllables(name, "en") == 2


def test_a_short_name_keeps_its_own_count() -> None:
    assert syllables("gota", "es") == 2
    assert syllables("foot", "en") == 1


@pytest.mark.parametrize(("number", "count"), [("7", 2), ("10", 1), ("30", 2), ("2.5", 2), ("1,500", 2), ("911", 2)])
def test_a_numeral_is_a_word_of_two_syllables_at_most(number: str, count: int) -> None:
    assert words(number) == [number]
    assert syllables(number, "en") == count


def test_the_english_grade_is_flesch_and_kincaids() -> None:
    # Kincaid's own constants: 100 words, 5 sentences, 150 syllables.
    assert flesch_kincaid(words=100, sentences=5, syllables=150) == 9.9


def test_the_spanish_ease_is_inflesz_with_fernandez_huerta_beside_it() -> None:
    assert inflesz(words=100, sentences=10, syllables=200) == 72.2
    assert fernandez_huerta(words=100, sentences=10, syllables=200) == 76.6


def test_plain_steps_pass_and_a_journal_sentence_does_not() -> None:
    plain = "Sit with your foot flat. Spread your toes wide. Do not lift or curl them. Hold 3 seconds. Relax."
    hard = (
        "Progressive strengthening of intrinsic musculature demonstrably redistributes pathological pressures "
        "across the metatarsophalangeal articulations during locomotion."
    )
    assert score(plain, "en").ok
    assert score(plain, "en").label.startswith("Grade ")
    assert not score(hard, "en").ok


def test_plain_spanish_is_very_easy_and_a_legal_sentence_is_not() -> None:
    plain = "Siéntese con el pie plano. Abra bien los dedos del pie. No los levante. Sostenga 3 segundos."
    hard = (
        "La redistribución de las presiones plantares mediante ortesis personalizadas constituye una intervención "
        "biomecánica recomendada internacionalmente."
    )
    assert score(plain, "es").label == "muy fácil"
    assert score(plain, "es").ease is not None
    assert score(plain, "es").grade is None
    assert not score(hard, "es").ok


def test_an_empty_note_is_easy() -> None:
    assert score("", "en").ok
    assert score("   \n", "es").ok


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Keep the heel under 2.5 cm. Walk.", 2),
        ("See Dr. Lee today. Bring your shoes.", 2),
        ("Use ice, e.g. a cold pack, after a run.", 1),
        ("Come at 8 a.m. on Monday.", 1),
        ("Sit. Hold your toes! Ready? Go.", 4),
        ("Sit with your foot flat\nSpread your toes", 2),
        ("Walk 30 min. Rest.", 2),
        ("Descanse 1 o 2 días... Luego vuelva.", 2),
        ("Walk 1,000 steps.", 1),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_hyphenated_word_is_one_word() -> None:
    assert words("heel-to-toe") == ["heel-to-toe"]
    assert syllables("heel-to-toe", "en") == 3


def test_short_passages_are_joined_with_their_neighbours_until_they_are_long_enough() -> None:
    ten = "one two three four five six seven eight nine ten"
    assert len(blocks([ten] * 3)) == 1
    assert len(blocks([ten] * 6)) == 2
    assert all(len(words(block)) >= MIN_BLOCK_WORDS for block in blocks([ten] * 7))
    assert blocks([ten]) == [ten]
    assert blocks([]) == []

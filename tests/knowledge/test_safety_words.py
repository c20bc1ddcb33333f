"""The words of safety questions that were read wrongly: skin asked for its color, soreness of every day as a clot."""

import re

import pytest

from clinic.knowledge import library

LIBRARY = library.load()


@pytest.mark.parametrize(
    ("code", "en", "es"),
    [
        (
            "rf_black",
            "Has a spot of skin turned black, much darker than the skin around it? (Not just a bruised nail.)",
            "¿Se le ha puesto negra alguna parte de la piel del pie, mucho más oscura que la piel de alrededor? "
            "(No cuenta una uña golpeada).",
        ),
        (
            "rf_cauda",
            "Do you have new trouble with your bladder or bowels, or numbness where you sit?",
            "¿Tiene problemas nuevos para orinar o evacuar, o adormecimiento en la zona con la que se sienta?",
        ),
        (
            "rf_calf",
            "Is one calf or one leg swollen, or newly sore deep inside?",
            "¿Tiene una pantorrilla o una pierna hinchada, o con un dolor nuevo por dentro?",
        ),
        (
            "rf_toe_sudden",
            "Did a joint in the foot get very sore in less than one day?",
            "¿Alguna articulación (coyuntura) del pie empezó a doler mucho en menos de un día?",
        ),
        (
            "rf_hot_red",
            "Is the foot or a toe hot, or much warmer than the other side? (It may also look red, purple, or darker "
            "than usual.)",
            "¿Está el pie o algún dedo del pie caliente, o mucho más caliente que el otro? (También puede verse rojo, "
            "morado o más oscuro de lo normal).",
        ),
    ],
)
def test_a_safety_question_asks_for_a_change_that_any_skin_shows(code: str, en: str, es: str) -> None:
    words = LIBRARY.questions[code].words
    assert (words.en, words.es) == (en, es)


@pytest.mark.parametrize(
    ("code", "en", "es"),
    [
        (
            "RF06",
            "Skin that has turned black needs to be checked now.",
            "Una parte de la piel que se puso negra se debe revisar ahora.",
        ),
        (
            "RF17",
            "A joint that got very sore this fast needs to be seen today.",
            "Una articulación del pie que empezó a doler tanto y tan rápido se debe revisar hoy.",
        ),
    ],
)
def test_what_the_patient_is_told_of_a_flag_names_the_change(code: str, en: str, es: str) -> None:
    told = LIBRARY.red_flags[code].patient
    assert (told.en, told.es) == (en, es)


def test_no_words_for_a_patient_ask_for_black_skin_or_for_redness_alone() -> None:
    told = [question.words for question in LIBRARY.questions.values() if question.who != "clinician"]
    told += [flag.patient for flag in LIBRARY.red_flags.values()]
    told += [entry.text for code, entry in LIBRARY.texts.items() if code.startswith("T-GO-")]
    for words in told:
        assert "piel negra" not in words.es.lower() and "piel oscura" not in words.es.lower()
        if re.search(r"\bred(ness)?\b", words.en.lower()):
            assert "purple" in words.en and "darker" in words.en, words.en

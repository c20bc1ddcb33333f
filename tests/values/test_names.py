"""Names as people bear, type and hear them."""

import pytest

from clinic.values import names

SAME = [
    ("Mary O'Brien", "Mary O’Brien"),
    ("Mary O'Brien", "mary obrien"),
    ("Mary O'Brien", "Mary O Brien"),
    ("Mary O'Brien", "O’BRIEN, Mary"),
    ("Mary O'Brien", "Mary O`Brien"),
    ("Torres, Maria", "Maria Torres"),
    ("TORRES , María", "Maria Torres"),
    ("Søren Kierkegaard", "Soren Kierkegaard"),
    ("Łukasz Wałęsa", "Lukasz Walesa"),
    ("Đặng Thị Mai", "Dang Thi Mai"),
    ("Işıl Yılmaz", "Isil Yilmaz"),
    ("Ægir Bæk", "Aegir Baek"),
    ("Jürgen Weiß", "Jurgen Weiss"),
    ("Kaʻiulani Kealoha", "Kaiulani Kealoha"),
    ("Kaʻiulani Kealoha", "Ka'iulani Kealoha"),
    ("José Peña-Ruiz", "jose pena ruiz"),
    ("José Peña-Ruiz", "Jose PenaRuiz"),
    ("José Peña–Ruiz", "José Peña-Ruiz"),
    ("Dr. Ana Ruiz", "Ana Ruiz"),
    ("Ruiz, Dra. Ana", "Ana Ruiz"),
    ("Robert Downey Jr.", "Robert Downey"),
    ("Robert Downey, Jr.", "Downey, Robert"),
    ("Zoe\u0308 Kravitz", "Zoë Kravitz"),
    ("김민준", "김민준"),
    ("李小龍", "李小龍"),
]
OTHER = [
    ("Mary O'Brien", "Marta O'Brien"),
    ("Maria Torres", "Maria Torrez"),
    ("Ana Ruiz", "Ana"),
    ("김민준", "김민지"),
    ("!!!", "???"),
    ("Maria Elena Torres", "Maria Torres"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_however_it_is_written(one, other):
    assert names.same_name(one, other) and names.same_name(other, one)
    assert names.fits(other, one), "the tablet takes what the desk takes"


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_name_is_another(one, other):
    assert not names.same_name(one, other) and not names.same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Maria Elena Torres", "Maria Torres"), ("José Peña-Ruiz", "Jose Pena"), ("Mary Ann O'Brien", "O Brien, Mary")],
)
def test_a_name_with_words_left_out_may_be_the_same_person(one, other):
    assert not names.same_name(one, other)
    assert names.similar_name(one, other) and names.similar_name(other, one)


def test_one_word_alone_is_nobodys_name():
    assert not names.similar_name("Maria", "Maria Torres")
    assert not names.similar_name("Maria Torres", "Maria Lopez")


@pytest.mark.parametrize(
    ("said", "fitting"),
    [
        ("Maria", True),
        ("Mari Torres", True),
        ("Maria Torres", True),
        ("Torres", False),
        ("Marta Torres", False),
        ("Maria Lopez", False),
        ("", False),
    ],
)
def test_the_first_or_printed_name_must_be_there_and_nothing_foreign(said, fitting):
    assert names.fits(said, "Torres, Maria", called="Mari") is fitting


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Torres, Maria", "Maria"),
        ("Torres,Maria Elena", "Maria"),
        ("Dr. Ana Ruiz", "Ana"),
        ("Sra. Ana Ruiz", "Ana"),
        ("Prof. Dr. Ana Ruiz", "Ana"),
        ("Ruiz, Dr. Ana", "Ana"),
        ("Don Quijote Mancha", "Quijote"),
        ("Mrs. Torres", "Mrs. Torres"),
        ("Don José", "Don José"),
        ("Robert Downey, Jr.", "Robert"),
        ("Mary O’Brien", "Mary"),
        ("Kaʻiulani Kealoha", "Kaʻiulani"),
        ("김민준", "김민준"),
        ("김 민준", "김 민준"),
        ("李小龍", "李小龍"),
        ("J. Robert Oppenheimer", "J. Robert"),
        ("J. Oppenheimer", "J. Oppenheimer"),
        ("Oppenheimer, J. Robert", "J. Robert"),
        ("Madonna", "Madonna"),
        ("Torres,", "Torres"),
        ("Dr.", "Dr."),
        ("<b>Bo</b>", "<b>Bo</b>"),
    ],
)
def test_somebody_is_greeted_by_the_given_name_else_by_the_whole(name, called):
    assert names.called(name) == called


def test_one_sign_is_enough_where_one_sign_is_a_name():
    assert names.is_enough("金") and names.is_enough("김") and names.is_enough("ab")
    assert not names.is_enough("a") and not names.is_enough(" ’ ") and not names.is_enough("-")


def test_a_name_of_signs_alone_still_sorts_and_holds_no_nul():
    assert names.sort_key("!?") == "!?" and names.sort_key("Maria\0Sample") in ("maria sample", "mariasample")

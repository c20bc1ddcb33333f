"""A typed number: what is plain is read, what may mean two things is asked, all else is refused."""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.values import quantities, units
from clinic.values.quantities import Doubtful, NotANumber, NotWhole, OutOfRange, Quantity, Threshold, UnknownUnit

MILES: dict[str, Any] = {"unit": "mi", "low": 0, "high": 2000}
MINUTES: dict[str, Any] = {"unit": "min", "low": 0, "high": 600, "whole": True}
HEIGHT: dict[str, Any] = {"unit": "cm", "low": 90, "high": 230}
HEEL: dict[str, Any] = {"unit": "cm", "low": 0, "high": 15}
SPAN: dict[str, Any] = {"unit": "weeks", "low": 0, "high": 2600}


def read(typed: str, box: dict[str, Any], language: str = "en", chosen: str = "") -> Quantity:
    return quantities.read(typed, language=language, chosen=chosen, **box)


@pytest.mark.parametrize(
    ("typed", "language", "miles"),
    [
        ("1,200", "en", 1200),
        ("1.200", "es", 1200),
        ("1200", "en", 1200),
        ("1200", "es", 1200),
        ("1 200", "es", 1200),
        ("1\u00a0200", "en", 1200),
        ("1,200.5", "en", 1200.5),
        ("1.200,5", "es", 1200.5),
        ("1.200,5", "en", 1200.5),
        ("1.2", "en", 1.2),
        ("1,2", "es", 1.2),
        ("1,2", "en", 1.2),
        ("1.2", "es", 1.2),
        (".5", "en", 0.5),
        ("0.125", "en", 0.125),
        ("0,125", "es", 0.125),
        ("0.125", "es", 0.125),
        ("٣٫٥", "en", 3.5),
        ("١٬٢٠٠", "es", 1200),
        ("１２", "en", 12),
        ("५०", "en", 50),
        ("mil", "es", None),
        ("thirty five", "en", 35),
        ("treinta y cinco", "es", 35),
        ("a hundred", "en", 100),
    ],
)
def test_marks_and_digits_of_either_language_are_read(typed: str, language: str, miles: float | None) -> None:
    if miles is None:
        with pytest.raises(NotANumber):
            read(typed, MILES, language)
    else:
        assert read(typed, MILES, language) == miles


@pytest.mark.parametrize(
    ("typed", "box", "language", "both"),
    [
        ("1.200", MILES, "en", (1200, 1.2)),
        ("1,200", MILES, "es", (1200, 1.2)),  # in Mexico and Puerto Rico the comma stands for thousands
        ("1,000", MINUTES, "en", (1000, 1)),
        ("1.000", MINUTES, "es", (1000, 1)),
        ("1.000", MINUTES, "en", (1000, 1)),
        ("1,200", HEEL, "en", (1200, 1.2)),
        ("1,500", HEEL, "es", (1500, 1.5)),
    ],
)
def test_what_may_be_two_numbers_is_asked_and_never_guessed(
    typed: str, box: dict[str, Any], language: str, both: tuple[float, float]
) -> None:
    with pytest.raises(Doubtful) as asked:
        read(typed, box, language)
    assert (asked.value.large, asked.value.small) == both


@pytest.mark.parametrize(("typed", "language"), [("2.125", "en"), ("2,125", "es")])
def test_three_digits_are_an_eighth_where_thousands_cannot_be(typed: str, language: str) -> None:
    assert read(typed, HEEL, language) == 2.125


@pytest.mark.parametrize(
    "typed",
    ["1e9", "NaN", "nan", "inf", "-inf", "--5", "+-5", "0x10", "1_0", "5²", "5-6", "8/10", "3/4/5", "1.2.3", "1,20,0",
     "💥", "6 💥", "six-ish", "over 6", "", " ", "-", ".", ",", "½½", "1/0", "9" * 41, "٣²", "6\u202e", "12:30", "$5"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_no_number_is_refused(typed: str, language: str) -> None:
    with pytest.raises(NotANumber):
        read(typed, MILES, language)


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("5 7", "in", 67),
        ("5'7\"", "in", 67),
        ("5’7”", "in", 67),
        ("5′ 7″", "in", 67),
        ("5' 7''", "in", 67),
        ("5 ft 7", "in", 67),
        ("5 ft. 7 in.", "in", 67),
        ("5 pies 7 pulgadas", "in", 67),
        ("5 feet and 7 inches", "in", 67),
        ("5' 7½\"", "in", 67.5),
        ("6 ft", "in", 72),
        ("67", "in", 67),
        ("67 in", "in", 67),
        ("170", "cm", 170),
        ("170 cm", "cm", 170),
        ("170,5", "cm", 170.5),
        ("1.70 m", "cm", 170),
        ("1,70 metros", "cm", 170),
        ("1 m 70", "cm", 170),
    ],
)
@pytest.mark.parametrize("chosen", ["in", "cm"])
def test_a_height_is_read_however_it_is_written_and_whichever_unit_stands_beside(
    typed: str, unit: str, number: float, chosen: str
) -> None:
    found = read(typed, HEIGHT, chosen=chosen)
    assert (found.typed, found.unit) == (number, unit)
    assert found == pytest.approx(units.convert(number, unit, "cm"))


@pytest.mark.parametrize("typed", ["5.7", "5 12", "5 ft 20", "57 ft", "7", "1000"])
def test_a_height_that_nobody_has_is_refused(typed: str) -> None:
    with pytest.raises((OutOfRange, NotANumber)):
        read(typed, HEIGHT, chosen="in")


@pytest.mark.parametrize(
    ("typed", "chosen", "number", "unit"),
    [
        ("2 1/2", "in", 2.5, "in"),
        ("1½", "in", 1.5, "in"),
        ("1 ½ in", "cm", 1.5, "in"),
        ("2-1/2", "in", 2.5, "in"),
        ("3/4", "in", 0.75, "in"),
        ("½", "in", 0.5, "in"),
        ("two and a half", "in", 2.5, "in"),
        ("2 y medio", "cm", 2.5, "cm"),
        ("dos y media pulgadas", "cm", 2.5, "in"),
        ('1.5"', "cm", 1.5, "in"),
        ("4", "cm", 4, "cm"),
        ("40 mm", "in", 40, "mm"),
    ],
)
def test_a_heel_is_read_with_its_fraction_and_its_unit(typed: str, chosen: str, number: float, unit: str) -> None:
    found = read(typed, HEEL, "es", chosen)
    assert (found.typed, found.unit) == (number, unit)


@pytest.mark.parametrize(
    ("typed", "weeks"),
    [
        ("6 wks", 6), ("six", 6), ("six weeks", 6), ("6", 6), ("2 years", 104), ("18 months", 78), ("21 days", 3),
        ("seis semanas", 6), ("medio año", 26), ("half a year", 26), ("año y medio", 78), ("un año y medio", 78),
        ("a year and a half", 78), ("1½ years", 78), ("one and a half years", 78), ("1 year 6 months", 78),
        ("1 año y 6 meses", 78), ("dos años y medio", 130), ("2 anos", 104), ("a week", 1), ("una semana", 1),
        ("about 6 weeks", 6), ("hace 3 meses", 13), ("6 weeks ago", 6), ("twenty-one days", 3), ("6-week", 6),
        ("2 weeks and 3 days", 2.4286), ("Six Weeks.", 6),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es"])
def test_how_long_is_read_in_words_and_in_any_unit(typed: str, weeks: float, language: str) -> None:
    assert read(typed, SPAN, language) == pytest.approx(weeks)


def test_a_unit_of_something_else_is_refused() -> None:
    for typed, box in (("5 ft", SPAN), ("6 weeks", HEEL), ("10 kg", MILES), ("18 m", SPAN)):
        with pytest.raises(UnknownUnit):
            read(typed, box)
    with pytest.raises(UnknownUnit):
        read("5", HEEL, chosen="lb")


def test_the_range_is_said_in_the_unit_that_was_typed() -> None:
    with pytest.raises(OutOfRange) as out:
        read("9", HEEL, chosen="in")
    assert (out.value.low, out.value.high, out.value.unit) == (0, 5, "in")
    with pytest.raises(NotWhole):
        read("10.5", MINUTES)
    assert read("1 h 30", MINUTES) == 90 and read("media hora", MINUTES, "es") == 30


def test_a_temperature_is_read_in_both_degrees() -> None:
    box: dict[str, Any] = {"unit": "C", "low": 30, "high": 43}
    assert read("38,5 °C", box) == 38.5 and read("101 F", box) == pytest.approx(38.3333)


@given(
    st.floats(0, 90).map(lambda number: round(number, 2)),
    st.sampled_from([("cm", "in"), ("mi", "km"), ("km", "mi"), ("kg", "lb")]),
    st.sampled_from(["en", "es"]),
)
def test_whatever_is_typed_comes_back_as_typed(number: float, kept_and_typed: tuple[str, str], language: str) -> None:
    kept, unit = kept_and_typed
    text = f"{number:g}".replace(".", "," if language == "es" else ".")
    for chosen in (kept, unit):
        found = quantities.read(text, language=language, unit=kept, chosen=chosen)
        assert (found.typed, found.unit) == (number, chosen)
        again = quantities.of(found.value, kept, json.loads(json.dumps(quantities.noted(found))))
        assert (again.typed, again.unit, again.value) == (number, chosen, found.value)


@pytest.mark.parametrize(
    ("value", "kept", "typed", "unit"),
    [
        (3.81, "cm", 1.5, "in"),
        (3, "cm", 3, "cm"),
        (4, "cm", 4, "cm"),
        (8.8514, "km", 5.5, "mi"),
        (2, "km", 2, "km"),
        (170.18, "cm", 67, "in"),
        (170, "cm", 170, "cm"),
        (79.8323, "kg", 176, "lb"),
        (310.6856, "mi", 500, "km"),
        (0, "cm", 0, "cm"),
    ],
)
def test_a_bare_number_of_an_older_row_is_known_by_the_unit_it_is_shortest_in(
    value: float, kept: str, typed: float, unit: str
) -> None:
    found = quantities.of(value, kept)
    assert (found.typed, found.unit) == (typed, unit)


def test_a_note_that_does_not_fit_its_value_is_not_believed() -> None:
    for note in ([1.5, "lightyears"], [9, "in"], ["1.5", "in"], "in", None, {}, [1.5]):
        assert quantities.of(4, "cm", note).unit == "cm"


def test_a_quantity_survives_being_copied_and_counts_like_a_number() -> None:
    found = quantities.made(1.5, "in", "cm")
    for again in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (again, again.typed, again.unit) == (3.81, 1.5, "in")
    assert json.dumps(found) == "3.81" and found + 1 == pytest.approx(4.81)


HEELS = Threshold.per(cm=4, inch=1.5)


@pytest.mark.parametrize(
    ("number", "unit", "reached"),
    [(3.9, "cm", False), (4, "cm", True), (4.1, "cm", True), (1.4, "in", False), (1.5, "in", True), (1.6, "in", True)],
)
def test_a_threshold_is_round_in_each_unit(number: float, unit: str, reached: bool) -> None:
    assert HEELS.reached(quantities.made(number, unit, "cm")) is reached
    assert HEELS.reached(quantities.made(number, unit, "cm").value) is reached, "so is a bare number from an older row"


def test_a_ratio_does_not_see_the_unit() -> None:
    def made(now: float, before: float, unit: str) -> float:
        return quantities.ratio(quantities.made(now, unit, "km"), quantities.made(before, unit, "km"))

    for now, before in ((11, 10), (5.5, 5), (6.6, 6), (3.3, 3), (12.1, 11)):
        assert made(now, before, "km") == made(now, before, "mi") == 1.1
    assert made(11.1, 10, "km") == made(11.1, 10, "mi") == 1.11


def test_the_highest_of_several_is_the_one_that_reaches_the_most() -> None:
    low, high = quantities.made(3.9, "cm", "cm"), quantities.made(1.5, "in", "cm")
    assert quantities.largest([low, high], HEELS).unit == "in"
    assert quantities.largest([low, high]).unit == "cm"

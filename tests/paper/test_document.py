"""From content to page: what is said, in which words, and what is left out."""

from dataclasses import replace
from datetime import date, datetime
from xml.etree.ElementTree import fromstring

import pytest

from clinic.content.plan_content import Dose, Light, Words
from clinic.knowledge import library
from clinic.paper import wording
from clinic.paper.document import Variant, html
from clinic.values.legibility import legible, undrawable
from tests.paper.sample import runner, runner_with_everything

EN, ES, BOTH = Variant(), Variant(language="es"), Variant(language="both")


def said(dose: Dose) -> list[str]:
    return [f"{big.en} {small.en}" for big, small in wording.boxes(dose)]


def test_a_dose_is_said_in_boxes() -> None:
    assert said(Dose(3, reps=10, hold_s=3, days_week=5)) == ["10 times", "3 seconds hold", "3 rounds", "5 days a week"]
    assert said(Dose(3, seconds=30, times_day=2, each_side=True)) == [
        "3 times each side",
        "30 seconds",
        "2 times a day",
    ]
    assert said(Dose(1, reps=1, hold_s=1)) == ["1 time", "1 second hold", "Every day"]
    assert said(Dose(2, reps=8, times_day=2, days_week=5)) == ["8 times", "2 rounds", "2 a day 5 days a week"]


def test_dates_and_times_are_said_as_people_write_them() -> None:
    assert wording.day(date(2026, 1, 5)) == Words("Jan 5, 2026", "5 ene 2026")
    assert wording.appointment(datetime.fromisoformat("2026-12-07T13:05")).es == "7 dic, 1:05 p. m."
    assert wording.appointment(datetime.fromisoformat("2026-12-07T00:00")).en == "Dec 7, 12:00 AM"


def test_the_clinicians_own_thresholds_move_the_light() -> None:
    page = html(replace(runner(), light=Light(go_to=1, easy_to=3)), EN)
    assert "0 to 1: go" in page
    assert "2 to 3: go easy" in page
    assert "4 to 10: stop" in page


def test_the_light_has_no_yellow_when_there_is_none() -> None:
    page = html(replace(runner(), light=Light(go_to=2, easy_to=2)), EN)
    assert "go easy" not in page
    assert "3 to 10: stop" in page


def test_who_cannot_feel_pain_is_not_told_to_go_by_it() -> None:
    page = html(replace(runner(), light=Light(mode="skin")), EN)
    assert "How much pain" not in page
    assert "Let your skin be your guide" in page
    assert "Worst pain" not in page
    assert "Feet checked" in page


def test_a_suspected_stress_injury_allows_no_pain_at_all() -> None:
    page = html(replace(runner(), light=Light(mode="zero")), EN)
    assert "No pain is the rule" in page
    assert "go easy" not in page


def test_with_a_nerve_pattern_more_numbness_means_stop() -> None:
    assert "More numbness means stop too." in html(replace(runner(), light=Light(numbness_is_red=True)), EN)
    assert "More numbness" not in html(runner(), EN)


def test_a_draft_says_so_and_a_signed_plan_does_not() -> None:
    assert html(runner(), EN, draft=True).count("no clinician has accepted this") >= 2
    assert "no clinician has accepted this" not in html(runner(), EN)


@pytest.mark.parametrize("variant", [EN, ES, BOTH, Variant(size="large"), Variant(paper="a4", mono=True)])
def test_no_variant_loses_an_item(variant: Variant) -> None:
    content, page = runner(), html(runner(), variant)
    for language in variant.languages:
        for item in content.exercises:
            assert item.name.get(language) in page
            assert all(step.get(language) in page for step in item.steps)
        assert all(shoe.text.get(language) in page for shoe in content.shoes)
        assert all(swap.do.get(language) in page for swap in content.swaps)
    assert all(source.citation in page for source in content.sources)
    assert content.log_code in page


def test_words_without_a_translation_are_marked_as_english() -> None:
    content = replace(runner(), summary=Words("Only in English."))
    assert '<span lang="en">Only in English.</span>' in html(content, ES)


def test_what_people_write_is_text_and_never_markup() -> None:
    content = replace(runner(), note=Words.own('<script>x</script> & "quotes"'))
    assert "<script" not in html(content, EN)


def test_neither_birth_date_nor_chart_number_has_a_place_on_the_page() -> None:
    assert "chart" not in html(runner(), EN).lower()


def test_characters_no_font_of_ours_draws_are_printed_as_their_code() -> None:
    assert (
        legible("Zo\u00eb \u0416\u0443\u043a \u05e9\u05dc\u05d5\u05dd \u6f22\u5b57")
        == "Zo\u00eb \u0416\u0443\u043a \u05e9\u05dc\u05d5\u05dd \u6f22\u5b57"
    )
    assert legible("a\u202eb\x00") == "a[U+202E]b[U+0000]"
    assert legible("\U00013080") == "[U+13080]"
    assert undrawable("ok", "\U00013080\x07") == ["\x07", "\U00013080"]


def test_an_endless_word_may_break() -> None:
    assert legible("x" * 100).count("\u200b") == 2
    assert "\u200b" not in legible("an ordinary sentence with ordinary words")


@pytest.mark.parametrize(
    ("lead", "text", "bold", "rest"),
    [
        ("Get both feet measured", "Have both feet measured. Stand up.", "Have both feet measured.", "Stand up."),
        ("A small pad", "A small pad in your shoe can help.", "A small pad in your shoe can help.", ""),
        (
            "Check for wear",
            "Sport shoes wear out. Check yours.",
            "Check for wear.",
            "Sport shoes wear out. Check yours.",
        ),
        ("\u00bd inch", "of room in front.", "\u00bd inch", "of room in front."),
        ("Bike, do not run.", "20 minutes.", "Bike, do not run.", "20 minutes."),
        ("", "Wide shoes only.", "", "Wide shoes only."),
    ],
)
def test_a_name_is_not_said_twice_before_its_text(lead: str, text: str, bold: str, rest: str) -> None:
    assert wording.headed(Words(lead), Words(text)) == (Words(bold), Words(rest))


def test_no_shoe_of_the_library_begins_as_its_name_does() -> None:
    for entry in library.load().footwear.values():
        for language in ("en", "es"):
            bold, rest = wording.headed(Words(entry.name.en, entry.name.es), Words(entry.words.en, entry.words.es))
            first, second = bold.get(language).split()[:2], rest.get(language).split()[:2]
            assert [word.strip(".,").lower() for word in first] != [word.strip(".,").lower() for word in second]


def test_two_swaps_for_one_thing_name_it_once() -> None:
    first = runner().swaps[0]
    page = html(replace(runner(), swaps=(first, replace(first, do=Words("Swim", "Nadar")))), EN)
    assert page.count(first.replaces.en) == 1
    assert 'rowspan="2"' in page


@pytest.mark.parametrize("variant", [EN, ES, BOTH, Variant(size="large"), Variant("a4", "large", "both", mono=True)])
@pytest.mark.parametrize("draft", [False, True])
def test_the_page_is_well_formed_so_that_the_fast_parser_reads_it(variant: Variant, draft: bool) -> None:
    page = html(runner_with_everything(), variant, draft=draft, logo=True)
    assert fromstring(page.removeprefix("<!doctype html>")).tag == "html"

"""The paper for somebody who looks at it: sides, sizes, places, greys, and plans at the edge of what fits."""

import random
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest

from clinic.content.plan_content import Clinic, Goal, Person, PlanContent, Reason, Words
from clinic.paper.document import Variant, html
from clinic.renderer.client import Rendered, Renderer
from tests.paper.printed import Paper, collisions, orphans, outside
from tests.paper.sample import runner, runner_with_everything, stretched

STANDARD = [Variant(paper, "standard", language) for paper in ("letter", "a4") for language in ("en", "es")]
LARGE = [Variant(paper, "large", language) for paper in ("letter", "a4") for language in ("en", "es")]
BOTH = [Variant("letter", "standard", "both"), Variant("a4", "large", "both")]


@pytest.mark.parametrize("variant", STANDARD, ids=str)
def test_five_exercises_take_two_sheets(variant: Variant, rendered: Callable[..., Rendered]) -> None:
    assert rendered(runner(), variant).pages <= 4


@pytest.mark.parametrize("variant", LARGE, ids=str)
def test_large_print_takes_four_sheets(variant: Variant, rendered: Callable[..., Rendered]) -> None:
    assert rendered(runner(), variant).pages <= 8


@pytest.mark.parametrize("variant", BOTH, ids=str)
def test_two_languages_take_at_most_twice_as_many(variant: Variant, rendered: Callable[..., Rendered]) -> None:
    assert rendered(runner(), variant).pages <= (16 if variant.size == "large" else 8)


@pytest.mark.parametrize("variant", [*STANDARD, *LARGE, *BOTH], ids=str)
def test_no_text_is_smaller_than_it_may_be(variant: Variant, printed: Callable[..., Paper]) -> None:
    sizes = printed(runner_with_everything(), variant).sizes()
    smallest, body = (14, 18) if variant.size == "large" else (10, 12)
    assert min(sizes) >= smallest
    assert sum(n for size, n in sizes.items() if size < body) < 0.35 * sizes.total()
    assert max(sizes, key=lambda size: sizes[size]) >= body


@pytest.mark.parametrize("variant", STANDARD, ids=str)
def test_only_head_foot_and_sources_are_smaller_than_the_body(variant: Variant, printed: Callable[..., Paper]) -> None:
    content = runner()
    sizes = printed(content, variant).sizes()
    small = sum(n for size, n in sizes.items() if size < 12)
    notes = sum(len(source.citation) for source in content.sources) + 450
    heads = 4 * 180
    assert small <= notes + heads


@pytest.mark.parametrize("variant", [*STANDARD, *LARGE, *BOTH], ids=str)
def test_nothing_is_clipped_or_overlaps(variant: Variant, printed: Callable[..., Paper]) -> None:
    paper = printed(runner_with_everything(), variant)
    assert outside(paper) == []
    assert collisions(paper) == []


@pytest.mark.parametrize("variant", [*STANDARD, *LARGE, *BOTH], ids=str)
def test_headings_stand_with_what_they_head(variant: Variant, printed: Callable[..., Paper]) -> None:
    assert orphans(printed(runner_with_everything(), variant)) == []


def test_every_page_carries_the_patients_name_and_its_number(printed: Callable[..., Paper]) -> None:
    paper = printed(runner(), Variant())
    for n in range(paper.pages):
        assert "Daniel Ortiz" in paper.page_text(n)
        assert f"Page {n + 1} of {paper.pages}" in " ".join(paper.page_text(n).split())


def test_every_page_of_a_draft_says_that_nobody_has_accepted_it(printed: Callable[..., Paper]) -> None:
    for variant in (Variant(), Variant("a4", "large", "es"), Variant("letter", "standard", "both")):
        paper = printed(runner_with_everything(), variant, draft=True)
        wanted = "ningún profesional lo ha aceptado" if variant.language == "es" else "no clinician has accepted this"
        for n in range(paper.pages):
            assert wanted in " ".join(paper.page_text(n).split())


def test_the_shoe_card_is_as_wide_as_a_hand_and_as_high_as_its_words(printed: Callable[..., Paper]) -> None:
    paper = printed(replace(runner_with_everything(), extras=("shoe_card",)), Variant())
    image = paper.picture(paper.pages - 1, grey=True, scale=600 / 72)
    cut = next(line for line in paper.lines() if line.text.startswith("Cut along"))
    below = round((paper.document[0].get_size()[1] - cut.bottom) / 72 * 600) + 20
    left, top, right, bottom = image.crop((0, below, 4000, below + 3000)).point(lambda v: 255 * (v < 200)).getbbox()
    assert (right - left) / 600 * 25.4 == pytest.approx(104, abs=0.4)
    assert 50 < (bottom - top) / 600 * 25.4 < 108


def test_the_calibration_bar_is_fifty_millimetres_long(printed: Callable[..., Paper]) -> None:
    paper = printed(replace(runner_with_everything(), extras=("pad_page",)), Variant())
    image = paper.picture(paper.pages - 1, grey=True, scale=600 / 72)
    longest = 0
    for row in range(image.height // 4, image.height * 9 // 10, 3):
        run = 0
        for value in image.crop((0, row, image.width // 2, row + 1)).tobytes():
            run = run + 1 if value < 90 else 0
            longest = max(longest, run)
    assert longest / 600 * 25.4 == pytest.approx(50.0, abs=0.2)


def test_the_pad_picture_is_life_size(printed: Callable[..., Paper]) -> None:
    paper = printed(replace(runner_with_everything(), extras=("pad_page",)), Variant())
    scales = []
    stack = [1.0]
    for operands, operator in pikepdf.parse_content_stream(paper.pdf.pages[-1]):
        name = str(operator)
        if name == "q":
            stack.append(stack[-1])
        elif name == "Q":
            stack.pop()
        elif name == "cm":
            stack[-1] *= abs(float(operands[0]))
        elif name == "Do":
            scales.append(stack[-1])
    # Four units are a millimetre of a 250 mm foot; this one is 265 mm long.
    assert max(scales) * 4 / 72 * 25.4 == pytest.approx(265 / 250, abs=0.005)


def test_in_grey_the_three_lights_stay_apart(printed: Callable[..., Paper]) -> None:
    image = printed(runner(), Variant()).picture(0, grey=True, scale=2)
    # The scale is the row with most of the near-black of its right end.
    row = max(range(image.height), key=lambda y: sum(v < 90 for v in image.crop((0, y, image.width, y + 1)).tobytes()))
    row += 12
    line = image.crop((0, row, image.width, row + 1)).tobytes()
    left, right = (
        next(x for x, v in enumerate(line) if v < 128),
        image.width - next(x for x, v in enumerate(reversed(line)) if v < 128),
    )
    step = (right - left) / 11

    def shade(n: int) -> int:
        return max(line[int(left + (n + 0.1) * step) : int(left + (n + 0.25) * step)])

    go, easy, stop = shade(1), shade(4), shade(8)
    assert go > 245
    assert 150 < easy < 225
    assert stop < 110


def test_black_on_white_is_black_and_white(printed: Callable[..., Paper]) -> None:
    paper = printed(runner_with_everything(), Variant(mono=True))
    for n in range(paper.pages):
        for _, (red, green, blue) in paper.picture(n).getcolors(1 << 24):
            assert max(red, green, blue) - min(red, green, blue) <= 8


@pytest.mark.parametrize("variant", [*STANDARD, *LARGE, *BOTH, Variant("letter", "large", "both")], ids=str)
def test_the_swaps_begin_under_their_heading(variant: Variant, printed: Callable[..., Paper]) -> None:
    paper = printed(runner(), variant)
    spanish = variant.language == "es"
    heading, first = ("Cambie lo duro", "Bicicleta fija") if spanish else ("Swap hard steps", "Gym bike, medium")
    pages = [[n for n in range(paper.pages) if words in paper.page_text(n)] for words in (heading, first)]
    assert pages[0] == pages[1] != []


def test_the_pad_page_says_the_hours_that_the_clinician_set(printed: Callable[..., Paper]) -> None:
    plan = runner_with_everything()
    assert plan.pads
    set_by_hand = replace(plan, pads=(replace(plan.pads[0], first_day_h=2.0, add_h=1.5),))
    paper = printed(set_by_hand, Variant("letter", "standard", "both"))
    assert "Wear it 2 hours the first day. Add 1.5 hours a day." in paper.text
    assert "Úsela 2 horas el primer día. Agregue 1,5 horas cada día." in paper.text
    assert "Wear it 1 hour the first day. Add 1 hour a day." in printed(plan, Variant()).text


def test_two_languages_share_their_numbers(printed: Callable[..., Paper]) -> None:
    text = printed(runner(), Variant("letter", "standard", "both")).text
    for item in runner().exercises:
        assert f"{item.name.en} / {item.name.es}" in text


@pytest.mark.parametrize("variant", [*STANDARD, *LARGE, *BOTH], ids=str)
def test_plans_with_the_longest_words_still_fit(seed: int, variant: Variant, patient_renderer: Renderer) -> None:
    content = stretched(random.Random(seed))
    done = patient_renderer.render(html(content, variant))
    paper = Paper(done.data)
    assert done.warnings == ()
    assert outside(paper) == []
    assert collisions(paper) == []
    assert orphans(paper) == []
    for language in variant.languages:
        for item in content.exercises:
            for words in (item.name, item.feel, item.stop_if, item.note, *item.steps):
                assert "".join(words.get(language).split()) in paper.body, words


def test_forty_exercises_print(rendered: Callable[..., Rendered]) -> None:
    forty = tuple(replace(item, code=f"X{n}") for n in range(8) for item in runner().exercises)
    done = rendered(replace(runner(), exercises=forty), Variant())
    assert len(forty) == 40
    assert Paper(done.data).text.count("Stop if:") == 40


def test_a_three_thousand_word_note_prints_whole(printed: Callable[..., Paper]) -> None:
    note = " ".join(f"word{n}" for n in range(3000))
    paper = printed(replace(runner(), note=Words.own(note)), Variant())
    assert "word0" in paper.text
    assert "word2999" in paper.text


def test_a_name_written_from_right_to_left_prints(rendered: Callable[..., Rendered]) -> None:
    name = "\u05d9\u05e2\u05dc \u05db\u05d4\u05df"
    done = rendered(replace(runner(), person=Person(name, name)), Variant())
    paper = Paper(done.data)
    assert done.warnings == ()
    assert any(letter in paper.text for letter in name if letter.strip())


def test_a_plan_with_next_to_nothing_in_it_prints(printed: Callable[..., Paper]) -> None:
    empty = replace(
        runner(),
        exercises=(),
        shoes=(),
        pad=None,
        swaps=(),
        reasons=(),
        sources=(),
        goal=None,
        next_visit=None,
        todo=(),
        active=Words(""),
        anatomy=Words(""),
        strong=Words(""),
        clinic=Clinic("Clinic", "555"),
    )
    paper = printed(empty, Variant())
    assert paper.pages == 2
    assert "Ask the front desk" in paper.text


def test_a_goal_in_the_patients_own_words_is_printed_once_on_a_bilingual_sheet(printed: Callable[..., Paper]) -> None:
    content: PlanContent = replace(
        runner(), goal=Goal(Words.own("Bailar otra vez")), reasons=(Reason(Words("a"), Words("b")),)
    )
    assert printed(content, Variant(language="both")).text.count("Bailar otra vez") == 1

"""What is frozen when a plan is signed."""

import json
from dataclasses import replace

import pytest

from clinic.content.plan_content import ContentMalformed, Pad, PlanContent, Words
from clinic.content.tick_rows import log_rows
from tests.paper.sample import runner, runner_with_everything


def test_content_comes_back_from_json_as_it_went_in() -> None:
    content = runner_with_everything()
    assert PlanContent.from_json(json.loads(json.dumps(content.to_json()))) == content


def test_the_hash_is_of_the_content_and_nothing_else() -> None:
    assert runner().sha256 == runner().sha256
    assert runner().sha256 != replace(runner(), minutes_a_day=20).sha256
    again = PlanContent.from_json(json.loads(runner().canonical()))
    assert again.sha256 == runner().sha256


def test_content_knows_neither_signer_nor_moment_nor_chart_number() -> None:
    text = runner().canonical().decode()
    assert not {"signed", "born", "chart"} & set(text.replace('"', " ").split())


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        ({"minutes_a_day": "19"}, "content.minutes_a_day"),
        ({"minutes_a_day": True}, "content.minutes_a_day"),
        ({"plan_on": "yesterday"}, "content.plan_on"),
        ({"surprise": 1}, "surprise"),
        ({"extras": ["poster"]}, "content.extras[0]"),
        ({"format": 99}, "format"),
    ],
)
def test_data_that_is_not_a_plan_is_refused_by_place(spoil: dict[str, object], place: str) -> None:
    with pytest.raises(ContentMalformed, match=place.replace("[", r"\[")):
        PlanContent.from_json({**runner().to_json(), **spoil})


def test_a_missing_part_is_refused() -> None:
    data = runner().to_json()
    del data["clinician"]
    with pytest.raises(ContentMalformed, match="clinician"):
        PlanContent.from_json(data)


def test_sources_are_numbered_in_the_order_they_are_cited() -> None:
    assert [source.key for source in runner().cited()][:3] == ["Amaha20", "SD4", "SD2"]


def test_the_tick_sheet_has_a_row_an_exercise_one_for_the_swaps_and_one_for_pain() -> None:
    rows = log_rows(runner())
    assert [row.key for row in rows] == ["EX04", "EX02", "EX03", "EX08", "EX13", "swap", "pain"]


def test_untranslated_words_fall_back_to_english_and_say_so() -> None:
    words = Words("Sit down.")
    assert words.get("es") == "Sit down."
    assert words.language("es") == "en"


def test_hours_that_a_pad_is_worn_leave_the_hash_of_older_plans_alone() -> None:
    usual = Pad("r", (2,))
    assert "first_day_h" not in replace(runner(), pad=usual).to_json()["pad"]
    longer = replace(usual, first_day_h=2.0, add_h=1.5)
    content = PlanContent.from_json(replace(runner(), pad=longer).to_json())
    assert content.pad == longer
    assert content.sha256 != replace(runner(), pad=usual).sha256


def test_a_pad_names_one_foot() -> None:
    pads = (Pad("l", (2,)), Pad("r", (), webs=("34",)))
    assert PlanContent.from_json(replace(runner(), pads=pads).to_json()).pads == pads


def test_a_plan_signed_when_there_was_one_pad_is_printed_with_it() -> None:
    content = PlanContent.from_json(replace(runner(), pads=(), pad=Pad("l", (2,))).to_json())
    assert "pads" not in content.to_json()
    assert content.all_pads() == (Pad("l", (2,)),)

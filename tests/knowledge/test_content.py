"""What patients and clinicians read: in both languages, plain, sourced, and true to the numbers of the fact sheet."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clinic.knowledge.blanks import fill, places
from clinic.knowledge.dose_words import with_dose
from clinic.knowledge.library import load
from clinic.knowledge.schema import Text
from clinic.knowledge.yaml_lines import read
from clinic.values.readability import blocks, score, sentences, words

DATA = Path(__file__).parents[2] / "clinic" / "knowledge" / "data"
LANGUAGES = ("en", "es")
KINDS = ("exercises", "footwear", "activities")
LONGEST_SENTENCE = 14

Entry = dict[str, Any]


def entries(kind: str) -> dict[str, Entry]:
    found = {path.stem: read(path, name=path.name) for path in sorted((DATA / kind).glob("*.yaml"))}
    assert found, f"no {kind}"
    return found


EVERY = [(kind, stem, entry) for kind in KINDS for stem, entry in entries(kind).items()]
EXERCISES = {entry["code"]: entry for entry in entries("exercises").values()}
FOOTWEAR = {entry["code"]: entry for entry in entries("footwear").values()}
ACTIVITIES = {entry["code"]: entry for entry in entries("activities").values()}
TEXTS: dict[str, Entry] = read(DATA / "texts.yaml", name="texts.yaml")
SOURCES: dict[str, Entry] = read(DATA / "sources.yaml", name="sources.yaml")

every_entry = pytest.mark.parametrize(
    ("kind", "stem", "entry"), EVERY, ids=[f"{kind}/{stem}" for kind, stem, _ in EVERY]
)


def pairs(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every place in an entry that holds words in two languages."""
    if isinstance(node, dict):
        if "en" in node or ("es" in node and at != "translation"):
            yield at, node
        for key, value in node.items():
            if key not in ("translation", "en", "es"):
                yield from pairs(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from pairs(item, at)


def exercise_words(entry: Entry, language: str) -> list[str]:
    """Everything about an exercise that a patient may read, in order."""
    parts = [entry[name][language] for name in ("name", "aim", "why", "position", "equipment")]
    parts += entry["steps"][language]
    parts += [entry[name][language] for name in ("feel", "stop_if", "progress", "regress", "precaution")]
    if entry["start"] and "replace" not in entry["start"]:
        parts.append(entry["start"][language])
    return dosed(entry, parts, language)


def dosed(entry: Entry, parts: list[str], language: str) -> list[str]:
    """The words with the numbers of the exercise's own dose."""
    dose = load().exercises[entry["code"]].dose
    return [with_dose(Text(part, part), dose)[language] for part in parts]


def footwear_words(entry: Entry, language: str) -> list[str]:
    numbers = {number["name"]: number["value"] for number in entry["numbers"]}
    parts = [
        entry["name"],
        entry["words"],
        entry["why"],
        *([entry["words_instead"]] if "words_instead" in entry else []),
    ]
    return [fill(part[language], numbers, language) for part in parts]


def patient_blocks() -> Iterator[tuple[str, str, str]]:
    """Name, language and text of every block a patient may read."""
    for language in LANGUAGES:
        for code, entry in EXERCISES.items():
            for block in blocks(exercise_words(entry, language)):
                yield code, language, block
            card = [*entry["steps"][language], entry["feel"][language], entry["stop_if"][language]]
            for block in blocks(dosed(entry, card, language)):
                yield f"{code} card", language, block
            yield f"{code} alt", language, entry["alt"][language]
        for code, entry in FOOTWEAR.items():
            yield code, language, "\n".join(footwear_words(entry, language))
        lines = [
            "\n".join(entry[name][language] for name in ("name", "note") if entry[name])
            for entry in ACTIVITIES.values()
        ]
        for block in blocks(lines):
            yield "activities", language, block
        for block in blocks(text[language] for text in TEXTS.values() if text["audience"] == "patient"):
            yield "texts", language, block


BLOCKS = list(patient_blocks())


@every_entry
def test_an_entry_is_called_as_its_file(kind: str, stem: str, entry: Entry) -> None:
    assert entry["id"] == stem
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem)


@every_entry
def test_every_text_is_there_in_english_and_in_spanish(kind: str, stem: str, entry: Entry) -> None:
    for at, text in pairs(entry):
        assert text.get("en"), f"{at} has no English"
        assert text.get("es"), f"{at} has no Spanish"
        assert type(text["en"]) is type(text["es"])
        if isinstance(text["en"], list):
            assert len(text["en"]) == len(text["es"]), f"{at} has not as many lines in Spanish"


@every_entry
def test_every_entry_says_where_it_comes_from(kind: str, stem: str, entry: Entry) -> None:
    assert entry["sources"]
    assert set(entry["sources"]) <= set(SOURCES)
    assert entry["evidence"] in {"E2", "E3", "E4", "policy"}, "no E1 evidence was found for anything"
    assert entry["tag"]


@every_entry
def test_nothing_ships_as_reviewed_or_as_checked_by_a_translator(kind: str, stem: str, entry: Entry) -> None:
    assert entry["review"] is None
    assert entry["translation"] == {"es": None}


def test_the_loose_texts_are_complete_sourced_and_unreviewed() -> None:
    for code, text in TEXTS.items():
        assert text["en"] and text["es"], code
        assert text["audience"] in {"patient", "staff"}
        assert text["sources"] and set(text["sources"]) <= set(SOURCES), code
        assert text["review"] is None
        assert text["translation"] == {"es": None}


def test_a_step_up_or_down_leads_to_another_exercise() -> None:
    for code, entry in EXERCISES.items():
        for name in ("progress_to", "regress_to"):
            assert entry[name] is None or entry[name] in set(EXERCISES) - {code}
    assert EXERCISES["EX13"]["start"] == {"replace": "EX12"}


def test_no_source_is_listed_that_nothing_cites() -> None:
    others = [
        entry
        for folder in ("red_flags", "yellow_flags", "hypotheses", "gates", "swaps", "ladders")
        for entry in entries(folder).values()
    ]
    cited = {key for entry in (*(e for _, _, e in EVERY), *TEXTS.values(), *others) for key in entry["sources"]}
    for path in (DATA / "questions").glob("*.yaml"):
        cited |= {key for question in read(path, name=path.name) for key in question.get("sources", [])}
    assert cited == set(SOURCES)


def test_no_code_is_used_twice() -> None:
    codes = [entry["code"] for _, _, entry in EVERY]
    assert len(codes) == len(set(codes))


def test_the_library_holds_every_exercise_shoe_advice_and_activity_of_the_sheet() -> None:
    assert sorted(EXERCISES) == [f"EX{n:02}" for n in range(1, 24)]
    assert [code for code, entry in sorted(EXERCISES.items()) if entry["seed"]] == [f"EX{n:02}" for n in range(1, 6)]
    assert sorted(FOOTWEAR) == [f"FW{n:02}" for n in range(19)]
    assert len(ACTIVITIES) == 55


@pytest.mark.parametrize(("name", "language", "text"), BLOCKS, ids=[f"{b[0]}-{b[1]}-{i}" for i, b in enumerate(BLOCKS)])
def test_every_block_a_patient_reads_is_plain(name: str, language: str, text: str) -> None:
    result = score(text, language)
    assert result.ok, f"{result.label}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_patients_read_short_sentences(language: str) -> None:
    long = [
        (name, sentence)
        for name, tongue, text in BLOCKS
        if tongue == language
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST_SENTENCE and not name.endswith("alt")
    ]
    assert long == []


JARGON = {
    "en": r"\breps?\b|metatars|plantar|\bMTP|hallux|dorsiflex|neuroma|fasci|\u2014|\u2013|!",
    "es": r"\breps?\b|repeticion|metatars|plantar\b|\bMTP|hallux|dorsiflex|neuroma|fasci|\u2014|\u2013|\btú\b|\btu\b",
}


def test_patients_read_no_jargon_and_no_dashes() -> None:
    found = [(name, text) for name, language, text in BLOCKS if re.search(JARGON[language], text, re.IGNORECASE)]
    assert found == []


def test_every_picture_of_an_exercise_is_described_in_both_languages() -> None:
    for entry in EXERCISES.values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry["picture"])
        for language in LANGUAGES:
            assert len(words(entry["alt"][language])) >= 8, entry["code"]
    assert len({entry["picture"] for entry in EXERCISES.values()}) == 23


def test_a_dose_starts_inside_its_limits_and_at_the_lower_end() -> None:
    for code, entry in EXERCISES.items():
        dose = entry["dose"]
        for name, (low, high) in dose["limits"].items():
            assert low < high, code
            assert dose[name] == low, f"{code} {name}"


# Sets, repeats, hold, times a day, days a week, as section 4 of the sheet gives them.
DOSES = {
    "EX01": (3, 5, 10, 2, 7), "EX02": (1, 3, 30, 2, 7), "EX03": (2, 10, 3, 1, 5), "EX04": (3, 10, 3, 1, 5),
    "EX05": (3, 12, 1, 1, 3), "EX06": (1, 3, 30, 1, 7), "EX07": (3, 10, 5, 1, 5), "EX08": (3, 10, 5, 1, 5),
    "EX09": (2, 10, None, 1, 5), "EX10": (2, 10, None, 1, 5), "EX11": (3, 10, None, 1, 3),
    "EX12": (3, 15, None, 1, 5), "EX13": (3, 10, None, 1, 3), "EX14": (3, 8, 2, 1, 3), "EX15": (2, 15, None, 1, 5),
    "EX16": (2, 10, None, 1, 7), "EX17": (1, 5, 20, 1, 7), "EX18": (2, 12, None, 1, 3), "EX19": (1, 3, 20, 1, 5),
    "EX20": (1, None, None, 1, 7), "EX21": (2, 8, None, 1, 3), "EX22": (1, 5, 15, 1, 7), "EX23": (1, 3, 20, 1, 7),
}  # fmt: skip


def test_doses_are_those_of_the_fact_sheet() -> None:
    got = {
        code: tuple(entry["dose"][name] for name in ("sets", "reps", "hold_s", "times_day", "days_week"))
        for code, entry in EXERCISES.items()
    }
    assert got == DOSES
    assert EXERCISES["EX20"]["dose"]["seconds"] == 60


def test_the_words_of_a_shoe_ask_only_for_numbers_it_has_and_numbers_start_inside_their_limits() -> None:
    for code, entry in FOOTWEAR.items():
        names = {number["name"] for number in entry["numbers"]}
        for language in LANGUAGES:
            assert places(entry["words"][language]) <= names, code
        assert places(entry["words"]["en"]) == places(entry["words"]["es"]), code
        for number in entry["numbers"]:
            low, high = number["limits"]
            assert low <= number["value"] <= high, code


def test_a_clinicians_number_is_printed_in_both_units() -> None:
    said = fill(FOOTWEAR["FW06"]["words"]["en"], {"check_mi": 350, "new_mi": 500})
    assert "350 miles (560 km)" in said
    assert "500 miles (800 km)" in said
    assert "12 mm" in fill(FOOTWEAR["FW02"]["words"]["en"], {"room_mm": 12})
    assert "0.5 inch" in fill(FOOTWEAR["FW02"]["words"]["en"], {"room_mm": 12})
    assert "2,5 cm" in fill(FOOTWEAR["FW05"]["words"]["es"], {"heel_cm": 2.5}, "es")


def test_the_pad_is_never_said_to_go_under_the_ball() -> None:
    said = FOOTWEAR["FW10"]["words"]
    assert "just behind the ball" in said["en"]
    assert "justo detrás" in said["es"]


# Compendium code, MET, impact, forefoot. The values may be used only as published, with their code.
COMPENDIUM = """
a_run_easy 12020 7.5 3 3|a_run_5 12030 8.5 3 3|a_run_6 12050 9.3 3 3|a_run_67 12060 10.5 3 3|a_run_7 12070 11.0 3 3
a_run_trail 12140 9.3 3 3|a_jogwalk 12010 6.0 3 3|a_walk_slow 17152 2.8 1 2|a_walk 17190 3.8 1 2
a_walk_brisk 17200 4.8 1 2|a_nordic 17302 4.3 1 2|a_hike 17082 5.3 1 2|a_stairs 17131 6.8 1 2
a_stairmill 02065 9.3 1 1|a_ellip 02048 5.0 1 2|a_ellip_hard 02049 9.0 1 2|a_bike_rec 01214 4.0 0 0
a_bike_60 01216 5.0 0 0|a_bike_90 01220 6.0 0 1|a_bike_101 01224 6.8 0 1|a_bike_out 01014 7.0 0 1
a_bike_easy 01015 4.3 0 0|a_spin 01270 9.0 0 2|a_swim_slow 18240 5.8 0 0|a_swim_med 18290 8.0 0 0
a_swim_leis 18310 6.0 0 0|a_backstroke 18255 4.8 0 0|a_aquaaer 18355 5.5 1 1|a_aquajog 18366 9.8 0 0
a_aquawalk 18368 4.5 1 1|a_row 02071 5.0 0 1|a_row_hard 02072 7.5 0 1|a_armerg 02115 2.8 0 0|a_armerg45 02118 3.5 0 0
a_weights 02054 3.5 0 1|a_yoga 02150 2.3 0 1|a_pilates 02105 2.8 0 0|a_taichi 15670 3.3 1 1|a_aero_low 02005 4.8 1 2
a_aero_high 02006 8.0 3 3|a_step 02002 7.3 2 3|a_zumba 02310 6.5 2 3|a_hiit 02214 11.0 3 3|a_rope 15551 11.8 3 3
a_tennis_s 15690 8.0 2 3|a_tennis_d 15685 4.5 2 3|a_bball 15055 7.5 3 3|a_soccer 15610 7.0 3 3|a_vball 15711 6.0 3 3
a_ballet 03010 5.0 3 3|a_ballroom 03040 3.0 1 2|a_martial 15430 10.3 3 3|a_climb 15537 5.8 1 3|a_skate 15591 7.5 1 2
a_golf_walk 15265 4.3 1 2
"""


def test_energy_values_stand_as_published_beside_their_code() -> None:
    rows = [row.split() for line in COMPENDIUM.strip().splitlines() for row in line.split("|")]
    published = {code: (number, float(met), int(i), int(f)) for code, number, met, i, f in rows}
    got = {c: (a["compendium"], float(a["met"]), a["impact"], a["forefoot"]) for c, a in ACTIVITIES.items()}
    assert got == published
    assert all("Herrmann24" in entry["sources"] for entry in ACTIVITIES.values())


# The groups of the list of swaps, and what each needs. A person's own bike stands beside the gym's.
SWAPS = {
    1: {
        "a_bike_rec": "gym_bike",
        "a_bike_60": "gym_bike",
        "a_bike_90": "gym_bike",
        "a_bike_easy": "bike",
        "a_bike_out": "bike",
    },
    2: {"a_swim_slow": "pool", "a_swim_leis": "pool"},
    3: {"a_aquajog": "pool"},
    4: {"a_row": "rower"},
    5: {"a_aquaaer": "pool", "a_aquawalk": "pool"},
    6: {"a_stairmill": "gym"},
    7: {"a_ellip": "elliptical"},
    8: {"a_armerg45": "gym", "a_weights": "gym"},
    9: {"a_pilates": None},
}


def test_swaps_stand_in_the_groups_of_the_sheet_and_say_what_they_need() -> None:
    for group, members in SWAPS.items():
        assert {code for code, entry in ACTIVITIES.items() if entry["group"] == group} == set(members)
        for code, need in members.items():
            assert ACTIVITIES[code]["needs"] == ([need] if need else [])
    swims = {code for code, entry in ACTIVITIES.items() if entry["needs_swim"]}
    assert swims == {"a_swim_slow", "a_swim_med", "a_swim_leis", "a_backstroke"}


def test_the_tablet_gives_no_cause_when_it_stops() -> None:
    for language in LANGUAGES:
        assert not re.search(r"blood|infect|broken|nerve|sangre|infecc|fractura|nervio", TEXTS["T-URGENT"][language])

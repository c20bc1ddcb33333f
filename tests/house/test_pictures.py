"""The committed pictures are what the illustration kit draws, and they keep its rules."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
KIT = ROOT / "assets" / "illustration"
PICTURES = ROOT / "clinic" / "static" / "pictures"
DATA = ROOT / "clinic" / "knowledge" / "data"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = sorted(path.stem for path in PICTURES.glob("*.svg"))

SOLE_ZONES = {
    *(f"toe{n}" for n in range(1, 6)),
    *(f"mth{n}" for n in range(1, 6)),
    "web12", "web23", "web34", "web45", "arch", "midfoot", "outer_edge", "heel",
}  # fmt: skip
TOP_ZONES = {*(f"toe{n}" for n in range(1, 6)), "top", "shaft", "midfoot", "ankle"}


@pytest.fixture(scope="session")
def drawn_anew(tmp_path_factory):
    """A folder with every picture, drawn by the kit now; the kit itself refuses one that breaks its rules."""
    folder = tmp_path_factory.mktemp("pictures")
    done = subprocess.run(
        [sys.executable, str(KIT / "build.py"), "--quiet", "--out", str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_committed_pictures_are_the_ones_the_kit_draws(drawn_anew):
    assert sorted(path.stem for path in drawn_anew.glob("*.svg")) == NAMES
    stale = [
        name for name in NAMES if (drawn_anew / f"{name}.svg").read_bytes() != (PICTURES / f"{name}.svg").read_bytes()
    ]
    assert stale == []


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_says_what_it_shows(name):
    data = (PICTURES / f"{name}.svg").read_bytes()
    assert len(data) <= 12 * 1024
    root = ET.fromstring(data)
    assert root.get("role") == "img"
    labels = root.get("aria-labelledby").split()
    for tag, label in zip(("title", "desc"), labels, strict=True):
        words = root.find(SVG + tag)
        assert words.get("id") == label
        assert words.text.strip()


def test_every_exercise_has_its_picture():
    exercises = [yaml.safe_load(path.read_text()) for path in sorted((DATA / "exercises").glob("*.yaml"))]
    assert len(exercises) == 23
    assert [entry["id"] for entry in exercises if entry["picture"] not in NAMES] == []
    assert [entry["id"] for entry in exercises if not (entry["alt"]["en"] and entry["alt"]["es"])] == []


def test_every_other_picture_is_described_in_both_languages():
    described = {entry["id"]: entry["alt"] for entry in yaml.safe_load((DATA / "pictures.yaml").read_text())}
    of_exercises = {yaml.safe_load(path.read_text())["picture"] for path in (DATA / "exercises").glob("*.yaml")}
    assert set(described) == set(NAMES) - of_exercises
    assert [name for name, alt in described.items() if not (alt["en"].strip() and alt["es"].strip())] == []


@pytest.mark.parametrize(("name", "zones"), [("plantar-zone-map", SOLE_ZONES), ("dorsal-zone-map", TOP_ZONES)])
def test_a_zone_map_offers_the_zones_of_the_questions(name, zones):
    root = ET.parse(PICTURES / f"{name}.svg").getroot()
    found = {
        node.get("id").removeprefix("zone-"): node
        for node in root.iter()
        if "zone" in (node.get("class") or "").split()
    }
    assert set(found) == zones
    assert [zone for zone, node in found.items() if not node.find(SVG + "title").text] == []


def test_the_two_maps_together_hold_every_zone_a_person_can_mark():
    questions = [
        entry for path in (DATA / "questions").glob("*.yaml") for entry in yaml.safe_load(path.read_text()) or ()
    ]
    asked = next(entry for entry in questions if entry["code"] == "sym_zone")
    offered = {option["value"] for option in asked["options"]} - {"ball_all"}
    assert offered == SOLE_ZONES | TOP_ZONES

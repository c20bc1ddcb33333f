"""What a browser is sent: built from its sources, small, ours in every colour, and readable."""

import gzip
import importlib.util
import itertools
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import third_party

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "clinic" / "static"
PATIENT = (STATIC / "css" / "patient.css").read_text(encoding="utf-8")
CLINIC = (STATIC / "css" / "clinic.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"^\$([a-z0-9-]+): (#[0-9a-f]{3,6});", re.MULTILINE)


def packed(*names: str) -> int:
    """Bytes on the wire; fonts are compressed already."""
    files = [STATIC / name for name in names]
    return sum(len(f.read_bytes() if f.suffix == ".woff2" else gzip.compress(f.read_bytes())) for f in files)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The build, as a module."""
    found = importlib.util.spec_from_file_location("build_assets", ROOT / "assets" / "build.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_style_sheets_are_what_their_sources_give(build: ModuleType) -> None:
    assert build.check() == [], "run: python assets/build.py"


def test_a_changed_source_is_noticed(build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record = json.loads(build.RECORD.read_text())
    record["sources"]["sass/_brand.scss"] = "0" * 64
    del record["outputs"]["css/patient.css"]
    (tmp_path / "built.json").write_text(json.dumps(record))
    monkeypatch.setattr(build, "RECORD", tmp_path / "built.json")
    assert build.check() == [
        "source: sass/_brand.scss changed since the last build",
        "output: css/patient.css changed since the last build",
    ]


def test_locked_packages_carry_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity")]


@pytest.mark.parametrize("sheet", [PATIENT, CLINIC], ids=["patient", "clinic"])
def test_nothing_of_another_house_is_left(sheet: str) -> None:
    for trace in ("Frutiger", "005eb8", "assets.nhs", "http:", "https:", "sourceMappingURL"):
        assert trace not in sheet.replace("http://www.w3.org", "")


def test_style_sheets_ask_only_for_fonts_that_are_there(build: ModuleType) -> None:
    for sheet in (PATIENT, CLINIC):
        asked = set(re.findall(r"url\(\.\./fonts/([^?)]+)\?v=[0-9a-f]{8}\)", sheet))
        assert asked == {f"atkinson-hyperlegible-next-{face}.woff2" for face in build.FACES}
        assert sheet.count("../fonts/") == len(asked)


def test_what_the_first_intake_page_loads_leaves_room_for_the_page() -> None:
    fonts = [f"fonts/atkinson-hyperlegible-next-latin-{weight}-normal.woff2" for weight in (400, 600, 800)]
    scripts = [f"js/{name}.js" for name in ("kiosk", "saved", "footmap", "asked")]
    loaded = packed("css/patient.css", *fonts, *scripts, "pictures/foot-map-sole.svg")
    assert loaded < 100_000, f"{loaded} bytes before the page itself; 120,000 with it"


def test_an_open_zero_is_drawn_in_every_weight() -> None:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.ttLib import TTFont

    for font in sorted((STATIC / "fonts").glob("*-latin-[468]00-*.woff2")):
        face = TTFont(font)
        pen = RecordingPen()
        face.getGlyphSet()["zero"].draw(pen)
        outlines = sum(1 for operation, _ in pen.value if operation == "closePath")
        assert outlines == 2, f"{font.name}: the zero is an outer and an inner oval and nothing across"


def test_licences_travel_with_what_they_cover() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()
    assert "Zero-Clause BSD" in (STATIC / "vendor" / "htmx.LICENSE.txt").read_text()
    assert "Apache License" in (STATIC / "handout-fonts" / "APACHE.txt").read_text()
    assert "Copyright (c) 2019 NHS.UK" in (STATIC / "css" / "NHSUK-FRONTEND-LICENSE.txt").read_text()
    for bundle in ("clinic.css", "patient.css"):
        assert (STATIC / "css" / bundle).read_text(encoding="utf-8").startswith("/*! Footing: Apache-2.0")


def test_the_project_says_under_which_licence_it_comes() -> None:
    assert "Apache License" in (STATIC.parents[1] / "LICENSE").read_text()
    about = tomllib.loads((STATIC.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert about["license"] == "Apache-2.0" and set(about["license-files"]) == {"LICENSE", "THIRD-PARTY.md"}


def test_what_may_not_come_with_us_is_refused() -> None:
    assert third_party.may_come("some", "GPL-3.0-only") is False
    assert third_party.may_come("some", "LGPL-3.0-only") is False
    assert third_party.may_come("psycopg", "LGPL-3.0-only") is True
    assert third_party.may_come("some", "Apache-2.0 OR BSD-3-Clause") is True
    assert third_party.may_come("some", "unknown") is False


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_word_stands_out_from_its_ground() -> None:
    token = dict(TOKEN.findall((ROOT / "assets" / "sass" / "_brand.scss").read_text())) | {"white": "#fff"}
    grounds = ("white", "paper", "brand-tint")
    pairs = list(itertools.product(("ink", "ink-2", "brand", "link", "red", "green", "amber"), grounds))
    pairs += [("red", "red-tint"), ("amber", "amber-tint"), ("green", "green-tint"), ("ink", "amber-tint")]
    pairs += [("white", "brand"), ("white", "brand-dark"), ("white", "red"), ("white", "green"), ("ink", "focus")]
    weak = {(word, ground): contrast(token[word], token[ground]) for word, ground in pairs}
    assert not {pair: round(value, 2) for pair, value in weak.items() if value < 6}
    edges = [(edge, ground) for edge in ("ink-2", "amber-line", "red") for ground in ("white", "paper")]
    assert all(contrast(token[edge], token[ground]) >= 3 for edge, ground in edges)


def looks_asked_for(folder: Path) -> dict[str, str]:
    """Every class of ours or nhsuk's that a template names in full, with one template that does."""
    found: dict[str, str] = {}
    for template in sorted(folder.rglob("*.html")):
        words = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        spoken = re.findall(r"\{\{(.*?)\}\}", words)
        plain = re.findall(r'class="([^"]*)"', re.sub(r"\{[{%].*?[}%]\}", "\0", words))
        literal = [value for expression in spoken for value in re.findall(r'" ?((?:app|nhsuk)-[^"]*)"', expression)]
        for name in " ".join(plain + literal).split():
            whole = name.rstrip("\0")
            if whole.startswith(("app-", "nhsuk-")) and not whole.endswith("-") and "\0" not in whole:
                found.setdefault(whole, template.name)
    return found


@pytest.mark.parametrize(
    ("folders", "sheet"),
    [
        (("kiosk", "interview"), PATIENT),
        (
            (
                "accounts",
                "audit",
                "chart",
                "curation",
                "desk",
                "exam",
                "followup",
                "handout",
                "letters",
                "patients",
                "plan",
                "practice",
            ),
            CLINIC,
        ),
        (("components", "layouts"), PATIENT + CLINIC),
    ],
    ids=["tablet", "staff", "shared"],
)
def test_no_page_asks_for_a_look_that_its_style_sheet_does_not_have(folders: tuple[str, ...], sheet: str) -> None:
    has = set(re.findall(r"\.((?:app|nhsuk)-[\w-]*[\w])", sheet))
    asked = {name: where for folder in folders for name, where in looks_asked_for(ROOT / "templates" / folder).items()}
    # Who types for a patient sees the patient's screens.
    tablet = {page.name for page in (ROOT / "templates/desk").glob("*.html") if "layouts/kiosk" in page.read_text()}
    patient = set(re.findall(r"\.((?:app|nhsuk)-[\w-]*[\w])", PATIENT))
    assert not {
        name: where for name, where in asked.items() if name not in has and not (where in tablet and name in patient)
    }

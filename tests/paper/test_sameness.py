"""The same content gives the same bytes, in another process and on another day, in our fonts and no others."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from clinic.content.plan_content import PlanContent
from clinic.paper.document import Variant, html
from clinic.renderer.client import Renderer
from tests.paper.printed import Paper
from tests.paper.sample import runner, runner_with_everything

FONTS = Path(__file__).parents[2] / "clinic/static/handout-fonts"
VARIANTS = [Variant(), Variant("a4", "large", "es"), Variant("letter", "standard", "both", mono=True)]


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_two_workers_print_the_same_bytes(variant: Variant, patient_renderer: Renderer) -> None:
    page = html(runner_with_everything(), variant)
    first = patient_renderer.render(page).data
    other = Renderer(slack=6)
    try:
        other.render(html(runner()))
        assert other.render(page).data == first
    finally:
        other.stop()


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_the_slow_parser_and_the_browsers_styles_print_the_same_bytes(
    variant: Variant, patient_renderer: Renderer
) -> None:
    page = html(runner_with_everything(), variant)
    assert "<meta " in page
    assert patient_renderer.render(page.replace(" />", ">")).data == patient_renderer.render(page).data


def test_another_process_on_another_day_prints_the_same_bytes(patient_renderer: Renderer, tmp_path: Path) -> None:
    stored = tmp_path / "content.json"
    stored.write_text(json.dumps(runner_with_everything().to_json()))
    program = (
        "import hashlib, json, sys\n"
        "from clinic.paper import document\nfrom clinic.renderer import client\n"
        "from clinic.content.plan_content import PlanContent\n"
        "content = PlanContent.from_json(json.load(open(sys.argv[1])))\n"
        "print(hashlib.sha256(client.render(document.html(content))).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, str(stored)],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": "/usr/bin:/bin", "LANG": "C"},
            cwd=FONTS.parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }
    content = PlanContent.from_json(json.loads(stored.read_text()))
    assert said == {hashlib.sha256(patient_renderer.render(html(content)).data).hexdigest()}


def test_the_only_date_in_the_file_is_the_plans(patient_renderer: Renderer) -> None:
    paper = Paper(patient_renderer.render(html(runner())).data)
    assert str(paper.pdf.docinfo["/CreationDate"]) == "D:20261123"
    assert "/ModDate" not in paper.pdf.docinfo


def test_the_fonts_are_the_ones_we_chose() -> None:
    listed = dict(reversed(line.split("  ")) for line in (FONTS / "SHA256SUMS").read_text().splitlines())
    assert set(listed) == {path.name for path in FONTS.iterdir()} - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


def test_the_fonts_are_few_enough_to_carry() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 10_000_000


def test_names_from_everywhere_are_drawn_in_our_fonts(patient_renderer: Renderer) -> None:
    names = "Łukasz Жук Ζωή كريم יעל मीरा มานี 漢字 😀"
    page = f'<html lang="en" class="standard letter"><title>t</title><body><p>{names}</p></body></html>'
    paper = Paper(patient_renderer.render(page).data)
    fonts = {str(f.BaseFont).split("+")[1] for p in paper.pdf.pages for f in p.Resources.Font.values()}
    for script in ("Atkinson", "Noto-Sans", "Arabic", "Hebrew", "Devanagari", "Thai", "Emoji", "Droid"):
        assert any(script in font for font in fonts), (script, fonts)
    assert all(font.startswith(("Atkinson", "Noto", "Droid")) for font in fonts)

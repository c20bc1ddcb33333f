"""The press in this process: its short cuts change nothing of what comes out."""

import re

import pytest
import weasyprint

from clinic.paper import document
from clinic.paper.document import Variant
from clinic.renderer import svg_images, weasyprint_patch
from clinic.renderer.pdf_job import SPECIMEN, Press
from tests.paper import sample

VARIANTS = [Variant(), Variant(language="es", size="large", paper="a4"), Variant(language="both", mono=True)]


@pytest.fixture(scope="module")
def press():
    return Press()


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_the_short_way_through_the_cascade_ends_where_the_long_one_does(press, variant, monkeypatch):
    page = document.html(sample.runner(), variant)
    short = press.print(page)
    monkeypatch.setattr(weasyprint.css.ComputedStyle, "__missing__", weasyprint_patch._asked)
    assert press.print(page).data == short.data


@pytest.mark.parametrize("name", ["plantar-zone-map.z-mth2-web23.flip", "pad-life.p24b200s23.x1060", "toe-press.mono"])
def test_an_outline_that_is_remembered_is_drawn_like_one_that_is_read(name, monkeypatch):
    read = svg_images.made(name)
    monkeypatch.setattr(svg_images, "_OUTLINES", {})
    assert svg_images.made(name)._drawing == read._drawing


def test_no_picture_of_ours_has_markers_which_a_remembered_outline_would_lose():
    assert [path.name for path in svg_images.PICTURES.glob("*.svg") if "marker" in path.read_text()] == []


def test_the_rehearsal_goes_through_every_part_of_a_plan_without_a_complaint(press):
    specimen = SPECIMEN.read_text()
    assert press.print(specimen).warnings == ()
    parts, shown = (_parts(page) for page in (specimen, document.html(sample.runner(), Variant())))
    assert shown - parts == set()


def _parts(page):
    """The classes of the blocks of a page."""
    return {name for found in re.findall(r'<(?:div|section|table) class="([^"]+)"', page) for name in found.split()}

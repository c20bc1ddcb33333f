"""What leaves the house as a file: hostile words stay words in it, and its name tells nobody whose it is."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from PIL import Image

from clinic.content.plan_content import Words
from clinic.paper import calendar_file, phone_file
from clinic.paper.document import html
from clinic.renderer.client import Renderer, RenderFailed
from tests.house import whole
from tests.paper.sample import runner

IMAGE = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
ZONE = ZoneInfo("America/New_York")
STAMP = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
# Each tries to end what it stands in and to begin something of its own.
INTO_A_CALENDAR = (
    "Calf\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Theirs",
    "Calf\nATTACH:file:///etc/passwd",
    "Calf\rORGANIZER:mailto:x@evil.example",
    "Calf\u2028URL:https://evil.example",
    "Calf\x0bATTENDEE:mailto:x@evil.example",
    "Calf;X-EVIL=1:x,y\\nEND:VCALENDAR",
    "Calf" * 200,
)
INTO_A_PAGE = (
    "</script><script>window.__x=1</script>",
    "<!--<script>",
    "]]><script>window.__x=1</script>",
    '"><img src=x onerror="window.__x=1">',
    "' onmouseover='window.__x=1",
    "</style><style>@import url(https://evil.example)</style>",
    "</title><svg onload=window.__x=1>",
    "javascript:window.__x=1",
    "{{7*7}} ${7*7} {% x %}",
    "\u2028</ScRiPt\t><sCrIpT>window.__x=1</sCrIpT>",
)


def _hostile(text):
    content, words = runner(), Words.own(text)
    first, *others = content.exercises
    return replace(
        content,
        clinic=replace(content.clinic, name=text, address=text, phone=text),
        person=replace(content.person, name=text, called=text),
        goal=replace(content.goal, words=words),
        note=words,
        clinician=text,
        exercises=(replace(first, name=words, note=words, steps=(words, words)), *others),
    )


def _events(data):
    return [event for event in Calendar.from_ical(data).walk() if event.name == "VEVENT"]


@pytest.mark.parametrize("text", INTO_A_CALENDAR)
def test_no_word_begins_an_event_or_a_property_of_its_own(text):
    data = calendar_file.ics(_hostile(text), "en", zone=ZONE, stamp=STAMP)
    honest = _events(calendar_file.ics(runner(), "en", zone=ZONE, stamp=STAMP))
    events = _events(data)
    assert len(events) == len(honest)
    assert {name for event in events for name in event} == {name for event in honest for name in event}
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    bare = data.replace(b"\r\n ", b"").decode()
    for line in bare.split("\r\n"):
        assert not re.search(r"[\r\n\x00]", line), line
        assert not line.startswith(("ATTACH", "ORGANIZER", "URL", "ATTENDEE", "X-EVIL")), line
    assert bare.count("BEGIN:VCALENDAR") == bare.count("\r\nEND:VCALENDAR") == 1


@pytest.mark.parametrize("language", ["en", "both"])
@pytest.mark.parametrize("text", INTO_A_PAGE)
def test_no_word_begins_a_tag_a_script_or_an_attribute_of_its_own(text, language):
    honest, page = (
        BeautifulSoup(phone_file.html(content, language), "html5lib") for content in (runner(), _hostile(text))
    )
    shape = {
        name: len(honest.select(name)) for name in ("script", "style", "title", "meta", "iframe", "object", "base")
    }
    assert {name: len(page.select(name)) for name in shape} == shape
    assert page.script.string == honest.script.string and page.style.string == honest.style.string
    known = {name for tag in honest.find_all(True) for name in tag.attrs}
    found = {name for tag in page.find_all(True) for name in tag.attrs}
    assert found <= known and not [name for name in found if name.startswith("on")]
    assert not [tag for tag in page.select("[href], [src], [action]") if "evil" in str(tag.attrs)]
    addresses = [tag.get("href") or "" for tag in page.select("[href]")]
    assert all(address.startswith(("tel:", "#")) for address in addresses)
    squeezed = re.sub(r"\s+", "", text).replace("\u2028", "")
    assert squeezed in re.sub(r"[\s\u2028\u200b\u00ad]+", "", page.body.get_text()), "the words are there, as words"


def test_no_file_is_named_after_anybody(app, sign_in_as, db):
    name = '../..\\x"; filename="evil.exe\r\nSet-Cookie: x=1 Ñandú'
    me = whole.everybody()
    record = whole.make(me, name=name, print_name=name[:30])
    browser, seen = sign_in_as(me), []
    for _endpoint, path in whole.places(app, record):
        page = browser.get(path, check=False)
        told = page.headers.get("Content-Disposition")
        if told is None:
            assert page.mimetype in ("text/html", "application/json", "image/png", "image/svg+xml"), path
            continue
        seen.append(path)
        assert re.fullmatch(r"(?:inline|attachment); filename=\"?[A-Za-z0-9-]+\.(?:pdf|html|ics|txt|json)\"?", told), (
            told
        )
        assert page.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in told
    assert len(seen) > 5


@pytest.mark.parametrize(
    "way", ["<img src='{}'>", "<p style='background:url({})'>x</p>", "<a rel=attachment href='{}'>x</a>"]
)
def test_no_file_of_the_machine_is_drawn_or_carried(tmp_path, way):
    """A picture that could well be drawn lies there to be fetched, and still is not."""
    picture = tmp_path / "secret.png"
    Image.new("RGB", (40, 40), "red").save(picture)
    renderer = Renderer()
    try:
        for address in (picture.as_uri(), str(picture), f"file://localhost{picture}"):
            page = f"<html lang=en><title>t</title><body>{way.format(address)}</body></html>"
            try:
                data = renderer.render(page).data
            except RenderFailed as failed:
                assert failed.reason == "refused"
            else:
                found = pypdfium2.PdfDocument(data)
                assert not [one for sheet in found for one in sheet.get_objects() if one.type == IMAGE]
                assert found.count_attachments() == 0
        drawn = renderer.render(html(runner(), logo=True), {"logo": picture.read_bytes()}).data
        assert [one for sheet in pypdfium2.PdfDocument(drawn) for one in sheet.get_objects() if one.type == IMAGE]
    finally:
        renderer.stop()

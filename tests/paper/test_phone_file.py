"""The plan on a phone: one file that needs no network, tells nobody, and says all that the paper says."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from clinic.audit.models import AuditEvent
from clinic.content.plan_content import PlanContent
from clinic.paper import phone_file
from tests.handout.test_views import _signed
from tests.page import words
from tests.paper.sample import runner


def _soup(content=None, language="en"):
    return BeautifulSoup(phone_file.html(content or runner(), language), "html5lib")


def _texts(content: PlanContent, language: str):
    yield from (line.lead.get(language) for line in content.todo)
    for e in content.exercises:
        yield e.name.get(language)
        yield from (step.get(language) for step in e.steps)
        yield from (text.get(language) for text in (e.feel, e.stop_if, e.easier, e.harder, e.note) if text)
    yield from (shoe.text.get(language) for shoe in content.shoes)
    yield from (swap.do.get(language) for swap in content.swaps)
    yield from (line.get(language) for line in (*content.call, *content.go_now))
    yield from (reason.text.get(language) for reason in content.reasons)
    yield from (source.citation for source in content.sources)
    yield content.disclaimer.get(language)


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_that_the_paper_says_is_lost(language):
    page = _soup(language=language)
    said = words(page.body)
    assert page.html["lang"] == language
    assert [text for text in _texts(runner(), language) if re.sub(r"\s+", " ", text) not in said] == []


def test_both_languages_in_one_file_each_marked_as_its_own():
    page = _soup(language="both")
    assert [part["lang"] for part in page.select("main > [data-in]")] == ["en", "es"]
    assert len(page.select("main")) == 1


def test_the_file_reaches_for_nothing_outside_itself():
    text = phone_file.html(runner(), "both")
    page = _soup(language="both")
    for tag in page.select("[src], [href], [action], [srcset]"):
        for name in ("src", "href", "action", "srcset"):
            if tag.get(name):
                assert tag[name].startswith(("data:image/svg+xml;base64,", "tel:"))
    assert not page.select("link, iframe, form, object")
    bare = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
    assert not re.search(r"https?:|url\(|fetch\(|XMLHttpRequest|sendBeacon|import\(|cookie", bare)


def test_its_own_policy_lets_its_own_script_and_style_run_and_no_other():
    page = _soup()
    policy = page.select_one('meta[http-equiv="Content-Security-Policy"]')["content"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for kind in ("script", "style"):
        (tag,) = page.select(kind)
        digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_hostile_words_stay_words():
    from clinic.content.plan_content import Words

    content = replace(runner(), note=Words.own('</script><script>alert(1)</script><img src=x onerror="x">'))
    page = _soup(content)
    assert len(page.select("script")) == 1 and not page.select("[onerror]")


def test_every_box_of_the_log_has_its_label_and_every_picture_its_words():
    page = _soup()
    boxes = page.select("[data-box]")
    assert len(boxes) == 14 * 7
    assert len({box["data-box"] for box in boxes}) == len(boxes)
    assert all(box.find_parent("label") and words(box.find_parent("label")) for box in boxes)
    assert all(picture["alt"] for picture in page.select("img"))
    levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_picture_moves_only_where_it_shows_two_poses():
    page = _soup()
    pictures = {words(tag.find_parent("article").h3): tag for tag in page.select("article img")}
    assert pictures["1. Towel pull"].has_attr("data-moving")
    assert not pictures["2. Calf stretch at the wall"].has_attr("data-moving")
    assert len(page.select("[data-move]")) == 1


def test_the_front_desk_saves_the_file_under_a_name_that_tells_nobody_whose_it_is(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    desk = sign_in_as("front_desk")
    page = desk.get(f"/handouts/{version.id}")
    file = desk.get(page.one("#take-home")["href"])
    assert file.headers["Content-Disposition"] == 'attachment; filename="foot-plan-2026-11-24.html"'
    assert file.mimetype == "application/octet-stream"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert version.visit.patient.called in file.text
    trace = db.session.query(AuditEvent).order_by(AuditEvent.number.desc()).first()
    assert (trace.action, trace.detail) == ("handout:printed", {"language": "en", "paper": "file"})
    assert desk.get(f"/handouts/{version.id}/take-home.html?lang=fr").status_code == 404
    assert 'lang="es"' in desk.get(f"/handouts/{version.id}/take-home.html?lang=es").text

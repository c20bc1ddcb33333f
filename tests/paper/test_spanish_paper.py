"""No English word stands on a Spanish sheet, but names, sources and what a person typed."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from clinic.content import compose
from clinic.content.plan_content import Clinic, Person, PlanContent, Words
from clinic.knowledge.library import load
from clinic.knowledge.schema import Text
from clinic.paper import document, phone_file, wording
from clinic.paper.document import Variant
from clinic.renderer.client import Rendered
from clinic.rules import engine
from tests.paper.printed import Paper
from tests.rules.everyone import EVERYONE

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TYPED = ("act_goal", "psfs_1", "psfs_2", "psfs_3")


def _pairs(node: Any) -> Iterator[tuple[str, str]]:
    """Every text in two languages that hangs on a thing of the library or of the wording."""
    if isinstance(node, (Text, Words)):
        yield node.en, node.get("es")
    elif isinstance(node, dict):
        for value in node.values():
            yield from _pairs(value)
    elif isinstance(node, (tuple, list)):
        for value in node:
            yield from _pairs(value)
    elif hasattr(node, "__dataclass_fields__"):
        for name in type(node).__dataclass_fields__:
            yield from _pairs(getattr(node, name))


def _english_only() -> frozenset[str]:
    library = load()
    things: list[Any] = [list(library.entries()), list(library.texts.values()), wording.WORDS, wording.LONG_DAYS]
    said: dict[str, set[str]] = {"en": set(), "es": set()}
    for texts in _pairs(things):
        en, es = (re.sub(r"\{[^}]*\}", "", text) for text in texts)
        said["en"] |= {word.lower() for word in WORD.findall(en)}
        said["es"] |= {word.lower() for word in WORD.findall(es)}
    return frozenset(word for word in said["en"] - said["es"] if len(word) > 1)


def _plans() -> Iterator[tuple[str, PlanContent]]:
    library = load()
    for people in EVERYONE:
        for name, answers in people():
            answers = {**answers, "p": {key: value for key, value in answers["p"].items() if key not in TYPED}}
            decision = engine.recommend(answers, library)
            if decision.status != "plan":
                continue
            yield (
                name,
                compose.compose(
                    decision,
                    answers,
                    library,
                    clinic=Clinic("Qq", "(555) 010-0143"),
                    person=Person("Qq Zz", "Qq"),
                    clinician="Qq Zz, PT",
                    plan_on=date(2026, 11, 24),
                ),
            )


def _spanish(html: str) -> str:
    page = BeautifulSoup(html, "html5lib")
    for tag in page.select("[lang=en], script, style, head meta, svg"):
        tag.decompose()
    pictures = " ".join(str(tag["alt"]) for tag in page.select("img[alt]"))
    return f"{page.get_text(' ')} {pictures}"


def test_no_english_word_on_a_spanish_sheet() -> None:
    english, seen = _english_only(), 0
    assert {"the", "walk", "hold", "swap", "shoes"} <= english
    found: dict[str, set[str]] = {}
    for name, content in _plans():
        seen += 1
        for kind, html in (
            ("sheet", document.html(content, Variant(language="es"))),
            ("draft", document.html(content, Variant(language="es"), draft=True)),
            ("phone", phone_file.html(content, "es")),
        ):
            for word in {word.lower() for word in WORD.findall(_spanish(html))} & english:
                found.setdefault(word, set()).add(f"{name} {kind}")
    assert seen > 40
    assert found == {}, {word: sorted(places)[:2] for word, places in found.items()}


@pytest.mark.parametrize("example", ["runner", "neuroma-in-heels", "thin-fat-pad-and-falls"])
@pytest.mark.parametrize("size", ["standard", "large"])
def test_no_english_word_in_a_spanish_pdf(example: str, size: Any, rendered: Callable[..., Rendered]) -> None:
    content = next(content for name, content in _plans() if name == example)
    cited = {word.lower() for source in content.sources for word in WORD.findall(source.citation)}
    said = Paper(rendered(content, Variant(language="es", size=size), draft=True).data).text
    words = {word.lower() for word in WORD.findall(said)}
    assert len(words) > 100
    assert words & (_english_only() - cited) == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_name_after_or_begins_with_a_small_letter(language: str) -> None:
    for activity in load().activities.values():
        said = compose._in_a_sentence(compose.words(activity.name)).get(language)
        assert said[0].islower() or said.startswith(compose.PROPER), said
    others = [other.get(language) for _name, content in _plans() for swap in content.swaps for other in swap.others]
    assert others and all(said[0].islower() or said.startswith(compose.PROPER) for said in others)


def test_a_pace_is_said_in_one_unit_in_both_languages() -> None:
    for activity in load().activities.values():
        for text in (activity.name, activity.note):
            if text is not None:
                assert not re.search(r"\bkm\b|km/h", text.es), activity.code
                assert bool(re.search("mile", text.en)) is bool(re.search("milla", text.es)), activity.code


@pytest.mark.parametrize("language", ["en", "es"])
def test_sources_and_a_goal_in_the_other_language_are_marked_as_such(language: str) -> None:
    from dataclasses import replace

    from tests.paper.sample import runner

    content = runner()
    assert content.goal is not None
    other = {"en": "Volver a correr con mi hija los domingos", "es": "Walk the dog to the park and back"}[language]
    content = replace(content, goal=replace(content.goal, words=Words.own(other)))
    for html in (document.html(content, Variant(language=language)), phone_file.html(content, language)):
        page = BeautifulSoup(html, "html5lib")
        marked = [tag["lang"] for tag in page.select("[lang]") if other in tag.get_text() and tag.name == "b"]
        assert marked == [{"en": "es", "es": "en"}[language]]
        if language == "es":
            cited = [tag for tag in page.select("[lang=en]") if content.sources[0].citation in tag.get_text()]
            assert cited


def test_a_source_that_is_no_publication_is_said_in_spanish() -> None:
    own = {key: source.citation for key, source in load().sources.items() if key.islower()}
    assert {"seed", "policy", "standard", "expert"} <= set(own)
    seen = set()
    for key, printed in own.items():
        words = wording.citation(printed)
        assert words.en == printed and words.es and words.es != printed, key
    for _name, content in _plans():
        for html in (document.html(content, Variant(language="es")), phone_file.html(content, "es")):
            cited = [source for source in content.cited() if source.key in own]
            assert [source.key for source in cited if source.citation in html] == []
            seen |= {source.key for source in cited if wording.citation(source.citation).es in html}
    assert {"policy", "expert"} <= seen

"""One style of quotation marks: what is quoted stands between “ and ”, in English and in the Spanish of the US."""

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
OTHERS = re.compile(r"[«»‹›„‟\"]")
VARIABLE = re.compile(r"%\(\w+\)[sd]")


def _catalogue():
    with (ROOT / "clinic/translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file, locale="es"):
            for text in (message.id, message.string):
                for one in [text] if isinstance(text, str) else text:
                    yield "messages.po", one


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _library():
    for path in sorted((ROOT / "clinic/knowledge/data").rglob("*.yaml")):
        entry = yaml.safe_load(path.read_text())
        for text in _texts(entry):
            yield path.name, text


@pytest.mark.parametrize("source", [_catalogue, _library], ids=["catalogue", "library"])
def test_quotations_stand_between_one_pair_of_marks(source):
    wrong, count = [], 0
    for where, text in source():
        count += 1
        bare = VARIABLE.sub("", text)
        if OTHERS.search(bare) or bare.count("“") != bare.count("”") or re.search(r"”[^“]*”|“[^”]*“", bare):
            wrong.append((where, text))
    assert count > 500 and wrong == []


def test_the_other_marks_are_seen():
    assert all(OTHERS.search(text) for text in ("«No sé»", "„x", '"no"')) and not OTHERS.search("“No sé”")

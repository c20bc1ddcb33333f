"""Every sentence of the application has its Spanish, and the two say the same variables."""

import io
import re
import subprocess
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SPANISH = ROOT / "clinic/translations/es/LC_MESSAGES/messages.po"
WORDS = dict.fromkeys(("_", "gettext", "lazy", "_l", "lazy_gettext")) | {
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
VARIABLE = re.compile(r"%\((\w+)\)[sd]")


def _catalogue():
    with SPANISH.open("rb") as file:
        return read_po(file, locale="es")


def _used():
    found = set()
    for folder, method in (("clinic", [("**.py", "python")]), ("templates", [("**.html", "jinja2")])):
        options = {"**.html": {"trimmed": "true"}}
        for _, _, message, _, _ in extract_from_dir(str(ROOT / folder), method, options, keywords=WORDS):
            found.add(message)
    return found


def test_every_sentence_has_its_spanish():
    catalogue = _catalogue()
    missing = []
    for message in _used():
        first = message if isinstance(message, str) else message[0]
        entry = catalogue.get(first)
        texts = [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if not texts or not all(texts) or entry.fuzzy:
            missing.append(first)
    assert sorted(missing) == []


def test_no_translation_is_left_over():
    used = {message if isinstance(message, str) else message[0] for message in _used()}
    kept = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in _catalogue() if entry.id}
    assert sorted(kept - used) == []


def test_a_translation_says_the_same_variables():
    wrong = []
    for entry in _catalogue():
        if not entry.id:
            continue
        ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        wanted = set().union(*(VARIABLE.findall(text) for text in ids))
        for text in texts:
            said = set(VARIABLE.findall(text))
            if said - wanted or (wanted - said and len(ids) == 1):
                wrong.append((ids[0], text))
    assert wrong == []


def _said(catalogue):
    """Each sentence's first form with its translations, header left out."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: tuple(
            [message.string] if isinstance(message.string, str) else message.string
        )
        for message in catalogue
        if message.id
    }


def test_the_compiled_catalogue_is_fresh():
    built = io.BytesIO()
    write_mo(built, _catalogue())
    built.seek(0)
    with SPANISH.with_suffix(".mo").open("rb") as file:
        stored, fresh = read_mo(file), read_mo(built)
    assert _said(stored) == _said(fresh)


def test_the_catalogue_is_known_to_git():
    listed = subprocess.run(
        ["git", "ls-files", "clinic/translations"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "messages.po" in listed and "messages.mo" in listed

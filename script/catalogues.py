"""The message catalogues: every marked sentence, in every language, and nothing that is no longer said.

`script/catalogues.py` checks; `--update` brings new sentences into the catalogues for somebody to translate.
"""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "clinic" / "translations"
METHODS = [("clinic/**.py", "python"), ("templates/**.html", "jinja2")]
# The names under which gettext is imported, with the place of singular and plural.
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "lazy_gettext": None, "_l": None}


def said(language: str | None = None) -> Catalog:
    """Every sentence that the code and the templates mark."""
    catalog = Catalog(locale=language, project="Footing", charset="utf-8", fuzzy=False)
    for folder in ("clinic", "templates"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS if pattern.startswith(folder)
        ]
        for file, _line, message, comments, context in extract_from_dir(
            ROOT / folder, methods, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            # Files without line numbers: a moved line is no news to a translator.
            catalog.add(message, None, [(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def faults(path: Path, template: Catalog) -> list[str]:
    """What is missing, left over, untranslated or wrongly filled in one catalogue."""
    with path.open("rb") as file:
        catalog = read_po(file)
    name = path.relative_to(ROOT)
    wanted = {(message.id, message.context) for message in template if message.id}
    held = {(message.id, message.context): message for message in catalog if message.id}
    found = [f"{name}: {key[0]!r} is not in it" for key in wanted - held.keys()]
    found += [f"{name}: {key[0]!r} is said nowhere" for key in held.keys() - wanted]
    for message in held.values():
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(words):
            found.append(f"{name}: {message.id!r} is not translated")
        found += [f"{name}: {message.id!r}: {error}" for error in message.check(catalog)]
    return sorted(found)


def update(path: Path, template: Catalog) -> None:
    """Bring new sentences in and drop those said nowhere; nothing is guessed."""
    with path.open("rb") as file:
        catalog = read_po(file)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


def main(arguments: list[str]) -> int:
    """Check or update every catalogue; the exit status."""
    template = said()
    paths = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    if arguments == ["--update"]:
        for path in paths:
            update(path, template)
        return 0
    found = [fault for path in paths for fault in faults(path, template)]
    print("\n".join(found) or f"{len(template)} sentences, {len(paths)} catalogues.")
    return 1 if found or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes THIRD-PARTY.md: what comes with Footing and under which licence; refuses what may not come with it.

    python script/third_party.py            write it anew (script/lock does)
    python script/third_party.py --check    say whether it is what the lock and the files give, and write nothing

The packages are those of requirements.txt, their licences as their makers declare them. What a package declares badly
or not at all is declared below, with where that was read.
"""

import argparse
import importlib.metadata
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK, LIST = ROOT / "requirements.txt", ROOT / "THIRD-PARTY.md"
MAY_COME = {
    "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "zlib", "0BSD",
}  # fmt: skip
# One library may come under the LGPL: the driver of PostgreSQL, which we load and do not change.
LESSER = {"psycopg", "psycopg-binary"}
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
}
DECLARED = {
    "pyphen": "MPL-1.1",  # offered under the GPL, the LGPL or the MPL 1.1: we take the last
    "sqlcipher3": "zlib",  # LICENSE of its source
}
# What lies in clinic/static and was not made here: folder or file, what, by whom, licence, where its notice stands.
ATKINSON = ("Atkinson Hyperlegible Next", "Braille Institute of America", "OFL-1.1")
FILES = (
    ("vendor/htmx.min.js", "htmx", "Big Sky Software", "0BSD", "vendor/htmx.LICENSE.txt"),
    ("css/clinic.css", "nhsuk-frontend (compiled in)", "NHS.UK", "MIT", "css/NHSUK-FRONTEND-LICENSE.txt"),
    ("css/patient.css", "nhsuk-frontend (compiled in)", "NHS.UK", "MIT", "css/NHSUK-FRONTEND-LICENSE.txt"),
    ("fonts", *ATKINSON, "fonts/OFL.txt"),
    ("handout-fonts/atkinson-*", *ATKINSON, "handout-fonts/OFL.txt"),
    ("handout-fonts/noto-*", "Noto Sans, Noto Emoji", "The Noto Project Authors", "OFL-1.1", "handout-fonts/OFL.txt"),
    ("handout-fonts/droid-*", "Droid Sans Fallback", "Google", "Apache-2.0", "handout-fonts/APACHE.txt"),
)  # fmt: skip


class Refused(Exception):
    """Something may not come with Footing, or its licence is not known."""


def packages() -> dict[str, Requirement]:
    """Every package of the lock by its name."""
    found = {}
    for line in LOCK.read_text().splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            requirement = Requirement(line.rstrip(" \\"))
            found[requirement.name] = requirement
    return found


def licence(name: str) -> str:
    """The licence of an installed package, as an SPDX expression where its maker gives one."""
    if name in DECLARED:
        return DECLARED[name]
    about = importlib.metadata.metadata(name)
    if "License-Expression" in about:
        return about["License-Expression"]
    classes = [line.rpartition(":: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    said = about.get("License", "").strip()
    return " OR ".join(CLASSIFIERS.get(name, name) for name in classes) or (said if said in MAY_COME else "unknown")


def may_come(name: str, expression: str) -> bool:
    """Whether a licence lets the package come with Footing; of several offered, one that does is enough."""
    if name in LESSER:
        return expression.startswith("LGPL-3.0")
    return any(part.strip(" ()") in MAY_COME for part in re.split(r"\bOR\b", expression))


def text() -> str:
    """The whole list."""
    rows = []
    for name, requirement in sorted(packages().items()):
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue  # never installed on a clinic's machine of this kind
        expression = licence(name)
        if not may_come(name, expression):
            raise Refused(f"{name} comes under {expression}, which may not be installed with Footing.")
        rows.append(f"| {name} | {str(requirement.specifier).removeprefix('==')} | {expression} |")
    files = []
    for place, what, maker, expression, notice in FILES:
        if not list((ROOT / "clinic/static").glob(place)) or not (ROOT / "clinic/static" / notice).is_file():
            raise Refused(f"clinic/static/{place} or its notice clinic/static/{notice} is missing.")
        files.append(f"| `clinic/static/{place}` | {what}, {maker} | {expression} | `clinic/static/{notice}` |")
    return "\n".join([
        "# What comes with Footing and was made by others",
        "",
        "Footing itself is under the Apache License 2.0 (`LICENSE`). Written by `script/third_party.py`; "
        "`script/check` holds it fresh.",
        "",
        "## Packages that are installed",
        "",
        "Each brings the text of its licence along (`.venv/lib/*/site-packages/NAME-*.dist-info`). "
        "psycopg is used as it is, unchanged.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
        *rows,
        "",
        "## Files in the checkout",
        "",
        "| file | what | licence | notice |",
        "|---|---|---|---|",
        *files,
        "",
    ])  # fmt: skip


def main() -> int:
    """Write or check, as asked."""
    parser = argparse.ArgumentParser(description="Write THIRD-PARTY.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the list is stale")
    try:
        fresh = text()
    except Refused as refused:
        sys.exit(str(refused))
    if parser.parse_args().check:
        if not LIST.is_file() or LIST.read_text(encoding="utf-8") != fresh:
            sys.exit("THIRD-PARTY.md is stale. Run: .venv/bin/python script/third_party.py")
        return 0
    LIST.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

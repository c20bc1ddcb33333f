"""What the source may not contain, whoever writes it."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _files(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("sink", "where"),
    [
        (r"\|\s*safe\b", "templates/*.html"),
        (r"\brender_template_string\b|shell=True|\beval\(|\bexec\(", "clinic/*.py"),
        (r"\bMarkup\(", "clinic/*.py"),
        (
            r"innerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|indexedDB|serviceWorker",
            "clinic/static/js/*.js",
        ),
        (r"<\w[^>]*\s(style|on(click|change|load|submit|input))=", "templates/*.html"),
        (r"^\s*import (config|places)|^from (config|places)", "clinic/*.py"),
        (r"os\.environ|getenv", "clinic/*.py"),
    ],
)
def test_no_unsafe_sink_in_the_source(sink, where):
    # Three places build markup from constants and escape what they put in: the token, the drawn foot, the paper.
    allowed = (
        {"clinic/forms/form.py", "clinic/paper/foot_map.py", "clinic/paper/document.py"} if "Markup" in sink else ()
    )
    hits = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files(where)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(sink, line) and not any(str(path.relative_to(ROOT)).startswith(a) for a in allowed)
    ]
    assert hits == []


def test_locks_carry_hashes_and_no_addresses():
    for path in _files("requirements*.txt", "*package-lock.json"):
        text = path.read_text()
        assert not re.search(r"--(index-url|extra-index-url|find-links)|file://", text), path
        for line in text.splitlines():
            if re.search(r"https?://", line):
                assert re.search(r'"(url|funding)"', line), f"{path}: {line}"
    for path in _files("requirements*.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text())
        assert all("--hash=sha256:" in block for block in blocks if "==" in block)


def test_nothing_in_the_project_names_one_machine_or_a_registry():
    home = str(Path.home())
    for path in _files():
        if path.suffix in {".woff2", ".png", ".gz", ".ttf"}:
            continue
        text = path.read_text(errors="replace")
        assert str(ROOT.parent) + "/" not in text or str(ROOT.parent) == "/", path
        assert home + "/" not in text or home == "/", path


def test_a_live_database_is_never_copied_as_a_file():
    for path in _files("clinic/*.py", "script/*"):
        assert not re.search(r"shutil\.copy\w*\([^)]*\.db|\bcp\b[^\n]*footing\.db", path.read_text(errors="replace")), (
            path
        )


def test_what_calls_itself_pure_is_held_to_it():
    """The contract of the imports names every module whose first lines promise that it sees no web and no database."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    held = set(next(contract for contract in contracts if "neither the web" in contract["name"])["source_modules"])
    pure = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in _files("clinic/*.py")
        if path.name != "__init__.py" and re.search(r"\bPure\b", ast.get_docstring(ast.parse(path.read_text())) or "")
    }
    loose = {name for name in pure if not any(name == one or name.startswith(f"{one}.") for one in held)}
    assert len(pure) > 15 and loose == set()


def test_browsers_reach_every_server_of_the_tests_over_tls_that_they_really_trust():
    """But for the demo on this machine, which has no certificate."""
    wrong = re.compile(r"http://|ignore_https_errors|ignore-certificate-errors|make_server|verify=False|CERT_NONE")
    hits = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files("tests/browser/*.py")
        if path.name != "test_demo.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if wrong.search(line)
    ]
    assert hits == []

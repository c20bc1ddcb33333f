"""The command line: what each command may make, which practice it speaks of, and what it says without one."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import flask_migrate.cli
import pytest

import footing
import wsgi
from clinic import VERSION, create_app
from clinic.commands import cases
from tests.conftest import Settings

ROOT = Path(__file__).parents[2]


def run(*words, home, cwd=ROOT, **environment):
    """A command as people type it."""
    return subprocess.run(
        [ROOT / "script" / "footing", *map(str, words)],
        cwd=cwd, env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **environment},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def leaves(command, words=""):
    """Every command that does something, by all of its words."""
    if not isinstance(command, click.Group):
        return {words: command}
    found = {}
    for name, one in command.commands.items():
        found |= leaves(one, f"{words} {name}".strip())
    return found


def test_every_command_is_known_to_read_or_to_write():
    app = create_app(Settings("sqlite://"))
    known = set(leaves(footing.group)) | set(leaves(app.cli)) | set(leaves(flask_migrate.cli.db, "db"))
    known |= {"run", "shell", "routes"}
    unknown = [words for words in known if (words in wsgi.READING) == (words in wsgi.WRITING)]
    assert unknown == []
    assert wsgi.NEED_NO_PRACTICE <= wsgi.READING and wsgi.MAY_MAKE <= wsgi.WRITING


def test_every_command_takes_the_practice():
    for words, command in leaves(footing.group).items():
        assert [one for one in command.params if one.name == "practice"], words


ARGUMENTS = {"plan": ["examples/runner.json", "--json"], "users link": ["sam"]}
OURS = sorted(set(leaves(footing.group)) & (wsgi.READING | (wsgi.WRITING - wsgi.MAY_MAKE)))


@pytest.mark.parametrize("words", OURS)
def test_without_a_practice_no_command_makes_one(tmp_path, words):
    home, empty = tmp_path / "home", tmp_path / "empty"
    home.mkdir()
    empty.mkdir()
    for named in ([], ["--practice", empty], ["--practice", tmp_path / "nowhere"]):
        done = run(*words.split(), *ARGUMENTS.get(words, []), *named, home=home)
        assert not list(home.iterdir()) and not list(empty.iterdir()) and not (tmp_path / "nowhere").exists(), words
        assert "Traceback" not in done.stderr
        if words in wsgi.NEED_NO_PRACTICE:
            assert done.returncode == 0, done.stderr
            continue
        assert done.returncode == 78 and done.stderr.count("\n") == 1 and "--practice" in done.stderr, done.stderr


def test_flask_makes_nothing_either(tmp_path):
    for words in (["doctor"], ["users", "list"], ["db", "current"]):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words], cwd=ROOT, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 78 and "There is no practice in" in done.stderr and not list(tmp_path.iterdir())


def test_one_practice_by_every_way_to_name_it(tmp_path):
    home, practice = tmp_path / "home", tmp_path / "clinic"
    home.mkdir()
    made = run("upgrade", "--practice", practice, home=home)
    assert made.returncode == 0 and "up to date" in made.stdout, made.stderr
    for words in (["--practice", practice, "audit", "verify"], ["audit", "verify", "--practice", practice]):
        done = run(*words, home=home)
        assert done.returncode == 0 and "intact" in done.stdout, done.stderr
    beside = run("audit", "verify", "--practice", "clinic", home=home, cwd=tmp_path)
    assert beside.returncode == 0, beside.stderr
    told = run("audit", "verify", home=home, FOOTING_PRACTICE=str(practice))
    assert told.returncode == 0, told.stderr
    nowhere = run("create-admin", "--practice", practice, home=home)
    assert nowhere.returncode == 1 and "set FOOTING_BASE_URL" in nowhere.stderr and nowhere.stdout == ""
    address = "https://clinic.example/footing"
    said = run("create-admin", "--practice", practice, home=home, FOOTING_BASE_URL="https://clinic.example:8443")
    assert said.stdout.startswith("https://clinic.example:8443/setup/"), said.stderr
    # The server writes down where it is open; links lead there, in a proxy's folder too.
    (practice / "footing.address").write_text(address + "\n")
    kept = run("create-admin", "--practice", practice, home=home)
    assert kept.stdout.startswith(f"{address}/setup/") and kept.stdout.count("footing") == 1, kept.stderr
    module = subprocess.run(
        [sys.executable, "-m", "clinic", "users", "list", "--practice", practice], cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert module.returncode == 0, module.stderr


def test_the_version_is_said_and_is_the_projects_own(tmp_path):
    assert run("--version", home=tmp_path).stdout == f"Footing {VERSION}\n"
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text()


# --- one case a line --------------------------------------------------------------------------------------------------


def lines(tmp_path, data):
    """What `plan --lines` answers to these bytes."""
    return subprocess.run(
        [ROOT / "script" / "footing", "plan", "--lines"], input=data, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


NINES = b"9" * 400
BAD = [
    b'{"p": {"hx_falls": ' + NINES + b"}}",
    b'{"p": {"hx_falls": -' + NINES + b"}}",
    b'{"p": {"hx_falls": 1e999}}',
    b'{"p": {"hx_falls": NaN}}',
    b'{"p": {"hx_falls": -Infinity}}',
    b"[" * 100_000,
    b'{"p": ' * 5_000,
    b'{"p": {"act_goal": "\xff\xfe"}}',
    b'{"p": {"act_goal": "\\ud800"}}',
    b'{"\\udc00": {}}',
    b'{"p": {"act_goal": "' + b"x" * (2 << 20) + b'"}}',
    b"\x00" * 500,
    NINES * 20,
]


def test_a_bad_line_gets_one_error_and_the_rest_go_on(tmp_path):
    good = json.dumps(json.loads((ROOT / "examples/runner.json").read_text())).encode()
    done = lines(
        tmp_path, b"\xef\xbb\xbf" + good + b"\n" + b"".join(one + b"\n\n" + good + b"\r\n" for one in BAD) + good
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and done.stderr == b"" and len(answers) == 2 * len(BAD) + 2
    assert [set(one) for one in answers[1:-1:2]] == [{"error"}] * len(BAD)
    assert {one["status"] for one in [*answers[0::2], answers[-1]]} == {"plan"}


def test_every_field_of_the_dictionary_bears_every_hostile_value():
    from clinic.knowledge.library import load

    known = load()
    values = [
        NINES.decode(),
        "1e999",
        "NaN",
        "-1",
        "1e15",
        '"' + "9" * 5000 + '"',
        '"\\ud800"',
        "[[[[1]]]]",
        "{}",
        "true",
    ]
    for name, question in known.questions.items():
        part = "r" if question.scope == "foot" else "p"
        for value in values:
            answer = cases.decide_line(f'{{"{part}": {{"{name}": {value}}}}}', library=known)
            answer.encode()
            assert isinstance(json.loads(answer), dict) and "\n" not in answer, (name, value)


def test_an_endless_line_or_file_is_said_in_a_sentence(tmp_path):
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [ROOT / "script" / "footing", "plan", "--lines"], stdin=endless, cwd=ROOT, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "without an end" in done.stderr
    assert "too long" in json.loads(done.stdout)["error"]
    done = run("plan", "/dev/zero", "--json", home=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "1 MB" in done.stderr


def test_a_case_may_come_on_standard_input(tmp_path):
    done = subprocess.run(
        [ROOT / "script" / "footing", "plan", "-", "--json"], cwd=ROOT, capture_output=True, check=False,
        input=b"\xef\xbb\xbf" + (ROOT / "examples/runner.json").read_bytes(),
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "plan", done.stderr


TEXTS = ("README.md", "SECURITY.md", "docs/*.md", "templates/**/*.html", "clinic/**/*.py", "*.py", "script/*.py")
NAMED = re.compile(r"(?:script/|`|\*|: |, or )footing ((?:users|audit) \w+|[a-z]+(?:-[a-z]+)?)\b([^`.;|\n]*)")


def test_every_text_that_names_a_command_says_of_which_practice():
    """What somebody types as it stands must not look for a practice where there is none."""
    known = set(leaves(footing.group)) - wsgi.NEED_NO_PRACTICE - {"demo"}
    wrong, found = [], 0
    for pattern in TEXTS:
        for path in ROOT.glob(pattern):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for command, rest in NAMED.findall(line):
                    if command in known:
                        found += 1
                        wrong += [] if "--practice" in rest else [f"{path.relative_to(ROOT)}:{number} {command}"]
    assert found > 20 and wrong == []

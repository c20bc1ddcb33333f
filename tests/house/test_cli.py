"""One intake in, one decision or one draft out: the command line, without a database and without a key."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from clinic.commands.groups import plan
from tests.rules.test_cases import KEYS

ROOT = Path(__file__).parents[2]
RUNNER = ROOT / "examples/runner.json"


def _run(*arguments: object, text: str | None = None):
    return CliRunner().invoke(plan, [str(argument) for argument in arguments], input=text)


def _flask(*arguments: object, **environment: object):
    return subprocess.run(
        [sys.executable, "-m", "flask", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **{name: str(value) for name, value in environment.items()}},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_runners_decision_is_printed_as_json(tmp_path):
    result = _run(RUNNER, "--json")
    decision = json.loads(result.stdout)
    assert result.exit_code == 0 and set(KEYS) <= set(decision)
    assert decision["status"] == "plan" and decision["gate"] == "G2"
    assert decision["exercises"][:2] == ["EX04", "EX02"]
    assert decision["activities"][0]["id"] == "a_bike_90"


@pytest.mark.parametrize(
    "options", [(), ("--paper", "a4", "--print", "large", "--lang", "es"), ("--lang", "both", "--mono")]
)
def test_every_page_of_a_draft_says_that_no_clinician_has_accepted_it(tmp_path, options):
    out = tmp_path / "plan.pdf"
    result = _run(RUNNER, "-o", out, *options)
    assert result.exit_code == 0, result.stderr
    document = pypdfium2.PdfDocument(out)
    words = "Borrador" if "es" in options else "Draft: no clinician has accepted this"
    for page in document:
        assert words in page.get_textpage().get_text_bounded()
    document.close()


@pytest.mark.parametrize(("name", "code"), [("hot-swollen-foot", "RF14"), ("one-answer-left-blank", "RF90")])
def test_a_stop_or_a_lock_writes_no_paper_and_says_why(tmp_path, name, code):
    out = tmp_path / "plan.pdf"
    result = _run(ROOT / f"examples/{name}.json", "-o", out)
    assert result.exit_code == 3 and code in result.stderr and not out.exists()
    assert len(result.stderr.strip().splitlines()) == 1
    result = _run(ROOT / f"examples/{name}.json", "--json")
    assert result.exit_code == 0 and json.loads(result.stdout)["status"] in ("stop", "locked")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"p": {"agee": 3}}', "agee"),
        ('{"p": {"age": "old"}}', "age"),
        ('{"p": {"age": 240}}', "age"),
        ('{"r": {"sym_zone": ["nose"]}}', "sym_zone"),
        ('{"r": {"nprs_worst": 2, "nprs_avg": 5}}', "nprs_worst"),
        ('{"p": {', "JSON"),
        ('{"x": {}}', "x"),
        ("[]", "object"),
        ("\x00\x01", "JSON"),
    ],
)
def test_bad_input_gets_one_line_that_names_the_field_and_writes_nothing(tmp_path, text, names):
    case, out = tmp_path / "case.json", tmp_path / "plan.pdf"
    case.write_text(text)
    result = _run(case, "-o", out)
    assert result.exit_code == 2 and names in result.stderr and not out.exists()
    assert len(result.stderr.strip().splitlines()) == 1 and "Traceback" not in result.stderr


def test_a_file_that_is_not_there_or_cannot_be_written_is_said_in_a_sentence(tmp_path):
    result = _run(tmp_path / "nowhere.json", "--json")
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1
    result = _run(RUNNER, "-o", tmp_path / "no" / "folder" / "plan.pdf")
    assert result.exit_code == 2 and "could not be written" in result.stderr


def test_neither_paper_nor_json_asked_for_is_said_in_a_sentence():
    assert _run(RUNNER).exit_code == 2
    assert _run().exit_code == 2


def test_a_bad_line_gets_an_error_and_the_rest_go_on():
    good = json.dumps(json.loads(RUNNER.read_text()))
    result = _run("--lines", text=f'{good}\n{{"p": {{"agee": 1}}}}\n\n{good}\n')
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == 3 and "agee" in answers[1]["error"]
    assert answers[0] == answers[2] and answers[0]["status"] == "plan"


def test_the_command_needs_no_practice_no_key_and_no_writable_home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    result = _flask("plan", RUNNER, "--json", HOME=home)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["status"] == "plan"
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", [("users", "list"), ("audit", "verify"), ("create-admin",), ("db", "upgrade")])
def test_a_database_that_is_damaged_or_not_there_is_said_in_a_sentence(tmp_path, words):
    home, practice = tmp_path / "home", tmp_path / "practice"
    home.mkdir()
    made = _flask("db", "upgrade", HOME=home, FOOTING_PRACTICE=practice)
    assert made.returncode == 0, made.stderr
    with (practice / "footing.db").open("r+b") as file:
        file.write(b"spoiled" * 2000)
    damaged = _flask(*words, HOME=home, FOOTING_PRACTICE=practice)
    assert damaged.returncode == (1 if words[0] == "db" else 78) and "Traceback" not in damaged.stderr
    assert "bring back the" in damaged.stderr and damaged.stderr.count("\n") <= 3
    nobody = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    there = {"HOME": home, "FOOTING_PRACTICE": tmp_path / "other", "FOOTING_DATABASE_URL": nobody}
    silent = _flask(*words, **there)
    said = "No key is made" if words[0] == "db" else "put the key file back"
    assert silent.returncode == 78 and said in silent.stderr and silent.stderr.count("\n") == 1
    there["FOOTING_KEYS"] = next((home / ".config" / "footing").glob("practice-*"))
    silent = _flask(*words, **there)
    assert silent.returncode == (1 if words[0] == "db" else 78) and "Traceback" not in silent.stderr, silent.stderr
    assert "server" in silent.stderr and "see that" in silent.stderr

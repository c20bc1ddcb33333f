"""The rooms: none too large, each with its word, pages only where pages are looked for, all of them on the map."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from clinic import app

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "clinic"
ROOMS = sorted(path.parent for path in HOUSE.glob("*/__init__.py"))
SAYS_NOTHING = {"utils", "helpers", "common", "services", "managers", "base", "misc", "core"}
HOOKS = {"before_request", "after_request", "before_app_request", "app_errorhandler", "errorhandler", "record_once"}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lines(folder: Path) -> int:
    """Lines of Python."""
    return sum(len(path.read_text().splitlines()) for path in folder.rglob("*.py"))


def pages(module: Path) -> list[str]:
    """Functions that answer an address."""
    found = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                name = call.func if isinstance(call, ast.Call) else call
                is_ours = isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name) and name.value.id == "bp"
                if is_ours and name.attr not in HOOKS:
                    found.append(node.name)
    return found


def test_no_room_holds_more_than_twelve_percent_of_the_house() -> None:
    whole = lines(HOUSE)
    assert {room.name: share for room in ROOMS if (share := lines(room) / whole) > 0.12} == {}


def test_every_room_says_in_a_sentence_what_it_owns() -> None:
    for room in ROOMS:
        words = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
        assert words and words[0].isupper() and words.endswith("."), room.name


def test_pages_stand_in_modules_of_views_alone_and_the_table_of_contents_names_them_all() -> None:
    with_pages = {path for path in HOUSE.rglob("*.py") if pages(path)}
    assert sorted(path.name for path in with_pages if not path.stem.endswith("views")) == []
    listed = {Path(module.__file__) for module in app.VIEWS}
    assert with_pages == listed
    names = re.findall(r"^    ([\w, ]+),$", (HOUSE / "app.py").read_text(), re.MULTILINE)
    assert names == sorted(names)


@pytest.mark.parametrize("contract", [one for one in CONTRACTS if one["type"] == "layers"], ids=lambda one: one["name"])
def test_the_order_is_whole_and_has_no_exception(contract: dict[str, object]) -> None:
    assert contract["exhaustive"] is True
    assert not {"ignore_imports", "unmatched_ignore_imports_alerting", "exhaustive_ignores"} & set(contract)
    if contract["containers"] == ["clinic"]:
        assert not [layer for layer in contract["layers"] if "|" in layer]  # type: ignore[attr-defined]


def test_every_room_with_more_than_one_module_has_an_order() -> None:
    ordered = {box for one in CONTRACTS if one["type"] == "layers" for box in one["containers"]}
    for room in ROOMS:
        many = [path for path in room.glob("*.py") if path.stem != "__init__"]
        assert len(many) < 2 or f"clinic.{room.name}" in ordered, room.name


def test_no_module_goes_by_a_name_that_says_nothing() -> None:
    assert [path for path in HOUSE.rglob("*.py") if path.stem in SAYS_NOTHING] == []


def test_the_map_in_the_readme_shows_every_room_in_the_order_that_holds() -> None:
    text = (ROOT / "README.md").read_text()
    drawn = text[text.index("```\nclinic/") :].split("templates/")[0]
    order = next(one["layers"] for one in CONTRACTS if one.get("containers") == ["clinic"])
    rooms = [layer for layer in order if (HOUSE / layer).is_dir()]
    assert [name for name in re.findall(r"\b([a-z]+)/", drawn) if name in rooms] == rooms


def test_templates_and_tests_stand_in_the_room_of_what_they_show() -> None:
    beside = {"layouts", "components", "errors"}
    names = {room.name for room in ROOMS}
    assert {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()} - beside <= names
    tests = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert tests - {"house", "browser", "guide", "practices"} <= names

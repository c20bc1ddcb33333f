"""How many random plans, and in how many places nasty texts, are printed."""

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The long run (`--long`) prints two hundred plans in each variant and tries nasty texts in every place."""
    long = metafunc.config.getoption("--long", False)
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(200 if long else 20))
    if "nasty_place" in metafunc.fixturenames:
        metafunc.parametrize("nasty_place", ["note", "name", *(["goal", "exercise"] if long else [])])

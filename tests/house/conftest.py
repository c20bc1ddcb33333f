"""Tests of pages and forms run on the embedded file; what a database may do differently runs on both."""

from typing import Any

import pytest

from tests.house import whole

ALIKE = {
    "test_canary.py",
    "test_escaping.py",
    "test_mass_assignment.py",
    "test_offline.py",
    "test_reading.py",
    "test_tablet.py",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database leave out what asks nothing of a database that the other run has not asked."""
    if not config.getoption("--database"):
        return
    left_out = [item for item in items if item.path.name in ALIKE and item.path.parent.name == "house"]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def house(db: Any) -> tuple[Any, Any]:
    """Someone who may do everything, and one of everything there is to see."""
    me = whole.everybody()
    return me, whole.make(me)

"""What lies beside the checkout in `shared/` (published cases, among others). A clinic's own clone has no such folder:
there the tests that read it are left out aloud; where CI runs, its absence is a failure.
"""

import os
from pathlib import Path

import pytest


def shared(name: str) -> Path:
    """The file or folder of that name in `shared/`, beside the checkout or further up."""
    for folder in Path(__file__).resolve().parents:
        if (found := folder / "shared" / name).exists():
            return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"shared/{name} is missing, and CI=true")
    pytest.skip(f"shared/{name} is not beside this checkout")

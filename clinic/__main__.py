"""`python -m clinic`: the command line, from the folder that holds Footing or from any other."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    runpy.run_path(str(ROOT / "footing.py"), run_name="__main__")

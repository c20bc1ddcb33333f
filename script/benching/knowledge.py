"""The clinical library and the engine: loading, deciding, deciding line by line."""

import json
import statistics
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def measure(repeat: int) -> None:
    """Loading the library, deciding, and deciding line by line."""
    from clinic.commands.cases import decide_lines
    from clinic.knowledge import case_file, library
    from clinic.rules import engine

    loads = []
    for _ in range(7):
        library.load.cache_clear()
        started = time.perf_counter()
        library.load()
        loads.append(time.perf_counter() - started)
    cases = [json.loads(path.read_text())["answers"] for path in sorted((ROOT / "tests/rules/cases").glob("*.json"))]
    whole = [case_file.checked(case, defaults=True) for case in cases]
    known, decisions = library.load(), []
    for _ in range(repeat):
        for case in whole:
            started = time.perf_counter()
            engine.recommend(case, known)
            decisions.append(time.perf_counter() - started)
    lines = [json.dumps(case) for case in cases] * 30
    started = time.perf_counter()
    count = sum(1 for _ in decide_lines(lines, defaults=True))
    rate = count / (time.perf_counter() - started)
    print(f"library, cold      {statistics.median(loads) * 1000:7.0f} ms   (budget 150)")
    print(f"decision, median   {statistics.median(decisions) * 1000:7.2f} ms   (budget 5)")
    print(f"lines mode         {rate:7.0f} cases a second   (at least 200)")

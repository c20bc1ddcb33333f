"""What is said above the swaps: why moving helps, and how far walking, the pool and the elliptical go for now
(clinical.md 6.3, 6.4 and 6.7). Pure: from a decision to words.
"""

from collections.abc import Iterator

from clinic.content.plan_content import Words
from clinic.knowledge.library import Library
from clinic.rules.engine import IWGDF_MONTHS
from clinic.rules.proposal import Decision


def keep_moving(decision: Decision, library: Library) -> Words:
    """The paragraph above the swaps."""
    texts = [library.texts[key].text for key in _keys(decision)]
    return Words(" ".join(text.en for text in texts), " ".join(text.es for text in texts))


def _keys(decision: Decision) -> Iterator[str]:
    gate = decision.gate
    yield "T-ACTIVE"
    if gate is not None and gate.code != "G0":
        yield "T-WALK-1000" if _is_at_risk(decision) else "T-WALK"
    if _waits(decision, "a_", "skin"):
        yield "T-NO-POOL"
    if gate is not None and gate.code == "G1" and decision.replacing and _waits(decision, "a_ellip", "gate"):
        yield "T-ELLIPTICAL-LATER"
    if decision.replacing and not decision.activities:
        yield "T-SWAP-NONE"
    if decision.ways_back:
        yield "T-SMALL-STEPS"


def _is_at_risk(decision: Decision) -> bool:
    """IWGDF 1 or 2 (at 3 the gate is G0), or a foot that cannot feel, for which the same care holds."""
    return decision.light == "skin" or decision.recheck_months not in (None, IWGDF_MONTHS[0])


def _waits(decision: Decision, code: str, obstacle: str) -> bool:
    return any(offered.activity.code.startswith(code) and offered.obstacle == obstacle for offered in decision.trio)

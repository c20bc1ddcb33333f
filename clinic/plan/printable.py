"""What of a plan cannot be put on paper as it is, said at its place and before signing, while it can be mended."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from clinic.assessment.assessment import Situation
from clinic.content import pad_placement
from clinic.plan import draft_content
from clinic.plan.models import Plan
from clinic.practice.models import Practice

Open = tuple[str, str]
"""What is the matter, and where to mend it."""


def in_the_way(plan: Plan, seen: Situation, practice: Practice) -> Iterable[Open]:
    """Everything for which a paper would come out wrong."""
    if not practice.phone.strip():
        yield (
            _("the clinic has no phone number, and the plan tells the patient to call: an administrator enters it"),
            url_for("practice.settings"),
        )
    refusal = pad_refusal(plan, seen) if plan.has_pad_page else ""
    if refusal:
        yield _("the pad page cannot be printed: %(why)s", why=refusal), "#has_pad_page"


def pad_refusal(plan: Plan, seen: Situation) -> str:
    """Why the life-size pad page cannot be printed; empty when it can."""
    found = draft_content.pad_obstacle(plan, draft_content.pads(plan, seen))
    if found is None:
        return ""
    cause, side = found
    limits = {"low": pad_placement.SHORTEST_MM, "high": pad_placement.LONGEST_MM}
    return {
        ("advice", ""): _("the pad is not among the shoe advice"),
        ("nowhere", ""): _("no place is chosen: mark under Exam what the pad goes behind"),
        ("length", "r"): _("the right foot is not measured: enter its length under Exam"),
        ("length", "l"): _("the left foot is not measured: enter its length under Exam"),
        ("size", "r"): _("the right foot is not from %(low)s to %(high)s mm long, so no sheet holds it", **limits),
        ("size", "l"): _("the left foot is not from %(low)s to %(high)s mm long, so no sheet holds it", **limits),
    }[cause, side]

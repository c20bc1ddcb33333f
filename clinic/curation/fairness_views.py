"""Where age, sex and answers about disability are used, rule by rule, as 45 CFR 92.210 asks of care decision tools.

The list is read off the rules themselves, so that it cannot be out of date.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from clinic.access import allow, staff
from clinic.curation.blueprint import bp
from clinic.i18n import language
from clinic.knowledge import library as knowledge
from clinic.knowledge.conditions import leaves
from clinic.knowledge.facts import inputs
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Leaf

WATCHED = (
    "age",
    "sex_birth",
    "can_see_feet",
    "can_reach_feet",
    "hx_falls",
    "hx_unsteady",
    "hx_worry_fall",
    "hx_amp",
    "hx_neuro",
)
"""Age, sex at birth, and the answers that tell of a disability. There is no question about race."""
RULES = ("when", "exclude", "caution", "boost", "against_when", "ask_if", "required_when")


@dataclass(frozen=True)
class Use:
    """One rule that reads one of these answers."""

    answer: str
    code: str
    name: str
    rule: str
    words: str


def uses(library: Library, words: str) -> Iterator[Use]:
    """Every rule of the library that rests on a watched answer."""
    for entry in library.entries():
        for rule in RULES:
            condition = getattr(entry, rule, None)
            if condition is None:
                continue
            read = {name for leaf in leaves(condition) if isinstance(leaf, Leaf) for name in inputs(leaf.fact)}
            for answer in WATCHED:
                if answer in read:
                    name = library.name(entry.code)[words]
                    yield Use(answer, entry.code, name, rule, library.words(condition, words))


@bp.get("/fairness")
@allow(staff)
def fairness() -> ResponseReturnValue:
    """Each use of these answers, and why."""
    library, words = knowledge.load(), language()
    found = list(uses(library, words))
    groups = [
        (library.questions[answer].words[words], [use for use in found if use.answer == answer])
        for answer in WATCHED
        if answer in library.questions
    ]
    return render_template("curation/fairness.html", groups=groups, text=library.texts["T-FAIRNESS"].text[words])

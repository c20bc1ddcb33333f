"""The shoes a patient wears, pair by pair, each with what to do about it: keep, limit or stop.

As the patient told it until a clinician changes a row; then the draft holds the whole list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from clinic.assessment.assessment import Situation
from clinic.content.plan_content import Shoe, Words
from clinic.content.shoe_pairs import CHOICES, LEAD, LIMITS, MOST, PAPER, SAID, USES, in_sentences, told
from clinic.forms import numbers
from clinic.i18n import decimal
from clinic.knowledge.facts import shoe_verdict
from clinic.knowledge.schema import Text
from clinic.plan.models import Plan
from clinic.values.quantities import of

FIELDS = ("shoe", "hours_wk", "width_feel", "toebox", "heel_cm", "age_mo", "verdict")
UNITS = {"hours_wk": "h", "heel_cm": "cm", "age_mo": "months"}


@dataclass(frozen=True)
class Row:
    """One pair as the builder shows it; a row without a shoe is the empty one to fill in."""

    number: int
    pair: Mapping[str, Any]
    by_rule: str

    def shown(self, field: str) -> str:
        """What the box of a number holds."""
        return spell(field, self.pair.get(field))


def pairs(plan: Plan, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pairs of the draft: the clinician's list, or what the patient told."""
    return plan.pairs if plan.pairs is not None else told(case)


def rows(plan: Plan, seen: Situation) -> list[Row]:
    """The pairs with the verdict of the rule, and an empty row while there is room."""
    known = pairs(plan, seen.case)
    listed = [Row(number, pair, by_rule(pair, seen)) for number, pair in enumerate(known, start=1)]
    return [*listed, Row(len(listed) + 1, {}, "")] if len(listed) < MOST else listed


def settled(plan: Plan, seen: Situation) -> list[dict[str, Any]] | None:
    """The pairs with the rule's verdict where the clinician gave none; nothing where no pair is known."""
    known = pairs(plan, seen.case)
    return [{**pair, "verdict": pair["verdict"] or by_rule(pair, seen)} for pair in known] or None


def waiting(plan: Plan, seen: Situation) -> int:
    """How many pairs have no verdict of a clinician yet."""
    return sum(pair["verdict"] is None for pair in pairs(plan, seen.case)) if seen.decision.status == "plan" else 0


def by_rule(pair: Mapping[str, Any], seen: Situation) -> str:
    """What the rule says of one pair (clinical.md 1.F and 1.G, 'More fields')."""
    return shoe_verdict(pair, frozenset(one.code for foot in seen.picture.feet for one in foot.hypotheses))


def kinds(seen: Situation) -> dict[str, Text]:
    """Every kind of shoe that can be named, with its words."""
    known = {str(option.value): option.words for option in seen.library.questions["shoe_main"].options}
    return {code: words for code, words in known.items() if code != "barefoot"} | USES


def shown(plan: Plan, case: Mapping[str, Any]) -> dict[str, str]:
    """Every control of the ledger with what it shows."""
    known: list[Mapping[str, Any]] = [*pairs(plan, case)]
    listed = [*known, {}] if len(known) < MOST else known
    return {
        name(number, field): spell(field, pair.get(field))
        for number, pair in enumerate(listed, start=1)
        for field in FIELDS
    }


def name(number: int, field: str) -> str:
    """How a control is called in the form."""
    return f"pair-{number}-{field}"


def read(
    plan: Plan, seen: Situation, touched: Mapping[str, tuple[str, str]]
) -> tuple[list[dict[str, Any]] | None, dict[str, str]]:
    """The whole list after somebody's changes, or nothing where there are none; and what is wrong, by control."""
    if not any(key.startswith("pair-") for key in touched):
        return None, {}
    known = [dict(pair) for pair in pairs(plan, seen.case)]
    known += [dict.fromkeys(FIELDS) for _number in range(MOST - len(known))]
    wrong: dict[str, str] = {}
    choices = CHOICES | {"shoe": tuple(kinds(seen))}
    for number, pair in enumerate(known, start=1):
        for field in FIELDS:
            key = name(number, field)
            if key not in touched:
                continue
            text = touched[key][1]
            if not text:
                pair[field] = None
            elif field in choices:
                if text in choices[field]:
                    pair[field] = text
                else:
                    wrong[key] = _("Choose one of the options.")
            else:
                low, high = LIMITS[field]
                words = _("Enter a number from %(low)s to %(high)s.", low=decimal(low), high=decimal(high))
                value, trouble = numbers.kept(text, low=low, high=high, unit=UNITS[field], otherwise=words)
                if value is None:
                    wrong[key] = trouble
                else:
                    pair[field] = value
        if (
            not pair["shoe"]
            and any(pair[field] is not None for field in FIELDS[1:])
            and name(number, "shoe") in touched
        ):
            pair.update(dict.fromkeys(FIELDS))
        elif not pair["shoe"] and any(pair[field] is not None for field in FIELDS[1:]):
            pair["shoe"] = "other"
    return [pair for pair in known if pair["shoe"]], wrong


def on_paper(plan: Plan, seen: Situation) -> Shoe | None:
    """The clinician's verdicts as one line for the patient. What only the rule says is not printed."""
    known, names = [pair for pair in pairs(plan, seen.case) if pair["verdict"]], kinds(seen)
    if not known:
        return None
    said = [SAID[pair["verdict"]] for pair in known]
    called = [names.get(pair["shoe"], USES["other"]) for pair in known]
    return Shoe(
        code=PAPER,
        text=Words(
            in_sentences(words.en.format(shoe=kind.en) for words, kind in zip(said, called, strict=True)),
            in_sentences(words.es.format(shoe=kind.es) for words, kind in zip(said, called, strict=True)),
        ),
        lead=LEAD,
    )


def spell(field: str, value: Any) -> str:
    """A value as its box shows it: a heel with its unit where it was typed in another than the box names."""
    if field == "heel_cm" and value is not None and (heel := of(value, "cm")).unit != "cm":
        return f"{heel.typed:g} {heel.unit}"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

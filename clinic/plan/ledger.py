"""The shoes a patient wears, pair by pair, each with what to do about it: keep, limit or stop.

As the patient told it until a clinician changes a row; then the draft holds the whole list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from clinic.forms import numbers
from clinic.i18n import decimal
from clinic.knowledge.facts import shoe_verdict
from clinic.knowledge.schema import Text
from clinic.plan.content import Shoe, Words
from clinic.plan.models import Plan
from clinic.plan.situation import Situation
from clinic.values.quantities import of

MOST = 6
FIELDS = ("shoe", "hours_wk", "width_feel", "toebox", "heel_cm", "age_mo", "verdict")
LIMITS: dict[str, tuple[float, float]] = {"hours_wk": (0, 168), "heel_cm": (0, 15), "age_mo": (0, 240)}
UNITS = {"hours_wk": "h", "heel_cm": "cm", "age_mo": "months"}
CHOICES = {
    "width_feel": ("tight", "ok", "loose"),
    "toebox": ("pointed", "round", "square"),
    "verdict": ("keep", "limit", "stop"),
}
USES = {
    "work": Text("Work shoes", "Zapatos de trabajo"),
    "home": Text("House shoes", "Zapatos de casa"),
    "sport": Text("Sport shoes", "Zapatos deportivos"),
    "going_out": Text("Shoes for going out", "Zapatos de salir"),
    "other": Text("Other shoes", "Otros zapatos"),
}
"""What the second and further pairs are for (`shoes`), as they are called on paper."""

PAPER = "PAIRS"
"""The code of the line on the handout."""
LEAD = Words("The shoes you have", "Los zapatos que tiene")
SAID = {
    "keep": Words("{shoe}: keep", "{shoe}: sígalos usando"),
    "limit": Words("{shoe}: wear less", "{shoe}: úselos menos"),
    "stop": Words("{shoe}: not for now", "{shoe}: por ahora no"),
}


@dataclass(frozen=True)
class Row:
    """One pair as the builder shows it; a row without a shoe is the empty one to fill in."""

    number: int
    pair: Mapping[str, Any]
    by_rule: str

    def shown(self, field: str) -> str:
        """What the box of a number holds."""
        return spell(field, self.pair.get(field))


def told(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pairs as the patient told of them: the one worn most, then the others."""
    person = case.get("p", {})
    found: list[dict[str, Any]] = []
    if person.get("shoe_main") not in (None, "skipped", "barefoot"):
        hours = _number(person.get("shoe_hours"))
        found.append(
            {
                "shoe": person["shoe_main"],
                "hours_wk": min(hours * 7, 168) if hours is not None else None,
                "width_feel": _one_of("width_feel", person.get("shoe_width_feel")),
                "toebox": _one_of("toebox", person.get("shoe_toebox")),
                "heel_cm": _number(person.get("shoe_heel_cm")),
                "age_mo": _number(person.get("shoe_age_mo")),
                "verdict": None,
            }
        )
    for other in person.get("shoes") or []:
        numbers = {name: _number(other.get(name)) for name in LIMITS}
        chosen = {name: _one_of(name, other.get(name)) for name in ("width_feel", "toebox")}
        found.append({"shoe": other.get("use") or "other", **numbers, **chosen, "verdict": None})
    return found[:MOST]


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
            _listed(words.en.format(shoe=kind.en) for words, kind in zip(said, called, strict=True)),
            _listed(words.es.format(shoe=kind.es) for words, kind in zip(said, called, strict=True)),
        ),
        lead=LEAD,
    )


def _listed(parts: Iterable[str]) -> str:
    return " ".join(f"{part}." for part in parts)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _one_of(field: str, value: Any) -> str | None:
    return str(value) if value in CHOICES[field] else None


def spell(field: str, value: Any) -> str:
    """A value as its box shows it: a heel with its unit where it was typed in another than the box names."""
    if field == "heel_cm" and value is not None and (heel := of(value, "cm")).unit != "cm":
        return f"{heel.typed:g} {heel.unit}"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

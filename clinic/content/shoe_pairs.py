"""The shoes a patient has, as told, and how they are named on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from clinic.content.plan_content import Words
from clinic.knowledge.schema import Text

MOST = 6
LIMITS: dict[str, tuple[float, float]] = {"hours_wk": (0, 168), "heel_cm": (0, 15), "age_mo": (0, 240)}
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


def in_sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{part}." for part in parts)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _one_of(field: str, value: Any) -> str | None:
    return str(value) if value in CHOICES[field] else None

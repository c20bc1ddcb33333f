"""The patient's answers for the clinician's eye: a short table of what matters, and their own words.

Words come from the data dictionary; an answer that changed something (a flag, a pattern, a line) is marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.i18n import decimal
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Question
from clinic.values import units
from clinic.values.quantities import Quantity, of

QUIET = ("no", "none", "ok", "mid", "unsure", "never", 0, 0.0, "lt1y", "same_kind", "intact", "na", "first", "round")
"""Answers that say that all is usual; left out of the short table unless they changed something."""


@dataclass(frozen=True)
class Piece:
    """One answer in words, with the question behind it."""

    field: str
    words: str
    question: str
    marks: bool


@dataclass(frozen=True)
class Row:
    """One line of the short table."""

    label: Any
    pieces: tuple[Piece, ...]
    foot: str = ""


SHORT: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (lazy("Pain"), ("sym_quality", "nprs_worst", "nprs_avg", "nprs_now", "sym_agg", "sym_ease", "sym_timing")),
    (
        lazy("Since"),
        ("sym_weeks", "sym_onset", "sym_trend", "sym_numb", "sym_numb_where", "sym_pebble", "sym_click", "sym_pop"),
    ),
    (
        lazy("Signs"),
        ("sym_swell_top", "sym_swell_bottom", "sym_night", "sym_rest_pain", "sym_toe_change", "sym_limp"),
    ),
    (lazy("Feet"), ("shp_arch", "shp_toe_len", "shp_bunion", "shp_hammer", "hx_foot_sx", "hx_inject")),
    (
        lazy("Shoes"),
        (
            "shoe_main",
            "shoe_width_feel",
            "shoe_len_feel",
            "shoe_toebox",
            "shoe_toebox_low",
            "shoe_heel_cm",
            "shoe_heel_days",
            "shoe_miles",
            "shoe_worn",
            "shoe_thin",
            "shoe_insole",
            "shoe_change",
            "shoe_measured",
        ),
    ),
    (lazy("Activity"), ("act_list", "act_ramp", "act_long_now", "act_long_30d", "work_stand_h")),
    (
        lazy("Health"),
        (
            "hx_diabetes",
            "hx_neuropathy",
            "hx_ulcer",
            "hx_amp",
            "hx_dialysis",
            "hx_charcot",
            "hx_pad",
            "hx_claud",
            "hx_smoke",
            "hx_heart",
            "hx_ia",
            "hx_gout",
            "hx_bone",
            "hx_stress_fx",
            "hx_steroid",
            "hx_immuno",
            "hx_thinner",
            "hx_cancer",
            "hx_dvt",
            "hx_preg",
            "hx_menses",
            "hx_low_energy",
            "hx_falls",
            "hx_unsteady",
            "hx_neuro",
            "hx_skin",
        ),
    ),
    (lazy("Tried"), ("sym_tried",)),
    (lazy("Can do"), ("act_access", "act_can_swim", "can_reach_feet", "can_see_feet", "time_min", "conf_0_10")),
)
ALWAYS = (
    "nprs_worst",
    "nprs_avg",
    "nprs_now",
    "sym_weeks",
    "act_access",
    "time_min",
    "conf_0_10",
    "shoe_main",
    "sym_numb",
)


def short(case: Mapping[str, Any], library: Library, language: str, *, marked: frozenset[str]) -> list[Row]:
    """What the patient told us, in at most a dozen lines. Two feet that differ get a line each."""
    feet = [side for side in ("l", "r") if side in case]
    rows: list[Row] = []
    for label, names in SHORT:
        by_foot = [name for name in names if _is_foot(library, name)]
        person = [name for name in names if name not in by_foot]
        pieces = _pieces(person, case.get("p", {}), library, language, marked)
        if not by_foot:
            if pieces or label == SHORT[6][0]:
                rows.append(Row(label, pieces or (Piece("", _("Nothing that matters here"), "", False),)))
            continue
        for index, side in enumerate(feet):
            mine = _pieces(by_foot, case[side], library, language, marked)
            mine += _doubted(case[side]) if "nprs_worst" in by_foot else ()
            if mine or (pieces and not index):
                rows.append(Row(label, mine + (pieces if not index else ()), side if len(feet) > 1 else ""))
    size = _size(case.get("p", {}))
    return [*rows, Row(lazy("Size"), size)] if size else rows


def _doubted(foot: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Said beside pain that cannot be: the rules read the higher number until somebody asks again."""
    given = [foot[name] for name in ("nprs_now", "nprs_avg") if foot.get(name) is not None]
    worst = foot.get("nprs_worst")
    if worst is None or max(given, default=0) <= worst:
        return ()
    words = _("the worst is lower than another: ask again; until then %(number)s counts", number=max(given))
    return (Piece("nprs_worst", words, "", True),)


def _size(person: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Height, weight and body mass index (kg/m²), as far as the desk wrote them down; context for load only."""
    height, weight = person.get("height_cm"), person.get("weight_kg")
    pieces: list[Piece] = []
    if height:
        pieces.append(Piece("height_cm", _tall(of(height, "cm")), "", False))
    if weight:
        pieces.append(Piece("weight_kg", _heavy(of(weight, "kg")), "", False))
    if height and weight:
        index = decimal(round(weight / (height / 100) ** 2, 1))
        pieces.append(Piece("", _("BMI %(index)s, context for load only", index=index), "", False))
    return tuple(pieces)


def _tall(height: Quantity) -> str:
    """The height as it was typed, and beside it what the other half of the world calls it."""
    is_us = height.unit == "in"
    inches = height.typed if is_us else round(units.convert(height, "cm", "in"))
    feet, rest = divmod(inches, 12)
    said = {"feet": decimal(feet), "inches": decimal(rest), "cm": decimal(round(height) if is_us else height.typed)}
    if is_us:
        return _("%(feet)s ft %(inches)s in (%(cm)s cm)", **said)
    return _("%(cm)s cm (%(feet)s ft %(inches)s in)", **said)


def _heavy(weight: Quantity) -> str:
    if weight.unit == "lb":
        return _("%(lb)s lb (%(kg)s kg)", lb=decimal(weight.typed), kg=round(weight))
    return _("%(kg)s kg (%(lb)s lb)", kg=decimal(weight.typed), lb=round(units.convert(weight, "kg", "lb")))


def _is_foot(library: Library, name: str) -> bool:
    question = library.questions.get(name)
    return question is not None and question.scope == "foot"


def _pieces(
    names: list[str], values: Mapping[str, Any], library: Library, language: str, marked: frozenset[str]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name in names:
        question, value = library.questions.get(name), values.get(name)
        if question is None or value in (None, []):
            continue
        quiet = _is_quiet(name, value)
        marks = name in marked and not quiet
        usual = quiet or (question.kind in ("int", "number") and not marks)
        if usual and name not in ALWAYS:
            continue
        pieces.append(Piece(name, said(question, value, library, language), question.words[language], marks))
    return tuple(pieces)


def _is_quiet(name: str, value: Any) -> bool:
    """Whether all is usual: never said of a danger that somebody is unsure of, nor of seeing and reaching the feet."""
    if name.startswith("can_") or (value == "unsure" and name.startswith(("rf_", "hx_"))):
        return False
    return value in QUIET or value == ["none"]


SHORTLY = {
    "nprs_worst": lazy("worst %(value)s"),
    "nprs_avg": lazy("most days %(value)s"),
    "nprs_now": lazy("now %(value)s"),
    "sym_agg": lazy("Worse: %(value)s"),
    "sym_ease": lazy("Better: %(value)s"),
    "sym_quality": lazy("%(value)s"),
    "sym_weeks": lazy("%(value)s"),
    "shp_toe_len": lazy("Longest: %(value)s"),
    "shp_arch": lazy("Arch: %(value)s"),
    "sym_numb": lazy("Numb: %(value)s"),
    "sym_numb_where": lazy("Numb where: %(value)s"),
    "sym_night": lazy("Wakes at night: %(value)s"),
    "sym_trend": lazy("Trend: %(value)s"),
    "shoe_width_feel": lazy("Tight at the ball: %(value)s"),
    "shoe_len_feel": lazy("Length: %(value)s"),
    "shoe_measured": lazy("Measured: %(value)s"),
}
"""Questions whose label is too long to stand before a short answer."""
SPEAKING = ("sym_onset", "shoe_main")
"""Questions whose answers are plain by themselves. "Now", "In pregnancy" or "Type 2" are not."""


def said(question: Question, value: Any, library: Library, language: str) -> str:
    """One answer as it reads beside others, with the question's short name where the value alone is unclear."""
    if question.code == "act_list":
        return "; ".join(activity(row, library, language) for row in value)
    words = library.wording.value(question.code, value, language)
    if question.code in SHORTLY:
        return str(SHORTLY[question.code]) % {"value": words}
    label = (question.label or question.words)[language].rstrip("?")
    if value == "yes":
        return label
    return words if question.code in SPEAKING and value not in QUIET else f"{label}: {words}"


def activity(row: Mapping[str, Any], library: Library, language: str) -> str:
    """One thing of the usual week, in words."""
    entry = library.activities.get(str(row.get("id")))
    name = entry.name[language] if entry else str(row.get("id"))
    if row.get("min") is None or row.get("days") is None:
        return name
    return _("%(name)s, %(min)s min × %(days)s a week", name=name, min=row["min"], days=row["days"])


def quotes(case: Mapping[str, Any]) -> list[str]:
    """The patient's own words: what they want back, and what their foot makes hard."""
    person = case.get("p", {})
    names = ("act_goal", "psfs_1", "psfs_2", "psfs_3")
    said = [str(person[name]) for name in names if str(person.get(name) or "").strip()]
    return list(dict.fromkeys(said))

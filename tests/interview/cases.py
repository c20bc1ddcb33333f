"""A case of the specification as a patient would give it on the tablet: what each screen is sent, and at what cost."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from clinic.interview import answer_reader, flow
from clinic.interview.models import Intake
from clinic.knowledge import library

EXAMPLES = Path(__file__).parents[2] / "examples"
OPEN = {"conf_0_10": 8, "time_min": 20, "psfs_1": "Walk to work", "psfs_1_score": 5, "act_access": ["none"]}
FOOT = {
    "sym_pop": "no",
    "sym_trend": "same",
    "nprs_now": 2,
    "sym_quality": ["ache"],
    "sym_agg": ["walk"],
    "sym_ease": ["rest"],
    "sym_timing": ["during"],
}
PERSON = {
    "shoe_worn": "no",
    "shoe_change": "no",
    "shoe_toebox_low": "no",
    "shoe_insole_wk": 4,
    "shoe_thin": "no",
    "act_inactive": "no",
    "act_can_swim": "yes",
    "can_see_feet": "yes",
    "can_reach_feet": "yes",
    "yf_fear": 2,
    "yf_mood": "none",
    "yf_passive": 2,
    "act_ramp": ["none"],
    "sym_limp": "no",
    "sym_morning_min": 0,
    "shoe_insole": ["none"],
    "act_long_now": 5,
    "act_long_30d": 5,
    "shoe_miles": 100,
    "guardian_ok": "yes",
}


@dataclasses.dataclass
class Cost:
    """What an interview takes: presses on answers, on buttons that move on, typed keys, screens."""

    taps: int = 0
    moves: int = 0
    keys: int = 0
    screens: int = 0


def example(name: str) -> dict[str, dict[str, Any]]:
    """One of the intakes to try, with an answer for everything that its screens ask."""
    case: dict[str, dict[str, Any]] = json.loads((EXAMPLES / f"{name}.json").read_text())
    case["p"] = {**PERSON, **OPEN, **{k: v for k, v in case["p"].items() if v is not None}}
    for side in ("r", "l"):
        if side in case:
            case[side] = {**FOOT, **{k: v for k, v in case[side].items() if v is not None}}
    return case


def answers_on(screen: flow.Screen, intake: Intake, case: dict[str, dict[str, Any]], cost: Cost) -> dict[str, Any]:
    """What a form sends for `screen`; the cost grows by what a finger does."""
    cost.screens += 1
    cost.moves += 1
    sent: dict[str, Any] = {}
    for group, asks in screen.ticks:
        behind = {"yes": "", "unsure": flow.UNSURE}
        true = [ask.code + behind[said] for ask in asks if (said := case["p"].get(ask.code)) in behind]
        sent[group.name] = true or ["none"]
        cost.taps += len(sent[group.name])
    if screen.step.look == "activities":
        sent["act_list"] = [entry["id"] for entry in case["p"].get("act_list") or []] or ["none"]
        cost.taps += len(sent["act_list"])
    opened = tuple(ask for ask in screen.hidden if _opens(ask, case))
    for ask in (*screen.asks, *opened):
        value = _given(ask, intake, case)
        if value is None or (value == [] and ask.code == "sym_zone"):
            continue
        shown = answer_reader.sent(ask.question, value)
        sent[ask.name] = shown
        if ask.code in answer_reader.UNITS:
            stored = answer_reader.UNITS[ask.code][0]
            sent[f"{ask.name}-unit"] = stored
            cost.taps += stored != answer_reader.usual_unit(ask.code, intake.units)
        if isinstance(shown, list):
            cost.taps += len(shown)
        elif ask.question.kind in ("int", "number", "text", "date") and not _is_scale(ask):
            cost.keys += len(shown)
        else:
            cost.taps += 1
    return sent


def _opens(ask: flow.Ask, case: dict[str, dict[str, Any]]) -> bool:
    """Whether an answer on the same screen opens this question."""
    return {
        "sym_numb_where": lambda: case[ask.foot].get("sym_numb") in ("sometimes", "always"),
        "shoe_heel_days": lambda: case["p"].get("shoe_heel_cm", 0) >= 4,
        "shoe_insole_wk": lambda: case["p"].get("shoe_insole", ["none"]) != ["none"],
        "act_can_swim": lambda: "pool" in case["p"].get("act_access", []),
    }[ask.code]()


def _is_scale(ask: flow.Ask) -> bool:
    return ask.question.kind == "int" and (ask.question.low, ask.question.high) == (0, 10)


def _given(ask: flow.Ask, intake: Intake, case: dict[str, dict[str, Any]]) -> Any:
    if ask.row:
        wanted = next(row.activity for row in intake.activities if row.position == ask.row - 1)
        entry = next(entry for entry in case["p"]["act_list"] if entry["id"] == wanted)
        return entry.get(ask.code)
    if ask.foot:
        foot = case.get(ask.foot, {})
        if ask.code == "sym_zone_worst":
            return foot["sym_zone"][0]
        return foot.get(ask.code)
    if ask.more or (ask.question.required == "optional" and ask.code not in OPEN):
        return None
    return case["p"].get(ask.code)


def walk(browser: Any, intake: Intake, case: dict[str, dict[str, Any]]) -> Cost:
    """Go through the whole interview with the answers of a case, up to the review; what it cost."""
    cost, known = Cost(screens=1, moves=1), library.load()  # who are you
    while (screen := flow.furthest(intake, known)).slug != "review":
        page = browser.get(f"/kiosk/{screen.slug}")
        sent = {**page.form(f"/kiosk/{screen.slug}"), **answers_on(screen, intake, case, cost), "go": "on"}
        page = browser.post(f"/kiosk/{screen.slug}", data=sent)
        assert page.status_code == 303, (screen.slug, page.errors())
    cost.screens += 1
    cost.moves += 1
    return cost

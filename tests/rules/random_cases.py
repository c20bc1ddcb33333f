"""Made-up cases, each drawn from one whole number: a known case with some answers changed, or a wild one."""

import json
import random
from pathlib import Path
from typing import Any

from clinic.knowledge import case_file, library
from clinic.knowledge.schema import Question

LIBRARY = library.load()
CASES = [json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "cases").glob("*.json"))]
PLAIN = {"p": {"age": 40, "sex_birth": "male"}, "r": {"sym_zone": ["mth2"], "nprs_avg": 1, "nprs_worst": 2}}
BASES = [case_file.checked(answers, defaults=True) for answers in [PLAIN, PLAIN, *(case["answers"] for case in CASES)]]
QUIET = ("adm_chart", "adm_name", "adm_date", "adm_pt", "lang", "interp", "large_print", "fu_lines", "act_goal_date")

Case = dict[str, Any]

# From harmless to worst, for answers that only add risk; numbers fall or rise.
WORSE: dict[str, tuple[Any, ...]] = {
    "hx_diabetes": ("no", "pre", "gest", "type2", "type1"),
    "hx_cancer": ("no", "past", "now"),
    "hx_foot_sx": ("no", "gt1y", "m3_12", "w6_12", "lt6w"),
    "hx_preg": ("na", "no", "t1", "t2", "t3"),
    "exam_toe_def": ("none", "flexible", "rigid"),
    "exam_mulder": ("neg", "click", "click_pain"),
    "exam_web_squeeze": ("neg", "pos"),
    "exam_mtp_squeeze": ("neg", "pos"),
    "exam_drawer": ("neg", "pos"),
    "exam_purchase": ("ok", "weak", "absent"),
    "exam_skin": ("intact", "callus", "preulcer", "ulcer", "infected"),
    "exam_fatpad": ("normal", "thin"),
    "exam_monofil": ("intact", "reduced"),
    "exam_pulses": ("both", "weak", "absent"),
    "exam_spine": ("neg", "pos"),
}
RISES = ("nprs_worst", "hx_falls", "exam_hv", "exam_temp_diff", "exam_tug_s")
FALLS = ("exam_kw_cm", "exam_kw_deg", "exam_df_ext", "exam_mtp1_df", "exam_hr_reps")
GROWS = ("exam_palp", "exam_callus")


def copied(case: Case) -> Case:
    """A copy whose answers may be changed; the answers themselves are replaced, never changed in place."""
    return {part: dict(answers) for part, answers in case.items()}


def case(seed: int) -> Case:
    """The case of one number."""
    draw = random.Random(seed)
    made = copied(draw.choice(BASES))
    if draw.random() < 0.3:
        made[draw.choice("rl")] = dict(draw.choice([base[s] for base in BASES for s in "rl" if s in base]))
    if draw.random() < 0.3:
        made["p"]["act_list"] = [_activity(draw) for _ in range(draw.randint(0, 4))]
        made["p"]["act_access"] = _many(draw, LIBRARY.questions["act_access"])
        made["p"]["act_can_swim"] = draw.choice(("yes", "no"))
    wild = draw.random() < 0.05
    for part in ("p", *(side for side in "rl" if side in made)):
        names = PERSON if part == "p" else FOOT
        for name in draw.sample(names, len(names) // 2 if wild else draw.choice((0, 1, 1, 2, 3, 6))):
            made[part][name] = value(draw, LIBRARY.questions[name])
    for side in "rl":
        foot = made.get(side, {})
        if None not in (foot.get("nprs_worst"), foot.get("nprs_avg")):
            foot["nprs_worst"] = max(foot["nprs_worst"], foot["nprs_avg"])
    return made


def value(draw: random.Random, question: Question) -> Any:
    """An answer to one question: seldom blank, and seldom yes where yes would end most plans."""
    if draw.random() < 0.03:
        return None
    if question.kind == "yesno":
        return draw.choices(question.values, (1, 4, 1)[: len(question.values)])[0]
    if question.kind == "one":
        return draw.choice(question.values)
    if question.kind == "many":
        return _many(draw, question)
    if question.kind == "grade":
        return draw.choice(question.values)
    if question.kind == "int":
        return draw.randint(int(question.low or 0), int(question.high or 0))
    if question.kind == "number":
        return round(draw.uniform(question.low or 0, question.high or 0), 1)
    return "words" if question.kind == "text" else None


def worse(case: Case, seed: int) -> Case | None:
    """The case with one answer that only adds risk; none where the drawn answer is at its worst or still blank."""
    draw = random.Random(seed)
    made = copied(case)
    part = draw.choice([part for part in ("p", "p", "r", "l") if part in made])
    name = draw.choice([name for name in RISKS if (name in FOOT) == (part != "p")])
    answers, question = made[part], LIBRARY.questions[name]
    old = answers.get(name)
    if old is None and question.section in ("safety", "history"):
        return None  # an answer to an open safety question also completes the screen
    new = _worse_value(draw, name, question, old)
    if new is None or new == old:
        return None
    answers[name] = new
    return made


def _worse_value(draw: random.Random, name: str, question: Question, old: Any) -> Any:
    if name in WORSE:
        order = WORSE[name]
        later = order[order.index(old) + 1 :] if old in order else order[1:]
        return draw.choice(later) if later else None
    if name in GROWS:
        new = [option for option in question.values if option != "none" and option != "unsure"]
        return [option for option in old or [] if option != "none"] + [
            draw.choice([o for o in new if o not in (old or [])])
        ]
    if question.kind == "yesno":
        return "yes"
    low, high = question.low or 0, question.high or 0
    if name in RISES:
        known = old if isinstance(old, int | float) else low
        return draw.randint(int(known) + 1, int(high)) if known + 1 <= high else None
    known = old if isinstance(old, int | float) else high
    return draw.randint(int(low), int(known) - 1) if known - 1 >= low else None


def mirrored(case: Case) -> Case:
    """The same person seen in a mirror."""
    made = copied(case)
    swapped = {"p": made["p"], **({"l": made["r"]} if "r" in made else {}), **({"r": made["l"]} if "l" in made else {})}
    if made["p"].get("sym_side") in ("right", "left"):
        swapped["p"]["sym_side"] = {"right": "left", "left": "right"}[made["p"]["sym_side"]]
    return swapped


def _many(draw: random.Random, question: Question) -> list[Any]:
    alone = [option.value for option in question.options if option.alone]
    if alone and draw.random() < 0.3:
        return [draw.choice(alone)]
    rest = [option.value for option in question.options if not option.alone]
    return draw.sample(rest, draw.randint(1, min(4, len(rest))))


def _activity(draw: random.Random) -> dict[str, Any]:
    return {
        "id": draw.choice(list(LIBRARY.activities)),
        "days": draw.randint(0, 14),
        "min": draw.randint(0, 120),
        "effort": "medium",
        "surface": "road",
        "pain": draw.randint(0, 10),
    }


QUESTIONS = [q for q in LIBRARY.questions.values() if q.code not in QUIET and q.kind not in ("repeat", "date")]
PERSON = [question.code for question in QUESTIONS if question.scope == "person"]
FOOT = [question.code for question in QUESTIONS if question.scope == "foot"]
RISKS = [
    *WORSE,
    *RISES,
    *FALLS,
    *GROWS,
    *(q.code for q in QUESTIONS if q.kind == "yesno" and q.section in ("safety", "history")),
]

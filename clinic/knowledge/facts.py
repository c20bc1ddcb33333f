"""The facts derived from the answers: what rules may know beyond the answers themselves.

Every derived fact is one small function of a `View`, defined and named as in the data dictionary, and tested by itself.
A missing answer makes no fact true. Pure.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from clinic.knowledge.case import FACTS, HIGH_HEEL, SIDES, Answers, Dictionary, Fact, View
from clinic.knowledge.schema import Text
from clinic.values.quantities import of, ratio

__all__ = ["FACTS", "SIDES", "Answers", "Dictionary", "Fact", "View", "blanks", "inputs", "shoe_verdict"]

BROKEN_SKIN = ("preulcer", "ulcer", "infected")
HIGH_RISK_SITES = ("base2", "base5", "sesamoid", "navicular")


def _fact(
    kind: Literal["bool", "number"], en: str, es: str, reads: str, *, flags: str = ""
) -> Callable[[Callable[[View], Any]], Callable[[View], Any]]:
    def keep(compute: Callable[[View], Any]) -> Callable[[View], Any]:
        name = compute.__name__
        FACTS[name] = Fact(name, kind, Text(en, es), tuple(reads.split()), compute, tuple(flags.split()))
        return compute

    return keep


@_fact("bool", "diabetes", "diabetes", "hx_diabetes")
def dv_diab(view: View) -> bool:
    """Diabetes of any type. Prediabetes does not count."""
    return view.has("hx_diabetes", "type1", "type2", "gest")


@_fact(
    "bool",
    "loss of feeling, known or suspected",
    "pérdida de sensibilidad, conocida o posible",
    "exam_monofil hx_neuropathy sym_numb_where",
)
def dv_neurop(view: View) -> bool:
    """Neuropathy: suspicion counts until tested."""
    return view.has("exam_monofil", "reduced") or view.yes("hx_neuropathy") or view.has("sym_numb_where", "sock")


@_fact(
    "bool",
    "poor blood flow, known or suspected",
    "mala circulación, conocida o posible",
    "hx_pad hx_claud exam_pulses exam_abi",
)
def dv_pad(view: View) -> bool:
    """Peripheral artery disease, known or suspected; the index's cut-offs are recalled (ACC/AHA)."""
    return (
        view.yes("hx_pad")
        or view.yes("hx_claud")
        or view.has("exam_pulses", "weak", "absent")
        or view.le("exam_abi", 0.9)
        or view.gt("exam_abi", 1.4)
    )


@_fact(
    "bool",
    "a foot deformity or stiff joint",
    "una deformidad o una articulación rígida",
    "shp_hammer exam_hv exam_toe_def exam_mtp1_df",
)
def dv_deform(view: View) -> bool:
    """Deformity as IWGDF23 counts it: stiff joints too."""
    return (
        view.chosen("shp_hammer") > 0
        or view.ge("exam_hv", 2)
        or view.has("exam_toe_def", "flexible", "rigid")
        or view.lt("exam_mtp1_df", 40)
    )


@_fact(
    "number",
    "IWGDF risk category",
    "categoría de riesgo IWGDF",
    "dv_diab dv_neurop dv_pad dv_deform hx_ulcer hx_amp hx_dialysis",
)
def dv_iwgdf(view: View) -> int | None:
    """Risk of a foot ulcer with diabetes, 0 to 3 (IWGDF23); none without diabetes."""
    if not view.value("dv_diab"):
        return None
    nerve, flow, deform = view.value("dv_neurop"), view.value("dv_pad"), view.value("dv_deform")
    if (nerve or flow) and (view.yes("hx_ulcer") or view.yes("hx_amp") or view.yes("hx_dialysis")):
        return 3
    if (nerve and flow) or (nerve and deform) or (flow and deform):
        return 2
    return 1 if nerve or flow else 0


@_fact(
    "bool",
    "a bone that is tender at one spot",
    "un hueso que duele en un punto",
    "exam_palp rf_trauma",
)
def dv_bsi_site(view: View) -> bool:
    """Focal bone tenderness without a recent injury."""
    shafts = ("shaft1", "shaft2", "shaft3", "shaft4", "shaft5")
    return view.has("exam_palp", *shafts, *HIGH_RISK_SITES) and not view.yes("rf_trauma")


@_fact(
    "bool",
    "something that strains or weakens bone",
    "algo que exige o debilita el hueso",
    "act_ramp shoe_change hx_stress_fx hx_bone hx_low_energy hx_menses hx_steroid",
)
def dv_bsi_risk(view: View) -> bool:
    """Load that rose, or bone that is weaker."""
    return (
        view.has("act_ramp", "more", "faster", "hills", "new", "surface", "job")
        or view.has("shoe_change", "minimal")
        or any(view.yes(f"hx_{name}") for name in ("stress_fx", "bone", "low_energy", "menses", "steroid"))
    )


@_fact(
    "bool",
    "pain over the long bones with swelling, or pain at rest or at night",
    "dolor en los huesos largos con hinchazón, o dolor en reposo o de noche",
    "sym_zone sym_swell_top sym_rest_pain sym_night",
)
def dv_bsi_sx(view: View) -> bool:
    """Symptoms that fit bone stress."""
    return view.has("sym_zone", "shaft", "top") and (
        view.yes("sym_swell_top") or view.yes("sym_rest_pain") or view.has("sym_night", "some", "most")
    )


@_fact(
    "bool",
    "a bone stress injury is suspected",
    "posible lesión por estrés del hueso",
    "dv_bsi_site dv_bsi_sx dv_bsi_risk exam_palp",
)
def dv_bsi(view: View) -> bool:
    """Suspicion of bone stress, until a clinician ends the very flag that says so (RF20, or RF21 at a risky site)."""
    suspected = view.value("dv_bsi_site") or (view.value("dv_bsi_sx") and view.value("dv_bsi_risk"))
    flag = "RF21" if view.has("exam_palp", *HIGH_RISK_SITES) and not view.yes("rf_trauma") else "RF20"
    return bool(suspected) and flag not in view.ruled_out


@_fact(
    "bool",
    "a risk of falling",
    "riesgo de caídas",
    "hx_falls hx_unsteady hx_worry_fall exam_tug_s",
)
def dv_fall(view: View) -> bool:
    """Fall risk by the key questions and the timed walk (CDC STEADI, recalled)."""
    return view.ge("hx_falls", 1) or view.yes("hx_unsteady") or view.yes("hx_worry_fall") or view.ge("exam_tug_s", 12)


@_fact(
    "number",
    "longest run of the week against the 30 days before",
    "la carrera más larga de la semana frente a los 30 días anteriores",
    "act_long_now act_long_30d",
)
def dv_spike(view: View) -> float | None:
    """How much longer the longest run became; above 1.10 is a spike (Frandsen25)."""
    now, before = view.number("act_long_now"), view.number("act_long_30d")
    if now is None or now < 0 or before is None or before <= 0:
        return None
    return ratio(of(now, "km"), of(before, "km"))


@_fact("bool", "pain under the ball of the foot", "dolor debajo de la parte delantera del pie", "sym_zone")
def dv_mthpain(view: View) -> bool:
    """Pain under any head of the long bones."""
    return view.has("sym_zone", "mth1", "mth2", "mth3", "mth4", "mth5", "ball_all")


@_fact(
    "number",
    "signs of nerves on high alert",
    "señales de nervios en alerta",
    "rf_touch rf_color rf_sweat rf_stiffnail",
)
def dv_crps_n(view: View) -> int:
    """How many of the four Budapest symptom groups are answered with yes."""
    return sum(1 for name in ("rf_touch", "rf_color", "rf_sweat", "rf_stiffnail") if view.yes(name))


@_fact(
    "bool",
    "no loaded forefoot work",
    "nada de carga en la parte delantera del pie",
    "dv_bsi dv_iwgdf exam_skin",
    flags="RF28",
)
def nwb(view: View) -> bool:
    """The forefoot may not be loaded. Broken skin counts like skin about to break."""
    return bool(
        view.value("dv_bsi") or view.value("dv_iwgdf") == 3 or view.has("exam_skin", *BROKEN_SKIN) or view.fired("RF28")
    )


@_fact(
    "bool",
    "no toe-up stretch",
    "no estirar los dedos hacia arriba",
    "exam_drawer dv_bsi",
    flags="RF29 RF28",
)
def noext(view: View) -> bool:
    """The toes may not be bent up."""
    return bool(view.fired("RF29") or view.has("exam_drawer", "pos") or view.fired("RF28") or view.value("dv_bsi"))


@_fact("bool", "the shoes fit", "los zapatos le quedan bien", "shoe_measured", flags="H01 H02 H03")
def shoe_ok(view: View) -> bool:
    """No shoe pattern on either foot, and measured within the year."""
    return not view.codes_either_foot & {"H01", "H02", "H03"} and view.has("shoe_measured", "lt1y")


@_fact("bool", "rides a bike", "monta bicicleta", "act_list")
def act_bike(view: View) -> bool:
    """Any row of the usual week is on a bike."""
    rows = view.answers.person.get("act_list") or []
    return any(str(row.get("id")).startswith(("a_bike_", "a_spin")) for row in rows)


@_fact("bool", "runs", "corre", "act_list")
def act_run(view: View) -> bool:
    """Any row of the usual week is running."""
    rows = view.answers.person.get("act_list") or []
    return any(str(row.get("id")).startswith(("a_run_", "a_jogwalk")) for row in rows)


@_fact(
    "bool",
    "a safety question is still open",
    "falta responder una pregunta de seguridad",
    "age sym_zone",
)
def screen_incomplete(view: View) -> bool:
    """Something that the safety screen asks has no answer."""
    return bool(blanks(view))


def blanks(view: View) -> tuple[str, ...]:
    """The asked questions of the screen without an answer: all of 1.D, the required ones of 1.C, age, the map.

    What is asked of each foot is asked of those that hurt: a foot that is only examined leaves no blank.
    """
    open_ = [
        question.code
        for question in view.dictionary.screen
        if (question.scope == "person" or view.side) and view.value(question.code) is None and view.asked(question)
    ]
    if not view.is_without_pain and view.value("sym_zone") is None:
        open_.append("sym_zone")
    return tuple(open_)


def inputs(name: str) -> tuple[str, ...]:
    """The answers behind a fact, in the order they are read; the answer itself if it is one."""
    if name not in FACTS:
        return (name,)
    found: dict[str, None] = {}
    for read in FACTS[name].reads:
        found.update(dict.fromkeys(inputs(read)))
    return tuple(found)


Verdict = Literal["stop", "limit", "keep"]


def shoe_verdict(pair: Mapping[str, Any], codes: frozenset[str]) -> Verdict:
    """What to do with one pair: stop if high-heeled, or pointed and tight; limit if any of these; else keep."""
    high = HIGH_HEEL.reached(pair.get("heel_cm") or 0)
    if ("H02" in codes and high) or (pair.get("toebox") == "pointed" and pair.get("width_feel") == "tight"):
        return "stop"
    if high or pair.get("toebox") == "pointed" or pair.get("width_feel") == "tight":
        return "limit"
    return "keep"

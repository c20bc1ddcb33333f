"""An independent reading of the clinical specification, for tests only: its own expressions, run as Python.

The engine never evaluates text; this does, so that the two can be held against each other on many cases. Two
expressions differ: broken skin counts like skin about to break (docs/decisions/0011-risk-only-tightens.md).
"""

from typing import Any

DERIVED = {
    "dv_diab": "has(hx_diabetes,'type1','type2','gest')",
    "dv_neurop": "eq(exam_monofil,'reduced') or yes(hx_neuropathy) or eq(sym_numb_where,'sock')",
    "dv_pad": "yes(hx_pad) or yes(hx_claud) or has(exam_pulses,'weak','absent') or le(exam_abi,0.9) "
    "or gt(exam_abi,1.4)",
    "dv_deform": "n(shp_hammer)>0 or ge(exam_hv,2) or has(exam_toe_def,'flexible','rigid') or lt(exam_mtp1_df,40)",
    "dv_iwgdf": "None if not dv_diab else (3 if (dv_neurop or dv_pad) and (yes(hx_ulcer) or yes(hx_amp) or "
    "yes(hx_dialysis)) else (2 if (dv_neurop and dv_pad) or (dv_neurop and dv_deform) or (dv_pad and "
    "dv_deform) else (1 if dv_neurop or dv_pad else 0)))",
    "dv_bsi_site": "has(exam_palp,'shaft1','shaft2','shaft3','shaft4','shaft5','base2','base5','sesamoid','navicular') "
    "and not yes(rf_trauma)",
    "dv_bsi_risk": "has(act_ramp,'more','faster','hills','new','surface','job') or has(shoe_change,'minimal') or "
    "yes(hx_stress_fx) or yes(hx_bone) or yes(hx_low_energy) or yes(hx_menses) or yes(hx_steroid)",
    "dv_bsi_sx": "has(sym_zone,'shaft','top') and (yes(sym_swell_top) or yes(sym_rest_pain) or "
    "has(sym_night,'some','most'))",
    "dv_bsi": "dv_bsi_site or (dv_bsi_sx and dv_bsi_risk)",
    "dv_fall": "ge(hx_falls,1) or yes(hx_unsteady) or yes(hx_worry_fall) or ge(exam_tug_s,12)",
    "dv_spike": "(act_long_now/act_long_30d) if (ge(act_long_now,0) and gt(act_long_30d,0)) else None",
    "dv_mthpain": "has(sym_zone,'mth1','mth2','mth3','mth4','mth5','ball_all')",
    "dv_crps_n": "int(yes(rf_touch))+int(yes(rf_color))+int(yes(rf_sweat))+int(yes(rf_stiffnail))",
}

FLAGS = {
    "RF01": "yes(rf_cold_pale) and (yes(rf_new_weak) or eq(sym_onset,'sudden_no_injury') or eq(exam_pulses,'absent'))",
    "RF02": "yes(rf_breath)",
    "RF03": "yes(rf_deform) and yes(rf_trauma)",
    "RF04": "yes(rf_fever) and (yes(rf_hot_red) or yes(rf_wound) or yes(rf_streak) or yes(rf_toe_sudden) or "
    "has(exam_skin,'ulcer','infected') or ge(exam_temp_diff,2))",
    "RF05": "yes(rf_cauda)",
    "RF06": "yes(rf_black)",
    "RF10": "yes(rf_cold_pale) and not (yes(rf_new_weak) or eq(sym_onset,'sudden_no_injury') or "
    "eq(exam_pulses,'absent'))",
    "RF11": "yes(rf_calf)",
    "RF12": "yes(rf_trauma) and (yes(rf_cant4) or has(exam_palp,'base5','navicular'))",
    "RF13": "yes(rf_trauma) and "
    "has(exam_palp,'shaft1','shaft2','shaft3','shaft4','shaft5','mth1','mth2','mth3','mth4','mth5','base2','sesamoid')",
    "RF14": "(dv_diab or dv_neurop) and (yes(rf_hot_red) or ge(exam_temp_diff,2)) and not yes(rf_fever)",
    "RF15": "(dv_diab or dv_neurop or dv_pad) and (yes(rf_wound) or has(exam_skin,'ulcer','infected'))",
    "RF16": "(yes(rf_streak) or yes(rf_wound) or eq(exam_skin,'infected')) and not yes(rf_fever)",
    "RF17": "yes(rf_toe_sudden) and yes(rf_hot_red) and not yes(rf_fever)",
    "RF18": "yes(rf_hot_red) and not (dv_diab or dv_neurop or yes(rf_fever) or yes(rf_toe_sudden))",
    "RF20": "dv_bsi and not has(exam_palp,'base2','base5','sesamoid','navicular')",
    "RF21": "has(exam_palp,'base2','base5','sesamoid','navicular') and not yes(rf_trauma)",
    "RF22": "int(ge(sym_morning_min,30))+int(yes(rf_joints))+int(eq(exam_mtp_squeeze,'pos'))>=2",
    "RF23": "yes(rf_lump) or (yes(rf_night) and (yes(rf_wtloss) or has(hx_cancer,'past','now'))) or (yes(rf_night) and "
    "lt(age,25))",
    "RF24": "yes(rf_skinmark)",
    "RF25": "dv_pad and (yes(sym_rest_pain) or has(sym_night,'most'))",
    "RF26": "dv_pad and not (yes(sym_rest_pain) or has(sym_night,'most'))",
    "RF27": "dv_crps_n>=3",
    "RF28": "le(age,18) and has(sym_zone,'mth2','mth3','mth4','ball_all') and (yes(sym_swell_top) or "
    "has(exam_palp,'mth2','mth3','mth4','top_mtp') or has(sym_agg,'jump','run','push_off','tiptoe'))",
    "RF29": "has(sym_zone,'mth2','mth3','mth4','ball_all') and (eq(exam_drawer,'pos') or "
    "has(sym_toe_change,'drift','cross','lift') or yes(sym_pop))",
    "RF30": "ge(dv_iwgdf,1) or dv_neurop or yes(hx_charcot)",
    "RF31": "has(hx_foot_sx,'lt6w','w6_12')",
    "RF32": "lt(age,10)",
    "RF33": "ge(age,10) and le(age,17)",
    "RF34": "has(hx_preg,'t1','t2','t3','post')",
    "RF35": "dv_fall",
    "RF36": "yes(hx_heart)",
    "RF37": "yes(hx_menses) or yes(hx_low_energy)",
    "RF38": "(eq(sym_numb_where,'sock') and not dv_diab) or eq(sym_numb_where,'leg') or eq(exam_spine,'pos')",
    "RF39": "yes(hx_thinner) or yes(hx_steroid) or yes(hx_immuno) or yes(hx_inject)",
    "RF40": "yes(hx_ia) or yes(hx_gout)",
    "RF41": "yes(hx_neuro)",
    "RF90": "screen_incomplete",
}

URGENCY = {
    "RF01": "EMERG",
    "RF02": "EMERG",
    "RF03": "EMERG",
    "RF04": "EMERG",
    "RF05": "EMERG",
    "RF06": "EMERG",
    "RF10": "SAMEDAY",
    "RF11": "SAMEDAY",
    "RF12": "SAMEDAY",
    "RF13": "SAMEDAY",
    "RF14": "SAMEDAY",
    "RF15": "SAMEDAY",
    "RF16": "SAMEDAY",
    "RF17": "SAMEDAY",
    "RF18": "SAMEDAY",
    "RF20": "REFER_3d",
    "RF21": "REFER_48h",
    "RF22": "REFER_3d",
    "RF23": "REFER_14d",
    "RF24": "REFER_14d",
    "RF25": "REFER_48h",
    "RF26": "REFER_14d",
    "RF27": "REFER_7d",
    "RF28": "REFER_7d",
    "RF29": "REFER_14d",
    "RF30": "CAUTION",
    "RF31": "CAUTION",
    "RF32": "REFER_14d",
    "RF33": "CAUTION",
    "RF34": "CAUTION",
    "RF35": "CAUTION",
    "RF36": "CAUTION",
    "RF37": "REFER_14d",
    "RF38": "REFER_14d",
    "RF39": "CAUTION",
    "RF40": "CAUTION",
    "RF41": "CAUTION",
    "RF90": "CAUTION",
}

YELLOW = {
    "YF1": "ge(yf_fear,7)",
    "YF2": "has(yf_mood,'most','daily')",
    "YF3": "lt(conf_0_10,7)",
    "YF4": "ge(yf_passive,7)",
    "YF5": "ge(work_stand_h,6)",
    "YF6": "ge(sym_weeks,52)",
}

PATTERNS = {
    "H01": "eq(shoe_width_feel,'tight') or yes(shoe_trace_wider) or lt(shoe_gap_mm,10) or eq(shoe_len_feel,'short') or "
    "eq(shoe_toebox,'pointed') or yes(shoe_toebox_low)",
    "H02": "(ge(shoe_heel_cm,4) and ge(shoe_heel_days,2)) or (ge(shoe_heel_cm,2.5) and (ge(age,65) or dv_fall))",
    "H03": "ge(shoe_miles,350) or yes(shoe_worn) or yes(shoe_thin) or has(shoe_main,'flipflop','slipper','minimal')",
    "H04": "has(act_ramp,'more','faster','hills','new','surface','job') or gt(dv_spike,1.1) or "
    "has(shoe_change,'minimal')",
    "H05": "le(exam_fpi,-1) or (missing(exam_fpi) and eq(shp_arch,'high'))",
    "H06": "eq(shp_toe_len,'second') and (has(sym_zone,'mth2','ball_all') or has(exam_callus,'mth2') or "
    "has(exam_palp,'mth2'))",
    "H07": "n(shp_hammer)>0 or has(exam_toe_def,'flexible','rigid')",
    "H08": "ge(shp_bunion,1) or ge(exam_hv,1)",
    "H09": "has(sym_zone,'heel','arch') and (has(sym_timing,'first_steps') or has(exam_palp,'pf_origin'))",
    "H10": "eq(exam_web_squeeze,'pos') or eq(exam_mulder,'click_pain') or (has(sym_zone,'web23','web34') and "
    "(int(has(sym_numb,'sometimes','always'))+int(has(sym_quality,'burn','shock'))+int(yes(sym_pebble))+int(has(sym_ease,'shoes_off','rub','wide_shoes'))+int(has(sym_agg,'tight_shoes','heels'))+int(yes(sym_click)))>=2)",
    "H11": "has(sym_zone,'mth2','mth3','mth4','ball_all') and (eq(exam_drawer,'pos') or "
    "has(sym_toe_change,'drift','cross','lift') or eq(exam_purchase,'absent') or (yes(sym_swell_top) and "
    "has(exam_palp,'mth2','mth3')))",
    "H12": "has(sym_zone,'web12','web23','web34','web45','mth1','mth5') and (has(sym_toe_change,'gap') or "
    "yes(sym_swell_bottom)) and not has(sym_numb,'sometimes','always')",
    "H13": "dv_bsi",
    "H14": "lt(exam_mtp1_df,40) or (lt(exam_mtp1_df,65) and has(sym_zone,'mth1','toe1')) or (missing(exam_mtp1_df) and "
    "has(sym_zone,'mth1','toe1') and has(sym_agg,'bend_toe'))",
    "H15": "lt(exam_kw_cm,9) or lt(exam_kw_deg,35) or lt(exam_df_ext,5)",
    "H16": "eq(exam_fatpad,'thin') or (ge(age,60) and has(sym_agg,'barefoot_hard') and has(sym_ease,'cushion'))",
    "H17": "has(sym_zone,'mth1') and (has(exam_palp,'sesamoid') or (has(sym_agg,'push_off','tiptoe') and "
    "has(shp_arch,'high')))",
    "H18": "has(exam_purchase,'weak') or (lt(exam_hr_reps,15) and lt(age,60)) or lt(exam_hr_reps,8)",
    "H19": "ge(work_stand_h,6)",
    "H20": "dv_mthpain and not dv_bsi",
}

LEADS_TO = {
    "H01": ["EX03"],
    "H02": ["EX02", "EX05", "EX06"],
    "H03": [],
    "H04": ["EX02", "EX04", "EX13"],
    "H05": ["EX01", "EX02", "EX20"],
    "H06": ["EX04", "EX08"],
    "H07": ["EX08", "EX17", "EX03"],
    "H08": ["EX03", "EX22", "EX07"],
    "H09": ["EX01", "EX02", "EX14"],
    "H10": ["EX03", "EX02", "EX08"],
    "H11": ["EX04", "EX08"],
    "H12": ["EX03"],
    "H13": ["EX03", "EX05"],
    "H14": ["EX16", "EX12"],
    "H15": ["EX02", "EX06", "EX15"],
    "H16": ["EX04", "EX21"],
    "H17": ["EX05", "EX02"],
    "H18": ["EX04", "EX08", "EX11", "EX13"],
    "H19": [],
    "H20": ["EX02", "EX03", "EX04"],
}

SHOES = {
    "FW00": "shoe_ok",
    "FW01": "flag('H01') or not eq(shoe_measured,'lt1y') or (flag('H20') and not shoe_ok)",
    "FW02": "eq(shoe_len_feel,'short') or lt(shoe_gap_mm,10) or (eq(shp_toe_len,'second') and not ge(shoe_gap_mm,10))",
    "FW03": "n(shp_hammer)>0 or eq(shoe_toebox,'pointed') or yes(shoe_toebox_low)",
    "FW04": "flag('H01') or flag('H10') or flag('H08') or flag('H12')",
    "FW05": "flag('H02')",
    "FW06": "ge(shoe_miles,350) or yes(shoe_worn)",
    "FW07": "flag('H03') or flag('H16') or flag('H04') or flag('H11') or flag('H13') or flag('H19')",
    "FW08": "(flag('H05') or flag('H09') or flag('H20')) and not (has(shoe_insole,'otc','custom') or dv_neurop or "
    "ge(dv_iwgdf,1))",
    "FW09": "(has(shoe_insole,'otc') and ge(shoe_insole_wk,6)) or ge(dv_iwgdf,2) or (flag('H05') and "
    "has(shoe_insole,'otc'))",
    "FW10": "(flag('H20') or flag('H06') or flag('H10') or flag('H11') or flag('H12')) and not (dv_neurop or dv_pad or "
    "has(exam_skin,'preulcer','ulcer','infected') or yes(hx_skin) or has(shoe_insole,'met_pad') or dv_bsi)",
    "FW11": "flag('H14') or flag('H11') or flag('H13') or flag('H17')",
    "FW12": "n(shp_hammer)>0 and not (dv_neurop or dv_pad)",
    "FW13": "flag('H16')",
    "FW14": "eq(shoe_fasten,'lace') and (flag('H01') or flag('H10') or flag('H08'))",
    "FW15": "dv_neurop or ge(dv_iwgdf,1)",
    "FW16": "act_bike and dv_mthpain",
    "FW17": "has(shoe_change,'minimal','lower_heel')",
    "FW18": "dv_fall or (ge(age,65) and has(shoe_main,'slipper','flipflop'))",
}

GATES = {
    "G0": "dv_bsi or flag('RF28') or flag('RF25') or eq(dv_iwgdf,3) or has(exam_skin,'preulcer','ulcer','infected')",
    "G1": "ge(nprs_worst,6) or yes(sym_limp) or ge(dv_iwgdf,2) or flag('RF29')",
    "G2": "ge(nprs_worst,3) or ge(dv_iwgdf,1) or dv_neurop or flag('RF22') or flag('RF27')",
    "G3": "True",
}

EXERCISES = {
    "EX01": {
        "exclude": "noext",
        "caution": "no(can_reach_feet) or flag('RF39') or lt(exam_mtp1_df,40) or dv_neurop",
        "boost": "False",
    },
    "EX02": {
        "exclude": "flag('RF11') or has(hx_foot_sx,'lt6w')",
        "caution": "nwb or dv_fall or has(hx_preg,'t2','t3')",
        "boost": "False",
    },
    "EX03": {"exclude": "has(hx_foot_sx,'lt6w')", "caution": "False", "boost": "False"},
    "EX04": {
        "exclude": "nwb or has(hx_foot_sx,'lt6w')",
        "caution": "n(shp_hammer)>0 or has(exam_toe_def,'flexible','rigid')",
        "boost": "False",
    },
    "EX05": {
        "exclude": "has(hx_foot_sx,'lt6w')",
        "caution": "dv_fall or nwb or noext or has(hx_preg,'t2','t3')",
        "boost": "False",
    },
    "EX06": {"exclude": "flag('RF11') or has(hx_foot_sx,'lt6w') or nwb", "caution": "dv_fall", "boost": "False"},
    "EX07": {"exclude": "has(hx_foot_sx,'lt6w')", "caution": "le(exam_fpi,-5)", "boost": "False"},
    "EX08": {"exclude": "nwb or has(hx_foot_sx,'lt6w')", "caution": "flag('RF29')", "boost": "False"},
    "EX09": {"exclude": "has(hx_foot_sx,'lt6w')", "caution": "noext", "boost": "False"},
    "EX10": {
        "exclude": "dv_neurop or has(hx_foot_sx,'lt6w') or eq(exam_skin,'preulcer')",
        "caution": "n(shp_hammer)>0",
        "boost": "False",
    },
    "EX11": {
        "exclude": "nwb or noext or dv_neurop or has(hx_foot_sx,'lt6w','w6_12')",
        "caution": "n(shp_hammer)>0",
        "boost": "False",
    },
    "EX12": {"exclude": "nwb or noext or has(hx_foot_sx,'lt6w')", "caution": "lt(exam_mtp1_df,40)", "boost": "False"},
    "EX13": {
        "exclude": "nwb or noext or ge(nprs_worst,7) or ge(dv_iwgdf,2) or has(hx_foot_sx,'lt6w','w6_12')",
        "caution": "dv_fall or has(hx_preg,'t1','t2','t3','post') or lt(exam_mtp1_df,40)",
        "boost": "False",
    },
    "EX14": {
        "exclude": "nwb or noext or ge(nprs_worst,5) or dv_neurop or ge(dv_iwgdf,1) or dv_fall or le(age,17) or "
        "has(hx_preg,'t1','t2','t3','post') or not has(hx_foot_sx,'no','gt1y')",
        "caution": "lt(exam_mtp1_df,65)",
        "boost": "False",
    },
    "EX15": {"exclude": "nwb or has(hx_foot_sx,'lt6w','w6_12')", "caution": "dv_fall", "boost": "False"},
    "EX16": {
        "exclude": "noext or flag('RF17') or has(hx_foot_sx,'lt6w','w6_12') or lt(exam_mtp1_df,20) or "
        "no(can_reach_feet)",
        "caution": "False",
        "boost": "False",
    },
    "EX17": {
        "exclude": "eq(exam_toe_def,'rigid') or dv_neurop or dv_pad or has(hx_foot_sx,'lt6w','w6_12')",
        "caution": "no(can_reach_feet)",
        "boost": "False",
    },
    "EX18": {"exclude": "dv_bsi or has(hx_foot_sx,'lt6w')", "caution": "dv_neurop", "boost": "False"},
    "EX19": {
        "exclude": "nwb or dv_fall or ge(dv_iwgdf,2) or has(hx_preg,'t2','t3') or has(hx_foot_sx,'lt6w','w6_12')",
        "caution": "ge(age,65) or dv_neurop",
        "boost": "False",
    },
    "EX20": {
        "exclude": "dv_neurop or dv_pad or flag('RF39') or has(hx_foot_sx,'lt6w','w6_12') or dv_bsi",
        "caution": "eq(exam_web_squeeze,'pos')",
        "boost": "False",
    },
    "EX21": {"exclude": "nwb", "caution": "yes(hx_heart) or has(hx_preg,'t3')", "boost": "dv_fall"},
    "EX22": {
        "exclude": "dv_neurop or dv_pad or ge(exam_hv,3) or ge(shp_bunion,3) or has(hx_foot_sx,'lt6w','w6_12')",
        "caution": "no(can_reach_feet)",
        "boost": "False",
    },
    "EX23": {"exclude": "nwb", "caution": "dv_fall", "boost": "dv_fall"},
}

NWB = "dv_bsi or eq(dv_iwgdf,3) or has(exam_skin,'preulcer','ulcer','infected') or flag('RF28')"
NOEXT = "flag('RF29') or eq(exam_drawer,'pos') or flag('RF28') or dv_bsi"


class Reading(dict[str, Any]):
    """The names an expression of one foot may use; an answer that is not there is None."""

    def __init__(self, case: dict[str, Any], side: str) -> None:
        super().__init__()
        self.answers = {**case["p"], **case.get(side, {})}
        if self.answers.get("nprs_worst") is not None:  # of two that cannot both be, the higher counts
            told = (self.answers.get(f"nprs_{when}") or 0 for when in ("now", "avg", "worst"))
            self.answers["nprs_worst"] = max(told)
        self.fired: set[str] = set()

    def __missing__(self, name: str) -> Any:
        value = self.answers.get(name)
        return None if value == [] else value

    def run(self, expression: str) -> Any:
        """The value of an expression of the specification."""
        return eval(compiled(expression), {"__builtins__": {}}, Names(self))


CODE: dict[str, Any] = {}


def compiled(expression: str) -> Any:
    """The expression, compiled once. Names of answers stand for themselves in the helper calls."""
    if expression not in CODE:
        CODE[expression] = compile(expression, "clinical.md", "eval")
    return CODE[expression]


class Answer:
    """An answer with its name, so that the helpers know whether not sure counts as yes."""

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __truediv__(self, other: "Answer") -> float:
        return float(self.value / other.value)

    def __ge__(self, other: float) -> bool:
        return bool(self.value is not None and self.value >= other)


class Names(dict[str, Any]):
    """Looks names up: helpers first, then answers and derived values."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading

    def __missing__(self, name: str) -> Any:
        if name in HELPERS:
            return HELPERS[name]
        if name == "flag":
            return lambda code: code in self.reading.fired
        return Answer(name, self.reading[name])


def _has(x: Answer, *options: Any) -> bool:
    chosen = x.value if isinstance(x.value, list) else [x.value]
    return any(option in options for option in chosen)


def _n(x: Answer) -> int:
    return len([option for option in x.value or [] if option not in ("none", "unsure")])


def _yes(x: Answer) -> bool:
    return x.value == "yes" or (x.value == "unsure" and x.name.startswith(("rf_", "hx_")))


def _number(x: Answer) -> bool:
    return isinstance(x.value, int | float) and not isinstance(x.value, bool)


HELPERS: dict[str, Any] = {
    "int": int,
    "has": _has,
    "n": _n,
    "yes": _yes,
    "no": lambda x: x.value == "no",
    "eq": lambda x, v: x.value == v,
    "missing": lambda x: x.value is None,
    "ge": lambda x, v: _number(x) and x.value >= v,
    "gt": lambda x, v: _number(x) and x.value > v,
    "le": lambda x, v: _number(x) and x.value <= v,
    "lt": lambda x, v: _number(x) and x.value < v,
}


def expected(case: dict[str, Any], incomplete: dict[str, bool]) -> dict[str, Any]:
    """The decision the specification asks for, in the keys of the command line, without the swaps.

    `incomplete` says for each evaluated foot whether the safety screen has a blank.
    """
    feet = {side: Reading(case, side) for side in incomplete}
    flags, patterns = {}, {}
    hurting = [side for side in ("r", "l") if _hurts(case, side)]
    for side, foot in feet.items():
        person = _judged(Reading({"p": case["p"]}, side), case, incomplete[side])
        if side not in hurting and hurting:  # their questions are asked of feet that hurt
            foot.answers = {"hx_foot_sx": "no", "hx_inject": "no"} | {
                k: v for k, v in foot.answers.items() if v is not None
            }
        others = frozenset() if side in hurting or not hurting else frozenset(person[0] | person[1])
        found, fitting = _judged(foot, case, incomplete[side], but=others)
        flags[side] = [code for code in FLAGS if code in found]
        patterns[side] = [code for code in PATTERNS if code in fitting]
        foot["nwb"], foot["noext"] = foot.run(NWB), foot.run(NOEXT)
    either = set().union(*(foot.fired for foot in feet.values()))
    for foot in feet.values():
        foot["shoe_ok"] = not either & {"H01", "H02", "H03"} and foot["shoe_measured"] == "lt1y"
    raised = {code for side in flags for code in flags[side]}
    stop = any(URGENCY[code] in ("EMERG", "SAMEDAY") for code in raised)
    person = next(iter(feet.values()))
    locked = raised & {"RF32", "RF90"} or ("RF31" in raised and person["pt_surgeon_limits"] is None)
    answer = {
        "status": "stop" if stop else "locked" if locked else "plan",
        "flags": flags,
        "hypotheses": patterns,
        "yellow_flags": [code for code, rule in YELLOW.items() if any(foot.run(rule) for foot in feet.values())],
        "gate": None,
        **{name: [] for name in ("exercises", "excluded", "cautions", "footwear")},
    }
    if answer["status"] == "plan":
        answer |= _plan(list(feet.values()), either)
    return answer


def _hurts(case: dict[str, Any], side: str) -> bool:
    foot, named = case.get(side, {}), case["p"].get("sym_side")
    pain = any((foot.get(f"nprs_{when}") or 0) > 0 for when in ("now", "avg", "worst"))
    return bool(named in ("both", {"r": "right", "l": "left"}[side]) or foot.get("sym_zone") or pain)


def _judged(
    foot: Reading, case: dict[str, Any], incomplete: bool, but: frozenset[str] = frozenset()
) -> tuple[set[str], set[str]]:
    """Flags and patterns of one foot. `but` is what the person alone raises, which a foot without pain does not."""
    foot["screen_incomplete"] = incomplete
    foot["act_bike"] = any(row["id"].startswith(("a_bike_", "a_spin")) for row in case["p"].get("act_list") or [])
    for name, rule in DERIVED.items():
        foot[name] = foot.run(rule)
    flags = {code for code, rule in FLAGS.items() if foot.run(rule)} - but
    foot.fired |= flags
    patterns = {code for code, rule in PATTERNS.items() if foot.run(rule)} - but
    foot.fired |= patterns
    return flags, patterns


def _plan(feet: list[Reading], either: set[str]) -> dict[str, Any]:
    def any_foot(rule: str) -> bool:
        return any(foot.run(rule) for foot in feet)

    excluded = [code for code, rules in EXERCISES.items() if any_foot(rules["exclude"])]
    scores = {
        code: 2 * sum(1 for pattern, listed in LEADS_TO.items() if pattern in either and code in listed)
        + (1 if code <= "EX05" else 0)
        + (2 if any_foot(rules["boost"]) else 0)
        for code, rules in EXERCISES.items()
        if code not in excluded
    }
    few = any_foot("ge(age,65) or lt(conf_0_10,7) or lt(time_min,10)")
    kept = sorted((code for code in scores if scores[code]), key=lambda code: (-scores[code], code))[: 3 if few else 5]
    given: list[str] = []
    for code in kept:
        if code == "EX13" and any_foot(EXERCISES[code]["caution"]):
            code = "EX12"
            if code in kept or code in excluded:
                continue
        given.append(code)
    return {
        "gate": next(code for code, rule in GATES.items() if any_foot(rule)),
        "exercises": given,
        "excluded": excluded,
        "cautions": [code for code in given if any_foot(EXERCISES[code]["caution"])],
        "footwear": [code for code, rule in SHOES.items() if any_foot(rule)],
    }

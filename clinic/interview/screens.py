"""The interview as a list you can read: seven headings, one topic a screen, in the order asked.

A topic names questions of the data dictionary; `steps` says who is asked what. Nothing here looks at anybody.
"""

import dataclasses
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

MOST_ACTIVITIES = 6
MOST_PAIRS = 4
LINES_A_SCREEN = 5
SPLIT = ("activity", "pair", "lines", "pain", "feel", "when", "signs", "shape")

HEADINGS: tuple[Any, ...] = (
    _l("About you"),
    _l("Your pain"),
    _l("Your feet"),
    _l("Your shoes"),
    _l("Your activity"),
    _l("Your health"),
    _l("Check and send"),
)

Look = Literal["questions", "ticks", "map", "activities", "activity", "pair", "lines", "review"]


@dataclasses.dataclass(frozen=True)
class Ticks:
    """A tick list: tick any that are true. `none` says that none is, and answers no to every item shown."""

    name: str
    title: Any
    asks: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Step:
    """One topic. A step per foot becomes one screen for each foot that hurts."""

    slug: str
    heading: int
    title: Any
    asks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    ticks: tuple[Ticks, ...] = ()
    look: Look = "questions"
    picks: str = ""
    """The repeat whose rows are picked here; each gets a screen of its own."""
    per_foot: bool = False
    hint: Any = ""


SAFETY_NOW = (
    "rf_breath",
    "rf_cauda",
    "rf_fever",
    "rf_trauma",
    "rf_deform",
    "rf_hot_red",
    "rf_toe_sudden",
    "rf_wound",
    "rf_streak",
    "rf_black",
    "rf_cold_pale",
    "rf_new_weak",
    "rf_calf",
)
SAFETY_LATELY = (
    "rf_bedsurg",
    "rf_night",
    "rf_wtloss",
    "rf_lump",
    "rf_skinmark",
    "rf_joints",
    "rf_touch",
    "rf_color",
    "rf_sweat",
    "rf_stiffnail",
)
HISTORY = (
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
    "hx_dvt",
    "hx_menses",
    "hx_low_energy",
    "hx_unsteady",
    "hx_worry_fall",
    "hx_neuro",
    "hx_skin",
)

STEPS: tuple[Step, ...] = (
    Step(
        "safety",
        1,
        _l("A few safety questions"),
        ticks=(
            Ticks("ticks-now", _l("Do you have any of these now?"), SAFETY_NOW),
            Ticks("ticks-lately", _l("And any of these?"), SAFETY_LATELY),
        ),
        look="ticks",
        hint=_l("Tick any that are true. If you do not know, tick “Not sure” beside it."),
    ),
    Step("injury", 1, _l("After the injury"), asks=("rf_cant4",)),
    Step("guardian", 1, _l("A grown-up with you"), asks=("guardian_ok",)),
    Step(
        "map",
        2,
        _l("Where does your foot hurt?"),
        asks=("sym_zone",),
        look="map",
        hint=_l("Tap each sore spot. Tap again to undo."),
    ),
    Step("side", 2, _l("Which foot hurts?"), asks=("sym_side",)),
    Step(
        "pain",
        2,
        _l("How bad is the pain?"),
        asks=("sym_zone_worst", "nprs_now", "nprs_avg", "nprs_worst", "sym_trend"),
        per_foot=True,
    ),
    Step(
        "feel",
        2,
        _l("How did it start, and how does it feel?"),
        asks=(
            "sym_onset",
            "sym_pop",
            "sym_weeks",
            "sym_quality",
            "sym_pebble",
            "sym_click",
            "sym_numb",
            "sym_numb_where",
        ),
        per_foot=True,
    ),
    Step(
        "when",
        2,
        _l("When is it worse, and when is it better?"),
        asks=("sym_agg", "sym_ease", "sym_timing"),
        per_foot=True,
    ),
    Step(
        "signs",
        2,
        _l("What else do you notice?"),
        asks=(
            "sym_night",
            "sym_rest_pain",
            "sym_swell_top",
            "sym_swell_bottom",
            "sym_toe_change",
            "sym_limp",
            "sym_morning_min",
        ),
        more=("sym_tried",),
        per_foot=True,
    ),
    Step(
        "shape",
        3,
        _l("What shape is your foot?"),
        asks=("shp_arch", "shp_toe_len", "shp_bunion", "shp_hammer"),
        per_foot=True,
        hint=_l("Look at your bare foot while you stand."),
    ),
    Step(
        "shoes",
        4,
        _l("Which shoes do you wear?"),
        asks=("shoe_main", "shoe_len_feel", "shoe_width_feel"),
        more=("shoe_hours",),
    ),
    Step(
        "shoe-shape",
        4,
        _l("The shape of your shoes"),
        asks=("shoe_toebox", "shoe_toebox_low", "shoe_heel_cm", "shoe_heel_days", "shoe_fasten", "shoe_thin"),
    ),
    Step(
        "shoe-wear",
        4,
        _l("How worn are your shoes?"),
        asks=("shoe_worn", "shoe_miles", "shoe_insole", "shoe_insole_wk", "shoe_change", "shoe_measured"),
        more=("shoe_age_mo",),
        picks="shoes",
    ),
    Step("pair", 4, _l("Tell us more about these shoes"), look="pair"),
    Step(
        "activities",
        5,
        _l("What do you do in a usual week?"),
        look="activities",
        picks="act_list",
        hint=_l("Tick up to 6. Tick what you do most."),
    ),
    Step("activity", 5, _l("Tell us more about this"), look="activity"),
    Step(
        "changes",
        5,
        _l("What has changed lately?"),
        asks=("act_ramp", "act_long_now", "act_long_30d", "act_inactive", "act_access", "act_can_swim"),
        more=("act_before_min",),
    ),
    Step(
        "goals",
        5,
        _l("What matters to you"),
        asks=("psfs_1", "psfs_1_score", "conf_0_10", "time_min", "yf_fear", "yf_passive"),
        more=("psfs_2", "psfs_2_score", "psfs_3", "psfs_3_score", "act_goal", "act_goal_date"),
    ),
    Step(
        "health",
        6,
        _l("Your health"),
        ticks=(Ticks("ticks-health", _l("Which of these are true for you?"), HISTORY),),
        look="ticks",
        hint=_l("Tick any that are true. If you do not know, tick “Not sure” beside it."),
    ),
    Step(
        "health-more",
        6,
        _l("A little more about your health"),
        asks=(
            "hx_diabetes",
            "hx_cancer",
            "hx_preg",
            "hx_foot_sx",
            "hx_inject",
            "hx_falls",
            "can_see_feet",
            "can_reach_feet",
            "yf_mood",
        ),
        more=("work_stand_h",),
    ),
    Step("review", 7, _l("Is this right?"), look="review"),
)

RETURN_STEPS: tuple[Step, ...] = (
    STEPS[0],
    STEPS[1],
    STEPS[2],
    Step(
        "changed",
        1,
        _l("What has changed since last time?"),
        asks=("fu_health_changed", "fu_zones", "fu_shoes", "fu_activity"),
    ),
    *(step for step in STEPS if step.slug in ("map", "side")),
    Step(
        "pain",
        2,
        _l("How bad is the pain?"),
        asks=("sym_zone_worst", "nprs_now", "nprs_avg", "nprs_worst", "sym_trend", "sym_numb", "sym_numb_where"),
        per_foot=True,
    ),
    *(step for step in STEPS if step.heading == 4),
    *(step for step in STEPS if step.heading == 5 and step.slug != "goals"),
    Step("lines", 5, _l("How did your exercises go?"), look="lines"),
    Step(
        "goals",
        5,
        _l("How well can you do these now?"),
        asks=("psfs_1_score", "psfs_2_score", "psfs_3_score", "sym_limp"),
    ),
    *(step for step in STEPS if step.heading >= 6),
)

# Questions that follow from another answer on the same screen; the page shows them as soon as that is given.
OPENED_HERE = frozenset(
    {
        "sym_numb_where",
        "shoe_heel_days",
        "shoe_insole_wk",
        "act_can_swim",
        "fu_done",
        "fu_pain",
        "fu_morning",
        "fu_why_not",
    }
)

# On a return visit these steps open only when the patient says that something changed.
OPENED_BY = {
    "map": ("fu_zones", "changed"),
    "shoes": ("fu_shoes", "changed"),
    "shoe-shape": ("fu_shoes", "changed"),
    "shoe-wear": ("fu_shoes", "changed"),
    "pair": ("fu_shoes", "changed"),
    "activities": ("fu_activity", "changed"),
    "activity": ("fu_activity", "changed"),
    "changes": ("fu_activity", "changed"),
    "health": ("fu_health_changed", "yes"),
    "health-more": ("fu_health_changed", "yes"),
}

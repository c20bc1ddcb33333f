"""The clinician's tests as the exam grid shows them: label, options, range, unit and the value to compare with.

Ids, options and ranges are the data dictionary's; the dictionary test of the house holds them together.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.i18n import decimal
from clinic.values.dates import from_iso

Kind = Literal["sign", "choice", "many", "number", "whole", "text", "date"]
Words = Any  # a lazy translation reads as text once a page has a language

NOT_TESTED = "nt"
"""What a form sends for a test that was left out on purpose."""


@dataclass(frozen=True)
class Test:
    """One finding: what it is called, what it may hold, and what is usual."""

    field: str
    label: Words
    kind: Kind
    options: tuple[tuple[str, Words], ...] = ()
    positive: frozenset[str] = frozenset()
    low: float = 0
    high: float = 0
    step: float = 1
    unit: Words = ""
    reference: Words = ""
    is_core: bool = False
    group: str = "more"
    most: int = 60
    spoken: tuple[tuple[str, Words], ...] = dataclasses.field(default=())
    can_be_needed: bool = False
    """Of places to pick: some visits need them, so that they can be left out with a reason."""

    @property
    def can_be_left_out(self) -> bool:
        """Whether its control says *not tested*, with a box for the reason."""
        return self.kind in ("sign", "choice") or self.can_be_needed

    @property
    def is_number(self) -> bool:
        """Whether a number is typed."""
        return self.kind in ("number", "whole")


def _sign(name: str, label: Words, negative: str, positive: str, spoken: tuple[Words, Words], **more: Any) -> Test:
    return Test(
        name,
        label,
        "sign",
        ((negative, "−"), (positive, "+")),
        frozenset({positive}),
        spoken=((negative, spoken[0]), (positive, spoken[1])),
        **more,
    )


def _choice(name: str, label: Words, options: tuple[tuple[str, Words], ...], positive: set[str], **more: Any) -> Test:
    return Test(name, label, "choice", options, frozenset(positive), spoken=options, **more)


_NEGATIVE, _POSITIVE = lazy("negative"), lazy("positive")
_HEADS = tuple((f"mth{n}", lazy("MT head %(n)s", n=n)) for n in range(1, 6))
_WEBS = tuple((f"web{a}{a + 1}", lazy("Web %(a)s-%(b)s", a=a, b=a + 1)) for a in range(1, 5))
_TOES = tuple((f"toe{n}", lazy("Toe %(n)s", n=n)) for n in range(1, 6))
_PALPATION = (
    *_HEADS,
    *tuple((f"shaft{n}", lazy("Shaft %(n)s", n=n)) for n in range(1, 6)),
    ("base2", lazy("Base of 2nd")),
    ("base5", lazy("Base of 5th")),
    ("sesamoid", lazy("Sesamoid")),
    ("navicular", lazy("Navicular")),
    *_WEBS,
    ("pf_origin", lazy("Fascia at heel")),
    ("top_mtp", lazy("Top of MTP")),
    ("none", lazy("None tender")),
)
_ZONES = (
    *_HEADS,
    *_WEBS,
    *_TOES,
    ("ball_all", lazy("Whole ball")),
    ("top", lazy("Top of forefoot")),
    ("shaft", lazy("Long bones")),
    ("midfoot", lazy("Midfoot")),
    ("outer_edge", lazy("Outer edge")),
    ("arch", lazy("Arch")),
    ("heel", lazy("Heel")),
    ("ankle", lazy("Ankle")),
)
_BONE = {f"shaft{n}" for n in range(1, 6)} | {"base2", "base5", "sesamoid", "navicular"}

FOOT_TESTS: tuple[Test, ...] = (
    Test(
        "exam_palp",
        lazy("Tender on palpation"),
        "many",
        _PALPATION,
        frozenset(_BONE),
        is_core=True,
        group="core",
        spoken=_PALPATION,
        can_be_needed=True,
    ),
    _sign("exam_web_squeeze", lazy("Web squeeze"), "neg", "pos", (_NEGATIVE, _POSITIVE), is_core=True, group="core"),
    _choice(
        "exam_mulder",
        lazy("Mulder test"),
        (("neg", "−"), ("click", lazy("Click")), ("click_pain", lazy("+ pain"))),
        {"click_pain"},
        is_core=True,
        group="core",
    ),
    _choice(
        "exam_drawer",
        lazy("MTP drawer"),
        (("neg", "−"), ("pos", "+"), ("unsure", "?")),
        {"pos"},
        is_core=True,
        group="core",
    ),
    _sign(
        "exam_monofil",
        lazy("10 g monofilament"),
        "intact",
        "reduced",
        (lazy("intact"), lazy("reduced")),
        is_core=True,
        group="core",
    ),
    _choice(
        "exam_pulses",
        lazy("Pulses, DP and PT"),
        (("both", lazy("Both")), ("weak", lazy("Weak")), ("absent", lazy("None"))),
        {"weak", "absent"},
        is_core=True,
        group="core",
    ),
    Test(
        "exam_kw_cm",
        lazy("Knee to wall"),
        "number",
        low=0,
        high=25,
        step=0.5,
        unit="cm",
        reference=lazy("9 or more"),
        is_core=True,
        group="core",
    ),
    Test(
        "exam_hr_reps",
        lazy("Heel raises, one leg"),
        "whole",
        low=0,
        high=80,
        reference=lazy("median 21-24"),
        is_core=True,
        group="core",
    ),
    _choice(
        "exam_skin",
        lazy("Skin"),
        (
            ("intact", lazy("Intact")),
            ("callus", lazy("Callus")),
            ("preulcer", lazy("Pre-ulcer")),
            ("ulcer", lazy("Ulcer")),
            ("infected", lazy("Infected")),
        ),
        {"preulcer", "ulcer", "infected"},
        group="skin",
    ),
    Test(
        "exam_callus",
        lazy("Callus under"),
        "many",
        (*_HEADS, ("toe_tip", lazy("Toe tip")), ("none", lazy("None"))),
        group="skin",
        spoken=(*_HEADS, ("toe_tip", lazy("Toe tip")), ("none", lazy("None"))),
    ),
    Test(
        "exam_temp_diff",
        lazy("Warmer than the other foot"),
        "number",
        low=-10,
        high=10,
        step=0.1,
        unit="°C",
        reference=lazy("under 2"),
        group="skin",
    ),
    _sign("exam_fatpad", lazy("Plantar fat pad"), "normal", "thin", (lazy("normal"), lazy("thin")), group="skin"),
    Test(
        "exam_abi",
        lazy("Ankle-brachial index"),
        "number",
        low=0.1,
        high=2.5,
        step=0.01,
        reference=lazy("0.91 to 1.40"),
        group="skin",
    ),
    _sign("exam_mtp_squeeze", lazy("MTP row squeeze"), "neg", "pos", (_NEGATIVE, _POSITIVE), group="toes"),
    Test("exam_web", lazy("Which web was squeezed"), "many", _WEBS, group="toes", spoken=_WEBS),
    _choice("exam_drawer_toe", lazy("Drawer at toe"), _TOES, set(), group="toes"),
    _choice(
        "exam_purchase",
        lazy("Toe grip on paper"),
        (("ok", lazy("Holds")), ("weak", lazy("Weak")), ("absent", lazy("None"))),
        {"weak", "absent"},
        group="toes",
    ),
    _choice(
        "exam_toe_def",
        lazy("Lesser toe deformity"),
        (("none", lazy("None")), ("flexible", lazy("Flexible")), ("rigid", lazy("Rigid"))),
        {"flexible", "rigid"},
        group="toes",
    ),
    Test("exam_hv", lazy("Hallux valgus grade"), "whole", low=0, high=3, reference=lazy("0 to 3"), group="toes"),
    Test(
        "exam_mtp1_df",
        lazy("1st MTP dorsiflexion"),
        "number",
        low=0,
        high=110,
        unit="°",
        reference=lazy("65 or more"),
        group="motion",
    ),
    Test(
        "exam_df_ext",
        lazy("Ankle DF, knee straight"),
        "number",
        low=-30,
        high=40,
        unit="°",
        reference=lazy("5 or more"),
        group="motion",
    ),
    Test("exam_df_flex", lazy("Ankle DF, knee bent"), "number", low=-30, high=40, unit="°", group="motion"),
    Test(
        "exam_kw_deg",
        lazy("Lunge angle"),
        "number",
        low=0,
        high=60,
        unit="°",
        reference=lazy("35 or more"),
        group="motion",
    ),
    Test("exam_balance_s", lazy("Single-leg stand"), "number", low=0, high=60, unit="s", group="motion"),
    Test(
        "exam_fpi",
        lazy("FPI-6 total"),
        "whole",
        low=-12,
        high=12,
        reference=lazy("−1 to +6"),
        group="posture",
    ),
    *(
        Test(f"exam_fpi{n}", label, "whole", low=-2, high=2, group="posture")
        for n, label in enumerate(
            (
                lazy("FPI 1, talar head"),
                lazy("FPI 2, malleolar curves"),
                lazy("FPI 3, heel tilt"),
                lazy("FPI 4, midfoot bulge"),
                lazy("FPI 5, arch height"),
                lazy("FPI 6, forefoot turn"),
            ),
            start=1,
        )
    ),
    Test("foot_len_mm", lazy("Foot length, standing"), "number", low=80, high=400, unit="mm", group="fit"),
    Test("foot_width_mm", lazy("Ball width, standing"), "number", low=30, high=180, unit="mm", group="fit"),
    Test("pad_heads", lazy("Pad goes behind"), "many", _HEADS, group="fit", spoken=_HEADS),
    Test("exam_zone", lazy("Sore spots as you find them"), "many", _ZONES, group="map", spoken=_ZONES),
)

_YES_NO = (("no", lazy("No")), ("yes", lazy("Yes")))


def _yes_no(name: str, label: Words, group: str) -> Test:
    return Test(name, label, "sign", _YES_NO, frozenset({"yes"}), group=group, spoken=_YES_NO)


def _vital(name: str, label: Words, low: float, high: float, unit: Words, usual: Words, **more: Any) -> Test:
    kind: Kind = "number" if more.get("step", 1) != 1 else "whole"
    return Test(name, label, kind, low=low, high=high, unit=unit, reference=usual, group="vitals", **more)


PERSON_TESTS: tuple[Test, ...] = (
    _vital("vital_bp_sys", lazy("Blood pressure, systolic"), 50, 260, "mmHg", lazy("90 to 129")),
    _vital("vital_bp_dia", lazy("Blood pressure, diastolic"), 30, 160, "mmHg", lazy("60 to 79")),
    _vital("vital_hr", lazy("Heart rate"), 25, 220, lazy("a minute"), lazy("60 to 100")),
    _vital("vital_temp_c", lazy("Temperature"), 30, 43, "°C", lazy("36.1 to 37.2; °F is converted"), step=0.1),
    _vital("vital_spo2", lazy("Oxygen saturation"), 50, 100, "%", lazy("95 or more")),
    Test(
        "exam_tug_s",
        lazy("Timed Up and Go"),
        "number",
        low=3,
        high=120,
        step=0.1,
        unit="s",
        reference=lazy("under 12"),
        group="person",
    ),
    _sign("exam_spine", lazy("Spine and tarsal tunnel"), "neg", "pos", (_NEGATIVE, _POSITIVE), group="person"),
    Test(
        "shoe_gap_mm",
        lazy("Space at shoe tip"),
        "number",
        low=0,
        high=40,
        unit="mm",
        reference=lazy("10 to 15"),
        group="person",
    ),
    _yes_no("shoe_trace_wider", lazy("Tracing wider than shoe"), "person"),
    Test("shoe_size", lazy("Shoe size"), "number", low=0, high=60, step=0.5, group="person"),
    _choice(
        "shoe_size_system",
        lazy("Size system"),
        (
            ("us_w", lazy("US women")),
            ("us_m", lazy("US men")),
            ("eu", lazy("EU")),
            ("uk", lazy("UK")),
            ("mx", lazy("Mexico")),
        ),
        set(),
        group="person",
    ),
    *(
        _yes_no(f"wells_{n}", label, "wells")
        for n, label in enumerate(
            (
                lazy("Active cancer, treated within 6 months or palliative"),
                lazy("Paralysis, paresis or recent leg cast"),
                lazy("In bed 3 days or more, or major surgery within 12 weeks"),
                lazy("Tender along the deep veins"),
                lazy("Whole leg swollen"),
                lazy("Calf 3 cm larger or more, 10 cm below the tibial tuberosity"),
                lazy("Pitting oedema only in that leg"),
                lazy("Non-varicose collateral veins"),
                lazy("Past deep vein clot"),
            ),
            start=1,
        )
    ),
    _yes_no("wells_alt", lazy("Another diagnosis at least as likely"), "wells"),
    Test("pt_surgeon_limits", lazy("Surgeon's limits"), "text", most=2000, group="limits"),
    Test("pt_surgeon_limits_by", lazy("Surgeon who set them"), "text", most=100, group="limits"),
    Test("pt_surgeon_limits_on", lazy("Date of the surgeon's limits"), "date", group="limits"),
    Test("pt_exercise_clearance", lazy("Exercise clearance"), "text", most=2000, group="limits"),
    Test("pt_exercise_clearance_by", lazy("Physician who cleared"), "text", most=100, group="limits"),
    Test("pt_exercise_clearance_on", lazy("Date of the clearance"), "date", group="limits"),
)

GROUPS: tuple[tuple[str, Words], ...] = (
    ("vitals", lazy("Vital signs")),
    ("map", lazy("Foot map on exam")),
    ("skin", lazy("Skin and blood flow")),
    ("toes", lazy("Toes and ball of foot")),
    ("motion", lazy("Motion and balance")),
    ("posture", lazy("Foot posture")),
    ("fit", lazy("Foot size and pad")),
    ("person", lazy("Whole person and shoes")),
    ("wells", lazy("Wells score for a clot")),
    ("limits", lazy("Limits set by others")),
)

TESTS = {test.field: test for test in (*FOOT_TESTS, *PERSON_TESTS)}

_LOW = {"exam_kw_cm": 9, "exam_kw_deg": 35, "exam_df_ext": 5, "exam_mtp1_df": 40, "shoe_gap_mm": 10}
_LOW |= {"vital_bp_sys": 90, "vital_hr": 60, "vital_temp_c": 36, "vital_spo2": 95}
_HIGH = {"exam_temp_diff": 2, "exam_tug_s": 12}
_HIGH |= {"vital_bp_sys": 130, "vital_bp_dia": 80, "vital_hr": 101, "vital_temp_c": 38}


_APART = {"foot_len_mm": 25, "foot_width_mm": 20}
"""Left and right further apart than this are a slip of the tape or of the pen far more often than they are true."""


def spell(value: Any) -> str:
    """A stored finding as a form sends it; what two saves are compared by."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(str(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def unspell(name: str, text: str) -> Any:
    """The value that `spell` wrote."""
    test = TESTS[name]
    if text in ("", NOT_TESTED):
        return None
    if test.kind == "many":
        return text.split(",")
    if test.kind == "whole":
        return int(text)
    if test.kind == "number":
        return float(text)
    return from_iso(text) if test.kind == "date" else text


def said(name: str, value: Any) -> str:
    """A stored finding in words, with its unit."""
    test = TESTS[name]
    names = dict(test.spoken or test.options)
    if value in (None, "", []):
        return str(_("nothing recorded"))
    if isinstance(value, list):
        return ", ".join(str(names.get(part, part)) for part in value)
    if test.options:
        return str(names.get(str(value), value))
    if name == "vital_temp_c" and isinstance(value, (int, float)):
        return f"{decimal(value, 1)} °C ({decimal(value * 9 / 5 + 32, 1)} °F)"
    text = decimal(value) if isinstance(value, float) else spell(value)
    return f"{text} {test.unit}" if test.unit not in ("", "°", "%") else f"{text}{test.unit}"


def mark(name: str, value: Any, other: Any = None) -> str:
    """A word beside a number that needs one, or nothing: low, high, or how far behind the other side."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return ""
    if name in _LOW and value < _LOW[name]:
        return str(_("low"))
    if name in _HIGH and value >= _HIGH[name]:
        return str(_("high"))
    if name in _APART and isinstance(other, (int, float)) and abs(value - other) > _APART[name]:
        return str(_("%(number)s mm apart from the other foot: measure again", number=decimal(abs(value - other))))
    if name == "exam_abi" and (value <= 0.9 or value > 1.4):
        return str(_("low")) if value <= 0.9 else str(_("high"))
    if name == "exam_hr_reps" and isinstance(other, (int, float)) and other > 0 and value <= other - 6:
        return f"−{round(100 * (other - value) / other)}%"
    return ""


def wells(findings: Any) -> tuple[int, bool] | None:
    """The two-level Wells score and whether every item was answered; nothing when none was."""
    items = [getattr(findings, f"wells_{n}", None) for n in range(1, 10)]
    alternative = getattr(findings, "wells_alt", None)
    if findings is None or not any((*items, alternative)):
        return None
    score = sum(item == "yes" for item in items) - (2 if alternative == "yes" else 0)
    return score, all((*items, alternative))

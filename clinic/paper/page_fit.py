"""How a plan is made to fit its sides: how closely it is set first, and what is tried after that. Pure.

The renderer climbs the ladders; each rung is one more layout, so those that the amount of text rules out are not tried.
"""

from typing import Any, Literal

from clinic.content.plan_content import PlanContent, Words

Size = Literal["standard", "large"]

SIDES = {"standard": 4, "large": 8}
"""The most sides a plan of five exercises may take; each optional page adds one, a second language as many again."""

LADDERS: dict[str, tuple[tuple[str, int], ...]] = {
    "standard": (("", 84), ("tight", 97), ("tightest", 999)),
    "large": (("", 68), ("close", 97), ("tight", 102), ("tightest", 999)),
}
"""The rungs of each size, roomiest first: a class that sets the page closer, and the lines of text with more than which
it hardly ever fits its sides. Each rung that is tried is one more layout."""

FRONT_RUNGS = ("front-snug", "front-tight")
"""Classes that set the front page of standard print closer, tried in turn until it is whole."""

BESIDE_MM = 270
"""A longer foot's life-size drawing leaves no room for words beside it."""

NOTE_A_SIDE = 2500
"""A note so long may take another side."""


def ladder(content: PlanContent, size: Size, languages: tuple[str, ...]) -> dict[str, Any]:
    """The sides a sheet may take, where it starts on its ladders, the rungs left to try, and what goes to its end."""
    lines = max(lines_of(content, language) for language in languages)
    rungs = [rung for rung, _ in LADDERS[size]]
    start = next(at for at, (_, most) in enumerate(LADDERS[size]) if lines <= most)
    front: tuple[str, ...] = FRONT_RUNGS if size == "standard" else ()
    first = rungs[start]
    if len(languages) > 1:
        # Two languages never fit on the roomiest rung, and have twice the sides to run on.
        start = 1
        first, front = " ".join([rungs[start], *front[-1:]]), ()
    closing_last = size == "standard" and len(languages) == 1
    sides = SIDES[size] * len(languages) + _extra_sides(content, roomy=size == "large" or len(languages) > 1)
    sides += len(content.note.en) // NOTE_A_SIDE
    return {
        "sides": sides,
        "first_rung": f"{first} " if first else "",
        "rungs": " ".join(rungs[start + 1 :]),
        "front_rungs": " ".join(front),
        # Where the shoes and swaps need their side for themselves, the sources go to the end.
        "sources_last": closing_last and start > 0,
        # In large print and in two languages the tick sheet fills its side and comes last.
        "closing_last": closing_last,
    }


def _extra_sides(content: PlanContent, *, roomy: bool) -> int:
    """A side for each optional page; the pad page has one for each foot, and two where its words need more room."""
    pads = len(content.all_pads()) if "pad_page" in content.extras else 0
    others = sum(page != "pad_page" for page in content.extras)
    # A long foot's drawing does not stand under its words.
    is_alone = roomy or any((pad.foot_mm or 0) > BESIDE_MM for pad in content.all_pads())
    return others + pads * (2 if is_alone else 1)


def lines_of(content: PlanContent, language: str) -> int:
    """About how many lines the sheet takes between its front page and its tick sheet, at standard size."""

    def lines(width: int, *texts: Words) -> int:
        return -(-sum(len(text.get(language)) + 2 for text in texts) // width)

    total = 4
    for e in content.exercises:
        total += 3 + len(e.steps) + lines(58, e.feel) + lines(56, e.stop_if) + lines(86, e.easier, e.harder)
        total += sum(lines(60, text) for text in (e.precaution, e.start, e.note) if text)
    total += sum(lines(62, shoe.lead, shoe.text, shoe.own) for shoe in content.shoes) + 3
    total += sum(max(2, lines(32, swap.do, *swap.others, swap.note)) for swap in content.swaps) + (
        6 if content.swaps else 2
    )
    total += sum(lines(92, reason.lead, reason.text) for reason in content.reasons) + 2
    return total + (len(content.ladder.stages) + 3 if content.ladder else 0)

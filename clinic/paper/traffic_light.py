"""The traffic light of the page: which pain goes with which colour, in numbers and in words. Pure."""

from dataclasses import dataclass

from clinic.content.plan_content import PlanContent, Words
from clinic.paper.wording import say


@dataclass(frozen=True)
class Bands:
    """The traffic light: how wide each colour is on the 0-10 scale, and its words."""

    scale: list[tuple[int, str]]
    title: Words
    lead: Words
    lights: list[tuple[str, str, Words, Words]]
    """Class, picture, title, words."""
    foot: Words


def bands(content: PlanContent) -> Bands:
    """The light of this plan: by pain, at zero pain, or by the skin."""
    light = content.light
    if light.mode == "zero":
        return Bands(
            [],
            say("zero_title"),
            Words(""),
            [
                ("go", "i-go", say("zero_go"), say("zero_go_words")),
                ("stop", "i-stop", say("zero_stop"), say("zero_stop_words")),
            ],
            _also(content),
        )
    if light.mode == "skin":
        return Bands(
            [],
            say("skin_title"),
            say("skin_lead"),
            [
                ("go", "i-go", say("skin_go"), say("skin_go_words")),
                ("easy", "i-easy", say("skin_easy"), say("skin_easy_words")),
                ("stop", "i-stop", say("skin_stop"), say("skin_stop_words")),
            ],
            Words(""),
        )
    go, easy = light.go_to, light.easy_to
    scale = [(n, "go" if n <= go else "easy" if n <= easy else "stop") for n in range(11)]
    lights = [("go", "i-go", say("go", low=0, high=go) if go else say("go_zero"), say("go_words"))]
    if easy > go:
        title = say("easy", low=go + 1, high=easy) if easy > go + 1 else say("easy_one", low=easy)
        lights.append(("easy", "i-easy", title, say("easy_words")))
    stop = say("stop", low=easy + 1) if easy < 9 else say("stop_ten")
    lights.append(("stop", "i-stop", stop, say("stop_words")))
    return Bands(scale, say("pain_ok"), Words(""), lights, _also(content))


def _also(content: PlanContent) -> Words:
    also = say("stop_also")
    if not content.light.numbness_is_red:
        return also
    numb = say("numb_is_stop")
    return Words(f"{also.en} {numb.en}", f"{also.es} {numb.es}")

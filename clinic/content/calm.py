"""Which days let a patient move on, in numbers: paper may be black and white, so it names no colour. Pure."""

from clinic.content.plan_content import Light, Words
from clinic.knowledge.library import Library
from clinic.knowledge.schema import Text

CALM = "calm"
"""The blank of a way back for what its days must have been."""


def week_rule(light: Light, library: Library) -> Words:
    """When the next week of a swap may begin."""
    if light.mode == "skin":
        return _words(library.texts["T-WEEK-RULE-SKIN"].text)
    if light.mode == "zero" or not light.go_to:
        return _words(library.texts["T-WEEK-RULE-ZERO"].text)
    return _filled(library.texts["T-WEEK-RULE"].text, "most", str(light.go_to), str(light.go_to))


def move_on(words: Text, light: Light, library: Library, *, zero_pain: bool) -> Words:
    """When the next step of a way back may begin."""
    if light.mode == "skin":
        calm = _words(library.texts["T-CALM-SKIN"].text)
    elif zero_pain or light.mode == "zero" or not light.go_to:
        calm = _words(library.texts["T-CALM-ZERO"].text)
    else:
        calm = _filled(library.texts["T-CALM"].text, "most", str(light.go_to), str(light.go_to))
    return _filled(words, CALM, calm.en, calm.es)


def _words(text: Text) -> Words:
    return Words(text.en, text.es)


def _filled(text: Text, blank: str, english: str, spanish: str) -> Words:
    return Words(text.en.replace(f"{{{blank}}}", english), text.es.replace(f"{{{blank}}}", spanish))

"""Languages: which there are, and how staff and tablet each choose one."""

from flask import current_app, g, request
from flask_babel import get_locale

from clinic import sessions

LANGUAGES = {"en": "English", "es": "Español"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def choose_language() -> str:
    """The language of this page: the intake's on a tablet, the staff member's choice, else the browser's."""
    chosen = g.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    kept = sessions.current().get("language")
    if kept in LANGUAGES:
        return str(kept)
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"


def language() -> str:
    """The language of this page as a two-letter code."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def decimal(value: float | None, places: int | None = None) -> str:
    """A number as the page's language writes it: 2.5 in English, 2,5 in Spanish; with no more digits than it has.

    `places` asks for so many digits after the point. Nothing is an empty text.
    """
    if value is None:
        return ""
    plain = f"{value:g}" if places is None else f"{value:.{places}f}"
    return plain.replace(".", ",") if language() == "es" else plain


def date_order() -> str:
    """In which order the practice's region writes a date in digits: `mdy`, `dmy` or `ymd`. Never the language's."""
    order: str = current_app.extensions["date_order"]()
    return order


def choose_time_zone() -> str:
    """The clinic's time zone; UTC until it has been set up."""
    zone: str = current_app.extensions["time_zone"]()
    return zone

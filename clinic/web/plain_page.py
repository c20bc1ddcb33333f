"""The page for when nothing works: it asks no database, no session, no template and no catalogue.

Its words stand here in both languages, because who reads it cannot be known.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clinic.outages import Trouble

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
RETRY_AFTER = 5
"""Seconds after which a browser, a proxy or a tablet may ask again."""


@dataclass(frozen=True)
class Words:
    """What is the matter and what to do, in English and in Spanish."""

    heading: tuple[str, str]
    words: tuple[str, str]
    passes: bool = True
    """Whether it goes away by itself, so that asking again is all there is to do."""


FAULT = Words(
    ("Something went wrong on our side", "Algo falló de nuestro lado"),
    (
        "Nothing was half saved. Go back and try again. If it happens again, report the number below.",
        "Nada quedó guardado a medias. Vuelva atrás e intente otra vez. Si pasa de nuevo, informe el número de abajo.",
    ),
    passes=False,
)
TROUBLES = {
    Trouble.AWAY: Words(
        ("One moment, please", "Un momento, por favor"),
        (
            "Footing cannot reach its records just now. What was saved is safe.",
            "Footing no puede leer sus registros en este momento. Lo que se guardó está a salvo.",
        ),
    ),
    Trouble.BUSY: Words(
        ("Busy for a moment", "Ocupado por un momento"),
        ("Nothing was lost. Try again in a few seconds.", "No se perdió nada. Intente otra vez en unos segundos."),
    ),
    Trouble.FULL: Words(
        ("The disk is full", "El disco está lleno"),
        (
            "This was not saved. Tell whoever looks after the computers that the disk Footing is on is full. "
            "What was saved before is safe.",
            "Esto no se guardó. Avise a quien cuida las computadoras que el disco de Footing está lleno. "
            "Lo que se guardó antes está a salvo.",
        ),
    ),
    Trouble.DAMAGED: Words(
        ("The records cannot be read", "No se pueden leer los registros"),
        (
            "Stop, and tell whoever looks after the computers that the file of the records is damaged. "
            "Nothing more is saved until it has been looked at.",
            "Deténgase y avise a quien cuida las computadoras que el archivo de los registros está dañado. "
            "No se guarda nada más hasta que lo revisen.",
        ),
        passes=False,
    ),
}
BY_ITSELF = ("This page tries again by itself.", "Esta página intenta otra vez por sí sola.")
SEND_AGAIN = ("Send again", "Enviar otra vez")
KEPT = (
    "What you typed is kept on this page. Leave the page open and send it again.",
    "Lo que escribió sigue en esta página. Deje la página abierta y envíelo otra vez.",
)
GO_BACK = (
    "Go back: what you typed may still be there. Then send it again.",
    "Vuelva atrás: lo que escribió puede seguir ahí. Después envíelo otra vez.",
)


@dataclass(frozen=True)
class Plea:
    """What is known of the request that failed, as far as the page needs it."""

    is_sent: bool = False
    """Whether something was being sent, not only looked at."""
    address: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """What was typed, to be sent again from this page; nothing where it may not be repeated (a password)."""
    root: str = ""
    """The folder under which a proxy serves the application."""
    spanish_first: bool = False


def new_number() -> str:
    """A number to report, which the log has too."""
    return secrets.token_hex(8)


def status(trouble: Trouble | None) -> int:
    """503 where the database is the matter; 500 where we are."""
    return 500 if trouble is None else 503


def headers(trouble: Trouble | None, content_type: str) -> list[tuple[str, str]]:
    """Every header such an answer carries."""
    found = [*HEADERS.items(), ("Content-Security-Policy", POLICY.format(nonce=secrets.token_urlsafe(16)))]
    found.append(("Content-Type", content_type))
    if trouble is not None:
        found.append(("Retry-After", str(RETRY_AFTER)))
    return found


def said(trouble: Trouble | None, number: str) -> dict[str, str]:
    """The same for a script: a tablet's save, or a part of a page."""
    words = TROUBLES[trouble] if trouble else FAULT
    return {
        "error": f"{words.heading[0]}. {words.words[0]}",
        "error_es": f"{words.heading[1]}. {words.words[1]}",
        "number": number,
    }


def html(trouble: Trouble | None, number: str, plea: Plea | None = None) -> str:
    """The whole page."""
    plea = plea or Plea()
    words = TROUBLES[trouble] if trouble else FAULT
    tries_again = words.passes and not plea.is_sent
    order = (1, 0) if plea.spanish_first else (0, 1)
    parts = [_part(words, place, plea, tries_again, is_first=place == order[0]) for place in order]
    refresh = f'<meta http-equiv="refresh" content="{RETRY_AFTER}">\n' if tries_again else ""
    return (
        f'<!doctype html>\n<html lang="{("en", "es")[order[0]]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # So that a form sent from here says where it is from (see origin_check).
        '<meta name="referrer" content="same-origin">\n'
        f"{refresh}<title>{words.heading[order[0]]} - Footing</title>\n"
        f'<link rel="stylesheet" href="{escape(plea.root)}/static/css/clinic.css">\n</head>\n'
        '<body>\n<header class="app-bar"><span class="app-wordmark">Footing</span></header>\n'
        '<main id="main" class="app-page app-page--narrow">\n<div class="app-form">\n'
        f"{''.join(parts)}{_again(plea, order)}"
        f'<p class="app-hint">{" / ".join(("Number", "Número")[place] for place in order)}: <code>{number}</code></p>\n'
        "</div>\n</main>\n</body>\n</html>\n"
    )


def _part(words: Words, place: int, plea: Plea, tries_again: bool, *, is_first: bool) -> str:
    level = "h1" if is_first else "h2"
    after: Iterable[str] = ()
    if tries_again:
        after = (BY_ITSELF[place],)
    elif plea.is_sent:
        after = ((KEPT if plea.fields else GO_BACK)[place],)
    text = " ".join([words.words[place], *after])
    language = ("en", "es")[place]
    return f'<section lang="{language}">\n<{level}>{words.heading[place]}</{level}>\n<p>{text}</p>\n</section>\n'


def _again(plea: Plea, order: tuple[int, int]) -> str:
    if not plea.fields:
        return ""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in plea.fields
    )
    button = " / ".join(SEND_AGAIN[place] for place in order)
    return (
        f'<form method="post" action="{escape(plea.address)}">\n{hidden}'
        f'<p><button class="nhsuk-button">{button}</button></p>\n</form>\n'
    )

"""The plan as one file for a phone: pictures, style and tick log inside, nothing fetched, nothing sent. Pure.

The file forbids itself the network by its own policy, and its ticks stay on the device that opens it.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from jinja2 import Environment

from clinic.content.plan_content import PlanContent, Words
from clinic.paper import document, wording
from clinic.paper.document import Variant

Language = Literal["en", "es", "both"]

START = re.compile(r'(<g [^>]*stroke="#8d949b"[^>]*stroke-dasharray="[^"]*"[^>]*>)')
"""The dashed outline that a picture draws of the starting pose."""
FADE = (
    '<animate attributeName="opacity" dur="4s" repeatCount="indefinite" calcMode="spline" '
    'values="1;1;0;0;1" keyTimes="0;.35;.5;.85;1" keySplines=".4 0 .6 1;.4 0 .6 1;.4 0 .6 1;.4 0 .6 1"/>'
)

WORDS = {
    "tick_words": Words(
        "Tick what you did. It stays on this device. Nobody else sees it.",
        "Marque lo que hizo. Queda en este aparato. Nadie más lo ve.",
    ),
    "not_kept": Words(
        "This device does not keep your ticks. Please use the paper sheet.",
        "Este aparato no guarda sus marcas. Use la hoja de papel.",
    ),
    "forget": Words("Delete my ticks from this device", "Borrar mis marcas de este aparato"),
    "forget_sure": Words("Delete all ticks on this device?", "¿Borrar todas las marcas de este aparato?"),
    "still": Words("Stop the pictures", "Parar las imágenes"),
    "moving": Words("Move the pictures", "Mover las imágenes"),
    "choose": Words("Language", "Idioma"),
    "private": Words(
        "This file works without the internet. It has your name in it, so keep it private.",
        "Este archivo funciona sin internet. Tiene su nombre, así que guárdelo bien.",
    ),
    "pad_page": Words(
        "The paper has a life-size drawing of where your pad goes.",
        "El papel tiene un dibujo en tamaño real de dónde va su almohadilla.",
    ),
}


@dataclass(frozen=True)
class Moving:
    """A picture that stands still, and one that goes from the starting pose to the end where it has both."""

    still: str
    moving: str


@dataclass(frozen=True)
class Day:
    """One day of the tick log."""

    on: str
    label: Words
    number: int


def name(content: PlanContent) -> str:
    """A file name that tells nobody whose it is."""
    return f"foot-plan-{content.plan_on.isoformat()}.html"


def html(content: PlanContent, language: Language = "en") -> str:
    """The whole file."""
    values = document.build(content, Variant(language=language))
    return (
        _environment()
        .get_template("paper/take_home.html")
        .render(
            values,
            policy=policy(),
            own=WORDS,
            picture=picture,
            moves=any(one.moving != one.still for e in content.exercises if (one := picture(e.picture))),
            days=_days(content.log_from or content.plan_on, content.log_days),
            dial=re.sub(r"[^\d+]", "", content.clinic.phone),
            key=content.log_code or content.sha256[:12],
        )
    )


@cache
def policy() -> str:
    """What the file may do: show its own style and pictures and run its own script. No network at all."""
    style, script = (_hash(_part(kind)) for kind in ("css", "js"))
    return (
        f"default-src 'none'; img-src data:; style-src '{style}'; script-src '{script}'; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def picture(name: str) -> Moving | None:
    """One of our pictures as part of the page, if there is one of that name."""
    file = document.PICTURES / f"{name}.svg"
    if not name or not file.is_file():
        return None
    drawn = file.read_text(encoding="utf-8")
    moving, count = START.subn(rf"\1{FADE}", drawn)
    still = _data(drawn)
    return Moving(still, _data(moving) if count else still)


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _part(kind: str) -> str:
    return _environment().get_template(f"paper/_take_home.{kind}").render()


@cache
def _environment() -> Environment:
    # The paper's way of breaking long words would break into the pictures.
    return document._environment().overlay(finalize=None)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _days(start: date, days: int) -> list[Day]:
    dates = [start + timedelta(days=n) for n in range(days)]
    return [Day(on.isoformat(), wording.weekday(on), n) for n, on in enumerate(dates, start=1)]

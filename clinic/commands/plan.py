"""From a file to paper, without a database: what `flask plan` does between reading a case and writing a PDF."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clinic.content import compose
from clinic.content.plan_content import Clinic, Person
from clinic.knowledge.library import load
from clinic.paper import document
from clinic.paper.document import Variant
from clinic.renderer import client
from clinic.rules import engine
from clinic.rules.proposal import Decision
from clinic.values.days import day_of

RenderFailed = client.RenderFailed


def decide(case: Mapping[str, Any]) -> Decision:
    """What the rules say of a case."""
    return engine.recommend(case, load())


def why_not(decision: Decision) -> str:
    """Why there is no plan to print, in one line that names the flags and the feet."""
    library = load()
    feet = {"r": "right foot", "l": "left foot"}
    causes = []
    for cause in decision.as_json()["because"]:
        where = f", {feet[cause['foot']]}" if cause.get("foot") in feet else ""
        causes.append(f"{cause['code']} {library.name(cause['code']).en}{where}")
    what = "No plan: stop" if decision.status == "stop" else "No plan: locked"
    return f"{what} ({'; '.join(causes)})."


def draw(case: Mapping[str, Any], decision: Decision, *, paper: str, size: str, language: str, mono: bool) -> bytes:
    """The draft handout of a decision. Nobody has accepted it, and every page says so."""
    now = dt.datetime.now().astimezone()
    today = day_of(now, now.tzinfo or dt.UTC)
    content = compose.compose(
        decision,
        case,
        load(),
        clinic=Clinic(name="Footing", phone="", address=""),
        person=Person(name="", called=""),
        clinician="",
        plan_on=today,
        language="es" if language == "es" else "en",
    )
    variant = Variant(paper=paper, size=size, language=language, mono=mono)  # type: ignore[arg-type]
    return client.render(document.html(content, variant, draft=True))

"""Putting a signed version on paper: which variant, rendered once, kept for good, and sent again as it was."""

import datetime as dt
import hashlib
from typing import Any, get_args

from sqlalchemy.exc import IntegrityError

from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.content.plan_content import PlanContent
from clinic.database import db
from clinic.handout.models import Handout
from clinic.paper import document
from clinic.paper.document import Variant
from clinic.patients.models import Patient
from clinic.practice.models import Practice
from clinic.renderer import client
from clinic.signed.models import PlanVersion

LANGUAGES: tuple[str, ...] = get_args(document.Language)
PAPERS: tuple[str, ...] = get_args(document.Paper)
SIZES: tuple[str, ...] = get_args(document.Size)
SOFTWARE = "footing handout 2"


class NoSuchVariant(ValueError):
    """Paper, print size or language that we do not print."""


def variant(language: str, paper: str, size: str, *, mono: bool) -> Variant:
    """The variant of these names, or `NoSuchVariant`."""
    if language not in LANGUAGES or paper not in PAPERS or size not in SIZES:
        raise NoSuchVariant(f"{language} {paper} {size}")
    return Variant(language=language, paper=paper, size=size, mono=mono)  # type: ignore[arg-type]


def usual(patient: Patient, practice: Practice) -> Variant:
    """What this patient was given last, or what suits them: their language, print size and the clinic's paper."""
    language = patient.handout_language or (patient.language if patient.language in LANGUAGES else "en")
    paper = patient.paper or practice.paper
    return variant(
        language if language in LANGUAGES else "en",
        paper if paper in PAPERS else "letter",
        "large" if patient.wants_large_print else "standard",
        mono=patient.prints_mono,
    )


def remember(patient: Patient, chosen: Variant) -> bool:
    """Keep a choice for the patient's next handout. Says whether anything changed."""
    wanted: dict[str, Any] = {
        "handout_language": chosen.language,
        "paper": chosen.paper,
        "wants_large_print": chosen.size == "large",
        "prints_mono": chosen.mono,
    }
    changed = {name: value for name, value in wanted.items() if getattr(patient, name) != value}
    for name, value in changed.items():
        setattr(patient, name, value)
    return bool(changed)


def files(logo: bytes | None) -> dict[str, bytes]:
    """The pictures that go along with a page."""
    return {"logo": logo} if logo else {}


def render(content: PlanContent, chosen: Variant, logo: bytes | None, *, draft: bool = False) -> bytes:
    """The PDF of a plan's content. Takes a second; no transaction may be open meanwhile."""
    html = document.html(content, chosen, draft=draft, logo=bool(logo))
    return client.render(html, files(logo))


def find(version: PlanVersion, chosen: Variant) -> Handout | None:
    """The paper of this variant, if it was printed before."""
    return Handout.find(version, language=chosen.language, paper=chosen.paper, size=chosen.size, mono=chosen.mono)


def keep(version: PlanVersion, chosen: Variant, data: bytes, *, at: dt.datetime) -> Handout:
    """Store the bytes once. Where somebody else was faster, theirs are the ones kept."""
    row = Handout(
        version_id=version.id,
        language=chosen.language,
        paper=chosen.paper,
        size=chosen.size,
        mono=chosen.mono,
        pdf=data,
        pdf_sha256=hashlib.sha256(data).hexdigest(),
        software=SOFTWARE,
        rendered_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        first = find(version, chosen)
        if first is None:
            raise
        return first
    return row


def note(version: PlanVersion, chosen: Variant, *, by: User, at: dt.datetime, again: bool) -> None:
    """Leave the trace of a print or reprint."""
    record(
        Action.HANDOUT_PRINTED,
        version,
        actor=by,
        at=at,
        patient_id=version.visit.patient_id,
        language=chosen.language,
        paper=chosen.paper,
        size=chosen.size,
        mono=chosen.mono,
        again=again,
    )

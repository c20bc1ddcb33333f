"""What every page of the plan begins with: the draft or the visit, the practice, the strip with the patient."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _

from clinic.database import Base, db
from clinic.i18n import language
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion

SOURCES_DATED = "2026-11-23"
"""The day the sources were last looked up."""


def labels() -> list[str]:
    """What every clinical page says of itself (clinical.md section 9)."""
    library, words = load(), language()
    said = [library.texts[f"T-LABEL-{n}"].text[words] for n in range(1, 6)]
    return [line.replace("{revision}", library.revision[:8]).replace("{dated}", SOURCES_DATED) for line in said]


def draft_id(visit: Visit) -> UUID | None:
    """The draft of a visit's plan, if it has been started. Asked of its table by name: `plan` lies above this room."""
    plan = Base.metadata.tables["plan"]
    return db.session.scalar(sa.select(plan.c.id).where(plan.c.visit_id == visit.id))


def banner(
    visit: Visit, intake: Intake | None, versions: list[PlanVersion], draft: UUID | None = None
) -> dict[str, Any]:
    """What the strip above a visit's pages shows. Who has the draft at hand says its id, and nothing is asked."""
    patient = visit.patient
    sex = {"female": _("F"), "male": _("M"), "intersex": _("X")}.get(
        (intake.sex_birth if intake else None) or patient.sex_birth or "", ""
    )
    return {
        "visit": visit,
        "patient": patient,
        "intake": intake,
        "age": visit.age,
        "sex": sex,
        "number": 1 + len(visit.earlier()),
        "draft_id": draft or draft_id(visit),
        "version": versions[-1] if versions else None,
        "labels": labels(),
    }

"""A clinician's usual plans: kept, shared, laid over a draft."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from clinic.accounts.models import User
from clinic.assessment.assessment import Situation
from clinic.content.plan_lines import Part, State
from clinic.database import db
from clinic.plan import drafting, suggestions
from clinic.plan.drafting import DOSE, Line
from clinic.plan.models import Plan, PlanTemplate

KEPT = (*DOSE, "side", "resistance", "starts_easier", "note_en", "note_es", "numbers")


def visible_to(user: User) -> list[PlanTemplate]:
    """One's own usual plans and those shared in the practice, by name."""
    query = (
        sa.select(PlanTemplate)
        .where(sa.or_(PlanTemplate.owner_id == user.id, PlanTemplate.is_shared))
        .options(joinedload(PlanTemplate.owner))
        .order_by(PlanTemplate.name, PlanTemplate.id)
    )
    return list(db.session.scalars(query))


def keep(plan: Plan, *, name: str, is_shared: bool, by: User) -> PlanTemplate:
    """Keep the exercises and shoe advice of a draft under a name; the same name of the same owner is replaced."""
    row = db.session.scalar(sa.select(PlanTemplate).where(PlanTemplate.owner_id == by.id, PlanTemplate.name == name))
    if row is None:
        row = PlanTemplate(name=name, owner_id=by.id)
        db.session.add(row)
    row.is_shared = is_shared
    row.lines = [
        {"part": item.part.value, "code": item.code, **{field: getattr(item, field) for field in KEPT}}
        for part in (Part.EXERCISE, Part.FOOTWEAR)
        for item in plan.lines(part, State.ACCEPTED)
    ]
    return row


def apply(
    plan: Plan, template: PlanTemplate, seen: Situation, *, revision: int, by: User, at: Any
) -> tuple[int, list[str]]:
    """Put a usual plan's lines into the draft. What the rules exclude here stays out; its codes are said."""
    out = {one.code for one in seen.decision.excluded}
    put, left = 0, []
    with drafting.changing(plan, seen=revision, by=by, at=at, what="template"):
        for line in template.lines:
            if line["code"] in out:
                left.append(line["code"])
                continue
            known = suggestions.library_line(Part(line["part"]), line["code"], "", seen.decision, seen.library)
            if known is None:
                continue
            values = (known.values or {}) | {field: line[field] for field in KEPT if field != "side"}
            reason = (
                ""
                if values.get("because", {}).get("reasons")
                else _("From the usual plan: %(name)s", name=template.name)
            )
            drafting.put(plan, Line(known.part, known.code, values=values), state=State.ACCEPTED, by=by, reason=reason)
            put += 1
    return put, left

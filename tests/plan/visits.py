"""Visits made from the reference cases: the patient's answers sent, the clinician's findings recorded."""

import json
from pathlib import Path
from typing import Any

from clinic.database import db
from clinic.exam.models import FOOT_FIELDS, PERSON_FIELDS, ExamFindings
from clinic.knowledge import case_file
from clinic.knowledge.library import load
from tests import factories

CASES = Path(__file__).parents[1] / "rules" / "cases"


def case(name: str) -> dict[str, Any]:
    """The answers of a reference case, filled in with the defaults."""
    data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return case_file.checked(data.get("answers", data), defaults=True, library=load())


def visit_of(answers: dict[str, Any], **visit: Any) -> Any:
    """A visit with a sent intake and findings, as after an interview and an exam."""
    here = factories.VisitFactory(**visit)
    factories.answered(answers, visit=here)
    found = ExamFindings(visit_id=here.id, not_tested={}, impression="")
    for name in PERSON_FIELDS:
        if name in answers.get("p", {}):
            setattr(found, name, answers["p"][name])
    for side in ("r", "l"):
        for name in FOOT_FIELDS:
            if answers.get(side, {}).get(name) is not None:
                setattr(found.foot(side), name, answers[side][name])
    db.session.add(found)
    db.session.commit()
    return here

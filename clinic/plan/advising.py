"""What follows from how the last plan went: progress, hold or step back for each of its lines."""

from flask_babel import gettext as _

from clinic.knowledge.library import load
from clinic.patients.models import Visit
from clinic.plan import logbook, progress
from clinic.plan.models import LineReport, PlanVersion
from clinic.plan.progress import Advice
from clinic.plan.proposing import returning_lines
from clinic.plan.situation import Situation


def advise(seen: Situation, version: PlanVersion | None) -> dict[str, Advice]:
    """What the rule says of each line of the last plan, by code. Nothing on a first visit."""
    if version is None or version.visit_id == seen.visit.id:
        return {}
    reports = LineReport.of([version.visit, seen.visit])
    has_flag = any(fired.urgency.value != "CAUTION" for foot in seen.picture.feet for fired in foot.flags)
    limits = progress.limits_of(version.draft)
    days = logbook.days_done(version)
    found: dict[str, Advice] = {}
    for line in returning_lines(version):
        given = progress.advice(
            logbook.with_days(reports[seen.visit.id].get(line["code"]), days.get(line["code"])),
            reports[version.visit_id].get(line["code"]),
            days_week=line["days_week"] or 7,
            has_flag=has_flag,
            is_worse=_is_worse(seen),
            limits=limits,
        )
        if given is not None:
            found[line["code"]] = given
    return found


def _is_worse(seen: Situation) -> bool:
    return bool(seen.case.get("p", {}).get("sym_limp") == "yes")


def told(visit: Visit, last: PlanVersion | None, words: str) -> str:
    """How the plan went, in one line: days done by exercise, why not, and what the tick sheet says."""
    library = load()
    said = []
    for code, report in LineReport.of([visit])[visit.id].items():
        name = library.name(code)[words]
        days = _("not written") if report.fu_done is None else _("%(n)s of 7 days", n=report.fu_done)
        why = f" ({report.fu_why_not})" if report.fu_why_not else ""
        said.append(f"{name}: {days}{why}")
    sheet = " ".join(logbook.said(last))
    reports = "; ".join(said)
    return f"{reports}. {sheet}" if reports and sheet else reports or sheet

"""Numbers that cannot both be true: kept as they were given, and asked again before anybody goes on.

Until then the rules read the more careful of the two (`knowledge.answers` lets the highest pain count as the worst).
"""

from flask_babel import gettext as _

from clinic.interview.models import Intake

HOURS_A_WEEK, HOURS_A_DAY, DAYS_A_WEEK, WEEKS_A_YEAR = 168, 24, 7, 52


def of(intake: Intake) -> dict[str, str]:
    """What to ask again, by the name of the control to change: a gentle sentence each."""
    return {**_pain(intake), **_span(intake), **_shoes(intake), **_week(intake)}


def _pain(intake: Intake) -> dict[str, str]:
    found = {}
    for foot in intake.feet:
        now, usual, worst = foot.nprs_now, foot.nprs_avg, foot.nprs_worst
        if worst is None:
            continue
        if usual is not None and worst < usual:
            found[f"{foot.side}-nprs_worst"] = _(
                "The worst pain cannot be lower than the usual pain. Change one of the two."
            )
        elif now is not None and worst < now:
            found[f"{foot.side}-nprs_worst"] = _(
                "You say the pain is %(now)s now and was %(worst)s at its worst this week. Please look at both numbers "
                "once more: the worst cannot be lower than the pain now.",
                now=now,
                worst=worst,
            )
    return found


def _span(intake: Intake) -> dict[str, str]:
    """Pain that is older than the person. Birthdays are coarse, so a year more is let pass."""
    long = [foot for foot in intake.feet if (foot.sym_weeks or 0) > WEEKS_A_YEAR]
    most = (intake.visit.age + 1) * WEEKS_A_YEAR if long else 0
    return {
        f"{foot.side}-sym_weeks": _("That is longer than you have lived. Please look at the number and its unit.")
        for foot in long
        if (foot.sym_weeks or 0) > most
    }


def _shoes(intake: Intake) -> dict[str, str]:
    """All pairs together cannot be worn longer than a week is; the pair with the most hours is asked about."""
    hours = {"shoe_hours": 7 * (intake.shoe_hours or 0)}
    hours |= {f"pair-{row.position + 1}-hours_wk": row.hours_wk or 0 for row in intake.shoes}
    if sum(hours.values()) <= HOURS_A_WEEK:
        return {}
    words = _("All your shoes together come to more hours than a week has. Please look at the hours once more.")
    pairs = [name for name in hours if name != "shoe_hours" and hours[name]]
    return {max(pairs or ["shoe_hours"], key=hours.__getitem__): words}


def _week(intake: Intake) -> dict[str, str]:
    found = {
        f"activity-{row.position + 1}-days": _("A week has 7 days. On how many of them do you do this?")
        for row in intake.activities
        if row.days is not None and row.days > DAYS_A_WEEK
    }
    daily = [row for row in intake.activities if (row.days or 0) >= DAYS_A_WEEK and row.minutes]
    if sum(row.minutes or 0 for row in daily) > 60 * HOURS_A_DAY:
        most = max(daily, key=lambda row: row.minutes or 0)
        found[f"activity-{most.position + 1}-min"] = _(
            "What you do every day comes to more than 24 hours. Please look at the minutes once more."
        )
    return found

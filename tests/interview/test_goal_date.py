"""The day by which somebody wants their goal: read as it is meant, or asked for again in words."""

import datetime as dt
from typing import Any

import pytest

from clinic.interview.models import Intake
from tests.interview.tablets import fill_in


def _save(tablet: Any, day: str) -> Any:
    sent = {"field": "act_goal_date", "value": day, "seen": ""}
    return tablet.post("/kiosk/answer", json=sent, headers={"X-CSRFToken": tablet.csrf()})


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Enter a day from today on, in the next 10 years."), ("es", "Escriba un día de hoy en adelante")],
)
@pytest.mark.parametrize("day", ["06/07/2026", "11/23/2026", "01/01/2077", "11/25/2036"])
def test_a_day_that_is_over_or_too_far_is_asked_for_again(
    tablet: Any, intake: Intake, db: Any, language: str, words: str, day: str
) -> None:
    fill_in(tablet, until="goals")
    intake.language = language
    db.session.commit()
    answer = _save(tablet, day)
    assert answer.status_code == 422 and words in answer.json["error"]
    page = tablet.send("/kiosk/goals", {"act_goal_date": day})
    assert page.status_code == 422 and words in page.says
    assert page.form("/kiosk/goals")["act_goal_date"] == day
    assert intake.act_goal_date is None


@pytest.mark.parametrize(("day", "kept"), [("11/24/2026", dt.date(2026, 11, 24)), ("08/05/2027", dt.date(2027, 8, 5))])
def test_today_and_a_day_of_the_next_years_are_kept(tablet: Any, intake: Intake, day: str, kept: dt.date) -> None:
    fill_in(tablet, until="goals")
    assert _save(tablet, day).status_code == 200 and intake.act_goal_date == kept


def test_the_clinics_day_counts_in_the_evening(tablet_for: Any, intake: Intake, clock: Any) -> None:
    clock.tick(hours=8)  # eight in the evening in New York, the next day in UTC
    tablet = tablet_for(intake)
    fill_in(tablet, until="goals")
    assert _save(tablet, "11/24/2026").status_code == 200

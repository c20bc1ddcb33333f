"""How long the interview is: screens, taps, buttons and keys for five people of the specification."""

import datetime as dt
from typing import Any

import pytest

from tests import factories
from tests.interview.cases import example, walk

MOST = {
    "runner": (18, 70),
    "neuroma-in-heels": (18, 75),
    "thin-fat-pad-and-falls": (24, 105),
    "both-feet-warehouse": (24, 105),
    "third-trimester": (18, 75),
}


@pytest.mark.parametrize("name", MOST)
def test_the_interview_of_a_person_of_the_specification_stays_short(
    tablet_for: Any, name: str, record_property: Any
) -> None:
    case = example(name)
    age = case["p"]["age"]
    patient = factories.PatientFactory(
        born_on=dt.date(2026 - age, 1, 15), sex_birth=case["p"].get("sex_birth", "female")
    )
    intake = factories.IntakeFactory(
        visit__patient=patient, confirmed_at=dt.datetime(2026, 11, 24, 16, 55, tzinfo=dt.UTC)
    )
    cost = walk(tablet_for(intake), intake, case)
    record_property("cost", str(cost))
    screens, taps = MOST[name]
    assert cost.screens <= screens, cost
    assert cost.taps <= taps, cost

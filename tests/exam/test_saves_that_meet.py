"""Two saves of one row that meet are nothing for anybody to read about: the later one is made again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from clinic.database import db as database
from clinic.exam import findings
from clinic.exam.models import ExamFindings
from clinic.web import errors
from tests.plan.visits import case, visit_of


@pytest.fixture
def meets() -> Iterator[Callable[[int], list[int]]]:
    """`meets(2)`: the next two saves of findings find that another one has come between; the list counts them."""
    met: list[int] = []
    left = [0]

    def come_between(session: Session, *_: object) -> None:
        if left[0] and any(isinstance(row, ExamFindings) for row in session.dirty):
            left[0] -= 1
            met.append(1)
            session.connection().execute(sa.update(ExamFindings).values(version=ExamFindings.version + 1))

    def begin(times: int) -> list[int]:
        left[0] = times
        return met

    sa.event.listen(Session, "before_flush", come_between)
    yield begin
    sa.event.remove(Session, "before_flush", come_between)


@pytest.mark.parametrize("times", [1, 2, errors.TRIES, errors.TRIES + 1])
def test_a_save_that_met_another_is_made_again(sign_in_as: Any, db: Any, meets: Any, times: int) -> None:
    visit, browser = visit_of(case("V01")), sign_in_as("clinician")
    findings.open_for(visit)
    database.session.commit()
    met = meets(times)
    data = {"csrf_token": browser.csrf(), "impression": "Neuroma"}
    page = browser.post(f"/visits/{visit.id}/impression", data=data, check=False)
    assert len(met) == times
    database.session.expire_all()
    found = ExamFindings.of(visit)
    assert found is not None
    if times <= errors.TRIES:
        assert page.status_code == 303 and found.impression == "Neuroma"
    else:
        assert page.status_code == 409 and found.impression == ""

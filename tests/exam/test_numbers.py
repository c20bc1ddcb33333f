"""A save of the exam that was stuck on its way changes nothing once the same person has saved the form anew."""

from typing import Any

import pytest
import sqlalchemy as sa

from clinic.database import db as database
from clinic.exam.models import ExamFindings
from tests import factories


@pytest.fixture
def visit(db: Any) -> Any:
    made = factories.VisitFactory()
    factories.IntakeFactory(visit=made, confirmed_at=made.starts_at, sent_at=made.starts_at)
    return made


def post(browser: Any, path: str, number: int, **sent: Any) -> Any:
    return browser.post(path, data={"csrf_token": browser.csrf(), "number": str(number), **sent}, check=False)


def standing(visit: Any) -> Any:
    database.session.expire_all()
    return database.session.scalar(sa.select(ExamFindings).where(ExamFindings.visit_id == visit.id))


def test_an_impression_that_was_stuck_does_not_replace_a_newer_one(sign_in_as: Any, visit: Any) -> None:
    browser, path = sign_in_as("clinician"), f"/visits/{visit.id}/impression"
    form = browser.get(f"/visits/{visit.id}").form(path)
    n = int(form["number"])
    post(browser, path, n + 1, impression="Neuroma")
    post(browser, path, n + 3, impression="Neuroma")
    page = post(browser, path, n + 2, impression="stuck")
    assert page.status_code == 303 and standing(visit).impression == "Neuroma"
    post(sign_in_as("clinician"), path, n + 2, impression="Somebody else's")  # another person's count is their own
    assert standing(visit).impression == "Somebody else's"


def test_a_finding_that_was_stuck_does_not_replace_a_newer_one(sign_in_as: Any, visit: Any) -> None:
    browser, path = sign_in_as("clinician"), f"/visits/{visit.id}/findings"
    n = int(browser.get(f"/visits/{visit.id}").form(path)["number"])
    key = "l-exam_web_squeeze"
    post(browser, path, n + 1, was=f'{{"{key}": ""}}', **{key: "neg"})
    assert standing(visit).foot("l").exam_web_squeeze == "neg"
    post(browser, path, n + 3, was=f'{{"{key}": "neg"}}', **{key: "neg"})  # pos was on its way, and neg is given again
    page = post(browser, path, n + 2, was=f'{{"{key}": "neg"}}', **{key: "pos"})
    assert page.status_code == 409 and standing(visit).foot("l").exam_web_squeeze == "neg"
    post(browser, path, n + 4, was=f'{{"{key}": "neg"}}', **{key: "pos"})
    assert standing(visit).foot("l").exam_web_squeeze == "pos"

"""Saves of one visit that overlap, as when a server comes back: each is kept, and nobody is told to begin again."""

import json
import threading

import pytest
from flask import Flask

from clinic.audit import trail
from clinic.database import db as database
from clinic.exam import findings
from clinic.exam.models import ExamFindings, FlagAnswer, ReAsked
from clinic.patients.models import Visit
from tests import factories
from tests.conftest import Client
from tests.plan.test_two_signatures import _browser, shared  # noqa: F401
from tests.plan.visits import case, visit_of

BOXES = {
    "l-exam_kw_cm": "9",
    "r-exam_kw_cm": "8",
    "l-exam_hr_reps": "12",
    "r-exam_hr_reps": "13",
    "p-vital_hr": "61",
}


def _all_at_once(app: Flask, token: str, posts: list[tuple[str, dict[str, str]]]) -> list[int]:
    answers = [0] * len(posts)
    start = threading.Barrier(len(posts))

    def post(place: int) -> None:
        browser = app.test_client()
        browser.set_cookie("sid", token)
        path, data = posts[place]
        start.wait()
        answers[place] = super(Client, browser).open(path, method="POST", data=data, buffered=True).status_code

    threads = [threading.Thread(target=post, args=(place,)) for place in range(len(posts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("turn", range(3))
def test_saves_of_one_visit_at_one_moment_are_all_kept(shared: Flask, turn: int) -> None:  # noqa: F811
    told = case("V02")
    visit_id = visit_of(told | {"p": told["p"] | {"rf_wtloss": "yes"}}).id
    hand = _browser(shared, factories.UserFactory(roles=["clinician"]).id)
    token, csrf = hand.get_cookie("sid").value, hand.csrf()
    path = f"/visits/{visit_id}"
    posts = [(f"{path}/findings", {"was": json.dumps({key: ""}), key: value}) for key, value in BOXES.items()]
    posts += [
        (f"{path}/impression", {"was": "", "impression": "Neuroma"}),
        (f"{path}/flags", {"flag": "RF20", "foot": "l", "ruling": "refer", "reason": "Hop test hurts", "stood": ""}),
        (f"{path}/asked-again", {"field": "rf_wtloss", "finding": "On a diet", "stood": ""}),
    ]
    database.session.remove()
    answers = _all_at_once(shared, token, [(place, data | {"csrf_token": csrf}) for place, data in posts])
    assert answers == [303] * len(posts)
    visit = database.session.get_one(Visit, visit_id)
    found = ExamFindings.of(visit)
    assert found is not None and found.impression == "Neuroma"
    for key, value in BOXES.items():
        foot, _dash, field = key.partition("-")
        assert findings.stands(found, foot, field) == value
    assert [row.reason for row in FlagAnswer.of(visit)] == ["Hop test hurts"]
    assert database.session.query(ReAsked).filter_by(visit_id=visit_id).one().finding == "On a diet"
    database.session.remove()
    assert list(trail.faults()) == []

"""Beside a value that is refused every other one is saved, again and again, and nobody meets their own as another's."""

import json
from typing import Any

import pytest

from clinic.exam.findings import of
from clinic.exam.models import ExamFindings
from tests.plan.visits import case, visit_of

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def visit(db: Any) -> Any:
    return visit_of(case("V10"))


class Tab:
    """A page of the exam that stays open: it sends what it was told it shows, with what is in its boxes."""

    def __init__(self, browser: Any, visit: Any) -> None:
        self.browser, self.path = browser, f"/visits/{visit.id}"
        self.boxes: dict[str, Any] = {}
        self.was = self._was(browser.get(self.path))

    @staticmethod
    def _was(page: Any) -> Any:
        return json.loads(page.one('#exam-was input[name="was"]')["value"])

    def types(self, **boxes: Any) -> Any:
        """Change boxes; the page takes in what the answer says it shows."""
        self.boxes |= {name.replace("__", "-"): value for name, value in boxes.items()}
        shown = {key: self.was[key] for key in self.boxes}
        data = {"csrf_token": self.browser.csrf(), "was": json.dumps(shown), **self.boxes}
        answer = self.browser.post(f"{self.path}/findings", data=data, headers=IN_PLACE, check=False)
        page = self.browser.get(answer.location, headers=IN_PLACE) if answer.status_code == 303 else answer
        self.was |= self._was(page)
        return answer


def test_each_field_can_be_changed_again_and_again_beside_a_refused_number(
    sign_in_as: Any, visit: Any, db: Any
) -> None:
    tab = Tab(sign_in_as("clinician"), visit)
    tab.types(r__exam_hr_reps="200")
    for grade in ("neg", "pos", "neg"):
        answer = tab.types(l__exam_web_squeeze=grade)
        assert "Nothing was overwritten" not in answer.says and "1 value not saved" in answer.says
        db.session.expire_all()
        assert of(visit).foot("l").exam_web_squeeze == grade
    places: list[str] = []
    for place in ("mth2", "mth3", "mth4"):
        places.append(place)
        tab.types(l__exam_palp=list(places))
        db.session.expire_all()
        assert of(visit).foot("l").exam_palp == places
    assert tab.types(r__exam_hr_reps="20").status_code == 303
    db.session.expire_all()
    assert of(visit).foot("r").exam_hr_reps == 20


def test_what_a_refused_save_changed_elsewhere_is_fetched_by_the_page(sign_in_as: Any, visit: Any) -> None:
    browser = sign_in_as("clinician")
    answer = Tab(browser, visit).types(r__exam_hr_reps="200", r__exam_palp=["shaft2"])
    event = answer.headers["HX-Trigger"]
    follow = browser.get(f"/visits/{visit.id}").one("#follow")
    parts = follow["hx-select-oob"].split(",")
    assert follow["hx-trigger"] == f"{event} from:body" and "#flags" in parts
    assert not {"#exam-note", "#exam-was", "#sign"} & set(parts)


def test_a_value_somebody_else_recorded_holds_up_no_other(sign_in_as: Any, visit: Any, db: Any) -> None:
    mine, theirs = Tab(sign_in_as("clinician"), visit), Tab(sign_in_as("clinician"), visit)
    theirs.types(r__exam_hr_reps="14", r__exam_mulder="click_pain")
    answer = mine.types(r__exam_hr_reps="20", r__exam_kw_deg="41", l__exam_hr_reps="200")
    assert "Compare, then choose" in answer.says and "1 value not saved" in answer.says
    found = ExamFindings.of(visit)
    db.session.expire_all()
    assert (found.foot("r").exam_hr_reps, found.foot("r").exam_kw_deg) == (14, 41)
    answer = mine.types(r__exam_kw_deg="42")
    rows = [row.get_text(" ") for row in answer.all("#exam-note tbody tr")]
    assert len(rows) == 1 and "14" in rows[0] and "20" in rows[0]  # still theirs and mine, and nothing of my own
    db.session.expire_all()
    assert (found.foot("r").exam_hr_reps, found.foot("r").exam_kw_deg) == (14, 42)
    assert found.foot("r").exam_mulder == "click_pain"

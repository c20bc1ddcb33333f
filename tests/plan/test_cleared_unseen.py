"""A bone stress flag that was cleared without palpation is not signed before somebody says why there was none."""

import json
from typing import Any

import pytest

from clinic.audit.models import AuditEvent
from clinic.exam.findings import of
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

WHY = "Cast since Monday; the surgeon’s X-ray of today shows no line"


@pytest.fixture
def unseen() -> dict[str, Any]:
    """Swelling and pain at night over a shaft after more running, and nothing examined at all."""
    told = case("V02")
    return {part: {k: v for k, v in told[part].items() if not k.startswith("exam_")} for part in told}


def _answer(browser: Any, visit: Any, flag: str, ruling: str = "cleared") -> None:
    sent = {"flag": flag, "foot": "l", "ruling": ruling, "reason": "Does not fit the story"}
    assert browser.send(f"/visits/{visit.id}/flags", sent).status_code == 303


def _record(browser: Any, visit: Any, *palp: str, **more: str) -> Any:
    sent = {"l-exam_palp": list(palp), **{name.replace("__", "-"): value for name, value in more.items()}}
    stands = of(visit)
    row = next((row for row in stands.feet if row.side == "l"), None) if stands is not None else None
    was = "nt" if row is not None and "exam_palp" in row.not_tested else ""
    return browser.send(f"/visits/{visit.id}/findings", {"was": json.dumps({"l-exam_palp": was}), **sent})


def _ready(browser: Any, visit: Any) -> Any:
    page = press(browser, open_plan(browser, visit), "accept-all")
    return browser.get(f"/plans/{page.one('#sign-button')['formaction'].split('/')[2]}")


def test_a_stress_flag_cleared_without_palpation_is_signed_with_a_reason_only(
    sign_in_as: Any, unseen: Any, db: Any
) -> None:
    visit, browser = visit_of(unseen), sign_in_as("clinician")
    _answer(browser, visit, "RF37", "refer")
    _answer(browser, visit, "RF20")
    page = _ready(browser, visit)
    (link,) = page.all("#sign .app-sign__state a")
    assert link.get_text() == "Tender on palpation, left: record it or say why not"
    spanish = browser.get(page.request.path, headers={"Accept-Language": "es"})
    assert "izquierdo: anótelo" in spanish.one("#sign .app-sign__state a").get_text()
    refused = sign(browser, page)
    assert refused.status_code == 409 and PlanVersion.of(visit) == []
    assert "Tender on palpation, left" in refused.says

    place = link["href"].split("#")[1]
    card = browser.get(f"/visits/{visit.id}")
    assert card.one(f"#{place}")["name"] == "l-exam_palp" and card.one("details#more-exam_palp").has_attr("open")
    assert not card.all("#why-l-exam_palp")
    assert _record(browser, visit, "nt").status_code == 303
    assert "l-exam_palp" in {
        box["name"].removeprefix("why-") for box in browser.get(f"/visits/{visit.id}").all("#exam [name^=why-]")
    }
    assert sign(browser, _ready(browser, visit)).status_code == 409  # left out, and nobody said why
    assert _record(browser, visit, "nt", **{"why__l-exam_palp": WHY}).status_code == 303
    db.session.expire_all()
    assert of(visit).foot("l").not_tested == {"exam_palp": WHY}
    event = db.session.query(AuditEvent).filter_by(action="exam:recorded").order_by(AuditEvent.number.desc()).first()
    assert (event.actor_id, event.detail) == (browser.user.id, {"fields": ["exam_palp"], "foot": "l"})
    assert sign(browser, _ready(browser, visit)).status_code == 303
    for tongue, words in (("en", f"left: not tested ({WHY})"), ("es", f"no se probó ({WHY})")):
        assert words in browser.get(f"/visits/{visit.id}/note.txt", headers={"Accept-Language": tongue}).text


@pytest.mark.parametrize("palp", [["none"], ["mth2"]])
def test_what_was_palpated_needs_no_further_words(sign_in_as: Any, unseen: Any, db: Any, palp: list[str]) -> None:
    unseen["l"]["exam_palp"] = palp
    visit, browser = visit_of(unseen), sign_in_as("clinician")
    _answer(browser, visit, "RF37", "refer")
    _answer(browser, visit, "RF20")
    assert sign(browser, _ready(browser, visit)).status_code == 303


def test_a_stress_flag_that_stands_and_a_visit_without_one_need_none_either(
    sign_in_as: Any, unseen: Any, db: Any
) -> None:
    visit, browser = visit_of(unseen), sign_in_as("clinician")
    _answer(browser, visit, "RF37", "refer")
    _answer(browser, visit, "RF20", "refer")
    assert sign(browser, _ready(browser, visit)).status_code == 303
    calm = case("V01")
    calm = {part: {k: v for k, v in calm[part].items() if not k.startswith("exam_")} for part in calm}
    other = visit_of(calm)
    assert sign(browser, _ready(browser, other)).status_code == 303


def test_not_tested_and_a_tender_place_are_not_taken_together(sign_in_as: Any, unseen: Any, db: Any) -> None:
    visit, browser = visit_of(unseen), sign_in_as("clinician")
    answer = _record(browser, visit, "shaft2", "nt")
    assert answer.status_code == 422 and "keep one of the two" in answer.says

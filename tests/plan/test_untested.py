"""A plan is not signed on no core test at all before somebody says why; the reason stands in the note and the log."""

from typing import Any

import pytest

from clinic.audit.models import AuditEvent
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of

WHY = "Wound dressing on both feet; tests on Monday"


@pytest.fixture
def told() -> dict[str, Any]:
    """The reference case as the patient told it, with nothing examined."""
    told = case("V10")
    return {part: {k: v for k, v in told[part].items() if not k.startswith("exam_")} for part in told}


def test_without_a_core_test_signing_asks_why(sign_in_as: Any, told: dict[str, Any], db: Any) -> None:
    visit, browser = visit_of(told), sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    assert "No core test has been done: why?" in page.one("#sign").get_text(" ")
    refused = sign(browser, page, untested_reason=" ")
    assert refused.status_code == 409 and PlanVersion.of(visit) == []
    (link,) = refused.all("#plan-note a")
    assert link.get_text() == "no core test has been done: write why" and link["href"] == "#untested_reason"
    too_long = sign(browser, page, untested_reason="x" * 501)
    assert too_long.status_code == 409 and too_long.one("#untested_reason")["value"] == "x" * 501
    assert sign(browser, page, untested_reason=WHY).status_code == 303
    (version,) = PlanVersion.of(visit)
    assert version.untested_reason == WHY
    event = db.session.query(AuditEvent).filter_by(action="plan:signed").one()
    assert event.detail["untested"] is True and WHY not in str(event.detail)
    assert f"No core test was done: {WHY}" in browser.get(f"/visits/{visit.id}/note").one("#note").get_text()
    spanish = browser.get(f"/visits/{visit.id}/note", headers={"Accept-Language": "es"})
    assert f"No se hizo ninguna prueba básica: {WHY}" in spanish.one("#note").get_text()
    assert WHY in browser.get(f"/visits/{visit.id}/plan-history").says


@pytest.mark.parametrize("box", [{"l-exam_kw_cm": "9"}, {"r-exam_kw_cm": "nt", "why-r-exam_kw_cm": "Cast"}])
def test_one_core_test_done_or_left_out_asks_nothing(
    sign_in_as: Any, told: dict[str, Any], db: Any, box: dict[str, str]
) -> None:
    visit, browser = visit_of(told), sign_in_as("clinician")
    key = next(iter(box))
    browser.send(f"/visits/{visit.id}/findings", {"was": f'{{"{key}": ""}}', **box})
    page = press(browser, open_plan(browser, visit), "accept-all")
    asked = bool(page.all("#untested_reason"))
    hurts = {"l": bool(told.get("l", {}).get("sym_zone")), "r": bool(told.get("r", {}).get("sym_zone"))}
    assert asked is not hurts[key[0]]
    assert sign(browser, page).status_code == 303
    assert bool(PlanVersion.of(visit)[0].untested_reason) is asked

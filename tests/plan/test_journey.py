"""From the open visit to the paper in the patient's hand."""

from clinic.audit.models import AuditEvent
from clinic.handout.models import Handout
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


def test_an_unchanged_proposal_is_accepted_signed_printed_and_printed_again(sign_in_as, db):
    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    assert "Not ready to sign." in page.says
    page = press(browser, page, "accept-all")
    assert "Ready to sign." in page.says
    signed = sign(browser, page)
    assert signed.status_code == 303, signed.says
    version = PlanVersion.of(visit)[0]
    assert (version.number, version.signed_by_id) == (1, browser.user.id)
    handout = browser.get(signed.location)
    assert "Signed by" in handout.says
    path = handout.one("#print")["href"]
    paper = browser.get(path)
    assert paper.mimetype == "application/pdf" and paper.data.startswith(b"%PDF")
    assert browser.get(path).data == paper.data
    assert db.session.query(Handout).one().pdf == paper.data
    actions = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.number)]
    assert actions[-2:] == ["handout:printed", "handout:printed"]
    assert "plan:signed" in actions

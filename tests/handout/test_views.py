"""The paper: chosen once, printed, and printed again as the very same bytes."""

import hashlib

from clinic.audit.models import AuditEvent
from clinic.handout import printouts
from clinic.handout.models import Handout
from clinic.renderer.client import RenderFailed
from clinic.signed.models import PlanVersion
from tests.plan.pressing import open_plan, press, sign
from tests.plan.visits import case, visit_of


def _signed(browser):
    visit = visit_of(case("V01"))
    sign(browser, press(browser, open_plan(browser, visit), "accept-all"))
    return PlanVersion.of(visit)[0]


def test_the_front_desk_prints_and_reprints_a_signed_handout(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    desk = sign_in_as("front_desk")
    page = desk.get(f"/handouts/{version.id}")
    assert page.status_code == 200
    assert "Plan history" not in page.says
    paper = desk.get(page.one("#print")["href"])
    stored = db.session.query(Handout).one()
    assert stored.pdf_sha256 == hashlib.sha256(paper.data).hexdigest()
    assert desk.get(page.one("#print")["href"]).data == paper.data
    details = [
        e.detail for e in db.session.query(AuditEvent).filter_by(action="handout:printed").order_by(AuditEvent.number)
    ]
    assert [detail["again"] for detail in details] == [False, True]


def test_an_administrator_alone_sees_no_handout(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    assert sign_in_as("admin").get(f"/handouts/{version.id}").status_code == 403


def test_the_choice_of_paper_is_kept_for_the_patient(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    desk = sign_in_as("front_desk")
    data = {"language": "es", "paper": "a4", "size": "large", "mono": "y"}
    page = desk.get(desk.send(f"/handouts/{version.id}/choose", data).location)
    href = page.one("#print")["href"]
    assert "/es.pdf" in href and "paper=a4" in href and "size=large" in href and "mono=y" in href
    patient = version.visit.patient
    assert (patient.handout_language, patient.paper, patient.wants_large_print, patient.prints_mono) == (
        "es",
        "a4",
        True,
        True,
    )
    assert "not been checked by a qualified translator" in page.says


def test_the_language_and_print_size_are_chosen_beside_the_signature_and_kept_for_the_patient(sign_in_as, db):
    browser, visit = sign_in_as("clinician"), visit_of(case("V01"))
    page = open_plan(browser, visit)
    action = page.one("form#paper")["action"]
    assert page.one("button[form=paper][aria-pressed=true][name=size]").text == "12 pt"
    page = browser.get(browser.send(action, {"size": "large"}).location)
    page = browser.get(browser.send(action, {"language": "both"}).location)
    pressed = {button["name"]: button["value"] for button in page.all("button[form=paper][aria-pressed=true]")}
    assert pressed == {"language": "both", "size": "large"}
    assert (visit.patient.handout_language, visit.patient.wants_large_print) == ("both", True)
    preview = page.one("a[data-key=p]")["href"]
    assert "both.pdf" in preview and "size=large" in preview
    assert browser.send(action, {"size": "enormous"}).status_code == 404


def test_a_variant_we_do_not_print_is_not_found(sign_in_as, db):
    version = _signed(sign_in_as("clinician"))
    assert sign_in_as("front_desk").get(f"/handouts/{version.id}/fr.pdf").status_code == 404


def test_a_failing_printer_loses_nothing_and_offers_a_retry_and_a_plain_page(sign_in_as, db, monkeypatch):
    version = _signed(sign_in_as("clinician"))
    desk = sign_in_as("front_desk")

    def fails(*_args, **_more):
        raise RenderFailed("timeout")

    monkeypatch.setattr(printouts.client, "render", fails)
    page = desk.get(f"/handouts/{version.id}/en.pdf")
    assert page.status_code == 503
    assert "Nothing is lost." in page.says
    plain = desk.get(next(a["href"] for a in page.all("main a") if "plain" in a["href"]))
    assert "Toe curl with a towel" in plain.says
    assert db.session.query(Handout).count() == 0


def test_two_first_prints_at_once_keep_one_paper(sign_in_as, db, clock):
    version = _signed(sign_in_as("clinician"))
    chosen = printouts.variant("en", "letter", "standard", mono=False)
    first = printouts.keep(version, chosen, b"%PDF first", at=clock())
    second = printouts.keep(version, chosen, b"%PDF second", at=clock())
    assert first.id == second.id and second.pdf == b"%PDF first"


def test_no_transaction_is_open_while_the_page_is_laid_out(sign_in_as, db, monkeypatch):
    version = _signed(sign_in_as("clinician"))
    states = []

    def looks(*_args, **_more):
        states.append(db.session().in_transaction())
        raise RenderFailed("busy")

    monkeypatch.setattr(printouts.client, "render", looks)
    sign_in_as("front_desk").get(f"/handouts/{version.id}/en.pdf")
    assert states == [False]


def test_the_preview_of_a_draft_says_that_nobody_has_accepted_it(sign_in_as, db):
    from tests.paper.printed import Paper

    visit = visit_of(case("V01"))
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    paper = browser.get(page.one('a[data-key="p"]')["href"])
    read = Paper(paper.data)
    for number in range(read.pages):
        assert "Draft: no clinician has accepted this" in " ".join(read.page_text(number).split())
    assert db.session.query(Handout).count() == 0

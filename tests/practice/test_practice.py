"""The practice's details and the approvals of its lead clinician."""

import io

import pytest
from PIL import Image

from clinic.curation.models import Approval
from clinic.knowledge.library import load
from clinic.practice.models import Practice
from tests.factories import UserFactory

SENT = {
    "name": "Sample Street Clinic",
    "address": "1 Sample Street",
    "phone": "(555) 010-0100",
    "emergency_number": "911",
    "paper": "a4",
    "units": "metric",
    "date_order": "dmy",
    "languages": ["en", "es"],
    "time_zone": "America/Chicago",
    "tablet_idle_minutes": "5",
}


def _picture(kind: str, size=(40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def _send(browser, logo=None, **more):
    data = {"csrf_token": browser.csrf(), **SENT, **more}
    if logo is not None:
        data["logo"] = (io.BytesIO(logo), "logo.png")
    return browser.post("/settings", data=data, content_type="multipart/form-data")


def test_an_administrator_changes_the_practices_details(sign_in_as, db):
    assert _send(sign_in_as("admin")).status_code == 303
    practice = Practice.here()
    assert (practice.paper, practice.time_zone, practice.tablet_idle_minutes) == ("a4", "America/Chicago", 5)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the name"),
        ("time_zone", "Chicago", "one of the answers"),
        ("tablet_idle_minutes", "2", "from 3 to 10"),
        ("tablet_idle_minutes", "11", "from 3 to 10"),
        ("paper", "legal", "one of the answers"),
    ],
)
def test_a_mistake_gets_a_sentence_and_changes_nothing(sign_in_as, db, field, value, sentence):
    page = _send(sign_in_as("admin"), **{field: value})
    assert sentence in " ".join(page.errors())
    assert Practice.here().name == "Riverside Physical Therapy"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_and_nothing_of_its_file_is_kept(sign_in_as, db, kind):
    sent = _picture(kind) + b"ZZCANARY trailing words"
    assert _send(sign_in_as("admin"), sent).status_code == 303
    kept = Practice.here().logo
    assert kept.startswith(b"\x89PNG") and b"ZZCANARY" not in kept


@pytest.mark.parametrize(
    "sent",
    [
        _picture("GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x89PNG\r\n\x1a\nnot really",
        b"x" * 300_000,
        _picture("PNG", (3000, 1000)),
    ],
    ids=["gif", "svg", "eps", "torn", "heavy", "huge"],
)
def test_what_is_not_a_small_png_or_jpeg_is_refused_with_a_sentence(sign_in_as, db, sent):
    page = _send(sign_in_as("admin"), sent)
    assert page.status_code == 200 and ("picture" in page.says)
    assert Practice.here().logo is None


def test_a_lead_clinician_approves_an_entry_as_it_stands(sign_in_as, db):
    lead = sign_in_as(UserFactory(name="Jordan Sample", roles=["clinician"], is_lead=True))
    entry = load().exercises["EX02"]
    assert "Not yet reviewed by a clinician" in lead.get("/library/EX02").says
    lead.send("/settings/approvals/EX02", {"sha256": entry.sha256})
    page = lead.get("/library/EX02")
    assert "Approved by Jordan Sample" in page.says
    assert "Spanish not yet checked by a qualified translator" in page.says


def test_an_entry_that_changed_while_it_was_read_is_not_approved(sign_in_as, db):
    lead = sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    lead.send("/settings/approvals/EX02", {"sha256": "ab" * 32})
    page = lead.get("/library/EX02")
    assert "This entry has changed since you opened it" in page.says
    assert "Not yet reviewed by a clinician" in page.says
    assert db.session.query(Approval).count() == 0


@pytest.mark.parametrize("code", ["EX99", "SD3", "nothing", "x" * 200, "%2e%2e", "EX02%00"])
def test_only_what_stands_in_the_library_can_be_approved(sign_in_as, db, code):
    lead = sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    page = lead.send(f"/settings/approvals/{code}", {"sha256": "ab" * 32})
    assert page.status_code == 404 and page.one("h1").get_text(strip=True) == "There is nothing here"
    assert db.session.query(Approval).count() == 0


def test_two_entries_of_one_code_are_read_and_approved_apart(sign_in_as, db):
    lead = sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    ladder, fit = load().ladders["run"], load().swaps["run"]
    assert ladder.name.en in lead.get(f"/library/{ladder.id}").says
    assert fit.name.en in lead.get("/library/run").says
    lead.send(f"/settings/approvals/{ladder.id}", {"sha256": ladder.sha256})
    assert "Approved by" in lead.get(f"/library/{ladder.id}").says
    assert "Not yet reviewed by a clinician" in lead.get("/library/run").says


def test_an_entry_shows_everything_that_is_approved_with_it(sign_in_as, db):
    browser = sign_in_as("clinician")
    assert "30 (30–60)" in browser.get("/library/EX02").says, "the dose and its limits"
    assert "Trial in another foot or ankle group." in browser.get("/library/EX02").says, "what its evidence grade means"
    assert "5 mm (5–10)" in browser.get("/library/FW10").says, "the numbers of the words"
    assert "just behind the heads, not under them" in browser.get("/library/FW10").says, "what is good to know"
    question = browser.get("/library/shp_arch").says
    assert "Bajo" in question and "seed cause" not in question, "a question's answers, in Spanish too"
    assert load().texts["T-WALK"].es in browser.get("/library/T-WALK").says, "a text in Spanish too"
    stages = load().ladders["run"].stages
    assert all(stage.move_on.es in browser.get("/library/back-to-running").says for stage in stages)


def test_the_check_of_the_spanish_names_the_translator(sign_in_as, db):
    lead = sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    sha256 = load().exercises["EX02"].sha256
    lead.send("/settings/approvals/EX02", {"sha256": sha256, "language": "es"})
    assert db.session.query(Approval).count() == 0
    lead.send("/settings/approvals/EX02", {"sha256": sha256, "language": "es", "checked_by": "Testa Translator"})
    assert "Spanish checked by Testa Translator" in lead.get("/library/EX02").says


@pytest.mark.parametrize("sent", [{}, {"sha256": "x"}, {"sha256": "ab" * 32, "language": "fr"}])
def test_an_approval_needs_the_hash_that_was_on_the_screen(sign_in_as, db, sent):
    lead = sign_in_as(UserFactory(roles=["clinician"], is_lead=True))
    assert lead.send("/settings/approvals/EX02", sent).status_code == 400


@pytest.mark.parametrize("kind", ["exercises", "footwear", "red_flags", "hypotheses", "texts", "questions", "sources"])
def test_the_library_shows_every_shelf_and_every_entry_opens(sign_in_as, kind):
    browser = sign_in_as("clinician")
    page = browser.get(f"/library?kind={kind}")
    links = [link["href"] for link in page.all(".app-shelf h2 a")]
    assert len(links) == len(getattr(load(), kind))
    for path in links[:3] + links[-2:]:
        assert browser.get(path).status_code == 200


def test_the_library_is_searched_whatever_the_accents(sign_in_as):
    browser = sign_in_as("clinician")
    assert "EX02" in browser.get("/library?q=calf wall").says
    assert "EX02" in browser.get("/library?q=PANTORRILLA pared").says
    assert "Nothing holds these words" in browser.get("/library?q=zzzz").says


def test_an_unknown_entry_or_shelf_is_not_found(sign_in_as):
    browser = sign_in_as("clinician")
    assert browser.get("/library/EX99").status_code == 404
    assert browser.get("/library?kind=secrets").status_code == 404

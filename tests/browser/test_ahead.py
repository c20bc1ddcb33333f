"""The builder in a real browser has the paper made while the clinician still edits."""

import hashlib
import re

import pytest

from clinic import sessions
from clinic.database import db
from clinic.handout import prerender
from clinic.handout.models import Handout
from clinic.patients.models import Visit
from clinic.signed.models import PlanVersion
from tests import factories
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser


def test_the_paper_is_made_after_each_change_and_is_the_one_that_is_printed(server, window):
    with server.rows():
        user = factories.UserFactory(roles=["clinician"])
        visit = visit_of(case("V01"), clinician=user)
        user_id, visit_id = user.id, visit.id
        db.session.remove()
    context = window(viewport={"width": 1366, "height": 768})
    token = server.session_for(kind=sessions.Kind.STAFF, user_id=user_id)
    context.add_cookies([server.cookie(token)])
    page = context.new_page()
    page.goto(f"{server.address}/visits/{visit_id}")
    asked = re.compile(r"/plans/[\w-]+/ahead$")
    with page.expect_response(asked) as first:
        page.keyboard.press("Alt+n")
    assert first.value.status == 204
    page.keyboard.press("Alt+y")
    page.wait_for_selector("#sign b:text-is('Ready to sign.')")
    with page.expect_response(asked) as after_the_note:
        page.fill("#note_en", "Well done so far.")
        page.keyboard.press("Tab")
    assert after_the_note.value.status == 204
    assert prerender.shelf().settle(60)
    page.keyboard.press("Alt+s")
    page.wait_for_url(re.compile("/handouts/"))
    paper = context.request.get(server.address + page.get_attribute("#print", "href")).body()
    with server.rows():
        version = PlanVersion.of(db.session.get(Visit, visit_id))[0]
        stored = db.session.query(Handout).filter_by(version_id=version.id).one()
        assert stored.pdf_sha256 == hashlib.sha256(paper).hexdigest()
        assert version.content["note"]["en"] == "Well done so far."
        kept = [sha256 for sha256, *_rest in prerender.shelf()._made]
        assert version.content_sha256 in kept
        db.session.remove()

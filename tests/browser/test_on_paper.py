"""What is printed from the browser: the edge stays white, every word is there, and nothing that is only pressed."""

from dataclasses import replace
from itertools import product

import pytest

from clinic import sessions
from clinic.clock import wall_clock
from clinic.content.plan_content import Words
from clinic.database import db
from clinic.paper.phone_file import html as take_home
from clinic.plan import drafting
from clinic.signed.models import PlanVersion
from tests import factories
from tests.paper.printed import EDGE_MM, Paper, nearest_edge
from tests.paper.sample import runner_with_everything
from tests.plan.visits import case, visit_of

pytestmark = pytest.mark.browser

SHEETS = {"Letter": (612, 792), "A4": (595, 842)}
ENDLESS = "W" * 90
NAME = "Guadalupe " + ENDLESS
SAID = ("Well done so far. " * 40) + ENDLESS


@pytest.fixture
def chart(server, window):
    """The addresses of a signed plan's plain page and of its chart note, in a clinician's browser."""
    code = drafting.new_log_code()
    content = runner_with_everything()
    person = replace(content.person, name=NAME)
    content = replace(content, person=person, note=Words(SAID, SAID), log_code=code)
    with server.rows():
        user = factories.UserFactory(roles=["clinician"])
        visit = visit_of(case("V01"), clinician=user)
        visit.patient.name = person.name
        version = PlanVersion(
            visit_id=visit.id,
            number=1,
            log_code=code,
            content=content.to_json(),
            content_sha256=content.sha256,
            draft={},
            library_revision="",
            unapproved=[],
            signed_by_id=user.id,
            signed_at=wall_clock(),
        )
        db.session.add(version)
        db.session.commit()
        version_id, visit_id, user_id = version.id, visit.id, user.id
        db.session.remove()
    context = window(viewport={"width": 1366, "height": 768})
    context.add_cookies([server.cookie(server.session_for(kind=sessions.Kind.STAFF, user_id=user_id))])
    return context.new_page(), {
        **{f"plain {language}": f"/handouts/{version_id}/{language}/plain" for language in ("en", "es", "both")},
        "note": f"/visits/{visit_id}/note",
    }


def on_paper(page, sheet):
    """The page as Chromium prints it when nobody changes the margins."""
    made = Paper(page.pdf(format=sheet, prefer_css_page_size=True, print_background=True))
    assert made.document[0].get_size() == pytest.approx(SHEETS[sheet], abs=2)
    return made


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_page_of_staff_prints_whole_and_inside_the_sheet(server, chart, sheet):
    page, addresses = chart
    for name, address in addresses.items():
        page.goto(server.address + address)
        paper = on_paper(page, sheet)
        assert nearest_edge(paper) >= EDGE_MM, name
        squeezed = "".join(paper.text.split())
        assert NAME.replace(" ", "") in squeezed, name
        assert "http" not in squeezed and "/visits/" not in squeezed, name
        assert "Signout" not in squeezed, name
        if name == "note":
            assert "".join(page.input_value("#note").split()) in squeezed
            grey = paper.picture(0, grey=True)
            assert grey.getpixel((grey.width // 2, grey.height - 60)) == 255, "paper is white"
        else:
            assert "".join(SAID.split()) in squeezed, name
            assert squeezed.count(ENDLESS) >= 2, name


@pytest.mark.parametrize(("sheet", "language"), list(product(SHEETS, ("en", "es"))))
def test_the_file_for_a_phone_prints_inside_the_sheet(window, tmp_path, sheet, language):
    content = replace(runner_with_everything(), note=Words(SAID, SAID))
    file = tmp_path / "plan.html"
    file.write_text(take_home(content, language), encoding="utf-8")
    page = window(viewport={"width": 360, "height": 740}).new_page()
    page.goto(file.as_uri())
    paper = on_paper(page, sheet)
    assert nearest_edge(paper) >= EDGE_MM
    assert "".join(SAID.split()) in "".join(paper.text.split())

"""Every page of staff on a phone held upright: nothing to be pushed sideways, nothing cut off, in both languages."""

import datetime as dt

import pytest

from clinic import sessions
from clinic.database import db
from clinic.patients.models import Visit
from tests import factories
from tests.browser.conftest import PHONE
from tests.house import whole
from tests.house.doors import DOORS

pytestmark = pytest.mark.browser

NAME = "María de los Ángeles Villanueva-Torresgutiérrez"
STAFF = "Maximiliano Featherstonehaugh-Cholmondeley"
WORDS = (
    "Interphalangealgelenkbeschwerden after long shifts on concrete; worse in the evening, better barefoot at home. "
)
NO_PAGE = {"kiosk", "static"}
FILES = (".pdf", ".ics", ".json", ".txt", ".html")
# What reaches beyond the window, or lies under the edge of a box that hides or scrolls what is too wide.
CLIPPED = """() => {
  const wrong = [];
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const words = (one) => (one.innerText || one.value || "").slice(0, 40);
  const told = (one) => `${one.tagName.toLowerCase()}.${one.className} ${words(one)}`;
  if (document.scrollingElement.scrollWidth > innerWidth) wrong.push(`page: ${document.scrollingElement.scrollWidth}`);
  for (const one of document.querySelectorAll("body *")) {
    if (!seen(one) || one.closest("svg, .nhsuk-u-visually-hidden, .nhsuk-skip-link")) continue;
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`${box.left} to ${box.right}: ${told(one)}`);
    const hides = /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
    const types = /^(INPUT|TEXTAREA|SELECT|OPTION)$/.test(one.tagName);
    if (hides && !types && one.scrollWidth > one.clientWidth + 1) {
      wrong.push(`cut ${one.scrollWidth}/${one.clientWidth}: ${told(one)}`);
    }
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def places(server):
    """A record with long texts, and the address of every page of staff that shows any of it."""
    with server.rows():
        by = whole.everybody(
            name="Maximiliano Featherstonehaugh-Cholmondeley", username="maximiliano.featherstonehaugh"
        )
        house = whole.make(
            by, lambda field, most: (WORDS * 4)[: min(most, 400)], name=NAME, chart_number="MRN-20261201-0001"
        )
        for key in (house.visit_id, house.later_visit_id):
            db.session.get(Visit, key).starts_at = dt.datetime.now(dt.UTC)
        db.session.commit()
        found = [path for endpoint, path in whole.places(server.app, house) if _is_page(endpoint, path)]
        found += [f"/setting-up/{name}" for name in ("practice", "place", "team", "copies")]
        found += [f"/visits/{factories.VisitFactory().id}/take-back", "/sign-in", "/setup/nothing", "/nowhere"]
        user = by.id
        db.session.remove()
    return user, sorted(set(found))


def _is_page(endpoint, path):
    is_staffs = DOORS[endpoint] != "tablet" and endpoint.partition(".")[0] not in NO_PAGE
    return is_staffs and not path.endswith(FILES) and endpoint not in ("desk.live_board", "accounts.here")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_staff_fits_a_phone(server, window, places, language):
    user, paths = places
    context = window(viewport=PHONE, locale=f"{language}-US")
    context.add_cookies([server.cookie(server.session_for(kind=sessions.Kind.STAFF, user_id=user))])
    page, wrong, seen = context.new_page(), {}, 0
    for path in paths:
        answer = page.goto(f"{server.address}{path}", wait_until="load")
        assert answer is not None and answer.headers["content-type"].startswith("text/html"), path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        faults = page.evaluate(CLIPPED)
        seen += 1
        if faults:
            wrong[path] = faults[:6]
    page.goto(f"{server.address}/patients")
    page.locator("#term").fill("Ángeles")
    page.locator("main form button").click()
    page.wait_for_selector("main tbody tr")
    wrong |= {"found": faults} if (faults := page.evaluate(CLIPPED)) else {}
    assert wrong == {} and seen > 40

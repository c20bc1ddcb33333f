"""A clinic's first day and its first patient, from an empty folder to the second signed plan."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM
from tests.browser.devices import PATIENCE
from tests.browser.real_practice import RealPractice, authority
from tests.browser.trust import environment, teach
from tests.browser.walk import MARY, Walk
from tests.clusters import Cluster

pytestmark = pytest.mark.browser
USUAL = 5_000
"""Milliseconds that Playwright waits for what is expected, when nobody says otherwise."""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def cluster(request):
    """The PostgreSQL server of this walk; None where the practice keeps its own file."""
    if request.param == "SQLite":
        yield None
        return
    made = Cluster()
    made.start()
    yield made
    made.remove()


@pytest.fixture
def practice(cluster, tmp_path):
    """A real practice that nobody has set up."""
    house = RealPractice(tmp_path, cluster.database() if cluster else "")
    yield house
    house.stop()


@pytest.fixture
def walk(practice, chromium, tmp_path):
    """`walk(said)` begins the walk, with browsers that trust the authority the server named."""
    opened = []
    expect.set_options(timeout=PATIENCE)

    def begin(said):
        home = tmp_path / "home"
        teach(home, authority(said))
        browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=environment(home))
        opened.append(browser)
        return Walk(practice, browser, tmp_path)

    yield begin
    for browser in opened:
        browser.close()
    expect.set_options(timeout=USUAL)


def test_the_walk_of_a_real_practice(practice, cluster, walk):
    said = practice.start()
    clinic = walk(said)

    def restart():
        practice.stop()
        return practice.start

    def without_database():
        cluster.stop()
        return cluster.start

    clinic.make_the_first_administrator(said)
    clinic.set_up()
    clinic.staff()

    clinic.register()
    clinic.find("obrien", "O'Brien", "O’BRIEN, mary")
    clinic.hand_over_by_code()
    clinic.interview(restart, *([without_database] if cluster else []))
    clinic.examine()
    clinic.sign(next_visit=True)
    paper = clinic.read_the_paper()
    clinic.open_the_phone_file()
    clinic.read_the_calendar()

    clinic.hand_over_this_device()
    clinic.interview_again()
    clinic.examine_again()
    clinic.sign(next_visit=False)
    assert clinic.read_the_paper() != paper

    clinic.close()
    assert clinic.watch.faults == []
    told = practice.said()
    assert told.count(f"{practice.address}/setup/") == 1 and "Traceback" not in told
    assert not any(name in told for name in (MARY, "Brien", "O\\u2019Brien", "03/14/1974", "1974-03-14"))

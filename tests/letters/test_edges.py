"""Papers of the chart leave the edge of the sheet white, with the longest names and words, on both sheets."""

import pytest

from clinic.interview.models import Intake
from clinic.practice.models import Practice
from tests.letters.test_referral import LONG, _everything, _tell
from tests.paper.printed import EDGE_MM, Paper, collisions, nearest_edge

WIDE = "W" * 60


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("sheet", ["letter", "a4"])
@pytest.mark.parametrize("name", ["referral.pdf", "intake.pdf"])
def test_all_ink_is_at_least_eight_millimetres_inside_the_sheet(sign_in_as, db, name, sheet, language):
    visit = _everything(db)
    browser = sign_in_as("clinician")
    here = Practice.here()
    here.paper = sheet
    here.name = "Riverside and Lakeside Physical Therapy, Sports Rehabilitation and Foot Health Associates, Sampleton"
    here.address = (
        "12 Example Street, Suite 400, Riverside Professional Building, Sampletown, New York 10001-0001 " * 3
    )[:190]
    here.phone = "(555) 010-0143 ext. 4567"
    visit.patient.name = "Maximiliana Fernandez-Montenegro de la Vega " + "W" * 56
    visit.patient.chart_number = "MRN-0000123456789012"
    Intake.of(visit).psfs_1 = WIDE + " " + LONG
    db.session.commit()
    _tell(browser, visit, who=WIDE, words=WIDE + " " + (LONG * 15)[:1500])
    page = browser.get(f"/visits/{visit.id}/{name}", query_string={"language": language})
    assert page.status_code == 200
    paper = Paper(page.data)
    wide, high = paper.document[0].get_size()
    assert (round(wide), round(high)) == {"letter": (612, 792), "a4": (595, 842)}[sheet]
    assert nearest_edge(paper) >= EDGE_MM
    assert collisions(paper) == []
    assert "[U+" not in paper.text

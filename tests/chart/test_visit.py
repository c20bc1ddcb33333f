"""The visit page: flags first, what the patient said, what changed."""

from tests.plan.visits import case, visit_of


def test_a_clinician_sees_the_answers_that_fit_and_no_flag_for_the_runner(sign_in_as, db):
    visit = visit_of(case("V01"))
    page = sign_in_as("clinician").get(f"/visits/{visit.id}")
    assert page.status_code == 200
    assert page.h1 == visit.patient.name
    assert "No flag is waiting." in page.says
    assert len(page.all("#patterns details")) == 4

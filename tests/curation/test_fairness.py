"""Each use of age, sex and disability answers is on one page, read off the rules."""

from clinic.curation import fairness_views
from clinic.knowledge.library import load


def test_sex_decides_only_which_questions_are_asked():
    uses = [use for use in fairness_views.uses(load(), "en") if use.answer == "sex_birth"]
    assert uses and {use.rule for use in uses} == {"ask_if"}


def test_the_page_lists_the_uses_of_age(sign_in_as, db):
    page = sign_in_as("front_desk").get("/fairness")
    assert "RF28" in page.says and "How old are you?" in page.says

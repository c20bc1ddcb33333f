"""Who begins with the easier version of an exercise reads that version everywhere, and nothing of the full one."""

import re
from datetime import date

import pytest

from clinic.content import compose
from clinic.content.plan_content import Clinic, Person
from clinic.knowledge.dose_words import with_dose
from clinic.knowledge.library import load
from clinic.paper import calendar_file, document, phone_file
from clinic.paper.document import Variant
from clinic.rules import engine
from tests.plan.pressing import line, open_plan, press, sign
from tests.plan.visits import case, visit_of
from tests.rules.everyone import EVERYONE, examples

STANDS = re.compile(r"\b(stand|standing|on one foot|de pie|párese|pararse|en un pie)\b", re.IGNORECASE)


def content_of(answers):
    """What would be printed for these answers, and the decision; nothing where there is no plan."""
    decision = engine.recommend(answers, load())
    if decision.status != "plan":
        return None, decision
    return (
        compose.compose(
            decision,
            answers,
            load(),
            clinic=Clinic("Riverside", "(555) 010-0143"),
            person=Person("Sam Ortiz", "Sam"),
            clinician="Kim Moss, PT",
            plan_on=date(2026, 12, 1),
        ),
        decision,
    )


@pytest.mark.parametrize("cases", EVERYONE, ids=lambda given: given.__name__)
def test_nothing_printed_for_a_line_belongs_to_a_version_that_is_not_for_the_patient(cases):
    library, easier, lines = load(), 0, 0
    for name, answers in cases():
        content, decision = content_of(answers)
        if content is None:
            continue
        unsuited = compose.not_for(decision)
        for item in content.exercises:
            lines += 1
            entry = library.exercises[item.code]
            for way, codes in (
                (item.harder, {entry.progress_to, entry.progress_like}),
                (item.easier, {entry.regress_to}),
            ):
                assert not way or not codes & unsuited, (name, item.code, way)
            if item.code not in unsuited:
                continue
            easier += 1
            version = entry.starting
            assert version is not None, (name, item.code)
            assert (item.name.en, item.name.es) == (version.name.en, version.name.es)
            assert item.picture == (version.picture or "")
            assert [step.en for step in item.steps] == [with_dose(step, item.dose).en for step in version.steps]
            assert not item.harder and not item.easier and not item.start, (name, item.code)
    assert lines > 20
    assert easier >= 3


def test_whoever_may_not_put_weight_on_the_foot_is_told_of_no_standing_way():
    answers = case("V01")
    library = load()
    checked = 0
    for way in (("rf_cant4", "yes"), ("hx_falls", 3), ("hx_preg", "t3")):
        content, decision = content_of({**answers, "p": {**answers["p"], way[0]: way[1]}})
        if content is None:
            continue
        unsuited = compose.not_for(decision)
        if "EX21" in unsuited and "EX19" in unsuited:
            checked += 1
            for item in content.exercises:
                assert not STANDS.search(f"{item.harder.en} {item.harder.es}"), (way, item.code)
    assert checked
    for code, like in (("EX03", "EX21"), ("EX07", "EX19"), ("EX09", "EX21"), ("EX10", "EX21")):
        assert library.exercises[code].progress_like == like


@pytest.mark.parametrize(
    "risk", [{"hx_falls": 1}, {"hx_unsteady": "yes"}, {"hx_worry_fall": "yes"}, {"hx_worry_fall": "unsure"}]
)
@pytest.mark.parametrize("name", ["V01", "V02", "V09", "V10"])
def test_whoever_may_fall_is_told_of_no_harder_way_on_paper(name, risk):
    answers = case(name)
    content, _decision = content_of({**answers, "p": {**answers["p"], **risk}})
    if content is not None:
        assert content.exercises and not [item.harder for item in content.exercises if item.harder]


def test_whoever_stands_firmly_is_told_of_one():
    content, _decision = content_of(case("V01"))
    assert any(item.harder for item in content.exercises)


@pytest.mark.parametrize(
    ("example", "code", "name", "picture"),
    [
        ("third-trimester", "EX02", "Calf stretch with a towel, seated", "calf-towel-seated"),
        ("bone-stress", "EX02", "Calf stretch with a towel, seated", "calf-towel-seated"),
        ("bone-stress", "EX05", "Small toe lift, seated", "tibial-raise"),
        ("thin-fat-pad-and-falls", "EX04", "Toe curl in the air", "toe-flexion-air"),
    ],
)
def test_the_easier_version_is_printed_in_its_own_words(example, code, name, picture):
    answers = dict(examples())[example]
    content, _ = content_of(answers)
    (item,) = [item for item in content.exercises if item.code == code]
    assert (item.name.en, item.picture) == (name, picture)
    full = load().exercises[code]
    page = document.html(content, Variant())
    assert full.name.en not in page and full.progress.en not in page
    assert "Start with:" not in page
    for text in (phone_file.html(content, "en"), calendar_text(content)):
        assert name in text
        assert full.name.en not in text


def calendar_text(content):
    """The calendar file with its folded lines joined."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    data = calendar_file.ics(
        content, "en", zone=ZoneInfo("America/New_York"), stamp=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    )
    return data.decode().replace("\r\n ", "").replace("\\,", ",")


def test_the_builder_the_note_and_the_next_interview_name_the_version_that_is_given(sign_in_as, db):
    visit = visit_of(dict(examples())["third-trimester"])
    browser = sign_in_as("clinician")
    page = open_plan(browser, visit)
    row = page.one(f"#line-{line(page, 'Calf stretch with a towel, seated')}")
    assert "Easier version of: Calf stretch at the wall" in row.get_text(" ")
    assert "calf-towel-seated" in str(row)
    assert library_line_name() == "Calf stretch with a towel, seated"


def library_line_name():
    """What the tablet and the note call such a line."""
    return load().name_of_line({"code": "EX02", "starts_easier": True}).en


def test_a_full_version_that_does_not_suit_is_not_signed_without_a_reason(sign_in_as, db):
    visit = visit_of(dict(examples())["third-trimester"])
    browser = sign_in_as("clinician")
    page = press(browser, open_plan(browser, visit), "accept-all")
    key = line(page, "Calf stretch with a towel, seated")
    page = press(browser, page, f"harder:{key}")
    answer = sign(browser, page)
    assert answer.status_code == 409
    assert "Calf stretch at the wall does not suit as it is" in answer.says

"""The referral note: one page with everything whoever sees the patient next must know, and nothing made up."""

import re

import pytest

from clinic.exam import items
from clinic.exam.models import ExamFindings
from clinic.interview.models import Intake
from clinic.knowledge.library import load
from clinic.knowledge.schema import Urgency
from clinic.letters import referral
from tests.paper.printed import Paper, collisions, outside
from tests.plan.visits import case, visit_of

LONG = "El dolor empezó al bajar del autobús y desde entonces no puedo apoyar el pie sin ver las estrellas. "
SAFETY = [code for code, question in load().questions.items() if question.section == "safety"]


def _note(browser, visit):
    page = browser.get(f"/visits/{visit.id}/referral.pdf")
    assert page.status_code == 200
    return Paper(page.data)


def _tell(browser, visit, who="Emergency room, Sampletown", words="Go to the emergency room now."):
    return browser.send(f"/visits/{visit.id}/referral", {"addressee": who, "told_patient": words})


def _of(code):
    """A visit at which one urgent flag fires and nothing else was said."""
    answers = case("V01")
    answers["p"].update({"hx_thinner": "yes", "hx_steroid": "unsure"})
    foot = answers["r"]
    more = {
        "RF01": ({"rf_cold_pale": "yes", "rf_new_weak": "yes"}, {}),
        "RF02": ({"rf_breath": "yes"}, {}),
        "RF03": ({"rf_deform": "yes", "rf_trauma": "yes"}, {}),
        "RF04": ({"rf_fever": "yes", "rf_hot_red": "yes"}, {}),
        "RF05": ({"rf_cauda": "yes"}, {}),
        "RF06": ({"rf_black": "yes"}, {}),
        "RF10": ({"rf_cold_pale": "yes"}, {}),
        "RF11": ({"rf_calf": "yes"}, {}),
        "RF12": ({"rf_trauma": "yes", "rf_cant4": "yes"}, {}),
        "RF13": ({"rf_trauma": "yes"}, {"exam_palp": ["mth2"]}),
        "RF14": ({"rf_hot_red": "yes", "hx_diabetes": "type2"}, {}),
        "RF15": ({"rf_wound": "yes", "hx_diabetes": "type2"}, {}),
        "RF16": ({"rf_streak": "yes"}, {}),
        "RF17": ({"rf_toe_sudden": "yes", "rf_hot_red": "yes"}, {}),
        "RF18": ({"rf_hot_red": "yes"}, {}),
    }[code]
    answers["p"].update(more[0])
    foot.update(more[1])
    return answers


URGENT = [code for code, flag in load().red_flags.items() if flag.urgency in (Urgency.EMERG, Urgency.SAMEDAY)]


@pytest.mark.parametrize("code", URGENT)
def test_every_urgent_flag_has_a_note_of_one_page_with_the_answers_that_fired(sign_in_as, db, code):
    visit = visit_of(_of(code))
    browser = sign_in_as("clinician")
    _tell(browser, visit)
    paper = _note(browser, visit)
    assert paper.pages == 1
    text, flag = paper.text, load().red_flags[code]
    assert flag.check_for.en in text
    patient = visit.patient
    for words in (patient.name, patient.chart_number, "Emergency room, Sampletown", "Go to the emergency room now."):
        assert words in text
    assert f"Told by {browser.user.title}" in text
    assert "Signature" in text
    assert "Vital signs: not taken" in text
    assert "not sure" in text
    for words in ("Not examined", "Medicines that matter", "Page 1 of 1"):
        assert words in text


def test_it_speaks_in_the_words_the_patient_read_and_quotes_the_patient(sign_in_as, db):
    visit = visit_of(_of("RF14"))
    Intake.of(visit).act_goal = "Volver a bailar"
    db.session.commit()
    text = _note(sign_in_as("clinician"), visit).text
    assert "purple, or darker than usual.) Yes" in text
    assert "“Volver a bailar”" in text


def test_pulses_and_vital_signs_that_were_taken_are_on_it_with_their_units(sign_in_as, db):
    visit = visit_of(_of("RF14"))
    found = ExamFindings.of(visit)
    found.vital_bp_sys, found.vital_bp_dia, found.vital_hr = 142, 91, 104
    found.vital_temp_c, found.vital_spo2 = 38.6, 94
    found.foot("r").exam_pulses = "weak"
    db.session.commit()
    text = _note(sign_in_as("clinician"), visit).text
    taken = "Blood pressure 142/91 mmHg; Heart rate 104 a minute; Temperature 38.6 °C (101.5 °F); Oxygen saturation 94%"
    assert taken in text
    assert "Pulses, DP and PT Weak" in text
    rest = text[text.index("Not examined") :]
    assert "Pulses" not in rest
    assert "Heart rate" not in rest


def test_a_clot_asks_for_the_wells_score_and_a_cold_foot_for_the_ankle_pressure(sign_in_as, db):
    browser = sign_in_as("clinician")
    assert "Wells score" in _note(browser, visit_of(_of("RF11"))).text
    assert "Ankle-brachial index" in _note(browser, visit_of(_of("RF10"))).text


def _everything(db):
    """A visit with every safety answer yes, every test recorded on both feet and the longest words a form takes."""
    answers = case("V10")
    answers["p"].update(dict.fromkeys(SAFETY, "yes"))
    answers["p"].update({"hx_thinner": "yes", "hx_steroid": "yes", "hx_immuno": "yes", "hx_diabetes": "type2"})
    visit = visit_of(answers)
    found = ExamFindings.of(visit)
    for test in items.FOOT_TESTS:
        for side in ("r", "l"):
            setattr(found.foot(side), test.field, _most(test))
    for test in items.PERSON_TESTS:
        setattr(found, test.field, _most(test))
    intake = Intake.of(visit)
    intake.act_goal = (LONG * 3)[:120]
    intake.psfs_1, intake.psfs_2, intake.psfs_3 = ((LONG * 3)[:200] for _n in range(3))
    db.session.commit()
    return visit


def _most(test):
    import datetime as dt

    if test.kind == "many":
        return [value for value, _words in test.options if value != "none"]
    if test.kind in ("sign", "choice"):
        return test.options[-1][0]
    if test.kind == "date":
        return dt.date(2026, 11, 3)
    if test.kind == "text":
        return (LONG * 10)[: min(test.most, 300)]
    return int(test.high) if test.kind == "whole" else float(test.high)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_longest_note_is_still_one_page_and_drops_nothing(sign_in_as, db, language):
    visit = _everything(db)
    browser = sign_in_as("clinician")
    told = (LONG * 20)[:1999].strip()
    _tell(browser, visit, who=("Servicio de urgencias " * 9)[:200].strip(), words=told)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    paper = _note(browser, visit)
    assert paper.pages == 1
    text = re.sub(r"\W", "", paper.text)
    assert re.sub(r"\W", "", told) in text
    for code in ("RF01", "RF02", "RF03", "RF04", "RF05", "RF06"):
        assert re.sub(r"\W", "", load().red_flags[code].check_for[language]) in text, code
    assert "260/160 mmHg" in paper.text
    lines = paper.lines()
    lowest = min(line.bottom for line in lines if "signatu" in line.text.lower() or "firma" in line.text.lower())
    assert lowest < 400, "it is not set smaller than it need be"
    assert collisions(paper) == []
    assert outside(paper) == []
    assert str(paper.pdf.Root.Lang) == language


def test_an_ordinary_note_is_set_in_ordinary_size(sign_in_as, db):
    visit = visit_of(_of("RF14"))
    browser = sign_in_as("clinician")
    _tell(browser, visit)
    sizes = _note(browser, visit).sizes()
    assert max(sizes, key=lambda size: sizes[size]) >= 10


def test_who_told_whom_and_when_is_on_the_page(sign_in_as, db):
    visit = visit_of(_of("RF02"))
    browser = sign_in_as("clinician")
    assert _tell(browser, visit).status_code == 303
    page = browser.get(f"/visits/{visit.id}/referral")
    assert f"Emergency room, Sampletown was told by {browser.user.title}" in page.says
    assert referral.told(visit)[0].by == browser.user.title


def test_without_an_urgent_flag_the_note_carries_those_that_refer(sign_in_as, db):
    visit = visit_of(case("V02"))
    paper = _note(sign_in_as("clinician"), visit)
    assert paper.pages == 1
    assert load().red_flags["RF20"].check_for.en in paper.text
    assert "Seen within 3 days" in paper.text

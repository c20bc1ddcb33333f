"""The form kit: what may be typed, what is refused and with which words, and how a field is drawn."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, g
from flask_babel import refresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from clinic.forms import (
    AnswerField,
    BaseForm,
    Between,
    ChoiceCards,
    DateField,
    FootZones,
    ManyOf,
    NameField,
    NotesField,
    NumberField,
    OneOf,
    Option,
    PainScale,
    PasswordField,
    RequiredAnswer,
    RequiredWhen,
    Segments,
    SelectOne,
    TextField,
    TickField,
    TimeField,
    YesNoUnsure,
    text,
)
from tests import factories

TODAY = dt.date(2026, 11, 24)


class VisitForm(BaseForm):
    """One of everything."""

    name = NameField("Full name", [RequiredAnswer("Enter the name of the patient")])
    born_on = DateField("Date of birth", [Between(most=TODAY, sentence="Enter a date of birth in the past")])
    at = TimeField("Time")
    chart = TextField("Chart number", width=10, hint="On the folder")
    words = AnswerField("In your own words")
    notes = NotesField("Notes")
    password = PasswordField("Password")
    weeks = NumberField("How long has it hurt?", least=0, most=1040, unit="weeks")
    wall = NumberField("Knee to wall", least=0, most=25, places=1, unit="cm")
    swollen = YesNoUnsure("Is it swollen?")
    worst = PainScale("How bad is it?")
    fit = OneOf("How do they fit?", options=[("tight", "Tight"), ("ok", "Just right")])
    arch = ChoiceCards(
        "Your arch?", options=[Option("low", "Flat", "No gap", "arch-low"), Option("unsure", "I am not sure")]
    )
    agg = ManyOf("What makes it worse?", options=[("walk", "Walk"), ("run", "Running"), ("none", "None")], none="none")
    sign = Segments("Mulder", options=[("neg", "-"), ("pos", "+")], quiet=["neg"], loud=["pos"])
    clinician = SelectOne("Clinician", options=[("1", "J. Lee")])
    large = TickField("Large print")
    why = TextField("Why?", [RequiredWhen(lambda form: form.swollen.data == "yes", "Say where it is swollen")])


@pytest.fixture
def page(app: Flask, db: Any) -> Iterator[None]:
    """A page in English."""
    with app.test_request_context("/", method="POST"):
        g.language = "en"
        refresh()
        yield


@pytest.fixture
def sent(page: None) -> Callable[..., VisitForm]:
    """The form as a browser sent it, checked."""

    def send(*pairs: tuple[str, str], **values: str) -> VisitForm:
        form = VisitForm(formdata=MultiDict([("name", "Ana")] * ("name" not in values) + [*pairs, *values.items()]))
        form.validate()
        return form

    return send


def spanish() -> None:
    g.language = "es"
    refresh()


def test_a_blank_is_null_and_not_an_empty_text(sent: Callable[..., VisitForm]) -> None:
    form = sent(chart="  ", weeks="", born_on="", fit="", agg="")
    assert form.errors == {}
    assert (form.chart.data, form.weeks.data, form.born_on.data, form.fit.data) == (None, None, None, None)
    assert form.agg.data == []


def test_text_is_kept_as_typed_but_for_its_edges_and_line_ends(sent: Callable[..., VisitForm]) -> None:
    form = sent(words=" It hurts.\r\nMostly at night. ", name="  Jose\u0301 O'Neil ")
    assert form.words.data == "It hurts.\nMostly at night."
    assert form.name.data == "José O'Neil"


NAMES = ["X", "Null", "O'Neil", "Łukasz Wałęsa", "สมชาย", "محمد", "N" * 100, "Bjo\u0308rk", "e" + "\u0301" * 8]


@pytest.mark.parametrize("name", [*NAMES, "\U0001f469\u200d\U0001f469\u200d\U0001f467"])
def test_people_may_have_any_name(name: str, sent: Callable[..., VisitForm]) -> None:
    assert sent(name=name).errors == {}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("a\0b", "cannot be stored"),
        ("a\x07b", "cannot be stored"),
        ("a\x85b", "cannot be stored"),
        ("a\ud800b", "cannot be stored"),
        ("a\ufffeb", "cannot be stored"),
        ("a\u202eb", "turn the words"),
        ("a\u2066b\u202cc", "turn the words"),
        ("b\u2069", "turn the words"),
        ("e" + "\u0317" * 9, "too many accents"),
        ("N" * 101, "Shorten this to 100 characters. It has 101."),
    ],
)
def test_what_no_record_should_hold_is_refused(typed: str, reason: str, sent: Callable[..., VisitForm]) -> None:
    form = sent(name=typed)
    assert list(form.errors) == ["name"]
    assert reason in form.name.errors[0]
    assert "\0" not in form.name.shown
    form.name.shown.encode()


def test_direction_marks_that_close_themselves_may_stay(sent: Callable[..., VisitForm]) -> None:
    assert sent(words="\u2067שלום\u2069 and \u202b(עולם)\u202c").errors == {}


@pytest.mark.parametrize(("field", "limit"), [("name", 100), ("chart", 200), ("words", 2000), ("notes", 10_000)])
def test_each_kind_of_text_has_its_length(field: str, limit: int, sent: Callable[..., VisitForm]) -> None:
    assert sent(**{field: "å" * limit}).errors == {}
    assert list(sent(**{field: "å" * (limit + 1)}).errors) == [field]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_either_kept_whole_or_refused(page: None, typed: str) -> None:
    form = VisitForm(formdata=MultiDict({"name": "Ana", "notes": typed}))
    if form.validate():
        assert (form.notes.data or "") == text.tidy(typed)
        assert text.tidy(form.notes.data or "") == (form.notes.data or "")
    else:
        assert text.trouble(typed)
        form.notes.shown.encode()


def test_a_password_is_taken_as_typed(sent: Callable[..., VisitForm]) -> None:
    form = sent(password="  two  spaces  ")
    assert form.password.data == "  two  spaces  "
    assert form.password.shown == ""


def test_an_answer_sent_twice_is_refused(sent: Callable[..., VisitForm]) -> None:
    form = sent(("fit", "tight"), ("fit", "ok"), ("weeks", "1"), ("weeks", "2"))
    assert set(form.errors) == {"fit", "weeks"}
    assert sent(("agg", "walk"), ("agg", "run")).agg.data == ["walk", "run"]


def test_only_declared_fields_reach_a_record(sent: Callable[..., VisitForm]) -> None:
    class Record:
        role, name = "front_desk", ""

    record = Record()
    form = sent(("role", "admin"), ("signed_by_id", "1"), name="Ana")
    form.populate_obj(record)
    assert (record.role, record.name) == ("front_desk", "Ana")
    assert not hasattr(record, "signed_by_id")


def test_a_missing_answer_is_asked_for_in_the_words_of_the_question(sent: Callable[..., VisitForm]) -> None:
    assert sent(name=" ").errors == {"name": ["Enter the name of the patient"]}


def test_one_mistake_has_one_sentence(sent: Callable[..., VisitForm]) -> None:
    assert len(sent(born_on="31/31/1974").born_on.errors) == 1


def test_a_question_may_depend_on_another(sent: Callable[..., VisitForm]) -> None:
    assert sent(swollen="yes").errors == {"why": ["Say where it is swollen"]}
    assert sent(swollen="no").errors == {}
    assert sent(swollen="yes", why="On top").errors == {}


@pytest.mark.parametrize("typed", ["03/14/1974", "3/14/1974", "3-14-1974", "3.14.1974", "1974-03-14", " 03/14/1974 "])
def test_a_date_is_read_month_first_in_english(typed: str, sent: Callable[..., VisitForm]) -> None:
    form = sent(born_on=typed)
    assert (form.errors, form.born_on.data, form.born_on.shown) == ({}, dt.date(1974, 3, 14), "03/14/1974")


def test_the_order_of_a_date_follows_the_region_and_not_the_language(sent: Callable[..., VisitForm]) -> None:
    spanish()
    form = sent(born_on="03/04/1974")
    assert (form.errors, form.born_on.data, form.born_on.shown) == ({}, dt.date(1974, 3, 4), "03/04/1974")
    factories.Practice.here().date_order = "dmy"
    form = sent(born_on="03/04/1974")
    assert (form.errors, form.born_on.data, form.born_on.shown) == ({}, dt.date(1974, 4, 3), "03/04/1974")
    assert "14/03/1974" in form.born_on.description


def test_a_date_that_can_mean_two_days_is_asked_about_and_read_as_answered(sent: Callable[..., VisitForm]) -> None:
    form = sent(born_on="03.04.1974")
    assert form.errors == {"born_on": ["Is that March 4, 1974 or April 3, 1974? Choose below."]}
    assert [option.value for option in form.born_on.asks] == ["1974-03-04", "1974-04-03"]
    assert form.born_on.shown == "03.04.1974"
    answered = sent(("born_on", "03.04.1974"), ("born_on-meant", "1974-04-03"))
    assert (answered.errors, answered.born_on.data) == ({}, dt.date(1974, 4, 3))
    assert sent(("born_on", "03.04.1974"), ("born_on-meant", "1999-01-01")).errors
    assert sent(("born_on", "05/06/1974"), ("born_on-meant", "1974-04-03")).born_on.data == dt.date(1974, 5, 6)


def test_an_hour_that_may_be_of_the_afternoon_is_asked_about(sent: Callable[..., VisitForm]) -> None:
    assert sent(at="2:30").errors == {"at": ["Is that 2:30 AM or 2:30 PM? Choose below."]}
    assert sent(("at", "2:30"), ("at-meant", "14:30")).at.data == dt.time(14, 30)


def test_the_question_stands_below_the_box(app: Flask, sent: Callable[..., VisitForm]) -> None:
    drawn = draw(app, "field(form.born_on)", sent(born_on="03.04.1974"))
    assert [box["value"] for box in drawn.select('input[name="born_on-meant"]')] == ["1974-03-04", "1974-04-03"]


@pytest.mark.parametrize("typed", ["02/30/1974", "3/14/74", "yesterday", "00/00/0000", "03/14/0197"])
def test_a_date_that_cannot_be_read_stays_in_the_box(typed: str, sent: Callable[..., VisitForm]) -> None:
    form = sent(born_on=typed)
    assert form.born_on.errors and form.born_on.data is None
    assert form.born_on.shown == typed


def test_a_date_outside_its_range_is_refused(sent: Callable[..., VisitForm]) -> None:
    assert sent(born_on="11/25/2026").errors == {"born_on": ["Enter a date of birth in the past"]}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30", "09:30"),
        ("9:30 AM", "09:30"),
        ("2:05 pm", "14:05"),
        ("12 am", "00:00"),
        ("12:15 p.m.", "12:15"),
        ("14:05", "14:05"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: str, sent: Callable[..., VisitForm]) -> None:
    form = sent(at=typed)
    assert (form.errors, f"{form.at.data:%H:%M}") == ({}, read)


@pytest.mark.parametrize("typed", ["25:00", "13 pm", "9:75", "soon", "0 am"])
def test_a_time_that_does_not_exist_is_refused(typed: str, sent: Callable[..., VisitForm]) -> None:
    assert list(sent(at=typed).errors) == ["at"]


@pytest.mark.parametrize(("typed", "read"), [("0", 0), ("12", 12), ("12.0", 12), ("1040", 1040)])
def test_a_whole_number_is_an_int(typed: str, read: int, sent: Callable[..., VisitForm]) -> None:
    form = sent(weeks=typed)
    assert form.errors == {} and form.weeks.data == read and isinstance(form.weeks.data, int)


@pytest.mark.parametrize(("typed", "read"), [("9.5", 9.5), ("9,5", 9.5), (".5", 0.5), ("25", 25.0)])
def test_a_measure_takes_a_point_or_a_comma(typed: str, read: float, sent: Callable[..., VisitForm]) -> None:
    assert sent(wall=typed).wall.data == read


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("weeks", "1041", "Enter a number from 0 to 1040"),
        ("weeks", "-1", "Enter a number from 0 to 1040"),
        ("weeks", "some", "Enter a number from 0 to 1040"),
        ("weeks", "1e3", "Enter a number from 0 to 1040"),
        ("weeks", "nan", "Enter a number from 0 to 1040"),
        ("weeks", "2.5", "Enter a whole number from 0 to 1040"),
        ("wall", "25.1", "Enter a number from 0 to 25"),
        ("wall", "9.55", "Give no more than 1 digit after the point"),
    ],
)
def test_a_number_says_its_range(field: str, typed: str, sentence: str, sent: Callable[..., VisitForm]) -> None:
    form = sent(**{field: typed})
    assert form.errors == {field: [sentence]}
    assert form[field].shown == typed


def test_zero_is_an_answer(sent: Callable[..., VisitForm]) -> None:
    form = sent(worst="0")
    assert form.worst.data == 0
    assert form.worst.chosen == {"0"}


def test_only_what_was_offered_can_be_chosen(sent: Callable[..., VisitForm]) -> None:
    form = sent(("agg", "fly"), fit="huge", worst="11", swollen="maybe", clinician="2")
    assert set(form.errors) == {"agg", "fit", "worst", "swollen", "clinician"}


def test_none_of_these_shuts_out_the_others_on_the_server(sent: Callable[..., VisitForm]) -> None:
    assert list(sent(("agg", "none"), ("agg", "walk")).errors) == ["agg"]
    assert sent(("agg", "none")).agg.data == ["none"]


def test_choices_come_back_once_each_in_the_order_shown(sent: Callable[..., VisitForm]) -> None:
    assert sent(("agg", "run"), ("agg", "walk"), ("agg", "run")).agg.data == ["walk", "run"]


def test_options_may_be_set_for_one_form(page: None) -> None:
    form = VisitForm(formdata=MultiDict({"name": "Ana", "clinician": "2"}))
    form.clinician.offer([("1", "J. Lee")])
    assert not form.validate()
    assert VisitForm(formdata=None).clinician.options[0].label == "J. Lee"


def test_a_reason_that_belongs_to_no_field_leads_the_summary(app: Flask, sent: Callable[..., VisitForm]) -> None:
    form = sent(name="")
    form.refuse("This person may already be here.")
    page = draw(app, "error_summary(form)", form)
    lines = [line.get_text(strip=True) for line in page.select(".nhsuk-error-summary__list li")]
    assert lines == ["This person may already be here.", "Enter the name of the patient"]
    assert [link["href"] for link in page.select("a")] == ["#name"]
    assert page.select_one(".nhsuk-error-summary").has_attr("autofocus")


def draw(app: Flask, what: str, form: Any = None, **feet: Any) -> BeautifulSoup:
    """What a macro makes of the form."""
    source = (
        '{% from "components/field.html" import field %}{% from "components/error_summary.html" import error_summary %}'
        '{% from "components/foot_map.html" import foot_map %}{{ ' + what + " }}"
    )
    return BeautifulSoup(app.jinja_env.from_string(source).render(form=form, **feet), "html5lib")


@pytest.mark.parametrize("card", ["true", "false"])
def test_every_field_is_drawn_with_a_label_and_an_id_of_its_own(app: Flask, page: None, card: str) -> None:
    drawn = draw(app, f"field(form.name, card={card})", VisitForm(formdata=None))
    assert drawn.select_one("label[for=name]")
    form = VisitForm(formdata=None)
    for field in form:
        drawn = draw(app, f"field(form.{field.short_name}, card={card})", form)
        controls = drawn.select("input, select, textarea")
        ids = [control["id"] for control in controls]
        assert ids and ids[0] == field.name and len(ids) == len(set(ids)), field.name
        assert {control["name"] for control in controls} == {field.name}
        for control in controls:
            assert control.find_parent("label") or drawn.select_one(f'label[for="{control["id"]}"]'), field.name
        if len(controls) > 1:
            assert drawn.select_one("fieldset > legend").get_text(strip=True) == field.label.text


def test_a_field_shows_what_it_holds(app: Flask, page: None) -> None:
    form = VisitForm(
        formdata=None,
        data={
            "name": 'A "B" <C>',
            "born_on": dt.date(1974, 3, 14),
            "at": dt.time(14, 5),
            "worst": 0,
            "agg": ["walk"],
            "fit": "ok",
            "words": "\nFirst line empty",
        },
    )
    assert draw(app, "field(form.name)", form).select_one("input")["value"] == 'A "B" <C>'
    assert draw(app, "field(form.born_on)", form).select_one("input")["value"] == "03/14/1974"
    assert draw(app, "field(form.at)", form).select_one("input")["value"] == "2:05 PM"
    assert draw(app, "field(form.worst)", form).select_one("[checked]")["value"] == "0"
    assert draw(app, "field(form.agg)", form).select_one("[checked]")["value"] == "walk"
    assert draw(app, "field(form.fit)", form).select_one("[checked]")["value"] == "ok"


def test_an_error_stands_beside_its_control_and_is_read_with_it(app: Flask, sent: Callable[..., VisitForm]) -> None:
    drawn = draw(app, "field(form.name)", sent(name=""))
    control = drawn.select_one("input")
    assert control["aria-invalid"] == "true"
    assert (
        drawn.find(id=control["aria-describedby"]).get_text(" ", strip=True) == "Error: Enter the name of the patient"
    )
    drawn = draw(app, "field(form.agg, card=true)", sent(("agg", "none"), ("agg", "walk")))
    assert drawn.find(id=drawn.select_one("fieldset")["aria-describedby"])
    assert drawn.select_one(".app-card--error")


class Foot(BaseForm):
    """The spots of one foot."""

    sym_zone = FootZones(
        "Where?",
        options=[
            (zone, zone)
            for zone in (
                *(
                    "toe1",
                    "toe2",
                    "toe3",
                    "toe4",
                    "toe5",
                    "mth1",
                    "mth2",
                    "mth3",
                    "mth4",
                    "mth5",
                    "arch",
                    "heel",
                    "top",
                ),
                *("web12", "web23", "web34", "web45", "ball_all", "shaft", "midfoot", "outer_edge"),
                "ankle",
            )
        ],
    )


def test_every_spot_of_both_feet_can_be_tapped(app: Flask, page: None) -> None:
    left = Foot(formdata=None, prefix="l-")
    right = Foot(formdata=None, prefix="r-", data={"sym_zone": ["mth2", "web23"]})
    drawn = draw(app, 'foot_map(left, right, "Where?")', left=left.sym_zone, right=right.sym_zone)
    for name in ("l-sym_zone", "r-sym_zone"):
        boxes = drawn.select(f'input[name="{name}"]')
        assert [box["type"] for box in boxes] == ["checkbox"] * 22
        assert {box["value"] for box in boxes} == {option.value for option in left.sym_zone.options}
    ids = [tag["id"] for tag in drawn.select("[id]")]
    assert len(ids) == len(set(ids))
    assert "Right foot: mth2; web23" in drawn.select_one(".app-marked").get_text(" ", strip=True)
    assert [foot.select_one("legend").get_text() for foot in drawn.select(".app-foot")] == ["Left foot", "Right foot"]
    spots = {label["for"] for label in drawn.select(".app-zone label")}
    assert spots == {box["id"] for box in drawn.select('input[type="checkbox"]')}, "every spot is on a picture"


def test_the_token_carries_no_id_so_that_a_page_may_hold_two_forms(page: None) -> None:
    token = BeautifulSoup(str(VisitForm(formdata=None).csrf_token), "html5lib").select_one("input")
    assert token["name"] == "csrf_token" and token["value"] and not token.has_attr("id")

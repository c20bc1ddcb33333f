"""The log speaks in words: every act, subject and detail has a name in both languages."""

from flask_babel import force_locale

from clinic.audit import action_words
from clinic.audit.actions import DETAIL, Action
from clinic.database import db as database


def test_every_act_and_every_detail_has_words():
    assert set(action_words.ACTIONS) == set(Action)
    assert {key for keys in DETAIL.values() for key in keys} <= set(action_words.DETAILS)


def test_everything_an_act_can_be_done_to_has_a_name(app):
    tables = set(database.metadata.tables)
    assert set(action_words.SUBJECTS) - {""} <= tables


def test_an_act_of_an_older_version_keeps_its_code(app, db):
    with force_locale("en"):
        assert action_words.action("plan:burned") == "plan:burned"
        assert action_words.action("plan:signed") == "Signed a plan"


def test_the_log_shows_words_and_lets_them_be_chosen(sign_in_as, db):
    page = sign_in_as("admin").get("/log")
    assert "plan:signed" not in page.says
    assert "Signed a plan" in [option.get_text() for option in page.all("#action option")]
    assert "Looked at the log" in sign_in_as("admin").get("/log").says

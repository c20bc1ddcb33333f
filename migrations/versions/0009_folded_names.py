"""Names for searching: apostrophes dropped, and letters of their own folded to the plain ones

Revision ID: 0009_folded_names
Revises: 0008_first_day
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009_folded_names"
down_revision = "0008_first_day"
branch_labels = None
depends_on = None

APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʽˈ`´′＇\u02b9\u05f3"))
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
PATIENT = sa.table("patient", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("name_sort"))


def _bare(text):
    plain = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in plain if not unicodedata.combining(mark) and mark != "\0")


def _folded(name):
    bare = name.casefold().translate(APOSTROPHES).translate(LETTERS)
    letters = unicodedata.normalize("NFC", _bare(bare).translate(APOSTROPHES))
    kept = "".join(" " if unicodedata.category(mark)[0] in "PZC" else mark for mark in letters)
    return " ".join(kept.split()) or " ".join(name.casefold().replace("\0", "").split())


def _before(name):
    return " ".join(_bare(name.casefold()).split())


def _fill(fold):
    connection = op.get_bind()
    for key, name in connection.execute(sa.select(PATIENT.c.id, PATIENT.c.name)).all():
        connection.execute(PATIENT.update().where(PATIENT.c.id == key).values(name_sort=fold(name)[:200]))


def upgrade():
    _fill(_folded)


def downgrade():
    _fill(_before)

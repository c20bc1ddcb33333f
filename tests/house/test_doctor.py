"""`flask doctor`: says that all is well when it is, and names what is not, without a stack trace."""

import flask_migrate
import pytest
import sqlalchemy as sa

from clinic import create_app
from clinic.clock import utcnow
from clinic.database import db as database
from clinic.handout import printouts
from clinic.signed.models import PlanVersion
from tests import factories
from tests.conftest import Settings
from tests.house import whole
from tests.house.test_migrations import MIGRATIONS


@pytest.fixture
def house(tmp_path, request):
    """An application on an embedded file with one patient's whole record, and its printed plan."""
    if request.config.getoption("--database"):
        pytest.skip("This damages an embedded file")
    app = create_app(Settings(f"sqlite:///{tmp_path / 'practice.db'}"))
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        factories.PracticeFactory()
        record = whole.make(whole.everybody())
        version = database.session.get(PlanVersion, record.version_id)
        printouts.keep(version, printouts.Variant(), b"%PDF a handout", at=utcnow())
        database.session.commit()
        database.session.remove()
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def _doctor(app):
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["doctor"])
        database.session.remove()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_healthy_practice_is_called_healthy(house):
    status, says = _doctor(house)
    assert status == 0, says
    assert "BAD" not in says and "audit trail is intact" in says and "1, of which 0 differ" in says


def test_a_handout_that_is_not_what_was_stored_is_named(house):
    with house.app_context():
        names = database.session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'handout'")
        ).all()
        for name in names:
            database.session.execute(sa.text(f'DROP TRIGGER "{name}"'))
        database.session.execute(sa.text("UPDATE handout SET pdf = x'00'"))
        database.session.commit()
        database.session.remove()
    status, says = _doctor(house)
    assert status == 1 and "BAD  Stored handouts: 1, of which 1 differ from their hash." in says
    assert "ok   The audit trail is intact." in says


def test_a_damaged_file_is_a_sentence_and_not_a_stack_trace(house, tmp_path):
    with house.app_context():
        database.session.remove()
        database.engine.dispose()
    file = tmp_path / "practice.db"
    data = bytearray(file.read_bytes())
    for at in range(4096 * 3, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    file.write_bytes(data)
    status, says = _doctor(house)
    assert status == 1
    assert "cannot be read" in says and "Traceback" not in says
    assert "ok   The renderer draws a page." in says

"""The table of contents: every part of the application, put together in `build`."""

import hashlib
import hmac
from typing import Any, Protocol

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader

from clinic import VERSION, access, cli, clock, database, extensions, i18n, labels, numbered, sessions, web
from clinic import keyring as keyring  # its table is one of every database
from clinic.accounts import confirming, posted
from clinic.accounts.help_views import bp as help_
from clinic.accounts.models import load
from clinic.accounts.setting_up_views import bp as setting_up
from clinic.accounts.views import bp as accounts
from clinic.audit.views import bp as audit
from clinic.chart.views import bp as chart
from clinic.clock import utcnow
from clinic.database import db
from clinic.exam.views import bp as exam
from clinic.forms import text
from clinic.handout.views import bp as handout
from clinic.intake.kiosk import bp as kiosk
from clinic.intake.views import bp as intake
from clinic.knowledge import library
from clinic.knowledge.views import bp as knowledge
from clinic.patients.views import bp as patients
from clinic.plan.proposing import last_plan
from clinic.plan.views import bp as plan
from clinic.practice.models import Approvals, Practice
from clinic.practice.views import bp as practice


class Settings(Protocol):
    """What `create_app` needs of a configuration."""

    def as_flask(self) -> dict[str, Any]:
        """Upper-case Flask settings."""
        ...


def build(config: Settings) -> Flask:
    """Build the application from a configuration that was handed in; nothing here reads the environment."""
    app = Flask(__name__, template_folder="../templates", static_folder="static")
    app.config.from_mapping(config.as_flask())
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(
        app.config["SQLALCHEMY_DATABASE_URI"], f"footing-{VERSION}"
    )
    app.extensions["clock"] = app.config.get("CLOCK") or clock.wall_clock
    secret = app.config["SECRET_KEY"].encode()
    app.extensions["audit_key"] = hmac.new(secret, b"footing audit trail", hashlib.sha256).digest()
    app.extensions["library"] = library.load
    app.extensions["approvals"] = Approvals
    app.extensions["last_plan"] = last_plan
    app.extensions["labels"] = labels
    app.extensions["date_order"] = lambda: p.date_order if (p := Practice.here()) else "mdy"
    app.extensions["time_zone"] = lambda: p.time_zone if (p := Practice.here()) else "UTC"
    app.jinja_loader = ChoiceLoader([app.jinja_loader, PackageLoader("nhsuk_frontend_jinja")])  # type: ignore[list-item]

    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine, app.config["DATABASE_KEY"])
    extensions.migrate.init_app(app, db, directory="migrations")
    extensions.babel.init_app(app, locale_selector=i18n.choose_language, timezone_selector=i18n.choose_time_zone)
    sessions.init_app(app)
    web.init_app(app)
    access.init_app(app, load, is_set_up=lambda: Practice.here() is not None, confirm=confirming.gate)
    posted.init_app(app)
    app.jinja_env.filters["showable"] = text.showable
    app.jinja_env.globals["save_number"] = lambda subject_id: numbered.first(subject_id, at=utcnow())
    extensions.csrf.init_app(app)
    app.context_processor(lambda: {"practice": Practice.here()})

    for blueprint in (
        accounts, audit, chart, exam, handout, help_, intake, kiosk, knowledge, patients, plan, practice, setting_up,
    ):  # fmt: skip
        app.register_blueprint(blueprint)
    cli.init_app(app)
    if not app.config["TESTING"]:
        web.start_logging(app)
    return app

"""The table of contents: every part of the application, put together in `build`."""

import hashlib
import hmac
from typing import Any, Protocol

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader

from clinic import VERSION, access, clock, database, extensions, i18n, labels, numbered, sessions, web
from clinic import keyring as keyring  # its table is one of every database
from clinic.accounts import confirming, help_views, posted, setting_up_views
from clinic.accounts import views as accounts_views
from clinic.accounts.models import load
from clinic.audit import views as audit_views
from clinic.chart import interview_record_views, missing_views, note_views, visit_views
from clinic.clock import utcnow
from clinic.commands import groups
from clinic.curation import approval_views, fairness_views
from clinic.curation import views as curation_views
from clinic.curation.models import Approvals
from clinic.database import db
from clinic.desk import board_views, take_back_views
from clinic.desk import interview_views as desk_views
from clinic.exam import views as exam_views
from clinic.followup import line_report_views, measure_views, tick_sheet_views
from clinic.forms import text
from clinic.handout import download_views
from clinic.handout import views as handout_views
from clinic.kiosk import entry_views, interview_views
from clinic.knowledge import library
from clinic.letters import referral_views
from clinic.patients import views as patients_views
from clinic.plan import template_views, version_views
from clinic.plan import views as plan_views
from clinic.practice import views as practice_views
from clinic.practice.models import Practice

# Every module with a page in it. Pages of one room hang on one blueprint.
VIEWS = (
    accounts_views, approval_views, audit_views, board_views, curation_views, desk_views, download_views, entry_views,
    exam_views, fairness_views, handout_views, help_views, interview_record_views, interview_views, line_report_views,
    measure_views, missing_views, note_views, patients_views, plan_views, practice_views, referral_views,
    setting_up_views, take_back_views, template_views, tick_sheet_views, version_views, visit_views,
)  # fmt: skip


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

    for blueprint in dict.fromkeys(module.bp for module in VIEWS):
        app.register_blueprint(blueprint)
    groups.init_app(app)
    if not app.config["TESTING"]:
        web.start_logging(app)
    return app

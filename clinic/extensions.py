"""The unbound Flask extensions other than the database; `create_app` binds them."""

from functools import cached_property
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Babel, Domain
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect


class Catalogue(Domain):
    """Finds the translations of a page once. Flask-Babel looks for them with each of its hundreds of sentences."""

    def get_translations(self) -> NullTranslations:
        """The translations into the language of this moment; `force_locale` may change it within a page."""
        try:
            kept = g.get("_flask_babel")
        except RuntimeError:  # no page: a lazy sentence is looked at while nobody has a language
            kept = None
        locale = getattr(kept, "babel_locale", None)
        if locale is None:
            return super().get_translations()
        found: tuple[Any, NullTranslations] | None = getattr(kept, "catalogue", None)
        if found is None or found[0] is not locale:
            found = kept.catalogue = (locale, super().get_translations())
        return found[1]


class Words(Babel):
    """Flask-Babel with our catalogue, for the code and for the templates."""

    @cached_property
    def domain_instance(self) -> Catalogue:
        """The one domain there is."""
        return Catalogue()

    def init_app(self, app: Flask, **told: Any) -> None:
        """Let templates ask the catalogue itself, one step shorter than through the extension."""
        super().init_app(app, **told)
        translations = self.domain_instance.get_translations
        app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
            gettext=lambda one: translations().ugettext(one),
            ngettext=lambda one, many, n: translations().ungettext(one, many, n),
            pgettext=lambda where, one: translations().upgettext(where, one),
            npgettext=lambda where, one, many, n: translations().unpgettext(where, one, many, n),
            newstyle=True,
        )


migrate = Migrate()
babel = Words()
csrf = CSRFProtect()

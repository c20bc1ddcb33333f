"""Footing: a ball-of-foot intake, an explained plan, a printed handout."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from clinic.app import Settings

VERSION = "0.2.0"


def create_app(config: "Settings") -> "Flask":
    """Build the application from a configuration that was handed in.

    The parts are imported here and not above, so that the pure modules (knowledge, engine) and the PDF worker
    start without Flask and without the database.
    """
    from clinic.app import build

    return build(config)

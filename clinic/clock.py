"""What time it is. One place, so that a test can set the clock and verbs can take time as an argument."""

import datetime as dt

from flask import current_app


def utcnow() -> dt.datetime:
    """The present moment in UTC, from the clock the application was given."""
    now: dt.datetime = current_app.extensions["clock"]()
    return now


def wall_clock() -> dt.datetime:
    """The real clock: what `create_app` hands in outside tests."""
    return dt.datetime.now(dt.UTC)

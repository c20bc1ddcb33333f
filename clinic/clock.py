"""What time it is. One place, so that a test can set the clock and verbs can take time as an argument."""

import datetime as dt

from flask import current_app

BORNE = dt.timedelta(seconds=30)
"""How far ahead of now a stored moment may lie and still be believed: the clocks of two servers never quite agree."""


def utcnow() -> dt.datetime:
    """The present moment in UTC, from the clock the application was given."""
    now: dt.datetime = current_app.extensions["clock"]()
    return now


def wall_clock() -> dt.datetime:
    """The real clock: what `create_app` hands in outside tests."""
    return dt.datetime.now(dt.UTC)


def is_open(expires_at: dt.datetime, life: dt.timedelta, now: dt.datetime) -> bool:
    """Whether something that was given `life` has any left.

    One that would live longer than it was ever given was made under a clock that was wrong; it opens nothing.
    """
    return now < expires_at <= now + life + BORNE

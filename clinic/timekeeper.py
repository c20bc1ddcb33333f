"""Whose clock counts: the database's, for every server of a practice; and what is written when a clock jumps.

An embedded database has its machine's clock. One on a server has its own: this process looks at it once a minute and
goes on from there by a clock that nobody can set, so that a server whose own clock is wrong ages nobody's session.
"""

import datetime as dt
import time

import sqlalchemy as sa
from flask import Flask

from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import wall_clock
from clinic.database import db

JUMP = dt.timedelta(minutes=5)
"""A step of the clock that is written down: what was stored before it may look too old, or not born yet."""
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the first goes on while a laptop sleeps


def steady() -> float:
    """Seconds on a clock that is never set."""
    return time.clock_gettime(_STEADY)


def asked() -> dt.datetime:
    """What the database says the time is."""
    if db.engine.dialect.name != "postgresql":
        return wall_clock()
    said: dt.datetime = db.session.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    return said.astimezone(dt.UTC)


def clock_skew() -> float:
    """Seconds by which this machine's clock is ahead of the database's; below 0 when it is behind."""
    began = steady()
    theirs, ours = asked(), wall_clock()
    return (ours - theirs).total_seconds() - (steady() - began) / 2


class Timekeeper:
    """The database's clock, as this process keeps it."""

    def __init__(self) -> None:
        self._seen: tuple[dt.datetime, float] | None = None

    def __call__(self) -> dt.datetime:
        """The present moment."""
        if self._seen is None:
            return wall_clock()
        moment, then = self._seen
        return moment + dt.timedelta(seconds=steady() - then)

    def look(self) -> dt.timedelta:
        """Ask the database for the time; answer how far its clock was set since the last look."""
        began = steady()
        said = asked()
        ended = steady()
        before, self._seen = self._seen, (said, (began + ended) / 2)
        if before is None:
            return dt.timedelta(0)
        return said - (before[0] + dt.timedelta(seconds=self._seen[1] - before[1]))


def keep(keeper: Timekeeper) -> None:
    """Look at the clock once; write an event when it was set by more than a little."""
    jump = keeper.look()
    db.session.rollback()
    if abs(jump) <= JUMP:
        return
    record(Action.CLOCK_JUMPED, actor="system", at=keeper(), seconds=round(jump.total_seconds()))
    db.session.commit()


def install(app: Flask) -> Timekeeper:
    """Let the database's clock count in `app`, where it is another machine's."""
    keeper = Timekeeper()
    with app.app_context():
        keeper.look()
        db.session.remove()
        elsewhere = db.engine.dialect.name == "postgresql"
    if elsewhere and app.extensions["clock"] is wall_clock:
        app.extensions["clock"] = keeper
    return keeper

"""What is swept up beside everybody's work: sessions that are over, spent codes, old tries. A thread of the server's.

No visitor's request does it, so that nobody waits for it and no stranger sets it off. Where several servers share a
database, one of them sweeps at a time.
"""

import logging
import threading

import sqlalchemy as sa
from flask import Flask

from clinic import guessing, sessions, timekeeper
from clinic.accounts import devices, granting
from clinic.audit import refusals
from clinic.clock import utcnow
from clinic.database import db
from clinic.kiosk import pairing

EVERY = 600
"""Seconds between two sweeps."""
LOOK_EVERY = 60
"""Seconds between two looks at the database's clock."""
LOCK = 4713
log = logging.getLogger("footing")


def sweep() -> bool:
    """Sweep once; whether it was this server's turn. Needs an application context; commits."""
    if db.engine.dialect.name == "postgresql" and not db.session.scalar(
        sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}
    ):
        db.session.rollback()
        return False
    at = utcnow()
    for room in (sessions, guessing, refusals, pairing, devices, granting):
        room.sweep(at)
    db.session.commit()
    return True


def _work(app: Flask, keeper: timekeeper.Timekeeper, stop: threading.Event) -> None:
    next_sweep = 0.0
    while not stop.is_set():
        with app.app_context():
            try:
                timekeeper.keep(keeper)
                if timekeeper.steady() >= next_sweep:
                    next_sweep = timekeeper.steady() + EVERY
                    sweep()
            except Exception as error:  # the database may be away for a while; the next round tries again
                log.warning("sweeping failed", exc_info=error)
            finally:
                db.session.remove()
        stop.wait(LOOK_EVERY)


def start(app: Flask) -> threading.Event:
    """Begin to sweep and to keep the time for `app`; set what is answered to end it."""
    stop = threading.Event()
    work = (app, timekeeper.install(app), stop)
    threading.Thread(target=_work, args=work, name="janitor", daemon=True).start()
    return stop

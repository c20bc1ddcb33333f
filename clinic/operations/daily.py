"""Once a day, while the practice is open: is the database whole, and is room still set aside?"""

import logging
import threading
import time

from flask import Flask

from clinic import disk
from clinic.database import db
from clinic.integrity import damage
from clinic.outages import Trouble, trouble

DAY_SECONDS = 24 * 3600
log = logging.getLogger("footing")


def look(app: Flask) -> str | None:
    """Look now; what is damaged is kept for the administrator's pages and the monitors, and stays until a restart."""
    found = None
    with app.app_context():
        try:
            with db.engine.connect().execution_options(only_reads=True) as connection:
                found = damage(connection)
                connection.rollback()
        except Exception as error:
            if trouble(error) is Trouble.DAMAGED:
                found = "a page cannot be read"
            else:
                log.warning("the daily check could not look", exc_info=error)
    if found:
        app.extensions["damage"] = found
        log.error("the database is damaged: %s", found)
    folder = app.config.get("DATA_FOLDER")
    if folder is not None and disk.free(folder) > app.config.get("LEAST_FREE", disk.LEAST_FREE):
        disk.keep_reserve(folder)
    return found


def start(app: Flask) -> None:
    """Look every day from now on; the start itself has looked."""

    def forever() -> None:
        while True:
            time.sleep(DAY_SECONDS)
            look(app)

    threading.Thread(target=forever, name="daily check", daemon=True).start()

"""What an administrator is told on every page: room that runs out, a file that the daily check found damaged."""

from flask import current_app
from flask_babel import gettext as _

from clinic import disk


def of_machine() -> str:
    """The most urgent matter of the machine, or nothing."""
    if current_app.extensions.get("damage"):
        return _("The daily check found the file of the records damaged. Stop, and bring back the last copy.")
    folder = current_app.config.get("DATA_FOLDER")
    if folder is None:
        return ""
    left = disk.free(folder)
    if left >= current_app.config.get("LEAST_FREE", disk.LEAST_FREE):
        return ""
    return _(
        "The disk Footing is on has only %(room)s left. Make room: when it is full, nothing can be saved.",
        room=disk.in_words(left),
    )

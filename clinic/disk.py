"""Room on the disk: how much is left, and a reserve that is given up at the first save that finds none.

A look at a patient's page writes an event, so without any room nobody could even look. The reserve is what the clinic
goes on with while somebody makes room.
"""

import logging
import os
import shutil
from pathlib import Path

RESERVE = "footing.reserve"
RESERVE_BYTES = 16 << 20
LEAST_FREE = 500 << 20
"""Below this the administrator is told, and a monitor too."""
log = logging.getLogger("footing")


def free(folder: Path) -> int:
    """Bytes that are left on the disk of `folder`."""
    return shutil.disk_usage(folder).free


def in_words(size: int) -> str:
    """A size as people read it."""
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size >> 20} MB"


def keep_reserve(folder: Path) -> None:
    """Set room aside, as much as fits; a quarter of what is left at most."""
    path = folder / RESERVE
    size = min(RESERVE_BYTES, free(folder) // 4)
    if path.exists() or size < 1 << 16:
        return
    file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(file, 0, size) if hasattr(os, "posix_fallocate") else os.write(file, bytes(size))
    except OSError:
        path.unlink()
    finally:
        os.close(file)


def give_up_reserve(folder: Path) -> bool:
    """Make the room that was set aside free; whether there was any."""
    try:
        (folder / RESERVE).unlink()
    except FileNotFoundError:
        return False
    log.error("the disk is full: the reserve has been freed")
    return True

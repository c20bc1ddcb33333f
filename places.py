"""Where a practice lies: the folder of its data, the folder of its keys, and what lies in them beside the database.

Whatever could lose data or show it to others is refused here, in one sentence that names the path. A refused start
leaves nothing behind: no folder and no key that was not there before.
"""

import contextlib
import hashlib
import os
import pwd
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import click

DATABASE = "footing.db"
LOCK = "footing.lock"
# Says that this folder's practice is on a PostgreSQL server, so that its key is never made a second time.
ELSEWHERE = "footing.postgresql"
# Says that everybody in this folder is made up.
DEMO = "footing.demo"
# The address at which the server was last open, for links that are made on the command line.
ADDRESS = "footing.address"
DATABASE_KEY = "database.key"
SECRET_KEY = "secret.key"
# Seconds to wait for the threads of a server that was killed.
PATIENCE = 20
# What a data folder may hold besides our own footing.* files and still count as empty.
IGNORED = {"lost+found", ".DS_Store"}


class Refusal(click.ClickException):
    """Why Footing does not start, in one sentence for whoever started it."""

    exit_code = 78  # EX_CONFIG: a service manager is told not to try again


def data_home(environ: Mapping[str, str]) -> Path:
    """The user's folder for data: one folder in it for each practice that was given no place of its own."""
    if sys.platform == "darwin":
        return _home(environ) / "Library" / "Application Support" / "Footing"
    return _xdg(environ, "XDG_DATA_HOME", ".local/share") / "footing"


def keys_home(environ: Mapping[str, str]) -> Path:
    """The user's folder for keys and certificates, away from the data so that a copy of one is not a copy of both."""
    if sys.platform == "darwin":
        return _home(environ) / "Library" / "Preferences" / "Footing"
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "footing"


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir)


def _xdg(environ: Mapping[str, str], name: str, usual: str) -> Path:
    told = Path(environ.get(name, ""))
    return told if told.is_absolute() else _home(environ) / usual  # a relative one is to be ignored


@dataclass(frozen=True, kw_only=True)
class Place:
    """A practice on this machine: the folder of its data and, elsewhere, the folder of its keys."""

    data: Path
    keys: Path
    demo: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """The practice that the environment names, or the user's own."""
        demo = environ.get("FOOTING_DEMO", "") == "1"
        name = "demo" if demo else "practice"
        told = environ.get("FOOTING_PRACTICE", "")
        data = Path(told).expanduser() if told else data_home(environ) / name
        data = Path(os.path.realpath(data))
        if told:
            name = f"{data.name or 'root'}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:8]}"
        keys = environ.get("FOOTING_KEYS", "")
        folder = Path(keys).expanduser() if keys else keys_home(environ) / name
        return cls(data=data, keys=Path(os.path.realpath(folder)), demo=demo)

    @property
    def database(self) -> Path:
        """The database file, when the practice is not on a PostgreSQL server."""
        return self.data / DATABASE

    def prepare(self, *, is_elsewhere: bool = False) -> None:
        """Make both folders if they are new; refuse what could lose data, or show it to others.

        `is_elsewhere`: the practice is on a PostgreSQL server, and the data folder only a place for what is passing.
        """
        if self.keys == self.data or self.keys.is_relative_to(self.data):
            raise Refusal(
                f"The keys in {self.keys} would lie inside the data folder {self.data}: choose another folder."
            )
        os.umask(0o077)  # whatever this process makes from here on is for its owner alone
        try:
            self._prepare(is_elsewhere)
        except OSError as error:
            raise Refusal(f"The data folder {self.data} cannot be used: {error.strerror}.") from None

    def refuse_an_absent_one(self, *, is_elsewhere: bool) -> None:
        """Say which practice to name where there is none; make nothing."""
        if not is_elsewhere and not self.database.exists():
            raise Refusal(
                f"There is no practice in {self.data}: give --practice FOLDER, the folder that script/server was given."
            )

    def _prepare(self, is_elsewhere: bool) -> None:
        if self.data.exists():
            _own_folder(self.data, "data folder")
        is_known = is_elsewhere or self.demo or (self.data / LOCK).exists()
        if self.has_key and not is_known:
            raise Refusal(
                f"The practice whose keys are in {self.keys} is not in {self.data}: connect the disk it is on, "
                f"or move those keys away to start an empty practice there."
            )
        _own_folder(self.data, "data folder")
        self._refuse_a_wrong_folder()
        _own_folder(self.keys, "key folder")
        for folder in (self.data, self.keys):
            folder.chmod(0o700)
        for file in self.data.glob("footing.*"):
            if file.stat().st_uid != os.geteuid() or not os.access(file, os.R_OK | os.W_OK):
                raise Refusal(f"The file {file} belongs to another user or cannot be written: give it back to yours.")
        if self.demo:
            (self.data / DEMO).touch(mode=0o600)
        os.close(os.open(self.data / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))

    def _refuse_a_wrong_folder(self) -> None:
        known = (self.data / LOCK).exists() or self.database.exists()
        if known and self.demo != (self.data / DEMO).exists():
            held, asked = ("a real", "the demo") if self.demo else ("the demo", "a real")
            raise Refusal(f"The folder {self.data} holds {held} practice and was opened as {asked} one.")
        strange = [
            entry.name
            for entry in self.data.iterdir()
            if not entry.name.startswith("footing.") and entry.name not in IGNORED
        ]
        if strange and not known:
            raise Refusal(
                f"The folder {self.data} holds other files ({min(strange)}), not a practice: give an empty one."
            )

    def key(self, name: str, *, may_make: bool, belongs_to: str) -> str:
        """The key in the file `name`, made now if it may be; its owner alone may read it."""
        path = self.keys / name
        if not path.exists():
            if not may_make:
                raise Refusal(f"{belongs_to} was made with a key that is not in {path}: put the key file back.")
            _write_new(path, secrets.token_hex(32))  # or another start, at this very moment, has
        about = path.stat()
        if about.st_uid != os.geteuid():
            raise Refusal(f"The key file {path} belongs to another user: start Footing as that user.")
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise Refusal(f"The key file {path} can be read by others: run chmod 600 on it.")
        key = path.read_text("ascii", "replace").strip()
        if not re.fullmatch(r"[0-9a-f]{64}", key):
            raise Refusal(f"The key file {path} is damaged: put the right one back.")
        return key

    def mark_elsewhere(self) -> None:
        """Note that this folder's practice is on a PostgreSQL server."""
        if self.data.exists():
            (self.data / ELSEWHERE).touch(mode=0o600)

    @property
    def has_key(self) -> bool:
        """Whether the practice's secret key is here."""
        return (self.keys / SECRET_KEY).exists()

    @property
    def address(self) -> str:
        """Where the server of this practice was last open; empty where none ever was."""
        try:
            kept = (self.data / ADDRESS).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return kept if re.fullmatch(r"https?://[^\s?#]+", kept) else ""

    def keep_address(self, address: str) -> None:
        """Note where the server is open, for links that are made while nobody says so."""
        if address != self.address:
            (self.data / ADDRESS).write_text(address + "\n", "ascii")

    @contextlib.contextmanager
    def leaving_nothing(self) -> Iterator[None]:
        """Take away again the folders that a refused start has made and not filled.

        Only empty ones: another start may be at work in them at this very moment, and it needs its key.
        """
        new = [folder for own in (self.data, self.keys) for folder in (own, *own.parents) if not folder.exists()]
        try:
            yield
        except Refusal:
            for folder in new:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise

    def lock(self) -> IO[str]:
        """Claim the data folder for one server, for as long as the answer is kept open."""
        import fcntl

        file = (self.data / LOCK).open("r+")
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                file.seek(0)
                other = file.read().strip() or "unknown"
                # A server that was killed leaves its threads a moment to finish what they hold.
                if _is_running(other) or time.monotonic() > until:
                    file.close()
                    raise Refusal(
                        f"Footing already runs on {self.data} (process {other}): stop that server first."
                    ) from None
                time.sleep(0.2)
        try:
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()}\n")
            file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):  # closing writes once more
                file.close()
            raise Refusal(f"The data folder {self.data} cannot be written: {error.strerror}.") from None
        return file


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True  # another user's
    except (ValueError, ProcessLookupError):
        return False
    return True


def _own_folder(folder: Path, what: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The {what} {folder} cannot be made: {error.strerror}.") from None
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise Refusal(f"The {what} {folder} belongs to {_user(owner)}: start Footing as that user or change its owner.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Refusal(f"The {what} {folder} cannot be written: make it writable for its owner.")


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _write_new(path: Path, text: str) -> None:
    """Write a file whole or not at all; one that another process was faster with stays as it is."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        file = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
    except OSError as error:
        raise Refusal(f"The key file {path} cannot be written: {error.strerror}. Nothing was made.") from None
    finally:
        new.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a database must never reach the disk before its key does
    finally:
        os.close(folder)

"""What this installation is told: which practice, where its data and keys lie, which address people open.

The only module that reads the environment. Everything is checked before anything starts; what is wrong is said in one
sentence (`Refusal`) that names the path or the setting.
"""

import contextlib
import hashlib
import ipaddress
import os
import pwd
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit

import click

import postgresql
from hosts import FOLDER, Bracketed

LOOPBACK = "http://127.0.0.1:8000"
DATABASE = "footing.db"
LOCK = "footing.lock"
# Says that this folder's practice is on a PostgreSQL server, so that its key is never made a second time.
ELSEWHERE = "footing.postgresql"
# Says that everybody in this folder is made up.
DEMO = "footing.demo"
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
        if (self.keys / SECRET_KEY).exists() and not is_known:
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

    def key_of_a_server(self, url: str, *, may_make: bool) -> str:
        """The secret key of the practice in the PostgreSQL database at `url`. Made only for one that holds nothing."""
        is_known = (self.keys / SECRET_KEY).exists()
        if may_make and not is_known:
            with _as_refusal():
                may_make = not postgresql.holds_a_practice(url)
        key = self.key(SECRET_KEY, may_make=may_make, belongs_to=f"The practice at {postgresql.place(url)}")
        if self.data.exists():
            (self.data / ELSEWHERE).touch(mode=0o600)
        return key

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


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything `clinic.create_app` is handed. There is no dangerous default: a weak one is refused here."""

    database_url: str
    secret_key: str = field(repr=False)
    database_key: str | None = field(default=None, repr=False)
    place: Place | None = None
    demo: bool = False
    base_url: str = LOOPBACK
    extra_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    probes: tuple[str, ...] = ()
    """Networks besides this machine whose monitors may ask /livez and /readyz."""
    least_free: int = 500 << 20
    """Bytes of room on the disk below which people are told."""
    is_test: bool = False
    max_content_length: int = 1 << 20
    max_form_memory_size: int = 128 << 10
    max_form_parts: int = 400

    def __post_init__(self) -> None:
        if len(self.secret_key.encode()) < 32 or len(set(self.secret_key)) < 8:
            raise Refusal("The secret key is missing or weak: it needs at least 32 random bytes.")
        if self.database_url.startswith("sqlite"):
            if not re.fullmatch(r"[0-9a-fA-F]{64}", self.database_key or ""):
                raise Refusal("The database file needs a key of 64 hexadecimal digits: it is never kept unencrypted.")
        else:
            with _as_refusal():
                postgresql.tidy(self.database_url, is_loopback)
        try:
            address = urlsplit(self.base_url)
            is_one = address.scheme in ("http", "https") and address.hostname and (address.port or 1) > 0
        except ValueError:
            is_one = False
        if not is_one or address.query or address.fragment or not FOLDER.fullmatch(address.path.rstrip("/")):
            raise Refusal(f"The address {self.base_url} is not one: it looks like https://clinic.example:8443.")
        if self.folder and not self.proxy_hops:
            raise Refusal(f"The address {self.base_url} is in a folder, which takes a proxy (--behind-proxy 1).")
        assert address.hostname is not None
        if address.scheme == "http" and not is_loopback(address.hostname):
            raise Refusal(f"The address {self.base_url} has no TLS: only https may leave this machine.")
        for network in self.probes:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError:
                raise Refusal(f"FOOTING_PROBES names {network!r}: it looks like 10.1.0.0/16, 10.2.0.7.") from None
        if self.demo and not is_loopback(address.hostname):
            raise Refusal("Everybody knows the demo's passwords: it stays on this machine; give --practice FOLDER too.")

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] = os.environ, *, practice: Path | None = None, may_make: bool = True
    ) -> Self:
        """The practice in the folder `practice`, else the one that the environment names.

        Its keys are made when it has no database yet; without `may_make` nothing is made at all.
        """
        if practice is not None:
            environ = {**environ, "FOOTING_PRACTICE": str(practice.absolute()), "FOOTING_DEMO": "0"}
        place = Place.from_env(environ)
        with _as_refusal():
            url = postgresql.address(environ, is_loopback)
        if url and place.demo:
            raise Refusal("The demo practice never goes on a server: unset FOOTING_DATABASE_URL or name a practice.")
        if may_make:
            place.prepare(is_elsewhere=bool(url))
        else:
            place.refuse_an_absent_one(is_elsewhere=bool(url))
        if url:
            secret, database_key = place.key_of_a_server(url, may_make=may_make), None
        else:
            if (place.data / ELSEWHERE).exists() and not place.database.exists():
                raise Refusal(f"The practice of {place.data} is on a PostgreSQL server: set FOOTING_DATABASE_URL.")
            url, new = f"sqlite:///{place.database}", may_make and not place.database.exists()
            belongs = f"The database {place.database}"
            database_key = place.key(DATABASE_KEY, may_make=new, belongs_to=belongs)
            secret = place.key(SECRET_KEY, may_make=new, belongs_to=belongs)
        hosts = (host.strip() for host in environ.get("FOOTING_TRUSTED_HOSTS", "").split(","))
        return cls(
            database_url=url,
            secret_key=secret,
            database_key=database_key,
            place=place,
            demo=place.demo,
            base_url=environ.get("FOOTING_BASE_URL", LOOPBACK).rstrip("/"),
            extra_hosts=tuple(host for host in hosts if host),
            proxy_hops=_count(environ, "FOOTING_PROXY_HOPS"),
            probes=tuple(one.strip() for one in environ.get("FOOTING_PROBES", "").split(",") if one.strip()),
            least_free=_megabytes(environ, "FOOTING_LEAST_FREE_MB", 500),
        )

    @classmethod
    def development(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The demo practice, on this machine only."""
        return cls.from_env({**environ, "FOOTING_DEMO": "1", "FOOTING_PRACTICE": "", "FOOTING_BASE_URL": LOOPBACK})

    @classmethod
    def testing(cls, database_url: str, **more: Any) -> Self:
        """For tests: keys that everybody knows, and no folder."""
        known = {"secret_key": "known-to-every-test-and-no-secret-at-all", "database_key": "5f" * 32}
        return cls(**{"database_url": database_url, "is_test": True, **known, **more})

    @classmethod
    def without_database(cls) -> Self:
        """For commands that need no practice: an empty database in memory that nobody opens."""
        return cls(database_url="sqlite://", secret_key=secrets.token_hex(32), database_key=secrets.token_hex(32))

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach this server over TLS, so that cookies may be bound to it."""
        return self.base_url.startswith("https:")

    @property
    def folder(self) -> str:
        """The folder of a proxy that people open us in, such as `/footing`; empty when there is none."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def trusted_hosts(self) -> list[str]:
        """The names a request may ask for: the address people open, this machine, and what was added."""
        own = urlsplit(self.base_url).hostname or ""
        own = Bracketed(f"[{own}]") if ":" in own else own
        return list(dict.fromkeys([own, "127.0.0.1", "localhost", *self.extra_hosts]))

    def as_flask(self) -> dict[str, Any]:
        """The settings as Flask names them."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "DATABASE_KEY": self.database_key,
            "DATA_FOLDER": self.place.data if self.place else None,
            "KEY_FOLDER": self.place.keys if self.place else None,
            "DEMO": self.demo,
            "BASE_URL": self.base_url.rstrip("/").removesuffix(self.folder),
            "APPLICATION_ROOT": self.folder or "/",
            "SECURE_COOKIES": self.secure_cookies,
            "TRUSTED_HOSTS": self.trusted_hosts,
            "MAX_CONTENT_LENGTH": self.max_content_length,
            "MAX_FORM_MEMORY_SIZE": self.max_form_memory_size,
            "MAX_FORM_PARTS": self.max_form_parts,
            "PROBES": self.probes,
            "LEAST_FREE": self.least_free,
            "TESTING": self.is_test,
        }


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except postgresql.BadAddress as bad:
        raise Refusal(str(bad)) from None


def is_loopback(host: str) -> bool:
    """Whether `host` can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _megabytes(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name) or str(usual)
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise Refusal(f"{name} must be a number of megabytes, not {text!r}.")
    return int(text) << 20


def _count(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name, "0")
    if not re.fullmatch(r"[0-9]", text):
        raise Refusal(f"{name} must be a number from 0 to 9, not {text!r}.")
    return int(text)

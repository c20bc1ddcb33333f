"""What this installation is told: which practice, where its data and keys lie, which address people open.

The only module that reads the environment. Everything is checked before anything starts; what is wrong is said in one
sentence (`Refusal`) that names the path or the setting.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import postgresql
from hosts import FOLDER, Bracketed
from places import DATABASE_KEY, ELSEWHERE, SECRET_KEY, Place, Refusal

LOOPBACK = "http://127.0.0.1:8000"


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything `clinic.create_app` is handed. There is no dangerous default: a weak one is refused here."""

    database_url: str
    secret_key: str = field(repr=False)
    database_key: str | None = field(default=None, repr=False)
    place: Place | None = None
    demo: bool = False
    base_url: str = LOOPBACK
    links_at: str = ""
    """The address that people open, for links made on the command line; empty where nobody has said one yet."""
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
        told = cls._told(environ, place)
        cls.without_database(**told)  # what cannot be served is refused before anything is made for it
        if not may_make:
            place.refuse_an_absent_one(is_elsewhere=bool(url))
            return cls(**told, **cls._keys(place, url, may_make=False))
        if url and not place.has_key:
            with _as_refusal():
                may_make = not postgresql.holds_a_practice(url)
            if not may_make:
                cls._keys(place, url, may_make=False)  # refuses
        with place.leaving_nothing():
            place.prepare(is_elsewhere=bool(url))
            return cls(**told, **cls._keys(place, url, may_make=may_make))

    @staticmethod
    def _told(environ: Mapping[str, str], place: Place) -> dict[str, Any]:
        """What the environment says of this server, besides its database and its keys."""
        hosts = (host.strip() for host in environ.get("FOOTING_TRUSTED_HOSTS", "").split(","))
        base_url = environ.get("FOOTING_BASE_URL", "").rstrip("/")
        return {
            "place": place,
            "demo": place.demo,
            "base_url": base_url or LOOPBACK,
            "links_at": base_url or place.address,
            "extra_hosts": tuple(host for host in hosts if host),
            "proxy_hops": _count(environ, "FOOTING_PROXY_HOPS"),
            "probes": tuple(one.strip() for one in environ.get("FOOTING_PROBES", "").split(",") if one.strip()),
            "least_free": _megabytes(environ, "FOOTING_LEAST_FREE_MB", 500),
        }

    @staticmethod
    def _keys(place: Place, url: str, *, may_make: bool) -> dict[str, Any]:
        """The database's address and the keys that go with it, made now where they may be."""
        if url:
            belongs = f"The practice at {postgresql.place(url)}"
            secret = place.key(SECRET_KEY, may_make=may_make, belongs_to=belongs)
            place.mark_elsewhere()
            return {"database_url": url, "secret_key": secret}
        if (place.data / ELSEWHERE).exists() and not place.database.exists():
            raise Refusal(f"The practice of {place.data} is on a PostgreSQL server: set FOOTING_DATABASE_URL.")
        new = may_make and not place.database.exists()
        belongs = f"The database {place.database}"
        return {
            "database_url": f"sqlite:///{place.database}",
            "database_key": place.key(DATABASE_KEY, may_make=new, belongs_to=belongs),
            "secret_key": place.key(SECRET_KEY, may_make=new, belongs_to=belongs),
        }

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
    def without_database(cls, **more: Any) -> Self:
        """For commands that need no practice: an empty database in memory that nobody opens."""
        keys = {"secret_key": secrets.token_hex(32), "database_key": secrets.token_hex(32)}
        return cls(**{"database_url": "sqlite://", **keys, **more})

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
            "LINKS_AT": self.links_at,
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

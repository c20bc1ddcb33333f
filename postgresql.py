"""What is asked of the address of a PostgreSQL database before anything starts. Nothing is written there."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SCHEME = "postgresql+psycopg"
CONNECT_SECONDS = 3


class BadAddress(ValueError):
    """Why the address cannot be used, in one sentence."""


def hosts(url: URL) -> list[str]:
    """Every machine that `url` names; none where it is a socket of this one."""
    named = url.query.get("host", ())
    found = [url.host or "", *([named] if isinstance(named, str) else named)]
    return [host for one in found for host in one.split(",") if host and not host.startswith("/")]


def address(environ: Mapping[str, str], is_loopback: Callable[[str], bool]) -> str:
    """The address that the environment names, itself or in a file that only its owner can read; nothing if none."""
    url, file = environ.get("FOOTING_DATABASE_URL", ""), environ.get("FOOTING_DATABASE_URL_FILE", "")
    if url and file:
        raise BadAddress("FOOTING_DATABASE_URL and FOOTING_DATABASE_URL_FILE are both set: set one of them.")
    if file:
        url = _read(Path(file).expanduser())
    return tidy(url, is_loopback) if url else ""


def _read(path: Path) -> str:
    try:
        url = path.read_text("utf-8").strip()
        others = stat.S_IMODE(path.stat().st_mode) & 0o077
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise BadAddress(f"The file {path} of FOOTING_DATABASE_URL_FILE cannot be read: {why}.") from None
    if others:
        raise BadAddress(f"The file {path} may hold a password and can be read by others: run chmod 600 on it.")
    if not url:
        raise BadAddress(f"The file {path} of FOOTING_DATABASE_URL_FILE is empty: write the address into it.")
    return url


def tidy(told: str, is_loopback: Callable[[str], bool]) -> str:
    """The address with the server's identity checked: `sslmode=verify-full` wherever it leads off this machine."""
    if not told.startswith(f"{SCHEME}://"):
        raise BadAddress(f"FOOTING_DATABASE_URL must start with {SCHEME}:// and name a PostgreSQL database.")
    try:
        url = make_url(told)
    except (ArgumentError, ValueError):
        raise BadAddress(
            f"FOOTING_DATABASE_URL is not an address: it looks like {SCHEME}://USER:PASSWORD@HOST/DATABASE."
        ) from None
    away = [host for host in hosts(url) if not is_loopback(host)]
    if not away:
        return told
    mode = url.query.get("sslmode", "verify-full")
    if mode != "verify-full":
        raise BadAddress(
            f"The way to {away[0]} leads over a network: in FOOTING_DATABASE_URL sslmode must be verify-full, "
            f"not {mode}."
        )
    if "sslrootcert" not in url.query and not (Path.home() / ".postgresql" / "root.crt").exists():
        raise BadAddress(
            f"To know {away[0]} again, add &sslrootcert=FILE to FOOTING_DATABASE_URL: the certificate of the authority "
            "that signed the server's, or sslrootcert=system for one that every computer knows."
        )
    return url.update_query_dict({"sslmode": "verify-full"}).render_as_string(hide_password=False)


def place(told: str) -> str:
    """Where a database is, in words without user and password."""
    url = make_url(told)
    where = ", ".join(hosts(url)) or "this machine"
    return f"the PostgreSQL server at {where}, port {url.port or 5432}"


def holds_a_practice(told: str) -> bool:
    """Whether Footing has been in the database at `told` before. Raises `BadAddress` where it cannot be asked."""
    import psycopg

    plain = make_url(told).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain, connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0].rstrip(".")
        raise BadAddress(f"No key is made while nobody knows what {place(told)} holds ({said}).") from None
    return bool(row and row[0])

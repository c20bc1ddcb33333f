"""TLS as a clinic has it: the project's own authority, and a Chromium that trusts it because somebody told it to."""

import datetime as dt
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import certificates

ADDRESS = "localhost"


def teach(home: Path, authority: Path) -> None:
    """Let the browsers of `home` trust `authority`, as docs/trust-the-certificate.md does it on Linux."""
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True, exist_ok=True)
    for words in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "Footing", "-i", str(authority)]):
        subprocess.run(["certutil", *words, "-d", f"sql:{database}"], check=True, capture_output=True)


def environment(home: Path) -> dict[str, str | float | bool]:
    """What a browser of `home` is started with; nothing of this user's own profile."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("XDG_")}, "HOME": str(home)}


@dataclass(frozen=True)
class Trust:
    """An authority of this run's own, and the home of the browsers that trust it."""

    keys: Path
    home: Path
    files: certificates.Certificates

    @classmethod
    def make(cls, folder: Path) -> "Trust":
        """A new authority in `folder`, trusted by the browsers of its `home`."""
        files = certificates.own(folder / "keys", ADDRESS, dt.datetime.now(dt.UTC))
        assert files.authority is not None
        teach(folder / "home", files.authority)
        return cls(folder / "keys", folder / "home", files)

    @property
    def authority(self) -> Path:
        """The certificate that is trusted."""
        assert self.files.authority is not None
        return self.files.authority

    def lend(self, keys: Path) -> None:
        """Put the authority into the key folder of another practice, so that its server is trusted too."""
        shutil.copytree(self.keys / "tls", keys / "tls")

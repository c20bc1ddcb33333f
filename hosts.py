"""What an address may hold besides a plain name: a folder of a proxy, an IPv6 address."""

import re

# A folder of a proxy in which the practice is served, such as /footing.
FOLDER = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


class Bracketed(str):
    """An IPv6 address among names. Werkzeug cuts a trusted name at its first colon, which here is not the port's."""

    __slots__ = ()

    def partition(self, sep: str, /) -> tuple[str, str, str]:
        """The whole address, and no port."""
        return str(self), "", ""

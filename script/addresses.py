"""Addresses as they are typed on the command line, and as they stand in a link."""

import ipaddress
import re

import certificates
from places import Refusal


def interface(text: str) -> str:
    """The IP address to listen on; `localhost` is one too."""
    try:
        return str(ipaddress.ip_address(text.strip().strip("[]")))
    except ValueError:
        if text == "localhost":
            return "127.0.0.1"
        raise Refusal(f"--listen {text} is no IP address of this machine, such as 127.0.0.1 or 10.0.0.5.") from None


def own_interface(address: str) -> str:
    """Where to listen for an address that only this machine has."""
    return address if address != "localhost" else "127.0.0.1"


def in_brackets(address: str) -> str:
    """A name or IP address as it stands in a link."""
    return f"[{address}]" if ":" in address else address


def beyond_proxy(text: str) -> str:
    """What people open at the proxy, NAME:PORT/FOLDER, put as it stands in a link."""
    place = re.fullmatch(r"(?:https://)?(\[[^]]*\]|[^:/]*)(:[0-9]{1,5})?(/.*)?", text.strip())
    if place is None:
        raise Refusal(f"--address {text} is no address that people could open, such as clinic.example/footing.")
    return in_brackets(certificates.tidy(place[1])) + (place[2] or "") + (place[3] or "").rstrip("/")

"""What is usual where a clinic is: read off its time zone, offered beforehand, and changed by whoever knows better.

Paper, measures and the order of a date follow the region, never the language a page is read in.
"""

import zoneinfo
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import LOCALTZ, get_timezone_location, get_timezone_name

# CLDR, measurementData: where paper is Letter, and where people measure in feet and pounds.
LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
FEET = frozenset(["US", "PR", "GU", "VI", "AS", "MP", "LR", "MM"])
# Where people write the month first.
MONTH_FIRST = frozenset(["US", "PR", "GU", "VI", "AS", "MP", "PH", "PW", "FM", "MH"])
AMERICAS = frozenset(["CA", "MX", "PA", "CR", "CO", "SV", "GT", "NI", "BZ", "AR", "UY", "PY", "EC", "PE", "DO"])
CALLS_911 = (MONTH_FIRST - {"PW", "FM", "MH"}) | AMERICAS
OTHER_NUMBERS = {"GB": "999", "IE": "112", "AU": "000", "NZ": "111", "BR": "192", "CL": "131", "JP": "119", "KR": "119"}
# Zones of the United States, in the order in which people there know them.
FIRST = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


@dataclass(frozen=True)
class Usual:
    """What is offered beforehand: `units` is `us` or `metric`, `date_order` is `mdy` or `dmy`."""

    paper: str
    units: str
    date_order: str
    emergency_number: str


def country_of(zone: str) -> str:
    """The country of a time zone, as two letters; empty for zones of none, such as UTC."""
    code = get_global("zone_territories").get(zone, "")
    return "" if code in ("001", "ZZ") else str(code)


def usual_in(zone: str) -> Usual:
    """What is usual where clocks show `zone`."""
    country = country_of(zone)
    return Usual(
        paper="letter" if country in LETTER else "a4",
        units="us" if country in FEET else "metric",
        date_order="mdy" if country in MONTH_FIRST else "dmy",
        emergency_number="911" if country in CALLS_911 else OTHER_NUMBERS.get(country, "112"),
    )


def machine_zone() -> str:
    """The time zone this machine is set to; empty where it says none that a clinic could lie in."""
    name = str(getattr(LOCALTZ, "key", LOCALTZ))
    return name if name in zoneinfo.available_timezones() and country_of(name) else ""


@lru_cache(maxsize=8)
def zones(language: str) -> tuple[tuple[str, str], ...]:
    """Every zone a clinic can lie in, with its words: the United States first, then all by country and city."""
    locale = Locale.parse(language)
    first = [(zone, _known_as(zone, locale)) for zone in FIRST]
    others = []
    for zone in zoneinfo.available_timezones():
        country = country_of(zone)
        if zone in FIRST or not country or "/" not in zone or zone.startswith(("Etc/", "SystemV/", "posix", "right")):
            continue
        city = get_timezone_location(zone, locale=locale, return_city=True)
        others.append((zone, f"{locale.territories.get(country, country)}: {city}"))
    return (*first, *sorted(others, key=lambda pair: pair[1]))


def _known_as(zone: str, locale: Locale) -> str:
    """A zone under the name people there know it by, with its city: Eastern Time (New York)."""
    name = get_timezone_name(zone, width="long", zone_variant="generic", locale=locale)
    return f"{name[:1].upper()}{name[1:]} ({get_timezone_location(zone, locale=locale, return_city=True)})"

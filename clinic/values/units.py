"""The units people write: what each measures, how large it is, its names in both languages. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures, and how many of that measure's first unit one of it is."""

    id: str
    measure: str
    size: float
    spoken: frozenset[str]


def _unit(id: str, measure: str, size: float, spoken: str) -> Unit:
    return Unit(id, measure, size, frozenset({id.lower(), *spoken.split()}))


UNITS: dict[str, Unit] = {
    unit.id: unit
    for unit in (
        _unit("cm", "length", 1, "cms centimeter centimeters centimetre centimetres centimetro centimetros"),
        _unit("mm", "length", 0.1, "mms millimeter millimeters millimetre millimetres milimetro milimetros"),
        _unit("m", "length", 100, "meter meters metre metres metro metros"),
        _unit("in", "length", 2.54, 'inch inches ins " pulgada pulgadas pulg plg'),
        _unit("ft", "length", 30.48, "foot feet ' pie pies"),
        _unit("km", "distance", 1, "k kms kilometer kilometers kilometre kilometres kilometro kilometros"),
        _unit("mi", "distance", 1.609344, "mile miles milla millas"),
        _unit("kg", "weight", 1, "kgs kilo kilos kilogram kilograms kilogramo kilogramos"),
        _unit("lb", "weight", 0.45359237, "lbs # pound pounds libra libras"),
        _unit("weeks", "span", 1, "w wk wks week sem sems semana semanas"),
        _unit("days", "span", 1 / 7, "d day dia dias"),
        _unit("months", "span", 52 / 12, "mo mos mth mths month mes meses"),
        _unit("years", "span", 52, "y yr yrs year ano anos"),
        _unit("min", "time", 1, "mins minute minutes minuto minutos"),
        _unit("h", "time", 60, "hr hrs hour hours hora horas"),
        _unit("s", "time", 1 / 60, "sec secs second seconds seg segs segundo segundos"),
        _unit("C", "temperature", 1, "celsius"),
        _unit("F", "temperature", 1, "fahrenheit"),
        _unit("deg", "angle", 1, "degree degrees grado grados"),
        _unit("%", "share", 1, "percent pct"),
        _unit("reps", "count", 1, "rep repetitions repeticiones"),
        _unit("mmHg", "pressure", 1, ""),
    )
}
_OFFERED = {
    "cm": ("cm", "in"),
    "kg": ("kg", "lb"),
    "mi": ("mi", "km"),
    "km": ("km", "mi"),
    "weeks": ("weeks", "months", "years", "days"),
}


def offered(kept: str) -> tuple[str, ...]:
    """The units that may be chosen beside a number kept in `kept`; that one is the first."""
    return _OFFERED.get(kept, (kept,))


def convert(number: float, unit: str, kept: str) -> float:
    """A number of `unit` in `kept`."""
    if unit == kept or unit not in UNITS or kept not in UNITS:
        return number
    if (unit, kept) == ("F", "C"):
        return (number - 32) * 5 / 9
    if (unit, kept) == ("C", "F"):
        return number * 9 / 5 + 32
    return number * UNITS[unit].size / UNITS[kept].size

"""A measure as it reads on the chart and on paper: in the unit that was typed, in the reader's language. Pure."""

from clinic.values.quantities import Quantity

_SHORT: dict[str, dict[str, str]] = {
    "en": {},
    "es": {
        "y": "años",
        "deg": "grados",
        "C": "°C",
        "weeks": "semanas",
        "months": "meses",
        "years": "años",
        "days": "días",
        "in": "pulgadas",
        "ft": "pies",
        "mi": "millas",
        "lb": "libras",
    },
}
_ONE: dict[str, dict[str, str]] = {
    "en": {"weeks": "week", "months": "month", "years": "year", "days": "day"},
    "es": {"weeks": "semana", "months": "mes", "years": "año", "days": "día", "in": "pulgada", "mi": "milla"},
}


def number_words(number: float, unit: str, language: str) -> str:
    """A number with its unit, with no more digits than it has."""
    shown = f"{round(number, 2):.10g}"
    short = _SHORT[language].get(unit, unit)
    if number == 1:
        short = _ONE[language].get(unit, short)
    if language == "es":
        shown = shown.replace(".", ",")
    return f"{shown} {short}".rstrip()


def quantity_words(quantity: Quantity, language: str) -> str:
    """What somebody typed."""
    return number_words(quantity.typed, quantity.unit, language)


def height_words(quantity: Quantity, language: str) -> str:
    """A height: 170 cm, or 5 ft 7 in."""
    if quantity.unit != "in":
        return quantity_words(quantity, language)
    feet, inches = divmod(quantity.typed, 12)
    whole = number_words(round(feet), "ft", language)
    return f"{whole} {number_words(inches, 'in', language)}" if inches else whole

"""An answer together with what was typed: the value stands in its column, number and unit beside it in `typed`."""

from typing import Any

from clinic.knowledge.schema import Question
from clinic.values import quantities
from clinic.values.quantities import Quantity


def keep(row: Any, column: str, value: Any, *, is_whole: bool = False) -> None:
    """Write an answer into its column, and note how it was typed where the column cannot say."""
    note = quantities.noted(value)
    if isinstance(value, Quantity):
        value = int(value) if is_whole else value.value
    setattr(row, column, value)
    if not hasattr(row, "typed"):
        return
    notes = {name: said for name, said in (row.typed or {}).items() if name != column}
    if note is not None:
        notes[column] = note
    if notes != (row.typed or {}):
        row.typed = notes


def value(row: Any, column: str, question: Question) -> Any:
    """The stored answer, which knows what was typed if it is a measure."""
    found = getattr(row, column)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return found
    note = (getattr(row, "typed", None) or {}).get(column)
    if note is None and len(question.units) == 1:
        return found
    return quantities.of(found, question.unit, note)


def carried(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    """What was typed of the answers in these columns, for a row that takes them over."""
    return {name: note for name, note in (row.typed or {}).items() if name in columns}

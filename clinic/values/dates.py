"""Dates and times as people and machines write them. Pure."""

import datetime as dt


def from_iso(written: str) -> dt.date:
    """The day that a page of our own or a stored document wrote as 2026-11-24; `ValueError` for anything else."""
    if len(written) != 10:
        raise ValueError("not a date like 2026-11-24")
    return dt.date.fromisoformat(written)
